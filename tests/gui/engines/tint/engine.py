"""A quick engine for tests of the window: no model, and every frame counts as swapped.

Loading waits while the file named by ``UNDERSTUDY_TEST_GATE`` exists. A photo that is black all over has no face.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from engines.api import EngineContext, Face, Frame, Image, NoFaceError, OptionValue, SwapResult


class TintEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer
        self._options = dict(context.options)
        context.report(0.5, "Half of it is loaded")
        gate = os.environ.get("UNDERSTUDY_TEST_GATE")
        while gate and Path(gate).exists():
            time.sleep(0.01)  # stands for a slow load; the test takes the file away

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        if not any(image.max() > 8 for image in images):
            raise NoFaceError("There is no face in the photo.", "Take another one.")
        return [[self._face(image)] for image in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        self._options.update(options)

    def swap(self, frame: Frame) -> SwapResult:
        image = self._buffer(frame.image.shape)
        strength = float(self._options["strength"])
        colour = np.array([int(self._options["blue"]), 60, 30]) * strength
        image[:] = (frame.image * (1 - strength) + colour).astype(np.uint8)
        return SwapResult(image, (self._face(frame.image),), {"blend": 1.0})

    def close(self) -> None:
        pass

    @staticmethod
    def _face(image: Image) -> Face:
        height, width = image.shape[:2]
        return Face((0.0, 0.0, float(width), float(height)), 1.0, None, swapped=True)
