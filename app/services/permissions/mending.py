"""Carrying out what a check offers: a command, a page of the system's settings, a setting, the system's own question.

No command runs unless it was shown and agreed to. Each step is logged, with its exit code where it has one.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.base.errors import Message, UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.autostart import Autostart
from app.services.permissions.check import Check, Mend
from app.services.permissions.elevate import Outcome, Ran, by_hand, in_words, leave, resolved, run, words
from app.services.permissions.mac import SystemCamera
from app.services.permissions.machine import Machine
from app.services.permissions.patience import Left, NoAnswer, patiently

log = logging.getLogger(__name__)

_OPENED_S = 3.0
"""Who opens a page and has not failed by then has opened it; some stay until the browser is closed."""


@dataclass(frozen=True, slots=True)
class MendResult:
    """What came of a step, in words. The check itself is to be looked at again after it."""

    outcome: Outcome
    message: Message
    code: int | None = None
    """Exit code of the command, where one ran to its end."""

    @property
    def done(self) -> bool:
        return self.outcome == "done"


def shown_command(action: Mend, machine: Machine) -> str:
    """What runs for the action, word for word; the page or the setting where it is no command."""
    if action.kind != "command":
        return action.target
    if machine.platform == "darwin":  # the words around it are AppleScript that asks for the password
        return in_words(resolved(action.command, machine, elevated=action.elevated), machine)
    return in_words(words(action.command, machine, elevated=action.elevated), machine)


def carry_out(
    check: Check,
    paths: Paths,
    settings: SettingsStore,
    machine: Machine,
    *,
    confirmed: bool,
    cancel: threading.Event | None,
) -> MendResult:
    """See :meth:`app.services.permissions.Permissions.mend`."""
    action = check.action
    if action is None:
        text = "Nothing can be done about this by the program itself."
        return MendResult("unavailable", Message("mend.none", text))
    if action.kind == "command":
        if not confirmed:
            shown = shown_command(action, machine)
            text = f"Nothing was done: “{shown}” runs only after you have agreed to it."
            return MendResult("unconfirmed", Message("mend.unconfirmed", text, "", {"command": shown}))
        ran = run(action.command, machine, elevated=action.elevated, cancel=cancel)
        return _told(action, ran, machine, _afterwards(action, ran, machine))
    steps: dict[str, Callable[[str], MendResult]] = {
        "open": lambda target: _open(target, machine),
        "setting": lambda target: _set(target, settings),
        "prompt": lambda target: _prompt(machine, cancel),
        "autostart": lambda target: _autostart(paths, machine),
    }
    result = steps[action.kind](action.target)
    log.info("%s %s for %s: %s", action.kind, action.target, check.id, result.outcome)
    return result


def _afterwards(action: Mend, ran: Ran, machine: Machine) -> str:
    """What is said of the command's end by what knows more of it; empty where nothing does."""
    if not action.afterwards or ran.outcome not in ("done", "failed"):
        return ""
    failed = (ran.last_step,) if ran.outcome == "failed" else ()
    return run((*action.afterwards, *failed), machine, elevated=False).output


def _told(action: Mend, ran: Ran, machine: Machine, words_of_it: str) -> MendResult:
    """How a command ended, and what the user can do then."""
    command = in_words(action.by_hand, machine) if action.by_hand else ""
    command = command or by_hand(action.command, machine, elevated=action.elevated)
    if ran.outcome == "done":
        said = words_of_it or (ran.said if "+ " in ran.output else "")
        if said:
            message = Message("mend.done_said", f"Done. {said}", "", {"said": said})
        else:
            message = Message("mend.done", f"Done: “{command}”.", "", {"command": command})
    elif ran.outcome == "refused":
        message = Message(
            "mend.refused",
            "Nothing was changed: it was not agreed to, the password was not accepted, or you may not do this.",
            f"Try it again, or run this in a terminal: {command}",
            {"command": command},
        )
    elif ran.outcome == "unavailable":
        reason = ran.said
        message = Message(
            "mend.unavailable",
            f"This can not be done from here: {reason}",
            f"Run this in a terminal: {command}",
            {"command": command, "reason": reason},
        )
    elif ran.outcome == "left":
        text = f"“{command}” goes on by itself; nobody waits for its end."
        message = Message("mend.left", text, "", {"command": command})
    else:
        said, code = "\n".join(filter(None, (ran.said, words_of_it))) or "it said nothing", ran.code or 0
        message = Message(
            "mend.failed",
            f"“{command}” ended with exit code {code}: {said}",
            "Run it in a terminal to see all that it says.",
            {"command": command, "code": code, "reason": said},
        )
    return MendResult(ran.outcome, message, ran.code)


def _open(target: str, machine: Machine) -> MendResult:
    reason = _opened(target, machine)
    if reason:
        return MendResult(
            "unavailable",
            Message(
                "mend.not_opened",
                f"{target} can not be opened: {reason}.",
                "Open it yourself.",
                {"target": target, "reason": reason},
            ),
        )
    return MendResult("done", Message("mend.opened", f"{target} was opened.", "", {"target": target}))


def _opened(target: str, machine: Machine) -> str:
    """Why a page does not open; empty when it does."""
    if sys.platform == "win32":
        try:
            os.startfile(target)
        except OSError as error:
            return str(error.strerror)
        return ""
    program = "open" if machine.platform == "darwin" else "xdg-open"
    found = shutil.which(program, path=machine.environ.get("PATH", os.defpath))
    if found is None:
        return f"there is no program {program}"
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        [found, target], env=dict(machine.environ), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        code = child.wait(_OPENED_S)
    except subprocess.TimeoutExpired:
        leave(child)
        return ""
    return f"{program} ended with exit code {code}" if code else ""


def _set(target: str, settings: SettingsStore) -> MendResult:
    key, _, value = target.partition("=")
    try:
        settings.set(key, settings.parse(key, value))
    except UserError as error:
        return MendResult("failed", error.message)
    return MendResult("done", Message("mend.set", f"{key} is now {value}.", "", {"key": key, "value": value}))


def _autostart(paths: Paths, machine: Machine) -> MendResult:
    autostart = Autostart(paths, platform=machine.platform, environ=machine.environ)
    try:
        autostart.set(True)
    except UserError as error:
        return MendResult("failed", error.message)
    return MendResult("done", autostart.state().message)


def _prompt(machine: Machine, cancel: threading.Event | None) -> MendResult:
    camera = machine.mac_camera or SystemCamera()
    try:
        allowed = patiently("macOS's question", camera.ask, None, cancel)
    except (Left, NoAnswer):  # an earlier question is still open
        text = "macOS's question may still be open; nobody waits for the answer."
        return MendResult("left", Message("mend.prompt_left", text))
    if allowed is None:
        return MendResult(
            "unavailable",
            Message(
                "mend.no_prompt",
                "macOS can not be asked from here.",
                "Press Start with a camera chosen: macOS asks then.",
            ),
        )
    if not allowed:
        return MendResult(
            "refused",
            Message(
                "mend.prompt_refused",
                "macOS does not let this program use the camera: you or an administrator said no.",
                "Allow it in System Settings > Privacy & Security > Camera, then start the program again.",
            ),
        )
    return MendResult("done", Message("mend.prompt_allowed", "macOS lets this program use the camera."))
