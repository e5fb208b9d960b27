"""How far the task in work is: in memory alone, for it changes twice a second."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from app.services.tasks.records import Task, TaskStep

_WINDOW_S = 20.0
"""The rate is that of the last seconds."""
_LEAST_S = 2.0
"""A rate over less says nothing."""


class Progress:
    """Of one task, from the start of its child on. Written by one thread, read by any."""

    def __init__(self, task: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.task = task
        self._clock = clock
        self._points: deque[tuple[float, int]] = deque()
        self._step: TaskStep = "loading"
        self._frames = self._total = 0
        self._fps = 0.0

    def begin(self, total: int) -> None:
        """How many pictures there are."""
        self._total = total

    def count(self, frames: int, step: TaskStep) -> None:
        """So many pictures are done."""
        self._step = step
        if step == "loading":
            return
        self._frames = frames
        now = self._clock()
        self._points.append((now, frames))
        while len(self._points) > 2 and self._points[1][0] < now - _WINDOW_S:
            self._points.popleft()
        (began, at_first), (_, at_last) = self._points[0], self._points[-1]
        self._fps = (at_last - at_first) / (now - began) if now - began >= _LEAST_S else 0.0

    def within(self, task: Task) -> Task:
        """The task with these figures."""
        frames, total = max(self._frames, task.frames), self._total or task.total
        fps = self._fps if self._step == "swapping" else 0.0
        left = (total - frames) / fps if fps > 0 and total >= frames else None
        return replace(task, step=self._step, frames=frames, total=total, fps=round(fps, 2), seconds_left=left)
