"""Whether a late dock can be seen, for what costs something only then.

Qt hides neither a dock that lies behind another one nor what is in a minimised window: both look visible to the widgets
within.
"""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, pyqtSignal
from PyQt6.QtWidgets import QDockWidget, QMainWindow


class Sight(QObject):
    changed = pyqtSignal(bool)
    """It came into sight, or went out of it."""

    def __init__(self, dock: QDockWidget, window: QMainWindow) -> None:
        super().__init__(window)
        self._dock, self._window = dock, window
        # One that was opened before is not told again; Qt puts what lies behind another one beside the window.
        self._in_front = not dock.visibleRegion().isEmpty()
        self._ended = False
        self.seen = False
        self._look()
        dock.visibilityChanged.connect(self._come_to_front)
        dock.installEventFilter(self)
        window.installEventFilter(self)

    def end(self) -> None:
        """Out of sight, for good."""
        self._ended = True
        self._look()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        if event is not None and event.type() in (QEvent.Type.WindowStateChange, QEvent.Type.Show, QEvent.Type.Hide):
            self._look()
        return False

    def _come_to_front(self, on: bool) -> None:
        """The dock was opened or closed, or another one came before it."""
        self._in_front = on
        self._look()

    def _look(self) -> None:
        if self._ended:
            self._tell(False)
            return
        within = self._dock if self._dock.isFloating() else self._window
        self._tell(self._in_front and self._dock.isVisible() and not within.isMinimized())

    def _tell(self, seen: bool) -> None:
        if seen != self.seen:
            self.seen = seen
            self.changed.emit(seen)
