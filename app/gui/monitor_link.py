"""The way to the monitor page: an entry of two menus that opens it in the browser, already logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QUrl, pyqtSignal
from PyQt6.QtGui import QAction, QDesktopServices

from app.base.errors import Message
from app.gui.controller import Controller
from app.gui.main_window import MainWindow

if TYPE_CHECKING:
    from app.services.local_service import LocalService

ABOUT_MONITOR = "monitor"


class MonitorLink(QObject):
    """Its action can be used while the monitor is served."""

    _changed = pyqtSignal()
    """From the service's thread to the window's."""

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller
        self._service: LocalService | None = None
        self._ended = False
        self.action = QAction(self)
        self.action.setEnabled(False)
        self.action.triggered.connect(self.open)
        self._changed.connect(self._show)
        window.served.connect(self._follow)
        self.retranslate()

    def retranslate(self) -> None:
        self.action.setText(self.tr("Open the &monitor in the browser"))

    def end(self) -> None:
        self._ended = True

    @property
    def url(self) -> str:
        """Where the monitor is; empty while it is not served."""
        addresses = self._service.status.addresses if self._service is not None else ()
        return next((one.url for one in addresses if one.service == "monitor"), "")

    def open(self) -> None:
        """Open the page by a link that lets it in once."""
        code = self._controller.core.logins.link_code()
        self._controller.begun.emit(ABOUT_MONITOR)
        if QDesktopServices.openUrl(QUrl(f"{self.url}/#code={code}")):
            self._controller.succeeded.emit(ABOUT_MONITOR)
            return
        text = "No browser could be opened."
        hint = f"Open {self.url} in one, and log in there with a token (Session > Local service)."
        message = Message("monitor.no_browser", text, hint, {"url": self.url})
        self._window.messages.show_message(message, about=ABOUT_MONITOR)

    def _follow(self, service: LocalService) -> None:
        self._service = service
        service.changed.subscribe(lambda _: None if self._ended else self._changed.emit())
        self._show()

    def _show(self) -> None:
        self.action.setEnabled(bool(self.url))
