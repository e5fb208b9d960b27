"""The times of a video's pictures, in the ticks of its file: kept as they are wherever they can be."""

from __future__ import annotations

from fractions import Fraction

BACK_S = 1.0
"""A time that lies further back is a new count, such as where two recordings were put together."""
GAP_S = 3600.0
"""A longer pause is a broken time. Slides and recorded screens pause for minutes."""


class Times:
    """Makes growing times of those that a file tells."""

    def __init__(self, time_base: Fraction, step: int) -> None:
        """``time_base`` is the seconds of a tick; ``step`` the ticks that a picture usually lasts, 1 or more."""
        self._step = step
        self._back = round(BACK_S / time_base)
        self._gap = round(GAP_S / time_base)
        self._shift = 0
        self._last: int | None = None

    def next(self, told: int | None) -> int:
        """The next picture's time, always later than the last one's: the told one wherever the times before grew,
        too."""
        last = self._last
        if last is None:
            self._last = told or 0
            return self._last
        if told is None:
            now = last + self._step
        else:
            now = told + self._shift
            if now < last - self._back or now > last + self._gap:
                self._shift = last + self._step - told
                now = last + self._step
            elif now <= last:
                now = last + 1
        self._last = now
        return now
