"""The dialog for files: in the window's language, and where the user was last.

Qt's own dialog, which stands in where the desktop has none, has texts that Qt's translations leave in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PyQt6.QtCore import QSettings, QStandardPaths, Qt
from PyQt6.QtWidgets import QFileDialog, QWidget

Kinds = Iterable[tuple[str, Iterable[str]]]
_PLACES = QStandardPaths.StandardLocation


class FileDialog(QFileDialog):
    """Opens in the folder of the last file that was chosen, at first in the user's pictures or downloads."""

    def __init__(
        self, parent: QWidget, ini: QSettings, title: str, kinds: Kinds, *, save: bool = False, downloads: bool = False
    ) -> None:
        """``kinds``: name and suffixes of each kind of file. ``ini`` is the window's own file. ``downloads``: for what
        comes from the network, which is remembered by itself."""
        super().__init__(parent, title)
        self._ini = ini
        self._key = "dialogs/downloads" if downloads else "dialogs/folder"
        self._place = _PLACES.DownloadLocation if downloads else _PLACES.PicturesLocation
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        patterns = [f"{name} ({' '.join(f'*{suffix}' for suffix in suffixes)})" for name, suffixes in kinds]
        self.setNameFilters(patterns if save else [*patterns, self.tr("All files (*)")])
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if save else QFileDialog.AcceptMode.AcceptOpen)
        if self.layout() is not None:  # only Qt's own dialog has one
            self._name_parts(save=save)
        if not save:
            self.setDirectory(self._last_folder())
            self.filesSelected.connect(self._keep_folder)

    def _name_parts(self, *, save: bool) -> None:
        label = QFileDialog.DialogLabel
        self.setLabelText(label.LookIn, self.tr("Look in:"))
        self.setLabelText(label.FileName, self.tr("File &name:"))
        self.setLabelText(label.FileType, self.tr("Files of type:"))
        self.setLabelText(label.Accept, self.tr("&Save") if save else self.tr("&Open"))
        self.setLabelText(label.Reject, self.tr("Cancel"))

    def _last_folder(self) -> str:
        last = self._ini.value(self._key, "")
        usual = QStandardPaths.writableLocation(self._place)
        folders = [folder for folder in (last, usual) if isinstance(folder, str) and folder]
        return next((folder for folder in folders if Path(folder).is_dir()), str(Path.home()))

    def _keep_folder(self, files: list[str]) -> None:
        if files:
            self._ini.setValue(self._key, str(Path(files[0]).parent))
