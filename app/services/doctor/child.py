"""Trying something in a process of its own, so that a crash stays there."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence

from app.base.children import run_to_end


def run_child(
    command: Sequence[str], environ: Mapping[str, str | None], timeout_s: float, leave: threading.Event | None = None
) -> tuple[int, str]:
    """Run a command with ``environ`` over this process's environment (None removes a name); returns its exit code and
    its output, or -1 and a sentence when it can not be started or does not end. It is killed once ``leave`` is set."""
    merged = {**os.environ, **environ}
    given = {name: value for name, value in merged.items() if value is not None}
    try:
        done = run_to_end(command, timeout_s=timeout_s, cancel=leave, environ=given, one_stream=True)
    except subprocess.TimeoutExpired:
        return -1, f"it did not end within {timeout_s:g} s"
    except OSError as error:
        return -1, f"{command[0]} can not be started: {error.strerror}"
    return done.returncode, done.stdout.strip()
