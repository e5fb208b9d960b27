"""Windows: ``RegisterHotKey`` for this thread, and a filter that sees its messages in Qt's event loop."""

from __future__ import annotations

import ctypes
import itertools
from ctypes import Structure, c_int, c_size_t, c_ssize_t, c_uint, c_void_p
from typing import Any, Protocol

from PyQt6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject
from PyQt6.sip import voidptr

from app.base.shortcut import Shortcut
from app.gui.hotkey.backend import OFF, Backend, failed, on, taken

WM_HOTKEY = 0x0312
_NO_REPEAT = 0x4000
_MODIFIERS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
_NAMED = {
    "Pause": 0x13, "ScrollLock": 0x91, "Insert": 0x2D, "Home": 0x24, "End": 0x23, "PageUp": 0x21, "PageDown": 0x22,
}  # fmt: skip
_F1 = 0x70
_ALREADY_REGISTERED = 1409


class Msg(Structure):
    """MSG of the Windows API."""

    _fields_ = [
        ("hwnd", c_void_p), ("message", c_uint), ("wParam", c_size_t), ("lParam", c_ssize_t), ("time", c_uint),
        ("x", c_int), ("y", c_int),
    ]  # fmt: skip


class User32(Protocol):
    """The two functions of user32, and the error of the last call."""

    def register(self, number: int, modifiers: int, key: int) -> bool: ...

    def unregister(self, number: int) -> None: ...

    def error(self) -> int: ...


class _System:
    def __init__(self) -> None:
        library: Any = ctypes
        self._user32 = library.WinDLL("user32", use_last_error=True)
        self._last_error = library.get_last_error

    def register(self, number: int, modifiers: int, key: int) -> bool:
        return bool(self._user32.RegisterHotKey(None, number, modifiers, key))

    def unregister(self, number: int) -> None:
        self._user32.UnregisterHotKey(None, number)

    def error(self) -> int:
        return int(self._last_error())


def virtual_key(key: str) -> int:
    """Windows's number for a key of a shortcut."""
    if key in _NAMED:
        return _NAMED[key]
    return _F1 + int(key[1:]) - 1 if len(key) > 1 else ord(key)


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, backend: WindowsBackend) -> None:
        super().__init__()
        self._backend = backend

    def nativeEventFilter(self, kind: Any, message: voidptr | None) -> tuple[bool, voidptr]:  # noqa: N802 - Qt's name
        if message is not None and bytes(kind) == b"windows_generic_MSG":
            told = Msg.from_address(int(message))
            if told.message == WM_HOTKEY:
                self._backend.heard(told.wParam)
        nothing: Any = 0  # the stub names a pointer; it is the result of the message, which goes on its way
        return False, nothing


class WindowsBackend(Backend):
    _numbers = itertools.count(1)

    def __init__(self, parent: QObject | None = None, user32: User32 | None = None) -> None:
        super().__init__(parent)
        self._user32: User32 = user32 if user32 is not None else _System()
        self._number = 0
        self._filter: _Filter | None = None

    def take(self, shortcut: Shortcut) -> None:
        self.release()
        if self._filter is None:
            self._filter = _Filter(self)
            app = QCoreApplication.instance()
            assert app is not None
            app.installNativeEventFilter(self._filter)
        number = next(self._numbers)
        modifiers = sum(_MODIFIERS[name] for name in shortcut.modifiers) | _NO_REPEAT
        if self._user32.register(number, modifiers, virtual_key(shortcut.key)):
            self._number = number
            self._become(on(shortcut.text))
        elif (error := self._user32.error()) == _ALREADY_REGISTERED:
            self._become(taken(shortcut.text))
        else:
            self._become(failed(f"Windows refused it (error {error})"))

    def release(self) -> None:
        app = QCoreApplication.instance()
        if self._filter is not None and app is not None:
            app.removeNativeEventFilter(self._filter)
        self._filter = None
        if self._number:
            self._user32.unregister(self._number)
        self._number = 0
        self.state = OFF

    def heard(self, number: int) -> None:
        """A WM_HOTKEY of this thread."""
        if number == self._number:
            self.pressed.emit()
