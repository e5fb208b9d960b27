"""uv, the program that makes environments: found, run with a way to end it, and heard."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from app.base.children import NO_WINDOW
from app.base.errors import EngineFailure
from app.services.child_process import Stop, until_the_end

_END_S = 5.0
_KEPT = 40
"""Lines of what uv said that are kept for a failure."""
_PASSWORD = re.compile(r"(\w+://)[^\s/@]+@")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def find_uv(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Path | None:
    """uv on the path, beside our own interpreter, or where its own installer puts it; None where it is not here."""
    name = "uv.exe" if sys.platform == "win32" else "uv"
    # Not by shutil.which, which on Windows takes one of the folder in which this program happens to run.
    named = [Path(place) for place in environ.get("PATH", os.defpath).split(os.pathsep)]
    on_path = [place / name for place in named if place.is_absolute()]
    beside = Path(sys.executable).parent
    homes = [(home or Path.home()) / place for place in (".local/bin", ".cargo/bin")]
    usable = (file for file in on_path if os.access(file, os.X_OK))
    return next((file for file in (*usable, *(place / name for place in (beside, *homes))) if file.is_file()), None)


def need_uv(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Path:
    """Raises EngineFailure where it is not here."""
    found = find_uv(environ, home)
    if found is None:
        text = "uv, which makes environments, is not on this machine."
        hint = "Install it (https://docs.astral.sh/uv/), or make the environment as the program's own page says."
        raise EngineFailure("checkout.no_uv", text, hint)
    return found


def run_uv(
    command: Sequence[str | Path], cancel: Stop, heard: Callable[[str], None] = lambda _line: None
) -> tuple[int, str]:
    """Run it to its end; ``heard`` is given each line that it writes to stderr, on this thread. Returns its exit code
    and what it wrote to stdout, or, where that is nothing, the end of what it said. Whatever it started ends with it.

    Raises:
        Cancelled: ``cancel`` was set; it was ended.
        EngineFailure: it can not be started.
    """
    environ = {**os.environ, "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
    environ.pop("VIRTUAL_ENV", None)  # which is ours: uv would warn of it
    try:
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=_quiet_folder(),
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            creationflags=NO_WINDOW,
        )
    except OSError as error:
        text = f"{command[0]} can not be started: {error.strerror or error}."
        raise EngineFailure(
            "checkout.uv_dead", text, "Install uv anew.", path=str(command[0]), reason=str(error.strerror or error)
        ) from error
    assert child.stdout is not None
    assert child.stderr is not None
    said: list[str] = []
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    readers = [
        threading.Thread(target=said.extend, args=(child.stdout,), name="uv's words"),
        threading.Thread(target=_read, args=(child.stderr, lines), name="uv's lines"),
    ]
    last: deque[str] = deque(maxlen=_KEPT)
    with child:
        for reader in readers:
            reader.start()
        try:
            _listen(lines, cancel, last, heard)
            code = child.wait()
        except BaseException:
            _end(child)
            raise
        finally:
            for reader in readers:
                reader.join()
    return code, "".join(said).strip() or "\n".join(last)


def _quiet_folder() -> Path:
    """Where it is run: it takes settings, such as an index, from the folder in which it runs and those above, and the
    one in which this program happens to run may be anybody's."""
    home = Path.home()
    return home if home.is_dir() else Path(home.anchor or "/")


def without_passwords(text: str) -> str:
    """What uv said, without what stands in addresses before the host."""
    return _PASSWORD.sub(r"\1", text)


def _read(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    for line in stream:
        lines.put(_COLOURS.sub("", line).rstrip())
    lines.put(None)


def _listen(lines: queue.SimpleQueue[str | None], cancel: Stop, last: deque[str], heard: Callable[[str], None]) -> None:
    for line in until_the_end(lines, cancel):
        if line.strip():
            last.append(line)
            heard(line)


def _end(child: subprocess.Popen[str]) -> None:
    """It, and the compilers that it started."""
    try:
        started = psutil.Process(child.pid).children(recursive=True)
    except psutil.Error:
        started = []
    child.terminate()
    try:
        child.wait(_END_S)
    except subprocess.TimeoutExpired:
        child.kill()
    for one in started:
        try:
            one.kill()
        except psutil.Error:  # gone by itself
            continue
