"""Keys heard before the widget that has the focus hears them, in every window of the program, dialogs included.

A filter that goes where the keyboard goes: one over the whole application would be asked about every event of every
widget, and would let Python run amid each paint.
"""

from __future__ import annotations

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QWidget

_KINDS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class FocusKeys(QObject):
    def __init__(self, parent: QObject, hear: Callable[[QWidget, QKeyEvent], bool]) -> None:
        """``hear`` answers whether the key was meant for it; then nobody else gets it. Before it comes as a key, it
        comes as a ShortcutOverride: who wants it takes both, else it is a shortcut where it is one."""
        super().__init__(parent)
        self._hear = hear
        self._watched: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        app.focusChanged.connect(self._follow)
        app.focusWindowChanged.connect(self._follow)
        self._follow()

    def close(self) -> None:
        """Listen no more."""
        self._app.focusChanged.disconnect(self._follow)
        self._app.focusWindowChanged.disconnect(self._follow)
        self._watch(None)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        if event is None or event.type() not in _KINDS:
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent) or not self._hear(watched, event):
            return False
        event.accept()  # of a ShortcutOverride: so that it comes as a key, and no shortcut takes it
        return True

    def _follow(self, *_: object) -> None:
        # Where nothing has the focus the window itself gets the keys.
        self._watch(QApplication.focusWidget() or QApplication.activeWindow())

    def _watch(self, widget: QWidget | None) -> None:
        if widget is self._watched:
            return
        if self._watched is not None and not sip.isdeleted(self._watched):  # with a window, before it was told here
            self._watched.destroyed.disconnect(self._gone)
            self._watched.removeEventFilter(self)
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._gone)
        self._watched = widget

    def _gone(self) -> None:
        """Qt deletes buttons that it made itself, such as a dialog's, without Python hearing of it: only Qt tells."""
        self._watched = None
