"""When the source's next picture is due, and whether it is worth waiting for.

A network that is slower than the camera takes the newest picture each time it is free: one that is anything from just
taken to a whole camera period old. Where a fresher one is due in a moment it pays to wait for it: the pictures that
would have been oldest become the youngest, at the cost of a small part of the rate.
"""

from __future__ import annotations

import math

from engines.api import Frame

_SHARE = 0.2
"""Of a new measurement in the running means."""
_COST = 0.02
"""Part of the rate that waiting may cost at most."""
_LONGEST = 0.3
"""Part of the source's period that one wait may take."""
_DROPPING = 1.1
"""Pictures of the source from one taken to the next, above which the source is faster than the engine."""
_LATE_S = 0.0005
"""A picture is in the slot so long after it is due."""


class Rhythm:
    """Learns from the frames that are taken."""

    def __init__(self) -> None:
        self._last: Frame | None = None
        self._period_s = 0.0
        self._step = 1.0
        self._credit_s = 0.0
        """Time that may be spent with waiting."""

    def took(self, frame: Frame) -> None:
        """A frame is on its way to the engine."""
        last, self._last = self._last, frame
        if last is None or frame.index <= last.index or frame.captured_at <= last.captured_at:
            self._period_s, self._step, self._credit_s = 0.0, 1.0, 0.0  # another source
            return
        step = frame.index - last.index
        period = (frame.captured_at - last.captured_at) / step
        if not self._period_s:
            self._period_s, self._step = period, float(step)
        self._period_s += (period - self._period_s) * _SHARE
        self._step += (step - self._step) * _SHARE
        earned = self._credit_s + _COST * (frame.captured_at - last.captured_at)
        self._credit_s = min(earned, _LONGEST * self._period_s)

    def patience(self, now: float) -> float:
        """Seconds to wait at ``now`` (monotonic) for a fresher frame; 0 where that is not worth it. Waiting spends of
        what was earned by not waiting, so that it can not cost more than its share however the two rates meet."""
        if self._last is None or not self._period_s or self._step < _DROPPING:
            return 0.0
        gone = (now - self._last.captured_at) / self._period_s
        pause = (math.ceil(gone) - gone) * self._period_s + _LATE_S
        if pause > self._credit_s:
            return 0.0
        self._credit_s -= pause
        return pause
