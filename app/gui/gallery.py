"""The faces to choose from: those that ship with the program and the user's own photos.

Several chosen photos are several photos of one person. Photos come by drag and drop, a file dialog or the keyboard;
their thumbnails are decoded off the GUI thread. Which photos the user added is kept in the window's own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PyQt6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QItemSelectionModel,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    pyqtSignal,
)
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImage,
    QImageReader,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
)
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.threads import Background
from app.gui.widgets import text_label

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jp2", ".avif")
THUMBNAIL = 84
_SPEC = Qt.ItemDataRole.UserRole
_CHOSEN_MS = 150
_MOST_PIXELS = 60_000_000
"""Larger pictures get no thumbnail: decoding them would take the memory of the whole program."""


_DEMO_NAMES = {
    "astronaut": QT_TRANSLATE_NOOP("Gallery", "Eileen Collins (astronaut)"),
    "hopper": QT_TRANSLATE_NOOP("Gallery", "Grace Hopper"),
    "monalisa": QT_TRANSLATE_NOOP("Gallery", "Mona Lisa"),
    "pearl": QT_TRANSLATE_NOOP("Gallery", "Girl with a Pearl Earring"),
}
"""Who the portraits show, by file: resources/media/ATTRIBUTION.md."""


def face_name(spec: str) -> str:
    """What a face is called in the list, in the user's language."""
    if not spec.startswith("demo:"):
        return Path(spec).stem
    name = spec.removeprefix("demo:")
    known = _DEMO_NAMES.get(name)
    return QCoreApplication.translate("Gallery", known) if known else name.replace("_", " ").capitalize()


def is_image(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES


def read_thumbnail(path: Path, side: int) -> QImage:
    """The middle square of a photo at ``side`` pixels, turned upright; null when it can not be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS or min(size.width(), size.height()) < 2:
        return QImage()
    scaled = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    reader.setScaledSize(scaled)
    image = reader.read()
    edge = min(image.width(), image.height())
    # Faces sit in the upper part of portraits.
    return image.copy(QRect((image.width() - edge) // 2, (image.height() - edge) // 4, edge, edge))


def rounded(image: QImage, side: int, ratio: float, palette: QPalette, words: str = "") -> QPixmap:
    """A square picture with round corners, ``side`` in device-independent pixels; ``words`` where there is none."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    shape = QPainterPath()
    shape.addRoundedRect(0, 0, side, side, 8, 8)
    painter.setClipPath(shape)
    if image.isNull():
        painter.fillRect(0, 0, side, side, palette.mid())
        painter.setPen(palette.text().color())
        painter.drawText(QRect(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, words)
    else:
        painter.drawImage(QRect(0, 0, side, side), image)
    painter.end()
    return pixmap


def lay_out_faces(view: QListView) -> None:
    """Thumbnails in rows, as many as the width holds, which stay where they are and take drops."""
    view.setObjectName("faces")
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setMovement(QListView.Movement.Static)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
    view.setGridSize(QSize(THUMBNAIL + 26, THUMBNAIL + 54))
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setWordWrap(True)
    view.setAcceptDrops(True)
    view.viewport().setAcceptDrops(True)  # type: ignore[union-attr]  # items that do not move switch it off


class FaceList(QListWidget):
    """The thumbnails; takes dropped files and hands them on."""

    dropped = pyqtSignal(list)
    removal_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lay_out_faces(self)

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


def accept_files(event: QDropEvent | None) -> list[Path]:
    """The local files of a drag or drop, which is accepted when there are any."""
    data = event.mimeData() if event is not None else None
    if event is None or data is None:
        return []
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()
    return files


class Gallery(QWidget):
    faces_chosen = pyqtSignal(tuple)
    """Face specs, one or more, in the order of the list."""
    photos_changed = pyqtSignal(list)
    """Paths of all photos that the user added."""
    files_dropped = pyqtSignal(list)
    add_asked = pyqtSignal()
    people_asked = pyqtSignal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._accepted: tuple[str, ...] = ()
        self._absent: list[str] = []
        """Photos of the user that are not there now, as on a disk that is not connected: not shown, not forgotten."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHOSEN_MS)
        self._timer.timeout.connect(self._emit_chosen)
        self.list = FaceList(self)
        self.list.itemSelectionChanged.connect(self._timer.start)
        self.list.itemSelectionChanged.connect(self._show_what_can_be_removed)
        self.list.dropped.connect(self.files_dropped)
        self.list.removal_asked.connect(self.remove_selected)
        self.hint = text_label(self, "hint", wrap=True)
        self.add = QPushButton(self)
        self.add.clicked.connect(self.add_asked)
        self.remove = QPushButton(self)
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self.remove_selected)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.remove, 1)
        self.people = QPushButton(self)
        self.people.clicked.connect(self.people_asked)
        self.people.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 4, 10)
        layout.setSpacing(8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        layout.addLayout(buttons)
        layout.addWidget(self.people)
        self.setMinimumWidth(190)
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Faces"))
        described = self.tr("The chosen photos show one person. Delete removes your own photos.")
        self.list.setAccessibleDescription(described)
        self.hint.setText(self.tr("Drop photos here. Ctrl+click chooses several of one person."))
        self.add.setText(self.tr("&Add…"))
        self.add.setToolTip(self.tr("Add photos of a face"))
        self.add.setAccessibleName(self.tr("Add photos of a face"))
        self.remove.setText(self.tr("Re&move"))
        self.remove.setToolTip(self.tr("Take the chosen photos off the list; the files stay"))
        self.remove.setAccessibleName(self.tr("Remove the chosen photos"))
        self.people.setText(self.tr("&People…"))
        self.people.setToolTip(self.tr("Show different people in front of the camera different faces"))
        for item in self._items():
            self._name(item)

    # ---- what is in the list ---------------------------------------------------------------------------------

    def show_faces(self, demos: Iterable[Path], photos: Sequence[str], chosen: tuple[str, ...]) -> None:
        """Fill the list: demo portraits, the user's photos, and whatever else is chosen by the settings."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for path in demos:
                self._append(f"demo:{path.stem}", path)
            self._absent = [photo for photo in photos if not Path(photo).is_file()]
            for photo in (*photos, *(face for face in chosen if not face.startswith("demo:"))):
                if self._item(photo) is None and Path(photo).is_file():
                    self._append(photo, Path(photo))
        self.show_chosen(chosen)

    def show_chosen(self, chosen: tuple[str, ...]) -> None:
        """Select these without emitting."""
        self._accepted = chosen
        with QSignalBlocker(self.list):
            self.list.clearSelection()
            for spec in chosen:
                item = self._item(spec)
                if item is not None:
                    item.setSelected(True)
        self._timer.stop()
        self._show_what_can_be_removed()

    def choose(self, faces: tuple[str, ...]) -> None:
        """Choose these as the user would."""
        self.list.clearSelection()
        for spec in faces:
            item = self._item(spec)
            if item is not None:
                item.setSelected(True)
        self.flush()

    def add_photos(self, paths: Iterable[Path]) -> None:
        """Append photos that are not there yet, and choose them."""
        added = [str(path.absolute()) for path in paths]
        for spec in added:
            if self._item(spec) is None:
                self._append(spec, Path(spec))
        if not added:
            return
        self.list.clearSelection()
        for spec in added:
            item = self._item(spec)
            if item is not None:
                item.setSelected(True)
                self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.photos_changed.emit(self.photos())

    def remove_selected(self) -> None:
        """Take the user's own among the chosen photos off the list; at least the demo portraits stay."""
        gone = [item for item in self.list.selectedItems() if not self._is_demo(item)]
        for item in gone:
            self.list.takeItem(self.list.row(item))
        if gone:
            if not self.list.selectedItems() and self.list.item(0) is not None:
                self.list.setCurrentRow(0)
            self.photos_changed.emit(self.photos())

    def photos(self) -> list[str]:
        """Paths of the user's own photos."""
        return [item.data(_SPEC) for item in self._items() if not self._is_demo(item)] + self._absent

    def faces(self) -> list[tuple[str, str, QIcon]]:
        """Spec, name and picture of every face in the list."""
        return [(item.data(_SPEC), item.text(), item.icon()) for item in self._items()]

    def flush(self) -> None:
        """Emit a choice that was made just now."""
        if self._timer.isActive():
            self._timer.stop()
            self._emit_chosen()

    def chosen(self) -> tuple[str, ...]:
        return tuple(item.data(_SPEC) for item in self._items() if item.isSelected())

    def choose_one(self, spec: str) -> None:
        """Choose one face of the list, as a click on it does."""
        item = self._item(spec)
        if item is not None:
            self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.flush()

    def refuse(self, faces: tuple[str, ...], useless: tuple[str, ...], instead: tuple[str, ...]) -> None:
        """A choice was refused: take what is of no use off the list and show the faces that are chosen instead."""
        chosen = self.chosen()
        gone = [item for item in self._items() if item.data(_SPEC) in useless and not self._is_demo(item)]
        with QSignalBlocker(self.list):
            for item in gone:
                self.list.takeItem(self.list.row(item))
        self._accepted = instead
        if set(chosen) <= set(faces) or not self.chosen():  # else something else has been chosen meanwhile
            self.show_chosen(instead)
        if gone:
            self.photos_changed.emit(self.photos())

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _emit_chosen(self) -> None:
        chosen = self.chosen()
        if not chosen:
            self.show_chosen(self._accepted)
        elif chosen != self._accepted:
            self.faces_chosen.emit(chosen)

    def accept(self, chosen: tuple[str, ...]) -> None:
        """These faces are in use now."""
        untouched = set(self.chosen()) == set(self._accepted)
        self._accepted = chosen
        if untouched:  # a choice before this one was refused meanwhile
            self.show_chosen(chosen)

    def _show_what_can_be_removed(self) -> None:
        self.remove.setEnabled(any(not self._is_demo(item) for item in self.list.selectedItems()))

    def _items(self) -> list[QListWidgetItem]:
        return [item for row in range(self.list.count()) if (item := self.list.item(row)) is not None]

    def _item(self, spec: str) -> QListWidgetItem | None:
        return next((item for item in self._items() if item.data(_SPEC) == spec), None)

    @staticmethod
    def _is_demo(item: QListWidgetItem) -> bool:
        return str(item.data(_SPEC)).startswith("demo:")

    def _name(self, item: QListWidgetItem) -> None:
        spec = item.data(_SPEC)
        name = face_name(spec)
        with QSignalBlocker(self.list):
            item.setText(name)
            item.setToolTip(name if self._is_demo(item) else spec)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)

    def _append(self, spec: str, path: Path) -> None:
        item = QListWidgetItem(self.list)
        item.setData(_SPEC, spec)
        item.setSizeHint(QSize(THUMBNAIL + 24, THUMBNAIL + 48))  # room for two lines of the name
        self._name(item)
        ratio = self.devicePixelRatioF()
        item.setIcon(QIcon(rounded(QImage(), THUMBNAIL, ratio, self.palette())))
        self._background.run(lambda: read_thumbnail(path, round(THUMBNAIL * ratio)), self._thumbnail_for(spec, ratio))

    def _thumbnail_for(self, spec: str, ratio: float) -> Callable[[QImage], None]:
        def show(image: QImage) -> None:
            item = self._item(spec)
            if item is not None:
                # Qt reads fewer kinds of pictures than the engines do: such a photo shows its kind.
                words = Path(spec).suffix.removeprefix(".").upper()
                with QSignalBlocker(self.list):
                    item.setIcon(QIcon(rounded(image, THUMBNAIL, ratio, self.palette(), words)))
                self.list.viewport().update()  # type: ignore[union-attr]

        return show
