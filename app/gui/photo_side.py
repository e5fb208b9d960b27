"""One side of a person in the list of people: photos of who is in front of the camera, or of the face to show.

1. Photos come by button or drag and drop; each is read off the GUI
   thread as an engine would read it, for its thumbnail and for what is wrong with it.
2. One that was added just now and can not be read goes off the list again, and :attr:`PhotoSide.unusable` says why. One
   that was there before stays, for it may lie on a disk that is not connected, and is :meth:`PhotoSide.trouble`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from PyQt6.QtCore import QEvent, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon, QImage
from PyQt6.QtWidgets import QGridLayout, QListWidgetItem, QPushButton, QWidget

from app.base.errors import Message, UserError
from app.gui.gallery import FaceList, face_name, rounded
from app.gui.messages import message_text
from app.gui.preview import to_qimage
from app.gui.threads import Background
from app.gui.widgets import text_label
from app.pipeline.photos import load_photo, resolve_face

Part = Literal["who", "face"]
SIDE = 64
"""Of a thumbnail, in device-independent pixels."""
_SPEC = Qt.ItemDataRole.UserRole
_ROOM = 40
"""Beside a thumbnail, for its name."""


def thumbnail(spec: str, media: Path, side: int) -> QImage:
    """The middle square of a face's photo at ``side`` pixels. Raises InputError as an engine's start would."""
    image = to_qimage(load_photo(resolve_face(spec, media)))
    edge = min(image.width(), image.height())
    # Faces sit in the upper part of portraits.
    square = image.copy(QRect((image.width() - edge) // 2, (image.height() - edge) // 4, edge, edge))
    return square.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


class PhotoSide(QWidget):
    changed = pyqtSignal()
    """The user added or removed photos, and all that are there now have been looked at."""
    looked = pyqtSignal()
    """Something was found out about a photo."""
    unusable = pyqtSignal(object)
    """Message of a photo that was added just now and can not be read."""
    add_asked = pyqtSignal()
    other_asked = pyqtSignal()
    """Take a picture, or choose one of the window's faces."""

    def __init__(self, part: Part, background: Background, media: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._background, self._media = background, media
        self._open: set[str] = set()
        """Photos that are being looked at."""
        self._troubles: dict[str, Message] = {}
        self._touched = False
        self._ended = False
        self.heading = text_label(self, "heading")
        self.list = FaceList(self)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setGridSize(QSize(SIDE + _ROOM + 4, SIDE + 42))
        self.list.setWordWrap(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFixedHeight(SIDE + 54)
        self.list.dropped.connect(self.add_files)
        self.list.removal_asked.connect(self.remove_selected)
        self.list.itemSelectionChanged.connect(self._show_possible)
        self.add, self.other, self.remove = (QPushButton(self) for _ in range(3))
        self.add.clicked.connect(self.add_asked)
        self.other.clicked.connect(self.other_asked)
        self.remove.clicked.connect(self.remove_selected)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.heading, 0, 0, 1, 3)
        layout.addWidget(self.list, 1, 0, 1, 3)
        for column, button in enumerate((self.add, self.other, self.remove)):
            button.setAutoDefault(False)
            layout.addWidget(button, 2, column)
        self.retranslate()
        self._show_possible()

    def retranslate(self) -> None:
        who = self.part == "who"
        name = self.tr("Who is in front of the camera") if who else self.tr("The face to show")
        self.heading.setText(name)
        self.list.setAccessibleName(name)
        self.list.setAccessibleDescription(self.tr("Photos of one person. Drop photos here; Delete removes them."))
        self.list.setToolTip(self.tr("Drop photos of one person here"))
        self.add.setText(self.tr("Add photos…"))
        self.other.setText(self.tr("Take a picture") if who else self.tr("From the faces…"))
        tip = self.tr("Keep what the camera sees now as a photo of this person, on this machine only")
        self.other.setToolTip(tip if who else self.tr("Choose one of the faces in the window"))
        self.remove.setText(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Take the chosen photos off; files of your own stay"))
        for button in (self.add, self.other, self.remove):
            button.setAccessibleName(f"{button.text()} {name}")
        for item in self._items():
            self._name(item)

    # ---- what is there ---------------------------------------------------------------------------------------

    @property
    def looking(self) -> bool:
        """Whether a photo has still to be read."""
        return bool(self._open)

    def photos(self) -> tuple[str, ...]:
        return tuple(item.data(_SPEC) for item in self._items())

    def trouble(self) -> Message | None:
        """Why a photo that is here can not be read; the first such."""
        return next((self._troubles[spec] for spec in self.photos() if spec in self._troubles), None)

    def show_photos(self, specs: Iterable[str]) -> None:
        """Show these and no others."""
        self.list.clear()
        self._troubles.clear()
        for spec in specs:
            self._append(spec, new=False)

    def add_files(self, files: Iterable[Path]) -> None:
        self.add_photos(str(file.absolute()) for file in files)

    def add_photos(self, specs: Iterable[str]) -> None:
        """More photos of the same person."""
        for spec in () if self._ended else specs:
            if spec not in self.photos():
                self._touched = True
                self._append(spec, new=True)
        self._tell_changed()

    def remove_selected(self) -> None:
        """Without a selection nothing goes."""
        chosen = self.list.selectedItems()
        for item in chosen:
            self._take_off(item.data(_SPEC))
        self._touched = self._touched or bool(chosen)
        self._tell_changed()

    def end(self) -> None:
        """It is about to be deleted: what is still being read is of no use."""
        self._ended = True

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _tell_changed(self) -> None:
        if self._touched and not self._open:
            self._touched = False
            self.changed.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.list.count()) if (item := self.list.item(row)) is not None]

    def _item(self, spec: str) -> QListWidgetItem | None:
        return next((item for item in self._items() if item.data(_SPEC) == spec), None)

    def _take_off(self, spec: str) -> None:
        item = self._item(spec)
        if item is not None:
            self.list.takeItem(self.list.row(item))
        self._troubles.pop(spec, None)

    def _show_possible(self) -> None:
        self.remove.setEnabled(bool(self.list.selectedItems()))

    def _name(self, item: QListWidgetItem) -> None:
        spec = item.data(_SPEC)
        name, trouble = face_name(spec), self._troubles.get(spec)
        item.setText(name)
        whole = name if spec.startswith("demo:") else spec
        item.setToolTip(" ".join(message_text(trouble)) if trouble is not None else whole)
        spoken = self.tr("{name}, can not be used").format(name=name) if trouble is not None else name
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _append(self, spec: str, *, new: bool) -> None:
        item = QListWidgetItem(self.list)
        item.setData(_SPEC, spec)
        item.setSizeHint(QSize(SIDE + _ROOM, SIDE + 38))
        self._name(item)
        ratio = self.devicePixelRatioF()
        self._show_picture(spec, QImage(), "", ratio)
        self._open.add(spec)

        def done(image: QImage) -> None:
            if self._ended:
                return
            self._open.discard(spec)
            self._show_picture(spec, image, "", ratio)
            self.looked.emit()
            self._tell_changed()

        def failed(error: Exception) -> None:
            if self._ended:
                return
            self._open.discard(spec)
            if not isinstance(error, UserError):
                raise error
            if new:
                self._take_off(spec)
                self.unusable.emit(error.message)
            else:
                self._troubles[spec] = error.message
                self._show_picture(spec, QImage(), "?", ratio)
                self.looked.emit()
            self._tell_changed()

        self._background.run(lambda: thumbnail(spec, self._media, round(SIDE * ratio)), done, failed)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            for spec in self._troubles:
                self._show_picture(spec, QImage(), "?", self.devicePixelRatioF())

    def _show_picture(self, spec: str, image: QImage, words: str, ratio: float) -> None:
        item = self._item(spec)
        if item is not None:
            item.setIcon(QIcon(rounded(image, SIDE, ratio, self.palette(), words)))
            self._name(item)
