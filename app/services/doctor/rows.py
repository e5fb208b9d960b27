"""What the probes are given and what they give back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.base.paths import Paths
from app.base.settings import SettingsStore

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """One finding. ``warn``: the program runs, without something. ``fail``: something that it needs is broken."""

    topic: str
    name: str
    state: State
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is examined, and makers of rows for the topic."""

    topic: str
    paths: Paths
    settings: SettingsStore
    asked_for: bool
    """The topic was named by the user, rather than being one of all."""

    def ok(self, name: str, text: str) -> DoctorRow:
        return DoctorRow(self.topic, name, "ok", text)

    def warn(self, name: str, text: str, hint: str = "") -> DoctorRow:
        return DoctorRow(self.topic, name, "warn", text, hint)

    def fail(self, name: str, text: str, hint: str = "") -> DoctorRow:
        return DoctorRow(self.topic, name, "fail", text, hint)


Probe = Callable[[Patient], Iterable[DoctorRow]]


def run_child(command: Sequence[str], environ: Mapping[str, str | None], timeout_s: float) -> tuple[int, str]:
    """Run a command with ``environ`` over this process's environment (None removes a name); returns its exit code and
    its output, or -1 and a sentence when it can not be started or does not end. A crash there stays there."""
    merged = {**os.environ, **environ}
    try:
        done = subprocess.run(
            command,
            env={name: value for name, value in merged.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"it did not end within {timeout_s:g} s"
    except OSError as error:
        return -1, f"{command[0]} can not be started: {error.strerror}"
    return done.returncode, done.stdout.strip()
