"""What the entries of all systems share: how the program is started, what was found, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import Message, UserError


@dataclass(frozen=True, slots=True)
class AutostartState:
    """``on``: opens at the next login; ``off``: does not; ``broken``: there is an entry that does not work, or this
    system lets the program set none. ``message`` says it in words, with what to do where there is something to do."""

    state: Literal["on", "off", "broken"]
    message: Message


@dataclass(frozen=True, slots=True)
class Launch:
    """How the program is started in the tray: the words of the command, and the file among them that is its own."""

    words: tuple[str, ...]
    program: Path


class Entry(Protocol):
    """Where one system keeps what opens at login."""

    def state(self) -> AutostartState: ...

    def write(self) -> None:
        """Set it. Raises OSError."""

    def remove(self) -> None:
        """Take it away; nothing where there is none. Raises OSError."""


ON = AutostartState("on", Message("autostart.on", "Understudy opens in the tray when you log in."))
OFF = AutostartState("off", Message("autostart.off", "Understudy does not open when you log in."))


def judged(started: Path | None, launch: Launch) -> AutostartState:
    """What an entry that starts the program ``started`` amounts to; None: it names none."""
    if started is None or not started.exists():
        path = str(started or "?")
        text = f"What shall open at login is not there any more: {path}."
        hint = "Switch it off and on again to open this copy of the program."
        return AutostartState("broken", Message("autostart.gone", text, hint, {"path": path}))
    if started.resolve() != launch.program.resolve():
        text = f"Another copy of the program opens at login: {started}."
        hint = "Switch it off and on again to open this copy of the program."
        return AutostartState("broken", Message("autostart.other_copy", text, hint, {"path": str(started)}))
    return ON


def unreadable(place: str, reason: str) -> AutostartState:
    """The entry is there and can not be understood."""
    text = f"What opens at login can not be read in {place}: {reason}."
    hint = "Switch it on again to write it anew."
    return AutostartState("broken", Message("autostart.unreadable", text, hint, {"place": place, "reason": reason}))


def off_by_system(where: str) -> AutostartState:
    """The user, or who looks after the machine, switched the entry off in the system's own settings."""
    text = f"Opening at login is switched off in the system ({where})."
    hint = "Switch it on there, or here."
    return AutostartState("off", Message("autostart.off_by_system", text, hint, {"where": where}))


def sandboxed(kind: str) -> AutostartState:
    """A sandbox keeps the place away from the program."""
    text = f"From inside {kind} the program can not set what opens at login."
    hint = "Add Understudy to the programs that open at login in the settings of your system."
    return AutostartState("broken", Message("autostart.sandboxed", text, hint, {"kind": kind}))


def as_error(found: AutostartState) -> UserError:
    """What was found, for one who asked to change it."""
    message = found.message
    return UserError(message.code, message.text, message.hint, **message.params)


def not_written(place: str, error: OSError) -> UserError:
    reason = error.strerror or str(error)
    return UserError(
        "autostart.not_written",
        f"What opens at login can not be changed in {place}: {reason}.",
        "See who owns it, or change it in the settings of your system.",
        place=place,
        reason=reason,
    )


def odd_name(root: Path) -> UserError:
    folder = repr(str(root))
    return UserError(
        "autostart.odd_name",
        f"The program lies in a folder whose name can not stand in a command: {folder}.",
        "Move it to a folder with a simpler name.",
        folder=folder,
    )
