"""What the rows of steady outputs in the output dock share: a switch, and below it how the output is doing.

The switch shows whether it is on, also while it waits for its device or network; why it waits stands below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.gui.messages import message_text
from app.gui.widgets import repolish, text_label

if TYPE_CHECKING:
    from app.pipeline.outputs import OutputStatus


class OutputRow(QWidget):
    """A subclass adds its own widgets to ``rows``, and words of its own to :meth:`lines`."""

    switched = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: OutputStatus | None = None
        self.switch = QCheckBox(self)
        self.switch.toggled.connect(self.switched)
        self.detail = text_label(self, "quiet", wrap=True)
        self.detail.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(5)
        self.rows.addWidget(self.switch)
        self.rows.addWidget(self.detail)

    def show_on(self, on: bool) -> None:
        with QSignalBlocker(self.switch):
            self.switch.setChecked(on)

    def show_status(self, status: OutputStatus | None) -> None:
        """``status`` is None while it is off."""
        self._status = status
        text, tip = ("", "") if status is None else self._words(status)
        waits = status is not None and status.error is not None
        if self.detail.property("waiting") != waits:
            self.detail.setProperty("waiting", waits)
            repolish(self.detail)
        self.detail.setText(text)
        self.detail.setToolTip(tip or text)
        self.detail.setVisible(bool(text))

    def lines(self) -> list[str]:
        """What a subclass has to say below the state of an output that is open."""
        return []

    def _words(self, status: OutputStatus) -> tuple[str, str]:
        translate = QCoreApplication.translate
        if status.error is not None:
            reason, hint = message_text(status.error)
            return translate("OutputRow", "Waiting: {reason}").format(reason=reason), hint
        if not status.active:
            return translate("OutputRow", "Opening…"), ""
        shown = {
            "live": translate("OutputRow", "live"),
            "paused": translate("OutputRow", "shows the card “Paused”"),
            "starting": translate("OutputRow", "shows the card “Starting”"),
            "lost": translate("OutputRow", "shows the card “Camera lost”"),
            "covered": translate("OutputRow", "shows the card “Covered”"),
        }
        state = f"{status.detail} · {shown.get(status.showing, status.showing)}"
        return "\n".join([state, *self.lines()]), ""
