"""Folders in which models are looked for: the program's own, and those of other programs that the user names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.file_dialog import FileDialog
from app.gui.messages import message_text
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.gui.models_link import ModelsLink
    from app.services.models import Folder, Overview

_PATH = Qt.ItemDataRole.UserRole


class FoldersDialog(QDialog):
    """Adding and removing takes effect at once; no file is touched."""

    def __init__(self, link: ModelsLink, ini: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._link, self._ini = link, ini
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Folders with models"))
        text = self.tr(
            "Models are looked for in these folders, in this order. Add the folder of Deep-Live-Cam, FaceFusion, iRoop "
            "or insightface to use its models where they lie; nothing in it is changed."
        )
        self.list = named(QListWidget(self), "folders")
        self.list.setAccessibleName(self.windowTitle())
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(lambda *_: self._show_possible())
        self.add = self._button(self.tr("&Add a folder…"))
        self.add.clicked.connect(self._choose)
        self.remove = self._button(self.tr("&Remove"))
        self.remove.setToolTip(self.tr("Look there no more; the folder and its files stay"))
        self.remove.clicked.connect(self._remove)
        self.found = text_label(self, "sentence", wrap=True)
        self.suggestions = named(QListWidget(self), "folders")
        self.suggestions.setAccessibleName(self.tr("Folders of other programs on this machine"))
        self.suggestions.itemActivated.connect(lambda _: self._use())
        self.use = self._button(self.tr("&Use this folder"))
        self.use.clicked.connect(self._use)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        changes, chosen = QHBoxLayout(), QHBoxLayout()
        for row, buttons in ((changes, (self.add, self.remove)), (chosen, (self.use,))):
            for button in buttons:
                row.addWidget(button)
            row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        layout.addWidget(text_label(self, "sentence", wrap=True, text=text))
        layout.addWidget(self.list, 3)
        layout.addLayout(changes)
        layout.addSpacing(6)
        layout.addWidget(self.found)
        layout.addWidget(self.suggestions, 1)
        layout.addLayout(chosen)
        layout.addWidget(close)
        self.resize(640, 500)
        link.changed.connect(self._show)
        link.suggested.connect(self._show_suggestions)
        if link.overview is not None:
            self._show(link.overview)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button

    def _show(self, overview: Overview) -> None:
        row = max(0, self.list.currentRow())
        self.list.clear()
        for folder in overview.folders:
            item = QListWidgetItem(f"{folder.path}\n{self._state(folder)}", self.list)
            item.setData(_PATH, "" if folder.own else str(folder.path))
            item.setToolTip(str(folder.path))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._show_possible()
        self._link.suggest()

    def _state(self, folder: Folder) -> str:
        if folder.problem is not None:
            return " ".join(message_text(folder.problem))
        text = self.tr("Models of the catalogue there: {count}").format(count=len(folder.models))
        return self.tr("The program's own folder. {state}").format(state=text) if folder.own else text

    def _show_suggestions(self, folders: tuple[Path, ...]) -> None:
        self.suggestions.clear()
        for folder in folders:
            item = QListWidgetItem(str(folder), self.suggestions)
            item.setData(_PATH, str(folder))
        self.suggestions.setCurrentRow(0)
        self.found.setText(
            self.tr("Found on this machine, and not used yet:")
            if folders
            else self.tr("No further folder of another program was found in the usual places.")
        )
        self.suggestions.setVisible(bool(folders))
        self.use.setVisible(bool(folders))

    def _show_possible(self) -> None:
        item = self.list.currentItem()
        self.remove.setEnabled(item is not None and bool(item.data(_PATH)))

    def _choose(self) -> None:
        dialog = FileDialog(self, self._ini, self.tr("Add a folder with models"), (), downloads=True)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self._link.add_folder(Path(folder)))
        dialog.open()

    def _use(self) -> None:
        item = self.suggestions.currentItem()
        if item is not None:
            self._link.add_folder(Path(item.data(_PATH)))

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(_PATH):
            self._link.remove_folder(self.list.currentRow() - 1)  # the program's own is the first
