"""Flatpak and Snap: whether the sandbox lets the program at cameras, and what the user answered when it was asked."""

from __future__ import annotations

import configparser
import re
import shutil
from collections.abc import Iterator

from app.base.errors import Message
from app.services.permissions.access import sandbox
from app.services.permissions.ask import answer, dbus_call
from app.services.permissions.check import Check
from app.services.permissions.machine import Patient

_STORE = "org.freedesktop.impl.portal.PermissionStore"


def sandbox_check(patient: Patient) -> Iterator[Check]:
    """One check in a Flatpak or a Snap, none elsewhere."""
    kind = sandbox(patient)
    if kind == "flatpak":
        yield _flatpak(patient)
    elif kind == "snap":
        yield _snap(patient)


def _flatpak(patient: Patient) -> Check:
    id_ = "camera.sandbox"
    info = configparser.ConfigParser(interpolation=None, strict=False)
    info.read(patient.machine.root / ".flatpak-info", "utf-8")
    app = info.get("Application", "name", fallback="APP")
    devices = info.get("Context", "devices", fallback="").split(";")
    if "all" not in devices:
        command = f"flatpak override --user --device=all {app}"
        message = Message(
            "check.camera.sandbox.flatpak",
            "This Flatpak has no access to devices, so that it sees no camera and no virtual camera.",
            f"Run this in a terminal, then start the program again: {command}",
            {"command": command},
        )
        return Check(id_, "denied", message)
    said = _permission(patient, app)
    if said == "no":
        command = f"flatpak permission-set devices camera {app} yes"
        message = Message(
            "check.camera.sandbox.portal_no",
            "The system was told not to let this program use cameras.",
            f"Switch it on in the system's settings under Privacy > Camera, or run this in a terminal: {command}",
            {"command": command},
        )
        return Check(id_, "denied", message)
    if said == "yes":
        text = "This Flatpak has access to devices, and you have let it use cameras."
        return Check(id_, "ok", Message("check.camera.sandbox.portal_yes", text))
    text = "This Flatpak has access to devices; the system has not asked you about cameras, and need not."
    return Check(id_, "ok", Message("check.camera.sandbox.ok", text))


def _permission(patient: Patient, app: str) -> str:
    """What the permission store of xdg-desktop-portal keeps for the program: yes, no, ask, or nothing. Most sandboxes
    keep the store away; what it says is then not known, and does not bind a program with access to all devices."""
    said = dbus_call(patient.machine, _STORE, f"/{_STORE.replace('.', '/')}", f"{_STORE}.Lookup", "devices", "camera")
    found = re.search(rf"{re.escape(app)}['\"].{{0,60}}?\b(yes|no|ask)\b", said or "", re.DOTALL)
    return found.group(1) if found else ""


def _snap(patient: Patient) -> Check:
    id_ = "camera.sandbox"
    name = patient.machine.environ.get("SNAP_NAME", "understudy")
    command = f"sudo snap connect {name}:camera"
    if shutil.which("snapctl", path=patient.machine.environ.get("PATH")) is None:
        text = "This snap can not ask whether it is connected to cameras."
        hint = f"If no camera is seen, run this in a terminal: {command}"
        return Check(id_, "unknown", Message("check.camera.sandbox.snap_unknown", text, hint, {"command": command}))
    if answer(patient.machine, "snapctl", "is-connected", "camera") is None:
        text = "This snap is not connected to cameras, so that it sees none."
        hint = f"Run this in a terminal: {command}"
        return Check(id_, "denied", Message("check.camera.sandbox.snap", text, hint, {"command": command}))
    return Check(id_, "ok", Message("check.camera.sandbox.snap_ok", "This snap is connected to cameras."))
