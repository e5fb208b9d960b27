"""The models in the window: the page in a window of its own, what it asks, and what the engine's panel says of them.

1. :class:`ModelsPart` is made with the services. It has the models looked at, so that the engine's panel can tell which
   are here, and makes :class:`ModelsWindow` when it is first asked for.
2. The page can be closed while a fetch goes on or a copy is made; the main window's end stops that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QEvent, QObject, QSettings, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.copy_dialog import CopyDialog
from app.gui.file_dialog import FileDialog
from app.gui.model_dialogs import LicenceDialog, ModelBoxes, WhichModelDialog
from app.gui.model_folders import FoldersDialog
from app.gui.models_link import ModelsLink
from app.gui.models_page import ModelsPage
from app.gui.session_link import ABOUT_RUN

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.engine_dock import EnginePanel
    from app.services.copies import CopyNeeds
    from app.services.models import FetchPlan, ModelEntry, Row

_GEOMETRY = "models/geometry"


class ModelsWindow(QDialog):
    def __init__(self, link: ModelsLink, ini: QSettings, parent: QWidget) -> None:
        """``ini`` is the window's own file."""
        super().__init__(parent)
        self._link, self._ini = link, ini
        self.page = ModelsPage(link, self)
        self._boxes = ModelBoxes(self)
        self._further: tuple[str, ...] = ()
        """Pictures that the user added to measure a copy with, for the next one."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._actions: dict[str, Callable[[str], None]] = {
            "fetch": link.plan,
            "cancel": link.fetches.cancel,
            "check": link.check,
            "accept": self._accept,
            "delete": self._delete,
            "folder": self._open_folder,
            "copy": link.plan_copy,
            "stop_copy": link.copies.cancel,
            "delete_copy": self._delete_copy,
        }
        self._connect()
        self.resize(1130, 740)
        geometry = ini.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.finished.connect(lambda _: ini.setValue(_GEOMETRY, self.saveGeometry()))
        self.retranslate()

    def _connect(self) -> None:
        link, page = self._link, self.page
        link.changed.connect(lambda _: page.refresh())
        link.worked.connect(page.refresh)
        link.notice.connect(lambda message, about: page.messages.show_message(message, about=about))
        link.told.connect(lambda message: page.messages.show_message(message, error=False))
        link.not_kept.connect(self._show_settings)
        link.planned.connect(self._ask_licences)
        link.not_fetchable.connect(lambda plan: self._boxes.not_fetchable(plan, self._choose_file))
        link.copy_planned.connect(self._ask_copy)
        link.unnamed.connect(self._ask_which)
        page.asked.connect(lambda action, model: self._actions[action](model))
        page.import_asked.connect(self._choose_file)
        page.files_dropped.connect(self.take)
        page.folders_asked.connect(lambda: FoldersDialog(link, self._ini, self).open())
        page.offline_chosen.connect(link.set_offline)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Models"))
        self.page.retranslate()

    def open_page(self) -> None:
        """Show the page, in front, as things are now."""
        self._show_settings()
        self._link.look()
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.list.setFocus()

    def _show_settings(self) -> None:
        self.page.show_offline(self._link.core.settings.current.models.offline)

    # ---- files in --------------------------------------------------------------------------------------------

    def take(self, files: Iterable[Path]) -> None:
        """Dropped or chosen files: those that can be models are imported, the others are refused in words."""
        suffixes = {Path(one.file).suffix for one in self._link.models.catalogue.values()}
        good = []
        for file in files:
            if file.suffix.lower() in suffixes:
                good.append(file)
                continue
            known = ", ".join(sorted(suffixes))
            text = f"{file.name} is no file of a model."
            hint = f"Models end in {known}."
            message = Message("window.not_a_model", text, hint, {"name": file.name, "known": known})
            self.page.messages.show_message(message)
        self._link.take(good)

    def _choose_file(self) -> None:
        suffixes = sorted({Path(one.file).suffix for one in self._link.models.catalogue.values()})
        title = self.tr("Import a model")
        dialog = FileDialog(self, self._ini, title, [(self.tr("Models"), suffixes)], downloads=True)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self._link.take([Path(file) for file in files]))
        dialog.open()

    def _ask_which(self, file: Path) -> None:
        dialog = WhichModelDialog(file, self._link.models.catalogue, self.page.chosen(), self)
        dialog.accepted.connect(lambda: self._link.take([file], dialog.model()))
        dialog.open()

    # ---- actions ---------------------------------------------------------------------------------------------

    def _ask_licences(self, plan: FetchPlan) -> None:
        overview = self._link.overview
        free = overview.disk.free if overview is not None and overview.disk is not None else None
        dialog = LicenceDialog(plan, free, self)
        dialog.accepted.connect(lambda: self._link.fetches.begin(plan))
        dialog.open()

    def _delete(self, model: str) -> None:
        overview = self._link.overview
        if overview is not None:
            row = overview.rows[model]
            path = self._link.models.home / row.entry.file
            self._boxes.delete(row, overview, path, lambda: self._link.delete(model))

    def _ask_copy(self, row: Row, needs: CopyNeeds) -> None:
        dialog = CopyDialog(row, needs, self._further, self._ini, self)
        dialog.accepted.connect(lambda: self._make_copy(row.entry, dialog.further()))
        dialog.open()

    def _make_copy(self, entry: ModelEntry, further: tuple[str, ...]) -> None:
        self._further = further
        self._link.copies.begin(entry, further)

    def _delete_copy(self, model: str) -> None:
        info = self._link.copies.found.get(model)
        if info is not None:
            name = self._link.models.entry(model).name
            self._boxes.delete_copy(name, info, lambda: self._link.delete_copy(model))

    def _accept(self, model: str) -> None:
        overview = self._link.overview
        if overview is not None:
            self._boxes.accept(overview.rows[model], lambda: self._link.accept_change(model))

    def _open_folder(self, model: str) -> None:
        overview, home = self._link.overview, self._link.models.home
        path = overview.rows[model].found.path if overview is not None else None
        if path is None and not self._link.attempt(self._link.models.make_home):
            return
        folder = path.parent if path is not None else home
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            text = f"The folder {folder} can not be shown: no file manager is known."
            message = Message("window.no_file_manager", text, "Open it yourself.", {"folder": str(folder)})
            self.page.messages.show_message(message)

    # ---- events ----------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event is not None and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._link.look()


class ModelsPart(QObject):
    """Connects the models with the main window."""

    def __init__(
        self, controller: Controller, asking: Asking, panel: EnginePanel, ini: QSettings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._controller, self._ini, self._parent = controller, ini, parent
        self.window: ModelsWindow | None = None
        self.link = ModelsLink(controller.core, self)
        self.link.changed.connect(panel.show_models)
        self.link.usable.connect(self._usable)
        self.link.notice.connect(self._tell_outside)
        self.link.copies.told.connect(self._tell_done_outside)
        panel.models_asked.connect(self.open)
        asking.models_dropped.connect(lambda files: self.open().take(files))
        self.link.look()

    def open(self) -> ModelsWindow:
        """Show the page."""
        if self.window is None:
            self.window = ModelsWindow(self.link, self._ini, self._parent)
        self.window.open_page()
        return self.window

    def end(self) -> None:
        """Close the page, end every fetch, whose parts are kept, and what makes copies."""
        if self.window is not None:
            for asked in self.window.findChildren(QDialog):
                asked.reject()
            self.window.reject()
        self.link.cancel_all()

    def _tell_outside(self, message: Message) -> None:
        """While the page is closed, its messages are the main window's."""
        if self.window is None or not self.window.isVisible():
            self._controller.tell(message)

    def _tell_done_outside(self, message: Message) -> None:
        if self.window is None or not self.window.isVisible():
            self._controller.told.emit(message)

    def _usable(self, entry: ModelEntry) -> None:
        """The engine finds a new model at its next start: what it said of the lack is out of date."""
        if self._controller.failed_at == "engine":
            self._controller.begun.emit(ABOUT_RUN)
            self._controller.succeeded.emit(ABOUT_RUN)
        text, hint = f"{entry.name} can be used now.", "The next start finds it."
        self._controller.told.emit(Message("window.model_usable", text, hint, {"name": entry.name}))
