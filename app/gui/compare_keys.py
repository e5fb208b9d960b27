"""B, held anywhere in the window, shows the user's own face.

1. The key is heard before the widget that has the focus hears it: lists, combo boxes and panels that float would use
   it up otherwise.
2. Where a letter can be typed it is typed; in menus, lists that have dropped down and dialogs it is theirs.
3. Whatever takes the keyboard away (another window, a panel that floats, another program) ends the comparison, for the
   release of the key then goes elsewhere.
"""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent, QValidator
from PyQt6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.gui.focus_keys import FocusKeys
from app.gui.preview import PreviewWidget

KEY = Qt.Key.Key_B


def takes_letters(widget: QWidget | None) -> bool:
    """Whether a typed b ends up as text in the widget."""
    if isinstance(widget, QAbstractSpinBox):  # of numbers, but for some
        return not widget.isReadOnly() and widget.validate("b", 1)[0] != QValidator.State.Invalid
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit) and not widget.isReadOnly()


class CompareKeys(QObject):
    def __init__(self, window: QMainWindow, preview: PreviewWidget) -> None:
        super().__init__(window)
        self._window = window
        self._preview = preview
        self._held = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._keys = FocusKeys(self, self._hear)
        app.focusWindowChanged.connect(self.end)
        app.applicationStateChanged.connect(self._state_changed)

    def close(self) -> None:
        """Listen no more."""
        self._keys.close()
        self._app.focusWindowChanged.disconnect(self.end)
        self._app.applicationStateChanged.disconnect(self._state_changed)

    def end(self, _: object = None) -> None:
        """Show the swapped face again, whatever is still held."""
        self._held = False
        self._preview.compare(False)

    def _hear(self, widget: QWidget, event: QKeyEvent) -> bool:
        if event.key() != KEY:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            if not self._held:
                return False
            if not event.isAutoRepeat():
                self.end()
            return True
        if event.modifiers() or not self._ours(widget):
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._held = True
            self._preview.compare(True)
        return True

    def _ours(self, widget: QWidget) -> bool:
        """Whether the key means the comparison, with the focus in this widget."""
        window = widget.window()
        inside = window is self._window or (isinstance(window, QDockWidget) and window.parent() is self._window)
        busy = QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None
        free = inside and not busy and self._preview.running
        return free and not takes_letters(QApplication.focusWidget() or widget)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.end()
