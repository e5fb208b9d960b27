"""The assistant and the diagnostics in the main window.

1. At the very first start the assistant opens by itself, and the run that the window would begin waits for its end.
   However it is closed, it does not come by itself again; Help brings it back, whole or page by page.
2. The dock *Diagnostics* gets its checks, and Help shows it.
3. Photos that were taken of a face are deleted once nobody uses them any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDialog

from app.base.errors import Message
from app.gui.checks_link import ChecksLink
from app.gui.people_pictures import tidy
from app.gui.threads import Background
from app.gui.wizard.camera import CameraPage
from app.gui.wizard.engine import EnginePage
from app.gui.wizard.face import FacePage
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page
from app.gui.wizard.photo import FACE
from app.gui.wizard.summary import SummaryPage
from app.gui.wizard.virtual_camera import VirtualCameraPage
from app.gui.wizard.welcome import WelcomePage
from app.gui.wizard.wizard import SetupWizard

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow
    from app.services.permissions import MendResult

PAGES: tuple[type[Page], ...] = (WelcomePage, CameraPage, FacePage, VirtualCameraPage, EnginePage, SummaryPage)


class SetupPart(QObject):
    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        super().__init__(window)
        from app.services.autostart import Autostart  # these bring OpenCV, which is there once the core is
        from app.services.face_check import FaceCheck

        core = controller.core
        self._window, self._controller = window, controller
        self.wizard: SetupWizard | None = None
        self.checks = ChecksLink(core.permissions, self)
        self.checks.mended.connect(self._mended)
        self._devices, self._photos = Background(self, threads=1), Background(self, threads=1)
        self._ended = False
        find_model = core.models.locate
        assert window.models is not None
        self.kit = Kit(
            controller=controller,
            asking=asking,
            checks=self.checks,
            source=window.source,
            gallery=window.gallery,
            engine=window.engine,
            models=window.models,
            ini=window.ini,
            devices=self._devices,
            photos=self._photos,
            faces=FaceCheck(
                core.paths, lambda: core.settings.current, core.engines, core.session.providers, find_model
            ),
            autostart=Autostart(core.paths),
        )
        window.diagnostics.follow(self.checks)
        menus = window.menus
        menus.setup.triggered.connect(lambda: self.open())
        menus.diagnostics.triggered.connect(window.docks.show_diagnostics)
        self.actions: dict[type[Page], QAction] = {}
        for kind in PAGES:
            action = self.actions[kind] = QAction(self)
            action.triggered.connect(lambda _=False, kind=kind: self.open(kind))
            menus.setup_parts.addAction(action)
        window.gallery.photos_changed.connect(lambda _: self._tidy())
        window.ready.connect(self._begin)
        self.retranslate()

    def retranslate(self) -> None:
        for kind, action in self.actions.items():
            action.setText(kind.name())

    def open(self, only: type[Page] | None = None) -> SetupWizard | None:
        """Show the assistant, or one page of it; the one that is open while there is one. Nothing at the end."""
        if self.wizard is not None:
            self.wizard.bring_up()
        if self._ended or self.wizard is not None:
            return self.wizard
        pages = [kind(self.kit) for kind in (PAGES if only is None else (only,))]
        wizard = self.wizard = SetupWizard(pages, self._window, alone=only is not None)
        wizard.finished.connect(lambda result: self._closed(start=result == QDialog.DialogCode.Accepted and not only))
        wizard.bring_up()
        return wizard

    # ---- the first start -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The window is ready. In the tray, where nobody sees it, no assistant comes."""
        self._tidy()
        if not self._controller.core.settings.current.ui.first_run_done and self._window.isVisible():
            self._window.held = True
            self.open()

    def _closed(self, *, start: bool) -> None:
        self.wizard = None
        self._photos.run(self.kit.faces.close, lambda _: None)
        self._controller.remember("ui.first_run_done", True)
        held, self._window.held = self._window.held, False
        if self._ended:
            return
        if held and not start:
            text, hint = "The set-up was left before its end; what you chose is kept.", "Help brings it back."
            self._controller.told.emit(Message("wizard.left", text, hint))
        if self._controller.busy:
            return
        if start:
            self._controller.start()
        elif held:
            self._window.begin()

    # ---- what follows ----------------------------------------------------------------------------------------

    def _mended(self, _check: str, _result: MendResult) -> None:
        """A setting may be another one: the window shows what counts."""
        self._controller.not_kept.emit()

    def _tidy(self) -> None:
        """Delete the photos that the window took and nobody uses."""
        paths, now = self._controller.core.paths, self._controller.core.settings.current.engine
        mapped = [photo for one in now.face_map for photo in (*one.who, *one.face)]
        tidy(paths.own_faces, [*self._window.gallery.photos(), *now.faces, *mapped], FACE)

    # ---- the end ---------------------------------------------------------------------------------------------

    def end(self) -> None:
        self._ended = True
        if self.wizard is not None:
            for asked in self.wizard.findChildren(QDialog):
                asked.reject()
            self.wizard.reject()
        self._window.diagnostics.end()
        self.checks.end()

    def close(self) -> None:
        self.checks.close()
        self._devices.finish()  # what was opened is closed
        self._photos.finish()
