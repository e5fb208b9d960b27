"""Paint the texture over a face in a frame.

1. `plan`: the target mesh is drawn on a coarse grid over its bounding box (some 110 cells), which gives for each cell
   the place in the texture, and how squarely the surface faces the camera.
2. Light and mask live in texture space: a small remap brings them to the same grid. Open mouth and eyes are cut out.
3. `paint`: the grid is cut to where the mask is not empty and everything is stretched to the frame's pixels:
   out = texture * (mask * gain) + (frame * (1 - mask) + mask * lift), in whole numbers of 8 bits, one pass each.

The texture is sampled once, at the frame's own resolution; only smooth quantities are interpolated from the grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit.canonical import canonical
from engines.toolkit.colour import Light
from engines.toolkit.masks import ATLAS, NONE, Plane, floats, openings, shut, smoothstep
from engines.toolkit.raster import interpolate, rasterise

CELLS = 128
"""At most this many cells along the longer side of the face."""
_GAIN_ONE = 180  # the 8-bit value that means a gain of 1: 255 / 180 is just over GAIN_LIMIT


_LINE = np.ones((5, 5), np.uint8)  # cells: wider than a line that is seen from the side
_JUMP = 0.05  # of the texture's width from one cell to the next: a surface seen at 80 degrees is still below


@dataclass(frozen=True, slots=True)
class Plan:
    """What `paint` needs: a box of the frame and coarse images over it."""

    corner: tuple[int, int]
    """x, y of the frame's pixel at the grid's upper left."""
    step: int
    """Side of a cell in pixels."""
    uv: NDArray[np.float32]
    """Grid x 2: place in the texture, 0..1."""
    mask: Plane
    gain: NDArray[np.float32]
    lift: NDArray[np.float32]
    torn: NDArray[np.bool_] | None
    """Twice the grid: half cells between whose neighbours the texture jumps. None where it jumps nowhere."""


def plan(
    frame: tuple[int, int],
    points: NDArray[np.float32],
    facing: NDArray[np.float32],
    mask: Plane,
    light: Light,
    keep: tuple[bool, bool],
) -> Plan | None:
    """Where each cell of the grid finds its texture. None where the face is outside the frame or masked away.

    `frame` (height, width); `points` 478x3 pixels; `facing` 478 (`Canonical.normals_z`); `mask` in texture space;
    `keep` the user's own mouth and eyes.
    """
    low = np.maximum(np.floor(points[:, :2].min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(points[:, :2].max(axis=0)).astype(int) + 3, [frame[1], frame[0]])
    if (high - low).min() < 2:
        return None
    step = -(-int((high - low).max()) // CELLS)  # a whole number of pixels, so that the grid can be cut cell by cell
    columns, rows = (int(n) for n in -(-(high - low) // step))
    origin = (low + (step - 1) / 2).astype(np.float32)  # the pixel coordinate of the centre of cell 0
    placed = (shut(points)[:, :2] - origin) * np.float32(1 / step)
    face = canonical()
    drawn = rasterise(placed, points[:, 2], face.triangles, (rows, columns))
    cells = interpolate(drawn, placed, face.triangles, np.column_stack([face.uv, facing]))
    inside = (drawn >= 0).astype(np.float32)
    around = cv2.blur(np.dstack([cells[..., :2], inside]), (5, 5), borderType=cv2.BORDER_CONSTANT)
    uv = np.where(inside[..., None] > 0, cells[..., :2], around[..., :2] / np.maximum(around[..., 2:], 1e-4))
    at = uv * np.float32(ATLAS) - np.float32(0.5)
    gain = floats(cv2.remap(cv2.merge([light.gain, mask]), at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    lift = floats(cv2.remap(light.lift, at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    alpha = gain[..., 3] * smoothstep(0.02, 0.3, cells[..., 2])
    # a surface seen from the side fades at the outline of the head; within it, beside the nose, that would be a line
    # of the user's own face
    alpha = inside * floats(cv2.morphologyEx(alpha, cv2.MORPH_CLOSE, _LINE))
    alpha = floats(cv2.blur(alpha, (3, 3), borderType=cv2.BORDER_REPLICATE))
    holes = openings(points, origin, 1 / step, (rows, columns), *keep)
    if holes is not None:
        alpha = alpha * (1 - holes)
    used = alpha > 0.004
    used_rows, used_columns = np.flatnonzero(used.any(axis=1)), np.flatnonzero(used.any(axis=0))
    if used_rows.size == 0:
        return None
    y0, y1 = max(int(used_rows[0]) - 1, 0), min(int(used_rows[-1]) + 2, rows)
    x0, x1 = max(int(used_columns[0]) - 1, 0), min(int(used_columns[-1]) + 2, columns)
    cut = np.s_[y0:y1, x0:x1]
    corner = (int(low[0]) + x0 * step, int(low[1]) + y0 * step)
    uv = np.ascontiguousarray(uv[cut])
    return Plan(corner, step, uv, alpha[cut], gain[cut][..., :3], lift[cut], _torn(uv, used[cut]))


def _torn(uv: NDArray[np.float32], used: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Where the grid must not be stretched: the nose stands before the far cheek there, and between their cells lies
    all of the texture that is hidden, which would be squeezed into a thin line.

    `uv` grid x 2, `used` grid: cells that are painted. Returns twice the grid, or None.
    """
    seen = np.where(used, uv[..., 0], np.float32(np.nan)), np.where(used, uv[..., 1], np.float32(np.nan))
    along_x, along_y = (
        np.maximum(*(np.abs(np.diff(part, axis=axis)) for part in seen)) > _JUMP  # NaN is never above
        for axis in (1, 0)
    )
    if not (along_x.any() or along_y.any()):
        return None
    between = along_x[1:] | along_x[:-1] | along_y[:, 1:] | along_y[:, :-1]  # the squares between four cell centres
    torn = np.zeros((2 * uv.shape[0], 2 * uv.shape[1]), np.bool_)
    torn[1:-1, 1:-1] = between.repeat(2, axis=0).repeat(2, axis=1)
    return torn


def paint(out: Image, plan: Plan, texture: Image) -> None:
    """Put the texture (square BGRA, the last channel unused) into `out`, which holds the frame already."""
    rows, columns = plan.mask.shape
    size = (columns * plan.step, rows * plan.step)
    x, y = plan.corner
    height, width = min(size[1], out.shape[0] - y), min(size[0], out.shape[1] - x)
    within = np.s_[:height, :width]
    side = texture.shape[0]
    place = plan.uv * np.float32(side) - np.float32(0.5)
    at = floats(cv2.resize(place, size, interpolation=cv2.INTER_LINEAR)[within])
    torn = None if plan.torn is None else _keep_apart(at, place, plan.torn, plan.step)
    sampled = cv2.remap(texture, at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    face = cv2.cvtColor(sampled, cv2.COLOR_BGRA2BGR)
    if torn is not None:  # the edge runs along the cells: smooth its steps
        part, here = face[torn[0]], torn[1]
        reach = 2 * plan.step + 1
        np.copyto(part, cv2.blur(part, (reach, reach)), where=here)
    alpha = plan.mask[..., None]
    gain = cv2.resize(_bytes(plan.gain * alpha * _GAIN_ONE), size, interpolation=cv2.INTER_LINEAR)[within]
    cv2.multiply(face, gain, dst=face, scale=1 / _GAIN_ONE)
    under = _bytes((1 - plan.mask) * 255)
    keep = cv2.resize(cv2.merge([under, under, under]), size, interpolation=cv2.INTER_LINEAR)[within]
    target = out[y : y + height, x : x + width]
    cv2.multiply(target, keep, dst=target, scale=1 / 255)
    cv2.add(target, face, dst=target)
    lift = plan.lift * alpha
    if lift.max() > 0.5:
        cv2.add(target, cv2.resize(_bytes(lift), size, interpolation=cv2.INTER_LINEAR)[within], dst=target)


def _keep_apart(
    at: NDArray[np.float32], place: NDArray[np.float32], torn: NDArray[np.bool_], step: int
) -> tuple[tuple[slice, slice], NDArray[np.bool_]]:
    """Give the pixels in `torn` half cells the place of their own cell, unstretched.

    Returns a box of `at` that holds them, and which of its pixels they are (height x width x 1).
    """
    rows, columns = np.flatnonzero(torn.any(axis=1)), np.flatnonzero(torn.any(axis=0))
    y0, y1, x0, x1 = (int(n) for n in (rows[0] // 2, rows[-1] // 2 + 1, columns[0] // 2, columns[-1] // 2 + 1))
    size = ((x1 - x0) * step, (y1 - y0) * step)
    box = np.s_[y0 * step : y1 * step, x0 * step : x1 * step]
    part = at[box]
    fits = np.s_[: part.shape[0], : part.shape[1]]
    own = cv2.resize(place[y0:y1, x0:x1], size, interpolation=cv2.INTER_NEAREST)[fits]
    here = cv2.resize(torn[2 * y0 : 2 * y1, 2 * x0 : 2 * x1].view(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    where = here[fits].view(np.bool_)[..., None]
    np.copyto(part, own, where=where)
    return box, where


def _bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    result: NDArray[np.uint8] = np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8)
    return result
