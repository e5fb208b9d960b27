"""The compiled loops against plain formulas in numpy, and against the ways that are gone without numba."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.toolkit import kernels
from engines.toolkit.align import Paster, box_mask, crop, similarity
from engines.toolkit.canonical import canonical
from engines.toolkit.face_mesh import turned_box
from engines.toolkit.kernels import Loops
from engines.toolkit.track import Smoother

ROOT = Path(__file__).resolve().parents[2]
Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]

angles, shares = st.floats(-math.pi, math.pi), st.floats(-0.5, 1.5)
scales = st.floats(-4.5, 3.5).map(math.exp)
"""Pixels of the frame for one of the crop, or the other way round: a ninetieth to thirty."""
sides = st.integers(1, 70)


@pytest.fixture(scope="module", autouse=True)
def loops() -> Iterator[Loops]:
    pytest.importorskip("numba")
    assert kernels.load(ROOT / ".pytest_cache" / "numba") == ""
    loaded = kernels.compiled()
    assert loaded is not None
    yield loaded
    kernels.unload()


def noise(seed: int, *shape: int) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def placed(angle: float, scale: float, flip: bool, middle: tuple[float, float], onto: tuple[float, float]) -> Floats:
    """2x3: turned, scaled, perhaps mirrored, with `middle` going to `onto`."""
    c, s = math.cos(angle) * scale, math.sin(angle) * scale
    turn = np.array([[c, -s], [s, c]]) @ np.diag([-1.0 if flip else 1.0, 1.0])
    return np.concatenate([turn, (np.array(onto) - turn @ np.array(middle))[:, None]], axis=1)


def sampled(picture: Floats, matrix: Floats, high: int, wide: int) -> tuple[Floats, Floats, Floats]:
    """`picture` (HxWxC) at `matrix` times each pixel of high x wide, bilinear, its edge repeated; and the places."""
    x, y = np.meshgrid(np.arange(wide, dtype=np.float64), np.arange(high, dtype=np.float64))
    u, v = (row[0] * x + row[1] * y + row[2] for row in matrix)
    column, row = np.floor(u).astype(int), np.floor(v).astype(int)
    across, down = (u - column)[..., None], (v - row)[..., None]

    def at(dy: int, dx: int) -> Floats:
        rows, columns = np.clip(row + dy, 0, len(picture) - 1), np.clip(column + dx, 0, picture.shape[1] - 1)
        values: Floats = picture[rows, columns]
        return values

    above = at(0, 0) * (1 - across) + at(0, 1) * across
    below = at(1, 0) * (1 - across) + at(1, 1) * across
    return above * (1 - down) + below * down, u, v


@settings(deadline=None, max_examples=150)
@given(sides, sides, st.integers(1, 45), angles, scales, st.booleans(), shares, shares, st.integers(0, 9))
def test_a_cut_is_bilinear_wherever_it_lies(
    high: int, wide: int, size: int, angle: float, scale: float, flip: bool, x: float, y: float, seed: int
) -> None:
    loops = kernels.compiled()
    assert loops is not None
    frame, out = noise(seed, high, wide, 3), np.empty((size, size, 3), np.uint8)
    matrix = placed(angle, scale, flip, (size / 2, size / 2), (x * wide, y * high))
    loops.cut(frame, matrix, out)
    expected, _, _ = sampled(frame.astype(np.float64), matrix, size, size)
    assert np.abs(out - expected).max() <= 0.5 + 255 * 2 * size * 2**-16 + 0.1  # rounding, and steps of 1/65536


@settings(deadline=None, max_examples=200)
@given(
    sides, sides, st.integers(3, 40), angles, scales, st.booleans(), shares, shares, st.integers(0, 9), st.booleans()
)
def test_a_blend_is_the_formula_where_the_mask_is_and_nothing_elsewhere(
    high: int,
    wide: int,
    size: int,
    angle: float,
    scale: float,
    flip: bool,
    x: float,
    y: float,
    seed: int,
    boxed: bool,
) -> None:
    loops = kernels.compiled()
    assert loops is not None
    face, mask = noise(seed, size, size, 3), noise(seed + 1, size, size)
    if boxed:
        mask[:] = 0
        mask[size // 4 : size - size // 4, size // 3 : size - size // 3] = 255
        assume(mask.any())
    around = noise(seed + 2, high + 4, wide, 3)  # two rows above and below that nobody may touch
    before = around.copy()
    matrix = placed(angle, scale, flip, (x * wide, y * high), (size / 2, size / 2))
    Paster(size).paste(around[2:-2], face, mask, matrix)
    assert (around[:2] == before[:2]).all()
    assert (around[-2:] == before[-2:]).all()

    layer = np.concatenate([np.round(face * (mask[..., None] / 255.0)), mask[..., None]], axis=2)
    layer = np.pad(layer, ((1, 1), (1, 1), (0, 0)))  # beyond its edge lies nothing
    shifted = matrix + np.array([[0, 0, 1], [0, 0, 1]])
    drawn, u, v = sampled(layer, shifted, high, wide)
    expected = drawn[..., :3] + before[2:-2] * (1 - drawn[..., 3:] / 255)
    exact = 2 + 255 * 2 * wide * 2**-16
    assert np.abs(around[2:-2] - expected).max() <= exact
    rows, columns = np.nonzero(np.pad(mask, 1))
    outside = (u < columns.min() - 1.02) | (u > columns.max() + 1.02) | (v < rows.min() - 1.02)
    outside |= v > rows.max() + 1.02
    assert (around[2:-2] == before[2:-2])[outside].all()


@pytest.mark.parametrize(("size", "width"), [(128, 300), (128, 900), (256, 300), (512, 130)])
@pytest.mark.parametrize("angle", [0.0, 0.04, -0.7, 2.0])
def test_a_paste_is_that_of_opencv(size: int, width: int, angle: float) -> None:
    frame, face, mask = noise(0, 480, 640, 3), noise(1, size, size, 3), box_mask(size)
    matrix = placed(angle, size / width, False, (330.0, 200.0), (size / 2, size / 2))
    compiled, warped, halves = frame.copy(), frame.copy(), frame.copy()
    Paster(size).paste(compiled, face, mask, matrix)
    with ThreadPoolExecutor(1) as beside:
        Paster(size, beside).paste(halves, face, mask, matrix)
    with without():
        Paster(size).paste(warped, face, mask, matrix)
    assert np.abs(compiled.astype(int) - warped).max() <= 2
    assert (compiled != frame).any()
    assert (halves == compiled).all()


def test_a_mask_of_nothing_leaves_every_pixel_as_it_was() -> None:
    frame, matrix = noise(0, 90, 120, 3), placed(0.2, 0.5, False, (60, 45), (16, 16))
    out = frame.copy()
    Paster(32).paste(out, noise(1, 32, 32, 3), np.zeros((32, 32), np.uint8), matrix)
    assert (out == frame).all()
    faint = np.zeros((32, 32), np.uint8)
    faint[5:9, 5:9] = faint[20:25, 20:25] = 255  # nothing between two islands
    Paster(32).paste(out, noise(1, 32, 32, 3), faint, matrix)
    corners = np.linalg.inv(np.concatenate([matrix, [[0, 0, 1]]]))[:2] @ np.array([[12, 17], [12, 17], [1, 1]])
    x, y = corners.mean(axis=1)
    between = np.s_[int(y) - 2 : int(y) + 2, int(x) - 2 : int(x) + 2]
    assert (out[between] == frame[between]).all()
    assert (out != frame).any()


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 40), st.integers(1, 3), st.tuples(*[st.floats(0.1, 2)] * 3), st.tuples(*[st.floats(-1, 1)] * 3))
def test_pictures_and_planes_are_converted_as_numpy_does(
    size: int, step: int, gains: tuple[float, ...], shifts: tuple[float, ...]
) -> None:
    loops = kernels.compiled()
    assert loops is not None
    gain, shift = np.array(gains, np.float32), np.array(shifts, np.float32)
    picture = noise(3, size * step, size * step, 3)
    part = picture[step - 1 :: step, ::step]
    planes = np.empty((3, size, size), np.float32)
    loops.to_planes(part, gain, shift, planes)
    expected = part[..., ::-1].astype(np.float32) * gain + shift
    np.testing.assert_allclose(planes.transpose(1, 2, 0), expected, rtol=0, atol=1e-4)
    back, before = picture[::-1].copy(), picture[::-1].copy()
    values = np.random.default_rng(size).normal(0.5, 0.6, (3, size, size)).astype(np.float32)
    loops.to_picture(values, gain * 255, shift, back[step - 1 :: step, ::step])
    wanted = np.clip(values * (gain * 255)[:, None, None] + shift[:, None, None], 0, 255)
    difference = back[step - 1 :: step, ::step, ::-1].transpose(2, 0, 1) - wanted
    assert difference.max() <= 1e-3
    assert difference.min() > -1.001
    back[step - 1 :: step, ::step] = before[step - 1 :: step, ::step]
    assert (back == before).all(), "the pixels between stay"


class without:  # noqa: N801 - reads as what it is: with without()
    """The other ways are gone meanwhile."""

    def __enter__(self) -> None:
        kernels.unload()

    def __exit__(self, *_error: object) -> None:
        assert kernels.load(ROOT / ".pytest_cache" / "numba") == ""


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 1000), st.floats(0.05, 1), st.floats(20, 700))
def test_tracking_goes_the_same_way_with_and_without(seed: int, smoothing: float, size: float) -> None:
    random = np.random.default_rng(seed)
    walk = []
    for step in np.cumsum(random.normal(0, 0.1, (8, 4)), axis=0):
        turned = canonical().points @ np.array([[math.cos(step[3]), 0, -math.sin(step[3])], [0, 1, 0]]).T
        points = np.concatenate([turned, canonical().points[:, 2:]], axis=1) + random.normal(0, 0.01, (478, 3))
        walk.append((points * size + [*step[:2] * size + 400, 0]).astype(np.float32))

    def tracked() -> list[Any]:
        smoother, seen = Smoother(), []
        for index, points in enumerate(walk):
            smooth = smoother(points, index / 30, smoothing)
            five = smooth[:5, :2].copy()
            seen.append((smooth, turned_box(smooth, 468, 0.8, 0.6), canonical().pose(smooth), five))
        return seen

    compiled = tracked()
    with without():
        plain = tracked()
    for one, other in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(one[0], other[0], atol=2e-6 * (size + 1000))
        np.testing.assert_allclose(one[1], other[1], atol=2e-6 * (size + 1000))
        np.testing.assert_allclose(one[2], other[2], atol=0.02)
        matrix = similarity(one[3], "arcface_128", 128)
        with without():
            np.testing.assert_allclose(matrix, similarity(one[3], "arcface_128", 128), rtol=1e-6, atol=1e-6)


def test_five_points_on_one_spot_are_an_error_both_ways() -> None:
    spot = np.full((5, 2), 7, np.float32)
    with pytest.raises(ValueError, match="on one another"):
        similarity(spot, "arcface_128", 128)
    with without(), pytest.raises(ValueError, match="on one another"):
        similarity(spot, "arcface_128", 128)


def test_a_crop_is_that_of_opencv_and_takes_any_layout() -> None:
    frame = noise(4, 200, 300, 3)
    matrix = placed(0.3, 0.6, False, (150.0, 100.0), (64.0, 64.0))
    with without():
        warped = crop(frame[:, ::-1], matrix, 128)
    assert np.abs(crop(frame[:, ::-1], matrix, 128).astype(int) - warped).max() <= 1


def test_where_numba_is_missing_that_is_said(tmp_path: Path) -> None:
    script = """
import sys
sys.modules["numba"] = None
from pathlib import Path
from engines.toolkit import kernels
print(kernels.load(Path(sys.argv[1])), kernels.compiled())
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("numba can not be imported")
    assert told.stdout.endswith("None\n")


_LOAD = """
import sys
from pathlib import Path
from engines.toolkit import kernels
print(kernels.load(Path(sys.argv[1])), kernels.compiled() is not None)
"""


def test_damaged_machine_code_is_made_anew(tmp_path: Path) -> None:
    """LLVM ends the program over machine code in which bytes have changed."""
    folder = tmp_path / "numba"
    shutil.copytree(ROOT / ".pytest_cache" / "numba", folder)
    for path in folder.rglob("*.nbc"):
        code = bytearray(path.read_bytes())
        begin = len(code) * 3 // 4
        code[begin : begin + 64] = bytes(64)  # as after a power cut
        path.write_bytes(code)
    command = [sys.executable, "-c", _LOAD, str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    assert told.stdout == " True\n"


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    command = [sys.executable, "-c", _LOAD, str(tmp_path / "file")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"the folder {tmp_path / 'file'} for them can not be made")
    assert told.stdout.endswith("False\n")
