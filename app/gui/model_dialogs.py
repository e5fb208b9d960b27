"""What the models' page asks: licences before a fetch, which model a file is, and whether to delete or accept one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.messages import message_text
from app.gui.model_words import KINDS, kind_text, licence_text, licence_warning, names_text, size_text
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.services.copy_info import CopyInfo
    from app.services.models import FetchPlan, ModelEntry, Overview, Row, Wanted

_WIDTH = 520
_LICENCES_HEIGHT = 330


class LicenceDialog(QDialog):
    """Everything that a fetch would bring, with whom it goes to and the licences; ``accepted`` is emitted only after
    all licences that were not accepted before have been."""

    def __init__(self, plan: FetchPlan, free: int | None, parent: QWidget | None = None) -> None:
        """``free``: bytes on the disk, None if unknown."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fetch {name}").format(name=plan.target.name))
        asked = self.tr("Nothing has been asked of the network yet. To be fetched, with the licences that go with it:")
        self.licences = self._models(plan)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        fetch = self.buttons.addButton(self.tr("&Fetch"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert fetch is not None
        self.fetch = fetch
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.agree = QCheckBox(self.tr("I have read the &licences and accept them."))
        self.agree.setVisible(plan.licences_open)
        self.agree.toggled.connect(self.fetch.setEnabled)
        self.fetch.setEnabled(not plan.licences_open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(text_label(self, "sentence", wrap=True, text=asked))
        layout.addWidget(self.licences, 1)
        layout.addWidget(text_label(self, "quiet", wrap=True, text=self._sizes(plan, free)))
        layout.addWidget(self.agree)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, 0)  # as high as it has to be
        (self.agree if plan.licences_open else self.fetch).setFocus()

    def _models(self, plan: FetchPlan) -> QScrollArea:
        area = named(QScrollArea(self), "licences")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Licences"))
        panel = named(QWidget(), "panel")
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(3)
        for one in plan.wanted:
            self._add(one, panel, layout)
        layout.addStretch()
        area.setWidget(panel)
        area.setMinimumHeight(min(_LICENCES_HEIGHT, layout.heightForWidth(_WIDTH - 70)))
        return area

    def _add(self, one: Wanted, panel: QWidget, layout: QVBoxLayout) -> None:
        entry = one.entry
        lines = []
        if one.reason is not None:
            lines.append(self.tr("Is not fetched. {reason}").format(reason=" ".join(message_text(one.reason))))
        else:
            where = self.tr("{file}, {size}, from {host}")
            size = size_text(entry.size) if entry.size is not None else self.tr("size unknown")
            lines.append(where.format(file=entry.file, size=size, host=one.host))
            lines.append(self.tr("Licence: {licence}").format(licence=licence_text(entry.licence)))
            if licence_warning(entry.licence):
                lines.append(licence_warning(entry.licence))
            if one.accepted:
                lines.append(self.tr("Accepted by you on {date}.").format(date=one.accepted[:10]))
        title = self.tr("{name} by {vendor}").format(name=entry.name, vendor=entry.vendor)
        layout.addWidget(text_label(panel, "heading", wrap=True, text=title))
        for line in lines:
            layout.addWidget(text_label(panel, "sentence", wrap=True, text=line))
        layout.addSpacing(8)

    def _sizes(self, plan: FetchPlan, free: int | None) -> str:
        sizes = [one.entry.size for one in plan.fetchable]
        known = [size for size in sizes if size is not None]
        parts = []
        if len(known) == len(sizes):
            parts.append(self.tr("Altogether {size}.").format(size=size_text(sum(known))))
        if free is not None:
            parts.append(self.tr("{size} are free on the disk.").format(size=size_text(free)))
        parts.append(self.tr("Licences are given in their publishers' words; the full texts are with the publishers."))
        return " ".join(parts)


class WhichModelDialog(QDialog):
    """Which model a file is whose name does not tell."""

    def __init__(self, file: Path, catalogue: Mapping[str, ModelEntry], proposed: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Which model is this?"))
        asked = self.tr("The name {name} does not tell which model this is. Choose it:").format(name=file.name)
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("Model"))
        order = sorted(catalogue.values(), key=lambda one: KINDS.index(one.kind))
        for entry in order:
            self.combo.addItem(f"{kind_text(entry.kind)}: {entry.name}", entry.id)
        self.combo.setCurrentIndex(max(0, self.combo.findData(_like(file, catalogue) or proposed)))
        note = self.tr(
            "Only whether it is a whole ONNX file can be seen now. "
            "An engine that is given another model than it asked for says so when it starts."
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(self.tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(text_label(self, "sentence", wrap=True, text=asked))
        layout.addWidget(self.combo)
        layout.addWidget(text_label(self, "quiet", wrap=True, text=note))
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)

    def model(self) -> str:
        """Id of the chosen one."""
        return str(self.combo.currentData())


def _like(file: Path, catalogue: Mapping[str, ModelEntry]) -> str:
    """The model whose file's name is in this one's, as in ``inswapper_128 (1).onnx``; the longest such."""
    name = file.stem.casefold()
    alike = [one for one in catalogue.values() if Path(one.file).stem.casefold() in name]
    return max(alike, key=lambda one: len(one.file)).id if alike else ""


class ModelBoxes(QObject):
    """Questions of one sentence, over a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def delete(self, row: Row, overview: Overview, path: Path, then: Callable[[], None]) -> None:
        """``path``: the file in the program's own folder."""
        sizes = [row.found.size if row.found.path == path else None, row.part.bytes if row.part is not None else None]
        size = sum(one for one in sizes if one is not None)
        text = self.tr("Delete {name}?").format(name=row.entry.name)
        more = self.tr("{path}\n{size} become free.").format(path=path, size=size_text(size))
        users = tuple(one for one in overview.needed_by(row.entry.id) if overview.rows[one.id].here)
        if users:
            more += "\n" + self.tr("These need it: {names}").format(names=names_text(users))
        self._ask(self.tr("Delete a model"), text, more, self.tr("&Delete"), self.tr("&Keep"), then)

    def delete_copy(self, name: str, info: CopyInfo, then: Callable[[], None]) -> None:
        text = self.tr("Delete the faster copy of {name}?").format(name=name)
        more = self.tr("{size} become free. The model itself stays; another copy takes minutes again.")
        more = more.format(size=size_text(info.size))
        self._ask(self.tr("Delete a copy"), text, more, self.tr("&Delete"), self.tr("&Keep"), then)

    def accept(self, row: Row, then: Callable[[], None]) -> None:
        text = self.tr("Take {name} as it is now for the right file?").format(name=row.entry.name)
        more = self.tr("Do so only if you changed the file yourself, or know who did: it may be damaged or a forgery.")
        yes, no = self.tr("&Accept the change"), self.tr("&Do not")
        self._ask(self.tr("A changed model"), text, more, yes, no, then)

    def not_fetchable(self, plan: FetchPlan, then: Callable[[], None]) -> None:
        """``then``: import a file instead."""
        reasons = [message_text(one.reason) for one in plan.wanted if one.reason is not None]
        texts = dict.fromkeys(text for text, _ in reasons)
        hints = dict.fromkeys(hint for _, hint in reasons)
        title = self.tr("{name} can not be fetched").format(name=plan.target.name)
        self._ask(title, "\n".join(texts), "\n".join(hints), self.tr("&Import a file…"), self.tr("&Close"), then)

    def _ask(self, title: str, text: str, more: str, yes: str, no: str, then: Callable[[], None]) -> None:
        """The harmless answer is the default, and what Esc gives."""
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(more)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)
        box.finished.connect(lambda _: then() if box.clickedButton() is agree else None)
        box.open()
