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
_ROWS, _STATE = types.float32[:, ::1], types.float64[::1]
_THREE, _FIVE = types.UniTuple(types.float64, 3), types.UniTuple(types.float64, 5)


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


@njit(types.void(_MESH, _THREE, _THREE, _ROWS), nogil=True, cache=True)
def onto(points, across, down, out):
    """`out` (Nx3): x and y of `points` times `across` and `down` (two factors and a shift), z times their length."""
    a, b, c = f32(across[0]), f32(across[1]), f32(across[2])
    d, e, f = f32(down[0]), f32(down[1]), f32(down[2])
    size = f32(math.sqrt(across[0] ** 2 + across[1] ** 2))
    for row in range(index(len(points))):
        x, y, z = points[row, 0], points[row, 1], points[row, 2]
        out[row, 0], out[row, 1], out[row, 2] = a * x + b * y + c, d * x + e * y + f, size * z


@njit(nogil=True)
def _gain(cutoff, seconds):
    return 1 / (1 + 1 / (2 * math.pi * cutoff * seconds))


@njit(nogil=True)
def _euro(state, at, value, seconds, firmness, unit, rest, follow):
    """One number's `OneEuro`: its value and speed lie in `state` from `at` on."""
    change = value - state[at]
    state[at + 1] += (change / seconds - state[at + 1]) * _gain(2.0, seconds)
    cutoff = (rest + follow / unit * abs(state[at + 1])) / max(firmness, 1e-3)
    state[at] += change * _gain(cutoff, seconds)
    return state[at]


@njit(types.void(_MESH, _BASIS, _STATE, _ROWS, _ROWS, types.float64, types.float64, _ROWS), nogil=True, cache=True)
def smooth(points, basis, state, value, speed, seconds, firmness, out):
    """What a `Smoother` does, whose arrays these are, with the mesh `points` (Nx3) into `out`."""
    xx = xy = yx = yy = middle_x = middle_y = 0.0
    for row in range(index(len(points))):
        x, y = points[row, 0], points[row, 1]
        xx, xy = xx + basis[0, row] * x, xy + basis[0, row] * y
        yx, yy = yx + basis[1, row] * x, yy + basis[1, row] * y
        middle_x, middle_y = middle_x + basis[2, row] * x, middle_y + basis[2, row] * y
    turn_c, turn_s = xx + yy, xy - yx
    square, size = turn_c**2 + turn_s**2, max(math.hypot(turn_c, turn_s), 1e-6)
    away_c, away_s = (turn_c / square, -turn_s / square) if square > 1e-18 else (1.0, 0.0)
    first, angle = state[0] == 0, math.atan2(turn_s, turn_c)
    if first:
        state[0], state[1], state[3], state[5], state[7] = 1.0, middle_x, middle_y, math.log(size), angle
    to_x = f32(_euro(state, 1, middle_x, seconds, firmness, size, 1.2, 30.0))
    to_y = f32(_euro(state, 3, middle_y, seconds, firmness, size, 1.2, 30.0))
    steady = math.exp(_euro(state, 5, math.log(size), seconds, firmness, 1.0, 0.6, 20.0))
    angle = _euro(state, 7, angle, seconds, firmness, 1.0, 0.6, 20.0)
    back_c, back_s, back_size = f32(steady * math.cos(angle)), f32(steady * math.sin(angle)), f32(steady)
    c, s, away_size = f32(away_c), f32(away_s), f32(math.hypot(away_c, away_s))
    gain, per_hertz = _gain(2.0, seconds), 2 * math.pi * seconds / max(firmness, 1e-3)
    keep, take, per_pace, at_rest = f32(1 - gain), f32(gain / seconds), f32(9.0 * per_hertz), f32(0.5 * per_hertz)
    for row in range(index(len(points))):
        x, y = points[row, 0] - f32(middle_x), points[row, 1] - f32(middle_y)
        x, y, z = c * x - s * y, s * x + c * y, away_size * points[row, 2]
        if first:
            value[0, row], value[1, row], value[2, row] = x, y, z
            speed[0, row], speed[1, row], speed[2, row] = f32(0), f32(0), f32(0)
        change_x, change_y, change_z = x - value[0, row], y - value[1, row], z - value[2, row]
        fast_x = keep * speed[0, row] + take * change_x
        fast_y = keep * speed[1, row] + take * change_y
        fast_z = keep * speed[2, row] + take * change_z
        speed[0, row], speed[1, row], speed[2, row] = fast_x, fast_y, fast_z
        width = per_pace * math.sqrt(fast_x * fast_x + fast_y * fast_y + fast_z * fast_z) + at_rest
        step = width / (width + f32(1))
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
