"""When the pictures of a steady output are due: a grid in time, and what happens around each of its points.

The beats stand one period apart, and each sends exactly one picture. A picture that is there goes out at the beat
itself, one that comes within half a period after it goes out at once, and where none came until then the last one is
repeated. So no picture goes out before it is due, none is missing, and a source of about the same rate has its
pictures sent on without waiting as long as they come in the half after the beat.

Where they come in the other half, picture after picture, each would wait up to a period for ever: then the grid is
moved once, later, so that they come a quarter after their beat. That happens at most every five seconds, so that the
rate is never above what was promised and less than two in a thousand below it; only right after a pause it is sooner.
"""

from __future__ import annotations

_GRACE = 0.5
"""Part of a period that a beat waits for its picture."""
_CLOSEST = 0.5
"""Part of a period that lies between two pictures at least, also after one that was late."""
_LONGEST = 2.0
"""Part of a period that lies between two pictures at most, also where the grid is moved."""
_AIM = 0.25
"""Part of a period after the beat at which pictures come once the grid was moved."""
_PATIENCE = 8
"""Pictures in a row that have to wait long before the grid is moved."""
_SETTLING = 3
_SLIGHT = 0.125
"""The same after a pause: pictures, and the part of a period that counts as waiting."""
_MOVE_S = 5.0
"""Seconds between two moves."""


class Beat:
    """For one thread; every time is in seconds on one clock of the caller's."""

    def __init__(self, fps: float, now: float) -> None:
        self.period = 1.0 / fps
        self.missed = 0
        """Beats that were left out because the device, or the machine, was away."""
        self._due = now
        self._sent_at = float("-inf")
        self._waited = 0
        self._repeats = _PATIENCE
        self._settling = True
        self._moved_at = float("-inf")
        self._hold = False
        """Whether the grid was just moved: what waits since before this beat is overtaken by the next picture."""

    def when(self, arrived: float | None) -> float:
        """The time at which a picture goes out: the new one that came at ``arrived``, or the last one again (None)."""
        due = max(self._due, self._sent_at + _CLOSEST * self.period)
        if arrived is None or (self._hold and arrived < self._due):
            last = self._due + _GRACE * self.period
            return max(due, min(last, self._sent_at + _LONGEST * self.period) if self._hold else last)
        return due

    def sent(self, now: float, arrived: float | None) -> None:
        """A picture goes out at ``now``; sets the next beat."""
        waited = 0.0 if arrived is None or self._hold else max(0.0, self._due - arrived) / self.period
        self._hold, self._sent_at = False, now
        following = self._due + self.period
        if now > following + self.period:  # a device that was slow, a suspended machine: no race to catch up
            left_out = int((now - following) / self.period)
            self.missed += left_out
            following += left_out * self.period
        elif arrived is None:
            self._repeats += 1
            if self._repeats > 1:  # no source of about this rate, and half of it, leaves out so many
                self._waited = 0
            if self._repeats >= _PATIENCE:
                self._settling = True
        elif self._must_move(now, waited):
            following += max(0.0, 1.0 - waited - _AIM) * self.period
            self._moved_at, self._hold, self._waited, self._settling = now, True, 0, False
        self._due = following

    def _must_move(self, now: float, waited: float) -> bool:
        self._repeats = 0
        self._waited = self._waited + 1 if waited > (_SLIGHT if self._settling else _GRACE) else 0
        if self._waited == 0:
            self._settling = False
        if self._settling:
            return self._waited >= _SETTLING
        return self._waited >= _PATIENCE and now - self._moved_at >= _MOVE_S
