"""Follow faces from frame to frame and keep their points still when the face is still.

1. `Smoother` splits a mesh into where the head is (position, size, turn in the picture) and its shape, and filters each
   with One-Euro filters: steady at rest, without lag in motion. Rigid motion thus never blurs the shape.
2. `steady_region` keeps the crop of the landmark network in place while the face stays put: the same crop of a still
   picture gives exactly the same points.
3. `Track` is one face with all that is remembered about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.toolkit.canonical import canonical, centre
from engines.toolkit.colour import Light
from engines.toolkit.face_mesh import Region

Points = NDArray[np.float32]
Box = tuple[float, float, float, float]

_SPEED_CUTOFF = 2.0  # Hz, of the low-pass on the speed


class OneEuro:
    """Casiez, Roussel, Vogel 2012: a low-pass whose cutoff (Hz) is `rest` + `follow` * speed (units a second)."""

    def __init__(self, rest: float, follow: float) -> None:
        self._rest, self._follow = rest, follow
        self._value: Points | None = None
        self._speed: Points | None = None

    def __call__(self, value: Points, seconds: float, firmness: float, unit: float = 1.0) -> Points:
        """The next value, `seconds` after the last; `firmness` 1 filters as built, 0 not at all; `unit` of speed."""
        if self._value is None or self._speed is None:
            self._value, self._speed = value.copy(), np.zeros_like(value)
            return value
        speed = (value - self._value) * np.float32(1 / seconds)
        self._speed += (speed - self._speed) * np.float32(_gain(_SPEED_CUTOFF, seconds))
        pace = np.abs(self._speed) if value.ndim == 1 else np.sqrt(np.square(self._speed).sum(axis=1, keepdims=True))
        cutoff = (self._rest + self._follow / unit * pace) / max(firmness, 1e-3)
        step = 1 / (1 + 1 / (2 * math.pi * seconds * cutoff))
        self._value = self._value + (value - self._value) * step
        return self._value


def _gain(cutoff: float, seconds: float) -> float:
    return 1 / (1 + 1 / (2 * math.pi * cutoff * seconds))


class Smoother:
    """Filters the meshes of one face."""

    def __init__(self) -> None:
        rest = canonical().points[:468, :2]
        centred = rest - rest.mean(axis=0)
        self._rest = (centred[:, 0] + 1j * centred[:, 1]).astype(np.complex64)
        self._norm = float((np.abs(self._rest) ** 2).sum())
        self._place = OneEuro(1.2, 30.0)
        self._turn = OneEuro(0.6, 20.0)
        self._shape = OneEuro(0.5, 9.0)
        self._time: float | None = None

    def __call__(self, points: Points, at: float, smoothing: float) -> Points:
        """The filtered mesh (478x3 pixels) for one taken at `at` (seconds); `smoothing` 0..1, 0.5 is the normal."""
        seconds = 1 / 30 if self._time is None else min(max(at - self._time, 1 / 240), 0.25)
        self._time = at
        middle = centre(points)
        offset = points[:468, :2] - middle
        turn = complex(np.vdot(self._rest, offset[:, 0] + 1j * offset[:, 1])) / self._norm
        size = max(abs(turn), 1e-6)
        shape = self._unturn(points - np.array([*middle, 0], np.float32), turn)
        if smoothing <= 0:
            return points
        firmness = 2 * smoothing
        # speed in units of the face's size, so that a far face is filtered like a near one
        middle = self._place(middle, seconds, firmness, size)
        log_turn = np.array([math.log(size), math.atan2(turn.imag, turn.real)], np.float32)
        log_turn = self._turn(log_turn, seconds, firmness)
        turn = math.exp(float(log_turn[0])) * complex(math.cos(float(log_turn[1])), math.sin(float(log_turn[1])))
        shape = self._shape(shape, seconds, firmness)
        placed = np.empty_like(points)
        placed[:, 0] = shape[:, 0] * turn.real - shape[:, 1] * turn.imag + middle[0]
        placed[:, 1] = shape[:, 0] * turn.imag + shape[:, 1] * turn.real + middle[1]
        placed[:, 2] = shape[:, 2] * abs(turn)
        return placed

    @staticmethod
    def _unturn(points: Points, turn: complex) -> Points:
        inverse = 1 / turn if abs(turn) > 1e-9 else 1 + 0j
        shape = np.empty_like(points)
        shape[:, 0] = points[:, 0] * inverse.real - points[:, 1] * inverse.imag
        shape[:, 1] = points[:, 0] * inverse.imag + points[:, 1] * inverse.real
        shape[:, 2] = points[:, 2] * abs(inverse)
        return shape


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

    @property
    def box(self) -> Box:
        """x0, y0, x1, y1 of the mesh in pixels."""
        x0, y0 = self.points[:, :2].min(axis=0).tolist()
        x1, y1 = self.points[:, :2].max(axis=0).tolist()
        return x0, y0, x1, y1


def overlap(a: Box, b: Box) -> float:
    """Intersection over the smaller of two boxes' areas, 0..1."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(wide, 0.0) * max(high, 0.0) / max(smaller, 1e-6)
