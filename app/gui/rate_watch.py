"""Keeps the engine dock's rate true: after every choice that it depends on, and while a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from app.gui.controller import Controller
from app.gui.engine_dock import EnginePanel

if TYPE_CHECKING:
    from app.services.session_state import SessionStatus

AFTER = 20
"""Swapped pictures after which a run says how fast it is."""


class RateWatch(QObject):
    """Made after the controller is connected to the panel: each choice is in the settings when it is looked at."""

    def __init__(self, controller: Controller, panel: EnginePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._label = panel.rate
        self._seen: tuple[str, bool] = ("", False)
        """The run's state, and whether its rate was taken."""
        panel.engine_chosen.connect(self.look)
        panel.options_kept.connect(self.look)
        panel.accelerator.chosen.connect(self.look)
        controller.status_changed.connect(self._status_changed)
        self.look()

    def look(self) -> None:
        """Show what is known of what is chosen now."""
        self._label.show_rate(*self._controller.rate())

    def _status_changed(self, status: SessionStatus) -> None:
        taken = status.state == "running" and status.swapped >= AFTER
        now = (str(status.state), taken)
        if now == self._seen:
            return
        self._seen = now
        if taken:
            self._controller.core.session.learn_rate()
        self.look()
