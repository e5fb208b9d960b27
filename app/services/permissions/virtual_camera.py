"""The virtual camera: which kinds of it this machine has, why the others can not be used, and what sets one up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import Message
from app.services.permissions.access import device_check
from app.services.permissions.check import Check, CheckState, Mend
from app.services.permissions.machine import Patient
from app.services.permissions.setup_script import set_up, status, why_not

if TYPE_CHECKING:
    from app.pipeline.virtual_camera_probes import BackendState

OBS_PAGE = "https://obsproject.com/download"
MAC_EXTENSIONS = "x-apple.systempreferences:com.apple.LoginItems-Settings.extension"
_DENIED = {"virtual_camera.denied", "virtual_camera.mac_waiting", "pipewire.denied"}
_NOT_SET_UP = {"virtual_camera.no_loopback", "virtual_camera.no_device"}


def look(patient: Patient) -> Iterator[Check]:
    """One check for each kind that this system can have. One that works is enough: the others are then not needed."""
    backends = _backends(patient)
    works = any(backend.usable for backend in backends)
    for backend in backends:
        if works and not backend.usable and patient.machine.platform == "win32":
            continue  # of the two kinds there, nobody needs both
        yield _check(backend, patient, needed=patient.settings.current.output.virtual_camera and not works)
        if backend.name == "v4l2loopback" and backend.usable:
            yield from _seen_by_all(patient)


def _backends(patient: Patient) -> Sequence[BackendState]:
    if patient.machine.virtual_cameras is not None:
        return patient.machine.virtual_cameras()
    from app.pipeline.virtual_camera import backends_here  # brings OpenCV

    return backends_here()


def _check(backend: BackendState, patient: Patient, *, needed: bool) -> Check:
    id_ = f"virtual-camera.{backend.name}"
    if backend.usable:
        return Check(id_, "ok", backend.message)
    if backend.usable is None:
        return Check(id_, "unknown", backend.message)
    code = backend.message.code
    if backend.name == "v4l2loopback" and code == "virtual_camera.denied":
        device = Path(str(backend.message.params.get("device", "")))
        if device.exists():  # which group, and whether this login has it yet
            return device_check(id_, {device: ""}, patient, needed=needed)
    if backend.name == "v4l2loopback" and code in _NOT_SET_UP:
        action, refusal = set_up(patient)
        message = why_not(status(patient), patient, refusal) or backend.message
        return Check(id_, "missing", message, needed=needed, action=action)
    state: CheckState = "denied" if code in _DENIED else "missing"
    return Check(id_, state, backend.message, needed=needed, action=_action(backend))


def _action(backend: BackendState) -> Mend | None:
    if backend.message.code == "virtual_camera.mac_waiting":
        return Mend("open", "Open the settings", target=MAC_EXTENSIONS)
    return Mend("open", "Get OBS Studio", target=OBS_PAGE) if backend.name == "obs" else None


def _seen_by_all(patient: Patient) -> Iterator[Check]:
    """A device of ours that was loaded by hand, in a way that many programs do not take for a camera."""
    if status(patient).get("state") != "other_options":
        return
    message = Message(
        "check.virtual_camera.options",
        "Browsers, Zoom and others do not see the virtual camera: it was loaded without exclusive_caps=1.",
        "End the programs that show it, then set it up anew.",
    )
    yield Check("virtual-camera.options", "missing", message, action=set_up(patient)[0])
