"""Loops over the points of a face, compiled by numba: each is a few microseconds, where the same in numpy is a dozen
calls. What they calculate is described where it is used without them: `track`, `canonical`, `face_mesh`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, types

f32, index = np.float32, np.uintp

_MESH = types.Array(types.float32, 2, "C", readonly=True)
_BASIS = types.Array(types.float32, 2, "C", readonly=True)
_INVERSE = types.Array(types.float64, 2, "C", readonly=True)


@njit(types.UniTuple(types.float64, 4)(_MESH, types.intp, types.float64, types.float64), nogil=True, cache=True)
def box(points, count, cos, sin):
    """x0, y0, x1, y1 of the first `count` points, turned by the angle of `cos` and `sin` against the clock as seen."""
    c, s = f32(cos), f32(sin)
    low_x = low_y = f32(math.inf)
    high_x = high_y = f32(-math.inf)
    for row in range(index(count)):
        x, y = points[row, 0], points[row, 1]
        across, down = c * x + s * y, c * y - s * x
        low_x, high_x = min(low_x, across), max(high_x, across)
        low_y, high_y = min(low_y, down), max(high_y, down)
    return low_x, low_y, high_x, high_y


@njit(types.UniTuple(types.float64, 6)(_MESH, _INVERSE), nogil=True, cache=True)
def camera(points, inverse):
    """`inverse` (3xN) times x and y of the first N points: 3x2, row by row."""
    sums = np.zeros((3, 2))
    for row in range(index(inverse.shape[1])):
        x, y = points[row, 0], points[row, 1]
        for axis in range(3):
            sums[axis, 0] += inverse[axis, row] * x
            sums[axis, 1] += inverse[axis, row] * y
    return sums[0, 0], sums[0, 1], sums[1, 0], sums[1, 1], sums[2, 0], sums[2, 1]


@njit(types.UniTuple(types.float64, 4)(_MESH, _BASIS), nogil=True, cache=True)
def stand(points, basis):
    """Size and turn of a mesh as a complex number (its two parts) and its middle, by a `Smoother`'s basis (3x478)."""
    xx = xy = yx = yy = middle_x = middle_y = 0.0
    for row in range(index(basis.shape[1])):
        x, y = points[row, 0], points[row, 1]
        xx += basis[0, row] * x
        xy += basis[0, row] * y
        yx += basis[1, row] * x
        yy += basis[1, row] * y
        middle_x += basis[2, row] * x
        middle_y += basis[2, row] * y
    return xx + yy, xy - yx, middle_x, middle_y


_FOUR, _FIVE = types.UniTuple(types.float64, 4), types.UniTuple(types.float64, 5)
_ROWS = types.float32[:, ::1]


@njit(types.void(_MESH, _FOUR, _FIVE, _FOUR, _ROWS, _ROWS, types.float32[:, ::1]), nogil=True, cache=True)
def settle(points, away, weights, back, value, speed, out):
    """The shape of a mesh taken out of the frame by `away`, filtered, and put back by `back` into `out` (Nx3).

    `away` is turn (2) and origin (2), `back` turn and the place that the origin goes to; `weights` are those of
    `OneEuroPoints`, which owns `value` and `speed` (3xN): the first is 0 where these are still to be filled.
    """
    going = weights[0] > 0
    keep, take, per_pace, at_rest = f32(weights[1]), f32(weights[2]), f32(weights[3]), f32(weights[4])
    away_c, away_s, middle_x, middle_y = f32(away[0]), f32(away[1]), f32(away[2]), f32(away[3])
    back_c, back_s, to_x, to_y = f32(back[0]), f32(back[1]), f32(back[2]), f32(back[3])
    away_size, back_size = math.sqrt(away_c**2 + away_s**2), math.sqrt(back_c**2 + back_s**2)
    for row in range(index(len(points))):
        x, y = points[row, 0] - middle_x, points[row, 1] - middle_y
        x, y, z = away_c * x - away_s * y, away_s * x + away_c * y, away_size * points[row, 2]
        change_x, change_y, change_z = x - value[0, row], y - value[1, row], z - value[2, row]
        fast_x = keep * speed[0, row] + take * change_x
        fast_y = keep * speed[1, row] + take * change_y
        fast_z = keep * speed[2, row] + take * change_z
        speed[0, row], speed[1, row], speed[2, row] = fast_x, fast_y, fast_z
        width = per_pace * math.sqrt(fast_x * fast_x + fast_y * fast_y + fast_z * fast_z) + at_rest
        step = width / (width + f32(1)) if going else f32(1)
        x, y, z = value[0, row] + step * change_x, value[1, row] + step * change_y, value[2, row] + step * change_z
        value[0, row], value[1, row], value[2, row] = x, y, z
        out[row, 0] = back_c * x - back_s * y + to_x
        out[row, 1] = back_s * x + back_c * y + to_y
        out[row, 2] = back_size * z


@njit(_FIVE(_MESH, _MESH), nogil=True, cache=True)
def fit(points, wanted):
    """The turn (2) and shift (2) that take `points` nearest to `wanted` (both Nx2), and how far they lie apart."""
    count = len(points)
    from_x = from_y = to_x = to_y = 0.0
    for row in range(count):
        from_x, from_y = from_x + points[row, 0] / count, from_y + points[row, 1] / count
        to_x, to_y = to_x + wanted[row, 0] / count, to_y + wanted[row, 1] / count
    spread = along = across = 0.0
    for row in range(count):
        x, y = points[row, 0] - from_x, points[row, 1] - from_y
        u, v = wanted[row, 0] - to_x, wanted[row, 1] - to_y
        spread += x * x + y * y
        along += x * u + y * v
        across += x * v - y * u
    c, s = along / max(spread, 1e-300), across / max(spread, 1e-300)
    return c, s, to_x - c * from_x + s * from_y, to_y - s * from_x - c * from_y, spread
