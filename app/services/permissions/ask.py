"""Short questions to programs of the system and to its message bus; no answer is None."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from app.services.permissions.machine import Machine

_ANSWER_S = 3.0


def answer(machine: Machine, *words: str, codes: Sequence[int] = (0,), limit_s: float = _ANSWER_S) -> str | None:
    """What a program prints; None when it is not there, ends with another exit code, or takes too long."""
    done = asked(machine, *words, limit_s=limit_s)
    return done.stdout.strip() if done is not None and done.returncode in codes else None


def asked(machine: Machine, *words: str, limit_s: float = _ANSWER_S) -> subprocess.CompletedProcess[str] | None:
    """How a program ends and what it says; None when it is not there or takes too long."""
    program = shutil.which(words[0], path=machine.environ.get("PATH", os.defpath))
    if program is None:
        return None
    try:
        return subprocess.run(
            [program, *words[1:]],
            env=dict(machine.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def dbus_call(machine: Machine, service: str, path: str, method: str, *texts: str) -> str | None:
    """Call a method of the user's bus that takes strings, by the first of the usual programs that is here; what it
    prints (each its own way), or None without an answer."""
    if not has_bus(machine):
        return None
    interface, _, member = method.rpartition(".")
    kinds = ("s" * len(texts),) if texts else ()
    calls = (
        ("gdbus", "call", "--session", "--dest", service, "--object-path", path, "--method", method, *texts),
        ("busctl", "--user", "call", service, path, interface, member, *kinds, *texts),
        ("dbus-send", "--session", "--print-reply", f"--dest={service}", path, method, *(f"string:{t}" for t in texts)),
    )
    for call in calls:
        if shutil.which(call[0], path=machine.environ.get("PATH", os.defpath)) is not None:
            return answer(machine, *call)
    return None


def has_bus(machine: Machine) -> bool:
    """Whether this login has a message bus."""
    if machine.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = machine.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(str(runtime), "bus").exists()
