"""Small faces of a video that the engine overlooks: found before the pictures are swapped, and covered in them.

1. A decoder of its own goes ahead, over the pictures of the segment that comes next and those before it that warm up.
2. Every eighth picture is looked at in parts (:mod:`app.services.tasks.look`), each from nothing: so the same is found
   whether the work was cut off in between or not.
3. Between two such pictures the faces of both are covered: also of somebody who comes or goes.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from pathlib import Path

from app.base.errors import EngineFailure
from app.pipeline.clips import Clip, ClipFrame
from app.services.tasks.look import LEAST_SIDE, has_parts, overlooked
from app.services.tasks.swapping import Swapper
from engines.api import Face

EVERY = 8
"""Pictures from one that is looked at to the next: a quarter of a second."""
_SHARE = 3
"""In a video parts are no smaller than this share of its shorter side, but for one picture of each segment: looking at
smaller ones would take longer than all else."""


class Scout:
    """Called from one thread, between two segments: the engine has to begin anew behind it."""

    def __init__(self, source: Path, swapper: Swapper, tell: Callable[[], None]) -> None:
        """``tell`` is called where faces were found that are covered in few pictures only, for they are very small.

        Raises InputError.
        """
        self._swapper, self._tell = swapper, tell
        self._clip = Clip(source, threads=1)
        self._decoded = enumerate(self._clip.decoded())
        self._last: tuple[int, ClipFrame] | None = None
        self._looked: list[int] = []
        self._found: dict[int, tuple[Face, ...]] = {}
        self._ended = False

    def close(self) -> None:
        self._clip.close()

    def go(self, first: int, begin: int, end: int) -> None:
        """Look at the pictures from number ``first`` on, to ``end`` and a little beyond; the segment's begin at
        ``begin``."""
        while not self._ended and (self._last is None or self._last[0] < end + EVERY):
            picture = next(self._decoded, None)
            if picture is None:
                self._ended = True
                if self._last is not None:  # what lies behind the last eighth
                    self._look(*self._last, thorough=False)
                return
            self._last = picture
            if picture[0] % EVERY == 0 and picture[0] + EVERY > first:
                thorough = begin <= picture[0] < begin + EVERY
                self._look(*picture, thorough=thorough)

    def faces(self, index: int) -> tuple[Face, ...]:
        """Overlooked ones that may be in a picture."""
        place = bisect.bisect_left(self._looked, index)
        exact = place < len(self._looked) and self._looked[place] == index
        around = self._looked[place : place + 1] if exact else self._looked[max(place - 1, 0) : place + 1]
        return tuple(face for one in around for face in self._found[one])

    def _look(self, index: int, picture: ClipFrame, *, thorough: bool) -> None:
        if index in self._found or not has_parts(picture.size):
            return
        image = picture.image()
        height, width = image.shape[:2]
        side = LEAST_SIDE
        while side * _SHARE < min(height, width):
            side *= 2
        try:
            known = self._swapper.find(image)
            found = overlooked(self._swapper.find, image, known, side)
            if thorough and side > LEAST_SIDE:
                smaller = overlooked(self._swapper.find, image, (*known, *found))
                found += smaller
                if smaller:
                    self._tell()
        except EngineFailure:  # nobody knows who is seen: all of it is covered
            found = (Face((0.0, 0.0, float(width), float(height)), 0.0, None, swapped=False, reason="error"),)
        self._looked.append(index)
        self._found[index] = found
