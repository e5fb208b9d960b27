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

_SPEED_CUTOFF = 2.0  # Hz, of the low-pass on the speed


class OneEuro:
    """Casiez, Roussel, Vogel 2012, for one number: a low-pass whose cutoff (Hz) is `rest` + `follow` * speed (units a
    second)."""

    def __init__(self, rest: float, follow: float) -> None:
        self._rest, self._follow = rest, follow
        self._value: float | None = None
        self._speed = 0.0

    def __call__(self, value: float, seconds: float, firmness: float, unit: float = 1.0) -> float:
        """The next value, `seconds` after the last; `firmness` 1 filters as built, 0 not at all; `unit` of speed."""
        if self._value is None:
            self._value = value
            return value
        change = value - self._value
        self._speed += (change / seconds - self._speed) * _gain(_SPEED_CUTOFF, seconds)
        cutoff = (self._rest + self._follow / unit * abs(self._speed)) / max(firmness, 1e-3)
        self._value += change * _gain(cutoff, seconds)
        return self._value


class OneEuroPoints:
    """The same for many points, each with one cutoff for all its coordinates, by its speed in space. Takes and gives
    3xN: numpy is several times faster along rows than along columns of three."""

    def __init__(self, rest: float, follow: float, count: int) -> None:
        self._rest, self._follow = rest, follow
        self.value: Points = np.zeros((3, count), np.float32)
        self.speed: Points = np.zeros((3, count), np.float32)
        self._going = False

    def weights(self, seconds: float, firmness: float) -> tuple[float, float, float, float, float]:
        """0 for the first value of all, else 1; what the speed keeps, and takes of a change; and width by pace and at
        rest, of which width / (width + 1) is taken of a change: the gain of the cutoff rest + follow * pace."""
        going, self._going = float(self._going), True
        gain, per_hertz = _gain(_SPEED_CUTOFF, seconds), 2 * math.pi * seconds / max(firmness, 1e-3)
        return going, going * (1 - gain), going * gain / seconds, self._follow * per_hertz, self._rest * per_hertz

    def __call__(self, value: Points, weights: tuple[float, float, float, float, float]) -> Points:
        """The next value. What is returned must not be written to."""
        going, keep, take, per_pace, at_rest = (np.float32(weight) for weight in weights)
        change = value - self.value
        self.speed *= keep
        self.speed += change * take
        squared = self.speed * self.speed
        width = np.sqrt(squared[0] + squared[1] + squared[2]) * per_pace
        width += at_rest
        self.value = self.value + change * (width / (width + np.float32(1))) if going else value
        return self.value


def _gain(cutoff: float, seconds: float) -> float:
    return 1 / (1 + 1 / (2 * math.pi * cutoff * seconds))


class Smoother:
    """Filters the meshes of one face."""

    def __init__(self) -> None:
        rest = canonical().points[:468, :2].astype(np.float64)
        centred = (rest - rest.mean(axis=0)).T
        self._basis = np.zeros((3, len(canonical().points)), np.float32)
        """Its products with a mesh's x and y are size and turn against the face at rest (least squares), and the mean
        of the points without the irises."""
        self._basis[:2, :468] = centred / (centred * centred).sum()
        self._basis[2, :468] = 1 / 468
        self._place = OneEuro(1.2, 30.0), OneEuro(1.2, 30.0)
        self._size, self._turn = OneEuro(0.6, 20.0), OneEuro(0.6, 20.0)
        self._shape = OneEuroPoints(0.5, 9.0, self._basis.shape[1])
        self._time: float | None = None

    def __call__(self, points: Points, at: float, smoothing: float) -> Points:
        """The filtered mesh (478x3 pixels) for one taken at `at` (seconds); `smoothing` 0..1, 0.5 is the normal."""
        seconds = 1 / 30 if self._time is None else min(max(at - self._time, 1 / 240), 0.25)
        self._time = at
        if smoothing <= 0:
            return points
        fast = kernels.compiled()
        if fast is not None:
            real, imaginary, x, y = fast.stand(points, self._basis)
            turn = complex(real, imaginary)
        else:
            (xx, xy), (yx, yy), (x, y) = (self._basis @ points[:, :2].T.copy().T).tolist()
            turn = complex(xx + yy, xy - yx)
        size = max(abs(turn), 1e-6)
        away, origin = (1 / turn if abs(turn) > 1e-9 else 1 + 0j), (x, y)
        firmness = 2 * smoothing
        # speed in units of the face's size, so that a far face is filtered like a near one
        x, y = (filtered(value, seconds, firmness, size) for filtered, value in zip(self._place, origin, strict=True))
        angle = self._turn(math.atan2(turn.imag, turn.real), seconds, firmness)
        back = cmath.rect(math.exp(self._size(math.log(size), seconds, firmness)), angle)
        weights = self._shape.weights(seconds, firmness)
        if fast is None:
            shape = self._shape(_moved(points.T.copy(), away, origin, (0.0, 0.0)), weights)
            return np.ascontiguousarray(_moved(shape, back, (0.0, 0.0), (x, y)).T)
        placed = np.empty_like(points)
        ends = (away.real, away.imag, *origin), weights, (back.real, back.imag, x, y)
        fast.settle(points, *ends, self._shape.value, self._shape.speed, placed)
        return placed


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


def overlap(a: Box, b: Box) -> float:
    """Intersection over the smaller of two boxes' areas, 0..1."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(wide, 0.0) * max(high, 0.0) / max(smaller, 1e-6)
