"""A quick engine for tests of the list of people: it satisfies MappingEngine.

The picture is painted in the grey of the face of the last person of the list, without a list in that of the chosen
face. A photo that is black all over has no face. ``UNDERSTUDY_TEST_GATE`` as for the engine tint; while the file named
by ``UNDERSTUDY_TEST_LACK`` exists, people can not be told apart for want of a model.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from engines.api import (
    EngineContext,
    EngineError,
    Face,
    Frame,
    Image,
    NoFaceError,
    NoPersonError,
    OptionValue,
    Person,
    SwapResult,
)


def there(variable: str) -> bool:
    return bool(os.environ.get(variable)) and Path(os.environ[variable]).exists()


class DuoEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer
        self._plain = 0
        self._people: list[int] = []
        context.report(0.5, "Half of it is loaded")
        while there("UNDERSTUDY_TEST_GATE"):
            time.sleep(0.01)  # stands for a slow load; the test takes the file away

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        if not any(image.max() > 8 for image in images):
            raise NoFaceError("There is no face in the photo.", "Take another one.")
        self._plain = int(images[0].mean())
        return [[self._face(image)] for image in images]

    def set_people(self, people: Sequence[Person]) -> Sequence[Sequence[Face]]:
        if people and there("UNDERSTUDY_TEST_LACK"):
            raise EngineError("The model known is missing.", "Fetch it.")
        for number, person in enumerate(people):
            self._check(number, "who", person.who)
            self._check(number, "face", person.face)
        self._people = [int(person.face[0].mean()) for person in people]
        return [[self._face(image)] for person in people for image in (*person.who, *person.face)]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """There is nothing to change."""

    def swap(self, frame: Frame) -> SwapResult:
        image = self._buffer(frame.image.shape)
        image[:] = self._people[-1] if self._people else self._plain
        return SwapResult(image, (self._face(frame.image),))

    def close(self) -> None:
        """There is nothing to free."""

    @staticmethod
    def _check(number: int, part: Literal["who", "face"], images: Sequence[Image]) -> None:
        if not any(image.max() > 8 for image in images):
            raise NoPersonError("There is no face in the photos.", "Take others.", number, part)

    @staticmethod
    def _face(image: Image) -> Face:
        height, width = image.shape[:2]
        return Face((0.0, 0.0, float(width), float(height)), 1.0, None, swapped=True)
