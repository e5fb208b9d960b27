"""Whether there is a tray to put an icon into, now.

Qt's ``isVisible()`` says yes where no host shows the icon, and what Qt finds at its first look decides for good by
which way it shows icons. So on Linux Qt is only asked once there is a host: the one of the StatusNotifier protocol on
the session's bus, or the owner of the X11 tray's selection.
"""

from __future__ import annotations

import sys

from PyQt6.QtDBus import QDBusConnection
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QSystemTrayIcon

_WATCHER = "org.kde.StatusNotifierWatcher"


class TrayHost:
    def __init__(self) -> None:
        self._asked = not sys.platform.startswith("linux")

    def there(self) -> bool:
        """Takes a few milliseconds at most."""
        if not self._asked and not (self._notifiers() or self._embeds()):
            return False
        self._asked = True
        return QSystemTrayIcon.isSystemTrayAvailable()

    @staticmethod
    def _notifiers() -> bool:
        """Whether something on the session's bus takes icons."""
        bus = QDBusConnection.sessionBus()
        known = bus.interface() if bus.isConnected() else None
        answer = known.isServiceRegistered(_WATCHER) if known is not None else None
        return answer is not None and answer.isValid() and bool(answer.value())

    @staticmethod
    def _embeds() -> bool:
        """Whether an X11 program embeds icons."""
        if QGuiApplication.platformName() != "xcb":
            return False
        from app.gui.hotkey.xcb import Connection, XcbError

        try:
            with Connection.open() as connection:
                return connection.has_owner(f"_NET_SYSTEM_TRAY_S{connection.screen}")
        except XcbError:
            return False
