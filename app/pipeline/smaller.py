"""The engine works on a smaller copy of the picture, while what leaves keeps its size.

1. :meth:`Smaller.shrink` makes the copy that the engine is given.
2. :meth:`Smaller.grow` brings the answer back: the faces in pixels of the frame, and of the picture only what the
   engine changed, enlarged. Everything else stays as the source gave it, in its own sharpness.

What the engine changed is never mixed with the source's own pixels: the soft edge lies where it changed nothing. So the
guard and the mark get pictures and faces as ever, and know nothing of this.
"""

from __future__ import annotations

import time
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from app.pipeline.buffers import BufferPool
from engines.api import Face, Frame, Image, Pending, SwapResult

NARROW, WIDE = 72.0, 96.0
"""Width in pixels of the narrowest face in the copy, below which the engine is given the frame itself, and from which
on it is given the copy again: engines do not swap very small faces."""
_SOFT = 3
"""Pixels of the copy in which the enlarged part fades into the frame, outside of what was changed."""


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
        """What the engine is given for a frame: a smaller copy, or the frame itself."""
        size = self.size
        if size >= 1 or not self._wide_enough(size):
            return frame
        height, width = frame.image.shape[:2]
        small = self._pool.take((max(round(height * size), 1), max(round(width * size), 1), 3))
        cv2.resize(frame.image, (small.shape[1], small.shape[0]), dst=small, interpolation=cv2.INTER_LINEAR)
        return replace(frame, image=small)

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
        image = frame.image if result.image is small.image else self._painted(frame.image, small.image, result.image)
        stages = {**result.stages_ms, "resize": (time.perf_counter() - began) * 1e3}
        return SwapResult(image, faces, stages)

    def _see(self, faces: tuple[Face, ...]) -> None:
        if faces:
            self._narrowest = min(face.box[2] - face.box[0] for face in faces)

    def _painted(self, whole: Image, before: Image, after: Image) -> Image:
        out = self._pool.take(whole.shape)
        np.copyto(out, whole)
        same = cv2.inRange(cv2.absdiff(before, after), (0, 0, 0), (0, 0, 0))
        changed = np.asarray(cv2.bitwise_not(same), np.uint8)
        x, y, wide, high = cv2.boundingRect(changed)
        if not wide:
            return out
        low, narrow = before.shape[:2]
        rim = 2 * _SOFT + 2
        x0, y0, x1, y1 = max(x - rim, 0), max(y - rim, 0), min(x + wide + rim, narrow), min(y + high + rim, low)
        keep = _opaque(changed[y0:y1, x0:x1])
        # The part's edges in the frame, whole pixels within it; then where each of the frame's pixels lies in the part.
        across, down = whole.shape[1] / narrow, whole.shape[0] / low
        left, top = int(np.floor(x0 * across)), int(np.floor(y0 * down))
        right, bottom = min(int(np.ceil(x1 * across)), whole.shape[1]), min(int(np.ceil(y1 * down)), whole.shape[0])
        place = np.array(
            [
                [1 / across, 0, (left + 0.5) / across - 0.5 - x0],
                [0, 1 / down, (top + 0.5) / down - 0.5 - y0],
            ]
        )
        how, side = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, (right - left, bottom - top)
        edge = cv2.BORDER_REPLICATE
        part = cv2.warpAffine(np.ascontiguousarray(after[y0:y1, x0:x1]), place, side, flags=how, borderMode=edge)
        weight = cv2.warpAffine(keep, place, side, flags=how, borderMode=edge)
        region = out[top:bottom, left:right]
        region[:] = cv2.blendLinear(part, np.ascontiguousarray(region), weight, np.float32(1) - weight)
        return out


def _opaque(changed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """1 on all that was changed and a pixel around it, from there falling to 0."""
    reach = 2 * (_SOFT + 1) + 1
    grown = cv2.dilate(changed, np.ones((reach, reach), np.uint8))
    soft = cv2.blur(grown, (2 * _SOFT + 1, 2 * _SOFT + 1))
    return np.asarray(soft, np.float32) / np.float32(255)


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
