"""X11: a passive grab of the keys on the root window, over a connection of our own.

1. Caps Lock and Num Lock are modifiers to X11, so the keys are grabbed with each of their combinations.
2. A held key comes as releases and presses at the same moment: only the first press counts.
3. When the layout changes, the keys are found and grabbed anew.
"""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QObject, QSocketNotifier

from app.base.shortcut import Shortcut
from app.gui.hotkey.backend import OFF, Backend, failed, no_key, on, taken
from app.gui.hotkey.xcb import KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, Connection, TakenError, XcbError

_BITS = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Meta": 64}
_LOCK, _NUM_LOCK = 2, 16
_LOCKS = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)
_NAMED = {
    "Pause": 0xFF13, "ScrollLock": 0xFF14, "Insert": 0xFF63, "Home": 0xFF50, "End": 0xFF57, "PageUp": 0xFF55,
    "PageDown": 0xFF56,
}  # fmt: skip
_F1 = 0xFFBE


def keysym(key: str) -> int:
    """X11's number for a key of a shortcut."""
    if key in _NAMED:
        return _NAMED[key]
    if len(key) > 1:
        return _F1 + int(key[1:]) - 1
    return ord(key.lower())


class X11Backend(Backend):
    def __init__(self, parent: QObject | None = None, display: str | None = None) -> None:
        super().__init__(parent)
        self._display = display
        self._connection: Connection | None = None
        self._notifier: QSocketNotifier | None = None
        self._shortcut: Shortcut | None = None
        self._grabbed: list[tuple[int, int]] = []
        self._released: dict[int, int] = {}

    def take(self, shortcut: Shortcut) -> None:
        self._shortcut = shortcut
        try:
            if self._connection is None:
                self._connection = Connection.open(self._display)
                number: Any = self._connection.file  # the stub wants a pointer where Qt takes the number
                self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
                self._notifier.activated.connect(self._read)
            self._ungrab()
            self._grab(self._connection, shortcut)
        except TakenError:
            self._ungrab()
            self._become(taken(shortcut.text))
        except XcbError as error:
            self.release()
            self._become(failed(str(error)))
        self._read()  # what came with the answers lies in xcb's own queue, of which the notifier knows nothing

    def release(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._grabbed = []
        self._shortcut = None
        self.state = OFF

    def _grab(self, connection: Connection, shortcut: Shortcut) -> None:
        codes = connection.keycodes(keysym(shortcut.key))
        if not codes:
            self._become(no_key(shortcut.text))
            return
        bits = sum(_BITS[name] for name in shortcut.modifiers)
        for code in codes:
            for locks in _LOCKS:
                connection.grab(code, bits | locks)
                self._grabbed.append((code, bits | locks))
        self._become(on(shortcut.text))

    def _ungrab(self) -> None:
        grabbed, self._grabbed = self._grabbed, []
        for code, bits in grabbed:
            if self._connection is not None:
                self._connection.ungrab(code, bits)

    def _read(self) -> None:
        if self._connection is None:
            return
        presses, again = 0, False
        for event in self._connection.events():
            if event.kind == KEY_RELEASE:
                self._released[event.keycode] = event.time
            elif event.kind == KEY_PRESS and self._released.get(event.keycode) != event.time:
                presses += 1
            elif event.kind == MAPPING_NOTIFY:
                again = True
        if self._connection.broken:
            self.release()
            self._become(failed("the X server is gone"))
        elif again and self._shortcut is not None:
            self.take(self._shortcut)
        for _ in range(presses):  # last: who hears it may give the keys back
            self.pressed.emit()
