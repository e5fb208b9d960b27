"""Files that come over the network, written where tasks lie until one takes them.

Each is named after the process that writes it: what a killed one has left is deleted at the next start.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
import uuid
from pathlib import Path
from types import TracebackType

import psutil

from app.base.errors import InputError, OutputError

_log = logging.getLogger(__name__)

FOLDER = "incoming"
_LEFT_S = 24 * 3600.0
"""An upload that nobody went on with for so long is what a killed program left."""
_MIN_FREE = 500_000_000


class Upload:
    """One file on its way. The end of the ``with`` block, or :meth:`discard`, deletes it where no task took it."""

    def __init__(self, folder: Path, name: str, limit: int) -> None:
        """``limit`` is the most bytes. Raises OutputError."""
        self.name = name
        self._limit = limit
        self._size = 0
        self.path = folder / FOLDER / f"{os.getpid()}-{uuid.uuid4().hex}"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("xb")
        except OSError as error:
            raise _not_kept(name, error) from error

    def write(self, data: bytes) -> None:
        """Add bytes. Raises InputError: more than the limit; OutputError: they can not be written."""
        self._size += len(data)
        if self._size > self._limit:
            raise InputError(
                "tasks.upload_too_large",
                f"{self.name} is larger than {self._limit / 1e6:.0f} MB, the most that is taken.",
                "Send a smaller file, or raise the setting api.upload_mb.",
                name=self.name,
                limit_mb=round(self._limit / 1e6),
            )
        try:
            if shutil.disk_usage(self.path.parent).free - len(data) < _MIN_FREE:
                raise OSError(f"less than {_MIN_FREE / 1e6:.0f} MB would be free")
            self._file.write(data)
        except OSError as error:
            raise _not_kept(self.name, error) from error

    def finish(self) -> Path:
        """All is there. Raises OutputError."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise _not_kept(self.name, error) from error
        return self.path

    def __enter__(self) -> Upload:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def discard(self) -> None:
        """Delete it, where no task has taken it."""
        try:
            self._file.close()
        except OSError as error:  # what was not yet on a full disk; whoever wrote it was told
            _log.info("%s was given up: %s", self.path, error)
        self.path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what was left of uploads. Raises OSError."""
    for path in (folder / FOLDER).glob("*"):
        try:
            begun = path.stat().st_mtime
        except FileNotFoundError:  # another program has just taken it
            continue
        if time.time() - begun > _LEFT_S or _nobody_writes(path, begun):
            path.unlink(missing_ok=True)


def _nobody_writes(path: Path, written: float) -> bool:
    """Whether the process that it is named after is no more; its number may be another one's by now."""
    number = path.name.partition("-")[0]
    try:
        return not number.isdecimal() or psutil.Process(int(number)).create_time() > written + 1
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def _not_kept(name: str, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        "tasks.upload_not_kept",
        f"{name} could not be written down: {reason}.",
        "Make room on the disk.",
        name=name,
        reason=reason,
    )
