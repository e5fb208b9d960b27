"""Draw some hundred triangles on a small grid in a few vectorised passes.

1. Drop the triangles that face away (negative area) or have no area; sort the rest far to near.
2. List every grid row that each triangle crosses; where it enters and leaves the row follows from its three edges.
3. List every pixel of these spans and write the triangle's number, so that a nearer one overwrites a farther one
   (painter's algorithm).
4. `interpolate` evaluates, at each pixel, the linear function of the triangle seen there.

On a grid of 110 x 130 cells the 898 triangles of a face make some 5 000 spans and 10 000 pixels: numpy goes through
them in a few tenths of a millisecond, where 900 calls to a polygon filler take several.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_EDGE = np.float32(1e-4)  # a pixel centre on the edge between two triangles must belong to one of them
_FLAT = np.float32(1e-12)


def _planes(xy: Floats, triangles: NDArray[np.int32]) -> tuple[Floats, tuple[Floats, ...], tuple[Floats, ...]]:
    """Area (twice) and, for the weights of corners 1 and 2, constant, slope along x and slope along y."""
    x, y = xy[:, 0][triangles.T], xy[:, 1][triangles.T]
    e1x, e1y, e2x, e2y = x[1] - x[0], y[1] - y[0], x[2] - x[0], y[2] - y[0]
    area = e1x * e2y - e1y * e2x
    inverse = 1 / np.where(np.abs(area) > 1e-9, area, np.float32(1))
    ax, ay, bx, by = e2y * inverse, -e2x * inverse, -e1y * inverse, e1x * inverse
    return area, (-ax * x[0] - ay * y[0], ax, ay), (-bx * x[0] - by * y[0], bx, by)


def rasterise(xy: Floats, depth: Floats, triangles: NDArray[np.int32], size: tuple[int, int]) -> NDArray[np.int32]:
    """Which triangle is seen at each pixel.

    `xy` Nx2 in pixels, pixel centres at whole numbers; `depth` N, smaller is nearer; `triangles` Tx3 int32, those of
    negative area (counter-clockwise as seen, y down) face away; `size` (height, width).
    Returns height x width int32: the triangle's row in `triangles`, -1 where there is none.
    """
    height, width = size
    area, first, second = _planes(xy, triangles)
    y = xy[:, 1][triangles.T]
    top = np.maximum(np.ceil(y.min(axis=0)), 0).astype(np.int32)
    high = np.minimum(np.floor(y.max(axis=0)), height - 1).astype(np.int32) - top + 1
    seen = np.flatnonzero((area > 1e-9) & (high > 0))
    far = depth[triangles[:, 0]] + depth[triangles[:, 1]] + depth[triangles[:, 2]]
    seen = seen[np.argsort(-far[seen], kind="stable")]
    out = np.full(height * width, -1, np.int32)
    count = high[seen]
    owner = np.repeat(seen, count)
    first_row = np.cumsum(count, dtype=np.int32) - count - top[seen]
    row = np.arange(owner.size, dtype=np.int32) - np.repeat(first_row, count)
    enter = np.zeros(owner.size, np.float32)
    leave = np.full(owner.size, width - 1, np.float32)
    across = row.astype(np.float32)
    c1, c2 = (p[0][owner] + p[2][owner] * across for p in (first, second))
    a1, a2 = first[1][owner], second[1][owner]
    for constant, slope in ((c1 + _EDGE, a1), (c2 + _EDGE, a2), (1 + _EDGE - c1 - c2, -a1 - a2)):
        slope = np.where(np.abs(slope) < _FLAT, _FLAT, slope)
        crossing = -constant / slope
        rising = slope > 0
        np.maximum(enter, crossing, out=enter, where=rising)
        np.minimum(leave, crossing, out=leave, where=~rising)
    begin = np.ceil(np.minimum(enter, width)).astype(np.int32)
    length = np.maximum(np.floor(np.maximum(leave, -1)).astype(np.int32) - begin + 1, 0)
    base = row * np.int32(width) + begin - (np.cumsum(length, dtype=np.int32) - length)
    pixel = np.repeat(base, length)
    pixel += np.arange(pixel.size, dtype=np.int32)
    out[pixel] = np.repeat(owner, length)
    return out.reshape(height, width)


def interpolate(drawn: NDArray[np.int32], xy: Floats, triangles: NDArray[np.int32], values: Floats) -> Floats:
    """Values at the points (NxC), linear within each triangle, at the pixels of `drawn`.

    `drawn` is what `rasterise` returned for the same `xy` and `triangles`. Returns height x width x C, 0 outside.
    """
    height, width = drawn.shape
    _, first, second = _planes(xy, triangles)
    corner = triangles.T
    inside = np.flatnonzero(drawn.ravel() >= 0)
    owner = drawn.ravel()[inside]
    row = inside // width
    column = (inside - row * width).astype(np.float32)
    across = row.astype(np.float32)
    out = np.zeros((height * width, values.shape[1]), np.float32)
    for channel in range(values.shape[1]):
        value = values[:, channel]
        v0 = value[corner[0]]
        d1, d2 = value[corner[1]] - v0, value[corner[2]] - v0
        constant, slope_x, slope_y = (d1 * p + d2 * q for p, q in zip(first, second, strict=True))
        at = np.take(slope_x, owner)
        at *= column
        at += np.take(constant + v0, owner)
        at += np.take(slope_y, owner) * across
        out[inside, channel] = at
    return out.reshape(height, width, -1)
