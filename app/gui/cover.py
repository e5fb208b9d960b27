"""Cover now, the panic switch: a button beside Start, an entry of the Session menu, and what the global shortcut does.

The session covers at once and keeps covering from run to run until it is switched off; nothing here is kept in the
settings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.services.session_state import SessionStatus

COVER_KEY = "F8"
"""Within the window; the setting ui.cover_shortcut is for everywhere else."""
_AGAIN_S = 1.0
"""A shortcut that is hit twice in alarm covers, and does not uncover."""


class CoverButton(QPushButton):
    """Pressed in while everything is covered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cover")
        self.setCheckable(True)
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(self.tr("Cov&ered: show again") if self.isChecked() else self.tr("Cov&er now"))
        self.setAccessibleName(self.tr("Cover now"))
        tip = self.tr("Shows a plain card instead of the picture, at once and until you end it ({key})")
        self.setToolTip(tip.format(key=COVER_KEY))
        self.setAccessibleDescription(self.toolTip())


class CoverNow(QObject):
    def __init__(
        self,
        controller: Controller,
        button: CoverButton,
        action: QAction,
        shown: Callable[[bool], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``action``: the menu's entry; ``shown`` is told how it stands; ``clock`` gives seconds."""
        super().__init__(controller)
        self._session = controller.core.session
        self._button, self._action, self._shown, self._clock = button, action, shown, clock
        self._since = float("-inf")
        button.clicked.connect(self.set)
        action.triggered.connect(self.set)
        controller.status_changed.connect(self._show)
        self._show(controller.status)

    @property
    def on(self) -> bool:
        return self._session.status.covered_now

    def set(self, on: bool) -> None:
        """Cover everything from the next picture on, or end that."""
        if on and not self.on:
            self._since = self._clock()
        self._session.cover_now(on)

    def shortcut(self) -> None:
        """The global shortcut: the other way round; hit again within a second it goes on covering."""
        if not self.on:
            self.set(True)
        elif self._clock() - self._since >= _AGAIN_S:
            self.set(False)

    def _show(self, status: SessionStatus) -> None:
        self._action.setChecked(status.covered_now)
        self._shown(status.covered_now)
        if self._button.isChecked() != status.covered_now:
            self._button.setChecked(status.covered_now)
        self._button.retranslate()
