"""Files that come from outside: a double click, "Open with", a second start of the program.

1. :class:`Arrivals` is there from the beginning and keeps what comes until the services are there.
2. :class:`FileChoice` is a part of the window: a photo can be a face or the source, which it asks; the rest goes the
   way of dropped files.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtWidgets import QMessageBox

from app.base.errors import Message
from app.gui.gallery import is_image
from app.gui.tray_part import TrayPart

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow


class FileChoice(QObject):
    """What a file is for. See :class:`app.gui.extras.Extra`."""

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._asking = window, controller, asking

    def retranslate(self) -> None:
        return

    def end(self) -> None:
        return

    def close(self) -> None:
        return

    def take(self, files: Sequence[Path]) -> None:
        """Use these, after asking where that is not clear."""
        there = [file for file in files if os.path.isfile(file)]  # noqa: PTH113 - Path's raises where it may not look
        missing = next((file for file in files if file not in there), None)
        if missing is not None and os.path.isdir(missing):  # noqa: PTH112
            text, hint = f"{missing.name} is a folder.", "Open photos or a video."
            self._controller.tell(Message("window.file_folder", text, hint, {"name": missing.name}))
        elif missing is not None:
            text, hint = f"{missing.name} is not there.", "It may have been moved or deleted."
            self._controller.tell(Message("window.file_missing", text, hint, {"name": missing.name}))
        photos = [file for file in there if is_image(file)]
        rest = [file for file in there if file not in photos]
        if rest:
            self._asking.take_files(rest)
        if photos:
            self._ask(photos)

    def _ask(self, photos: Sequence[Path]) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Open a photo"))
        box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like HTML
        if len(photos) == 1:
            box.setText(self.tr("What is {name} for?").format(name=photos[0].name))
        else:
            box.setText(self.tr("{count} photos of one person").format(count=len(photos)))
        box.setInformativeText(
            self.tr("As the face it is put over yours. As the source it stands where your camera is.")
        )
        face = box.addButton(self.tr("The &face to show"), QMessageBox.ButtonRole.AcceptRole)
        source = box.addButton(self.tr("The &source"), QMessageBox.ButtonRole.ActionRole) if len(photos) == 1 else None
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(face)
        box.setEscapeButton(cancel)

        def answered() -> None:
            clicked = box.clickedButton()
            if clicked is face:
                self._asking.take_files(photos)
            elif clicked is not None and clicked is source:
                self._asking.take_source(str(photos[0].absolute()))

        box.finished.connect(answered)
        box.open()


class Arrivals(QObject):
    def __init__(self, window: MainWindow, files: Sequence[Path]) -> None:
        """``files``: those of this start."""
        super().__init__(window)
        self._window = window
        self._waiting = list(files)

    def take(self, files: Sequence[Path], show: bool) -> None:
        """What another start brought; ``show``: it wanted a window."""
        window = self._window
        if window.closing.begun:  # a window that goes does not come back
            return
        if show or files:
            trays = [extra.tray for extra in window.extras if isinstance(extra, TrayPart)]
            for tray in trays:
                tray.open()
            if not trays:
                window.show()
        self._waiting += files
        self.deliver()

    def deliver(self) -> None:
        """Hand on what waits, if the services are there."""
        choice = next((extra for extra in self._window.extras if isinstance(extra, FileChoice)), None)
        if choice is None or not self._waiting:
            return
        files, self._waiting = self._waiting, []
        choice.take(files)
