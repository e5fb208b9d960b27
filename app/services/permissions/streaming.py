"""Whether a program takes pictures from a camera (Linux)."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path

_REQBUFS = 0xC0145608
"""``VIDIOC_REQBUFS``: _IOWR('V', 8, struct v4l2_requestbuffers)."""
_CAPTURE, _MMAP = 1, 1


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
