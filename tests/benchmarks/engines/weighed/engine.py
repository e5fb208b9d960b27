"""An engine whose work is known: it sleeps as long as its options and the load of the machine ask for.

What it takes for one frame, in milliseconds at a load of 1: 4, an enhancer of 12, 1 for each tile of the pixel boost, a
detector of 3, and 5 for a whole picture of the demo clip, less for a smaller one. It inverts a square of the picture,
and finds one face there.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engines.api import EngineContext, EngineError, Face, Frame, Image, OptionValue, SwapResult

BASE_MS, ENHANCER_MS, TILE_MS, DETECTOR_MS, PICTURE_MS = 4.0, 12.0, 1.0, 3.0, 5.0
STATE = "UNDERSTUDY_TEST_WEIGHT"
"""Names a file with ``{"load": 1.0, "refuse": []}``: the load, and options that it does not take."""
WHOLE = 1280 * 720
"""Pixels of the demo clip."""


class WeighedEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer
        self.options = dict(context.options)
        self._frames = 0

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[Face((0.0, 0.0, 1.0, 1.0), 1.0, None, swapped=False)] for _ in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        refused = set(state().get("refuse", [])) & options.keys()
        if refused:
            raise EngineError(f"It does not take {', '.join(sorted(refused))}.", "Leave it.")
        self.options.update(options)

    def swap(self, frame: Frame) -> SwapResult:
        self._frames += 1
        height, width = frame.image.shape[:2]
        took = BASE_MS + TILE_MS * int(self.options["boost"]) ** 2 + PICTURE_MS * width * height / WHOLE
        if self.options["enhancer"] != "none" and self._frames % int(self.options["enhance_every"]) == 0:
            took += ENHANCER_MS
        if self._frames % int(self.options["detect_every"]) == 0:
            took += DETECTOR_MS
        time.sleep(took * float(state().get("load", 1.0)) / 1e3)
        out = self._buffer(frame.image.shape)
        np.copyto(out, frame.image)
        x0, y0, x1, y1 = width // 4, height // 4, width // 2, height // 2
        out[y0:y1, x0:x1] = 255 - out[y0:y1, x0:x1]
        points = np.array([[x0, y0], [x1, y1]], np.float32)
        box = (float(x0), float(y0), float(x1), float(y1))
        return SwapResult(out, (Face(box, 1.0, points, swapped=True),), {"swap": took})

    def close(self) -> None:
        pass


def state() -> dict[str, Any]:
    """What the file says now."""
    file = os.environ.get(STATE)
    try:
        return dict(json.loads(Path(file).read_text("utf-8"))) if file else {}
    except (OSError, ValueError):  # being written just now
        return {}
