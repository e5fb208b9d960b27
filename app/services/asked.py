"""Something that takes a while to find out, such as what a driver says: asked for by a thread only when somebody wants
it, and answered at once with what was found last.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

FRESH_S = 0.05
"""Within so many seconds whoever asks gets the same values: shares of a shorter time say nothing."""
STALE_S = 0.3
"""Older values are waited for, a moment."""
PATIENCE_S = 0.02
"""That moment."""
SILENT_S = 3.0
"""What has not answered for so long is told, and what it said before does not count any more."""
_JOIN_S = 2.0

Look = Callable[[], AbstractContextManager[Callable[[float], T]]]
"""What makes ready on the thread, then answers each time with what is so at that moment, and frees at its end."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What is known now."""

    value: T | None
    """None: nothing was found yet."""
    silent: bool = False
    """Whether nothing has come for :data:`SILENT_S`, although somebody wants to know."""


class Asked(Generic[T]):
    """One thread, which begins with the first question and ends with :meth:`close`."""

    def __init__(self, name: str, look: Look[T], clock: Callable[[], float]) -> None:
        self._name, self._look, self._clock = name, look, clock
        self._changed = threading.Condition()
        self._value: T | None = None
        self._at = float("-inf")
        self._asked_at: float | None = None
        """Since when the thread owes an answer."""
        self._closing = False
        self._thread: threading.Thread | None = None

    def ask(self) -> Answer[T]:
        """What was found last; sets the thread to work. At once, or after a moment where that is late."""
        with self._changed:
            if self._closing:
                return Answer(self._value)
            now = self._clock()
            age_s = now - self._at
            first = self._asked_at is None and age_s >= FRESH_S  # a thousand who ask in a second are one
            if first:
                self._asked_at = now
                if self._thread is None:  # a daemon only so that a driver that never answers can not keep the program
                    self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                    self._thread.start()
                self._changed.notify_all()
            if first and age_s > STALE_S:  # one that is late already is not waited for again
                self._changed.wait_for(lambda: self._asked_at is None or self._closing, PATIENCE_S)
            waiting_s = 0.0 if self._asked_at is None else self._clock() - self._asked_at
            return Answer(self._value, waiting_s > SILENT_S)

    def close(self) -> None:
        """End the thread; one that is held is left behind, and the log says so."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_JOIN_S)
            if thread.is_alive():
                log.error("%s: no answer for %.0f s, its thread is left behind", self._name, _JOIN_S)

    def _work(self) -> None:
        with self._look() as look:
            for now in self._questions():
                value = look(now)
                with self._changed:
                    self._value, self._at, self._asked_at = value, self._clock(), None
                    self._changed.notify_all()

    def _questions(self) -> Iterator[float]:
        """Each time that somebody wants to know, up to the end."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._asked_at is not None or self._closing)
                if self._closing:
                    return
            yield self._clock()
