"""The face at rest: one fixed geometry and one fixed texture space that all photos and all frames share.

1. `canonical_face.npy` holds the 478 points of a symmetric face that looks at the viewer (`average_face` made it).
2. `Canonical` lays the mesh flat: a cylinder around the head's axis gives every point its texture coordinate.
3. It notes which point mirrors which, which triangles meet at a point, and draws the flat mesh once on a grid
   (`Grid`), so that anything known at the points becomes an image in texture space by three gathers.
4. `pose` fits the face at rest to a tracked mesh: the turn of the head.

Because the texture space never changes, whatever belongs to the face rather than to the frame (photo, light, hair,
skin) is an image in that space, and compares between photos and frames pixel by pixel.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.toolkit import kernels
from engines.toolkit import mesh_topology as topology
from engines.toolkit.raster import rasterise

Points = NDArray[np.float32]
"""Nx3, x right, y down, z away from the viewer, all in the same unit."""

_MARGIN = 0.04  # of the texture, left free around the face: room for bilinear sampling at the silhouette
_AXIS = 0.95  # half face widths from the plane z = 0 back to the axis of the cylinder


def _rotation_scale(a: Points, b: Points) -> tuple[NDArray[np.float64], float]:
    """Rotation and scale that take centred `a` to centred `b` with the least squares (Kabsch 1976, Umeyama 1991)."""
    p = a[:, :3].astype(np.float64) - a[:, :3].mean(axis=0, dtype=np.float64)
    q = b[:, :3].astype(np.float64) - b[:, :3].mean(axis=0, dtype=np.float64)
    u, s, vt = np.linalg.svd(q.T @ p)
    d = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt)) or 1.0])
    return (u * d) @ vt, float((s * d).sum() / max(float((p * p).sum()), 1e-12))


def average_face(meshes: Sequence[Points]) -> Points:
    """Mean of several tracked meshes (478x3 each) and of their mirror images, turned to the front.

    Returns 478x3 float32, half a face width = 1, centre at the origin, exactly symmetric.
    """
    flip = np.array([-1.0, 1.0, 1.0], np.float32)
    mirror = mirror_indices()
    shapes = [m.astype(np.float64) for m in meshes] + [(m * flip)[mirror].astype(np.float64) for m in meshes]
    mean = shapes[0] - shapes[0].mean(axis=0)
    for _ in range(4):
        aligned = []
        for shape in shapes:
            rotation, scale = _rotation_scale(shape.astype(np.float32), mean.astype(np.float32))
            aligned.append((shape - shape.mean(axis=0)) @ rotation.T * scale)
        mean = np.mean(aligned, axis=0)
        mean = (mean + (mean * flip)[mirror]) / 2
        up = mean[10] - mean[152]
        tilt = np.arctan2(up[2], -up[1])  # stand the line from chin to forehead upright
        c, s = np.cos(tilt), np.sin(tilt)
        mean = mean @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]]).T
    result: Points = (mean / np.abs(mean[:, 0]).max()).astype(np.float32)
    return result


@lru_cache(maxsize=1)
def mirror_indices() -> NDArray[np.int32]:
    """For each of the 478 points the one on the other side of the face.

    The mesh is symmetric as a graph: starting from one pair of mirrored triangles at the forehead, neighbours across
    an edge are mirrored too, which reaches every point without asking where it lies.
    """
    across: dict[frozenset[int], list[tuple[int, int, int]]] = {}
    for a, b, c in topology.TRIANGLES.tolist():
        for ends in ((a, b), (b, c), (c, a)):
            across.setdefault(frozenset(ends), []).append((a, b, c))

    def opposite(edge: frozenset[int], but: int) -> int | None:
        tips = [next(p for p in t if p not in edge) for t in across.get(edge, [])]
        return next((p for p in tips if p != but), None)

    mirror = {10: 10, 338: 109, 109: 338, 246: 466, 466: 246, 20: 250, 250: 20}
    edge, twin = frozenset((10, 338)), frozenset((10, 109))
    tip, twin_tip = opposite(edge, -1), opposite(twin, -1)
    assert tip is not None
    assert twin_tip is not None
    queue = deque([(10, 338, tip, 10, 109, twin_tip)])
    seen = set()
    while queue:
        a, b, c, d, e, f = queue.popleft()
        if frozenset((a, b, c)) in seen or mirror.setdefault(c, f) != f or mirror.setdefault(f, c) != c:
            continue  # a few quads are cut along the other diagonal on the other side: reach their points around them
        seen.add(frozenset((a, b, c)))
        for p, q, r, x, y, z in ((a, b, c, d, e, f), (b, c, a, e, f, d), (c, a, b, f, d, e)):
            tip, twin_tip = opposite(frozenset((p, q)), r), opposite(frozenset((x, y)), z)
            if tip is not None and twin_tip is not None:
                queue.append((p, q, tip, x, y, twin_tip))
    mirror |= {468: 473, 469: 476, 470: 475, 471: 474, 472: 477, 473: 468, 476: 469, 475: 470, 474: 471, 477: 472}
    return np.array([mirror[i] for i in range(len(mirror))], np.int32)


@dataclass(frozen=True, slots=True)
class Grid:
    """The flat mesh drawn on a square grid: pixel i lies in the triangle of `corner[:, i]` at `weight[:, i]`."""

    size: int
    inside: NDArray[np.intp]
    """Flat indices of the pixels inside the mesh, n of size*size."""
    corner: NDArray[np.int32]
    """3xn point indices."""
    weight: NDArray[np.float32]
    """3xn barycentric weights; a column sums to 1."""

    def spread(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values at the points (478xC) at the pixels inside the mesh (nxC)."""
        spread: NDArray[np.float32] | None = None
        for corner, weight in zip(self.corner, self.weight, strict=True):
            part = np.take(values, corner, axis=0)  # several times faster than values[corner]
            part *= weight[:, None]
            spread = part if spread is None else np.add(spread, part, out=spread)
        assert spread is not None
        return spread

    def image(self, values: NDArray[np.float32], fill: float = 0.0) -> NDArray[np.float32]:
        """Values at the points (478xC) as an image (size x size x C), `fill` outside the mesh."""
        out = np.full((self.size * self.size, values.shape[1]), fill, np.float32)
        out[self.inside] = self.spread(values)
        return out.reshape(self.size, self.size, -1)


class Canonical:
    """The face at rest with its texture space. All arrays are read only by agreement.

    `points` 478x3; `uv` 478x2 in 0..1, u to the right as the viewer sees it, v down; `triangles` Tx3 int32, all
    wound the same way in texture space (positive area), eyes and mouth filled; `mirror` 478 indices.
    """

    def __init__(self, points: Points) -> None:
        self.points = points
        self.mirror = mirror_indices()
        triangles = np.concatenate([topology.TRIANGLES, topology.EYE_FILL, topology.MOUTH_FILL]).astype(np.int32)
        angle = np.arctan2(points[:, 0], _AXIS - points[:, 2])
        flat = np.stack([angle, points[:, 1] * (np.abs(angle).max() / np.abs(points[:, 0]).max())], axis=1)
        low, high = flat.min(axis=0), flat.max(axis=0)
        uv = (flat - low) / (high - low) * (1 - 2 * _MARGIN) + _MARGIN
        self.triangles = triangles
        self.uv = _unfold(triangles, uv.astype(np.float32))
        self.aspect = float((high[1] - low[1]) / (high[0] - low[0]))
        """Height of the face over its width, where the square texture holds both at full length."""
        rest = points[:468].astype(np.float64)
        # The inverse's rows add up to 0: shifting a mesh changes nothing.
        self._inverse = np.ascontiguousarray(np.linalg.pinv(rest - rest.mean(axis=0)))
        self._corners = np.ascontiguousarray(triangles.T)
        order = np.argsort(triangles.ravel(), kind="stable")
        self._around = order // 3
        """The triangles around the first point that has any, then those around the next, ..."""
        self._used, self._begin = np.unique(triangles.ravel()[order], return_index=True)
        """Points that have triangles (the irises have none), and where theirs begin in `_around`."""

    @lru_cache(maxsize=4)  # noqa: B019 - one instance lives as long as the process
    def grid(self, size: int) -> Grid:
        """The flat mesh on a grid of `size` x `size` pixels, pixel centres at (i + .5) / size."""
        identity = np.arange(len(self.triangles), dtype=np.float32)
        drawn = rasterise(self.uv * size - 0.5, np.zeros(len(self.uv), np.float32), self.triangles, (size, size))
        inside = np.flatnonzero(drawn >= 0)
        chosen = self.triangles[identity[drawn.ravel()[inside]].astype(np.int32)]
        position = np.stack([inside % size, inside // size], axis=1) + 0.5
        a, b, c = (self.uv[chosen[:, k]].astype(np.float64) * size for k in range(3))
        area = _cross(b - a, c - a)
        u = _cross(b - position, c - position) / area
        v = _cross(c - position, a - position) / area
        weight = np.stack([u, v, 1 - u - v]).astype(np.float32)
        return Grid(size, inside, np.ascontiguousarray(chosen.T), weight)

    def normals_z(self, points: Points) -> NDArray[np.float32]:
        """How much each point's surface faces the viewer: 1 straight at, 0 seen from the side, negative away (478)."""
        x, y, z = (np.take(part, self._corners) for part in points.T.copy())
        ex, ey, ez = x[1] - x[0], y[1] - y[0], z[1] - z[0]
        fx, fy, fz = x[2] - x[0], y[2] - y[0], z[2] - z[0]
        facing = np.zeros(len(points), np.float32)
        total = [
            np.add.reduceat(np.take(normal, self._around), self._begin)  # over the triangles around each point
            for normal in (ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx)
        ]
        length = np.sqrt(total[0] ** 2 + total[1] ** 2 + total[2] ** 2)
        facing[self._used] = total[2] / np.maximum(length, 1e-9)
        return facing

    def pose(self, points: Points) -> tuple[float, float, float]:
        """Yaw, pitch and roll of a tracked mesh in degrees; yaw > 0: the face looks to the right of the picture.

        The rotation whose parallel projection of the face at rest is nearest to the mesh's x and y. The network's z is
        left out: it flattens turned heads, so that a rotation fitted to it stops at 40 degrees where the head goes on.
        """
        fast = kernels.compiled()
        if fast is not None:
            a, b, d, e, g, h = fast.camera(points, self._inverse)
        else:
            rows = points[:468, :2].T.astype(np.float64, order="C")  # many times faster than columns of two
            (a, b), (d, e), (g, h) = (self._inverse @ rows.T).tolist()
        # The two rows nearest to it that stand upright on one another, both of length 1 (polar decomposition): with
        # M their 2x2 products and S its root, they are the inverse of S times the camera's rows.
        first, mixed, second = a * a + d * d + g * g, a * b + d * e + g * h, b * b + e * e + h * h
        root = math.sqrt(max(first * second - mixed * mixed, 0.0))
        trace = math.sqrt(first + second + 2 * root)
        if root < 1e-12 * (first + second) or not trace:
            return 90.0, 0.0, 0.0  # all points on one line: seen from exactly the side
        right = [(second + root) * x - mixed * y for x, y in ((a, b), (d, e), (g, h))]
        down = [(first + root) * y - mixed * x for x, y in ((a, b), (d, e), (g, h))]
        unit = 1 / (root * trace)
        right, down = [v * unit for v in right], [v * unit for v in down]
        forward_x, forward_y = -right[2], -down[2]
        forward_z = -(right[0] * down[1] - right[1] * down[0])
        yaw = math.degrees(math.atan2(forward_x, -forward_z))
        pitch = math.degrees(math.atan2(-forward_y, math.hypot(forward_x, forward_z)))
        return yaw, pitch, math.degrees(math.atan2(down[0], right[0]))


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return result


def _unfold(triangles: NDArray[np.int32], uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Relax the few folds (under the nose, at the lips' corners) until every triangle has a positive area.

    A point of a folded triangle moves towards the mean of its neighbours (Tutte's condition) until the fold opens.
    """
    place = uv.astype(np.float64)
    faces: list[list[int]] = triangles.tolist()
    neighbours: list[set[int]] = [set() for _ in range(len(uv))]
    for a, b, c in faces:
        neighbours[a] |= {b, c}
        neighbours[b] |= {a, c}
        neighbours[c] |= {a, b}
    edge_count: dict[tuple[int, int], int] = {}
    for triangle in faces:
        for i in range(3):
            key = (min(triangle[i], triangle[i - 1]), max(triangle[i], triangle[i - 1]))
            edge_count[key] = edge_count.get(key, 0) + 1
    border = {p for key, n in edge_count.items() if n == 1 for p in key}
    smallest = 2e-5
    for _ in range(400):
        folded = np.unique(triangles[_signed_area(triangles, place) < smallest])
        if folded.size == 0:
            break
        moved = place.copy()
        for p in folded.tolist():
            if p not in border and neighbours[p]:
                moved[p] = 0.5 * place[p] + 0.5 * place[list(neighbours[p])].mean(axis=0)
        place = moved
    return place.astype(np.float32)


def _signed_area(triangles: NDArray[np.int32], uv: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c = (uv[triangles[:, k]] for k in range(3))
    return _cross(b - a, c - a) / 2


@lru_cache(maxsize=1)
def canonical() -> Canonical:
    """The face at rest, loaded once."""
    return Canonical(np.load(Path(__file__).with_name("canonical_face.npy")))
