"""One person of the list: who is in front of the camera, and the face to show on them."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.base.errors import Message
from app.base.sections import MappedFace
from app.gui.messages import message_text
from app.gui.photo_side import PhotoSide
from app.gui.threads import Background
from app.gui.widgets import repolish, text_label

Photos = tuple[tuple[str, ...], tuple[str, ...]]
"""Of both sides, who first."""


class PersonRow(QFrame):
    changed = pyqtSignal()
    """The user changed the photos."""
    removal_asked = pyqtSignal()

    def __init__(self, background: Background, media: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._number = 1
        self._refused: Message | None = None
        self.title = text_label(self, "heading")
        self.state = text_label(self, "sentence", wrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.remove = QPushButton(self)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self.removal_asked)
        self.who = PhotoSide("who", background, media, self)
        self.face = PhotoSide("face", background, media, self)
        for side in (self.who, self.face):
            side.changed.connect(self._side_changed)
            side.looked.connect(self._show_state)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.title)
        top.addWidget(self.state, 1)
        top.addWidget(self.remove)
        sides = QHBoxLayout()
        sides.setSpacing(12)
        sides.addWidget(self.who, 1)
        arrow = text_label(self, "quiet", text="→")
        font = arrow.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        arrow.setFont(font)
        sides.addWidget(arrow)
        sides.addWidget(self.face, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(sides)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Person {number}").format(number=self._number))
        self.setAccessibleName(self.title.text())
        self.remove.setText(self.tr("Remove person"))
        self.remove.setAccessibleName(self.tr("Remove person {number}").format(number=self._number))
        self.who.retranslate()
        self.face.retranslate()
        self._show_state()

    def show_number(self, number: int) -> None:
        """Its place in the list, from 1."""
        self._number = number
        self.retranslate()

    # ---- photos ----------------------------------------------------------------------------------------------

    def photos(self) -> Photos:
        return self.who.photos(), self.face.photos()

    def show_photos(self, photos: Photos) -> None:
        self.who.show_photos(photos[0])
        self.face.show_photos(photos[1])
        self._show_state()

    @property
    def looking(self) -> bool:
        """Whether a photo has still to be read."""
        return self.who.looking or self.face.looking

    def person(self) -> MappedFace | None:
        """For the settings; None where a side is empty or the person can not be used."""
        who, face = self.photos()
        return MappedFace(who=who, face=face) if who and face and self._trouble() is None else None

    def refuse(self, reason: Message) -> None:
        """The run can not use this person; until the photos change they do not count."""
        self._refused = reason
        self._show_state()

    def end(self) -> None:
        """It is about to be deleted."""
        self.who.end()
        self.face.end()

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _trouble(self) -> Message | None:
        return self._refused or self.who.trouble() or self.face.trouble()

    def _side_changed(self) -> None:
        self._refused = None
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        trouble = self._trouble()
        if trouble is not None:
            reason = " ".join(message_text(trouble)).strip()
            text = self.tr("Does not count: {reason}").format(reason=reason)
        elif not all(self.photos()):
            text = self.tr("Counts once both sides have a photo.")
        else:
            text = ""
        self.state.setText(text)
        danger = trouble is not None
        if self.state.property("danger") != danger:
            self.state.setProperty("danger", danger)
            repolish(self.state)
