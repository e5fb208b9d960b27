"""Before a process that holds a port is ended: what it is, and the question whether it shall be.

Nothing is ended before *End it* is pressed, and Enter pressed once too often ends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QDateTime, QLocale, Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QFontMetrics
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.services.ports import Holder

_WIDTH = 520
_LINES = 4


class EndDialog(QDialog):
    agreed = pyqtSignal()

    def __init__(self, holder: Holder, port: int, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("End a process"))
        self.holder = holder
        heading = self.tr("{process} holds port {port}. End it?").format(process=holder.label, port=port)
        self.heading = text_label(self, "heading", wrap=True, text=heading)
        if holder.whose == "understudy":
            warning = self.tr(
                "It is another Understudy of yours. It ends in order: its run, its recording, its camera."
            )
        else:
            warning = self.tr("It is asked to end. What it has not kept may be lost.")
        self.warning = text_label(self, "sentence", wrap=True, text=warning)
        facts = QFormLayout()
        facts.setHorizontalSpacing(16)
        for title, text in (
            (self.tr("Program"), holder.name),
            (self.tr("Process"), str(holder.pid)),
            (self.tr("User"), holder.user),
            (self.tr("Began"), self._time(holder.started, locale)),
            (self.tr("Listens at"), holder.address),
        ):
            if text:
                label = text_label(self, "sentence", text=text)
                label.setTextFormat(Qt.TextFormat.PlainText)
                facts.addRow(text_label(self, "quiet", text=title), label)
        for label in (self.heading, self.warning):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.command = named(QPlainTextEdit(holder.command, self), "command")
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.command.setAccessibleName(self.tr("Command"))
        self.command.setFixedHeight(_LINES * QFontMetrics(self.command.font()).lineSpacing() + 26)
        self.command.setVisible(bool(holder.command))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        end = self.buttons.addButton(self.tr("&End it"), QDialogButtonBox.ButtonRole.DestructiveRole)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert end is not None
        assert cancel is not None
        self.end, self.cancel = end, cancel
        self.end.setAutoDefault(False)
        self.end.clicked.connect(self._agree)
        self.cancel.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addLayout(facts)
        layout.addWidget(self.command)
        layout.addWidget(self.warning)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)
        self.cancel.setFocus()

    def _agree(self) -> None:
        self.agreed.emit()
        self.accept()

    @staticmethod
    def _time(began: float | None, locale: QLocale) -> str:
        if began is None:
            return ""
        return locale.toString(QDateTime.fromSecsSinceEpoch(int(began)), QLocale.FormatType.ShortFormat)
