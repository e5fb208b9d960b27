"""The statement made once, before anything leaves the program."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.widgets import text_label


def statement() -> str:
    """What the user states, in the user's language."""
    return QCoreApplication.translate(
        "ConsentDialog", "I have the &right to use the face I choose,\nand I will not deceive people with it."
    )


class ConsentDialog(QDialog):
    """``accepted`` is emitted only after the statement was ticked and confirmed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Before anything leaves this window"))
        heading = text_label(self, "heading", text=self.tr("One statement, asked once"))
        explained = self.tr(
            "You are about to send a swapped face to a virtual camera, a recording or the network. "
            "Others will see it. Until you agree, only the preview in this window works."
        )
        text = text_label(self, "explained", wrap=True, text=explained)
        self.statement = QCheckBox(statement())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        agree = self.buttons.addButton(self.tr("&Agree"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert agree is not None
        self.agree = agree
        self.agree.setEnabled(False)
        self.statement.toggled.connect(self.agree.setEnabled)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 18)
        layout.setSpacing(14)
        for widget in (heading, text, self.statement, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(460)
        self.statement.setFocus()
