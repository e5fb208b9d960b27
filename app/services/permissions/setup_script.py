"""The script that sets the virtual camera of Linux up: what it says is there, what would be done, what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from app.base.errors import Message
from app.services.permissions.ask import answer, asked
from app.services.permissions.check import Mend
from app.services.permissions.machine import Patient

SCRIPT = Path("installers", "linux", "setup_virtual_camera.sh")
_SCRIPT_S = 15.0
"""It asks some programs: on a small machine under load that takes a while, and with no answer there is no button."""
_READY, _NOT_READY, _AFTER_LOGIN = 0, 3, 4


def status(patient: Patient) -> Mapping[str, str]:
    """What the script finds, by its own words; empty where it is not there or can not say."""
    script = patient.paths.root / SCRIPT
    if not script.is_file():
        return {}
    codes = (_READY, _NOT_READY, _AFTER_LOGIN)
    said = answer(patient.machine, "sh", str(script), "status", codes=codes, limit_s=_SCRIPT_S)
    return {key: value for key, found, value in (line.partition("=") for line in (said or "").splitlines()) if found}


def set_up(patient: Patient) -> tuple[Mend | None, str]:
    """The step that does it, or why it can not be done from here, in the script's words; neither where nobody knows.

    What an administrator runs is the list of commands itself, as it was shown. The script lies where the user can write
    to it, and with the user every program: what root runs must not be a file that changes while the question is open.
    """
    script = patient.paths.root / SCRIPT
    if not script.is_file():
        return None, ""
    found = asked(patient.machine, "sh", str(script), "install", "--print", limit_s=_SCRIPT_S)
    if found is None:
        return None, ""
    steps = found.stdout.strip()
    if found.returncode or not steps:
        return None, found.stderr.strip()
    step = Mend(
        "command",
        "Set up the virtual camera",
        ("sh", "-exc", steps),
        elevated=True,
        by_hand=("sh", str(script), "install"),
        afterwards=("sh", str(script), "after", "install"),
    )
    return step, ""


def why_not(found: Mapping[str, str], patient: Patient, refusal: str) -> Message | None:
    """Why there is no device, more closely than that there is none. ``refusal``: why none can be set up from here."""
    if refusal:
        text = f"The virtual camera of the kernel is not set up, and can not be from here: {refusal}"
        hint = "The camera by PipeWire needs no module of the kernel."
        return Message("check.virtual_camera.not_from_here", text, hint, {"reason": refusal})
    state = found.get("state")
    command = shlex.join(("sh", str(patient.paths.root / SCRIPT), "install"))
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
