"""The geometry of the mesh engine: raster, face at rest, filters. Mostly properties, checked against plain formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.toolkit.canonical import canonical
from engines.toolkit.raster import interpolate, rasterise
from engines.toolkit.track import Smoother

Floats = NDArray[np.float32]


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Exact in 32 bits. No subnormal ones: onnxruntime rounds those to zero in every thread that it has run in."""
    return st.floats(low, high, width=32, allow_subnormal=False)


coordinate = numbers(-8, 40)
triangle_lists = st.lists(st.tuples(*[coordinate] * 6, numbers(0, 9)), min_size=1, max_size=6)


def _scene(raw: list[tuple[float, ...]]) -> tuple[Floats, Floats, NDArray[np.int32]]:
    xy = np.array([t[:6] for t in raw], np.float32).reshape(-1, 2)
    depth = np.repeat(np.array([t[6] for t in raw], np.float32), 3)
    return xy, depth, np.arange(len(raw) * 3, dtype=np.int32).reshape(-1, 3)


@settings(deadline=None, max_examples=150)
@given(triangle_lists)
def test_the_raster_shows_the_nearest_triangle_at_every_pixel(raw: list[tuple[float, ...]]) -> None:
    xy, depth, triangles = _scene(raw)
    drawn = rasterise(xy, depth, triangles, (30, 33))
    column, row = np.meshgrid(np.arange(33.0), np.arange(30.0))
    clearly_inside, perhaps_inside = [], []
    for a, b, c in xy.astype(np.float64)[triangles]:
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if area <= 1e-2:  # turned away, or too thin to say
            clearly_inside.append(np.zeros((30, 33), bool))
            perhaps_inside.append(np.full((30, 33), area > 0))
            continue
        weights = [
            ((q[0] - p[0]) * (row - p[1]) - (q[1] - p[1]) * (column - p[0])) / area for p, q in ((a, b), (b, c), (c, a))
        ]
        clearly_inside.append(np.min(weights, axis=0) > 1e-3)
        perhaps_inside.append(np.min(weights, axis=0) > -1e-2)
    for y, x in np.ndindex(30, 33):
        shown = int(drawn[y, x])
        nearest = min((depth[3 * i] for i, m in enumerate(clearly_inside) if m[y, x]), default=None)
        if shown < 0:
            assert nearest is None
        else:
            assert perhaps_inside[shown][y, x]
            assert nearest is None or depth[3 * shown] <= nearest


@settings(deadline=None, max_examples=50)
@given(st.integers(-6, 6), st.integers(-6, 6), triangle_lists)
def test_moving_the_triangles_by_whole_pixels_moves_the_raster(dx: int, dy: int, raw: list[tuple[float, ...]]) -> None:
    xy, depth, triangles = _scene(raw)
    xy = (np.round(xy * 4) / 4).astype(np.float32)  # so that the moved coordinates are exact
    still = rasterise(xy + 20, depth, triangles, (90, 90))
    moved = rasterise(xy + 20 + np.array([dx, dy], np.float32), depth, triangles, (90, 90))
    differs = np.roll(still, (dy, dx), axis=(0, 1))[10:80, 10:80] != moved[10:80, 10:80]
    assert differs.mean() < 0.01  # a pixel centre exactly on an edge may fall to either side


@settings(deadline=None, max_examples=60)
@given(triangle_lists, st.tuples(*[numbers(-2, 2)] * 3))
def test_interpolation_reproduces_a_linear_function(
    raw: list[tuple[float, ...]], plane: tuple[float, float, float]
) -> None:
    xy, depth, triangles = _scene(raw)
    drawn = rasterise(xy, depth, triangles, (30, 33))
    values = (plane[0] + plane[1] * xy[:, :1] + plane[2] * xy[:, 1:]).astype(np.float32)
    image = interpolate(drawn, xy, triangles, values)[..., 0]
    column, row = np.meshgrid(np.arange(33.0), np.arange(30.0))
    corners = xy[triangles]
    sides = corners - np.roll(corners, 1, axis=1)
    area = np.abs(sides[:, 0, 0] * sides[:, 1, 1] - sides[:, 0, 1] * sides[:, 1, 0])
    sound = (drawn >= 0) & (area[drawn] > 5)  # a sliver's slope is not exact in 32 bits
    assert np.allclose(image[sound], (plane[0] + plane[1] * column + plane[2] * row)[sound], atol=0.05)
    assert (image[drawn < 0] == 0).all()


def test_the_face_at_rest_is_symmetric_and_lies_flat_without_folds() -> None:
    face = canonical()
    assert face.points.shape == (478, 3)
    assert (face.mirror[face.mirror] == np.arange(478)).all()
    assert np.allclose(face.points[face.mirror] * [-1, 1, 1], face.points, atol=1e-5)
    assert face.mirror[33] == 263
    assert face.mirror[1] == 1
    a, b, c = (face.uv[face.triangles[:, k]] for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    assert area.min() > 0
    assert face.uv.min() > 0
    assert face.uv.max() < 1


@pytest.mark.parametrize("size", [16, 64, 128])
def test_a_grid_gives_back_the_texture_coordinate_of_each_pixel(size: int) -> None:
    grid = canonical().grid(size)
    place = grid.spread(canonical().uv) * size
    expected = np.stack([grid.inside % size, grid.inside // size], axis=1) + 0.5
    assert np.abs(place - expected).max() < 0.01
    assert np.allclose(grid.weight.sum(axis=0), 1, atol=1e-5)


def _turned(yaw: float, pitch: float, roll: float) -> Floats:
    y, p, r = (math.radians(v) for v in (yaw, pitch, roll))
    about_y = np.array([[math.cos(y), 0, -math.sin(y)], [0, 1, 0], [math.sin(y), 0, math.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(p), math.sin(p)], [0, -math.sin(p), math.cos(p)]])
    about_z = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    turned: Floats = (canonical().points @ (about_z @ about_y @ about_x).T).astype(np.float32)
    return turned


@settings(deadline=None, max_examples=40)
@given(numbers(-70, 70), numbers(5, 400), numbers(-500, 500), numbers(-500, 500))
def test_pose_gives_the_yaw_at_any_size_and_place(yaw: float, size: float, x: float, y: float) -> None:
    points = _turned(yaw, 0, 0) * np.float32(size) + np.array([x, y, 0], np.float32)
    measured = canonical().pose(points)
    assert measured == pytest.approx((yaw, 0, 0), abs=0.1)


@settings(deadline=None, max_examples=20)
@given(numbers(-40, 40), numbers(-60, 60))
def test_pose_gives_pitch_and_roll(pitch: float, roll: float) -> None:
    assert canonical().pose(_turned(0, pitch, 0)) == pytest.approx((0, pitch, 0), abs=0.1)
    assert canonical().pose(_turned(0, 0, roll)) == pytest.approx((0, 0, roll), abs=0.1)


def test_normals_point_at_the_viewer_on_the_nose_and_turn_away_with_the_head() -> None:
    ahead, turned = (canonical().normals_z(_turned(yaw, 0, 0)) for yaw in (0, 60))
    assert ahead[4] > 0.8  # tip of the nose
    assert (ahead > -0.2).mean() > 0.97
    right, left = 50, 280  # cheeks: one turns to the viewer, the other away
    assert turned[right] - turned[left] > 0.8


def _walk(seed: int, frames: int) -> list[Floats]:
    random = np.random.default_rng(seed)
    path = np.cumsum(random.normal(0, 0.05, (frames, 3)), axis=0)
    noise = random.normal(0, 0.003, (frames, 478, 3))
    return [(canonical().points + path[i] + noise[i]).astype(np.float32) * 100 for i in range(frames)]


@settings(deadline=None, max_examples=15)
@given(numbers(0.25, 3), numbers(-1, 1), numbers(-200, 200), numbers(-200, 200))
def test_smoothing_does_not_depend_on_where_how_large_and_how_tilted_the_face_is(
    scale: float, tilt: float, x: float, y: float
) -> None:
    turn = np.array([[math.cos(tilt), -math.sin(tilt), 0], [math.sin(tilt), math.cos(tilt), 0], [0, 0, 1]]) * scale
    plain, placed = Smoother(), Smoother()
    for index, points in enumerate(_walk(1, 8)):
        expected = plain(points, index / 30, 0.5) @ turn.T + [x, y, 0]
        shown = placed((points @ turn.T + [x, y, 0]).astype(np.float32), index / 30, 0.5)
        # the centre's filter looks at each axis alone, so a tilt changes it by a part of a hundredth of the face
        assert np.abs(shown - expected).max() < 0.025 * 100 * scale


def test_smoothing_off_gives_the_points_as_they_are() -> None:
    smoother = Smoother()
    for index, points in enumerate(_walk(2, 5)):
        assert smoother(points, index / 30, 0.0) is points


def test_smoothing_takes_most_of_the_noise_from_a_face_at_rest() -> None:
    smoother, random = Smoother(), np.random.default_rng(3)
    rest = canonical().points * np.float32(150)
    shown, raw = [], []
    for index in range(90):
        raw.append((rest + random.normal(0, 0.4, rest.shape)).astype(np.float32))
        shown.append(smoother(raw[-1], index / 30, 0.5))
    still, noisy = (np.abs(np.diff(np.array(s)[30:], axis=0))[..., :2].mean() for s in (shown, raw))
    assert still < 0.25 * noisy
    assert np.abs(shown[-1] - rest)[:, :2].mean() < 0.2


def test_smoothing_keeps_up_with_a_moving_head() -> None:
    smoother = Smoother()
    rest = canonical().points * np.float32(150)
    for index in range(30):
        points = rest + np.array([index * 8, 0, 0], np.float32)  # 0.8 face widths a second
        shown = smoother(points, index / 30, 0.5)
    assert np.abs(shown - points).max() < 2.5


def test_smoothing_keeps_up_with_an_opening_mouth() -> None:
    smoother = Smoother()
    rest = canonical().points * np.float32(150)
    lip = [14, 17, 84, 314, 87, 317]
    gap = []
    for index in range(20):
        points = rest.copy()
        points[lip, 1] += 40 * min(max(index - 5, 0) / 6, 1)  # open within a fifth of a second
        gap.append(float(points[14, 1] - smoother(points, index / 30, 0.5)[14, 1]))
    assert max(abs(g) for g in gap) < 16
    assert abs(gap[15]) < 3
