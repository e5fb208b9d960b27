"""Any picture in the size that an output was opened with: within bars, or cut.

A camera that comes back with another size therefore neither ends a recording nor changes what readers of the virtual
camera were told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from engines.api import Image

Fit = Literal["letterbox", "crop"]
"""``letterbox``: the whole picture within bars; ``crop``: the middle of it, without bars."""

Colour = tuple[int, int, int]
"""Blue, green, red."""

_BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Form:
    """What the readers of an output get: its size in pixels, and how pictures of another shape are fitted to it."""

    width: int
    height: int
    mode: Fit = "letterbox"

    def shown(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The part of a picture of this size that readers see: left, top, width and height in its own pixels."""
        if self.mode == "letterbox":
            return 0, 0, width, height
        scale = self.scale(width, height)
        part_w = min(width, max(1, round(self.width / scale)))
        part_h = min(height, max(1, round(self.height / scale)))
        return (width - part_w) // 2, (height - part_h) // 2, part_w, part_h

    def scale(self, width: int, height: int) -> float:
        """How much larger than its own a picture of this size is shown."""
        scales = self.width / width, self.height / height
        return max(scales) if self.mode == "crop" else min(scales)


def even(pixels: int) -> int:
    """The next even number: 4:2:0 video has one colour value for two pixels."""
    return pixels + pixels % 2


def fit(image: Image, width: int, height: int) -> Image:
    """The picture in the given size: itself when it has it, one edge pixel repeated for an odd side, else scaled
    within black bars. Never writes into ``image``."""
    return Fitter(width, height).fit(image)


class Fitter:
    """Fits picture after picture into one buffer of its own; for one thread, each result until the next."""

    def __init__(self, width: int, height: int, mode: Fit = "letterbox") -> None:
        self._form = Form(width, height, mode)
        self._width, self._height = width, height
        self._canvas: Image | None = None
        self._inner: tuple[int, int, int, int, Colour] | None = None
        """Where the picture stands in the buffer, and the colour around it."""

    def fit(self, image: Image, bars: Colour = _BLACK) -> Image:
        """``image`` (BGR, of any size) in this size: itself where it has it; C-contiguous, never written to."""
        own_height, own_width = image.shape[:2]
        if (own_width, own_height) == (self._width, self._height):
            return np.ascontiguousarray(image)
        right, below = self._width - own_width, self._height - own_height
        if self._canvas is None:
            self._canvas = np.empty((self._height, self._width, 3), np.uint8)
        if 0 <= right <= 1 and 0 <= below <= 1:
            self._inner = None
            cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE, dst=self._canvas)
            return self._canvas
        return self._cut(image) if self._form.mode == "crop" else self._within_bars(image, bars)

    def _within_bars(self, image: Image, bars: Colour) -> Image:
        assert self._canvas is not None
        own_height, own_width = image.shape[:2]
        scale = self._form.scale(own_width, own_height)
        width, height = max(1, round(own_width * scale)), max(1, round(own_height * scale))
        left, top = (self._width - width) // 2, (self._height - height) // 2
        inner = (left, top, width, height, bars)
        if inner != self._inner:
            self._canvas[:] = bars
            self._inner = inner
        part = self._canvas[top : top + height, left : left + width]
        cv2.resize(image, (width, height), dst=part, interpolation=_interpolation(scale))
        return self._canvas

    def _cut(self, image: Image) -> Image:
        assert self._canvas is not None
        self._inner = None
        own_height, own_width = image.shape[:2]
        left, top, width, height = self._form.shown(own_width, own_height)
        scale = self._form.scale(own_width, own_height)
        part = image[top : top + height, left : left + width]
        cv2.resize(part, (self._width, self._height), dst=self._canvas, interpolation=_interpolation(scale))
        return self._canvas


def _interpolation(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
