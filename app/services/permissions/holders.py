"""Which programs have a device open, and whether one of them takes pictures from it (Linux)."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.services.permissions.machine import Machine

_REQBUFS = 0xC0145608
"""``VIDIOC_REQBUFS``: _IOWR('V', 8, struct v4l2_requestbuffers)."""
_CAPTURE, _MMAP = 1, 1


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a device open."""

    names: tuple[str, ...]
    """Other programs, each with its number, and its user where that is another one."""
    own: bool
    """Whether this very process has it open."""
    unseen: int
    """How many processes this user may not look into."""


def holders(devices: Sequence[Path], machine: Machine) -> dict[Path, Holders]:
    """Reads the open files of every process that this user may look into; those of other users need root."""
    wanted = {os.path.realpath(device): device for device in devices}
    numbers = {number: device for device in devices if (number := _number(device)) is not None}
    names: dict[Path, list[str]] = {device: [] for device in devices}
    own, unseen = set(), 0
    for folder in machine.proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            links = list((folder / "fd").iterdir())
        except PermissionError:
            unseen += 1
            continue
        except OSError:  # it just ended
            continue
        open_here = {device for link in links if (device := _device(link, wanted, numbers)) is not None}
        if int(folder.name) == os.getpid():
            own = open_here
        else:
            for device in open_here:
                names[device].append(_title(int(folder.name)))
    return {device: Holders(tuple(sorted(names[device])), device in own, unseen) for device in devices}


def _device(link: Path, wanted: Mapping[str, Path], numbers: Mapping[int, Path]) -> Path | None:
    """Which of the devices an open file is, by its name or, with another name or mount of it, by its number."""
    try:
        target = str(link.readlink())
        if target in wanted:
            return wanted[target]
        # Only what is a device is looked at: a file on a network that does not answer would hold us up.
        number = _number(link) if target.startswith("/dev/") else None
        return numbers.get(number) if number is not None else None
    except OSError:  # closed meanwhile
        return None


def _number(path: Path) -> int | None:
    """Of a device file; None for any other file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_rdev if stat.S_ISCHR(status.st_mode) else None


def _title(pid: int) -> str:
    try:
        process = psutil.Process(pid)
        name, user = process.name(), process.username()
        other = process.uids().effective != os.geteuid()
    except psutil.Error:  # it just ended
        return str(pid)
    return f"{name} ({pid}, {user})" if other else f"{name} ({pid})"


def in_use(device: Path) -> bool | None:
    """Whether another program takes pictures from a V4L2 camera. None where that can not be asked: no such device, no
    right to open it, or a driver of another kind. Asks for no buffers at all, which changes nothing in the device."""
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return True if error.errno == errno.EBUSY else None  # some drivers let only one program in
    try:
        fcntl.ioctl(handle, _REQBUFS, struct.pack("<5I", 0, _CAPTURE, _MMAP, 0, 0))
    except OSError as error:
        return True if error.errno == errno.EBUSY else None
    finally:
        os.close(handle)
    return False
