"""The button that starts and stops the run."""

from __future__ import annotations

from PyQt6.QtWidgets import QPushButton, QWidget

from app.gui.session_link import BUSY
from app.gui.widgets import repolish


class StartButton(QPushButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.shown: str | None = None
        """State of the run that it shows."""

    def show_state(self, state: str) -> None:
        """What pressing it would do now, in the user's language."""
        self.shown = state
        busy = state in BUSY
        words = self.tr("Stopping…") if state == "stopping" else self.tr("S&top") if busy else self.tr("S&tart")
        self.setText(words)
        self.setToolTip(self.tr("Ctrl+R or F5"))
        self.setAccessibleName(words.replace("&", ""))
        # Not disabled while it stops: it would lose the focus to whatever comes next.
        for name, on in (("running", busy), ("stopping", state == "stopping")):
            if self.property(name) != on:
                self.setProperty(name, on)
                repolish(self)
