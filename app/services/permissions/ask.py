"""Short questions to programs of the system and to its message bus; no answer is None."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from app.services.permissions.machine import Machine

_ANSWER_S = 3.0


def answer(machine: Machine, *words: str) -> str | None:
    """What a program prints; None when it is not there, fails, or takes too long."""
    program = shutil.which(words[0], path=machine.environ.get("PATH", os.defpath))
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *words[1:]],
            env=dict(machine.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_ANSWER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def dbus_call(machine: Machine, service: str, path: str, method: str, *texts: str) -> str | None:
    """Call a method of the user's bus that takes strings, by ``gdbus``; what it prints, or None without an answer."""
    if not has_bus(machine):
        return None
    call = ("gdbus", "call", "--session", "--timeout", "2", "--dest", service, "--object-path", path)
    return answer(machine, *call, "--method", method, *texts)


def has_bus(machine: Machine) -> bool:
    """Whether this login has a message bus."""
    if machine.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = machine.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(str(runtime), "bus").exists()
