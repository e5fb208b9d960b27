"""The modes that a camera offers, and which of them to ask for.

1. :func:`list_modes` reads them from the driver on Linux. Elsewhere nothing tells them: the list is empty, what is
   wanted is asked for, and what is given is compared with it.
2. :func:`choose_mode`: the size that was asked for, or the nearest; at that size the rate nearest to the one asked for;
   and raw pictures unless they cost rate, which is where USB is too narrow for them: then JPEG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.pipeline.camera_list import READABLE, V4L2, CameraInfo
from app.pipeline.v4l2 import Span, V4l2Device

AUTO = "auto"
_PACKED = ("MJPG", "JPEG")
_PLAIN = ("YUYV", "UYVY", "NV12", "NV21", "YU12", "YV12", "BGR3", "RGB3")
"""Colour that costs little to convert; the others are grey, raw from the sensor, or rare."""
_SAME_RATE = 0.9
"""Share of the best format's rate from which on another one counts as fast as it."""
_USUAL = (
    (320, 240),
    (640, 360),
    (640, 480),
    (800, 600),
    (1280, 720),
    (1280, 960),
    (1920, 1080),
    (2560, 1440),
    (3840, 2160),
)
"""Sizes to offer where a driver takes any, and where nobody knows."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A pixel format and size with the rates that it comes in."""

    format: str
    width: int
    height: int
    rates: tuple[float, ...]
    """Pictures per second, the highest first; empty where the driver does not tell."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a camera; ``format`` is :data:`AUTO` or four characters."""

    width: int
    height: int
    fps: float
    format: str = AUTO


@dataclass(frozen=True, slots=True)
class Choice:
    """What to set. ``format`` is empty where it is left to the driver."""

    format: str
    width: int
    height: int
    fps: float

    def has_size(self, wanted: Wanted) -> bool:
        return (self.width, self.height) == (wanted.width, wanted.height)


def list_modes(camera: CameraInfo, wanted: Wanted | None = None) -> list[Mode]:
    """The modes whose pictures can be read, in the driver's order; empty where nobody tells.

    Of a driver that takes any size the usual ones are listed, and that of ``wanted``.
    """
    if camera.backend != V4L2 or not camera.id:
        return []
    try:
        with V4l2Device(camera.id) as device:
            return read_modes(device, wanted)
    except OSError:  # no rights, or gone: opening it for reading will tell
        return []


def read_modes(device: V4l2Device, wanted: Wanted | None = None) -> list[Mode]:
    """The same of an opened device."""
    further = ((wanted.width, wanted.height),) if wanted is not None else ()
    found: dict[tuple[str, int, int], Mode] = {}
    for pixel_format in device.formats():
        if pixel_format not in READABLE:
            continue
        for wide, high in device.sizes(pixel_format):
            for width, height in _sizes(wide, high, further):
                rates = _rates(device.rates(pixel_format, width, height), wanted)
                found.setdefault((pixel_format, width, height), Mode(pixel_format, width, height, rates))
    return list(found.values())


def _sizes(wide: Span, high: Span, further: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    if wide.least == wide.most and high.least == high.most:
        return [(int(wide.least), int(high.least))]
    fitted = {(_fit(width, wide), _fit(height, high)) for width, height in (*_USUAL, *further)}
    return sorted(fitted)


def _fit(number: int, span: Span) -> int:
    """The nearest number that a driver with steps takes."""
    step = max(1.0, span.step)
    steps = round((min(max(number, span.least), span.most) - span.least) / step)
    return int(min(span.least + steps * step, span.most - (span.most - span.least) % step))


def _rates(spans: Iterable[Span], wanted: Wanted | None) -> tuple[float, ...]:
    rates = set()
    for span in spans:
        if span.least == span.most:
            rates.add(span.most)
        else:
            usual = (15.0, 25.0, 30.0, 60.0, *((wanted.fps,) if wanted is not None else ()))
            rates.update(rate for rate in usual if span.least <= rate <= span.most)
            rates.update((span.most,) if span.most <= 240 else ())
    return tuple(sorted(rates, reverse=True))


def choose_mode(modes: Sequence[Mode], wanted: Wanted) -> Choice:
    """What to set for what is wanted. Without known modes: just that."""
    of_format = [mode for mode in modes if mode.format == wanted.format]
    usable = of_format or [mode for mode in modes if mode.format in READABLE]
    if not usable:
        return Choice("" if wanted.format == AUTO else wanted.format, wanted.width, wanted.height, wanted.fps)
    width, height = min(
        ((mode.width, mode.height) for mode in usable), key=lambda size: _distance(size[0], size[1], wanted)
    )  # fmt: skip
    there = [mode for mode in usable if (mode.width, mode.height) == (width, height)]
    best = max(_pace(mode, wanted) for mode in there)
    fast = [mode for mode in there if _pace(mode, wanted) >= best * _SAME_RATE]
    mode = min(fast, key=lambda mode: _effort(mode.format))  # the driver's order decides among equals
    return Choice(mode.format, width, height, _nearest_rate(mode, wanted))


def _distance(width: int, height: int, wanted: Wanted) -> tuple[float, int]:
    """How far a size is from the wanted one; of two that are equally far, the larger."""
    far = abs(math.log(width / wanted.width)) + abs(math.log(height / wanted.height))
    return round(far, 6), -width * height


def _nearest_rate(mode: Mode, wanted: Wanted) -> float:
    """Too slow is twice as far as too fast: what comes too often can be dropped."""

    def far(rate: float) -> float:
        off = math.log(rate / wanted.fps)
        return off if off >= 0 else -2 * off

    return min(mode.rates, key=far) if mode.rates else wanted.fps


def _pace(mode: Mode, wanted: Wanted) -> float:
    """The useful part of the rate that a mode would be used with; unknown counts as what is wanted."""
    return min(_nearest_rate(mode, wanted), wanted.fps)


def _effort(pixel_format: str) -> int:
    """Rank of a format by what it costs and loses."""
    if pixel_format in _PLAIN:
        return 0
    return 1 if pixel_format in _PACKED else 2


def sizes_of(modes: Iterable[Mode]) -> list[tuple[int, int]]:
    """The sizes of some modes in pixels, the smallest first; the usual ones where none are known."""
    sizes = {(mode.width, mode.height) for mode in modes}
    return sorted(sizes or _USUAL, key=lambda size: (size[0] * size[1], size[0]))


def rates_of(modes: Iterable[Mode], width: int, height: int, pixel_format: str = AUTO) -> list[float]:
    """The rates of a size, the highest first, of one format or of all; empty where none are known."""
    rates = {
        round(rate, 3)
        for mode in modes
        if (mode.width, mode.height) == (width, height) and pixel_format in (AUTO, mode.format)
        for rate in mode.rates
    }
    return sorted(rates, reverse=True)


def formats_of(modes: Iterable[Mode], width: int, height: int) -> list[str]:
    """The pixel formats that a size comes in, in the driver's order."""
    return list(dict.fromkeys(mode.format for mode in modes if (mode.width, mode.height) == (width, height)))


def real_rate(camera: CameraInfo) -> float:
    """The rate that is set now, which OpenCV tells wrongly where an interval is no whole part of a second; 0.0 where
    nobody tells."""
    if camera.backend != V4L2 or not camera.id:
        return 0.0
    try:
        with V4l2Device(camera.id) as device:
            return device.rate()
    except OSError:
        return 0.0
