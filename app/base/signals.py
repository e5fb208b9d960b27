"""Ctrl-C, a polite kill and a closed terminal as one flag that a loop looks at.

A signal's handler runs between any two steps of the main thread, even in one that holds a lock: it sets the flag and
does nothing else.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


@contextlib.contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """Gives an event that any of :data:`STOP_SIGNALS` sets, and puts the old handlers back at the end.

    On another thread than the main one, where Python allows no handlers, nothing sets it.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    heeded = [number for number in STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # nohup ignores one
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in heeded}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
