"""Cover now, the panic switch: a button beside Start, an entry of the Session menu, F8, and what the global shortcut
does.

1. The session covers at once and keeps covering from run to run until it is switched off; nothing here is kept in the
   settings.
2. F8 is heard in every window of the program, also while a dialog is open, where the menu's shortcut is not.
3. Keys, and the button, that are hit again and again in alarm cover, and do not uncover; nor does who means to cover
   a moment after somebody else did, by the local service.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QAction, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QPushButton, QWidget

from app.gui.focus_keys import FocusKeys

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.services.session_state import SessionStatus

COVER_KEY = "F8"
"""Within the program's windows; the setting ui.cover_shortcut is for everywhere else."""
_KEY = Qt.Key.Key_F8
_AGAIN_S = 1.0
"""Keys hit again before this time is over, counted from the last time, go on covering."""


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

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """What comes instead of the second press: where the first one has covered, it must not uncover."""
        if self.isChecked() and event is not None:
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)


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
        self._hit = float("-inf")
        """When it was covered last, or keys were hit while it had just been."""
        self._own = False
        """Whether it was covered from here, as far as that was not shown yet."""
        self._elsewhere = float("-inf")
        """When the window saw that somebody else had covered."""
        self._keys = FocusKeys(self, self._hear)
        action.setAutoRepeat(False)
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
            self._hit, self._own = self._clock(), True
        self._session.cover_now(on or self._clock() - self._elsewhere < _AGAIN_S)

    def shortcut(self) -> None:
        """F8 or the global shortcut: the other way round; hit again within a second it goes on covering."""
        now = self._clock()
        if not (self.on and self._action.isChecked()) or now - self._hit < _AGAIN_S:  # as far as anybody can see
            self._hit = now
            self.set(True)
        else:
            self.set(False)

    def _hear(self, _widget: QWidget, event: QKeyEvent) -> bool:
        if event.key() != _KEY or event.modifiers() or event.type() == QEvent.Type.KeyRelease:
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.shortcut()
        return True

    def _show(self, status: SessionStatus) -> None:
        if status.covered_now and not self._action.isChecked() and not self._own:
            self._hit = self._elsewhere = self._clock()
        self._own = False
        self._action.setChecked(status.covered_now)
        self._shown(status.covered_now)
        if self._button.isChecked() != status.covered_now:
            self._button.setChecked(status.covered_now)
        self._button.retranslate()
