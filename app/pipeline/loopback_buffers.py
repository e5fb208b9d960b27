"""Keeps the readers of a v4l2loopback device reading while others come and go.

Up to 0.13 the module has one set of buffers for all readers, and every reader that joins or leaves, by
``VIDIOC_REQBUFS``, takes the mark "mapped" off all of them. Whoever reads at that moment is refused with "Invalid
argument"; ffmpeg ends at that, and where the other one has left it never gets a picture again. Mapping a page of a
buffer, from any handle, brings the mark back. So before each picture, which is what readers wait for, the marks are
looked at, and brought back where they are gone.

Read in v4l2loopback 0.12.7: ``vidioc_reqbufs`` calls ``init_buffers``, ``vidioc_dqbuf`` refuses, and
``v4l2_loopback_mmap`` sets the mark.
"""

from __future__ import annotations

import logging
import mmap
import os
import re
import struct
from pathlib import Path

log = logging.getLogger(__name__)

_VERSION = Path("/sys/module/v4l2loopback/version")
_QUERYBUF = 0xC0585609
"""``_IOWR('V', 9, struct v4l2_buffer)``, of 88 bytes where pointers have 64 bits."""
_BUFFER = struct.Struct("5I4x16x16xIII4xI12x")
"""index, type, bytesused, flags, field; (timestamp, timecode;) sequence, memory, m.offset, length."""
_OUTPUT = 2  # V4L2_BUF_TYPE_VIDEO_OUTPUT
_MMAP = 1  # V4L2_MEMORY_MMAP
_MAPPED = 1  # V4L2_BUF_FLAG_MAPPED
_MOST = 32
"""Buffers that the module can have."""


def has_the_fault(version: Path = _VERSION) -> bool:
    """Whether the loaded module shares its buffers among readers: before 0.14. 0.12 does not tell its version here."""
    if struct.calcsize("P") != 8:  # there the struct has another layout
        return False
    try:
        said = version.read_text(encoding="ascii")
    except FileNotFoundError:
        return True
    numbers = re.match(r"(\d+)\.(\d+)", said)
    return numbers is not None and (int(numbers[1]), int(numbers[2])) < (0, 14)


def shared_buffers(path: str) -> SharedBuffers | None:
    """What keeps the readers of a device reading; None where its module needs no such help, or it can not be given."""
    if not has_the_fault():
        return None
    try:
        return SharedBuffers(path)
    except OSError as error:
        log.info("the buffers of %s are not looked after: %s", path, error)
        return None


class SharedBuffers:
    """The buffers of one device, on a handle of its own. For one thread."""

    def __init__(self, path: str) -> None:
        """Raises OSError where the device can not be opened."""
        self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._path = path

    def keep(self) -> None:
        """Bring the marks back that are gone; nothing once closed, or where the device no longer answers."""
        if self._handle < 0:
            return
        try:
            for offset in self.unmarked():
                mmap.mmap(self._handle, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset).close()
        except (OSError, ValueError) as error:  # unplugged, say, which whoever sends to it is told
            log.info("the buffers of %s are not looked after any more: %s", self._path, error)
            self.close()

    def close(self) -> None:
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def unmarked(self) -> list[int]:
        """The buffers that lost their mark, by their offset in the device's memory, in bytes. Raises OSError where the
        device does not answer."""
        import fcntl  # is not on Windows, where there is no such device either

        seen: dict[int, bool] = {}
        for index in range(_MOST):
            answer = bytearray(_BUFFER.pack(index, _OUTPUT, 0, 0, 0, 0, _MMAP, 0, 0))
            fcntl.ioctl(self._handle, _QUERYBUF, answer)
            _, _, _, flags, _, _, _, offset, _ = _BUFFER.unpack(answer)
            if offset in seen:  # numbers above those in use begin at the first again
                break
            seen[offset] = bool(flags & _MAPPED)
        return [offset for offset, mapped in seen.items() if not mapped]
