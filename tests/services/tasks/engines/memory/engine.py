"""An engine whose pictures depend on those before them: mixed with them, and with a corner as bright as they are many.

It waits while the file named by ``UNDERSTUDY_TEST_GATE`` exists, from the picture on whose number the file holds.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineContext, Face, Frame, Image, OptionValue, SwapResult


class MemoryEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._options = dict(context.options)
        self._memory: NDArray[np.float64] | None = None
        self._count = 0
        self._gate = os.environ.get("UNDERSTUDY_TEST_GATE")

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[self._face(image, swapped=False)] for image in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        self._options.update(options)

    def restart(self) -> None:
        self._memory, self._count = None, 0

    def swap(self, frame: Frame) -> SwapResult:
        self._wait(frame.index)
        if self._options["prints"]:
            os.write(1, b"a library has something to say\n")
        if self._options["fails"]:
            raise ValueError("it was told to fail")
        if self._options["dies"] and frame.index == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        picture = frame.image.astype(np.float64)
        self._memory = picture if self._memory is None else 0.5 * self._memory + 0.5 * picture
        faces = [self._face(frame.image, swapped=True)] * int(self._options["faces"])
        faces += [self._face(frame.image, swapped=False)] * int(self._options["not_swapped"])
        image = np.round(self._memory).astype(np.uint8)
        self._count += 1
        image[:4, :4] = self._count * 37 % 256
        return SwapResult(image, tuple(faces))

    def close(self) -> None:
        pass

    def _wait(self, index: int) -> None:
        while self._gate is not None:
            try:
                first = int(Path(self._gate).read_text("utf-8"))
            except (FileNotFoundError, ValueError):
                return
            if index < first:
                return
            time.sleep(0.01)  # stands for a slow network; the test takes the file away

    @staticmethod
    def _face(image: Image, *, swapped: bool) -> Face:
        height, width = image.shape[:2]
        box = (0.3 * width, 0.3 * height, 0.7 * width, 0.7 * height)
        return Face(box, 1.0, None, swapped=swapped)
