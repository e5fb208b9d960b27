"""What goes out when no swapped face can be shown: never the real face, unless the user said so.

In order: a frame whose every located face was credibly swapped passes and is remembered. Otherwise the last good
picture is held for ``hold_s``; after that the frame is covered: head regions where unswapped faces are known to be,
the whole frame where nobody knows. ``pass`` lets everything through and is never the default.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from app.pipeline.buffers import BufferPool
from engines.api import Face, Frame, Image, SwapResult


class Policy(StrEnum):
    COVER = "cover"
    PASS = "pass"


class Cover(StrEnum):
    """How a frame is covered: head regions in coarse blocks, the whole frame blurred, or a plain card."""

    PIXELATE = "pixelate"
    BLUR = "blur"
    CARD = "card"


class Verdict(StrEnum):
    SWAPPED = "swapped"
    HELD = "held"
    COVERED = "covered"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Guarded:
    """``image`` may be drawn into, except when it was held (it left before and is marked already)."""

    image: Image
    verdict: Verdict


# Hair, ears, chin and neck stick out of a detector's box; these are parts of its width and height, chosen so that
# the region holds the whole head for boxes that end at the eyebrows.
_GROW_SIDE, _GROW_UP, _GROW_DOWN = 0.65, 1.0, 0.6
_BLOCKS_ACROSS_HEAD = 6
_BLUR_CELLS = 20
_CARD_BGR = (58, 50, 46)


class Guard:
    """One per run; call from the pipeline's thread."""

    def __init__(self, policy: Policy, hold_s: float, cover: Cover, pool: BufferPool) -> None:
        self.policy = policy
        """Set from any thread: counts for the next frame that is judged."""
        self.panic = False
        """Set from any thread: from the next frame on a plain card leaves, whatever the engine found."""
        self._hold_s = hold_s
        self._cover = cover
        self._pool = pool
        self._good: Image | None = None
        self._good_at = 0.0

    def judge(self, frame: Frame, result: SwapResult | None) -> Guarded:
        """Decide what leaves for ``frame``; ``result`` is None where the engine failed or is still loading."""
        if self.panic:
            self.forget()  # what was covered does not come back, not even for a moment
            return Guarded(self._card(frame.image), Verdict.COVERED)
        if result is not None and result.faces and all(face.swapped for face in result.faces):
            image = self._own(result.image, frame)
            self._good, self._good_at = image, frame.captured_at
            return Guarded(image, Verdict.SWAPPED)
        if self.policy is Policy.PASS:
            return Guarded(self._own(result.image if result is not None else frame.image, frame), Verdict.PASSED)
        if self.holds(frame.captured_at, frame.image.shape):
            assert self._good is not None
            return Guarded(self._good, Verdict.HELD)
        unswapped = [face for face in result.faces if not face.swapped] if result is not None else []
        known = bool(unswapped) and all(_lies_in(face, frame.image) for face in unswapped)
        if result is not None and known and self._cover is Cover.PIXELATE:
            image = self._own(result.image, frame)
            for face in unswapped:
                pixelate_head(image, face)
            return Guarded(image, Verdict.COVERED)
        return Guarded(self._blank(frame.image), Verdict.COVERED)

    def without_frame(self, now: float) -> Guarded | None:
        """What leaves while the source delivers nothing; None before anything good was seen."""
        if self._good is None:
            return None
        if self.panic:
            self.forget()
            return Guarded(self._card(self._good), Verdict.COVERED)
        if self.holds(now, self._good.shape):
            return Guarded(self._good, Verdict.HELD)
        return Guarded(self._blank(self._good), Verdict.COVERED)

    def forget(self) -> None:
        """Hold no picture that was judged until now."""
        self._good_at = float("-inf")

    def holds(self, now: float, shape: tuple[int, ...]) -> bool:
        """Whether the last good picture may still stand in at ``now`` (monotonic seconds)."""
        good = self._good
        return good is not None and good.shape == shape and now - self._good_at <= self._hold_s

    def _own(self, image: Image, frame: Frame) -> Image:
        """The picture itself, or a copy where it is still the source's frame (which the preview shows as "before")."""
        if not np.may_share_memory(image, frame.image):
            return image
        copy = self._pool.take(image.shape)
        np.copyto(copy, image)
        return copy

    def _card(self, image: Image) -> Image:
        out = self._pool.take(image.shape)
        out[:] = _CARD_BGR
        return out

    def _blank(self, image: Image) -> Image:
        if self._cover is Cover.CARD:
            return self._card(image)
        out = self._pool.take(image.shape)
        height, width = image.shape[:2]
        cells = (min(_BLUR_CELLS, width), max(min(_BLUR_CELLS * height // width, height), 1))
        small = cv2.blur(cv2.resize(image, cells, interpolation=cv2.INTER_AREA), (3, 3))
        cv2.resize(small, (width, height), dst=out, interpolation=cv2.INTER_LINEAR)
        return out


def _lies_in(face: Face, image: Image) -> bool:
    """Whether it is known where in the picture a face is: an engine may answer a box of no size, or no numbers."""
    if not all(math.isfinite(value) for value in face.box):
        return False
    box_x0, box_y0, box_x1, box_y1 = face.box
    x0, y0, x1, y1 = head_region(face, *image.shape[:2])
    return box_x0 < box_x1 and box_y0 < box_y1 and x0 < x1 and y0 < y1


def head_region(face: Face, height: int, width: int) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 in whole pixels of the head around a face's box, clipped to the frame (may be empty)."""
    x0, y0, x1, y1 = face.box
    box_w, box_h = x1 - x0, y1 - y0
    left, right = x0 - _GROW_SIDE * box_w, x1 + _GROW_SIDE * box_w
    top, bottom = y0 - _GROW_UP * box_h, y1 + _GROW_DOWN * box_h
    return (
        int(min(max(math.floor(left), 0), width)),
        int(min(max(math.floor(top), 0), height)),
        int(min(max(math.ceil(right), 0), width)),
        int(min(max(math.ceil(bottom), 0), height)),
    )


def pixelate_head(image: Image, face: Face) -> None:
    """Replace the head around ``face`` by a few coarse blocks, in place."""
    x0, y0, x1, y1 = head_region(face, *image.shape[:2])
    if x1 <= x0 or y1 <= y0:
        return
    region = image[y0:y1, x0:x1]
    across = min(_BLOCKS_ACROSS_HEAD, x1 - x0)
    down = min(max(round(across * (y1 - y0) / (x1 - x0)), 1), y1 - y0)
    small = cv2.resize(region, (across, down), interpolation=cv2.INTER_AREA)
    region[:] = cv2.resize(small, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
