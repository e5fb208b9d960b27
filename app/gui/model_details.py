"""All about the chosen model, and what can be done with it.

Which actions there are is one list, :data:`ACTIONS`; each has a button here and a line in the list's context menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.messages import message_text
from app.gui.model_words import (
    licence_text,
    licence_warning,
    progress_text,
    size_text,
    state_text,
    translate,
    work_text,
)
from app.gui.widgets import repolish, text_label

if TYPE_CHECKING:
    from app.gui.models_link import ModelsLink
    from app.services.models import Overview, Row

ACTIONS = ("fetch", "cancel", "check", "accept", "delete", "folder")
"""In their order. One more is a name here, its words in :meth:`ModelDetails.retranslate`, when it is possible in
:meth:`ModelDetails._show_actions`, and what it does in ``ModelsWindow``."""

_HEIGHT = 158
"""In pixels, so that the list above does not jump from model to model; more where it takes more."""


class ModelDetails(QFrame):
    asked = pyqtSignal(str, str)
    """An action and the id of the model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.model = ""
        self._title = text_label(self, "heading", wrap=True)
        self._origin = text_label(self, "quiet", wrap=True)
        self.state = text_label(self, "sentence", wrap=True)
        self.needs = text_label(self, "sentence", wrap=True)
        self.cost = text_label(self, "quiet", wrap=True)
        for label in (self._title, self._origin, self.state, self.needs, self.cost):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.buttons = {action: self._button(action) for action in ACTIONS}
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button in self.buttons.values():
            actions.addWidget(button)
        actions.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(5)
        for widget in (self._title, self._origin, self.state, self.progress, self.needs, self.cost):
            layout.addWidget(widget)
        layout.addSpacing(4)
        layout.addStretch()
        layout.addLayout(actions)
        self.setMinimumHeight(_HEIGHT)
        self.retranslate()

    def _button(self, action: str) -> QPushButton:
        button = QPushButton(self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.asked.emit(action, self.model))
        return button

    def retranslate(self) -> None:
        words = {
            "fetch": (self.tr("&Fetch…"), self.tr("Fetch it from its publisher; shows the licence first")),
            "cancel": (self.tr("&Cancel fetching"), self.tr("What is here already is kept, to go on from there")),
            "check": (self.tr("C&heck anew"), self.tr("Read the file through and compare its SHA-256")),
            "accept": (self.tr("&Accept the change…"), self.tr("Take the file as it is now for the right one")),
            "delete": (self.tr("&Delete…"), self.tr("Delete it from the program's own folder")),
            "folder": (self.tr("&Open folder"), self.tr("Show the folder in which it lies")),
        }
        for action, (text, tip) in words.items():
            self.buttons[action].setText(text)
            self.buttons[action].setToolTip(tip)
        self.progress.setAccessibleName(self.tr("Fetched so far"))

    # ---- showing a model -------------------------------------------------------------------------------------

    def show_model(self, model: str, overview: Overview, link: ModelsLink) -> None:
        row, entry = overview.rows[model], overview.rows[model].entry
        self.model = model
        self._title.setText(entry.name)
        licence = self.tr("licence: {licence}").format(licence=licence_text(entry.licence))
        self._origin.setText(" · ".join((entry.vendor, licence, entry.file)))
        self._origin.setToolTip(licence_warning(entry.licence))
        self._show_state(row, link)
        self._show(self.needs, self._needs(row, overview))
        self._show(self.cost, self._cost(row))
        self._show_actions(row, link)

    def _show_state(self, row: Row, link: ModelsLink) -> None:
        model, found = row.entry.id, row.found
        work, progress = link.work(model), link.fetches.progress(model)
        if work is not None:
            text = work_text(work)
        elif link.fetches.queued(model):
            text = progress_text(progress, long=True)
        elif found.reason is not None:
            text = " ".join(message_text(found.reason))
        elif found.path is not None:
            text = f"{state_text(row, link.models.home)}: {found.path}"
            if found.state == "unverified":
                text += "\n" + self.tr("It is read through, and its SHA-256 recorded, when it is first used.")
        else:
            text = state_text(row, link.models.home)
            if row.part is not None:
                kept = self.tr("{size} are kept; fetching goes on from there.")
                text = f"{text}. {kept.format(size=size_text(row.part.bytes))}"
        for path in found.passed_over:
            text += "\n" + self.tr("Passed over, as it is damaged: {path}").format(path=path)
        self.state.setText(text)
        danger = found.state == "damaged" and link.idle(model)
        if self.state.property("danger") != danger:
            self.state.setProperty("danger", danger)
            repolish(self.state)
        whole = progress is not None and progress.total
        self.progress.setVisible(link.fetches.queued(model))
        self.progress.setRange(0, 1000 if whole else 0)
        if progress is not None and progress.total:
            self.progress.setValue(progress.bytes * 1000 // progress.total)

    def _needs(self, row: Row, overview: Overview) -> str:
        lines = []
        if row.entry.needs:
            lacks = {entry.id for entry in row.lacks}
            names = [
                (self.tr("{name} (missing)") if need in lacks else self.tr("{name} (here)")).format(
                    name=overview.rows[need].entry.name
                )
                for need in row.entry.needs
            ]
            lines.append(self.tr("Needs beside it: {names}").format(names=translate("Models", ", ").join(names)))
        users = overview.needed_by(row.entry.id)
        if users:
            names = [user.name for user in users]
            lines.append(self.tr("Needed by: {names}").format(names=translate("Models", ", ").join(names)))
        return "\n".join(lines)

    def _cost(self, row: Row) -> str:
        if row.size is None:
            return self.tr("How large it is, on disk and in memory, is not known before it is here.")
        text = self.tr("{size} on disk. Its weights take as much memory while it is in use, and its work takes more.")
        return text.format(size=size_text(row.size))

    def _show_actions(self, row: Row, link: ModelsLink) -> None:
        model, found = row.entry.id, row.found
        idle, queued = link.idle(model), link.fetches.queued(model)
        changed = found.reason is not None and found.reason.code == "models.changed"
        shown = {
            "fetch": not queued,
            "cancel": queued,
            "check": True,
            "accept": changed,
            "delete": True,
            "folder": True,
        }
        possible = {
            "fetch": idle and not row.ready,
            "cancel": True,
            "check": idle and found.path is not None,
            "accept": idle,
            "delete": idle and row.own,
            "folder": True,
        }
        for action, button in self.buttons.items():
            button.setVisible(shown[action])
            button.setEnabled(possible[action])

    @staticmethod
    def _show(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
