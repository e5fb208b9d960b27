"""What a check finds: an id, a state, a reason in words, how to mend it, and what the program can do towards that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.base.errors import Message

CheckState = Literal["ok", "missing", "denied", "unknown"]
"""``missing``: not there, not running, damaged, or full; ``denied``: there, and this user may not use it, or another
program has it; ``unknown``: this system does not tell, or there is nothing to ask about."""

Mark = Literal["ok", "warn", "fail", "info"]


@dataclass(frozen=True, slots=True)
class Mend:
    """One step that the program can take by itself once the user has seen it and agreed."""

    kind: Literal["command", "open", "setting", "prompt", "autostart"]
    """Run a command, open a page (of the system's settings, or a web address), change one of our settings, let the
    system ask the user in its own window, or have the program opened at login."""
    label: str
    """Of the button, in English; ``app/gui/check_names.py`` lists them for translation."""
    command: tuple[str, ...] = ()
    """The words of the command, without any prefix that elevates; shown before it runs. An administrator's is never a
    file that somebody else can write to."""
    elevated: bool = False
    """Whether it needs an administrator: it goes through pkexec, UAC or osascript, never behind the user's back."""
    by_hand: tuple[str, ...] = ()
    """What does the same in a terminal, where that is simpler to type; it asks for an administrator itself."""
    afterwards: tuple[str, ...] = ()
    """What says in words, with the user's own rights, what came of the command: it is given the step that failed, as
    the command traces it, where one did."""
    target: str = ""
    """The address or page to open, ``key=value`` of the setting, what the prompt is about (``camera``), or ``on``."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``message.text`` is the reason and ``message.hint`` how to mend it (empty where all is well)."""

    id: str
    """Stable, such as ``camera.access``: the topic, then the name."""
    state: CheckState
    message: Message
    needed: bool = False
    """Whether the program can not do what it is set to do without it: decides the doctor's exit code."""
    action: Mend | None = None

    @property
    def topic(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """What stands behind the topic."""
        return self.id.partition(".")[2]

    @property
    def reason(self) -> str:
        return self.message.text

    @property
    def mend(self) -> str:
        return self.message.hint

    @property
    def mark(self) -> Mark:
        """How it is shown: ``fail`` where something needed is broken, ``warn`` where the program runs without
        something, ``info`` where nobody can tell."""
        if self.state == "ok":
            return "ok"
        if self.needed:
            return "fail"
        return "info" if self.state == "unknown" else "warn"


def marked(id_: str, mark: Mark, message: Message, action: Mend | None = None) -> Check:
    """A check by its mark, for things that are there or not and that nobody forbids."""
    state: CheckState = "ok" if mark == "ok" else "unknown" if mark == "info" else "missing"
    return Check(id_, state, message, needed=mark == "fail", action=action)
