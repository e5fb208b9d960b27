"""An engine for tests: no network, every frame counts as swapped, and a number stands in the picture.

The number counts the pictures that the engine gave. It is drawn as :data:`BLOCKS` blocks from left to right in the top
:data:`ROWS` rows: a white one and a black one, which tell it from plain pictures, then the bits, the highest first.
:func:`read_stamp` reads it off what a camera gave.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from engines.api import EngineContext, Face, Frame, Image, OptionValue, SwapResult

BLOCKS = 16
ROWS = 16
"""Pixels; a picture is at least BLOCKS * 8 pixels wide."""
_BLACK, _WHITE = 16, 235


class StampEngine:
    def __init__(self, context: EngineContext) -> None:
        self.provider = "CPUExecutionProvider"
        self._buffer = context.buffer
        self._options = dict(context.options)
        self._given = 0

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[_face(image)] for image in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        self._options.update(options)

    def swap(self, frame: Frame) -> SwapResult:
        delay = float(self._options["delay_ms"]) / 1e3
        if delay:
            time.sleep(delay)
        image = frame.image
        if self._options["stamp"]:
            image = self._buffer(frame.image.shape)
            np.copyto(image, frame.image)
            draw_stamp(image, self._given)
        self._given += 1
        return SwapResult(image, (_face(image),))

    def close(self) -> None:
        """Nothing to release."""


def _face(image: Image) -> Face:
    height, width = image.shape[:2]
    return Face((0.0, 0.0, float(width), float(height)), 1.0, None, True)


def draw_stamp(image: Image, number: int) -> None:
    block = image.shape[1] // BLOCKS
    coded = 0b10 << BLOCKS - 2 | number
    for place in range(BLOCKS):
        bit = coded >> (BLOCKS - 1 - place) & 1
        image[:ROWS, place * block : (place + 1) * block] = _WHITE if bit else _BLACK


def read_stamp(image: Image) -> int | None:
    """The number in a picture; None where no stamp stands, as on a card or a blurred picture."""
    block = image.shape[1] // BLOCKS
    coded = 0
    for place in range(BLOCKS):
        middle = image[ROWS // 4 : ROWS // 2, place * block + block // 4 : (place + 1) * block - block // 4]
        grey = float(middle.mean())
        if 60 < grey < 190 or float(middle.std()) > 25:
            return None
        coded = coded << 1 | (grey > 125)
    return coded & (1 << BLOCKS - 2) - 1 if coded >> BLOCKS - 2 == 0b10 else None
