"""The mark is on whatever leaves, in its corner only, at any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.label import CORNERS, Label, LabelStyle


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("corner", CORNERS)
def test_the_mark_is_visible_on_any_ground_and_stays_in_its_corner(corner: str, shade: int) -> None:
    image = np.full((720, 1280, 3), shade, np.uint8)
    Label(LabelStyle(True, corner, 0.045)).draw(image)
    rows, columns = np.nonzero((image != shade).any(axis=2))
    assert len(rows) > 400
    assert (rows.max() < 360) == corner.startswith("top")
    assert (columns.max() < 640) == corner.endswith("left")
    marked = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert int(marked.max()) - int(marked.min()) > 120, "light text on a dark plate"


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from(CORNERS), st.floats(0.02, 0.25))
def test_no_size_of_picture_breaks_it(height: int, width: int, corner: str, size: float) -> None:
    image = np.full((height, width, 3), 200, np.uint8)
    Label(LabelStyle(True, corner, size)).draw(image)
    assert (image != 200).any()


def test_a_new_style_and_a_new_picture_size_take_effect() -> None:
    label = Label(LabelStyle(False, "top-left", 0.045))
    image = np.zeros((100, 100, 3), np.uint8)
    label.draw(image)
    assert not image.any()
    label.style = LabelStyle(True, "top-left", 0.2)
    label.draw(image)
    assert image.any()
    label.draw(np.zeros((50, 60, 3), np.uint8))
