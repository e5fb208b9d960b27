"""The program behind an engine, in the engine's panel: what is there, what is missing, and what mends it.

Each part has a sign, a sentence and, where something is wrong, what to do and the buttons that do it. What is wrong
stands first; what is all right is seen with the details. The panel only shows and asks:
:mod:`app.gui.checkout_part` looks and acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.check_names import part_name
from app.gui.check_row import CheckSign
from app.gui.messages import message_text
from app.gui.widgets import named, repolish, sentence_label, text_label

if TYPE_CHECKING:
    from app.services.checkouts.environment import EnvironmentProgress
    from app.services.checkouts.findings import Finding
    from app.services.checkouts.look import State

_BUTTONS = {
    "use": QT_TRANSLATE_NOOP("Checkouts", "Use it"),
    "folder": QT_TRANSLATE_NOOP("Checkouts", "Choose folder…"),
    "python": QT_TRANSLATE_NOOP("Checkouts", "Choose Python…"),
    "environment": QT_TRANSLATE_NOOP("Checkouts", "Make one…"),
    "put": QT_TRANSLATE_NOOP("Checkouts", "Put it there…"),
    "models": QT_TRANSLATE_NOOP("Checkouts", "Models…"),
    "licence": QT_TRANSLATE_NOOP("Checkouts", "Read and agree…"),
    "read": QT_TRANSLATE_NOOP("Checkouts", "Read it…"),
}
_STEPS = {
    "asking": QT_TRANSLATE_NOOP("Checkouts", "Asking what is needed"),
    "python": QT_TRANSLATE_NOOP("Checkouts", "Preparing Python"),
    "fetching": QT_TRANSLATE_NOOP("Checkouts", "Fetching {name}"),
    "building": QT_TRANSLATE_NOOP("Checkouts", "Building {name}"),
    "installing": QT_TRANSLATE_NOOP("Checkouts", "Installing"),
    "checking": QT_TRANSLATE_NOOP("Checkouts", "Looking at what was made"),
    "done": QT_TRANSLATE_NOOP("Checkouts", "Done"),
}
_ORDER = ("fail", "warn")
"""What stands first, and is seen without the details."""


def _words(text: str) -> str:
    return QCoreApplication.translate("Checkouts", text)


def actions_for(finding: Finding) -> tuple[str, ...]:
    """What can be done about a line, the likeliest first."""
    code = finding.message.code
    if finding.part == "program":
        return ("use", "folder") if code == "checkout.only_found" else ("folder",)
    if finding.part in ("python", "packages"):
        return () if finding.part == "packages" and finding.mark != "fail" else ("environment", "python")
    if finding.part == "models":
        return {"checkout.model_offered": ("put",), "checkout.model_fetchable": ("models",)}.get(code, ())
    if finding.part == "licence":
        return ("licence",) if finding.mark == "fail" else ("read",)
    return ()


class CheckoutRow(QFrame):
    """One line about the program."""

    asked = pyqtSignal(str, str)
    """An action, and the model that it is about."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        self.finding = finding
        self.setObjectName("check")
        reason, hint = message_text(finding.message)
        name = part_name(finding.part)
        sign = CheckSign(self)
        sign.show_mark(finding.mark)
        sign.setAccessibleName(name)
        self.name = text_label(self, "heading", wrap=True, text=name)
        self.reason = sentence_label(self, "quiet" if finding.mark == "ok" else "sentence")
        self.reason.setText(reason)
        self.reason.setAccessibleName(f"{name}: {reason}")
        self.hint = sentence_label(self, "quiet")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(sign)
        head.addWidget(self.name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 8)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.reason)
        layout.addWidget(self.hint)
        self.buttons: dict[str, QPushButton] = {}
        for action in actions_for(finding):
            button = QPushButton(_words(_BUTTONS[action]), self)
            button.setAutoDefault(False)
            button.setAccessibleName(_words(_BUTTONS[action]))
            button.setAccessibleDescription(reason)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action, finding.file))
            self.buttons[action] = button
            layout.addWidget(button)


class CheckoutPanel(QWidget):
    asked = pyqtSignal(str, str)
    """An action of a row, or ``look``, ``try`` or ``stop``; and the model that it is about, or empty."""
    reordered = pyqtSignal()
    """What takes the focus has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._looking = False
        self._progress: EnvironmentProgress | None = None
        self._said: tuple[Message, bool] | None = None
        self._busy = ""
        self.rows: list[CheckoutRow] = []
        self.title = text_label(self, "heading", wrap=True)
        self.place = sentence_label(self, "quiet")
        self.word = text_label(self, "state")
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.step = text_label(self, "sentence", wrap=True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.stop = self._button("stop")
        self.said = sentence_label(self, "sentence")
        self.look = self._button("look")
        self.attempt = self._button("try")
        self.details = QPushButton(self)
        self.details.setAutoDefault(False)
        self.details.setCheckable(True)
        self.details.toggled.connect(lambda _: self._show_details())
        head = QHBoxLayout()
        head.addWidget(self.word, 1)
        head.addWidget(self.details)
        last = QHBoxLayout()
        last.addWidget(self.look)
        last.addWidget(self.attempt)
        last.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 6)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.place)
        layout.addLayout(head)
        for widget in (self.step, self.bar, self.stop, self.said):
            layout.addWidget(widget)
        layout.addLayout(self._list)
        layout.addLayout(last)
        self.hide()
        self.retranslate()

    def _button(self, action: str) -> QPushButton:
        button = named(QPushButton(self), "")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.asked.emit(action, ""))
        return button

    @property
    def state(self) -> State | None:
        """What is shown."""
        return self._state

    def tab_order(self) -> list[QWidget]:
        """What takes the focus, from top to bottom."""
        rows = [button for row in self.rows for button in row.buttons.values()]
        return [self.details, self.stop, *rows, self.look, self.attempt]

    def retranslate(self) -> None:
        self.look.setText(self.tr("Look again"))
        self.look.setToolTip(self.tr("Look at the program as it is now"))
        self.attempt.setText(self.tr("Try it"))
        self.attempt.setToolTip(self.tr("Load the program and have it swap a face of the demo"))
        self.stop.setText(self.tr("Stop"))
        self.details.setText(self.tr("Details"))
        self.details.setToolTip(self.tr("Show what is all right, too"))
        self._show_rows()
        self._show_rest()

    def show_state(self, state: State | None) -> None:
        """What a look found; None for an engine without a program, which hides the panel."""
        other = state is None or self._state is None or state.engine != self._state.engine
        self._state = state
        if other:
            self._said = None
        self.setVisible(state is not None)
        self._show_rows()
        self._show_rest()

    def show_looking(self, on: bool) -> None:
        """A look goes on; what was found before stays until it ends."""
        self._looking = on
        self.setVisible(on or self._state is not None)
        self._show_rest()

    def show_busy(self, word: str, progress: EnvironmentProgress | None = None) -> None:
        """``try``, ``plan`` or ``make`` goes on; empty: nothing does."""
        self._busy, self._progress = word, progress
        self._show_rest()

    def show_message(self, message: Message | None, *, error: bool = False) -> None:
        """What came of the last thing that was asked for."""
        self._said = (message, error) if message is not None else None
        self._show_rest()

    # ---- within ----------------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        findings: Sequence[Finding] = self._state.findings if self._state is not None else ()
        findings = sorted(findings, key=lambda one: _ORDER.index(one.mark) if one.mark in _ORDER else len(_ORDER))
        if [row.finding for row in self.rows] == findings and not self._other_words():
            return
        had = next((at for at, row in enumerate(self.rows) if row.isAncestorOf(self.focusWidget() or self)), None)
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [CheckoutRow(finding, self) for finding in findings]
        for row in self.rows:
            row.asked.connect(self.asked)
            self._list.addWidget(row)
        self._show_details()
        if had is not None and self.rows:  # the focus stays about where it was
            following = [button for row in self.rows[had:] if row.isVisible() for button in row.buttons.values()]
            (following[0] if following else self.look).setFocus()

    def _show_details(self) -> None:
        for row in self.rows:
            row.setVisible(self.details.isChecked() or row.finding.mark in _ORDER)
        self.reordered.emit()

    def _other_words(self) -> bool:
        """Whether the rows were made in another language."""
        return any(row.name.text() != part_name(row.finding.part) for row in self.rows)

    def _show_rest(self) -> None:
        state, busy = self._state, bool(self._busy)
        name = ""
        if state is not None:
            name = f"{state.spec.program} {state.version.words}".strip()
        self.title.setText(name)
        self.title.setVisible(bool(name))
        place = str(state.folder) if state is not None and state.folder is not None and state.chosen else ""
        self.place.setText(place)
        self.place.setVisible(bool(place))
        mark, word = "info", self.tr("Being looked at…")
        if not self._looking and state is not None:
            if state.failure is None:
                mark, word = "ok", self.tr("Ready")
            else:
                mark, word = "warn", self.tr("Can not run yet")
        self.word.setText(word)
        if self.word.property("mark") != mark:
            self.word.setProperty("mark", mark)
            repolish(self.word)
        self.step.setText(self._step())
        for widget in (self.step, self.bar, self.stop):
            widget.setVisible(busy)
        text, danger = "", False
        if self._said is not None:
            text, danger = " ".join(message_text(self._said[0])).strip(), self._said[1]
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if self.said.property("danger") != danger:
            self.said.setProperty("danger", danger)
            repolish(self.said)
        self.look.setEnabled(not self._looking and not busy)
        self.attempt.setEnabled(not busy and not self._looking and state is not None and state.failure is None)
        for row in self.rows:
            for button in row.buttons.values():
                button.setEnabled(not busy)

    def _step(self) -> str:
        if self._busy == "try":
            return self.tr("Trying it: the program is being loaded…")
        if self._busy == "plan":
            return self.tr("The package index is being asked…")
        if self._progress is None:
            return self.tr("Making the environment…") if self._busy else ""
        step = self._progress
        return _words(_STEPS[step.step]).format(name=step.name or self.tr("packages"))
