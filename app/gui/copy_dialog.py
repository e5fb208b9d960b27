"""What is said and asked before a faster copy of a swapper is made: what it is, what it takes, and which pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.asking import VIDEO_SUFFIXES
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES
from app.gui.model_words import size_text
from app.gui.widgets import named, text_label
from app.services.copy_pictures import PICTURES

if TYPE_CHECKING:
    from app.services.copies import CopyNeeds
    from app.services.models import Row

_PATH = Qt.ItemDataRole.UserRole
_WIDTH = 600
_MEASURED_MB, _MEASURED_S = 554, 162
"""Of which file, and how long making its copy took on the two cores of tests/benchmarks/README.md (int8)."""
_MEASURED_GAIN = ("1.7", "1.9")
"""How many times as fast such copies were there."""


class CopyDialog(QDialog):
    """``accepted``: the user wants the copy, measured with :meth:`further` pictures besides the usual ones."""

    def __init__(self, row: Row, needs: CopyNeeds, further: Sequence[str], ini: QSettings, parent: QWidget) -> None:
        """``further``: pictures that were added before. ``ini`` is the window's own file."""
        super().__init__(parent)
        self._ini = ini
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("A faster copy of {name}").format(name=row.entry.name))
        self.what = text_label(self, "sentence", wrap=True, text=self._what())
        self.room = text_label(self, "quiet", wrap=True, text=self._room(needs))
        self.short = text_label(self, "sentence", wrap=True, text=self._short(needs))
        self.short.setProperty("danger", True)
        self.short.setVisible(bool(self.short.text()))
        self.list = named(QListWidget(self), "folders")
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(self.tr("Further photos and clips"))
        self.list.itemSelectionChanged.connect(self._show_possible)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        self.add = QPushButton(self.tr("&Add photos or clips…"), self)
        self.add.clicked.connect(self._choose)
        self.remove = QPushButton(self.tr("&Remove"), self)
        self.remove.clicked.connect(self._remove)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        make = self.buttons.addButton(self.tr("&Make the copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert make is not None
        self.make = make
        self.make.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(text_label(self, "sentence", wrap=True, text=self._pictures()))
        self.take(further)
        self.make.setFocus()

    def _lay_out(self, pictures: QLabel) -> None:
        changes = QHBoxLayout()
        changes.setSpacing(8)
        changes.addWidget(self.add)
        changes.addWidget(self.remove)
        changes.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        for label in (self.what, self.room, self.short, pictures):
            layout.addWidget(label)
        self.list.setMinimumHeight(90)
        layout.addWidget(self.list, 1)
        layout.addLayout(changes)
        layout.addWidget(self.buttons)
        self.setMinimumSize(_WIDTH, layout.minimumHeightForWidth(_WIDTH))  # Qt's own is for unwrapped lines
        self.resize(self.minimumSize())

    # ---- words -----------------------------------------------------------------------------------------------

    def _what(self) -> str:
        what = self.tr(
            "The copy computes with 8 bits instead of 32, which processors do faster. It comes near the original but "
            "is not the same: one that is too far off is not kept. The file itself is not changed."
        )
        use = self.tr(
            "Where networks run on the processor, it is used from the next start of a run on (Precision: auto). A "
            "graphics card goes on using the original."
        )
        return f"{what}\n{use}"

    def _room(self, needs: CopyNeeds) -> str:
        time = self.tr(
            "It takes minutes: {time} for a model of {size} on a machine with two cores, where the copy was {least} to "
            "{most} times as fast. How it is on yours is measured at the end. It can be stopped at any time."
        ).format(
            time=self.tr("{minutes} min {seconds} s").format(minutes=_MEASURED_S // 60, seconds=_MEASURED_S % 60),
            size=size_text(_MEASURED_MB * 10**6),
            least=_MEASURED_GAIN[0],
            most=_MEASURED_GAIN[1],
        )
        room = self.tr(
            "Meanwhile it takes about {memory} of memory ({memory_free} are free) and {disk} on the disk ({disk_free} "
            "are free)."
        ).format(
            memory=size_text(needs.memory),
            memory_free=size_text(needs.memory_free),
            disk=size_text(needs.disk),
            disk_free=size_text(needs.disk_free),
        )
        return f"{time}\n{room}"

    def _short(self, needs: CopyNeeds) -> str:
        if needs.memory > needs.memory_free:
            return self.tr("There is not enough memory free now: end other programs first.")
        if needs.disk > needs.disk_free:
            return self.tr("There is not enough room on the disk now: make room first.")
        return ""

    def _pictures(self) -> str:
        return self.tr(
            "It is measured with your chosen faces and with the portraits and the clip that come with the program. "
            "Photos and clips that look like your camera's picture make it better. {count} pictures are used at most, "
            "yours first; they stay on this machine, and what is read of them is deleted at the end."
        ).format(count=PICTURES)

    # ---- further pictures ------------------------------------------------------------------------------------

    def further(self) -> tuple[str, ...]:
        """Paths of the photos and clips that were added."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(str(item.data(_PATH)) for item in items if item is not None)

    def take(self, files: Iterable[str]) -> None:
        """Add photos and clips that are not in the list yet."""
        for file in files:
            if file not in self.further():
                item = QListWidgetItem(Path(file).name, self.list)
                item.setData(_PATH, file)
                item.setToolTip(file)
        self._show_possible()

    def _choose(self) -> None:
        kinds = (
            (self.tr("Photos and clips"), (*IMAGE_SUFFIXES, *VIDEO_SUFFIXES)),
            (self.tr("Photos"), IMAGE_SUFFIXES),
            (self.tr("Clips"), VIDEO_SUFFIXES),
        )
        dialog = FileDialog(self, self._ini, self.tr("Add photos or clips"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.take)
        dialog.open()

    def _remove(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self.list.setCurrentRow(self.list.currentRow())  # chosen, so that the next press of the key has one
        self._show_possible()

    def _show_possible(self) -> None:
        chosen = bool(self.list.selectedItems())
        if not chosen and self.remove.hasFocus():
            self.add.setFocus()  # else the button that comes next would have it, and the next Space press that
        self.remove.setEnabled(chosen)
