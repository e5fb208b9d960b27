"""An engine whose network works beside the pipeline: order, overlap, errors, commands, stops; by events alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import numpy as np
import pytest

from app.base.errors import EngineFailure, Message
from app.pipeline.pipeline import Pipeline
from engines.api import Frame, SwapResult
from tests.pipeline.test_pipeline import SWAPPED, Keep, Paint, Script, frames, painted, pipeline

PATIENCE_S = 20.0


class Begun:
    """A frame that the test's network works on until it is told that it is done."""

    def __init__(self, engine: Beside, frame: Frame) -> None:
        self.frame = frame
        self.done = threading.Event()
        self._engine = engine

    def wait(self, timeout: float) -> bool:
        self._engine.waited.set()
        return self.done.wait(min(timeout, 0.001))

    def finish(self) -> SwapResult:
        self._engine.waiting_for.append(self.frame.index)
        assert self.done.wait(PATIENCE_S), "nobody ended it"
        self._engine.under_way.remove(self)
        self._engine.finished.append(self.frame.index)
        return self._engine.answer(self.frame)


class Beside(Paint):
    """Keeps a list of what was begun; ``finish_when`` says which frames end by themselves."""

    def __init__(self, finish_when: Callable[[Beside, Begun], bool] = lambda engine, begun: True) -> None:
        super().__init__()
        self.under_way: list[Begun] = []
        self.begun: list[int] = []
        self.finished: list[int] = []
        self.waiting_for: list[int] = []
        self.most = 0
        self.waited = threading.Event()
        self._when = finish_when

    def begin(self, frame: Frame) -> Begun:
        made = Begun(self, frame)
        self.under_way.append(made)
        self.begun.append(frame.index)
        self.most = max(self.most, len(self.under_way))
        for other in self.under_way:
            if self._when(self, other):
                other.done.set()
        return made

    def answer(self, frame: Frame) -> SwapResult:
        return painted(frame)


def when_the_next_is_begun(engine: Beside, begun: Begun) -> bool:
    """A slow network: a frame is done only once the one after it was begun, or there is no other to come."""
    return begun.frame.index < engine.begun[-1] or engine.begun[-1] == LAST


LAST = 7


def test_the_next_frame_is_begun_before_a_slow_one_is_done_and_all_leave_in_order() -> None:
    engine, kept = Beside(when_the_next_is_begun), Keep()
    line = pipeline(frames(LAST + 1), engine, [kept])
    line.run()
    assert engine.finished == engine.begun == list(range(LAST + 1))
    assert engine.most == 2
    assert len(kept.images) == line.counters.swapped == LAST + 1
    assert all((image[20:, 30:] == SWAPPED).all() for image in kept.images)
    assert engine.under_way == []


def test_a_quick_one_is_sent_without_waiting_for_the_next_frame() -> None:
    engine, kept = Beside(), Keep()
    seen: list[int] = []

    def steps() -> Iterator[Frame | None]:
        for frame in frames(3):
            yield frame
            for _ in range(3):
                yield None  # the camera is slow
            seen.append(len(kept.images))

    line = pipeline([], engine, [kept])
    line.source = Script(steps())
    line.run()
    assert seen == [1, 2, 3], "each had left before the camera gave the next"
    assert engine.most == 1


@contextmanager
def running(line: Pipeline) -> Iterator[Future[None]]:
    """The run on a thread of its own; the Future carries how it ended."""
    ended: Future[None] = Future()

    def work() -> None:
        try:
            line.run()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            ended.set_exception(error)
        else:
            ended.set_result(None)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield ended
    finally:
        line.request_stop()
        for begun in list(line.engine.under_way):  # type: ignore[attr-defined]
            begun.done.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_commands_run_while_nothing_is_begun() -> None:
    engine = Beside(lambda engine, begun: begun.frame.index > 0)
    line = pipeline(frames(40), engine)
    with running(line) as ended:
        assert engine.waited.wait(PATIENCE_S)
        answer = line.post(lambda: len(engine.under_way))
        engine.under_way[0].done.set()
        assert answer.result(PATIENCE_S) == 0
        ended.result(PATIENCE_S)
    assert line.counters.frames_out == 40


def test_a_stop_waits_for_the_network_and_sends_nothing_more() -> None:
    engine, kept = Beside(lambda engine, begun: False), Keep()
    line = pipeline(frames(5), engine, [kept])
    with running(line) as ended:
        assert engine.waited.wait(PATIENCE_S)
        line.request_stop()
        for begun in list(engine.under_way):
            begun.done.set()
        ended.result(PATIENCE_S)
    assert len(kept.images) <= 1


@pytest.mark.parametrize("place", ["begin", "finish"])
def test_what_fails_is_covered_and_counted_and_thirty_in_a_row_end_the_run(place: str) -> None:
    class Failing(Beside):
        def begin(self, frame: Frame) -> Begun:
            if place == "begin" and frame.index % 2:
                raise ValueError("no luck")
            return super().begin(frame)

        def answer(self, frame: Frame) -> SwapResult:
            if place == "finish" and frame.index % 2:
                raise ValueError("no luck")
            return painted(frame)

    told: list[Message] = []
    kept = Keep()
    given = frames(8)
    line = pipeline(given, Failing(), [kept], told=told)
    line.run()
    assert line.counters.failed == 4
    assert line.counters.swapped == 4
    assert len(kept.images) == 8
    for frame, image in zip(given, kept.images, strict=True):
        assert (image[24:, 32:] != frame.image[24:, 32:]).mean() > 0.9, "the real picture did not leave"
    assert told[0].code == "engine.frame_failed"

    class Broken(Beside):
        def begin(self, frame: Frame) -> Begun:
            raise ValueError("no luck")

    with pytest.raises(EngineFailure, match="30"):
        pipeline(frames(50), Broken(), [Keep()]).run()


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_limit_counts_what_left(limit: int) -> None:
    engine, kept = Beside(when_the_next_is_begun), Keep()
    line = pipeline(frames(LAST + 1), engine, [kept], frame_limit=limit)
    with running(line) as ended:
        # what was begun beyond the limit is only waited for
        while not ended.done():
            if len(kept.images) >= limit:
                for begun in list(engine.under_way):
                    begun.done.set()
            engine.waited.wait(0.01)
        ended.result(0)
    assert len(kept.images) == limit == line.counters.frames_out


def test_the_last_good_frame_is_held_for_a_failed_one_too() -> None:
    class Once(Beside):
        def answer(self, frame: Frame) -> SwapResult:
            if frame.index == 1:
                raise ValueError("no luck")
            return painted(frame)

    kept = Keep()
    pipeline(frames(3), Once(when_the_next_is_begun_of_three), [kept]).run()
    assert np.array_equal(kept.images[0][20:, 30:], kept.images[1][20:, 30:])


def when_the_next_is_begun_of_three(engine: Beside, begun: Begun) -> bool:
    return begun.frame.index < engine.begun[-1] or engine.begun[-1] == 2
