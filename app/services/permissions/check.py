"""What a check finds: an id, a state, a reason in words, how to mend it, and what the program can do towards that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.base.errors import Message

CheckState = Literal["ok", "missing", "denied", "unknown"]
"""``missing``: not there, not running, or full; ``denied``: there, and this user may not use it; ``unknown``: this
system does not tell."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One step that the program can take by itself once the user has seen it and agreed."""

    kind: Literal["command", "open", "setting"]
    """Run a command, open a page (of the system's settings, or a web address), or change one of our settings."""
    label: str
    """Of the button, in English; the window translates it by the check's code."""
    command: tuple[str, ...] = ()
    """The words of the command, without any prefix that elevates; shown before it runs."""
    elevated: bool = False
    """Whether it needs an administrator: it goes through pkexec, UAC or osascript, never behind the user's back."""
    target: str = ""
    """The address or page to open, or ``key=value`` of the setting."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``message.text`` is the reason and ``message.hint`` how to mend it (empty where all is well)."""

    id: str
    """Stable, such as ``camera.access``: the topic, then the name."""
    state: CheckState
    message: Message
    needed: bool = False
    """Whether the program can not do its main job without it: decides the doctor's exit code."""
    action: Mend | None = None

    @property
    def reason(self) -> str:
        return self.message.text

    @property
    def mend(self) -> str:
        return self.message.hint
