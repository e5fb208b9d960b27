"""The engine works on a smaller copy of the picture, while what leaves keeps its size.

1. :meth:`Smaller.shrink` makes the copy that the engine is given.
2. :meth:`Smaller.grow` brings the answer back: the faces in pixels of the frame, and of the picture only what the
   engine changed, enlarged. Everything else stays as the source gave it, in its own sharpness.

What the engine changed is never mixed with the source's own pixels: the seam lies around it, where both show the same.
So the guard and the mark get pictures and faces as ever, and know nothing of this.

Bringing back takes time of its own, some nanoseconds for each pixel of the face: it pays where an engine takes more.
"""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np

from app.pipeline.buffers import BufferPool
from engines.api import Face, Frame, Image, Pending, SwapResult

NARROW, WIDE = 72.0, 96.0
"""Width in pixels of the narrowest face in the copy, below which the engine is given the frame itself, and from which
on it is given the copy again: engines do not swap very small faces."""
_AROUND = 3
"""Pixels of the copy around what was changed that are enlarged with it."""
_LARGEST_STEP = 8
"""Sizes are fractions with at most this denominator: a part that is enlarged by whole steps lies exactly in place."""


class Smaller:
    """One for a pipeline; all calls come from its thread, one frame's ``grow`` in the order of the ``shrink``s."""

    def __init__(self, pool: BufferPool) -> None:
        self._pool = pool
        self.size = 1.0
        """Part of the frame's width and height that the engine is given, above 0; 1 is the frame itself. May be set
        from any thread, and counts from the next frame on."""
        self._narrowest: float | None = None
        """Width of the narrowest face of the last frame, in pixels of the frame."""
        self._on = True

    def shrink(self, frame: Frame) -> Frame:
        """What the engine is given for a frame: a smaller copy, or the frame itself, where its sides can not be divided
        evenly or its faces would be too small."""
        size = Fraction(self.size).limit_denominator(_LARGEST_STEP)
        height, width = frame.image.shape[:2]
        whole = height % size.denominator or width % size.denominator
        if size >= 1 or size <= 0 or whole or not self._wide_enough(float(size)):
            return frame
        low, narrow = (side * size.numerator // size.denominator for side in (height, width))
        return replace(frame, image=self._shrunk(frame.image, (low, narrow, 3)))

    def _wide_enough(self, size: float) -> bool:
        """By the faces of the last frame, with some inertia: each change of size makes the engine look anew."""
        if self._narrowest is not None:
            self._on = self._narrowest * size >= (NARROW if self._on else WIDE)
        return self._on

    def grow(self, frame: Frame, small: Frame, result: SwapResult) -> SwapResult:
        """The engine's answer for ``small``, as one for ``frame``.

        Raises:
            ValueError: the engine's picture has another size than the one that it was given.
        """
        if small is frame:
            self._see(result.faces)
            return result
        if result.image.shape != small.image.shape:
            raise ValueError(f"the engine gave a picture of {result.image.shape} for one of {small.image.shape}")
        began = time.perf_counter()
        (height, width), (low, narrow) = frame.image.shape[:2], small.image.shape[:2]
        faces = tuple(_grown(face, width / narrow, height / low) for face in result.faces)
        self._see(faces)
        image = self._brought_back(frame, small, result)
        stages = {**result.stages_ms, "resize": (time.perf_counter() - began) * 1e3}
        return SwapResult(image, faces, stages)

    def _see(self, faces: tuple[Face, ...]) -> None:
        if faces:
            self._narrowest = min(face.box[2] - face.box[0] for face in faces)

    def _brought_back(self, frame: Frame, small: Frame, result: SwapResult) -> Image:
        whole, before = frame.image, small.image
        changed = None if result.image is before else _changed(before, result.image)
        if changed is None and any(face.swapped for face in result.faces):
            # Nothing differs, and yet it says so: one that paints into what it was given, as none may, would have the
            # source's own face leave.
            before = self._shrunk(whole, before.shape)
            changed = _changed(before, result.image)
        if changed is not None:
            return self._painted(whole, result.image, changed)
        return whole

    def _shrunk(self, image: Image, shape: tuple[int, ...]) -> Image:
        out = self._pool.take(shape)
        cv2.resize(image, (shape[1], shape[0]), dst=out, interpolation=cv2.INTER_LINEAR)
        return out

    def _painted(self, whole: Image, after: Image, changed: Image) -> Image:
        out = self._pool.take(whole.shape)
        np.copyto(out, whole)
        x, y, wide, high = cv2.boundingRect(changed)
        low, narrow = after.shape[:2]
        scale = Fraction(whole.shape[1], narrow)
        rim, step = _AROUND + 1, scale.denominator
        # Edges that are whole pixels in both: what is enlarged there lies exactly as if the whole were.
        x0, y0 = (max(edge - rim, 0) // step * step for edge in (x, y))
        x1, y1 = (min(-(-(edge + rim) // step) * step, side) for edge, side in ((x + wide, narrow), (y + high, low)))
        left, top, right, bottom = (int(edge * scale) for edge in (x0, y0, x1, y1))
        around = 2 * _AROUND + 1
        mask = cv2.dilate(changed[y0:y1, x0:x1], np.ones((around, around), np.uint8))
        side = right - left, bottom - top
        region = out[top:bottom, left:right]
        part = cv2.resize(after[y0:y1, x0:x1], side, interpolation=cv2.INTER_LINEAR)
        cv2.copyTo(part, cv2.resize(mask, side, interpolation=cv2.INTER_NEAREST), region)
        return out


def _changed(before: Image, after: Image) -> Image | None:
    """255 where two pictures differ; None where they do nowhere."""
    same = cv2.inRange(cv2.absdiff(before, after), (0, 0, 0), (0, 0, 0))
    changed = np.asarray(cv2.bitwise_not(same), np.uint8)
    return changed if cv2.countNonZero(changed) else None


def _grown(face: Face, across: float, down: float) -> Face:
    x0, y0, x1, y1 = face.box
    points = face.landmarks
    if points is not None:
        points = (points * np.array([across, down], np.float32)).astype(np.float32)
    return replace(face, box=(x0 * across, y0 * down, x1 * across, y1 * down), landmarks=points)


class Grown:
    """A frame whose smaller copy the engine has begun. Satisfies :class:`engines.api.Pending`."""

    def __init__(self, pending: Pending, smaller: Smaller, frame: Frame, small: Frame) -> None:
        self._pending, self._smaller, self._frame, self._small = pending, smaller, frame, small

    def wait(self, timeout: float) -> bool:
        return self._pending.wait(timeout)

    def finish(self) -> SwapResult:
        return self._smaller.grow(self._frame, self._small, self._pending.finish())
