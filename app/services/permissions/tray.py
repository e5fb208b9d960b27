"""The notification area ("tray"): whether this desktop shows one.

The window asks Qt and hands the answer in; without a window the message bus and the X server are asked.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import c_char_p, c_int, c_ulong, c_void_p

from app.base.errors import Message
from app.services.permissions.ask import dbus_call, has_bus
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Machine, Patient

GNOME_EXTENSION = "https://extensions.gnome.org/extension/615/appindicator-support/"
_BUS = "org.freedesktop.DBus"
_WATCHER = "org.kde.StatusNotifierWatcher"


def look(patient: Patient) -> Iterator[Check]:
    id_ = "tray.host"
    machine = patient.machine
    there = machine.tray() if machine.tray is not None else has_tray(machine)
    if there:
        text = "This desktop has a notification area: the program can go on there with its window closed."
        yield Check(id_, "ok", Message("check.tray.ok", text))
    elif there is None and _desktop(machine):
        text = "This desktop does not tell whether it has a notification area."
        hint = "If the program's icon does not appear, closing the window ends the program."
        yield Check(id_, "unknown", Message("check.tray.not_told", text, hint))
    elif there is None:
        text = "There is no desktop here, so nobody knows about its notification area."
        hint = "“python -m app run” works without one."
        yield Check(id_, "unknown", Message("check.tray.unknown", text, hint))
    elif "gnome" in machine.environ.get("XDG_CURRENT_DESKTOP", "").casefold():
        message = Message(
            "check.tray.gnome",
            "GNOME shows no notification area by itself, so closing the window ends the program.",
            "Install the extension “AppIndicator and KStatusNotifierItem Support”, then log in again.",
        )
        yield Check(id_, "missing", message, action=Mend("open", "Get the extension", target=GNOME_EXTENSION))
    else:
        message = Message(
            "check.tray.none",
            "This desktop shows no notification area, so closing the window ends the program.",
            "Add a notification area (“system tray”) to the panel of your desktop.",
        )
        yield Check(id_, "missing", message)


def has_tray(machine: Machine) -> bool | None:
    """Whether there is one, asked without a window's toolkit. None where there is no desktop, or none that tells."""
    if machine.platform != "linux":
        return True  # Windows and macOS always have one
    if not _desktop(machine):
        return None
    # Asking the bus who owns the name does not start a watcher that is not there.
    owned = dbus_call(machine, _BUS, f"/{_BUS.replace('.', '/')}", f"{_BUS}.NameHasOwner", _WATCHER)
    by_bus = None if owned is None else "true" in owned and _has_host(machine)
    if by_bus:
        return True
    display = machine.environ.get("DISPLAY")
    by_x = _x_tray(display) if display else None
    if by_x is None or by_x:
        return by_x or by_bus
    # Without a bus only X shows icons; with one that does not answer nobody knows.
    return False if by_bus is not None or not has_bus(machine) else None


def _desktop(machine: Machine) -> bool:
    return any(machine.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _has_host(machine: Machine) -> bool:
    """Whether somebody shows what the watcher collects."""
    get = "org.freedesktop.DBus.Properties.Get"
    said = dbus_call(machine, _WATCHER, "/StatusNotifierWatcher", get, _WATCHER, "IsStatusNotifierHostRegistered")
    return said is None or "true" in said


def _x_tray(display: str) -> bool | None:
    """Whether an X window owns the selection of the notification area; None where the display can not be opened."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:  # a system without X
        return None
    x11.XOpenDisplay.restype, x11.XOpenDisplay.argtypes = c_void_p, (c_char_p,)
    x11.XInternAtom.restype, x11.XInternAtom.argtypes = c_ulong, (c_void_p, c_char_p, c_int)
    x11.XGetSelectionOwner.restype, x11.XGetSelectionOwner.argtypes = c_ulong, (c_void_p, c_ulong)
    x11.XDefaultScreen.restype, x11.XDefaultScreen.argtypes = c_int, (c_void_p,)
    x11.XCloseDisplay.argtypes = (c_void_p,)
    opened = x11.XOpenDisplay(display.encode())
    if not opened:
        return None
    try:
        selection = f"_NET_SYSTEM_TRAY_S{x11.XDefaultScreen(opened)}".encode()
        return bool(x11.XGetSelectionOwner(opened, x11.XInternAtom(opened, selection, 0)))
    finally:
        x11.XCloseDisplay(opened)
