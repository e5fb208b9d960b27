"""How the window goes: into the tray where the user wants that, else in order, once the run and the jobs have ended.

1. A close by the user (the cross, Alt+F4) is offered to :attr:`Closing.instead`, which may hide the window.
2. Everything else that closes it (Quit, a signal, the end of the session) is the end: what works is asked to stop, and
   the window goes on painting until it has, or until the patience is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QWidget

_POLL_MS = 30
_PATIENCE_S = 8.0


class Closing(QObject):
    began = pyqtSignal()
    ended = pyqtSignal()
    """The window is gone for good: the program can end."""

    def __init__(
        self, window: QWidget, begin: Callable[[], None], at_work: Callable[[], bool], finish: Callable[[bool], None]
    ) -> None:
        """``begin`` asks everything to stop, ``at_work`` tells whether something goes on, and ``finish`` is told at
        the end whether something still did."""
        super().__init__(window)
        self._window = window
        self._begin, self._at_work, self._finish = begin, at_work, finish
        self._by: float | None = None
        self._may = False
        self.instead: Callable[[], bool] = lambda: False
        """Takes over a close by the user: True where the window shall stay as it is, or was hidden."""

    @property
    def begun(self) -> bool:
        """Whether the end has begun."""
        return self._by is not None

    @property
    def over(self) -> bool:
        """Whether the window is gone for good."""
        return self._may

    def take(self, event: QCloseEvent | None) -> None:
        """The window's close event."""
        assert event is not None
        if self._may:
            event.accept()
            return
        event.ignore()
        # Spontaneous: it came from the window system, and not from the program.
        if self.begun or (event.spontaneous() and self.instead()):
            return
        self.quit()

    def quit(self) -> None:
        """End in order, also where the window is hidden; returns at once."""
        if self.begun:
            return
        self._by = time.monotonic() + _PATIENCE_S
        self._begin()
        self.began.emit()
        QTimer.singleShot(0, self._look)  # not from in here: Qt ignores a close within a close

    def _look(self) -> None:
        """Look again and again whether everything has ended; the window goes on painting meanwhile."""
        assert self._by is not None
        working = self._at_work()
        if working and time.monotonic() <= self._by:
            QTimer.singleShot(_POLL_MS, self._look)
            return
        self._may = True
        self._finish(working)
        self._window.close()
        self.ended.emit()
