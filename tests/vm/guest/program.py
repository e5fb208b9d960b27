"""Starting the program in the guest, looking at what it says, and ending it, gently or not.

A program is known by a name that the test gives. ``fresh`` starts it as a user does, ``python -m app``; without it a
prepared process is used (``launcher.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ENGINE = Path("tests/vm/engines/stamp")
LOGS = Path("/run/programs")

_launcher: subprocess.Popen[str] | None = None
_running: dict[str, subprocess.Popen[bytes] | int] = {}
_codes: dict[str, int] = {}


def prepare() -> None:
    """Add the tests' engine as engines are added: by a folder. This file system is thrown away with the guest."""
    LOGS.mkdir(exist_ok=True)
    target = Path("engines") / ENGINE.name
    if not target.is_dir():
        shutil.copytree(ENGINE, target)


def start(
    name: str, words: list[str], settings: dict[str, str] | None = None, size: tuple[int, int] = (320, 180),
    fresh: bool = False,
) -> int:  # fmt: skip
    """Start ``run WORDS`` with the stamping engine and a virtual camera of that size; returns the process's id."""
    prepare()
    wanted = {
        "output.label": "false",
        "output.virtual_camera_width": str(size[0]),
        "output.virtual_camera_height": str(size[1]),
        "output.virtual_camera_fps": "15",
        **(settings or {}),
    }
    line = [word for key, value in wanted.items() for word in ("--set", f"{key}={value}")]
    line += ["run", "--engine", "stamp", "--face", "demo:astronaut", "--out", "vcam", "--i-have-consent", *words]
    os.environ["UNDERSTUDY_HOME"] = f"/run/home/{name}"
    log = LOGS / f"{name}.log"
    _codes.pop(name, None)
    if fresh:
        with log.open("wb") as told:
            command = [sys.executable, "-m", "app", *line]
            started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, stderr=told)
        _running[name] = started
        return started.pid
    pid = int(_ask({"start": line, "log": str(log)}))
    _running[name] = pid
    return pid


def code(name: str) -> int | None:
    """The exit code; None while it runs, negative for a signal."""
    if name in _codes:
        return _codes[name]
    process = _running[name]
    found = _ask({"poll": process}) if isinstance(process, int) else process.poll()
    if found is not None:
        _codes[name] = found
    return found


def said(name: str) -> str:
    """What it wrote to stdout and stderr so far."""
    log = LOGS / f"{name}.log"
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""


def wait_until_said(name: str, text: str, seconds: float = 120.0, times: int = 1) -> str:
    """Wait until it has said ``text`` so many times; returns all that it said."""
    deadline = time.monotonic() + seconds
    while said(name).count(text) < times:
        if code(name) is not None:
            raise RuntimeError(f"it ended with {code(name)} before it said “{text}”: {said(name)}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not say “{text}”: {said(name)}")
        time.sleep(0.05)
    return said(name)


def stop(name: str, sign: str = "SIGINT") -> dict[str, Any]:
    """Send a signal and wait for the end; its exit code and what it said."""
    process = _running[name]
    pid = process if isinstance(process, int) else process.pid
    if code(name) is None:
        os.kill(pid, signal.Signals[sign])
    return end(name)


def end(name: str, seconds: float = 120.0) -> dict[str, Any]:
    """Wait for the end; its exit code and what it said."""
    deadline = time.monotonic() + seconds
    while code(name) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} does not end: {said(name)}")
        time.sleep(0.05)
    del _running[name]
    return {"code": _codes[name], "said": said(name)}


def stop_all() -> None:
    """End whatever a failed test left running."""
    for name in list(_running):
        stop(name, "SIGKILL")


def _ask(request: dict[str, Any]) -> Any:
    global _launcher
    if _launcher is None:
        _launcher = subprocess.Popen(
            [sys.executable, "-m", "tests.vm.guest.launcher"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    assert _launcher.stdin is not None
    assert _launcher.stdout is not None
    _launcher.stdin.write(json.dumps(request) + "\n")
    _launcher.stdin.flush()
    answer = _launcher.stdout.readline()
    if not answer:
        raise RuntimeError("the launcher ended")
    return json.loads(answer)
