"""The mark is on whatever leaves, in its corner only, at any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.fitting import Fitter, Form
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


@settings(deadline=None)
@given(
    st.tuples(st.integers(64, 700), st.integers(64, 700)),
    st.lists(
        st.builds(Form, st.integers(64, 700), st.integers(64, 700), st.sampled_from(["letterbox", "crop"])),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(CORNERS),
)
def test_it_is_seen_in_every_output_whatever_is_cut_off_there(
    size: tuple[int, int], forms: list[Form], corner: str
) -> None:
    image = np.full((size[1], size[0], 3), 120, np.uint8)
    Label(LabelStyle(True, corner, 0.045), lambda: forms).draw(image)
    rows, columns = np.nonzero((image != 120).any(axis=2))
    for form in forms:
        left, top, width, height = form.shown(*size)
        assert top <= rows.min()
        assert rows.max() < top + height
        assert left <= columns.min()
        assert columns.max() < left + width
        fitted = Fitter(form.width, form.height, form.mode).fit(image)
        inside = fitted[fitted.any(axis=2)]  # without the bars, which are black
        assert np.ptp(inside) > 20


def test_a_small_output_shows_a_mark_that_can_be_read() -> None:
    image = np.full((1080, 1920, 3), 120, np.uint8)
    Label(LabelStyle(True, "bottom-right", 0.045), lambda: [Form(320, 180)]).draw(image)
    small = Fitter(320, 180).fit(image)
    rows, _ = np.nonzero((small != 120).any(axis=2))
    assert 14 <= np.ptp(rows) + 1 <= 18


def test_another_form_takes_effect_with_the_next_picture() -> None:
    forms: list[Form] = []
    label = Label(LabelStyle(True, "bottom-right", 0.045), lambda: forms)
    for form in (Form(1280, 720, "crop"), Form(480, 640, "crop")):
        forms[:] = [form]
        image = np.full((480, 640, 3), 120, np.uint8)
        label.draw(image)
        assert np.ptp(Fitter(form.width, form.height, form.mode).fit(image)) > 120
