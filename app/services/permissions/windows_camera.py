"""Cameras under Windows: its privacy settings, and which program it says is using one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import PureWindowsPath

import psutil

from app.base.errors import Message
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Patient, Registry
from app.services.permissions.windows import WindowsRegistry

STORE = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"
DESKTOP = STORE + r"\NonPackaged"
SETTINGS = "ms-settings:privacy-webcam"


def registry_of(patient: Patient) -> Registry:
    return patient.machine.registry or WindowsRegistry()


def windows_access(patient: Patient, *, needed: bool) -> Check:
    """The three switches under Settings > Privacy & security > Camera, the widest first."""
    id_ = "camera.access"
    registry = registry_of(patient)
    action = Mend("open", "Open the settings", target=SETTINGS)
    if _said(registry, "HKLM", STORE) == "Deny":
        message = Message(
            "check.camera.access.windows_device",
            "Windows keeps cameras away from all programs of this computer.",
            "Switch on “Camera access” in Settings > Privacy & security > Camera; it takes an administrator.",
        )
    elif _said(registry, "HKCU", STORE) == "Deny":
        message = Message(
            "check.camera.access.windows_apps",
            "Windows keeps cameras away from your programs.",
            "Switch on “Let apps access your camera” in Settings > Privacy & security > Camera.",
        )
    elif "Deny" in (_said(registry, "HKCU", DESKTOP), _said(registry, "HKLM", DESKTOP)):
        message = Message(
            "check.camera.access.windows_desktop",
            "Windows keeps cameras away from desktop programs, such as this one.",
            "Switch on “Let desktop apps access your camera” in Settings > Privacy & security > Camera.",
        )
    elif _said(registry, "HKCU", DESKTOP) == "Allow" or _said(registry, "HKCU", STORE) == "Allow":
        text = "Windows lets desktop programs use cameras."
        return Check(id_, "ok", Message("check.camera.access.windows_ok", text))
    else:  # versions before 1803 have no such setting
        text = "This Windows does not tell whether programs may use cameras."
        hint = "If no picture comes, look into Settings > Privacy > Camera."
        return Check(id_, "unknown", Message("check.camera.access.windows_unknown", text, hint), action=action)
    return Check(id_, "denied", message, needed=needed, action=action)


def windows_holders(patient: Patient) -> Check:
    """Windows notes when each program began and ceased to use a camera; one that has not ceased is using it."""
    id_ = "camera.free"
    registry = registry_of(patient)
    if registry.values("HKCU", STORE) is None:
        text = "This Windows does not tell which programs use a camera."
        return Check(id_, "unknown", Message("check.camera.free.windows_unknown", text))
    programs = ", ".join(sorted(set(_using(registry))))
    if programs:
        message = Message(
            "check.camera.free.windows_held",
            f"A camera is in use by {programs}, as Windows says.",
            "If the picture does not come, end that program, or stop the video in it.",
            {"programs": programs},
        )
        return Check(id_, "denied", message)
    return Check(id_, "ok", Message("check.camera.free.ok", "No other program has a camera."))


def _using(registry: Registry) -> Iterator[str]:
    running = {(process.info["name"] or "").casefold() for process in psutil.process_iter(["name"])}
    for name in registry.keys("HKCU", STORE):
        if name != "NonPackaged" and _uses(registry, rf"{STORE}\{name}"):
            yield name.partition("_")[0]
    # A virtual environment's python starts the one that it was made from, and Windows notes that one.
    own = {PureWindowsPath(sys.executable), PureWindowsPath(getattr(sys, "_base_executable", sys.executable))}
    for name in registry.keys("HKCU", DESKTOP):
        program = PureWindowsPath(name.replace("#", "\\"))
        # What crashed, or was there when the power went, is still noted as using it.
        if program not in own and program.name.casefold() in running and _uses(registry, rf"{DESKTOP}\{name}"):
            yield program.name


def _uses(registry: Registry, path: str) -> bool:
    values = registry.values("HKCU", path) or {}
    return bool(values.get("LastUsedTimeStart")) and values.get("LastUsedTimeStop") == 0


def _said(registry: Registry, hive: str, path: str) -> str:
    value = (registry.values(hive, path) or {}).get("Value")
    return value if isinstance(value, str) else ""
