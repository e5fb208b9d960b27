"""v4l2loopback on Linux: which of its devices are there, which one is ours, and mending one that forgot its job.

:func:`loopback_devices` reads sysfs and asks each device; :func:`ready_device` picks the one to write to, and
:func:`announce_rate` tells its readers how fast it is. v4l2loopback 0.12 with ``exclusive_caps=1`` no longer offers a
device for writing once its first writer has left ("not a video output device" from then on); :func:`heal` brings it
back. From 0.13 on there is no such fault, and a device that is not offered has a writer.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import psutil

from app.base.errors import OutputError

log = logging.getLogger(__name__)

LABEL = "Understudy"
"""The name of our own device; ``installers/linux/setup_virtual_camera.sh`` gives it."""
DRIVER = "v4l2 loopback"

_CAPABILITY = struct.Struct("16s32s32sIII12x")
"""``struct v4l2_capability``: driver, card, bus, version, capabilities, device_caps."""
_VIDIOC_QUERYCAP = 0x80685600
_VIDIOC_STREAMON = 0x40045612
_VIDIOC_S_PARM = 0xC0CC5616
_RATE = struct.Struct("I4x4xII184x")
"""``struct v4l2_streamparm`` of an output: type, and the time of a picture as a fraction."""
_OUTPUT = 2  # V4L2_BUF_TYPE_VIDEO_OUTPUT
_CAN_CAPTURE, _CAN_OUTPUT = 1, 2
_FLOW_S = 0.5
"""A device on which no picture comes for so long has no writer: the slowest that is sensible is 2 a second."""
_GLANCE_S = 0.02


@dataclass(frozen=True, slots=True)
class LoopbackDevice:
    """A device of v4l2loopback."""

    path: str
    """Such as ``/dev/video10``."""
    number: int
    label: str
    """The name that other programs show."""
    access: Literal["ok", "denied", "missing"]
    """Whether this user may open it; ``missing``: the kernel has it and there is no device file."""
    writable: bool
    """Whether it is offered for writing. False while it has a writer, and with the fault that :func:`heal` mends."""
    readable: bool
    """Whether it is offered to readers just now: somebody writes, or a reader stayed after a writer left."""

    @property
    def own(self) -> bool:
        """Whether it carries this program's label."""
        return self.label == LABEL


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device says of itself."""

    driver: str
    card: str
    flags: int


class Driver(Protocol):
    """What is asked of the kernel, by the path of a device."""

    def capabilities(self, path: str) -> Capabilities:
        """Raises OSError."""

    def stream_on(self, path: str) -> None:
        """One ``VIDIOC_STREAMON`` for output, then close."""

    def announce(self, path: str, fps: float) -> None:
        """Tell the rate that readers are told. Raises OSError."""

    def writers(self, path: str) -> list[str]:
        """Names of the other programs that have it open for writing only, as far as this user may see."""

    def flowing(self, path: str, seconds: float) -> bool:
        """Whether pictures come out of it within ``seconds``. Raises OSError."""


class Kernel:
    """The real :class:`Driver`."""

    def capabilities(self, path: str) -> Capabilities:
        answer = bytearray(_CAPABILITY.size)
        with _opened(path, os.O_RDWR) as handle:
            _ioctl(handle, _VIDIOC_QUERYCAP, answer)
        driver, card, _, _, whole, flags = _CAPABILITY.unpack(answer)
        return Capabilities(_text(driver), _text(card), flags or whole)

    def stream_on(self, path: str) -> None:
        with _opened(path, os.O_RDWR) as handle:
            try:
                _ioctl(handle, _VIDIOC_STREAMON, bytearray(struct.pack("I", _OUTPUT)))
            except OSError as error:
                # EINVAL: nothing was ever negotiated. The handle counts as a writer all the same, and its end mends.
                if error.errno != errno.EINVAL:
                    raise

    def announce(self, path: str, fps: float) -> None:
        with _opened(path, os.O_RDWR) as handle:
            _ioctl(handle, _VIDIOC_S_PARM, bytearray(_RATE.pack(_OUTPUT, 1000, round(fps * 1000))))

    def writers(self, path: str) -> list[str]:
        names = set()
        for pid in psutil.pids():
            if pid == os.getpid():
                continue
            with contextlib.suppress(OSError, psutil.Error):  # another user's, or one that just ended
                for link in Path(f"/proc/{pid}/fd").iterdir():
                    if str(link.readlink()) == path and _write_only(Path(f"/proc/{pid}/fdinfo/{link.name}")):
                        names.add(psutil.Process(pid).name())
        return sorted(names)

    def flowing(self, path: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        with _opened(path, os.O_RDONLY) as handle:
            first = True
            while time.monotonic() < deadline:
                try:
                    os.read(handle, 1)
                except BlockingIOError:
                    time.sleep(_GLANCE_S)
                    continue
                if not first:  # the first may be the last one of a writer that has left
                    return True
                first = False
        return False


def loopback_devices(
    sysfs: Path = Path("/sys/class/video4linux"), devices: Path = Path("/dev"), driver: Driver | None = None
) -> list[LoopbackDevice]:
    """The devices of v4l2loopback: ours first, then by number. Empty where there is none, and not on Linux."""
    driver = driver or Kernel()
    found = []
    for folder in sysfs.glob("video*") if sysfs.is_dir() else ():
        number = folder.name.removeprefix("video")
        # The module's own mark in sysfs: real cameras are not opened here, some switch their light on for it.
        if number.isdigit() and (folder / "max_openers").is_file():
            device = _look(folder, int(number), str(devices / folder.name), driver)
            if device is not None:
                found.append(device)
    return sorted(found, key=lambda device: (not device.own, device.number))


def heal(device: LoopbackDevice, driver: Driver | None = None) -> LoopbackDevice:
    """Make a device that is not offered for writing be so again; returns it as it then is.

    Nothing is done where it is offered, or can not be opened.

    Raises:
        OutputError: another program is writing to it (``virtual_camera.taken``).
    """
    if device.writable or device.access != "ok":
        return device
    driver = driver or Kernel()
    try:
        names = driver.writers(device.path)
        if names or driver.flowing(device.path, _FLOW_S):
            raise _taken(device, names)
        driver.stream_on(device.path)
        flags = driver.capabilities(device.path).flags
    except OSError as error:  # unloaded meanwhile, say: whoever opens it next is told why
        log.warning("%s could not be mended: %s", device.path, error)
        return device
    if not flags & _CAN_OUTPUT:  # 0.13 and later: it is not offered because it has a writer that this user can not see
        raise _taken(device, [])
    log.info("%s is offered for writing again", device.path)
    return LoopbackDevice(
        device.path, device.number, device.label, device.access, True, bool(flags & _CAN_CAPTURE)
    )  # fmt: skip


def ready_device(wanted: str, devices: Sequence[LoopbackDevice] | None = None, driver: Driver | None = None) -> str:
    """The path of the device to write to, mended where that was needed.

    ``wanted`` is a path, or empty for our own device, and where there is none for the first that is free. Empty is
    returned where nothing can be said: there is no such device, or this user may not open it; opening it tells why.

    Raises:
        OutputError: ``wanted``, our own device, or every device has another writer (``virtual_camera.taken``).
    """
    found = list(loopback_devices(driver=driver) if devices is None else devices)
    if wanted:
        path = os.path.realpath(wanted)
        for device in found:
            if device.path == path:
                heal(device, driver)
        return wanted
    ours = [device for device in found if device.own]
    taken: OutputError | None = None
    for device in ours or found:
        try:
            healed = heal(device, driver)
        except OutputError as error:
            taken = taken or error
            continue
        if healed.writable or ours:
            return healed.path
    if taken is not None:
        raise taken
    return ""


def announce_rate(path: str, fps: float, driver: Driver | None = None) -> None:
    """Let a device's readers be told that it gives ``fps`` pictures per second.

    The module says 30 whatever comes, and pyvirtualcam does not tell it. A device that does not take it is only logged:
    readers stand a wrong rate.
    """
    try:
        (driver or Kernel()).announce(path, fps)
    except OSError as error:
        log.info("%s does not take the rate %g: %s", path, fps, error)


def _look(folder: Path, number: int, path: str, driver: Driver) -> LoopbackDevice | None:
    try:
        label = (folder / "name").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # it went away while this was read
        return None
    try:
        said = driver.capabilities(path)
    except FileNotFoundError:
        return LoopbackDevice(path, number, label, "missing", False, False)
    except PermissionError:
        return LoopbackDevice(path, number, label, "denied", False, False)
    except OSError as error:
        log.info("%s does not answer: %s", path, error)
        return None
    if said.driver != DRIVER:
        return None
    return LoopbackDevice(
        path, number, said.card or label, "ok", bool(said.flags & _CAN_OUTPUT), bool(said.flags & _CAN_CAPTURE)
    )


def _taken(device: LoopbackDevice, names: Sequence[str]) -> OutputError:
    programs = ", ".join(names) or "another program"
    return OutputError(
        "virtual_camera.taken",
        f"The virtual camera {device.label} ({device.path}) already gets its picture from {programs}.",
        "End that program, or choose another device in the settings.",
        label=device.label,
        device=device.path,
        programs=programs,
    )


@contextlib.contextmanager
def _opened(path: str, flags: int) -> Iterator[int]:
    handle = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def _ioctl(handle: int, request: int, data: bytearray) -> None:
    if sys.platform == "linux":
        import fcntl

        fcntl.ioctl(handle, request, data, True)
    else:
        raise OSError(errno.ENOTTY, "there is no V4L2 on this system")


def _write_only(fdinfo: Path) -> bool:
    """Whether an open file was opened for writing alone: a reader of a camera opens it for both."""
    flags = re.search(r"^flags:\s*([0-7]+)$", fdinfo.read_text(encoding="ascii"), re.MULTILINE)
    return flags is not None and int(flags[1], 8) & os.O_ACCMODE == os.O_WRONLY


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")
