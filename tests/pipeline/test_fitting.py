"""Any picture in the size of an output: within bars, or cut; nothing is written into what was given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.fitting import Fitter, even, fit


@pytest.mark.parametrize("size", [(32, 48), (640, 48), (64, 200), (200, 150), (1, 1), (640, 480)])
def test_another_size_is_scaled_within_black_bars(size: tuple[int, int]) -> None:
    image = np.full((size[1], size[0], 3), 200, np.uint8)
    fitted = fit(image, 64, 48)
    assert fitted.shape == (48, 64, 3)
    assert fitted.flags.c_contiguous
    rows, columns = np.nonzero(fitted[:, :, 0])
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert height == 48 or width == 64
    assert abs(width - 48 * size[0] / size[1]) <= 1 or abs(height - 64 * size[1] / size[0]) <= 1
    assert abs(int(rows.min()) - (47 - int(rows.max()))) <= 1
    assert abs(int(columns.min()) - (63 - int(columns.max()))) <= 1
    assert fitted[rows.min(), columns.min()].tolist() == [200, 200, 200]


def test_the_right_size_is_passed_through() -> None:
    image = np.full((48, 64, 3), 90, np.uint8)
    assert fit(image, 64, 48) is image
    assert fit(image[:, ::-1], 64, 48).flags.c_contiguous


def test_an_odd_side_gets_its_edge_again() -> None:
    image = np.full((47, 63, 3), 90, np.uint8)
    image[0, 0] = (1, 2, 3)
    fitted = fit(image, even(63), even(47))
    assert fitted.shape == (48, 64, 3)
    assert fitted[0, 0].tolist() == [1, 2, 3]
    assert fitted[47, 63].tolist() == [90, 90, 90]


@pytest.mark.parametrize("size", [(32, 48), (640, 48), (200, 150), (1, 1), (101, 33), (64, 47)])
def test_crop_fills_the_whole_picture_with_its_middle(size: tuple[int, int]) -> None:
    width, height = size
    image = np.full((height, width, 3), 10, np.uint8)
    middle = np.s_[height // 4 : height - height // 4, width // 4 : width - width // 4]
    image[middle] = 200
    fitted = Fitter(64, 48, "crop").fit(image)
    assert fitted.shape == (48, 64, 3)
    assert fitted.min() >= 10, "no bars"
    assert fitted[24, 32].tolist() == [200, 200, 200]


def test_crop_keeps_the_shape_of_things() -> None:
    image = np.zeros((100, 400, 3), np.uint8)
    image[25:75, 175:225] = 255  # a square in the middle
    lit = Fitter(64, 48, "crop").fit(image)[:, :, 0] > 127
    assert abs(int(lit.any(0).sum()) - int(lit.any(1).sum())) <= 1


sizes = st.tuples(st.integers(1, 90), st.integers(1, 90))


@settings(deadline=None)
@given(sizes=st.lists(sizes, min_size=1, max_size=6), mode=st.sampled_from(["letterbox", "crop"]))
def test_one_buffer_for_pictures_of_changing_size(sizes: list[tuple[int, int]], mode: str) -> None:
    fitter = Fitter(40, 30, mode)  # type: ignore[arg-type]
    for width, height in sizes:
        image = np.full((height, width, 3), 99, np.uint8)
        before = image.copy()
        fitted = fitter.fit(image, (7, 8, 9))
        assert np.array_equal(image, before)
        assert fitted.shape == (30, 40, 3)
        assert fitted.flags.c_contiguous
        alone = Fitter(40, 30, mode).fit(image, (7, 8, 9))  # type: ignore[arg-type]
        assert np.array_equal(fitted, alone), "nothing of the picture before is left"
