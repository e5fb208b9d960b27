"""Timings of the last frames by stage, of fixed length, for the status bar, the graphs and the report."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

STAGES = ("read", "detect", "landmarks", "warp", "blend", "guard", "label", "output")
"""The stages that a report always names, in the frame's order; engines add their own."""

LENGTH = 2048
"""Frames that a percentile looks back on."""
_LATE = 3.0
"""Times as long as between two pictures, after which the next one is missed and not only late."""


class Series:
    """A ring of the last ``LENGTH`` values. Not thread-safe: :class:`Meters` locks."""

    def __init__(self) -> None:
        self._values = np.zeros(LENGTH, np.float64)
        self._count = 0

    def add(self, value: float) -> None:
        self._values[self._count % LENGTH] = value
        self._count += 1

    @property
    def last(self) -> float:
        return float(self._values[(self._count - 1) % LENGTH]) if self._count else 0.0

    def recent(self, number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """The last values, oldest first, at most ``number`` of them."""
        held = min(self._count, LENGTH, number)
        return self._values[np.arange(self._count - held, self._count) % LENGTH]

    def percentiles(self) -> dict[str, float]:
        values = self.recent(LENGTH)
        if not len(values):
            return {"p50": 0.0, "p95": 0.0}
        p50, p95 = np.percentile(values, (50, 95))
        return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


class Meters:
    """Stage times in ms, age in ms and send times of the outgoing pictures; written by the pipeline, read by any."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._stages: dict[str, Series] = {name: Series() for name in STAGES}
        self._totals: dict[str, float] = dict.fromkeys(STAGES, 0.0)
        self._age = Series()
        self._sent = Series()
        self._worked_at = Series()
        self._worked = Series()
        self._first_sent: float | None = None
        self._number_sent = 0

    def stage(self, name: str, milliseconds: float) -> None:
        with self._lock:
            self._stages.setdefault(name, Series()).add(milliseconds)
            self._totals[name] = self._totals.get(name, 0.0) + milliseconds

    def sent(self, at: float, age_ms: float) -> None:
        with self._lock:
            self._sent.add(at)
            self._first_sent = at if self._first_sent is None else self._first_sent
            self._number_sent += 1
            self._age.add(age_ms)

    def worked(self, at: float, seconds: float) -> None:
        """A frame was done at ``at`` (monotonic seconds), after so much time in which the run had nothing else to wait
        for: one frame after the other, a rate of 1 / ``seconds`` is the most that can be had."""
        with self._lock:
            self._worked_at.add(at)
            self._worked.add(seconds)

    def work(self, since: float) -> tuple[int, float]:
        """How many frames were done since ``since`` (monotonic seconds), and the mean of what each took, in seconds."""
        with self._lock:
            times, values = self._worked_at.recent(LENGTH), self._worked.recent(LENGTH)
        values = values[times >= since]
        return len(values), float(values.mean()) if len(values) else 0.0

    def fps(self) -> float:
        """Pictures per second over the last second or so of sending; ever less while none comes."""
        with self._lock:
            times = self._sent.recent(30)
        if len(times) < 2 or times[-1] <= times[0]:
            return 0.0
        rate = (len(times) - 1) / (times[-1] - times[0])
        late_s = self._clock() - times[-1]
        return float(rate if late_s * rate < _LATE else 1 / late_s)

    def mean_fps(self) -> float:
        """Pictures per second over the whole run."""
        with self._lock:
            if self._first_sent is None or self._sent.last <= self._first_sent:
                return 0.0
            return (self._number_sent - 1) / (self._sent.last - self._first_sent)

    def age_ms(self) -> float:
        with self._lock:
            values = self._age.recent(15)
        return float(np.median(values)) if len(values) else 0.0

    def totals(self) -> tuple[int, dict[str, float]]:
        """How many pictures were sent since the run began, and the milliseconds that each stage took in all: what lies
        between two looks is what the pictures between them took, also of stages that not every picture goes through."""
        with self._lock:
            return self._number_sent, dict(self._totals)

    def report(self) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
        """Percentiles of the age and of every stage."""
        with self._lock:
            return self._age.percentiles(), {name: series.percentiles() for name, series in self._stages.items()}
