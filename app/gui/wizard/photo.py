"""A photo of the user's own face, taken now: live picture, *Take the photo*, and whether a face was found in it.

The photo is looked at before it is kept; it lies in the program's own folder and nowhere else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.base.errors import Message, UserError
from app.gui.messages import message_text
from app.gui.people_pictures import take
from app.gui.widgets import named, text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.live import LiveView

if TYPE_CHECKING:
    from engines.api import Image

FACE = "face-"
"""How the files of such photos begin."""


class PhotoDialog(QDialog):
    taken = pyqtSignal(object)
    """Path of a photo that shows a face."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Take a photo"))
        self._kit = kit
        self._picture: Image | None = None
        self._ended = False
        self.label = QLabel(self.tr("Ca&mera"), self)
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("Camera"))
        self.label.setBuddy(self.combo)
        for row in range(kit.source.combo.count()):
            spec = kit.source.combo.itemData(row)
            if isinstance(spec, str) and spec.startswith("camera:"):
                self.combo.addItem(kit.source.combo.itemText(row), spec)
        chosen = self.combo.findData(kit.controller.core.settings.current.camera.source)
        self.combo.setCurrentIndex(max(chosen, 0) if self.combo.count() else -1)
        self.combo.activated.connect(lambda _: self._live_again())
        self.live = LiveView(kit.controller, kit.devices, self)
        self.live.setMinimumSize(400, 225)
        self.live.pictured.connect(self._pictured)
        self.live.failed.connect(self._tell)
        self.said = text_label(self, "heading", wrap=True)
        self.hint = text_label(self, "sentence", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        shoot = self.buttons.addButton(self.tr("&Take the photo"), QDialogButtonBox.ButtonRole.ActionRole)
        again = self.buttons.addButton(self.tr("A&gain"), QDialogButtonBox.ButtonRole.ActionRole)
        use = self.buttons.addButton(self.tr("&Use it"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert shoot is not None
        assert again is not None
        assert use is not None
        self.shoot, self.again, self.use = named(shoot, "primary"), again, named(use, "primary")
        self.shoot.clicked.connect(self._shoot)
        self.again.clicked.connect(self._live_again)
        self.buttons.accepted.connect(self._keep)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(lambda _: self._end())
        chooser = QHBoxLayout()
        chooser.addWidget(self.label)
        chooser.addWidget(self.combo, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(chooser)
        layout.addWidget(self.live, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)
        self._live_again()

    # ---- the steps -------------------------------------------------------------------------------------------

    def _live_again(self) -> None:
        self._picture = None
        self._say("", "")
        spec = self.combo.currentData()
        if spec is None:
            none = self.tr("No camera was found.")
            self.live.stop(none)
            self._say(none, self.tr("Plug one in, or add a photo from a file."))
        else:
            self.live.show_source(spec)
        self._show_possible()

    def _pictured(self) -> None:
        self._show_possible()
        self.shoot.setFocus()

    def _shoot(self) -> None:
        """Hold the picture, and look for a face in it."""
        picture = self.live.picture
        if picture is None:
            return
        self.live.hold()
        self._picture = picture
        self._say(self.tr("Looking for a face…"), "")
        self._show_possible(looking=True)
        faces, name = self._kit.faces, self.tr("The photo")

        def found(odd: list[Message]) -> None:
            if self._ended or self._picture is not picture:
                return
            text, hint = message_text(odd[0]) if odd else (self.tr("A face was found."), "")
            self._say(text, hint)
            self._show_possible()
            self.use.setFocus()

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if self._ended or self._picture is not picture:
                return
            self._picture = None
            self._tell(error.message)
            self.again.setFocus()

        self._kit.photos.run(lambda: faces.picture(picture, name), found, failed)

    def _keep(self) -> None:
        picture, folder = self._picture, self._kit.controller.core.paths.own_faces
        if picture is None:
            return
        self.use.setEnabled(False)  # once

        def kept(path: Path) -> None:
            if self._ended:
                path.unlink(missing_ok=True)  # given up while it was written: no photo of anybody stays behind
                return
            self.taken.emit(path)
            self.accept()

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if not self._ended:
                self._tell(error.message)

        self._kit.photos.run(lambda: take(picture, folder, FACE), kept, failed)

    def _end(self) -> None:
        self._ended = True
        self.live.stop()

    # ---- what is said ----------------------------------------------------------------------------------------

    def _tell(self, message: Message) -> None:
        self._say(*message_text(message))
        self._show_possible()

    def _say(self, text: str, hint: str) -> None:
        self.said.setText(text)
        self.hint.setText(hint)
        self.said.setVisible(bool(text))
        self.hint.setVisible(bool(hint))
        self.setAccessibleDescription(f"{text} {hint}".strip())

    def _show_possible(self, *, looking: bool = False) -> None:
        held = not self.live.spec and self.combo.count() > 0
        self.shoot.setVisible(not held)
        self.shoot.setEnabled(self.live.picture is not None)
        self.again.setVisible(held or not self.combo.count())
        self.again.setEnabled(not looking and self.combo.count() > 0)
        self.use.setVisible(held)
        self.use.setEnabled(self._picture is not None and not looking)
