"""An engine that turns colours around: one picture after the other, or several in one go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from engines.api import EngineContext, EngineError, Face, Frame, Image, OptionValue, SwapResult


class OneByOne:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._options = dict(context.options)

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[self._face(image, True)] for image in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        self._options.update(options)

    def restart(self) -> None:
        pass

    def swap(self, frame: Frame) -> SwapResult:
        every = int(self._options["unswapped_every"])
        if every and int(frame.image[0, 0, 0]) % every == 0:
            return SwapResult(frame.image, (self._face(frame.image, False),))
        return SwapResult(255 - frame.image, (self._face(frame.image, True),))

    def close(self) -> None:
        pass

    @staticmethod
    def _face(image: Image, swapped: bool) -> Face:
        height, width = image.shape[:2]
        return Face((0.3 * width, 0.3 * height, 0.7 * width, 0.7 * height), 1.0, None, swapped=swapped)


class Together(OneByOne):
    def __init__(self, context: EngineContext) -> None:
        super().__init__(context)
        self._kept: list[Image] = []

    def restart(self) -> None:
        self._kept.clear()

    def collect(self, image: Image) -> bool:
        assert not self._kept or self._kept[0].shape == image.shape
        self._kept.append(np.array(image))
        return len(self._kept) >= int(self._options["most"])

    def find(self, image: Image) -> Sequence[Face]:
        return [self._face(image, False)]

    def work(self, progress: Callable[[int], None]) -> Iterator[tuple[Image, SwapResult]]:
        kept, self._kept = self._kept, []
        if self._options["refuses"]:
            raise EngineError("It does not like these pictures.", "Take others.")
        while self._options["waits"]:
            progress(1)
            time.sleep(0.01)  # stands for a slow program; the test cancels the task
        for number, image in enumerate(kept[: len(kept) - int(self._options["lost"])]):
            progress(number)
            yield image, self.swap(Frame(image, number, 0.0))
