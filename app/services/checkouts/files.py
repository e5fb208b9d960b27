"""Reading small files of a program's folder, which may hold anything under any name."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_UNASKED = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""A pipe that nobody writes to would be waited for without end."""


def read_small(path: Path, most: int) -> bytes:
    """The first ``most`` bytes of a plain file. Raises OSError, also for what is no plain file, such as a pipe or a
    device, and for a name that no file can have."""
    try:
        number = os.open(path, os.O_RDONLY | _UNASKED)
    except ValueError as error:  # with a zero byte
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL)) from error
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "it is no plain file")
        return file.read(most)
