"""The face to show: one that ships with the program, a photo, or a photo taken now.

The list is the window's own, so that what is chosen here is chosen there. A photo is looked at before it is taken into
the list: one without a face is refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QItemSelectionModel, Qt, pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListView,
    QProgressBar,
    QPushButton,
    QWidget,
)

from app.base.errors import Message, UserError
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES, THUMBNAIL, accept_files, is_image, lay_out_faces
from app.gui.session_link import ABOUT_FACE
from app.gui.widgets import text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page
from app.gui.wizard.photo import PhotoDialog


class FaceView(QListView):
    """The window's list of faces once more: the same items and the same choice."""

    dropped = pyqtSignal(list)
    removal_asked = pyqtSignal()

    def __init__(self, faces: QListView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lay_out_faces(self)
        self.setModel(faces.model())
        chosen = faces.selectionModel()
        assert chosen is not None
        self.setSelectionModel(chosen)
        self.setMinimumHeight(THUMBNAIL + 76)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        accept_files(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802
        accept_files(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        files = accept_files(event)
        if files:
            self.dropped.emit(files)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is not None and event.key() == Qt.Key.Key_Delete:
            self.removal_asked.emit()
        else:
            super().keyPressEvent(event)


class FacePage(Page):
    about = ABOUT_FACE

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._before: tuple[str, ...] = ()
        self._skips = 0
        self._waiting: list[Path] = []
        """Photos that have still to be looked at."""
        self.view = FaceView(kit.gallery.list, self.panel)
        self.view.dropped.connect(self.take_files)
        self.view.removal_asked.connect(kit.gallery.remove_selected)
        self.setAcceptDrops(True)
        self.add = QPushButton(self.panel)
        self.add.clicked.connect(self._ask_files)
        self.photo = QPushButton(self.panel)
        self.photo.clicked.connect(self._take_photo)
        self.progress = QProgressBar(self.panel)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.stored = text_label(self.panel, "quiet", wrap=True)
        buttons = QHBoxLayout()
        for button in (self.add, self.photo):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addWidget(self.view, 1)
        self.body.addLayout(buttons)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.stored)

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("FacePage", "Face")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("The face to show"))
        self.words.setText(
            self.tr(
                "Choose one of these faces, drop a photo, or take one. A photo from the front, in even light, with one "
                "face works best; several photos of the same person can be chosen together."
            )
        )
        self.view.setAccessibleName(self.tr("Faces"))
        self.view.setAccessibleDescription(self.tr("The chosen photos show one person. Drop photos here."))
        self.add.setText(self.tr("&Add photos…"))
        self.photo.setText(self.tr("&Take a photo…"))
        self.photo.setToolTip(self.tr("Take a photo with your camera"))
        self.progress.setAccessibleName(self.tr("Looking for a face"))
        folder = self.kit.controller.core.paths.own_faces
        self.stored.setText(
            self.tr(
                "Photos stay on this machine and are used for nothing but showing this face. Your files stay where "
                "they are; a photo that you take here lies in {folder} and is deleted when you remove it from the list."
            ).format(folder=folder)
        )

    # ---- told by the assistant -------------------------------------------------------------------------------

    def entered(self) -> None:
        super().entered()
        self._before = self.kit.controller.core.settings.current.engine.faces

    def left(self) -> None:
        self.kit.gallery.flush()  # a choice made just now

    def skipped(self) -> None:
        self._skips += 1  # a photo that is still being looked at joins no more
        self.progress.hide()
        if self.kit.gallery.chosen() != self._before:
            self.kit.gallery.choose(self._before)

    def first(self) -> QWidget | None:
        chosen = self.view.selectionModel()
        model = self.view.model()
        if chosen is not None and model is not None and not self.view.currentIndex().isValid():
            at = next(iter(chosen.selectedIndexes()), model.index(0, 0))
            chosen.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        return self.view

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        accept_files(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        self.take_files(accept_files(event))

    # ---- photos ----------------------------------------------------------------------------------------------

    def take_files(self, files: Sequence[Path]) -> None:
        """Dropped or chosen files: each is looked at, and joins the list if it shows a face."""
        for file in files:
            if is_image(file):
                self._waiting.append(file)
                continue
            text, hint = f"{file.name} is no photo.", "Drop photos of a face (JPEG, PNG, WebP, ...)."
            self.messages.show_message(Message("wizard.not_a_photo", text, hint, {"name": file.name}))
        if self._waiting:
            self._look(list(self._waiting))
            self._waiting.clear()

    def _look(self, files: list[Path]) -> None:
        faces, skips = self.kit.faces, self._skips

        def looked(found: list[tuple[Path, list[Message], Message | None]]) -> None:
            if not self.ended and skips == self._skips:
                self._looked(found)

        def work() -> list[tuple[Path, list[Message], Message | None]]:
            found: list[tuple[Path, list[Message], Message | None]] = []
            for file in files:
                # Nobody waits for the rest; where the whole window was closed, it waits for this.
                if self.ended or skips != self._skips:
                    break
                try:
                    found.append((file, faces.photo(str(file)), None))
                except UserError as error:
                    found.append((file, [], error.message))
            return found

        self.progress.show()
        self.kit.photos.run(work, looked)

    def _looked(self, found: list[tuple[Path, list[Message], Message | None]]) -> None:
        self.progress.hide()
        for _, odd, trouble in found:
            for message in odd:
                self.messages.show_message(message, error=False)
            if trouble is not None:
                self.messages.show_message(trouble)
        good = [file for file, _, trouble in found if trouble is None]
        if good:
            self._join(good)

    def _join(self, files: list[Path]) -> None:
        self.kit.gallery.add_photos(files)
        self.kit.gallery.flush()
        chosen = self.view.selectionModel()
        at = next(iter(chosen.selectedIndexes()), None) if chosen is not None else None
        if at is not None:
            self.view.scrollTo(at)
        self.view.setFocus()

    def _ask_files(self) -> None:
        dialog = FileDialog(self, self.kit.ini, self.tr("Add photos of a face"), [(self.tr("Images"), IMAGE_SUFFIXES)])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.take_files([Path(file) for file in files]))
        dialog.open()

    def _take_photo(self) -> None:
        dialog = PhotoDialog(self.kit, self)
        dialog.taken.connect(lambda path: self._join([path]))
        dialog.open()
