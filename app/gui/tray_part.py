"""What belongs together around the tray: its icon, the keys that cover from everywhere, the way to the monitor."""

from __future__ import annotations

from PyQt6.QtGui import QAction

from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.cover_keys import CoverKeys
from app.gui.hotkey import Backend
from app.gui.main_window import MainWindow
from app.gui.monitor_link import MonitorLink
from app.gui.tray import Host, Tray
from app.gui.tray_host import TrayHost


class TrayPart:
    """A part of the window: see :class:`app.gui.extras.Extra`."""

    def __init__(
        self,
        window: MainWindow,
        controller: Controller,
        _asking: Asking,
        *,
        host: Host | None = None,
        backend: Backend | None = None,
    ) -> None:
        """``host`` and ``backend`` are those of this machine unless given."""
        menus = window.menus
        action = QAction(menus)
        menus.session.insertAction(menus.find_cameras, action)
        self.keys = CoverKeys(window, controller, window.covering, action, backend)
        self.tray = Tray(window, controller, self.keys, host if host is not None else TrayHost())
        self.monitor = MonitorLink(window, controller)
        menus.session.addAction(self.monitor.action)
        self.tray.menu.insertAction(self.tray.menu.keys, self.monitor.action)
        controller.core.permissions.use_tray_probe(lambda: self.tray.there)  # the checks run on other threads than Qt

    def retranslate(self) -> None:
        self.keys.retranslate()
        self.tray.retranslate()
        self.monitor.retranslate()

    def end(self) -> None:
        self.keys.end()
        self.tray.end()
        self.monitor.end()

    def close(self) -> None:
        """Nothing is left to wait for."""
