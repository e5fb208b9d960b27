"""Two things that every written user file needs: to be replaced whole or not at all, and one writer at a time.

1. ``replace_file`` writes a temporary neighbour, syncs it to the disk and renames it over the old file.
2. ``exclusive_lock`` holds an operating-system lock on a file beside it; the system drops it when the process dies.
3. ``try_lock`` does the same without waiting, and tells which process has it.
4. ``set_aside`` keeps a damaged file under the next free ``.bad-N`` name.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` so that a reader, or a crash at any moment, sees the old file or the new one. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def same_file(path: Path, other: Path) -> bool:
    """Whether two names are one file, by whatever links; also where neither is there yet. Raises OSError."""
    if path.exists() and other.exists():
        return path.samefile(other)
    return os.path.abspath(path) == os.path.abspath(other)  # noqa: PTH100 - resolve() fails on links in a circle


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Wait for, hold and release the lock of ``path``, across processes and threads. Raises OSError."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up with OSError after ten seconds
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)  # closing the file releases it
            yield


_HOLDER_BYTES = 20  # a process number, in digits
_FAR = 1 << 20  # Windows lets nobody read what is locked, so the lock lies behind the number


@contextmanager
def try_lock(path: Path) -> Iterator[str | None]:
    """Hold the lock of ``path``, across processes and threads: yields None. If another one has it: yields the number
    of its process ("?" if it is just about to write that) and holds nothing. Raises OSError."""
    # For this user alone: whoever can read a file can lock it, and so could keep this program from ever having it.
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # of another user, or a file system without rights
                os.fchmod(file.fileno(), 0o600)
        try:
            if sys.platform == "win32":
                file.seek(_FAR)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # how POSIX and Windows say that it is taken
            file.seek(0)
            yield file.read(_HOLDER_BYTES).decode("ascii", "replace").strip() or "?"
            return
        try:
            file.seek(0)
            file.write(str(os.getpid()).encode().ljust(_HOLDER_BYTES))
            file.flush()
            yield None
        finally:
            file.seek(0)
            file.write(b" " * _HOLDER_BYTES)
            file.flush()
            if sys.platform == "win32":
                file.seek(_FAR)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def set_aside(path: Path, *, copy: bool = False) -> Path:
    """Move (or copy) ``path`` to the first free ``<name>.bad-N`` beside it; returns that path. Raises OSError."""
    for number in itertools.count(1):
        aside = path.with_name(f"{path.name}.bad-{number}")
        if not aside.exists():
            break
    if copy:
        shutil.copy2(path, aside)
    else:
        path.replace(aside)
    return aside
