"""Running a program to its end, with a limit, and letting go of it where nobody waits any more."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

_POLL_S = 0.2
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would open a console for each program that has one; 0 elsewhere."""


class Leave(Protocol):
    """What says that nobody waits any more, such as a ``threading.Event``."""

    def is_set(self) -> bool: ...


def run_to_end(
    command: Sequence[str],
    *,
    timeout_s: float,
    cancel: Leave | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    one_stream: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Its exit code and what it wrote, as text. ``one_stream``: what goes to stderr stands in ``stdout`` with the rest.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``timeout_s`` seconds, or ``cancel`` was set; it was killed.
        OSError: it can not be started.
    """
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environ) if environ is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if one_stream else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        creationflags=NO_WINDOW,
    )
    by = time.monotonic() + timeout_s
    with child:
        while True:
            try:
                said, errors = child.communicate(timeout=min(_POLL_S, max(0.0, by - time.monotonic())))
                return subprocess.CompletedProcess(list(command), child.returncode, said, errors or "")
            except subprocess.TimeoutExpired:
                if time.monotonic() < by and not (cancel is not None and cancel.is_set()):
                    continue
                child.kill()
                raise subprocess.TimeoutExpired(list(command), timeout_s) from None
            except BaseException:
                child.kill()
                raise
