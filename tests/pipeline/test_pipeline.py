"""The frame's way with a scripted source and engine: order, counting, failures, commands, a lost camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pytest

from app.base.errors import EngineFailure, Message, OutputError
from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Policy
from app.pipeline.label import Label, LabelStyle
from app.pipeline.output import Card
from app.pipeline.outputs import Output, OutputStatus
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import EndOfSource, SourceInfo
from engines.api import Face, Frame, Image, OptionValue, SwapResult

SWAPPED = 90


class Script:
    """A source that gives what it is told: a frame, None for silence, and then the end."""

    def __init__(self, steps: Iterator[Frame | None], away: Message | None = None) -> None:
        self.info = SourceInfo("script", 64, 48, 30.0, (64, 48, 30.0), live=True, frames=None)
        self.dropped = 0
        self.frames_in = 0
        self.read_ms = 0.5
        self.notice: Message | None = None
        self._steps = steps
        self._away = away
        self._silent = False

    def read(self, timeout: float) -> Frame | None:
        try:
            step = next(self._steps)
        except StopIteration:
            raise EndOfSource from None
        self._silent = step is None
        self.frames_in += step is not None
        return step

    def lost(self) -> Message | None:
        return self._away if self._silent else None

    def close(self) -> None:
        pass


class Paint:
    """An engine that paints the picture, or does what ``swap_with`` says."""

    provider = "none"

    def __init__(self, swap_with: Callable[[Frame], SwapResult] | None = None) -> None:
        self._swap = swap_with or painted
        self.options: dict[str, OptionValue] = {}

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[Face((0, 0, 1, 1), 1.0, None, False)] for _ in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        self.options.update(options)

    def swap(self, frame: Frame) -> SwapResult:
        return self._swap(frame)

    def close(self) -> None:
        pass


class Keep:
    """An output that keeps copies, and breaks at frame ``breaks_at``."""

    kind = "null"

    def __init__(self, breaks_at: int | None = None) -> None:
        self.images: list[Image] = []
        self.closed = False
        self._breaks_at = breaks_at

    def send(self, image: Image, captured_at: float) -> None:
        if len(self.images) == self._breaks_at:
            raise OutputError("output.gone", "The output is gone.")
        self.images.append(image.copy())

    def status(self) -> OutputStatus:
        return OutputStatus(self.kind, True, "", len(self.images), 0.0, 0, None)

    def close(self) -> None:
        self.closed = True


def painted(frame: Frame) -> SwapResult:
    image = np.full_like(frame.image, SWAPPED)
    return SwapResult(image, (Face((20, 10, 40, 30), 0.9, None, True),), {"warp": 1.0})


def frames(number: int, start: int = 0) -> list[Frame]:
    rng = np.random.default_rng(1)
    return [
        Frame(rng.integers(0, 256, (48, 64, 3), dtype=np.uint8), index, index / 30)
        for index in range(start, start + number)
    ]


def pipeline(
    steps: Sequence[Frame | None],
    engine: Paint,
    outputs: Sequence[Output] = (),
    *,
    away: Message | None = None,
    max_failed: int = 30,
    frame_limit: int | None = None,
    told: list[Message] | None = None,
) -> Pipeline:
    told = [] if told is None else told
    pool = BufferPool()
    made = Pipeline(
        Script(iter(steps), away),
        engine,
        Guard(Policy.COVER, 0.1, Cover.PIXELATE, pool),
        Label(LabelStyle(True, "top-left", 0.05)),
        pool,
        max_failed=max_failed,
        frame_limit=frame_limit,
        notice=told.append,
        output_failed=lambda error: told.append(error.message),
    )
    made.outputs.extend(outputs)
    return made


def test_every_frame_goes_the_whole_way_marked_and_counted() -> None:
    kept = Keep()
    line = pipeline(frames(5), Paint(), [kept])
    line.run()
    assert len(kept.images) == line.counters.frames_out == line.counters.swapped == 5
    for image in kept.images:
        assert (image[20:, 30:] == SWAPPED).all()
        assert (image[:20, :30] != SWAPPED).any(), "the mark"
    newest = line.preview(0)
    assert newest is not None
    assert newest.sequence == 5
    assert line.preview(5) is None
    _, stages = line.meters.report()
    assert stages["warp"]["p50"] == 1.0
    assert stages["read"]["p50"] == 0.5
    assert {"detect", "landmarks", "blend", "guard", "label", "output"} <= set(stages)


def test_a_failing_frame_is_covered_told_once_and_the_run_goes_on() -> None:
    def sometimes(frame: Frame) -> SwapResult:
        if frame.index in (0, 2, 3):
            raise ValueError("bad luck")
        return painted(frame)

    kept, told = Keep(), list[Message]()
    sources = frames(6)
    line = pipeline(sources, Paint(sometimes), [kept], told=told)
    line.run()
    assert (line.counters.swapped, line.counters.covered, line.counters.failed) == (3, 3, 3)
    assert [message.code for message in told] == ["engine.frame_failed"] * 2
    for source, image in zip(sources, kept.images, strict=True):
        assert np.abs(source.image.astype(int) - image).mean() > 20, "nothing of the real picture left"


def test_a_picture_that_was_marked_in_another_way_is_not_held() -> None:
    """The mark was off, or stood where an output that was opened meanwhile cuts it away."""
    keep = Keep()

    def swap(frame: Frame) -> SwapResult:
        if frame.index == 0:
            return painted(frame)
        line.label.style = LabelStyle(True, "top-left", 0.05)
        return SwapResult(frame.image, ())

    line = pipeline(frames(3), Paint(swap), [keep])
    line.guard = Guard(Policy.COVER, 60.0, Cover.CARD, BufferPool())
    line.label.style = LabelStyle(False, "top-left", 0.05)
    line.run()
    assert [int(np.ptp(image)) > 100 for image in keep.images] == [False, True, True]
    assert line.counters.covered == 2


@pytest.mark.parametrize("error", [SystemExit(1), MemoryError(), AssertionError("odd")])
def test_an_engine_that_would_end_the_program_fails_one_frame(error: BaseException) -> None:
    def swap(frame: Frame) -> SwapResult:
        if frame.index == 1:
            raise error
        return painted(frame)

    keep, told = Keep(), list[Message]()
    pipeline(frames(3), Paint(swap), [keep], told=told).run()
    assert [message.code for message in told] == ["engine.frame_failed"]
    assert len(keep.images) == 3


def read_only(image: Image) -> Image:
    image.flags.writeable = False
    return image


@pytest.mark.parametrize(
    "wrong",
    [
        lambda image: image[:20],
        lambda image: image.astype(np.float32),
        lambda image: np.dstack((image, image[..., :1])),
        lambda image: image[:, ::-1],
        lambda image: read_only(image.copy()),
        lambda image: None,
    ],
)
def test_a_picture_that_outputs_can_not_take_is_a_failed_frame(wrong: Callable[[Image], Image]) -> None:
    keep, told = Keep(), list[Message]()

    def swap(frame: Frame) -> SwapResult:
        made = painted(frame)
        return SwapResult(wrong(made.image), made.faces) if frame.index == 1 else made

    line = pipeline(frames(3), Paint(swap), [keep], told=told)
    line.run()
    assert line.counters.failed == 1
    assert [message.code for message in told] == ["engine.frame_failed"]
    assert {image.shape for image in keep.images} == {(48, 64, 3)}
    assert len(keep.images) == 3


def test_too_many_failures_in_a_row_end_the_run_with_a_sentence() -> None:
    def never(frame: Frame) -> SwapResult:
        raise ValueError("broken")

    line = pipeline(frames(10), Paint(never), max_failed=4)
    with pytest.raises(EngineFailure, match="4 frames in a row"):
        line.run()
    assert line.counters.failed == 4


def test_a_command_runs_between_frames_and_answers_with_its_error() -> None:
    engine = Paint()
    line = pipeline(frames(3), engine)
    good = line.post(lambda: engine.configure({"a": 1}))
    bad = line.post(lambda: int("x"))
    line.run()
    assert good.result(0) is None
    assert engine.options == {"a": 1}
    with pytest.raises(ValueError, match="invalid literal"):
        bad.result(0)
    assert line.post(lambda: 1).cancelled(), "after the end nothing waits for ever"


def test_an_output_that_breaks_is_closed_and_told_and_the_others_go_on() -> None:
    broken, kept, told = Keep(breaks_at=2), Keep(), list[Message]()
    line = pipeline(frames(5), Paint(), [broken, kept], told=told)
    line.run()
    assert broken.closed
    assert len(broken.images) == 2
    assert len(kept.images) == 5
    assert [message.code for message in told] == ["output.gone"]


def test_while_the_camera_is_away_readers_get_covered_pictures() -> None:
    away = Message("camera.lost", "The camera is gone.")
    kept = Keep()
    line = pipeline([*frames(2), None, None, *frames(1, 2)], Paint(), [kept], away=away)
    line.run()
    assert len(kept.images) == 5
    assert line.counters.covered == 2
    assert line.counters.swapped == 3


class Cards(Keep):
    """An output with cards of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Card] = []

    def show(self, card: Card) -> None:
        self.shown.append(card)


def test_outputs_with_cards_say_that_the_camera_is_lost() -> None:
    away = Message("camera.lost", "The camera is gone.")
    cards, plain = Cards(), Keep()
    line = pipeline([*frames(2), None, None, *frames(1, 2)], Paint(), [cards, plain], away=away)
    line.run()
    assert len(plain.images) == 5
    assert len(cards.images) == 3
    assert set(cards.shown) == {Card.LOST}


def test_a_camera_that_is_lost_before_its_first_picture_is_said_by_cards_alone() -> None:
    away = Message("camera.lost", "The camera is gone.")
    cards, plain = Cards(), Keep()
    pipeline([None, None], Paint(), [cards, plain], away=away).run()
    assert cards.shown
    assert plain.images == cards.images == []


def test_the_frame_limit_and_a_stop_end_the_run() -> None:
    line = pipeline(frames(10), Paint(), frame_limit=4)
    line.run()
    assert line.counters.frames_out == 4
    stopped = pipeline(frames(10), Paint())
    stopped.request_stop()
    stopped.run()
    assert stopped.counters.frames_out == 0
