"""The frames that a bridge's child has: where each lies in the shared file, and what became of it.

Used under the keeper's lock; only what is copied into a picture's room is copied without it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from engines.api import Image
from engines.toolkit import bridge_ring
from engines.toolkit.bridge_ring import Ring, RingError
from engines.toolkit.bridge_work import Work, failure, told

FRAMES = 3
"""Two may be under way, and one may have been given up on."""
PICTURES = 10
"""What is held of them: the guard's last good one, the preview's, what the outputs have not written yet."""


class Frames:
    """See the module."""

    def __init__(self, folder: str) -> None:
        """``folder``: where the file belongs. Sweeps what killed programs left there: it shows somebody's face."""
        self._folder = folder
        self._ring: Ring | None = None
        self._left: set[str] = set()
        """Files that are to go: Windows keeps one as long as somebody has it mapped."""
        self._works: dict[int, Work] = {}
        self.took_s = 0.0
        """What the last frames took from being given to being answered; 0 before the first."""
        for path in Path(folder).glob(f"{bridge_ring.NAMED}*"):
            number = path.name[len(bridge_ring.NAMED) :].partition("-")[0]
            if number.isdigit() and not psutil.pid_exists(int(number)):
                unlink(str(path))

    def fits(self, image: Image) -> bool:
        """Whether there is a file for frames of this size."""
        return self._ring is not None and (self._ring.height, self._ring.width) == image.shape[:2]

    @property
    def busy(self) -> bool:
        """Whether the child has a frame."""
        return bool(self._works)

    @property
    def behind(self) -> bool:
        """Whether the child still works on a frame that nobody waits for."""
        return any(work.given_up for work in self._works.values())

    @property
    def oldest(self) -> float:
        """When the oldest frame that is not answered was given, in monotonic seconds; now where there is none."""
        unanswered = (work.sent_at for work in self._works.values() if not work.ended.is_set())
        return min(unanswered, default=time.monotonic())

    def make(self, image: Image) -> str:
        """A file for frames of this size; gives its path. Raises EngineError where there is no room."""
        self.drop()
        height, width = image.shape[:2]
        try:
            self._ring = Ring(bridge_ring.create(self._folder, FRAMES, PICTURES, height, width))
        except OSError as error:
            raise failure(
                "checkout.failed",
                f"There is no room for frames of {width}x{height} in {self._folder}: {error.strerror or error}.",
                "Free some memory, or choose a smaller size for the camera.",
            ) from error
        return self._ring.path

    def mapped(self, path: str) -> None:
        """The child has the file of this path: it needs no name any more."""
        if self._ring is not None and path == self._ring.path:
            unlink(path)

    def drop(self) -> None:
        """Let go of the file. It stays mapped as long as a picture of it is held, or is still to be taken."""
        if self._ring is not None:
            self._left.add(self._ring.path)
            self._ring = None  # first, for it may be the one that has it mapped
        for path in self._left:
            unlink(path)
        self._left = {path for path in self._left if Path(path).exists()}

    def enter(self, number: int) -> tuple[Work, Image]:
        """A frame that is given to the child, and where it is to be copied to."""
        assert self._ring is not None
        works = self._works.values()
        place = min(set(range(FRAMES)) - {work.place for work in works})
        picture_place = min(set(range(PICTURES)) - {work.picture_place for work in works} - self._ring.lent)
        work = self._works[number] = Work(number, self._ring, place, picture_place, time.monotonic())
        return work, self._ring.room(place, number)

    def answered(self, kind: str, value: Mapping[str, Any]) -> bool:
        """The child said what became of a frame; whether that is a picture."""
        work = self._works.get(value["n"])
        if work is None:
            return False
        if kind == "done":
            work.done = value
        else:
            work.error = told(value)
        took = time.monotonic() - work.sent_at
        if work.given_up:  # the next one is waited for as long as this one took, or none would ever be shown
            self.took_s = max(self.took_s, took)
            del self._works[work.number]
        elif kind == "done":
            self.took_s += (took - self.took_s) * (0.2 if self.took_s else 1.0)
        work.ended.set()
        return kind == "done"

    def picture(self, work: Work) -> tuple[Image, bool]:
        """What was made of a frame, and whether too many pictures are held already. Raises EngineError where it is not
        there."""
        try:
            picture: Image = work.ring.lend(work.picture_place, work.number)
        except RingError as error:
            raise failure("checkout.failed", str(error)) from error
        return picture, len(work.ring.lent) > PICTURES - FRAMES

    def release(self, work: Work) -> None:
        """Its place is free again: the picture was taken, or nobody waits for it any more."""
        if work.ended.is_set():
            self._works.pop(work.number, None)
        else:
            work.given_up = True

    def lose(self) -> None:
        """Nothing that is under way will be answered."""
        for work in self._works.values():
            work.lost = not work.ended.is_set()
            work.ended.set()
        self._works.clear()


def unlink(path: str) -> None:
    """Where a system does not let go of a file that somebody has mapped, the next start sweeps it."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        Path(path).unlink()
