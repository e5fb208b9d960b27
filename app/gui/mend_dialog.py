"""A step that runs a command: what it is for, the command word for word, and, once agreed to, what came of it.

1. Nothing runs before *Run it* is pressed; the command can be copied and run by hand instead.
2. While it runs the dialog can be closed: the step goes on by itself, and its result is shown by the check. A question
   of the system's that nobody has answered yet closes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QFontMetrics, QGuiApplication
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.check_names import mend_label
from app.gui.messages import message_text
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.services.permissions import Check, MendResult

_WIDTH = 560
_MOST_LINES = 14


class MendDialog(QDialog):
    agreed = pyqtSignal()
    """The user has seen the command and wants it to run."""
    given_up = pyqtSignal()
    """Closed while the step was under way."""

    def __init__(self, check: Check, command: str, parent: QWidget) -> None:
        """``command``: what runs, word for word, with whatever elevates it."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = check.action
        assert action is not None
        reason, hint = message_text(check.message)
        title = mend_label(action).replace("&", "")
        self.setWindowTitle(title)
        self._working = False
        self._elevated = action.elevated
        self.heading = text_label(self, "heading", wrap=True, text=reason)
        self.hint = text_label(self, "sentence", wrap=True, text=hint)
        self.hint.setVisible(bool(hint))
        self.intro = text_label(self, "sentence", wrap=True, text=self._intro(elevated=action.elevated))
        self.command = self._command_field(command)
        self.copy = QPushButton(self.tr("C&opy the command"), self)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(command))  # type: ignore[union-attr]
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Running"))
        self.progress.hide()
        self.said = text_label(self, "heading", wrap=True)
        self.said_hint = text_label(self, "sentence", wrap=True)
        for label in (self.heading, self.hint, self.said, self.said_hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.hide()
        self.said_hint.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        run = self.buttons.addButton(self.tr("&Run it"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert run is not None
        assert cancel is not None
        self.run, self.cancel = named(run, "primary"), cancel
        self.buttons.accepted.connect(self._agree)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        # It is read first, and Enter pressed once too often runs nothing.
        self.run.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.command.setFocus()

    def _intro(self, *, elevated: bool) -> str:
        if elevated:
            return self.tr(
                "This command will run. It needs an administrator: the system asks for the password in a window of its "
                "own, and Understudy never sees it."
            )
        return self.tr("This command will run, with your own rights:")

    def _command_field(self, command: str) -> QPlainTextEdit:
        field = named(QPlainTextEdit(command, self), "command")
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        field.setAccessibleName(self.tr("Command"))
        metrics = QFontMetrics(field.font())
        letters = max(1, (_WIDTH - 90) // max(1, metrics.averageCharWidth()))
        lines = sum(1 + len(line) // letters for line in command.splitlines()) + 1  # words wrap early
        field.setFixedHeight(min(lines, _MOST_LINES) * metrics.lineSpacing() + 26)
        return field

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.addStretch()
        beside.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(11)
        for above in (self.heading, self.hint, self.intro, self.command):
            layout.addWidget(above)
        layout.addLayout(beside)
        for below in (self.progress, self.said, self.said_hint, self.buttons):
            layout.addWidget(below)
        self.setMinimumWidth(_WIDTH)
        self._fit()

    def _fit(self) -> None:
        """As high as its words need at its width."""
        layout = self.layout()
        assert layout is not None
        width = max(self.width(), _WIDTH) if self.isVisible() else _WIDTH
        self.resize(width, max(layout.totalHeightForWidth(width), self.height() if self.isVisible() else 0))

    def _agree(self) -> None:
        self._working = True
        self.run.setEnabled(False)
        self.cancel.setText(self.tr("&Close"))
        self.cancel.setFocus()
        self.progress.show()
        if self._elevated:
            text = self.tr(
                "The command runs once the system has asked. You can close this window: what runs goes on by itself, "
                "and a question that is still open closes."
            )
        else:
            text = self.tr("The command runs. You can close this window: it goes on by itself.")
        self.intro.setText(text)
        self.intro.show()
        for label in (self.said, self.said_hint):  # of a try before
            label.hide()
        self.agreed.emit()

    def show_result(self, result: MendResult) -> None:
        """What came of it, in words; where it did not work it can be tried again."""
        self._working = False
        text, hint = message_text(result.message)
        self.progress.hide()
        self.intro.hide()
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.said_hint.setText(hint)
        self.said_hint.setVisible(bool(hint))
        if result.done:  # what was wrong is so no more
            self.heading.hide()
            self.hint.hide()
        self.run.setVisible(not result.done)
        self.run.setEnabled(True)
        self.run.setText(self.tr("&Try again"))
        self.cancel.setText(self.tr("&Close"))
        self.setAccessibleDescription(f"{text} {hint}".strip())
        self.cancel.setFocus()
        self._fit()

    def reject(self) -> None:
        if self._working:
            self.given_up.emit()
        super().reject()
