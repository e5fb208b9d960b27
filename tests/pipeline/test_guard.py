"""The guard: whatever an engine answers, the real face does not leave by default."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Policy, Verdict, head_region
from engines.api import Face, Frame, Image, SwapResult

REAL, SWAPPED = 200, 90
"""Grey levels of checkerboards that stand for the real face and for the chosen one."""


def board(level: int, height: int = 120, width: int = 160) -> Image:
    """Fine detail around a grey level: a cover destroys it, whatever it leaves of the mean."""
    image = np.full((height, width, 3), level, np.uint8)
    image[::2, ::2] += 40
    image[1::2, 1::2] += 40
    return image


def frame(index: int, level: int = REAL) -> Frame:
    return Frame(board(level), index, index / 30)


def face(swapped: bool, box: tuple[float, float, float, float] = (60, 40, 100, 90)) -> Face:
    return Face(box, 0.9, None, swapped)


def detail(image: Image) -> float:
    """Mean step between neighbours: 40 on an untouched board."""
    return float(np.abs(np.diff(image.astype(int), axis=1)).mean())


def guard(policy: Policy = Policy.COVER, hold_s: float = 0.5, cover: Cover = Cover.PIXELATE) -> Guard:
    return Guard(policy, hold_s, cover, BufferPool())


def test_a_swapped_frame_passes_untouched() -> None:
    made = board(SWAPPED)
    out = guard().judge(frame(0), SwapResult(made, (face(True),)))
    assert out.verdict is Verdict.SWAPPED
    assert out.image is made


def test_before_anything_good_the_frame_is_covered_at_once() -> None:
    out = guard().judge(frame(0), None)
    assert out.verdict is Verdict.COVERED
    assert detail(out.image) < 2


def test_the_last_good_picture_is_held_and_then_covered() -> None:
    watch = guard(hold_s=0.5)
    good = board(SWAPPED)
    watch.judge(frame(0), SwapResult(good, (face(True),)))
    verdicts = [watch.judge(frame(index), None) for index in range(1, 40)]
    held = [out for out in verdicts if out.verdict is Verdict.HELD]
    assert len(held) == 15, "0.5 s at 30 pictures a second"
    assert all(out.image is good for out in held)
    assert all(out.verdict is Verdict.COVERED and detail(out.image) < 2 for out in verdicts[15:])


@pytest.mark.parametrize("cover", list(Cover))
def test_one_unswapped_face_among_swapped_ones_is_covered(cover: Cover) -> None:
    source = frame(0)
    faces = (face(True, (5, 40, 25, 70)), face(False, (90, 40, 120, 80)))
    out = guard(cover=cover).judge(source, SwapResult(source.image, faces))
    assert out.verdict is Verdict.COVERED
    x0, y0, x1, y1 = (int(v) for v in faces[1].box)
    assert detail(out.image[y0:y1, x0:x1]) < 3
    assert detail(source.image) > 35, "the frame itself, which the preview shows as before, stays as it was"


def test_pass_lets_the_frame_through_and_never_hands_out_the_sources_own_array() -> None:
    source = frame(0)
    out = guard(Policy.PASS).judge(source, None)
    assert out.verdict is Verdict.PASSED
    assert (out.image == source.image).all()
    assert out.image is not source.image


def test_another_picture_size_is_not_filled_with_an_old_picture() -> None:
    watch = guard()
    watch.judge(frame(0), SwapResult(board(SWAPPED), (face(True),)))
    bigger = Frame(board(REAL, 200, 300), 1, 1 / 30)
    out = watch.judge(bigger, None)
    assert out.image.shape == bigger.image.shape
    assert out.verdict is Verdict.COVERED


def test_without_frames_it_holds_then_covers() -> None:
    watch = guard()
    assert watch.without_frame(0.0) is None
    watch.judge(frame(0), SwapResult(board(SWAPPED), (face(True),)))
    held, covered = watch.without_frame(0.4), watch.without_frame(0.6)
    assert held is not None
    assert held.verdict is Verdict.HELD
    assert covered is not None
    assert covered.verdict is Verdict.COVERED
    assert detail(covered.image) < 2


answers = st.sampled_from(["swapped", "unswapped", "mixed", "nothing", "failed"])


@given(st.lists(answers, max_size=80), st.sampled_from(list(Cover)), st.floats(0, 2))
def test_no_sequence_of_answers_lets_the_real_face_out(kinds: list[str], cover: Cover, hold_s: float) -> None:
    watch = guard(hold_s=hold_s, cover=cover)
    real_box, other_box = (60.0, 40.0, 100.0, 90.0), (10.0, 50.0, 30.0, 75.0)
    for index, kind in enumerate(kinds):
        source = frame(index)
        made = source.image.copy()
        if kind in ("swapped", "mixed"):
            made[:] = board(SWAPPED)
        results = {
            "swapped": SwapResult(made, (face(True, real_box),)),
            "unswapped": SwapResult(source.image, (face(False, real_box),)),
            "mixed": SwapResult(made, (face(True, other_box), face(False, real_box))),
            "nothing": SwapResult(source.image, ()),
            "failed": None,
        }
        out = watch.judge(source, results[kind]).image
        shown = out[40:90, 60:100]
        assert detail(shown) < 3 or abs(float(shown.mean()) - float(board(SWAPPED).mean())) < 5
        assert detail(source.image) > 35


@given(
    st.tuples(st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 400), st.floats(0, 400)),
    st.integers(1, 300),
    st.integers(1, 300),
)
def test_the_head_region_lies_in_the_frame_and_holds_the_face(
    place: tuple[float, float, float, float], height: int, width: int
) -> None:
    x, y, box_w, box_h = place
    x0, y0, x1, y1 = head_region(face(False, (x, y, x + box_w, y + box_h)), height, width)
    assert 0 <= x0 <= width
    assert 0 <= y1 <= height
    visible = max(x, 0) < min(x + box_w, width) and max(y, 0) < min(y + box_h, height)
    if visible:
        assert x0 <= max(x, 0)
        assert x1 >= min(x + box_w, width)
        assert y0 <= max(y, 0)
        assert y1 >= min(y + box_h, height)


@pytest.mark.parametrize(
    "box",
    [
        (60.0, 40.0, 60.0, 40.0),
        (100.0, 90.0, 60.0, 40.0),
        (float("nan"), 40.0, 100.0, 90.0),
        (60.0, 40.0, float("inf"), 90.0),
        (900.0, 900.0, 950.0, 950.0),
    ],
)
def test_a_face_that_nobody_can_find_covers_the_whole_frame(box: tuple[float, float, float, float]) -> None:
    source = frame(0)
    out = guard().judge(source, SwapResult(source.image, (face(False, box),)))
    assert out.verdict is Verdict.COVERED
    assert detail(out.image) < 2


def test_a_view_of_the_frame_is_not_handed_out_either() -> None:
    source = frame(0)
    out = guard(Policy.PASS).judge(source, SwapResult(source.image[:], (face(False),)))
    assert not np.may_share_memory(out.image, source.image)


def test_what_the_panic_switch_covered_does_not_come_back_when_it_ends() -> None:
    watch = guard(hold_s=5.0)
    watch.judge(frame(0), SwapResult(board(SWAPPED), (face(True),)))
    watch.panic = True
    watch.judge(frame(1), None)
    watch.panic = False
    out = watch.judge(frame(2), None)
    assert out.verdict is Verdict.COVERED
    lost = watch.without_frame(3 / 30)
    assert lost is not None
    assert lost.verdict is Verdict.COVERED


@pytest.mark.parametrize("policy", list(Policy))
def test_the_panic_switch_hides_everything_whatever_the_policy(policy: Policy) -> None:
    watch = guard(policy)
    swapped = SwapResult(board(SWAPPED), (face(True),))
    watch.judge(frame(0), swapped)
    watch.panic = True
    out = watch.judge(frame(1), swapped)
    assert out.verdict is Verdict.COVERED
    assert len(np.unique(out.image.reshape(-1, 3), axis=0)) == 1, "a plain card: nothing of the room, either"
    lost = watch.without_frame(1 / 30)
    assert lost is not None
    assert np.array_equal(lost.image, out.image)
    watch.panic = False
    assert watch.judge(frame(2), swapped).verdict is Verdict.SWAPPED
