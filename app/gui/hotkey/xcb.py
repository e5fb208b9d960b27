"""The little of libxcb that global keys and the tray need, by ctypes: no error of the X server ends the process.

The libraries are those that Qt's own X11 plug-in loads.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from dataclasses import dataclass
from types import TracebackType
from typing import Any

KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY = 2, 3, 34
_BAD_ACCESS = 10
_ASYNC = 1


class XcbError(Exception):
    """There is no X server, or it said no; the text says which."""


class TakenError(XcbError):
    """Another program has grabbed the keys."""


class _Cookie(Structure):
    _fields_ = [("sequence", c_uint32)]


class _Error(Structure):
    _fields_ = [("response_type", c_uint8), ("error_code", c_uint8), ("sequence", c_uint16)]


class _Screens(Structure):
    _fields_ = [("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int)]


class _Atom(Structure):
    _fields_ = [
        ("response_type", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("atom", c_uint32),
    ]  # fmt: skip


_Owner = _Atom
"""The reply of GetSelectionOwner has the same shape."""


@dataclass(frozen=True, slots=True)
class KeyEvent:
    kind: int
    """KEY_PRESS, KEY_RELEASE or MAPPING_NOTIFY; the rest is 0 for the last."""
    keycode: int = 0
    time: int = 0
    """Milliseconds of the server."""


def _load() -> tuple[ctypes.CDLL, ctypes.CDLL, ctypes.CDLL]:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        keys = ctypes.CDLL("libxcb-keysyms.so.1")
        libc = ctypes.CDLL(None)
    except OSError as error:
        raise XcbError(str(error)) from error
    prototypes: Any = (
        (xcb.xcb_connect, c_void_p, [c_char_p, POINTER(c_int)]),
        (xcb.xcb_connection_has_error, c_int, [c_void_p]),
        (xcb.xcb_disconnect, None, [c_void_p]),
        (xcb.xcb_get_file_descriptor, c_int, [c_void_p]),
        (xcb.xcb_get_setup, c_void_p, [c_void_p]),
        (xcb.xcb_setup_roots_iterator, _Screens, [c_void_p]),
        (xcb.xcb_screen_next, None, [POINTER(_Screens)]),
        (xcb.xcb_flush, c_int, [c_void_p]),
        (xcb.xcb_poll_for_event, c_void_p, [c_void_p]),
        (xcb.xcb_request_check, POINTER(_Error), [c_void_p, _Cookie]),
        (xcb.xcb_grab_key_checked, _Cookie,
         [c_void_p, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8]),
        (xcb.xcb_ungrab_key, _Cookie, [c_void_p, c_uint8, c_uint32, c_uint16]),
        (xcb.xcb_intern_atom, _Cookie, [c_void_p, c_uint8, c_uint16, c_char_p]),
        (xcb.xcb_intern_atom_reply, POINTER(_Atom), [c_void_p, _Cookie, c_void_p]),
        (xcb.xcb_get_selection_owner, _Cookie, [c_void_p, c_uint32]),
        (xcb.xcb_get_selection_owner_reply, POINTER(_Owner), [c_void_p, _Cookie, c_void_p]),
        (keys.xcb_key_symbols_alloc, c_void_p, [c_void_p]),
        (keys.xcb_key_symbols_free, None, [c_void_p]),
        (keys.xcb_key_symbols_get_keycode, POINTER(c_uint8), [c_void_p, c_uint32]),
        (libc.free, None, [c_void_p]),
    )  # fmt: skip
    for function, result, arguments in prototypes:
        function.restype, function.argtypes = result, arguments
    return xcb, keys, libc


class Connection:
    """A connection of our own to the X server; close it."""

    def __init__(self, display: str | None = None) -> None:
        """``display`` as in DISPLAY, which None takes. Raises XcbError."""
        self._xcb, self._keys, self._libc = _load()
        number = c_int(0)
        self._pointer = c_void_p(self._xcb.xcb_connect(display.encode() if display else None, byref(number)))
        if self._xcb.xcb_connection_has_error(self._pointer):
            self._xcb.xcb_disconnect(self._pointer)
            raise XcbError("there is no X server")
        self.screen = number.value
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._pointer))
        for _ in range(self.screen):
            self._xcb.xcb_screen_next(byref(screens))
        self._root = screens.data[0]

    @classmethod
    def open(cls, display: str | None = None) -> Connection:
        return cls(display)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives every grab back. Nothing else may be called after."""
        if self._pointer:
            self._xcb.xcb_disconnect(self._pointer)
            self._pointer = c_void_p()

    @property
    def file(self) -> int:
        """The file descriptor that can be read when something has come."""
        return int(self._xcb.xcb_get_file_descriptor(self._pointer))

    @property
    def broken(self) -> bool:
        """Whether the server is gone."""
        return bool(self._xcb.xcb_connection_has_error(self._pointer))

    def keycodes(self, symbol: int) -> list[int]:
        """The keys that bear an X11 keysym in any group of the layout; none where there is none."""
        table = c_void_p(self._keys.xcb_key_symbols_alloc(self._pointer))
        found = self._keys.xcb_key_symbols_get_keycode(table, symbol)
        codes: list[int] = []
        if found:
            while found[len(codes)]:
                codes.append(found[len(codes)])
            self._libc.free(found)
        self._keys.xcb_key_symbols_free(table)
        return list(dict.fromkeys(codes))

    def grab(self, keycode: int, modifiers: int) -> None:
        """Have a key with these modifiers (X11's bits) wherever the focus is. Raises TakenError, XcbError."""
        cookie = self._xcb.xcb_grab_key_checked(self._pointer, 0, self._root, modifiers, keycode, _ASYNC, _ASYNC)
        error = self._xcb.xcb_request_check(self._pointer, cookie)
        if error:
            code = error.contents.error_code
            self._libc.free(error)
            if code == _BAD_ACCESS:
                raise TakenError("another program has these keys")
            raise XcbError(f"the X server refused the keys (error {code})")
        if self.broken:
            raise XcbError("the X server is gone")

    def ungrab(self, keycode: int, modifiers: int) -> None:
        self._xcb.xcb_ungrab_key(self._pointer, keycode, self._root, modifiers)
        self._xcb.xcb_flush(self._pointer)

    def events(self) -> Iterator[KeyEvent]:
        """What has come so far, without waiting."""
        while pointer := self._xcb.xcb_poll_for_event(self._pointer):
            kind, detail, _, time = struct.unpack_from("=BBHI", ctypes.string_at(pointer, 8))
            self._libc.free(pointer)
            kind &= 0x7F  # the highest bit: another client sent it
            if kind in (KEY_PRESS, KEY_RELEASE):
                yield KeyEvent(kind, detail, time)
            elif kind == MAPPING_NOTIFY:
                yield KeyEvent(kind)

    def has_owner(self, selection: str) -> bool:
        """Whether some program holds an X11 selection. Raises XcbError."""
        name = selection.encode()
        atom = self._xcb.xcb_intern_atom_reply(
            self._pointer, self._xcb.xcb_intern_atom(self._pointer, 0, len(name), name), None
        )
        if not atom:
            raise XcbError("the X server does not answer")
        number = atom.contents.atom
        self._libc.free(atom)
        cookie = self._xcb.xcb_get_selection_owner(self._pointer, number)
        owner = self._xcb.xcb_get_selection_owner_reply(self._pointer, cookie, None)
        if not owner:
            raise XcbError("the X server does not answer")
        window = owner.contents.atom
        self._libc.free(owner)
        return bool(window)
