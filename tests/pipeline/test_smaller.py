"""The engine works on a smaller picture: faces and paint come back in their place, and nothing else changes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.buffers import BufferPool
from app.pipeline.smaller import NARROW, WIDE, Smaller
from engines.api import Face, Frame, Image, SwapResult
from tests.pipeline.test_flight import PATIENCE_S, Beside
from tests.pipeline.test_pipeline import Keep, Paint, pipeline

PAINTED = 250
"""No source pixel of these tests is as bright."""


def picture(width: int, height: int, seed: int = 1) -> Image:
    """Sharp noise, darker than what is painted."""
    return np.random.default_rng(seed).integers(0, 200, (height, width, 3), dtype=np.uint8)


def paint(small: Image, box: tuple[float, float, float, float]) -> Image:
    """What an engine does: a copy with a rectangle of one colour."""
    out = small.copy()
    x0, y0, x1, y1 = (round(side) for side in box)
    out[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = PAINTED
    return out


def swapped(frame: Frame, box: tuple[float, float, float, float]) -> SwapResult:
    points = np.array([[box[0], box[1]], [box[2], box[3]]], np.float32)
    return SwapResult(paint(frame.image, box), (Face(box, 0.9, points, True),), {"warp": 1.0})


@pytest.mark.parametrize(("width", "height", "size"), [(1280, 720, 0.5), (1280, 720, 0.75), (1290, 720, 2 / 3)])
def test_faces_and_paint_come_back_in_their_place(width: int, height: int, size: float) -> None:
    smaller = Smaller(BufferPool())
    smaller.size = size
    frame = Frame(picture(width, height), 3, 1.5)
    small = smaller.shrink(frame)
    assert small.image.shape == (round(height * size), round(width * size), 3)
    assert (small.index, small.captured_at) == (3, 1.5)
    across, down = width / small.image.shape[1], height / small.image.shape[0]
    box = (100.0, 60.0, 260.0, 240.0)
    result = smaller.grow(frame, small, swapped(small, box))
    assert result.image.shape == frame.image.shape
    assert result.image is not frame.image
    (face,) = result.faces
    assert face.swapped
    assert face.box == pytest.approx((100 * across, 60 * down, 260 * across, 240 * down))
    assert face.landmarks is not None
    assert face.landmarks.dtype == np.float32
    assert face.landmarks[1] == pytest.approx((260 * across, 240 * down))
    x0, y0, x1, y1 = (round(side) for side in face.box)
    assert (result.image[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2] == PAINTED).all(), "opaque up to the edge"
    far = np.ones((height, width), bool)
    far[y0 - 24 : y1 + 24, x0 - 24 : x1 + 24] = False
    assert (result.image[far] == frame.image[far]).all(), "as sharp as it came"
    assert {"warp", "resize"} <= result.stages_ms.keys()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(10, 75),
    st.integers(10, 75),
    st.sampled_from([0.25, 0.5, 0.75]),
    st.tuples(st.floats(-0.2, 1.1), st.floats(-0.2, 1.1), st.floats(0.02, 0.9), st.floats(0.02, 0.9)),
)
def test_no_pixel_of_the_source_is_mixed_into_what_was_painted(
    width: int, height: int, size: float, place: tuple[float, float, float, float]
) -> None:
    """Wherever the engine painted, at any size and place, over the edges too, the source is gone."""
    width, height = 4 * width, 4 * height
    smaller = Smaller(BufferPool())
    smaller.size = size
    frame = Frame(picture(width, height), 0, 0.0)
    small = smaller.shrink(frame)
    low, narrow = small.image.shape[:2]
    box = (place[0] * narrow, place[1] * low, (place[0] + place[2]) * narrow, (place[1] + place[3]) * low)
    answer = swapped(small, box)
    result = smaller.grow(frame, small, answer)
    # A pixel of the frame all of whose neighbours in the copy were painted.
    solid = cv2.erode((answer.image == PAINTED).all(axis=2).astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1)
    solid = cv2.resize(solid, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    assert (result.image[solid] == PAINTED).all()
    assert result.image.flags.c_contiguous


def test_a_picture_that_was_not_changed_is_the_frame_itself() -> None:
    smaller = Smaller(BufferPool())
    smaller.size = 0.5
    frame = Frame(picture(640, 360), 0, 0.0)
    small = smaller.shrink(frame)
    unknown = Face((10.0, 10.0, 60.0, 60.0), 0.8, None, False, "profile")
    result = smaller.grow(frame, small, SwapResult(small.image, (unknown,)))
    assert result.image is frame.image
    assert result.faces[0].box == (20, 20, 120, 120)
    assert not result.faces[0].swapped
    copied = smaller.grow(frame, small, SwapResult(small.image.copy(), ()))
    assert (copied.image == frame.image).all()


@pytest.mark.parametrize("copied", [False, True])
def test_an_engine_that_paints_into_what_it_was_given_does_not_show_the_source(copied: bool) -> None:
    """No engine may; but at full size what it painted would leave, and so it has to here."""
    smaller = Smaller(BufferPool())
    smaller.size = 0.5
    frame = Frame(picture(640, 360), 0, 0.0)
    small = smaller.shrink(frame)
    box = (40.0, 30.0, 160.0, 140.0)
    small.image[:] = paint(small.image, box)
    image = small.image.copy() if copied else small.image
    result = smaller.grow(frame, small, SwapResult(image, (Face(box, 0.9, None, True),)))
    assert (result.image[62:278, 82:318] == PAINTED).all()
    assert (frame.image < PAINTED).all()


def test_a_swap_that_changes_nothing_is_the_frame_itself() -> None:
    """As with an opacity of 0."""
    smaller = Smaller(BufferPool())
    smaller.size = 0.5
    frame = Frame(picture(640, 360), 0, 0.0)
    small = smaller.shrink(frame)
    swapped = Face((10.0, 10.0, 60.0, 60.0), 0.8, None, True)
    assert (smaller.grow(frame, small, SwapResult(small.image.copy(), (swapped,))).image == frame.image).all()


def test_a_picture_of_another_size_is_refused() -> None:
    smaller = Smaller(BufferPool())
    smaller.size = 0.5
    frame = Frame(picture(640, 360), 0, 0.0)
    small = smaller.shrink(frame)
    with pytest.raises(ValueError, match="gave a picture"):
        smaller.grow(frame, small, SwapResult(frame.image.copy(), ()))


def test_sides_that_can_not_be_divided_evenly_are_left_whole() -> None:
    smaller = Smaller(BufferPool())
    smaller.size = 0.75
    for width, height in ((639, 360), (640, 358)):
        frame = Frame(picture(width, height), 0, 0.0)
        assert smaller.shrink(frame) is frame


def test_whole_pictures_are_handed_through() -> None:
    smaller = Smaller(BufferPool())
    frame = Frame(picture(64, 48), 0, 0.0)
    assert smaller.shrink(frame) is frame
    result = swapped(frame, (10, 10, 20, 20))
    assert smaller.grow(frame, frame, result) is result


def test_a_face_that_would_be_too_small_gets_the_whole_picture() -> None:
    smaller = Smaller(BufferPool())
    smaller.size = 0.5
    frame = Frame(picture(1280, 720), 0, 0.0)

    def see(width: float) -> bool:
        """Show a face so wide; whether the next frame is made smaller."""
        small = smaller.shrink(frame)
        scale = small.image.shape[1] / frame.image.shape[1]
        smaller.grow(frame, small, swapped(small, (50, 50, 50 + width * scale, 250)))
        return smaller.shrink(frame) is not frame

    assert see(2 * NARROW + 4)
    assert not see(2 * NARROW - 4)
    assert not see(2 * NARROW + 4), "it has to be clearly wider again"
    assert see(2 * WIDE + 4)
    small = smaller.shrink(frame)
    smaller.grow(frame, small, SwapResult(small.image, ()))
    assert smaller.shrink(frame) is not frame, "without a face it stays as it was"


@pytest.mark.parametrize("beside", [False, True])
def test_the_pipeline_sends_whole_pictures_whatever_the_engine_works_on(beside: bool) -> None:
    """With both kinds of engine, and a size that changes from frame to frame."""
    sizes: list[tuple[int, ...]] = []

    def answer(frame: Frame) -> SwapResult:
        sizes.append(frame.image.shape[:2])
        height, width = frame.image.shape[:2]
        return swapped(frame, (width * 0.25, height * 0.25, width * 0.75, height * 0.75))

    class Overlapping(Beside):
        def answer(self, frame: Frame) -> SwapResult:
            return answer(frame)

    class Sized(Keep):
        def send(self, image: Image, captured_at: float) -> None:
            super().send(image, captured_at)
            line.smaller.size = (1.0, 0.5, 0.75)[len(self.images) % 3]

    kept = Sized()
    given = [Frame(picture(640, 480, number), number, number / 30) for number in range(9)]
    line = pipeline(given, Overlapping() if beside else Paint(answer), [kept])
    line.run()
    assert {(480, 640), (360, 480), (240, 320)} == set(sizes)
    assert line.counters.swapped == 9
    assert line.counters.failed == 0
    for frame, image in zip(given, kept.images, strict=True):
        assert image.shape == frame.image.shape
        assert (image[125:355, 165:475] == PAINTED).all()
        assert (image[-80:, -120:] == frame.image[-80:, -120:]).all()


def test_an_engine_that_answers_in_a_wrong_size_is_covered() -> None:
    """A failed frame is covered by the guard, however it failed."""
    kept = Keep()
    line = pipeline([Frame(picture(640, 480), 0, 0.0)], Paint(lambda frame: SwapResult(picture(640, 480), ())), [kept])
    line.smaller.size = 0.5
    line.run()
    assert line.counters.failed == line.counters.covered == 1
    assert not (kept.images[0] == picture(640, 480)).all()


def test_the_work_on_a_frame_is_measured() -> None:
    """A rate of one frame after the other: what an engine takes, without the waiting for the source."""
    gate = threading.Event()

    def slow(frame: Frame) -> SwapResult:
        gate.wait(0.02)
        return swapped(frame, (10, 10, 30, 30))

    line = pipeline([None, *(Frame(picture(64, 48), n, n / 30) for n in range(5)), None], Paint(slow), [Keep()])
    line.run()
    frames, seconds = line.meters.work(since=0.0)
    assert frames == 5
    assert 0.02 <= seconds < PATIENCE_S
    assert line.meters.work(since=float("inf")) == (0, 0.0)


def test_buffers_of_two_sizes_are_both_used_again() -> None:
    pool = BufferPool()
    large, small = id(pool.take((40, 60, 3))), id(pool.take((20, 30, 3)))
    for _ in range(3):
        assert id(pool.take((40, 60, 3))) == large
        assert id(pool.take((20, 30, 3))) == small
    for side in range(1, 6):
        pool.take((side, side, 3))
    held: Callable[[], int] = lambda: id(pool.take((40, 60, 3)))  # noqa: E731
    assert held()
