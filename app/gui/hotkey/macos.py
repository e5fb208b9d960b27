"""macOS: ``RegisterEventHotKey`` of Carbon, which needs no permission, and a handler on its event dispatcher."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_int32, c_uint32, c_ulong, c_void_p
from typing import Any, Protocol

from PyQt6.QtCore import QObject

from app.base.shortcut import Shortcut
from app.gui.hotkey.backend import OFF, Backend, failed, no_key, on, taken

_MODIFIERS = {"Meta": 0x100, "Shift": 0x200, "Alt": 0x800, "Ctrl": 0x1000}
_LETTERS = {
    "A": 0x00, "S": 0x01, "D": 0x02, "F": 0x03, "H": 0x04, "G": 0x05, "Z": 0x06, "X": 0x07, "C": 0x08, "V": 0x09,
    "B": 0x0B, "Q": 0x0C, "W": 0x0D, "E": 0x0E, "R": 0x0F, "Y": 0x10, "T": 0x11, "1": 0x12, "2": 0x13, "3": 0x14,
    "4": 0x15, "6": 0x16, "5": 0x17, "9": 0x19, "7": 0x1A, "8": 0x1C, "0": 0x1D, "O": 0x1F, "U": 0x20, "I": 0x22,
    "P": 0x23, "L": 0x25, "J": 0x26, "K": 0x28, "N": 0x2D, "M": 0x2E,
}  # fmt: skip
"""Places on the keyboard, named by a US layout: Carbon knows no letters."""
_OTHERS = {
    "F1": 0x7A, "F2": 0x78, "F3": 0x63, "F4": 0x76, "F5": 0x60, "F6": 0x61, "F7": 0x62, "F8": 0x64, "F9": 0x65,
    "F10": 0x6D, "F11": 0x67, "F12": 0x6F, "F13": 0x69, "F14": 0x6B, "F15": 0x71, "F16": 0x6A, "F17": 0x40,
    "F18": 0x4F, "F19": 0x50, "F20": 0x5A, "Home": 0x73, "End": 0x77, "PageUp": 0x74, "PageDown": 0x79,
}  # fmt: skip
KEY_CODES = _LETTERS | _OTHERS
_EXISTS = -9878


def four(text: str) -> int:
    """A four letter code of Carbon."""
    return int.from_bytes(text.encode(), "big")


_KEYBOARD, _PRESSED = four("keyb"), 5
_DIRECT_OBJECT, _HOT_KEY_ID = four("----"), four("hkid")


class _HotKeyId(Structure):
    _fields_ = [("signature", c_uint32), ("id", c_uint32)]


class _EventType(Structure):
    _fields_ = [("kind", c_uint32), ("number", c_uint32)]


_Handler = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)


class Carbon(Protocol):
    """Hot keys; ``register`` answers with Carbon's error, 0 for none."""

    def listen(self, heard: Callable[[int], None]) -> None:
        """Call with the number of each hot key that is pressed, on this thread."""

    def register(self, number: int, code: int, modifiers: int) -> int: ...

    def unregister(self, number: int) -> None: ...


class _System:
    def __init__(self) -> None:
        self._carbon = carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
        carbon.GetEventDispatcherTarget.restype = c_void_p
        carbon.RegisterEventHotKey.argtypes = [c_uint32, c_uint32, _HotKeyId, c_void_p, c_uint32, POINTER(c_void_p)]
        carbon.UnregisterEventHotKey.argtypes = [c_void_p]
        carbon.InstallEventHandler.argtypes = [
            c_void_p, _Handler, c_ulong, POINTER(_EventType), c_void_p, POINTER(c_void_p),
        ]  # fmt: skip
        carbon.GetEventParameter.argtypes = [
            c_void_p, c_uint32, c_uint32, c_void_p, c_ulong, c_void_p, POINTER(_HotKeyId),
        ]  # fmt: skip
        self._keys: dict[int, c_void_p] = {}
        self._handler: Any = None

    def listen(self, heard: Callable[[int], None]) -> None:
        def handle(_caller: int, event: int, _data: int) -> int:
            pressed = _HotKeyId()
            size = ctypes.sizeof(pressed)
            self._carbon.GetEventParameter(event, _DIRECT_OBJECT, _HOT_KEY_ID, None, size, None, byref(pressed))
            heard(pressed.id)
            return 0

        self._handler = _Handler(handle)  # held, for Carbon calls it as long as the program runs
        kinds, target = _EventType(_KEYBOARD, _PRESSED), self._carbon.GetEventDispatcherTarget()
        self._carbon.InstallEventHandler(target, self._handler, 1, byref(kinds), None, None)

    def register(self, number: int, code: int, modifiers: int) -> int:
        made, target = c_void_p(), self._carbon.GetEventDispatcherTarget()
        named = _HotKeyId(four("Undy"), number)
        error = int(self._carbon.RegisterEventHotKey(code, modifiers, named, target, 0, byref(made)))
        if not error:
            self._keys[number] = made
        return error

    def unregister(self, number: int) -> None:
        self._carbon.UnregisterEventHotKey(self._keys.pop(number))


class MacBackend(Backend):
    _numbers = itertools.count(1)

    def __init__(self, parent: QObject | None = None, carbon: Carbon | None = None) -> None:
        super().__init__(parent)
        self._carbon: Carbon = carbon if carbon is not None else _System()
        self._number = 0
        self._listens = False

    def take(self, shortcut: Shortcut) -> None:
        self.release()
        code = KEY_CODES.get(shortcut.key)
        if code is None:
            self._become(no_key(shortcut.text))
            return
        if not self._listens:
            self._carbon.listen(self._heard)
            self._listens = True
        number = next(self._numbers)
        error = self._carbon.register(number, code, sum(_MODIFIERS[name] for name in shortcut.modifiers))
        if not error:
            self._number = number
            self._become(on(shortcut.text))
        else:
            self._become(taken(shortcut.text) if error == _EXISTS else failed(f"macOS refused it (error {error})"))

    def release(self) -> None:
        if self._number:
            self._carbon.unregister(self._number)
        self._number = 0
        self.state = OFF

    def _heard(self, number: int) -> None:
        if number == self._number:
            self.pressed.emit()
