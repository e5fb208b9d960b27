"""Where the new face goes and where it does not, in texture space and on the grid of a frame.

1. `still()` are the masks that never change: skin, the distance from the face's edge, the zone where hair may hang.
2. `openings` are those of one frame: the open mouth and eyes, which stay the user's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.toolkit import mesh_topology as topology
from engines.toolkit.canonical import canonical

Plane = NDArray[np.float32]

NONE: Any = None
"""For OpenCV's parameters that may be left empty, whose type stubs do not say so."""

ATLAS = 64
"""Side of the texture-space images that carry light, skin and masks: all of them are soft."""

_NOSTRILS = ((98, 97, 2, 60, 75), (327, 326, 2, 290, 305))


def floats(values: Any) -> Plane:
    """An array as float32, without a copy where it is already: OpenCV's stubs leave the type of a result open."""
    return np.asarray(values, np.float32)


def smoothstep(low: float, high: float, x: Plane) -> Plane:
    """0 below `low`, 1 above `high`, 3t^2 - 2t^3 between (Hermite)."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return floats(t * t * (3 - 2 * t))


@dataclass(frozen=True, slots=True)
class Still:
    """Masks in texture space, ATLAS x ATLAS float32 where nothing else is said."""

    skin: Plane
    """1 where a face shows bare skin, 0 at eyes, brows, lips, nostrils and outside; soft."""
    depth: Plane
    """Distance from the edge of the face, in widths of the texture."""
    hair: Plane
    """1 where hair may hang into the face: forehead and temples; soft."""
    insides: Plane
    """1 inside the lips and the lids; not ATLAS but eight times its size."""
    cheeks: Plane
    """1 on cheeks and the bridge of the nose, where skin is bare on nearly everybody."""


def _polygon(outline: NDArray[Any], size: int, grow: float) -> Plane:
    drawn = np.zeros((size, size), np.uint8)
    cv2.fillPoly(drawn, [outline - 8], 255, cv2.LINE_AA, 4)  # 8 sixteenths: the centre of pixel 0 lies at a half
    side = 2 * round(grow * size) + 1
    return floats(cv2.dilate(drawn, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))) / np.float32(255)


def _loop(points: Sequence[int], size: int, grow: float) -> Plane:
    return _polygon(np.round(canonical().uv[list(points)] * size * 16).astype(np.int32), size, grow)


def _hull(points: Sequence[int], size: int, grow: float) -> Plane:
    return _polygon(cv2.convexHull(np.round(canonical().uv[list(points)] * size * 16).astype(np.int32)), size, grow)


def _small(plane: Plane, blur: float) -> Plane:
    soft = cv2.GaussianBlur(plane, (0, 0), blur * plane.shape[0])
    return floats(cv2.resize(soft, (ATLAS, ATLAS), interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=1)
def still() -> Still:
    """The masks that never change, drawn once at eight times their size."""
    size = ATLAS * 8
    grid = canonical().grid(size)
    face = np.zeros((size, size), np.uint8)
    face.ravel()[grid.inside] = 1
    depth = floats(cv2.distanceTransform(face, cv2.DIST_L2, 5)) / np.float32(size)
    features = np.maximum.reduce(
        [
            _hull((*topology.LEFT_EYE, *topology.LEFT_BROW), size, 0.015),
            _hull((*topology.RIGHT_EYE, *topology.RIGHT_BROW), size, 0.015),
            _hull(tuple(topology.LIPS_OUTER), size, 0.012),
            *(_hull(p, size, 0.005) for p in _NOSTRILS),
        ]
    )
    skin = smoothstep(0.01, 0.06, depth) * (1 - features)
    uv = canonical().uv
    v = np.broadcast_to(((np.arange(size) + 0.5) / size)[:, None], (size, size)).astype(np.float32)
    u = floats(np.abs(v.T - 0.5))
    brow = float(uv[[105, 334, 66, 296], 1].mean())
    temple = float(np.abs(uv[[33, 263], 0] - 0.5).mean())
    # above the brows, and down the sides where the mesh of a photo may reach onto hair and ears; not the beard's place
    lips = float(uv[[61, 291], 1].mean())
    sides = np.maximum(smoothstep(temple, temple + 0.05, u), smoothstep(0.15, 0.1, depth) * (u > temple * 0.7))
    hair = np.maximum(smoothstep(brow + 0.03, brow - 0.01, v), sides * smoothstep(lips + 0.1, lips, v))
    nose_tip, lid = float(uv[4, 1]), float(uv[[145, 374], 1].mean())
    cheeks = skin * (v > lid + 0.03) * (v < nose_tip + 0.06) * (u < 0.3)
    loops = (topology.LIPS_INNER, topology.LEFT_EYE, topology.RIGHT_EYE)
    insides = np.maximum.reduce([_loop(tuple(loop), size, 0.003) for loop in loops])
    return Still(_small(skin, 0.008), _small(depth, 0.002), _small(hair, 0.01), insides, _small(floats(cheeks), 0.005))


# contour, the two points across its middle, gap in face widths at which it begins to open and is fully open
_LIDS = (
    (topology.LIPS_INNER, (13, 14), 0.026, 0.06),
    (topology.LEFT_EYE, (386, 374), 0.012, 0.03),
    (topology.RIGHT_EYE, (159, 145), 0.012, 0.03),
)


def _open(points: NDArray[np.float32], gap: tuple[int, int], begin: float, full: float) -> float:
    width = float(np.linalg.norm(points[454] - points[234])) + 1e-6
    return min(1.0, (float(np.linalg.norm(points[gap[1]] - points[gap[0]])) / width - begin) / (full - begin))


def shut(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mesh with lips and lids that nearly touch made to touch (478x3, a copy where anything changed).

    Between almost closed lips lies a sliver of the photo's mouth, which would show as a bright thread.
    """
    for contour, gap, begin, full in _LIDS:
        if _open(points, gap, begin, full) < 0:
            points = points.copy()
            ring = points[contour]
            half = len(contour) // 2
            middle = (ring + ring[(-np.arange(len(contour))) % len(contour)]) / 2
            middle[[0, half]] = ring[[0, half]]
            points[contour] = middle
    return points


def openings(
    points: NDArray[np.float32],
    origin: NDArray[np.float32],
    scale: float,
    size: tuple[int, int],
    mouth: bool,
    eyes: bool,
) -> Plane | None:
    """The open mouth and eyes on a grid, 0..1, soft by about one cell; None where there is none to keep.

    `points` 478x3 in pixels; a pixel p lies at cell (p - origin) * scale; `size` (height, width) in cells. A closed
    mouth or eye has no opening: it fades in as the gap grows, so that a blink does not flicker.
    """
    drawn = np.zeros(size, np.uint8)
    for (contour, gap, begin, full), keep in zip(_LIDS, (mouth, eyes, eyes), strict=True):
        strength = _open(points, gap, begin, full) if keep else 0.0
        if strength > 0:
            outline = (points[contour, :2] - origin) * np.float32(scale * 16)
            cv2.fillPoly(drawn, [np.round(outline).astype(np.int32)], round(255 * strength), cv2.LINE_AA, 4)
    if not drawn.any():
        return None
    return floats(cv2.GaussianBlur(drawn, (3, 3), 0)) * np.float32(1 / 255)
