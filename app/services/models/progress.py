"""How far a fetch is, and how to stop it."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

_WINDOW_S = 5.0  # the rate is that of the last seconds
_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """State of one fetch. ``waiting``: another process fetches the same model, and ``holder`` is its number."""

    model: str
    state: Literal["fetching", "waiting", "checking", "done"]
    bytes: int = 0
    """Of the file that are here, those of an earlier try included."""
    total: int | None = None
    """Bytes, where the server tells it."""
    rate: float = 0.0
    """Bytes per second of the last seconds."""
    seconds_left: float | None = None
    holder: str = ""


class Meter:
    """Makes progress of counted bytes and tells it at most every 0.1 s."""

    def __init__(self, model: str, tell: Callable[[Progress], None], clock: Callable[[], float] = time.monotonic):
        self._model = model
        self._tell = tell
        self._clock = clock
        self._points: deque[tuple[float, int]] = deque()
        self._told_at = float("-inf")

    def begin(self, here: int, total: int | None) -> None:
        self._points = deque([(self._clock(), here)])
        self._report(here, total)

    def count(self, here: int, total: int | None) -> None:
        now = self._clock()
        self._points.append((now, here))
        while len(self._points) > 2 and self._points[1][0] < now - _WINDOW_S:
            self._points.popleft()
        if now - self._told_at >= _EVERY_S or here == total:
            self._report(here, total)

    def _report(self, here: int, total: int | None) -> None:
        (began, at_first), (now, at_last) = self._points[0], self._points[-1]
        self._told_at = now
        rate = (at_last - at_first) / (now - began) if now > began else 0.0
        left = (total - here) / rate if total is not None and rate > 0 else None
        self._tell(Progress(self._model, "fetching", here, total, rate, left))


class Cancel:
    """Stops a fetch from another thread, also one that waits for a silent server. Once set, it stays set."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def set(self) -> None:
        with self._lock:
            self._event.set()
            if self._socket is not None:
                _cut(self._socket)

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether it was set within the time."""
        return self._event.wait(seconds)

    @contextmanager
    def cutting(self, connection: socket.socket | None) -> Iterator[None]:
        """While in here, ``set`` ends the connection, so that a read of it returns at once."""
        with self._lock:
            self._socket = connection
            if self._event.is_set() and connection is not None:
                _cut(connection)
        try:
            yield
        finally:
            with self._lock:
                self._socket = None


def _cut(connection: socket.socket) -> None:
    try:
        # Not the method of a TLS socket, which would take the layer away from under the thread that reads.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:  # the other side was faster; there is nothing left to end
        return
