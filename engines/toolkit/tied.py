"""Runs a program for as long as somebody listens: ``python tied.py FOLDER [COMMAND ARGUMENT...]``

The program ends when this process's stdin does, whether it was closed or the parent is gone, or when this process is
asked to end (SIGTERM). It is asked first, killed after some seconds; what it has started ends with it. Then FOLDER, in
which it worked, is deleted. The exit code is the program's, 128 and more where a signal ended it. Without a command it
only waits for that end and deletes FOLDER: what lies there does not outlive its owner, however that ends.

Nothing but the standard library is needed. A program that knows nothing of us can so never be left behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_END_S = 5.0
"""How long the program may take when it is asked to end."""


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux: what is run in the child before its program, so that it ends however this process does."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG


def main(folder: str, *command: str) -> int:
    """See the module. ``folder`` must not be what somebody else keeps things in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: it is for the parent to say what comes of it
    if not command:
        while os.read(0, 1):
            pass
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    asked = threading.Event()
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
        preexec_fn=_die_with_parent(),  # nothing else runs in this process yet
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )

    def listen() -> None:
        while os.read(0, 1):
            pass
        _end(child, asked)

    def told(_number: int, _frame: object) -> None:
        threading.Thread(target=_end, args=(child, asked), daemon=True).start()

    signal.signal(signal.SIGTERM, told)
    threading.Thread(target=listen, daemon=True).start()
    code = child.wait()
    _end_group(child, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    if asked.is_set():
        shutil.rmtree(folder, ignore_errors=True)
    return code if code >= 0 else 128 - code


def _end(child: subprocess.Popen[bytes], asked: threading.Event) -> None:
    asked.set()
    _end_group(child, signal.SIGTERM)
    try:
        child.wait(_END_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _end_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
    elif child.poll() is None:
        child.terminate()


if __name__ == "__main__":
    code = main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # a thread may still wait for stdin
