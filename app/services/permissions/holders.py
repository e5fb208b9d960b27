"""Which programs have a device open, and whether one of them takes pictures from it (Linux)."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
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


def holders(device: Path, machine: Machine) -> Holders:
    """Reads the open files of every process that this user may look into; those of other users need root."""
    wanted = _identity(device)
    names, own, unseen = [], False, 0
    for folder in machine.proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            has_it = any(_identity(link) == wanted for link in (folder / "fd").iterdir())
        except PermissionError:
            unseen += 1
            continue
        except OSError:  # it just ended
            continue
        if has_it and int(folder.name) == os.getpid():
            own = True
        elif has_it:
            names.append(_title(int(folder.name)))
    return Holders(tuple(sorted(names)), own, unseen)


def _identity(path: Path) -> tuple[int, int] | None:
    """What is the same for every name of one device, also through a mount of its own."""
    try:
        status = path.stat()
    except OSError:
        return None
    if stat.S_ISCHR(status.st_mode):
        return (-1, status.st_rdev)
    return (status.st_dev, status.st_ino)


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
