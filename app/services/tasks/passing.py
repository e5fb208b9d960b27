"""Pictures on their way through the engine of a task: each by itself, or many in one go where its engine works so.

Either way they come out in the order in which they were given, each behind guard and label.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from app.pipeline.pipeline import check_result
from app.services.tasks.swapping import Swapped, Swapper
from engines.api import EngineError, Face, Frame, Image

T = TypeVar("T")


class Passing(Generic[T]):
    """What is given comes out with the label that it was given with. Iterate to the end what a method gives."""

    def __init__(self, swapper: Swapper, done: Callable[[int], None]) -> None:
        """``done`` is told the index of the picture that an engine is at which works on many in one go; what it raises
        ends that."""
        self._swapper, self._done = swapper, done
        self._waiting: deque[tuple[int, float, T, Sequence[Face]]] = deque()
        self._shape: tuple[int, ...] = ()

    @property
    def waiting(self) -> int:
        """How many have not come out."""
        return len(self._waiting)

    def give(
        self, image: Image, index: int, at: float, label: T, also: Sequence[Face] = ()
    ) -> Iterator[tuple[T, Swapped]]:
        """One picture (BGR) at ``at`` seconds; ``also`` are faces in it that the engine overlooks. Raises as
        :meth:`Swapper.swap`, and EngineError."""
        batch = self._swapper.batch
        if batch is None:
            yield label, self._swapper.swap(image, index, at, also)
            return
        if self._waiting and image.shape != self._shape:
            yield from self.rest()
        self._shape = image.shape
        self._waiting.append((index, at, label, also))
        if batch.collect(image):
            yield from self.rest()

    def rest(self) -> Iterator[tuple[T, Swapped]]:
        """All that were given and have not come out. Raises as :meth:`give`."""
        batch = self._swapper.batch
        if batch is None or not self._waiting:
            return
        begin = self._waiting[0][0]
        for image, result in batch.work(lambda done: self._done(begin + done)):
            index, at, label, also = self._waiting.popleft()
            frame = Frame(image, index, at)
            try:
                check_result(result, frame)
            except ValueError as error:
                raise EngineError(f"The engine's result can not be used: {error}.") from error
            yield label, self._swapper.judge(frame, result, also)
        if self._waiting:
            raise EngineError(f"The engine gave no result for {len(self._waiting)} pictures.")

    def forget(self) -> None:
        """Nothing that was given comes out any more; the engine is to forget it as well."""
        self._waiting.clear()
