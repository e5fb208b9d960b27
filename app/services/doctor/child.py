"""Trying something in a process of its own, so that a crash stays there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence


def run_child(command: Sequence[str], environ: Mapping[str, str | None], timeout_s: float) -> tuple[int, str]:
    """Run a command with ``environ`` over this process's environment (None removes a name); returns its exit code and
    its output, or -1 and a sentence when it can not be started or does not end."""
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
