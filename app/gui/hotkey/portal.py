"""Wayland: the GlobalShortcuts portal of the desktop (org.freedesktop.portal.GlobalShortcuts) over D-Bus.

1. A session is made, and the wish with the preferred keys is bound to it; the desktop may ask the user, and gives the
   keys that it or the user likes. Both answers come as signals on paths that are known beforehand.
2. Presses come as the signal Activated; what another program on the bus sends under that name is not heard.
3. Without a portal, or one without this interface, that is said. One that ends takes the keys with it: it is asked
   anew, which starts it again where the desktop can.

Everything is sent and read on this thread without waiting; a notifier tells when something has come.
"""

from __future__ import annotations

import itertools
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.auth import AuthenticationError
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PyQt6.QtCore import QObject, QSocketNotifier

from app.base.shortcut import Shortcut
from app.gui.hotkey.backend import OFF, WAITING, Backend, by_desktop, failed, unassigned

_BUS, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = DBusAddress(_PATH, bus_name=_BUS, interface="org.freedesktop.portal.GlobalShortcuts")
_REGISTRY = DBusAddress(_PATH, bus_name=_BUS, interface="org.freedesktop.host.portal.Registry")
_DBUS = "org.freedesktop.DBus"
_ID = "cover"
_APP = "understudy"
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Meta": "LOGO"}
_NAMED = {"ScrollLock": "Scroll_Lock", "PageUp": "Page_Up", "PageDown": "Page_Down"}
_GRANTED, _CANCELLED = 0, 1


def trigger(shortcut: Shortcut) -> str:
    """The keys as the XDG shortcuts specification writes them."""
    key = _NAMED.get(shortcut.key, shortcut.key)
    return "+".join((*(_MODIFIERS[name] for name in shortcut.modifiers), key.lower() if len(key) == 1 else key))


class PortalBackend(Backend):
    _numbers = itertools.count(1)

    def __init__(self, parent: QObject | None = None, bus: str = "SESSION") -> None:
        """``bus``: SESSION, or the address of a bus."""
        super().__init__(parent)
        self._bus = bus
        self._connection: DBusConnection | None = None
        self._notifier: QSocketNotifier | None = None
        self._shortcut: Shortcut | None = None
        self._session = ""
        self._portal = ""
        """Who answers for the portal, by its own name on the bus."""
        self._awaited: dict[str, str] = {}
        """What the answer on a request's path is about: session or keys."""
        self._calls: dict[int, str] = {}
        """What a call was about whose reply is still to come, by serial."""

    def take(self, shortcut: Shortcut) -> None:
        self.release()
        self._shortcut = shortcut
        try:
            self._connection = connection = open_dbus_connection(self._bus)
        except (OSError, KeyError, RuntimeError, ValueError, AuthenticationError) as error:
            self._become(failed(f"the session's bus can not be reached ({error})"))
            return
        number: Any = connection.sock.fileno()  # the stub wants a pointer where Qt takes the number
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._become(WAITING)
        for interface in ("Request", "GlobalShortcuts", "Session"):
            rule = MatchRule(type="signal", sender=_BUS, interface=f"org.freedesktop.portal.{interface}")
            self._call("match", message_bus.AddMatch(rule))
        rule = MatchRule(
            type="signal", sender=_DBUS, interface=_DBUS, member="NameOwnerChanged", path="/org/freedesktop/DBus"
        )
        rule.add_arg_condition(0, _BUS)
        self._call("match", message_bus.AddMatch(rule))
        # A program outside a sandbox is known by its desktop file; portals before 1.19 find that out by themselves.
        self._call("register", new_method_call(_REGISTRY, "Register", "sa{sv}", (_APP, {})))
        token = self._expect("session")
        options = {"handle_token": ("s", token), "session_handle_token": ("s", f"understudy{next(self._numbers)}")}
        self._call("session", new_method_call(_SHORTCUTS, "CreateSession", "a{sv}", (options,)))

    def release(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._connection is not None:
            self._connection.close()  # the portal ends the session with it
            self._connection = None
        self._session = self._portal = ""
        self._awaited.clear()
        self._calls.clear()
        self.state = OFF

    def _expect(self, what: str) -> str:
        """A token for a request whose answer is about ``what``."""
        assert self._connection is not None
        token = f"understudy{next(self._numbers)}"
        sender = self._connection.unique_name.removeprefix(":").replace(".", "_")
        self._awaited[f"{_PATH}/request/{sender}/{token}"] = what
        return token

    def _call(self, what: str, message: Message) -> None:
        assert self._connection is not None
        serial = next(self._connection.outgoing_serial)
        self._calls[serial] = what
        try:
            self._connection.send(message, serial=serial)
        except OSError as error:
            self._give_up(f"the session's bus does not answer ({error})")

    def _give_up(self, reason: str) -> None:
        self.release()
        self._become(failed(reason))

    def _read(self) -> None:
        while self._connection is not None:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            except OSError as error:
                self._give_up(f"the session's bus does not answer ({error or 'it is gone'})")
                return
            self._heard(message)

    def _heard(self, message: Message) -> None:
        fields = message.header.fields
        kind = message.header.message_type
        sender = fields.get(HeaderFields.sender, "")
        if kind in (MessageType.error, MessageType.method_return):
            what = self._calls.pop(fields[HeaderFields.reply_serial], "")
            if what in ("register", "session") and sender != _DBUS:  # the bus itself answers where there is no portal
                self._portal = sender
            if kind is MessageType.error and what in ("session", "keys"):
                self._refused(fields.get(HeaderFields.error_name, ""))
        elif kind is MessageType.signal and sender == _DBUS:
            if fields.get(HeaderFields.member) == "NameOwnerChanged":
                self._owner_changed(*message.body)
        elif kind is MessageType.signal and sender == self._portal:
            self._told(fields.get(HeaderFields.member), fields.get(HeaderFields.path, ""), message.body)

    def _told(self, member: str | None, path: str, body: tuple[Any, ...]) -> None:
        """A signal of the portal."""
        if member == "Response" and path in self._awaited:
            self._answered(self._awaited.pop(path), *body)
        elif member == "Activated" and body[:2] == (self._session, _ID):
            self.pressed.emit()
        elif member == "Closed" and path == self._session:
            self._give_up("the desktop has ended it")

    def _owner_changed(self, name: str, before: str, _after: str) -> None:
        """Asked anew where it had given keys: one that ends whenever it is asked is not asked for ever."""
        if name == _BUS and before == self._portal and self.state.state == "on" and self._shortcut is not None:
            self.take(self._shortcut)

    def _refused(self, error: str) -> None:
        if error.endswith((".ServiceUnknown", ".NameHasNoOwner", ".NoReply")) or ".Spawn." in error:
            self._give_up("the desktop has no portal (xdg-desktop-portal)")
        else:
            self._give_up("the portal of the desktop knows no global shortcuts")

    def _answered(self, what: str, code: int, results: dict[str, tuple[str, Any]]) -> None:
        assert self._shortcut is not None
        if code != _GRANTED:
            self._give_up("you refused it" if code == _CANCELLED else "the desktop refused it")
        elif what == "session":
            self._session = results.get("session_handle", ("s", ""))[1]
            if not self._session:
                self._give_up("the portal of the desktop gave no session")
                return
            options = {"handle_token": ("s", self._expect("keys"))}
            wish = {
                "description": ("s", self.tr("Cover the picture, or show it again")),
                "preferred_trigger": ("s", trigger(self._shortcut)),
            }
            body = (self._session, [(_ID, wish)], "", options)
            self._call("keys", new_method_call(_SHORTCUTS, "BindShortcuts", "oa(sa{sv})sa{sv}", body))
        else:
            given = dict(results["shortcuts"][1]).get(_ID, {}) if "shortcuts" in results else {}
            keys = given.get("trigger_description", ("s", ""))[1]
            self._become(by_desktop(keys) if keys else unassigned())
