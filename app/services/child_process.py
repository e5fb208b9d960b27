"""A child process that tells what it does in lines of JSON, and can be ended at any moment.

Whatever happens to it, a crash or a shortage of memory, this process goes on and can say so.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

_POLL_S = 0.2
_TAIL = 100_000
"""Bytes of the end of what it writes to stderr that are kept."""
_END_S = 5.0
"""How long a child that is asked to end may take before it is killed."""


class Cancelled(Exception):
    """The child was ended because that was asked for."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that ended by itself."""

    last: dict[str, Any]
    """Its last line; empty where it wrote none."""
    code: int
    """Exit code; below 0 the number of the signal that ended it."""
    errors: str
    """What it and its libraries wrote to stderr."""

    @property
    def reason(self) -> str:
        """Why it ended before its time, as the second half of a sentence."""
        if self.code < 0:
            try:
                name = signal.Signals(-self.code).name
            except ValueError:
                name = f"signal {-self.code}"
            return f"its process was ended ({name}), perhaps for want of memory"
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        return f"its process failed with exit code {self.code} ({lines[-1][:300] if lines else 'no word'})"


class Stop(Protocol):
    """What says that a child shall end, such as :class:`app.services.models.Cancel` or a ``threading.Event``."""

    def is_set(self) -> bool: ...


def run_child(
    command: Sequence[str], folder: Path, cancel: Stop, heard: Callable[[dict[str, Any]], None], *, tied: bool = False
) -> Ended:
    """Run it in ``folder``; ``heard`` is given each of its lines, on this thread. Raises Cancelled; OSError.

    ``tied``: its stdin is a pipe that nothing is written to and that ends with this process, by which it can notice.
    """
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE if tied else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            **(_own_group() if tied else {}),
        ) as child:
            last = _listen(child, cancel, heard)
            code = child.wait()
        errors.seek(max(errors.seek(0, os.SEEK_END) - _TAIL, 0))
        return Ended(last, code, errors.read().decode("utf-8", "replace"))


def _own_group() -> dict[str, Any]:
    """For a tied child, which ends with this process: Ctrl+C in a terminal reaches the whole group, and is not for it.

    Not a session of its own: Linux shares out the processor by sessions before it looks at niceness.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _listen(child: subprocess.Popen[str], cancel: Stop, heard: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Until its last line, which is given back."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    assert child.stdout is not None
    reader = threading.Thread(target=_read_lines, args=(child.stdout, lines), name="child's lines")
    reader.start()
    last: dict[str, Any] = {}
    try:
        for line in until_the_end(lines, cancel):
            last = json.loads(line)
            heard(last)
        return last
    except BaseException:
        _end(child)
        raise
    finally:
        reader.join()


def until_the_end(lines: queue.SimpleQueue[str | None], cancel: Stop) -> Iterator[str]:
    """Lines as a thread that reads them puts them there, until its None. Raises Cancelled."""
    while True:
        if cancel.is_set():
            raise Cancelled
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


def _read_lines(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(_END_S)
    except subprocess.TimeoutExpired:
        child.kill()
