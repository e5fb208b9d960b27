"""Pictures that two processes share: a file that both map into their memory.

Parent and child may be of different versions of Python, and the child has only the standard library and numpy: so this
is a plain file, not ``multiprocessing.shared_memory``. The file begins with a header that says how it is laid out;
then come the slots, each with a header of its own (which frame was written in, which picture was written out), room
for the frame, and room for the picture made of it. Who may touch a slot is agreed by messages (`bridge_child`); the
sequence numbers find out where somebody did not keep to that.

Runs in the checkout's interpreter as well: nothing newer than Python 3.9, nothing but numpy.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"UNSR"
VERSION = 1
NAMED = "understudy-bridge-"
"""How the names of the files begin; then comes the number of the process that made them."""
_HEAD = struct.Struct("<4sIIIII")
"""Magic, version, number of slots, height and width in pixels, stride in bytes."""
_SLOT = struct.Struct("<QQ")
"""Sequence number of the frame, of the picture; 0 where none was written."""
_ALIGNED = 4096
"""Bytes: pictures begin at pages of their own, which copies like."""


class RingError(Exception):
    """The file is not what was agreed on."""


def _up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _size(slots: int, height: int, width: int) -> int:
    return _ALIGNED + slots * (_ALIGNED + 2 * _up(height * width * 3))


def _name() -> str:
    return f"{NAMED}{os.getpid()}-"


def create(folder: str, slots: int, height: int, width: int) -> str:
    """Make the file for ``slots`` pictures of HxWx3 bytes; gives its path. Only this user may read it. OSError."""
    descriptor, path = tempfile.mkstemp(prefix=_name(), dir=folder)
    try:
        with os.fdopen(descriptor, "r+b") as file:
            file.write(_HEAD.pack(MAGIC, VERSION, slots, height, width, width * 3))
            file.truncate(_size(slots, height, width))
    except OSError:
        Path(path).unlink()
        raise
    return path


class Ring:
    """The file, mapped. Pictures are views of it: valid as long as somebody holds them."""

    def __init__(self, path: str) -> None:
        """Raises OSError, and RingError where it is another kind of file."""
        with Path(path).open("r+b") as file:
            head = file.read(_HEAD.size)
            magic, version, self.slots, self.height, self.width, stride = _HEAD.unpack(head.ljust(_HEAD.size, b"\0"))
            if magic != MAGIC or version != VERSION or stride != self.width * 3:
                raise RingError("The file of frames is not one of this version.")
            size = _size(self.slots, self.height, self.width)
            if os.fstat(file.fileno()).st_size < size:
                raise RingError("The file of frames is too short.")
            self._map = mmap.mmap(file.fileno(), size)
        self.path = path
        self._inputs = [self._picture(slot, 0) for slot in range(self.slots)]
        self._outputs = [self._picture(slot, 1) for slot in range(self.slots)]

    def _start(self, slot: int) -> int:
        if not 0 <= slot < self.slots:
            raise RingError(f"There is no slot {slot}.")
        return _ALIGNED + slot * (_ALIGNED + 2 * _up(self.height * self.width * 3))

    def _picture(self, slot: int, which: int) -> Any:
        room = self.height * self.width * 3
        start = self._start(slot) + _ALIGNED + which * _up(room)
        return np.frombuffer(self._map, np.uint8, room, start).reshape(self.height, self.width, 3)

    def room(self, slot: int, number: int) -> Any:
        """Where frame ``number`` is to be copied to, HxWx3 bytes."""
        _SLOT.pack_into(self._map, self._start(slot), number, 0)
        return self._inputs[slot]

    def frame(self, slot: int, number: int) -> Any:
        """The frame of a slot: writable, contiguous, HxWx3. RingError where another one lies there."""
        if _SLOT.unpack_from(self._map, self._start(slot))[0] != number:
            raise RingError(f"Another frame than {number} lies in slot {slot}.")
        return self._inputs[slot]

    def put_picture(self, slot: int, number: int, image: Any) -> None:
        """Copy what was made of frame ``number`` into its slot."""
        np.copyto(self._outputs[slot], image)
        _SLOT.pack_into(self._map, self._start(slot), number, number)

    def picture(self, slot: int, number: int) -> Any:
        """What was made of frame ``number``: a view. RingError where it is not there."""
        if _SLOT.unpack_from(self._map, self._start(slot)) != (number, number):
            raise RingError(f"The picture of frame {number} is not in slot {slot}.")
        return self._outputs[slot]

    def close(self) -> None:
        """Let go of the file. It stays mapped as long as somebody holds a picture of it."""
        self._inputs, self._outputs = [], []
        with contextlib.suppress(BufferError):  # a picture is still held: the memory goes with it
            self._map.close()


def write_pictures(folder: str, images: Sequence[Any]) -> tuple[str, list[list[int]]]:
    """Photos (HxWx3 bytes, each of its own size) one behind the other in a new file; gives its path and for each
    where it begins, its height and its width. OSError."""
    descriptor, path = tempfile.mkstemp(prefix=_name(), dir=folder)
    places = []
    with os.fdopen(descriptor, "wb") as file:
        for image in images:
            height, width = image.shape[:2]
            places.append([file.tell(), height, width])
            file.write(np.ascontiguousarray(image).tobytes())
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
