"""A tray as KDE and GNOME's extension have it: the StatusNotifier protocol on a bus of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
_PROPERTIES = {
    "IsStatusNotifierHostRegistered": ("b", True),
    "ProtocolVersion": ("i", 0),
    "RegisteredStatusNotifierItems": ("as", []),
}


class Notifier:
    """The watcher of a panel; the panel's side asks over a connection of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._end = threading.Event()
        self._ready = threading.Event()
        self.items: list[str] = []
        """Programs that have put an icon here, by their name on the bus."""

    @contextmanager
    def running(self) -> Iterator[Notifier]:
        self._end.clear()
        self._ready.clear()
        self.items.clear()
        thread = threading.Thread(target=self._serve, name="notifier")
        thread.start()
        assert self._ready.wait(10)
        try:
            yield self
        finally:
            self._end.set()
            thread.join()

    def _serve(self) -> None:
        connection = open_dbus_connection(self._address)
        connection.send_and_get_reply(message_bus.RequestName(WATCHER))
        self._ready.set()
        while not self._end.is_set():
            with suppress(TimeoutError):
                message = connection.receive(timeout=0.05)
                if message.header.message_type is MessageType.method_call:
                    self._called(connection, message)
        connection.close()

    def _called(self, connection: DBusConnection, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        if member == "RegisterStatusNotifierItem":
            self.items.append(message.header.fields[HeaderFields.sender])
            connection.send(new_method_return(message))
        elif member == "Get" and message.body[1] in _PROPERTIES:
            connection.send(new_method_return(message, "v", (_PROPERTIES[message.body[1]],)))
        elif member == "GetAll":
            connection.send(new_method_return(message, "a{sv}", (_PROPERTIES,)))
        else:
            connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "s", (member,)))


class Panel:
    """What a panel asks of an icon."""

    def __init__(self, address: str, item: str) -> None:
        self._connection = open_dbus_connection(address)
        self._item = item

    def close(self) -> None:
        self._connection.close()

    def _ask(self, message: Message) -> Any:
        answer = self._connection.send_and_get_reply(message, timeout=20)
        assert answer.header.message_type is MessageType.method_return, answer.body
        return answer.body

    def tooltip(self) -> str:
        """The second line is what is said, the first the name."""
        item = DBusAddress("/StatusNotifierItem", bus_name=self._item, interface=ITEM)
        (_, (_, _, title, text)) = self._ask(Properties(item).get("ToolTip"))[0]
        return f"{title} {text}"

    def activate(self) -> None:
        """A click."""
        item = DBusAddress("/StatusNotifierItem", bus_name=self._item, interface=ITEM)
        self._ask(new_method_call(item, "Activate", "ii", (0, 0)))

    def entries(self) -> dict[str, int]:
        """Words and numbers of all entries of the menu, with those of its submenus."""
        menu = DBusAddress("/MenuBar", bus_name=self._item, interface=MENU)
        _, root = self._ask(new_method_call(menu, "GetLayout", "iias", (0, -1, [])))
        found: dict[str, int] = {}

        def walk(node: Any) -> None:
            number, properties, children = node
            if "label" in properties:
                found[properties["label"][1].replace("_", "")] = number
            for _, child in children:
                walk(child)

        walk(root)
        return found

    def choose(self, words: str) -> None:
        """Click an entry of the menu."""
        menu = DBusAddress("/MenuBar", bus_name=self._item, interface=MENU)
        self._ask(new_method_call(menu, "Event", "isvu", (self.entries()[words], "clicked", ("i", 0), 0)))
