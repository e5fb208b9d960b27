"""An engine that does not load without two models, for tests of the window. Every frame counts as swapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines.api import EngineContext, EngineError, Face, Frame, Image, OptionValue, SwapResult


class NeedyEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer
        wanted = str(context.options["model"])
        for file in (f"{'swap' if wanted == 'auto' else wanted}.onnx", "who.onnx"):
            if context.find_model(file) is None:
                raise EngineError(f"{file} is not here.", "Get it.")

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[self._face(image)] for image in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        pass

    def swap(self, frame: Frame) -> SwapResult:
        image = self._buffer(frame.image.shape)
        image[:] = (250, 0, 0)
        return SwapResult(image, (self._face(frame.image),), {"blend": 1.0})

    def close(self) -> None:
        pass

    @staticmethod
    def _face(image: Image) -> Face:
        height, width = image.shape[:2]
        return Face((0.0, 0.0, float(width), float(height)), 1.0, None, swapped=True)
