"""One frame under way in an engine, and one waiting behind it.

An engine that works beside the pipeline (:class:`engines.api.OverlappingEngine`) is given the next frame shortly before
the current one is done: its network then goes from frame to frame without waiting, and no frame grows old in a queue.
When that is, is told by how long the last frames took. Any other engine is asked frame by frame, as it always was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.pipeline.rhythm import Rhythm
from app.pipeline.smaller import Grown, Smaller
from engines.api import Engine, Frame, Pending, SwapResult

_SHARE = 0.2
"""Of a new duration in the running means."""
_MARGIN_S = 0.002
"""Begun this much earlier than the means ask for: a scheduler's delay must not leave the network idle."""


@dataclass(slots=True)
class Flight:
    """A frame that an engine has begun."""

    frame: Frame
    pending: Pending
    began_at: float
    """Monotonic seconds at which the engine could work on it: begun, and the one before done."""
    entered_at: float
    """Monotonic seconds at which the engine was given it."""
    waited: bool = False
    """Whether the next one waited for a fresher frame meanwhile."""


class Done:
    """The answer of an engine that worked on the spot: a result, or what it raised."""

    def __init__(self, swap: Callable[[Frame], SwapResult], frame: Frame) -> None:
        self._result: SwapResult | None = None
        self._error: BaseException | None = None
        try:
            self._result = swap(frame)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - raised again where the result is asked for
            self._error = error

    def wait(self, timeout: float) -> bool:
        return True

    def finish(self) -> SwapResult:
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return self._result


class Failed:
    """An engine that could not even begin."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def wait(self, timeout: float) -> bool:
        return True

    def finish(self) -> SwapResult:
        raise self._error


class Scheduler:
    """Begins frames and says when the next one should be."""

    def __init__(self, engine: Engine, smaller: Smaller | None = None) -> None:
        """``smaller``: makes the pictures that the engine is given."""
        begin = getattr(engine, "begin", None)
        self._begin: Callable[[Frame], Pending] | None = begin
        self._swap = engine.swap
        self._smaller = smaller
        self._rhythm = Rhythm()
        self._begin_s = 0.0
        self._work_s = 0.0

    def begin(self, frame: Frame) -> Flight:
        """Give the engine a frame. What it raises comes out of the flight's ``finish``."""
        started = time.monotonic()
        self._rhythm.took(frame)
        try:
            small = frame if self._smaller is None else self._smaller.shrink(frame)
            pending = Done(self._swap, small) if self._begin is None else self._begin(small)
            if self._smaller is not None:
                pending = Grown(pending, self._smaller, frame, small)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - raised again where the result is asked for
            pending = Failed(error)
        if self._begin is None:
            return Flight(frame, pending, started, started)
        now = time.monotonic()
        self._begin_s += (now - started - self._begin_s) * _SHARE
        return Flight(frame, pending, now, started)

    def wait(self, flight: Flight) -> bool:
        """Until it is time to begin the next frame, or until the flight is done; True when it is."""
        early = self._begin_s + _MARGIN_S
        return flight.pending.wait(max(flight.began_at + self._work_s - early - time.monotonic(), 0.0))

    def hold_on(self, flight: Flight) -> None:
        """Where a fresher frame is due in a moment, wait for it."""
        pause = self._rhythm.patience(time.monotonic())
        if pause:
            flight.waited = True
            flight.pending.wait(pause)

    def ended(self, flight: Flight, following: Flight | None) -> None:
        """A flight was finished just now: learn how long the engine worked on it."""
        now = time.monotonic()
        if not flight.waited:  # else it may have been done for a while
            self._work_s += (now - flight.began_at - self._work_s) * _SHARE
        if following is not None:
            following.began_at = now
