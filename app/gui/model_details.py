"""All about the chosen model, and what can be done with it.

Which actions there are is one list, :data:`ACTIONS`; each has a button here and a line in the list's context menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.messages import message_text
from app.gui.model_words import (
    copy_progress_text,
    copy_text,
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

ACTIONS = ("fetch", "cancel", "check", "accept", "delete", "folder", "copy", "stop_copy", "delete_copy")
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
        self.copy = text_label(self, "sentence", wrap=True)
        for label in (self._title, self._origin, self.state, self.needs, self.cost, self.copy):
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
        for widget in (self._title, self._origin, self.state, self.progress, self.needs, self.cost, self.copy):
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
            "copy": (self.tr("&Make a faster copy for the processor…"), ""),
            "stop_copy": (self.tr("&Stop making the copy"), self.tr("Nothing of it is kept")),
            "delete_copy": (self.tr("Delete the co&py…"), self.tr("The model itself stays")),
        }
        for action, (text, tip) in words.items():
            self.buttons[action].setText(text)
            self.buttons[action].setToolTip(tip)
        self.copy.setToolTip(self.tr("dB tell how near the copy comes to the original: more is nearer."))

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
        copy = link.copies.found.get(model)
        self._show(self.copy, copy_text(copy, here=row.here) if copy is not None else "")
        self._show_actions(row, link)

    def _show_state(self, row: Row, link: ModelsLink) -> None:
        model, found = row.entry.id, row.found
        work = link.work(model)
        if work is not None:
            text = work_text(work)
        elif link.fetches.queued(model):
            text = progress_text(link.fetches.progress(model), long=True)
        elif link.copies.queued(model):
            copy, stopping = link.copies.progress(model), link.copies.stopping(model)
            text = copy_progress_text(copy, stopping=stopping, long=True)
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
        self._show_progress(model, link)

    def _show_progress(self, model: str, link: ModelsLink) -> None:
        """Of a fetch how much is here, of a copy that of its step; a moving bar where that is not known."""
        fetch, copy = link.fetches.progress(model), link.copies.progress(model)
        part = 0.0
        if fetch is not None and fetch.total:
            part = fetch.bytes / fetch.total
        elif copy is not None and not link.copies.stopping(model):
            part = copy.part
        self.progress.setVisible(link.fetches.queued(model) or link.copies.queued(model))
        self.progress.setRange(0, 1000 if part else 0)
        self.progress.setValue(int(part * 1000))
        self.progress.setAccessibleName(
            self.tr("How far the copy is") if link.copies.queued(model) else self.tr("Fetched so far")
        )

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
        copying, copy = link.copies.queued(model), link.copies.found.get(model)
        changed = found.reason is not None and found.reason.code == "models.changed"
        shown = {
            "fetch": not queued,
            "cancel": queued,
            "check": True,
            "accept": changed,
            "delete": True,
            "folder": True,
            "copy": row.here and not copying and link.copies.possible(model),
            "stop_copy": copying,
            "delete_copy": copy is not None and not copying,
        }
        possible = {
            "fetch": idle and not row.ready,
            "cancel": True,
            "check": idle and found.path is not None,
            "accept": idle,
            "delete": idle and row.own,
            "folder": True,
            "copy": idle and row.ready,
            "stop_copy": not link.copies.stopping(model),
            "delete_copy": idle,
        }
        tip = self.tr("Takes minutes and much memory, once; says first how much")
        if row.here and not row.ready:
            tip = self.tr("What the model needs beside it has to be here first")
        self.buttons["copy"].setToolTip(tip)
        for action, button in self.buttons.items():
            button.setVisible(shown[action])
            button.setEnabled(possible[action])

    @staticmethod
    def _show(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
