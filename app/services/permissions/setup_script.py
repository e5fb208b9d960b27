"""The script that sets the virtual camera of Linux up: what it says is there, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.base.errors import Message
from app.services.permissions.ask import answer
from app.services.permissions.check import Mend
from app.services.permissions.machine import Patient

SCRIPT = Path("installers", "linux", "setup_virtual_camera.sh")
_PATIENCE_S = 30.0
"""It asks the package manager, which takes its time on a busy machine, and without its answer nobody sees what will be
done."""
_READY, _NOT_READY, _AFTER_LOGIN = 0, 3, 4


def status(patient: Patient) -> Mapping[str, str]:
    """What the script finds, by its own words; empty where it is not there or can not say."""
    script = patient.paths.root / SCRIPT
    if not script.is_file():
        return {}
    said = answer(
        patient.machine, "sh", str(script), "status", codes=(_READY, _NOT_READY, _AFTER_LOGIN), patience_s=_PATIENCE_S
    )
    return {key: value for key, found, value in (line.partition("=") for line in (said or "").splitlines()) if found}


def set_up(patient: Patient) -> Mend | None:
    """The step that runs it, with the commands that it would run in turn."""
    script = patient.paths.root / SCRIPT
    if not script.is_file():
        return None
    steps = answer(patient.machine, "sh", str(script), "install", "--print", patience_s=_PATIENCE_S)
    return Mend(
        "command",
        "Set up the virtual camera",
        ("sh", str(script), "install"),
        elevated=True,
        details=tuple((steps or "").splitlines()),
    )


def why_not(found: Mapping[str, str], patient: Patient) -> Message | None:
    """Why there is no device, more closely than that there is none."""
    state = found.get("state")
    command = f"sh {patient.paths.root / SCRIPT} install"
    how = f"Set it up in the assistant (menu Help), or with: {command}"
    if state == "not_installed":
        text = "The virtual camera is not set up: the package v4l2loopback is not installed."
        return Message("check.virtual_camera.not_installed", text, how, {"command": command})
    if state == "not_built":
        text = "The virtual camera's module v4l2loopback is installed, but not built for the running kernel."
        hint = f"If the system was updated, restart the computer first. {how}"
        return Message("check.virtual_camera.not_built", text, hint, {"command": command})
    if state == "not_loaded" and found.get("secure_boot") == "on":
        text = "The module v4l2loopback is not loaded, and Secure Boot keeps modules out that it does not know."
        hint = f"Where Secure Boot refuses it, you are told how to allow it once. {how}"
        return Message("check.virtual_camera.secure_boot", text, hint, {"command": command})
    if state == "not_loaded":
        text = "The virtual camera's module v4l2loopback is there, but not loaded."
        return Message("check.virtual_camera.not_loaded", text, how, {"command": command})
    if state == "no_device":
        text = "The virtual camera's module v4l2loopback is loaded, but has no device."
        return Message("check.virtual_camera.no_device", text, how, {"command": command})
    return None
