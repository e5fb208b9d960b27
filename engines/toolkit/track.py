"""Follow faces from frame to frame and keep their points still when the face is still.

1. `Smoother` splits a mesh into where the head is (position, size, turn in the picture) and its shape, and filters each
   with One-Euro filters: steady at rest, without lag in motion. Rigid motion thus never blurs the shape.
2. `steady_region` keeps the crop of the landmark network in place while the face stays put: the same crop of a still
   picture gives exactly the same points.
3. `Track` is one face with all that is remembered about it.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.toolkit import kernels
from engines.toolkit.canonical import canonical
from engines.toolkit.colour import Light
from engines.toolkit.face_mesh import Region, turned_box

Points = NDArray[np.float32]
Box = tuple[float, float, float, float]

Pace = tuple[float, float]

# Also in kernels/points.py:
_SPEED_CUTOFF = 2.0  # Hz, of the low-pass on the speed
_PLACE: Pace = (1.2, 30.0)  # of a filter, at rest and by speed
_TURN: Pace = (0.6, 20.0)
_SHAPE: Pace = (0.5, 9.0)


def one_euro(
    state: NDArray[np.float64], at: int, value: float, seconds: float, firmness: float, unit: float, kind: Pace
) -> float:
    """Casiez, Roussel, Vogel 2012: a low-pass whose cutoff (Hz) is `kind`'s rest + follow * speed (`unit`s a second).

    The next value, `seconds` after the last, which lies with its speed in `state` from `at` on; `firmness` 1 filters
    as built, 0 not at all.
    """
    change, rate = value - state[at], _gain(_SPEED_CUTOFF, seconds)
    state[at + 1] += (change / seconds - state[at + 1]) * rate
    cutoff = (kind[0] + kind[1] / unit * abs(state[at + 1])) / max(firmness, 1e-3)
    state[at] += change * _gain(cutoff, seconds)
    return float(state[at])


def _gain(cutoff: float, seconds: float) -> float:
    return 1 / (1 + 1 / (2 * math.pi * cutoff * seconds))


class Smoother:
    """Filters the meshes of one face. `kernels.points.smooth` does the same to the same arrays where it is there."""

    def __init__(self) -> None:
        rest = canonical().points[:468, :2].astype(np.float64)
        centred = (rest - rest.mean(axis=0)).T
        self._basis = np.zeros((3, len(canonical().points)), np.float32)
        """Its products with a mesh's x and y are size and turn against the face at rest (least squares), and the mean
        of the points without the irises."""
        self._basis[:2, :468] = centred / (centred * centred).sum()
        self._basis[2, :468] = 1 / 468
        self._state = np.zeros(9)
        """Whether there was a mesh, then the value and the speed of x, y, the logarithm of the size, and the angle."""
        self._shape, self._speed = np.zeros((2, 3, self._basis.shape[1]), np.float32)
        """The shape and how it changes, 3xN: numpy is several times faster along rows than along columns of three."""
        self._time: float | None = None

    def __call__(self, points: Points, at: float, smoothing: float) -> Points:
        """The filtered mesh (478x3 pixels) for one taken at `at` (seconds); `smoothing` 0..1, 0.5 is the normal."""
        seconds = 1 / 30 if self._time is None else min(max(at - self._time, 1 / 240), 0.25)
        self._time = at
        if smoothing <= 0:
            return points
        fast = kernels.compiled()
        if fast is None:
            return self._smooth(points, seconds, 2 * smoothing)
        out = np.empty_like(points)
        fast.smooth(points, self._basis, self._state, self._shape, self._speed, seconds, 2 * smoothing, out)
        return out

    def _smooth(self, points: Points, seconds: float, firmness: float) -> Points:
        (xx, xy), (yx, yy), origin = (self._basis @ points[:, :2].T.copy().T).tolist()
        turn = complex(xx + yy, xy - yx)
        size, angle = max(abs(turn), 1e-6), math.atan2(turn.imag, turn.real)
        shape = _moved(points.T.copy(), 1 / turn if abs(turn) > 1e-9 else 1 + 0j, origin, (0.0, 0.0))
        if not self._state[0]:
            self._state[[0, 1, 3, 5, 7]] = 1, *origin, math.log(size), angle
            self._shape[:] = shape
        # speed in units of the face's size, so that a far face is filtered like a near one
        x, y = (one_euro(self._state, 1 + 2 * i, origin[i], seconds, firmness, size, _PLACE) for i in (0, 1))
        steady = math.exp(one_euro(self._state, 5, math.log(size), seconds, firmness, 1.0, _TURN))
        back = cmath.rect(steady, one_euro(self._state, 7, angle, seconds, firmness, 1.0, _TURN))
        # One Euro for many points, each with one cutoff for all its coordinates, by its speed in space
        change, gain = shape - self._shape, _gain(_SPEED_CUTOFF, seconds)
        self._speed *= np.float32(1 - gain)
        self._speed += change * np.float32(gain / seconds)
        squared = self._speed * self._speed
        per_hertz = 2 * math.pi * seconds / max(firmness, 1e-3)
        width = np.sqrt(squared[0] + squared[1] + squared[2]) * np.float32(_SHAPE[1] * per_hertz)
        width += np.float32(_SHAPE[0] * per_hertz)
        self._shape += change * (width / (width + np.float32(1)))  # the gain of the cutoff that width stands for
        return np.ascontiguousarray(_moved(self._shape, back, (0.0, 0.0), (x, y)).T)


def _moved(flat: Points, turn: complex, origin: tuple[float, float], to: tuple[float, float]) -> Points:
    """Points 3xN, turned and scaled about `origin` (depth is only scaled), `origin` then moved to `to`."""
    c, s = turn.real, turn.imag
    moved = np.array([[c, -s, 0], [s, c, 0], [0, 0, abs(turn)]], np.float32) @ flat
    x, y = to[0] - (c * origin[0] - s * origin[1]), to[1] - (s * origin[0] + c * origin[1])
    moved += np.array([[x], [y], [0]], np.float32)
    return moved


def steady_region(old: Region | None, new: Region) -> Region:
    """`old` while the face has hardly moved within it, else `new`."""
    if (
        old is not None
        and math.hypot(new.cx - old.cx, new.cy - old.cy) < 0.02 * old.size
        and abs(new.size - old.size) < 0.03 * old.size
        and abs(math.remainder(new.angle - old.angle, 2 * math.pi)) < 0.03
    ):
        return old
    return new


@dataclass(slots=True)
class Track:
    """One face that is being followed."""

    region: Region
    """Where the landmark network looks next."""
    points: Points = field(default_factory=lambda: np.zeros((478, 3), np.float32))
    """The filtered mesh of the last frame, pixels."""
    box: Box = (0.0, 0.0, 0.0, 0.0)
    """x0, y0, x1, y1 of the mesh in pixels."""
    presence: float = 0.0
    score: float = 0.0
    """Of the detection that began it."""
    yaw: float = 0.0
    pitch: float = 0.0
    """Degrees, as `Canonical.pose` has them."""
    confirmed: bool = True
    """Whether the detector saw it, too, when it looked last."""
    smoother: Smoother = field(default_factory=Smoother)
    light: Light = field(default_factory=Light)
    reason: str = ""
    """Why it was not swapped in the last frame; empty when it was."""
    frames: int = 0
    """Frames it has been followed for."""
    kept: object | None = None
    """What an engine keeps about it; gone with the track."""

    def take(self, points: Points) -> None:
        """The mesh of this frame."""
        self.points = points
        self.box = turned_box(points, len(points), 1.0, 0.0)

    def resize(self, scale: float) -> None:
        """The same face in a picture whose sides are `scale` times as long."""
        near = self.region
        self.region = Region(near.cx * scale, near.cy * scale, max(near.size * scale, 1.0), near.angle)
        self.take(self.points * np.float32(scale))
        self.smoother, self.kept = Smoother(), None  # these count in pixels


def overlap(a: Box, b: Box) -> float:
    """Intersection over the smaller of two boxes' areas, 0..1."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(wide, 0.0) * max(high, 0.0) / max(smaller, 1e-6)
