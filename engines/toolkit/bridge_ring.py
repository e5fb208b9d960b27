"""Pictures that two processes share: a file that both map into their memory.

Parent and child may be of different versions of Python, and the child has only the standard library and numpy: so this
is a plain file, not ``multiprocessing.shared_memory``. The file begins with a header that says how it is laid out; then
comes room for some frames and for some more pictures that are made of them, each with the number of the frame. Who may
touch what is agreed by messages (`bridge_child`); the numbers find out where somebody did not keep to that.

The parent hands a picture on without copying it (:meth:`Ring.lend`): its room is free again once nobody holds it.

Runs in the checkout's interpreter as well: nothing newer than Python 3.9, nothing but numpy.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import secrets
import struct
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"UNSR"
VERSION = 1
NAMED = "understudy-bridge-"
"""How the names of the files begin; then comes the number of the process that made them."""
_HEAD = struct.Struct("<4sIIIIII")
"""Magic, version, how many frames and pictures, height and width in pixels, stride in bytes."""
_NUMBER = struct.Struct("<Q")
"""Number of the frame, before each frame and picture; 0 where none was written."""
_ALIGNED = 4096
"""Bytes: pictures begin at pages of their own, which copies like."""


class RingError(Exception):
    """The file is not what was agreed on."""


def _up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _room(height: int, width: int) -> int:
    """Bytes from one picture to the next, with its number."""
    return _ALIGNED + _up(height * width * 3)


def _new(folder: str) -> tuple[int, str]:
    """A new file that only this user may read. Windows is told not to write it to the disk where it can help it."""
    path = str(Path(folder, f"{NAMED}{os.getpid()}-{secrets.token_hex(8)}"))
    flags = getattr(os, "O_BINARY", 0) | getattr(os, "O_SHORT_LIVED", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | flags, 0o600), path


def create(folder: str, frames: int, pictures: int, height: int, width: int) -> str:
    """Make the file, for pictures of HxWx3 bytes; gives its path. Only this user may read it. OSError.

    It is written to its end: memory of a file that has no room behind it ends the process that touches it (SIGBUS).
    """
    descriptor, path = _new(folder)
    try:
        with os.fdopen(descriptor, "r+b") as file:
            file.write(_HEAD.pack(MAGIC, VERSION, frames, pictures, height, width, width * 3))
            left = _ALIGNED + (frames + pictures) * _room(height, width) - _HEAD.size
            empty = bytes(1 << 20)
            while left > 0:
                left -= file.write(empty[:left])
    except OSError:
        Path(path).unlink()
        raise
    return path


class Ring:
    """The file, mapped. Arrays are views of it: valid as long as somebody holds them."""

    def __init__(self, path: str) -> None:
        """Raises OSError, and RingError where it is another kind of file."""
        with Path(path).open("r+b") as file:
            fields = _HEAD.unpack(file.read(_HEAD.size).ljust(_HEAD.size, b"\0"))
            magic, version, self.frames, self.pictures, self.height, self.width, stride = fields
            if magic != MAGIC or version != VERSION or stride != self.width * 3:
                raise RingError("The file of frames is not one of this version.")
            size = _ALIGNED + (self.frames + self.pictures) * _room(self.height, self.width)
            if os.fstat(file.fileno()).st_size < size:
                raise RingError("The file of frames is too short.")
            self._map = mmap.mmap(file.fileno(), size)
        self.path = path
        self.lent: set[int] = set()
        """Pictures that somebody holds."""

    def _start(self, place: int) -> int:
        if not 0 <= place < self.frames + self.pictures:
            raise RingError(f"There is no place {place}.")
        return _ALIGNED + place * _room(self.height, self.width)

    def _array(self, place: int) -> Any:
        memory = (ctypes.c_ubyte * (self.height * self.width * 3)).from_buffer(self._map, self._start(place) + _ALIGNED)
        return memory, np.frombuffer(memory, np.uint8).reshape(self.height, self.width, 3)

    def room(self, place: int, number: int) -> Any:
        """Where frame ``number`` is to be copied to: HxWx3 bytes. ``place`` counts from 0."""
        _NUMBER.pack_into(self._map, self._start(place), number)
        return self._array(place)[1]

    def frame(self, place: int, number: int) -> Any:
        """A frame: writable, contiguous, HxWx3 bytes. RingError where another one lies there."""
        if _NUMBER.unpack_from(self._map, self._start(place)) != (number,):
            raise RingError(f"Frame {number} is not where it should be.")
        return self._array(place)[1]

    def put_picture(self, place: int, number: int, image: Any) -> None:
        """Copy what was made of frame ``number``. ``place`` counts from 0."""
        np.copyto(self._array(self.frames + place)[1], image)
        _NUMBER.pack_into(self._map, self._start(self.frames + place), number)

    def lend(self, place: int, number: int) -> Any:
        """What was made of frame ``number``, HxWx3 bytes. Its place is in ``lent`` until nobody holds the array, or a
        part of it, any more. RingError where it is not there."""
        if _NUMBER.unpack_from(self._map, self._start(self.frames + place)) != (number,):
            raise RingError(f"The picture of frame {number} is not where it should be.")
        memory, picture = self._array(self.frames + place)
        self.lent.add(place)
        weakref.finalize(memory, self.lent.discard, place).atexit = False
        return picture

    def close(self) -> None:
        """Let go of the file. It stays mapped as long as somebody holds a picture of it."""
        with contextlib.suppress(BufferError):
            self._map.close()


def write_pictures(folder: str, images: Sequence[Any]) -> tuple[str, list[list[int]]]:
    """Photos (HxWx3 bytes, each of its own size) one behind the other in a new file; gives its path and for each
    where it begins, its height and its width. OSError."""
    descriptor, path = _new(folder)
    places = []
    try:
        with os.fdopen(descriptor, "wb") as file:
            for image in images:
                height, width = image.shape[:2]
                places.append([file.tell(), height, width])
                file.write(np.ascontiguousarray(image).tobytes())
    except OSError:
        Path(path).unlink()
        raise
    return path, places


def read_pictures(path: str, places: Sequence[Sequence[int]]) -> list[Any]:
    """What :func:`write_pictures` wrote. OSError, RingError."""
    images = []
    with Path(path).open("rb") as file:
        for start, height, width in places:
            file.seek(start)
            data = file.read(height * width * 3)
            if len(data) != height * width * 3:
                raise RingError("The file of photos is too short.")
            images.append(np.frombuffer(bytearray(data), np.uint8).reshape(height, width, 3))
    return images


def shared_folder(fallback: str) -> str:
    """Where such files belong: in memory where the system has such a folder, else in ``fallback``."""
    memory = "/dev/shm"
    return memory if Path(memory).is_dir() and os.access(memory, os.W_OK) else fallback
