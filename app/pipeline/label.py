"""The visible mark on everything that leaves: a small "AI" in a corner, so that no picture passes for a real one.

The mark is drawn once per picture size and blended into its few pixels afterwards. It stands where every output shows
it: an output of another shape may cut the picture (`fitting.py`), and one that is smaller makes the mark smaller, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.pipeline.fitting import Form
from engines.api import Image

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
_SUPERSAMPLE = 4
_LEAST_PX = 14
"""The lowest mark that can be read, in the pixels of whoever sees it."""
_LARGEST = 0.25
"""Part of the picture that it is made as high as for that."""


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """``size`` is the mark's height as a part of the picture's shorter side; ``corner`` is one of CORNERS."""

    on: bool
    corner: str
    size: float


class Label:
    """Draws the mark in place; call from one thread."""

    def __init__(self, style: LabelStyle, forms: Callable[[], Collection[Form]] = frozenset) -> None:
        """``forms``: of every output that fits the pictures to a form of its own, as they are now; asked for each
        picture."""
        self.style = style
        self._forms = forms
        self._key: tuple[int, int, LabelStyle, frozenset[Form]] | None = None
        self._last = (style, frozenset(forms()))
        """How the last picture was marked."""
        self._region = (slice(0), slice(0))
        self._colour: NDArray[np.uint16] = np.zeros((0, 0, 3), np.uint16)
        self._keep: NDArray[np.uint16] = np.zeros((0, 0, 1), np.uint16)

    @property
    def changed(self) -> bool:
        """Whether the next picture will be marked in another way than the last: that one can not be shown again."""
        return self._last != (self.style, frozenset(self._forms()))

    def draw(self, image: Image) -> None:
        """Draw into a BGR picture of any size."""
        self._last = (self.style, frozenset(self._forms()))
        if not self.style.on:
            return
        self._fit(*image.shape[:2])
        patch = image[self._region]
        patch[:] = (patch * self._keep + self._colour) >> 8

    def region(self, height: int, width: int) -> tuple[slice, slice] | None:
        """Rows and columns of the mark in a picture of a size; None while it is off."""
        self._last = (self.style, frozenset(self._forms()))
        if not self.style.on:
            return None
        self._fit(height, width)
        return self._region

    def _fit(self, height: int, width: int) -> None:
        key = (height, width, *self._last)
        if key != self._key:
            self._prepare(height, width, key[3])
            self._key = key

    def _prepare(self, height: int, width: int, forms: frozenset[Form]) -> None:
        """Make the mark for pictures of this size, within what is left of them where they are cut."""
        parts = [form.shown(width, height) for form in forms]
        left, top = (max((part[side] for part in parts), default=0) for side in (0, 1))
        right = min((part[0] + part[2] for part in parts), default=width)
        bottom = min((part[1] + part[3] for part in parts), default=height)
        room_h, room_w = bottom - top, right - left
        smallest = min((1.0, *(form.scale(width, height) for form in forms)))
        least = max(_LEAST_PX, min(math.ceil(_LEAST_PX / smallest), round(_LARGEST * room_h)))
        mark_h = min(max(round(self.style.size * min(room_h, room_w)), least), room_h, max(round(room_w / 1.6), 1))
        mark_w = min(round(mark_h * 1.6), room_w)
        margin_y, margin_x = (
            min(mark_h // 2, (side - mark) // 2) for side, mark in ((room_h, mark_h), (room_w, mark_w))
        )
        top = top + margin_y if self.style.corner.startswith("top") else bottom - mark_h - margin_y
        left = left + margin_x if self.style.corner.endswith("left") else right - mark_w - margin_x
        self._region = (slice(top, top + mark_h), slice(left, left + mark_w))

        # Light text on a dark rounded plate stays legible on any picture; drawn large and reduced for smooth edges.
        big_h, big_w = mark_h * _SUPERSAMPLE, mark_w * _SUPERSAMPLE
        plate = np.zeros((big_h, big_w), np.uint8)
        radius = min(big_h, big_w) // 4
        cv2.rectangle(plate, (radius, 0), (big_w - radius - 1, big_h - 1), 255, -1)
        cv2.rectangle(plate, (0, radius), (big_w - 1, big_h - radius - 1), 255, -1)
        for x in (radius, big_w - radius - 1):
            for y in (radius, big_h - radius - 1):
                cv2.circle(plate, (x, y), radius, 255, -1)
        text = np.zeros_like(plate)
        scale, thickness = big_h / 36.0, max(big_h // 11, 1)
        cv2.putText(text, "AI", (0, big_h - big_h // 8), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thickness, cv2.LINE_AA)
        x, y, text_w, text_h = cv2.boundingRect(text)  # getTextSize does not tell where the ink is
        shift = np.array([[1, 0, (big_w - text_w) / 2 - x], [0, 1, (big_h - text_h) / 2 - y]], np.float32)
        text = cv2.warpAffine(text, shift, (big_w, big_h)).astype(np.uint8)
        size = (mark_w, mark_h)
        plate_a = cv2.resize(plate, size, interpolation=cv2.INTER_AREA)[..., None].astype(np.float32) / 255 * 0.72
        text_a = cv2.resize(text, size, interpolation=cv2.INTER_AREA)[..., None].astype(np.float32) / 255
        keep = (1 - plate_a) * (1 - text_a)
        colour = plate_a * (1 - text_a) * 24 + text_a * 245
        self._keep = np.round(keep * 256).astype(np.uint16)
        self._colour = np.repeat(np.round(colour * 256).astype(np.uint16), 3, axis=2)
