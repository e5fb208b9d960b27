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
    torn: NDArray[np.uint8] | None
    """Twice the grid: 1 in half cells between whose neighbours the texture jumps. None where it jumps nowhere."""


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
    seen = (drawn >= 0).astype(np.uint8)
    inside = seen.astype(np.float32)
    u, v, turned = cv2.split(cells)
    # around the face the texture goes on as at its edge, so that nothing is interpolated with an empty cell
    near = cv2.blur(cv2.merge([u, v, inside]), (5, 5), borderType=cv2.BORDER_CONSTANT)
    near_u, near_v, part = cv2.split(near)
    part = np.maximum(part, np.float32(1e-4))
    uv = floats(cv2.merge([floats(near_u / part), floats(near_v / part)]))
    cv2.copyTo(cv2.merge([u, v]), seen, uv)
    at = uv * np.float32(ATLAS) - np.float32(0.5)
    gain = floats(cv2.remap(cv2.merge([light.gain, mask]), at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    lift = floats(cv2.remap(light.lift, at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    alpha = gain[..., 3] * smoothstep(0.02, 0.3, floats(turned))
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


def _torn(uv: NDArray[np.float32], used: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    """Where the grid must not be stretched: the nose stands before the far cheek there, and between their cells lies
    all of the texture that is hidden, which would be squeezed into a thin line.

    `uv` grid x 2, `used` grid: cells that are painted. Returns twice the grid, 1 there, or None.
    """
    u, v = cv2.split(uv)
    along_x = (np.maximum(cv2.absdiff(u[:, 1:], u[:, :-1]), cv2.absdiff(v[:, 1:], v[:, :-1])) > _JUMP) & used[:, 1:]
    along_x &= used[:, :-1]
    along_y = (np.maximum(cv2.absdiff(u[1:], u[:-1]), cv2.absdiff(v[1:], v[:-1])) > _JUMP) & used[1:]
    along_y &= used[:-1]
    if not (along_x.any() or along_y.any()):
        return None
    between = along_x[1:] | along_x[:-1] | along_y[:, 1:] | along_y[:, :-1]  # the squares between four cell centres
    torn = np.zeros((2 * uv.shape[0], 2 * uv.shape[1]), np.uint8)
    size = (2 * between.shape[1], 2 * between.shape[0])
    torn[1:-1, 1:-1] = cv2.resize(between.view(np.uint8), size, interpolation=cv2.INTER_NEAREST)
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
    edges = [] if plan.torn is None else _edges(plan.torn, plan.step)
    for box, here in edges:
        _keep_apart(at, box, here, place, plan.step)
    sampled = cv2.remap(texture, at, NONE, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    face = cv2.cvtColor(sampled, cv2.COLOR_BGRA2BGR)
    for (x0, y0, x1, y1), here in edges:  # an edge runs along the cells: smooth its steps
        part = face[y0:y1, x0:x1]
        cv2.copyTo(cv2.blur(part, (2 * plan.step + 1,) * 2), here[: part.shape[0], : part.shape[1]], part)
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


def _edges(torn: NDArray[np.uint8], step: int) -> list[tuple[tuple[int, int, int, int], NDArray[np.uint8]]]:
    """Each connected edge of `torn` half cells: its box x0, y0, x1, y1 in pixels of the grid, whole cells, and which
    of the box's pixels belong to it (0 or 1)."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(torn, connectivity=8, ltype=cv2.CV_16U)
    edges = []
    for number in range(1, count):
        left, top, wide, high = boxes[number, :4].tolist()
        x0, y0, x1, y1 = left // 2, top // 2, (left + wide + 1) // 2, (top + high + 1) // 2
        own = (labels[2 * y0 : 2 * y1, 2 * x0 : 2 * x1] == number).view(np.uint8)
        here = cv2.resize(own, ((x1 - x0) * step, (y1 - y0) * step), interpolation=cv2.INTER_NEAREST)
        edges.append(((x0 * step, y0 * step, x1 * step, y1 * step), np.asarray(here, np.uint8)))
    return edges


def _keep_apart(
    at: NDArray[np.float32],
    box: tuple[int, int, int, int],
    here: NDArray[np.uint8],
    place: NDArray[np.float32],
    step: int,
) -> None:
    """Give the pixels of an edge in `at` the `place` of their own cell, unstretched."""
    x0, y0, x1, y1 = box
    part = at[y0:y1, x0:x1]
    height, width = part.shape[:2]
    own = cv2.resize(
        place[y0 // step : y1 // step, x0 // step : x1 // step], (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST
    )
    cv2.copyTo(own[:height, :width], here[:height, :width], part)


def _bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    result: NDArray[np.uint8] = np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8)
    return result
