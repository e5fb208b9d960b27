"""The local service in the window: begun once the services are there, told of, and its dialog with the tokens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction

from app.base.errors import Message, UserError
from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.main_window import MainWindow
from app.gui.service_dialog import ServiceDialog
from app.gui.threads import Background
from app.gui.widgets import text_label

if TYPE_CHECKING:
    from app.services.local_service import LocalService, ServiceStatus

ABOUT_SERVICE = "service"


class ServicePart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    _changed = pyqtSignal()
    """From the service's thread, or whoever changes a token or a setting, to the window's."""
    _chosen_elsewhere = pyqtSignal()

    def __init__(self, window: MainWindow, controller: Controller, _asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._tokens = window, controller, controller.core.tokens
        self._background = Background(self, threads=1)
        self._service: LocalService | None = None
        self._told: Message | None = None
        self._ended = False
        self.dialog: ServiceDialog | None = None
        self.action = QAction(self)
        window.menus.session.addAction(self.action)
        self.action.triggered.connect(self.open)
        self.sign = text_label(window.status, "guard")
        window.status.addWidget(self.sign)
        self.sign.hide()
        self._changed.connect(self._show)
        self._chosen_elsewhere.connect(self._show_choices)
        self._ends: list[Callable[[], None]] = [
            self._tokens.changed.subscribe(lambda _: self._changed.emit()),
            controller.core.settings.changed.subscribe(lambda _: self._settings_changed()),
        ]
        window.served.connect(self._follow)
        self.retranslate()

    @property
    def status(self) -> ServiceStatus | None:
        return self._service.status if self._service is not None else None

    def retranslate(self) -> None:
        self.action.setText(self.tr("Local ser&vice…"))
        self.sign.setText(self.tr("OPEN TO YOUR NETWORK"))
        self.sign.setToolTip(self.tr("Others in your network can reach the local service. Only tokens keep them out."))
        if self.dialog is not None:
            self.dialog.retranslate()

    def end(self) -> None:
        self._ended = True
        for end in self._ends:
            end()
        if self.dialog is not None:
            self.dialog.close()

    def close(self) -> None:
        self._background.close()

    # ---- the service -----------------------------------------------------------------------------------------

    def _follow(self, service: LocalService) -> None:
        self._service = service
        self._ends.append(service.changed.subscribe(lambda _: self._changed.emit()))
        self._show()

    def _show(self) -> None:
        if self._ended:
            return
        status = self.status
        self.sign.setVisible(status is not None and status.on_lan)
        error = status.error if status is not None else None
        if error != self._told:
            self._told = error
            self._controller.begun.emit(ABOUT_SERVICE)
            self._controller.succeeded.emit(ABOUT_SERVICE)
            if error is not None and not error.code.startswith("ports."):  # which the panel Ports tells
                self._window.messages.show_message(error, about=ABOUT_SERVICE)
        if self.dialog is not None:
            self.dialog.show_settings(self._controller.core.settings.current)
            self.dialog.show_status(status)
            self._list()

    def _settings_changed(self) -> None:
        self._changed.emit()
        if threading.current_thread() is not threading.main_thread():  # the window has not chosen it
            self._chosen_elsewhere.emit()

    def _show_choices(self) -> None:
        """Have the window show what was chosen by the service."""
        if self._ended:
            return
        now, outputs = self._controller.core.settings.current, self._controller.outputs
        self._controller.not_kept.emit()
        self._window.gallery.show_chosen(now.engine.faces)
        if outputs.camera != now.output.virtual_camera:
            outputs.camera = now.output.virtual_camera
            outputs.changed.emit()

    # ---- the dialog ------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the dialog, or bring it to the front."""
        if self.dialog is None:
            self.dialog = ServiceDialog(self._window)
            self.dialog.switched.connect(self._switch)
            self.dialog.wanted.connect(self._make)
            self.dialog.revoked.connect(self._revoke)
            self.dialog.finished.connect(self._closed)
        self._show()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _closed(self) -> None:
        self.dialog = None

    def _switch(self, name: str, on: bool) -> None:
        self._controller.keep(f"api.{name}", on)
        self._show()

    def _list(self) -> None:
        self._ask(self._tokens.list, lambda dialog, tokens: dialog.show_tokens(tokens))

    def _make(self, name: str, role: str) -> None:
        from app.services.tokens import Role  # its module is loaded: the core is there

        self._ask(lambda: self._tokens.add(name, Role(role)), lambda dialog, new: dialog.show_new(new))

    def _revoke(self, which: str) -> None:
        self._ask(lambda: self._tokens.revoke(which), lambda _dialog, _token: None)

    def _ask(self, work: Callable[[], Any], then: Callable[[ServiceDialog, Any], None]) -> None:
        """Ask the tokens off the window's thread; what they refuse is shown in the dialog."""

        def done(found: object) -> None:
            if self.dialog is not None:
                self.dialog.show_problem(None)
                then(self.dialog, found)

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if self.dialog is not None:
                self.dialog.show_problem(error.message)

        self._background.run(work, done, failed)
