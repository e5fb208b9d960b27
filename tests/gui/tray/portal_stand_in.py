"""A GlobalShortcuts portal that answers as a test wants, on a bus of the test's own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

BUS = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"


@contextmanager
def private_bus() -> Iterator[str]:
    """A message bus; gives its address."""
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", "--nopidfile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        assert daemon.stdout is not None
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@dataclass
class Portal:
    """``session`` and ``keys`` are the answers' codes, 0 for yes; ``trigger`` the keys that it gives."""

    address: str
    session: int = 0
    keys: int = 0
    trigger: str = "Ctrl+Alt+Shift+C"
    knows: bool = True
    """Whether it has the interface at all."""
    wishes: list[dict[str, Any]] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _ready: threading.Event = field(default_factory=threading.Event)
    _connection: DBusConnection | None = None
    _caller: str = ""
    _session_path: str = ""

    @contextmanager
    def running(self) -> Iterator[Portal]:
        thread = threading.Thread(target=self._serve, name="portal")
        thread.start()
        assert self._ready.wait(10)
        try:
            yield self
        finally:
            self._end.set()
            thread.join()

    def press(self, shortcut: str = "cover") -> None:
        body: tuple[Any, ...] = (self._session_path, shortcut, 1, {})
        self._signal(PATH, "org.freedesktop.portal.GlobalShortcuts", "Activated", "osta{sv}", body)

    def press_by_another(self) -> None:
        """The same signal to the same program, from another one on the bus, which has seen the path."""
        body: tuple[Any, ...] = (self._session_path, "cover", 1, {})
        interface = "org.freedesktop.portal.GlobalShortcuts"
        message = new_signal(DBusAddress(PATH, interface=interface), "Activated", "osta{sv}", body)
        message.header.fields[HeaderFields.destination] = self._caller
        with open_dbus_connection(self.address) as connection:
            connection.send_and_get_reply(message_bus.ListNames())
            connection.send(message)
            connection.send_and_get_reply(message_bus.ListNames())  # until it has gone

    def end_session(self) -> None:
        self._signal(self._session_path, "org.freedesktop.portal.Session", "Closed", "a{sv}", ({},))

    def _serve(self) -> None:
        self._connection = connection = open_dbus_connection(self.address)
        connection.send_and_get_reply(message_bus.RequestName(BUS))
        self._ready.set()
        while not self._end.is_set():
            with suppress(TimeoutError):
                message = connection.receive(timeout=0.05)
                if message.header.message_type is MessageType.method_call:
                    self._called(connection, message)
        connection.close()

    def _signal(self, path: str, interface: str, name: str, signature: str, body: tuple[Any, ...]) -> None:
        assert self._connection is not None
        message = new_signal(DBusAddress(path, interface=interface), name, signature, body)
        message.header.fields[HeaderFields.destination] = self._caller
        self._connection.send(message)

    def _called(self, connection: DBusConnection, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        self._caller = message.header.fields[HeaderFields.sender]
        if member == "Register":
            self.apps.append(message.body[0])
            connection.send(new_method_return(message))
        elif not self.knows:
            connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("no such interface",)))
        elif member == "CreateSession":
            options = message.body[0]
            sender = self._caller.removeprefix(":").replace(".", "_")
            self._session_path = f"{PATH}/session/{sender}/{options['session_handle_token'][1]}"
            self._answer(message, options, self.session, {"session_handle": ("s", self._session_path)})
        elif member == "BindShortcuts":
            session, shortcuts, _, options = message.body
            assert session == self._session_path
            self.wishes += [{"id": name, **{key: value[1] for key, value in wish.items()}} for name, wish in shortcuts]
            given = [(name, {"trigger_description": ("s", self.trigger)}) for name, _ in shortcuts]
            self._answer(message, options, self.keys, {"shortcuts": ("a(sa{sv})", given)})

    def _answer(self, message: Message, options: dict[str, Any], code: int, results: dict[str, Any]) -> None:
        assert self._connection is not None
        sender = self._caller.removeprefix(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        self._connection.send(new_method_return(message, "o", (path,)))
        self._signal(path, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results if not code else {}))
