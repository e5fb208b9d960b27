"""The virtual camera: what this machine has of it, and whether this user may write to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.base.errors import Message
from app.services.permissions.access import device_check, may_open, sandbox
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Machine, Patient

SETUP = Path("installers", "linux", "setup_virtual_camera.sh")
OWN_LABEL = "Understudy"


def look(patient: Patient) -> Iterator[Check]:
    needed = patient.settings.current.output.virtual_camera
    if patient.machine.platform == "linux":
        yield _loopback(patient, needed)


def setup_action(patient: Patient) -> Mend | None:
    """The button that sets it up: the script that ships with the program."""
    script = patient.paths.root / SETUP
    if not script.is_file():
        return None
    return Mend("command", "Set up the virtual camera", (str(script), "install"), elevated=True)


def loopbacks(machine: Machine) -> dict[Path, str]:
    """The device files of v4l2loopback and their labels."""
    folder = machine.sys / "devices" / "virtual" / "video4linux"
    found = {}
    for entry in sorted(folder.glob("video[0-9]*")):
        label = entry / "name"
        found[machine.dev / entry.name] = label.read_text("utf-8", "replace").strip() if label.is_file() else ""
    return found


def _loopback(patient: Patient, needed: bool) -> Check:
    id_ = "virtual-camera.device"
    machine = patient.machine
    devices = loopbacks(machine)
    action = setup_action(patient)
    command = f"{SETUP.as_posix()} install"
    hint = f"Set it up with: {command}"
    if not devices:
        if (machine.sys / "module" / "v4l2loopback").exists():
            text = "The module of the virtual camera (v4l2loopback) is loaded, but it has no device."
            message = Message("check.virtual_camera.no_device", text, hint, {"command": command})
        else:
            text = "The virtual camera is not set up: the kernel module v4l2loopback is not loaded."
            message = Message("check.virtual_camera.no_module", text, hint, {"command": command})
        return Check(id_, "missing", message, needed=needed, action=action)
    box = sandbox(patient)
    closed = {path: label for path, label in devices.items() if path.exists() and not may_open(path, box)}
    if len(closed) == len(devices):
        return device_check(id_, closed, patient, needed=needed)
    names = ", ".join(f"{label} ({path})" for path, label in devices.items() if path not in closed)
    return Check(id_, "ok", Message("check.virtual_camera.ok", f"Other programs see {names}.", "", {"device": names}))
