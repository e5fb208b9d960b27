"""What was swapped, where a program gives a picture back and says nothing of faces."""

from __future__ import annotations

import numpy as np
import pytest

from engines.api import Image
from engines.toolkit.changes import judged
from engines.toolkit.face_detection import Detection

BOX = (100.0, 60.0, 200.0, 190.0)


def _picture() -> Image:
    return np.random.default_rng(4).integers(0, 256, (240, 320, 3), np.uint8)


def _found(*boxes: tuple[float, float, float, float]) -> list[Detection]:
    return [Detection(box, 0.9, np.zeros((6, 2), np.float32)) for box in boxes]


def _changed(before: Image, x0: int, y0: int, x1: int, y1: int, levels: int = 40) -> Image:
    after = before.copy()
    part = after[y0:y1, x0:x1].astype(int)
    after[y0:y1, x0:x1] = np.where(part < 128, part + levels, part - levels).astype(np.uint8)
    return after


def test_a_face_that_is_another_was_swapped_and_one_beside_it_was_not() -> None:
    before = _picture()
    after = _changed(before, 95, 50, 205, 200)
    one, other = judged(before, after, _found(BOX, (230, 60, 310, 180)))
    assert (one.swapped, one.reason) == (True, "")
    assert (other.swapped, other.reason) == (False, "not_selected")
    assert one.landmarks is not None
    assert one.landmarks.shape == (5, 2)


@pytest.mark.parametrize(
    ("part", "levels"),
    [((0, 0, 0, 0), 0), ((95, 50, 205, 200), 1), ((95, 50, 205, 110), 40), ((130, 50, 155, 200), 40)],
    ids=["not at all", "by rounding", "the forehead alone", "a strip"],
)
def test_a_face_that_is_mostly_as_it_was_was_not(part: tuple[int, int, int, int], levels: int) -> None:
    before = _picture()
    (face,) = judged(before, _changed(before, *part, levels=levels), _found(BOX))
    assert not face.swapped


def test_a_change_where_the_detector_saw_nobody_is_a_face() -> None:
    before = _picture()
    (face,) = judged(before, _changed(before, 20, 30, 120, 150), [])
    assert face.swapped
    assert face.box == (20, 30, 120, 150)
    assert judged(before, _changed(before, 20, 30, 24, 34), []) == ()
    assert judged(before, before, []) == ()


def test_boxes_reach_over_the_edges() -> None:
    before = _picture()
    after = _changed(before, 0, 0, 80, 90)
    (face,) = judged(before, after, _found((-30, -20, 70, 80)))
    assert face.swapped
    (outside,) = judged(before, before, _found((400, 300, 500, 400)))
    assert not outside.swapped
