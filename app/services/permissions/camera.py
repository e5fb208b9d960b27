"""Cameras: whether there is one, whether this user and this program may use it, and whether another program has it.

Linux is asked by sysfs and the device files, Windows by its registry, macOS by AVFoundation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.base.holders import holders
from app.pipeline import own_devices
from app.services.permissions.access import device_check, may_open, sandbox
from app.services.permissions.check import Check, Mend
from app.services.permissions.mac import SystemCamera
from app.services.permissions.machine import Patient
from app.services.permissions.portal import sandbox_check
from app.services.permissions.streaming import in_use
from app.services.permissions.windows_camera import windows_access, windows_holders

MAC_SETTINGS = "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera"


@dataclass(frozen=True, slots=True)
class Device:
    """A camera as Linux lists it."""

    name: str
    path: Path
    """Where its device file belongs; it may be absent."""
    quiet: bool
    """Not to be opened for a look: the system has put it to sleep, so that nobody is using it, or another program
    makes its pictures (v4l2loopback), which is no matter of who has it."""


def look(patient: Patient) -> Iterator[Check]:
    needed = patient.settings.current.camera.source.startswith("camera:")
    if patient.machine.platform == "linux":
        devices = linux_cameras(patient)
        yield _found([f"{device.name} ({device.path})" for device in devices], needed)
        yield _linux_access(devices, patient, needed)
        yield from sandbox_check(patient)
        if devices:
            yield _linux_free(devices, patient, needed)
        return
    yield _found(_listed(), needed)
    if patient.machine.platform == "win32":
        yield windows_access(patient, needed=needed)
        yield windows_holders(patient)
    elif patient.machine.platform == "darwin":
        yield _mac_access(patient, needed)
        text = "macOS lets several programs use one camera at the same time."
        yield Check("camera.free", "ok", Message("check.camera.free.shared", text))


def linux_cameras(patient: Patient) -> list[Device]:
    """The cameras that the kernel knows, by number, without the program's own; opens none."""
    machine = patient.machine
    folder = machine.sys / "class" / "video4linux"
    if not folder.is_dir():  # some containers have no sysfs
        files = sorted(machine.dev.glob("video[0-9]*"), key=_number)
        return [Device(path.name, path, quiet=False) for path in files]
    found = []
    for entry in sorted(folder.glob("video[0-9]*"), key=_number):
        name = _line(entry / "name") or entry.name
        # A webcam has further nodes for what is no picture; they have a higher index.
        if own_devices.is_own(str(machine.dev / entry.name), name) or _line(entry / "index") not in ("", "0"):
            continue
        asleep = _line(entry / "device" / "power" / "runtime_status") == "suspended"
        asleep = asleep or _line(entry / "device" / ".." / "power" / "runtime_status") == "suspended"
        found.append(Device(name, machine.dev / entry.name, asleep or (entry / "max_openers").is_file()))
    return found


def _number(path: Path) -> int:
    digits = path.name.removeprefix("video")
    return int(digits) if digits.isdigit() else 0


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:  # not every driver has every file
        return ""


def _listed() -> list[str]:
    from app.pipeline.cameras import list_cameras

    return [camera.name for camera in list_cameras()]


def _found(cameras: list[str], needed: bool) -> Check:
    listing = ", ".join(cameras)
    if cameras:
        return Check("camera.found", "ok", Message("check.camera.found", listing, "", {"cameras": listing}))
    message = Message(
        "check.camera.none",
        "No camera is connected, or the system hides it.",
        "Plug one in, open its cover, or switch it on (some laptops have a key for it). "
        "The demo, clips and pictures work without one.",
    )
    return Check("camera.found", "missing", message, needed=needed)


def _linux_access(devices: list[Device], patient: Patient, needed: bool) -> Check:
    id_ = "camera.access"
    if not devices:
        text = "There is no camera yet whose rights could be looked at."
        return Check(id_, "unknown", Message("check.camera.access.nothing", text))
    absent = [device for device in devices if not device.path.exists()]
    if absent:
        names = ", ".join(f"{device.name} ({device.path})" for device in absent)
        message = Message(
            "check.camera.access.no_file",
            f"The system knows {names}, but there is no such device file here.",
            "In a container, start it with that device, such as with: docker run --device DEVICE. "
            "Otherwise restart the computer.",
            {"device": names},
        )
        return Check(id_, "missing", message, needed=needed)
    box = sandbox(patient)
    closed = {device.path: device.name for device in devices if not may_open(device.path, box)}
    if closed:
        return device_check(id_, closed, patient, needed=needed and len(closed) == len(devices))
    names = ", ".join(f"{device.name} ({device.path})" for device in devices)
    return Check(id_, "ok", Message("check.camera.access.ok", f"You may use {names}.", "", {"device": names}))


def _linux_free(devices: list[Device], patient: Patient, needed: bool) -> Check:
    id_ = "camera.free"
    held = []
    awake = [device for device in devices if not device.quiet and device.path.exists()]
    having = holders([device.path for device in awake], patient.machine.proc)
    for device in awake:
        by = having[device.path]
        if by.own:
            continue  # what this program itself takes pictures from
        busy = in_use(device.path)
        if busy is None:
            busy = bool(by.names)
        if busy:
            held.append((device, by))
    if not held:
        return Check(id_, "ok", Message("check.camera.free.ok", "No other program has a camera."))
    needed = needed and len(held) == len(devices)
    device, by = held[0]
    name = f"{device.name} ({device.path})"
    if by.names:
        programs = ", ".join(by.names)
        message = Message(
            "check.camera.free.held",
            f"{name} is in use by {programs}.",
            "End that program, or stop the video in it, or choose another camera.",
            {"device": name, "programs": programs},
        )
    else:
        message = Message(
            "check.camera.free.held_unseen",
            f"{name} is in use by a program of another user, which this login may not look into.",
            f"This shows which one: sudo fuser -v {device.path}",
            {"device": name, "path": str(device.path)},
        )
    return Check(id_, "denied", message, needed=needed)


def _mac_access(patient: Patient, needed: bool) -> Check:
    id_ = "camera.access"
    status = (patient.machine.mac_camera or SystemCamera()).status()
    settings = Mend("open", "Open the settings", target=MAC_SETTINGS)
    where = "System Settings > Privacy & Security > Camera"
    if status == 3:
        return Check(id_, "ok", Message("check.camera.access.mac_ok", "macOS lets this program use cameras."))
    if status == 0:
        text = "macOS has not asked yet whether this program may use cameras."
        hint = "Let it ask now, and answer with OK."
        action = Mend("prompt", "Let macOS ask", target="camera")
        return Check(id_, "unknown", Message("check.camera.access.mac_not_asked", text, hint), action=action)
    if status == 2:
        message = Message(
            "check.camera.access.mac_denied",
            "macOS does not let this program use cameras.",
            f"Switch it on in {where} (for Terminal, if you started it there), then start the program again.",
        )
        return Check(id_, "denied", message, needed=needed, action=settings)
    if status == 1:
        message = Message(
            "check.camera.access.mac_restricted",
            "The use of cameras is restricted on this Mac, by its administrator or by Screen Time.",
            "Ask whoever looks after this Mac.",
        )
        return Check(id_, "denied", message, needed=needed, action=settings)
    text = "macOS does not tell whether this program may use cameras."
    message = Message("check.camera.access.mac_unknown", text, f"Look into {where}.")
    return Check(id_, "unknown", message, action=settings)
