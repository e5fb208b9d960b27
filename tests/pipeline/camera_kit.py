"""A Linux machine with cameras, played: ``/sys`` and ``/dev`` in a folder of the test, and drivers that answer V4L2.

Everything above the system calls is real: names are read from files, nodes are opened, structures are filled.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from app.pipeline import camera_nodes, v4l2
from app.pipeline.v4l2 import (
    CapabilityStruct,
    ControlStruct,
    FormatStruct,
    IntervalStruct,
    MenuStruct,
    QueryControlStruct,
    RateStruct,
    SizeStruct,
    fourcc_number,
)

T = TypeVar("T")
CAPTURE = v4l2.CAP_CAPTURE | 0x05200000
DEVICE_CAPS = 0x80000000
BRIGHTNESS, GAIN_AUTO, GAIN = 0x00980900, 0x00980912, 0x00980913
POWER_LINE, FLIP = 0x00980918, 0x00980914
EXPOSURE_AUTO, EXPOSURE = 0x009A0901, 0x009A0902


@dataclass
class PlayedControl:
    id: int
    name: str
    low: int = 0
    high: int = 255
    default: int = 128
    step: int = 1
    type: int = v4l2.TYPE_INTEGER
    flags: int = 0
    menu: dict[int, str] = field(default_factory=dict)
    switch: int = 0
    """The control that makes this one inactive unless it has ``manual``."""
    manual: int = 0
    broken: bool = False
    """Reading and writing it fails."""


def webcam_controls() -> list[PlayedControl]:
    """What many USB webcams have."""
    modes = {1: "Manual Mode", 3: "Aperture Priority Mode"}
    lamps = {0: "Disabled", 1: "50 Hz", 2: "60 Hz"}
    return [
        PlayedControl(BRIGHTNESS, "Brightness"),
        PlayedControl(GAIN_AUTO, "Gain, Automatic", 0, 1, 1, type=v4l2.TYPE_BOOLEAN),
        PlayedControl(GAIN, "Gain", 0, 255, 100, switch=GAIN_AUTO),
        PlayedControl(FLIP, "Horizontal Flip", 0, 1, 0, type=v4l2.TYPE_BOOLEAN),
        PlayedControl(POWER_LINE, "Power Line Frequency", 0, 2, 2, type=v4l2.TYPE_MENU, menu=lamps),
        PlayedControl(EXPOSURE_AUTO, "Auto Exposure", 0, 3, 3, type=v4l2.TYPE_MENU, menu=modes),
        PlayedControl(EXPOSURE, "Exposure Time, Absolute", 3, 2047, 250, switch=EXPOSURE_AUTO, manual=1),
    ]


Sizes = dict[tuple[int, int], tuple[float, ...]]
WEBCAM: dict[str, Sizes] = {
    "YUYV": {(640, 480): (30, 15), (1280, 720): (10, 5)},
    "MJPG": {(640, 480): (30, 15), (1280, 720): (30, 15), (1920, 1080): (30,)},
}
"""A webcam on USB 2: raw HD comes ten times a second."""


@dataclass
class PlayedDriver:
    """Answers what V4L2 asks of one node."""

    card: str = "Webcam"
    driver: str = "uvcvideo"
    caps: int = CAPTURE
    formats: dict[str, Sizes] = field(default_factory=lambda: dict(WEBCAM))
    controls: list[PlayedControl] = field(default_factory=webcam_controls)
    rate: float = 30.0
    values: dict[int, int] = field(default_factory=dict)
    gone: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)
    """Controls that were set, with the values."""

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As it is after it was plugged in."""
        self.values = {control.id: control.default for control in self.controls}

    def answer(self, request: int, struct: ctypes.Structure) -> None:
        if self.gone:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        if isinstance(struct, CapabilityStruct):
            struct.driver, struct.card = self.driver.encode(), self.card.encode()
            struct.capabilities, struct.device_caps = self.caps | DEVICE_CAPS, self.caps
        elif isinstance(struct, FormatStruct):
            if struct.type != 1:
                raise _end()
            struct.pixelformat = fourcc_number(_at(list(self.formats), struct.index))
        elif isinstance(struct, SizeStruct):
            width, height = _at(list(self._sizes(struct.pixel_format)), struct.index)
            struct.type, struct.numbers[0], struct.numbers[1] = 1, width, height
        elif isinstance(struct, IntervalStruct):
            rates = self._sizes(struct.pixel_format).get((struct.width, struct.height), ())
            struct.type, struct.numbers[0] = 1, 1000
            struct.numbers[1] = round(_at(list(rates), struct.index) * 1000)
        elif isinstance(struct, RateStruct):
            struct.numbers[2], struct.numbers[3] = 1000, round(self.rate * 1000)
        elif isinstance(struct, QueryControlStruct):
            self._describe(struct)
        elif isinstance(struct, MenuStruct):
            words = self._control(struct.id).menu.get(struct.index)
            if words is None:
                raise _end()
            struct.name = (ctypes.c_uint8 * 32)(*words.encode())
        elif isinstance(struct, ControlStruct):
            self._move(request, struct)
        else:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    def active(self, control: PlayedControl) -> bool:
        return not control.switch or self.values[control.switch] == control.manual

    def _sizes(self, number: int) -> Sizes:
        return next((sizes for name, sizes in self.formats.items() if fourcc_number(name) == number), {})

    def _control(self, number: int) -> PlayedControl:
        found = next((control for control in self.controls if control.id == number), None)
        if found is None:
            raise _end()
        return found

    def _describe(self, struct: QueryControlStruct) -> None:
        after = struct.id & 0x7FFFFFFF
        control = next((one for one in sorted(self.controls, key=lambda one: one.id) if one.id > after), None)
        if control is None:
            raise _end()
        struct.id, struct.type, struct.name = control.id, control.type, control.name.encode()
        struct.minimum, struct.maximum, struct.step = control.low, control.high, control.step
        struct.default_value = control.default
        struct.flags = control.flags | (0 if self.active(control) else v4l2.FLAG_INACTIVE)

    def _move(self, request: int, struct: ControlStruct) -> None:
        control = self._control(struct.id)
        if control.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if request == v4l2.S_CTRL:
            self.asked.append((struct.id, struct.value))
            self.values[struct.id] = min(max(struct.value, control.low), control.high)
        struct.value = self.values[struct.id]


def _end() -> OSError:
    return OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def _at(rows: Sequence[T], index: int) -> T:
    if index >= len(rows):
        raise _end()
    return rows[index]


class PlayedMachine:
    """Its cameras are plugged in and pulled out by :meth:`plug` and :meth:`pull`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sys, self.dev = folder / "sys", folder / "dev"
        (self.sys / "class" / "video4linux").mkdir(parents=True)
        (self.dev / "v4l" / "by-id").mkdir(parents=True)
        self.drivers: dict[str, PlayedDriver] = {}
        monkeypatch.setattr(camera_nodes, "SYS", self.sys)
        monkeypatch.setattr(camera_nodes, "DEV", self.dev)
        monkeypatch.setattr(v4l2, "kernel_ioctl", self._ioctl)

    def _ioctl(self, fd: int, request: int, struct: ctypes.Structure) -> None:
        name = Path(f"/proc/self/fd/{fd}").readlink().name
        if name not in self.drivers:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
        self.drivers[name].answer(request, struct)

    def plug(
        self,
        number: int,
        driver: PlayedDriver | None = None,
        *,
        model: str = "046d:0825",
        serial: str = "",
        port: str = "4",
        interface: int = 0,
        index: int = 0,
        bus: int = 1,
        link: str = "",
    ) -> PlayedDriver:
        """A USB camera in ``port`` of the first controller."""
        driver = driver or PlayedDriver()
        usb = self.sys / "devices/pci0000:00/0000:00:14.0" / f"usb{bus}" / f"{bus}-{port}"
        inner = usb / f"{bus}-{port}:1.{interface}"
        inner.mkdir(parents=True, exist_ok=True)
        vendor, _, product = model.partition(":")
        for name, text in (("idVendor", vendor), ("idProduct", product), ("serial", serial), ("devpath", port)):
            if text:
                (usb / name).write_text(text + "\n")
            else:
                (usb / name).unlink(missing_ok=True)
        (inner / "bInterfaceNumber").write_text(f"{interface:02x}\n")
        return self._node(number, driver, inner, index, link)

    def add(self, number: int, driver: PlayedDriver, place: str, *, index: int = 0) -> PlayedDriver:
        """A device that is on no USB: of the board, or made by the kernel (``virtual``)."""
        folder = self.sys / "devices" / place
        return self._node(number, driver, None if place.startswith("virtual") else folder, index, "")

    def pull(self, number: int) -> None:
        name = f"video{number}"
        self.drivers.pop(name).gone = True
        entry = self.sys / "class" / "video4linux" / name
        for file in entry.resolve().iterdir():
            file.unlink()
        entry.resolve().rmdir()
        entry.unlink()
        (self.dev / name).unlink()
        for link in (self.dev / "v4l" / "by-id").iterdir():
            if not link.exists():
                link.unlink()

    def _node(self, number: int, driver: PlayedDriver, device: Path | None, index: int, link: str) -> PlayedDriver:
        name = f"video{number}"
        folder = (device or self.sys / "devices" / "virtual") / "video4linux" / name
        folder.mkdir(parents=True)
        (folder / "name").write_text(driver.card + "\n")
        (folder / "index").write_text(f"{index}\n")
        if device is not None:
            (folder / "device").symlink_to(device)
        (self.sys / "class" / "video4linux" / name).symlink_to(folder)
        (self.dev / name).touch()
        if link:
            (self.dev / "v4l" / "by-id" / link).symlink_to(self.dev / name)
        self.drivers[name] = driver
        return driver
