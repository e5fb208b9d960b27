"""Looking at what may never answer: a dead network folder, a device whose driver hangs, a message bus that is stuck.

Python can not end a thread that waits in the kernel. So each look has a thread of its own that nobody joins for longer
than a limit and that does not keep the program from ending; while it hangs, nobody looks there a second time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_POLL_S = 0.1
_GRACE_S = 1.5
"""How long a look may still take to end by itself once nobody wants its answer."""


class NoAnswer(Exception):
    """What was looked at did not answer in time, or has not since an earlier look."""


class Left(Exception):
    """Nobody wants the answer any more."""


_hanging: dict[str, threading.Thread] = {}
_lock = threading.Lock()


def patiently(key: str, work: Callable[[], T], limit_s: float | None, leave: threading.Event | None = None) -> T:
    """What ``work`` gives or raises, on a thread of its own.

    Args:
        key: of what is looked at, one for each thing that can hang by itself.
        limit_s: seconds that it may take; None: as long as it likes.
        leave: once set, nobody waits any longer.

    Raises:
        NoAnswer: it took longer, or an earlier look under the same key hangs still.
        Left: ``leave`` was set.
    """
    with _lock:
        before = _hanging.get(key)
        if before is not None and before.is_alive():
            raise NoAnswer(key)
        _hanging.pop(key, None)
    answers: list[T] = []
    errors: list[BaseException] = []

    def look() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            errors.append(error)

    thread = threading.Thread(target=look, name=f"looks at {key}", daemon=True)
    thread.start()
    try:
        _wait(thread, limit_s, leave)
    except KeyboardInterrupt:
        if leave is not None:  # a child that the look waits for ends with it
            leave.set()
            thread.join(_GRACE_S)
        raise
    if thread.is_alive():
        with _lock:
            _hanging[key] = thread
        raise (Left if leave is not None and leave.is_set() else NoAnswer)(key)
    if errors:
        raise errors[0]
    return answers[0]


def _wait(thread: threading.Thread, limit_s: float | None, leave: threading.Event | None) -> None:
    by = None if limit_s is None else time.monotonic() + limit_s
    while by is None or (rest := by - time.monotonic()) > 0:
        if leave is not None and leave.is_set():
            thread.join(_GRACE_S)
            return
        thread.join(_POLL_S if by is None else min(_POLL_S, rest))
        if not thread.is_alive():
            return
