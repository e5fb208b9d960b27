"""What the ways of all systems share: take keys, tell presses, and say how it stands in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message
from app.base.shortcut import Shortcut


@dataclass(frozen=True, slots=True)
class HotkeyState:
    """``on``: presses come from everywhere; ``waiting``: the system has not answered yet; ``off``: not wanted;
    ``refused``: can not be had, and ``message`` says why."""

    state: Literal["on", "waiting", "off", "refused"]
    message: Message


def on(keys: str) -> HotkeyState:
    return HotkeyState("on", Message("hotkey.on", f"{keys} covers from everywhere.", "", {"keys": keys}))


def by_desktop(keys: str) -> HotkeyState:
    """The desktop gives keys of its own or the user's choice."""
    text = f"{keys} covers from everywhere. The settings of your desktop change these keys."
    return HotkeyState("on", Message("hotkey.by_desktop", text, "", {"keys": keys}))


OFF = HotkeyState("off", Message("hotkey.off", "No keys cover from everywhere."))
WAITING = HotkeyState("waiting", Message("hotkey.waiting", "The system is asked for the keys that cover."))


def taken(keys: str) -> HotkeyState:
    """Another program has these keys."""
    text = f"{keys} can not cover from everywhere: another program has these keys."
    hint = "Choose others: Session > Keys for covering."
    return HotkeyState("refused", Message("hotkey.taken", text, hint, {"keys": keys}))


def no_key(keys: str) -> HotkeyState:
    text = f"{keys} can not cover from everywhere: your keyboard has no such key."
    hint = "Choose others: Session > Keys for covering."
    return HotkeyState("refused", Message("hotkey.no_key", text, hint, {"keys": keys}))


def not_here(system: str) -> HotkeyState:
    """This system lets no program have keys while another one is in front."""
    text = f"No keys can cover from everywhere: {system} has no way for it."
    hint = "The button, F8 in the window and the tray's menu cover as well."
    return HotkeyState("refused", Message("hotkey.not_here", text, hint, {"system": system}))


def unassigned() -> HotkeyState:
    """The desktop knows the wish and has given no keys."""
    text = "No keys can cover from everywhere yet: the desktop has assigned none."
    hint = "Assign them in the keyboard settings of your desktop."
    return HotkeyState("refused", Message("hotkey.unassigned", text, hint))


def failed(reason: str) -> HotkeyState:
    """The system's way did not work."""
    text = f"No keys can cover from everywhere: {reason}."
    hint = "The button, F8 in the window and the tray's menu cover as well."
    return HotkeyState("refused", Message("hotkey.failed", text, hint, {"reason": reason}))


class Backend(QObject):
    """One way to have global keys."""

    pressed = pyqtSignal()
    """Once for each press, however long the keys are held."""
    changed = pyqtSignal()
    """The state is another one now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = OFF

    def take(self, shortcut: Shortcut) -> None:
        """Ask for these keys instead of those before; how it went is in :attr:`state`, now or later."""
        raise NotImplementedError

    def release(self) -> None:
        """Give the keys back; nothing is emitted any more."""
        raise NotImplementedError

    def _become(self, state: HotkeyState) -> None:
        self.state = state
        self.changed.emit()


class NoBackend(Backend):
    """Where there is no way."""

    def __init__(self, system: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = system

    def take(self, shortcut: Shortcut) -> None:
        self._become(not_here(self._system))

    def release(self) -> None:
        self.state = OFF
