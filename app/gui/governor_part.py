"""What the governor does, at the bottom of the window: a word there, and the whole of it under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.main_window import MainWindow
from app.gui.messages import message_text
from app.gui.widgets import text_label

if TYPE_CHECKING:
    from app.services.governor import GovernorStatus


class GovernorPart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    _changed = pyqtSignal()
    """From the governor's thread to the window's."""

    def __init__(self, window: MainWindow, controller: Controller, _asking: Asking) -> None:
        super().__init__(window)
        self._governor = controller.core.governor
        self.label = text_label(window.status, "traded")
        window.status.addWidget(self.label)
        self._changed.connect(self._show)
        self._unsubscribe = self._governor.changed.subscribe(lambda _: self._changed.emit())
        self.retranslate()

    def retranslate(self) -> None:
        self._show()

    def end(self) -> None:
        """The governor goes on until the services end; the window hears no more of it."""
        self._unsubscribe()

    def close(self) -> None:
        """Nothing to wait for."""

    def _show(self) -> None:
        status = self._governor.status()
        self.label.setVisible(bool(status.level) or status.spent is not None)
        whole = explained(status)
        self.label.setToolTip(whole)
        self.label.setAccessibleDescription(whole)
        if status.level:
            words = self.tr("Quality traded for speed: {level} of {levels}")
            self.label.setText(words.format(level=status.level, levels=status.levels))
        else:
            self.label.setText(self.tr("Too much for this machine"))


def explained(status: GovernorStatus) -> str:
    """Why, what, and what to do, in the user's language; a line each."""
    told = [one for one in (status.reason, *status.steps, status.spent) if one is not None]
    lines = [" ".join(part for part in message_text(one) if part) for one in told]
    if status.level:
        lines.append(
            QCoreApplication.translate("GovernorPart", "It is given back by itself, as soon as there is room again.")
        )
    return "\n".join(lines)
