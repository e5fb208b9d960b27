"""What the kernel tells of a camera on Linux: what it can do, its modes, its controls.

A handful of V4L2's calls by :mod:`ctypes`, for what OpenCV does not show; pictures are read by OpenCV. Every list ends
where the driver says so, at a bound where it never does, and an entry that makes no sense is left out: drivers are
odd, and one odd camera must not hide the others.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

_u8, _u32, _s32, _s64, _u64 = ctypes.c_uint8, ctypes.c_uint32, ctypes.c_int32, ctypes.c_int64, ctypes.c_uint64

CAP_CAPTURE: Final = 0x00000001
CAP_CAPTURE_MPLANE: Final = 0x00001000
CAP_OUTPUT: Final = 0x00000002
CAP_OUTPUT_MPLANE: Final = 0x00002000
CAP_M2M: Final = 0x00008000
CAP_M2M_MPLANE: Final = 0x00004000
CAP_IO_MC: Final = 0x20000000
"""The raw end of an image processor, which gives pictures only after a media graph was wired up (libcamera does)."""
_CAP_DEVICE_CAPS = 0x80000000

TYPE_INTEGER, TYPE_BOOLEAN, TYPE_MENU, TYPE_BUTTON, TYPE_INTEGER_MENU = 1, 2, 3, 4, 9
FLAG_DISABLED, FLAG_GRABBED, FLAG_READ_ONLY = 0x0001, 0x0002, 0x0004
FLAG_INACTIVE, FLAG_WRITE_ONLY, FLAG_VOLATILE, FLAG_HAS_PAYLOAD = 0x0010, 0x0040, 0x0080, 0x0100
_NEXT_CTRL = 0x80000000

_BUF_CAPTURE, _BUF_CAPTURE_MPLANE = 1, 9
_DISCRETE, _CONTINUOUS, _STEPWISE = 1, 2, 3
_MOST = 512
"""Entries of a list after which a driver is not asked for more."""


class CapabilityStruct(ctypes.Structure):
    _fields_ = (
        ("driver", ctypes.c_char * 16), ("card", ctypes.c_char * 32), ("bus_info", ctypes.c_char * 32),
        ("version", _u32), ("capabilities", _u32), ("device_caps", _u32), ("reserved", _u32 * 3),
    )  # fmt: skip


class FormatStruct(ctypes.Structure):
    _fields_ = (
        ("index", _u32), ("type", _u32), ("flags", _u32), ("description", ctypes.c_char * 32),
        ("pixelformat", _u32), ("mbus_code", _u32), ("reserved", _u32 * 3),
    )  # fmt: skip


class SizeStruct(ctypes.Structure):
    """``numbers``: width, height; or least, most and step of the width, then of the height."""

    _fields_ = (
        ("index", _u32), ("pixel_format", _u32), ("type", _u32), ("numbers", _u32 * 6), ("reserved", _u32 * 2),
    )  # fmt: skip


class IntervalStruct(ctypes.Structure):
    """``numbers``: numerator and denominator of the interval; or those of the least, the most and the step."""

    _fields_ = (
        ("index", _u32), ("pixel_format", _u32), ("width", _u32), ("height", _u32), ("type", _u32),
        ("numbers", _u32 * 6), ("reserved", _u32 * 2),
    )  # fmt: skip


class QueryControlStruct(ctypes.Structure):
    _fields_ = (
        ("id", _u32), ("type", _u32), ("name", ctypes.c_char * 32), ("minimum", _s64), ("maximum", _s64),
        ("step", _u64), ("default_value", _s64), ("flags", _u32), ("elem_size", _u32), ("elems", _u32),
        ("nr_of_dims", _u32), ("dims", _u32 * 4), ("reserved", _u32 * 32),
    )  # fmt: skip


class MenuStruct(ctypes.Structure):
    """``name`` is text, or a number of 64 bits in a menu of numbers."""

    _pack_ = 1
    _fields_ = (("id", _u32), ("index", _u32), ("name", _u8 * 32), ("reserved", _u32))


class ControlStruct(ctypes.Structure):
    _fields_ = (("id", _u32), ("value", _s32))


class RateStruct(ctypes.Structure):
    """``numbers``: what can be set, the mode, numerator and denominator of the interval, and what is not used here."""

    _fields_ = (("type", _u32), ("numbers", _u32 * 50))


def _code(direction: int, number: int, struct: type[ctypes.Structure]) -> int:
    return direction << 30 | ctypes.sizeof(struct) << 16 | ord("V") << 8 | number


QUERYCAP = _code(2, 0, CapabilityStruct)
ENUM_FMT = _code(3, 2, FormatStruct)
G_PARM = _code(3, 21, RateStruct)
G_CTRL = _code(3, 27, ControlStruct)
S_CTRL = _code(3, 28, ControlStruct)
QUERYMENU = _code(3, 37, MenuStruct)
ENUM_FRAMESIZES = _code(3, 74, SizeStruct)
ENUM_FRAMEINTERVALS = _code(3, 75, IntervalStruct)
QUERY_EXT_CTRL = _code(3, 103, QueryControlStruct)


def kernel_ioctl(fd: int, request: int, struct: ctypes.Structure) -> None:
    """Let the driver of an opened node fill a structure. Raises OSError."""
    import fcntl  # only on Unix

    while True:
        try:
            fcntl.ioctl(fd, request, struct)  # type: ignore[attr-defined, unused-ignore]
        except InterruptedError:
            continue
        return


@dataclass(frozen=True, slots=True)
class Capability:
    """What a device node is."""

    driver: str
    card: str
    bus: str
    caps: int

    @property
    def captures(self) -> bool:
        return bool(self.caps & (CAP_CAPTURE | CAP_CAPTURE_MPLANE))

    @property
    def loopback(self) -> bool:
        return self.driver == "v4l2 loopback"

    @property
    def camera(self) -> bool:
        """Whether pictures can be read that nobody has to send in first. A codec takes and gives; so does a loopback
        device, which passes on what another program sends."""
        if not self.captures or self.caps & (CAP_M2M | CAP_M2M_MPLANE | CAP_IO_MC):
            return False
        return self.loopback or not self.caps & (CAP_OUTPUT | CAP_OUTPUT_MPLANE)


@dataclass(frozen=True, slots=True)
class Span:
    """Least, most and step of a number."""

    least: float
    most: float
    step: float


@dataclass(frozen=True, slots=True)
class RawControl:
    """A control as the driver describes it; ``menu`` has the choices by value."""

    id: int
    type: int
    name: str
    minimum: int
    maximum: int
    step: int
    default: int
    flags: int
    menu: dict[int, str]


class V4l2Device:
    """An opened device node. Opening takes nothing away from a program that reads it. Every list may raise OSError
    when the device is gone."""

    def __init__(self, path: str) -> None:
        """Raises OSError."""
        flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        self._fd = os.open(path, flags)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._fd)

    def capability(self) -> Capability:
        """Raises OSError: it is no V4L2 device, or is gone."""
        raw = CapabilityStruct()
        kernel_ioctl(self._fd, QUERYCAP, raw)
        caps = raw.device_caps if raw.capabilities & _CAP_DEVICE_CAPS else raw.capabilities
        return Capability(_text(raw.driver), _text(raw.card), _text(raw.bus_info), caps)

    def formats(self) -> Iterator[str]:
        """Pixel formats by their four characters, in the driver's order."""
        seen = set()
        for kind in (_BUF_CAPTURE, _BUF_CAPTURE_MPLANE):
            for index in range(_MOST):
                raw = FormatStruct(index=index, type=kind)
                if not self._ask(ENUM_FMT, raw):
                    break
                name = fourcc_text(raw.pixelformat)
                if name not in seen:
                    seen.add(name)
                    yield name

    def sizes(self, pixel_format: str) -> Iterator[tuple[Span, Span]]:
        """Widths and heights that a format comes in, in pixels; least and most are the same for a single size."""
        for index in range(_MOST):
            raw = SizeStruct(index=index, pixel_format=fourcc_number(pixel_format))
            if not self._ask(ENUM_FRAMESIZES, raw):
                return
            numbers = [float(number) for number in raw.numbers]
            if raw.type == _DISCRETE:
                width, height = numbers[0], numbers[1]
                if width and height:
                    yield Span(width, width, 1), Span(height, height, 1)
            elif raw.type in (_CONTINUOUS, _STEPWISE):
                wide, high = Span(*numbers[:3]), Span(*numbers[3:])
                if 0 < wide.least <= wide.most and 0 < high.least <= high.most:
                    yield wide, high
                return

    def rates(self, pixel_format: str, width: int, height: int) -> Iterator[Span]:
        """Pictures per second of a format and size; least and most are the same for a single rate."""
        for index in range(_MOST):
            number = fourcc_number(pixel_format)
            raw = IntervalStruct(index=index, pixel_format=number, width=width, height=height)
            if not self._ask(ENUM_FRAMEINTERVALS, raw):
                return
            numbers = list(raw.numbers)
            if raw.type == _DISCRETE:
                if numbers[0] and numbers[1]:
                    rate = numbers[1] / numbers[0]
                    yield Span(rate, rate, 0)
            elif raw.type in (_CONTINUOUS, _STEPWISE):
                if all(numbers[:4]):
                    yield Span(numbers[3] / numbers[2], numbers[1] / numbers[0], 0)
                return

    def rate(self) -> float:
        """Pictures per second that are set now; 0.0 where the driver does not tell."""
        for kind in (_BUF_CAPTURE, _BUF_CAPTURE_MPLANE):
            raw = RateStruct(type=kind)
            if self._ask(G_PARM, raw) and raw.numbers[2] and raw.numbers[3]:
                return float(raw.numbers[3] / raw.numbers[2])
        return 0.0

    def controls(self) -> Iterator[RawControl]:
        """All controls that hold one number, in the driver's order."""
        last = 0
        for _ in range(_MOST):
            raw = QueryControlStruct(id=last | _NEXT_CTRL)
            if not self._ask(QUERY_EXT_CTRL, raw) or raw.id <= last:
                return
            last = raw.id
            if raw.flags & FLAG_HAS_PAYLOAD or raw.minimum > raw.maximum:
                continue
            menu = self._menu(raw) if raw.type in (TYPE_MENU, TYPE_INTEGER_MENU) else {}
            yield RawControl(
                raw.id,
                raw.type,
                _text(raw.name),
                raw.minimum,
                raw.maximum,
                raw.step,
                raw.default_value,
                raw.flags,
                menu,
            )

    def get(self, control: int) -> int:
        """The value of a control. Raises OSError."""
        raw = ControlStruct(id=control)
        kernel_ioctl(self._fd, G_CTRL, raw)
        return int(raw.value)

    def set(self, control: int, value: int) -> int:
        """Set a control; returns the value that the driver made of it. Raises OSError."""
        raw = ControlStruct(id=control, value=value)
        kernel_ioctl(self._fd, S_CTRL, raw)
        return int(raw.value)

    def _menu(self, control: QueryControlStruct) -> dict[int, str]:
        menu = {}
        for index in range(max(0, control.minimum), min(control.maximum, _MOST) + 1):
            raw = MenuStruct(id=control.id, index=index)
            try:
                kernel_ioctl(self._fd, QUERYMENU, raw)
            except OSError as error:
                if error.errno != errno.EINVAL:  # EINVAL: a number that this menu leaves out
                    break
                continue
            data = bytes(raw.name)
            number = control.type == TYPE_INTEGER_MENU
            menu[index] = str(int.from_bytes(data[:8], "little", signed=True)) if number else _text(data)
        return menu

    def _ask(self, request: int, struct: ctypes.Structure) -> bool:
        """False at the end of a list, and where the driver knows no such list. Raises OSError: the device is gone."""
        try:
            kernel_ioctl(self._fd, request, struct)
        except OSError as error:
            if error.errno in (errno.ENODEV, errno.ENXIO):
                raise
            return False
        return True


def _text(data: bytes) -> str:
    return bytes(data).split(b"\0")[0].decode("utf-8", "replace").strip()


def fourcc_text(number: int) -> str:
    """The four characters of a pixel format, such as ``YUYV``; what can not be printed is a question mark."""
    letters = (number >> shift & 0x7F for shift in (0, 8, 16, 24))
    return "".join(chr(letter) if 32 <= letter < 127 else "?" for letter in letters).rstrip()


def fourcc_number(text: str) -> int:
    """The number of a pixel format's four characters."""
    return int.from_bytes(text.ljust(4)[:4].encode("latin-1", "replace"), "little")
