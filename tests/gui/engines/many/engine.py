"""An engine of the tests that names several providers and uses the processor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines.api import EngineContext, Face, Frame, Image, OptionValue, SwapResult


class PlainEngine:
    """Gives a copy of the picture, with one face that covers it."""

    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[] for _ in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """There is nothing to change."""

    def swap(self, frame: Frame) -> SwapResult:
        height, width = frame.image.shape[:2]
        out = self._buffer(frame.image.shape)
        out[:] = 90
        return SwapResult(out, (Face((0, 0, width, height), 1.0, None, swapped=True),))

    def close(self) -> None:
        """There is nothing to free."""
