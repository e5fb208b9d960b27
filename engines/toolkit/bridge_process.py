"""The child process of a bridge as its parent sees it: started, heard, spoken to, watched, and ended for certain.

Its own messages come in by one thread, what it prints by another; what is printed goes into a file, of which the end is
kept at hand: it is what tells why a program ended.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import psutil

CHILD = Path(__file__).with_name("bridge_child.py")
_TAIL_LINES = 60
_LOG_BYTES = 1_000_000
"""What is kept of one start; a program may print a line for every frame."""
_LINE_BYTES = 1 << 20
"""The longest message, and the most that is read of what a program prints without ever ending the line."""
_CLOSE_S = 3.0
_KEPT_OUT = ("PYTHON", "VIRTUAL_ENV", "CONDA_", "QT_", "QML", "UNDERSTUDY_", "OPENCV_", "OMP_", "KMP_")
"""Beginnings of names of the environment that belong to this process and its interpreter."""
_log = logging.getLogger(__name__)


class ChildProcess:
    """One start of the child. ``heard`` is given its messages and ``gone`` is called once when it has ended, both on
    threads of this object."""

    def __init__(
        self,
        python: Path,
        folder: Path,
        log: Path,
        environment: Mapping[str, str],
        heard: Callable[[str, Any], None],
        gone: Callable[[], None],
    ) -> None:
        """Start it. Raises OSError."""
        self._heard, self._gone = heard, gone
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._lock = threading.Lock()
        self._closed = False
        self.killed_for = ""
        """Why it was ended by :meth:`kill`, as the second half of a sentence; empty where it was not."""
        self.heard_at = time.monotonic()
        """When its last message came, in monotonic seconds."""
        flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(
            [str(python), "-u", str(CHILD)],
            cwd=folder,
            env=environment_of(python, environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",  # so that what the program starts can be ended with it
            creationflags=flags,
        )
        self.pid = self._process.pid
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._threads = [
            threading.Thread(target=target, args=arguments, name=name, daemon=True)
            for target, arguments, name in (
                (self._listen, (self._process.stdout,), "bridge's messages"),
                (self._keep, (self._process.stderr, log), "bridge's prints"),
            )
        ]
        for thread in self._threads:
            thread.start()

    def send(self, message: Mapping[str, Any]) -> None:
        """Tell it something. One that is gone does not hear it: ``gone`` is called for that."""
        stream = self._process.stdin
        assert stream is not None
        with self._lock, contextlib.suppress(BrokenPipeError, ValueError, OSError):
            stream.write(json.dumps(message).encode() + b"\n")
            stream.flush()

    def memory_mb(self) -> int:
        """Main memory in use, of it and of what it started."""
        total = 0
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.pid)
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    total += one.memory_info().rss
        return total >> 20

    def kill(self, why: str) -> None:
        """End it at once, and what it started. ``why``: the second half of a sentence."""
        if self._closed:  # its number may be somebody else's by now
            return
        self.killed_for = self.killed_for or why
        children = []
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.pid).children(recursive=True)
        self._process.kill()
        self._end_group()
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()

    def _end_group(self) -> None:
        """What the program started ends with it, also where it ended by itself."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let it end by itself for a few seconds, then end it and join its threads. Not on a thread of it. A thread is
        left behind where a process that the program started holds its output open and can not be found."""
        self.send({"end": 1})
        stream = self._process.stdin
        assert stream is not None
        with self._lock, contextlib.suppress(OSError):
            stream.close()
        try:
            self._process.wait(_CLOSE_S)
        except subprocess.TimeoutExpired:
            self.kill("it did not end when it was asked to")
            try:
                self._process.wait(_CLOSE_S)
            except subprocess.TimeoutExpired:  # a driver holds it; nobody is to wait for that
                _log.warning("process %d of a bridge can not be ended", self.pid)
        self._end_group()
        self._closed = True
        for thread in self._threads:
            thread.join(_CLOSE_S)
            if thread.is_alive():
                _log.warning("something that %s started and that left its group holds its output open", self.pid)

    @property
    def over(self) -> bool:
        """Whether its process has ended, whatever still holds its output open."""
        return self._process.poll() is not None

    @property
    def tail(self) -> list[str]:
        """The last lines that it printed."""
        return list(self._tail)

    @property
    def why(self) -> str:
        """Why it ended, as the second half of a sentence."""
        if self.killed_for:
            return self.killed_for
        code = self._process.poll()
        last = next((line.strip() for line in reversed(self.tail) if line.strip()), "")
        words = f"; its last words: {last[:200]}" if last else ""
        if code is not None and code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            return f"its process was ended by {name}{words}"
        return f"its process ended by itself with code {code}{words}"

    # ---- its threads -------------------------------------------------------------------------------------------

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(_LINE_BYTES):
                self.heard_at = time.monotonic()
                try:
                    ((kind, value),) = json.loads(line).items()
                    self._heard(kind, value)
                except (ValueError, AttributeError, TypeError, LookupError, RecursionError):
                    _log.warning("a child of a bridge said what is no message: %r", line[:200], exc_info=True)
                    self.kill("it said something that is no message of the bridge")
        self._process.wait()
        self._gone()

    def _keep(self, stream: IO[bytes], log: Path) -> None:
        left = _LOG_BYTES
        with stream, contextlib.ExitStack() as stack:
            file: IO[bytes] | None = None
            while line := stream.readline(_LINE_BYTES):  # always to the end: nobody can print into a full pipe
                self._tail.append(line.decode("utf-8", "replace").rstrip()[:1000])
                if left <= 0:
                    continue
                try:
                    if file is None:
                        log.parent.mkdir(parents=True, exist_ok=True)
                        file = stack.enter_context(log.open("wb", buffering=0))
                    file.write(line[:left])
                    left -= len(line)
                except OSError as error:
                    left = 0
                    _log.warning("what a program prints can not be kept in %s: %s", log, error)


def environment_of(python: Path, more: Mapping[str, str]) -> dict[str, str]:
    """That of this process without what belongs to its interpreter, with what the child's needs."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_KEPT_OUT)}
    folders = [python.parent]
    if sys.platform == "win32":  # a conda environment finds its libraries there
        folders += [python.parent / "Library" / "bin", python.parent / "Scripts"]
    if sys.platform == "linux" and (python.parent.parent / "conda-meta").is_dir():  # CUDA's libraries, for one
        libraries = [str(python.parent.parent / "lib"), *filter(None, [kept.get("LD_LIBRARY_PATH")])]
        kept["LD_LIBRARY_PATH"] = os.pathsep.join(libraries)
    kept["PATH"] = os.pathsep.join([*map(str, folders), kept.get("PATH", "")])
    fixed = {"PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "NO_ALBUMENTATIONS_UPDATE": "1"}
    return kept | fixed | dict(more)
