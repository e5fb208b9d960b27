"""Keys that cover from everywhere: taken when the program starts, changed in a dialog, and always told in words.

The setting ui.cover_shortcut says which; where the system gives them not, the tray's menu, the tooltip of the button
and the dialog say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QKeySequenceEdit, QPushButton, QVBoxLayout, QWidget

from app.base.shortcut import parse_shortcut
from app.gui.hotkey import Backend, HotkeyState, backend_for
from app.gui.messages import message_text
from app.gui.widgets import text_label

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.cover import CoverNow

_KEY = "ui.cover_shortcut"


class CoverKeys(QObject):
    changed = pyqtSignal()
    """The words are others now."""

    def __init__(
        self, window: QWidget, controller: Controller, cover: CoverNow, action: QAction, backend: Backend | None = None
    ) -> None:
        """``action`` opens the dialog; ``backend`` is the way of this machine unless given."""
        super().__init__(window)
        self._window, self._controller = window, controller
        self._backend = backend if backend is not None else backend_for(self)
        self._backend.pressed.connect(cover.shortcut)
        self._backend.changed.connect(self.changed)
        self._dialog: KeysDialog | None = None
        self.action = action
        action.triggered.connect(self.open)
        self.retranslate()
        self._take()

    @property
    def state(self) -> HotkeyState:
        return self._backend.state

    @property
    def wanted(self) -> str:
        """The keys that the settings say; empty for none."""
        return self._controller.core.settings.current.ui.cover_shortcut

    @property
    def words(self) -> str:
        """How it stands, in one or two sentences."""
        return " ".join(part for part in message_text(self.state.message) if part)

    def retranslate(self) -> None:
        self.action.setText(self.tr("&Keys for covering…"))

    def choose(self, text: str) -> str:
        """Take other keys, or none with an empty text, and keep them. Answers with what is wrong with them, in words;
        empty where nothing is."""
        try:
            shortcut = parse_shortcut(text).text if text else ""
        except ValueError:
            return self.tr(
                "These keys can not be taken: it needs Ctrl, Alt or Meta with a letter, a digit or F1 to F24."
            )
        if self._controller.keep(_KEY, shortcut):
            self._take()
        return ""

    def open(self) -> None:
        """The dialog."""
        if self._dialog is None:
            self._dialog = KeysDialog(self, self._window)
            self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def end(self) -> None:
        """Give the keys back."""
        if self._dialog is not None:
            self._dialog.reject()
        self._backend.release()

    def _closed(self) -> None:
        self._dialog = None

    def _take(self) -> None:
        if self.wanted:
            self._backend.take(parse_shortcut(self.wanted))
        else:
            self._backend.release()
        self.changed.emit()


class KeysDialog(QDialog):
    """The keys, and how it stands with them."""

    def __init__(self, keys: CoverKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys for covering"))
        explained = self.tr(
            "These keys cover the picture, and show it again, whatever program is in front. "
            "In this window F8 does so, too."
        )
        self.edit = QKeySequenceEdit(as_qt_has_it(keys.wanted), self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("Keys that cover from everywhere"))
        self.edit.editingFinished.connect(self._take)
        self.clear = QPushButton(self.tr("&None"), self)
        self.clear.clicked.connect(self._clear)
        self.words = text_label(self, "sentence", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(text_label(self, "explained", wrap=True, text=explained))
        layout.addLayout(row)
        layout.addWidget(self.words)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)
        keys.changed.connect(self._show)
        self._show()

    def _take(self) -> None:
        if self.edit.keySequence().isEmpty():  # Alt or Ctrl alone empties it, as on the way to another window
            self.edit.setKeySequence(as_qt_has_it(self._keys.wanted))
            return
        wrong = self._keys.choose(ours(self.edit.keySequence()))
        if wrong:
            self.words.setText(wrong)

    def _clear(self) -> None:
        self.edit.clear()
        self._keys.choose("")

    def _show(self) -> None:
        self.words.setText(self._keys.words)


_QT_NAMES = {"Insert": "Ins", "PageUp": "PgUp", "PageDown": "PgDown"}


def as_qt_has_it(text: str) -> QKeySequence:
    """Keys in our spelling."""
    *modifiers, key = text.split("+")
    return QKeySequence("+".join((*modifiers, _QT_NAMES.get(key, key))))


def ours(keys: QKeySequence) -> str:
    """Qt's keys in our spelling; what we do not take comes as Qt spells it."""
    names = {theirs: own for own, theirs in _QT_NAMES.items()}
    *modifiers, key = keys.toString(QKeySequence.SequenceFormat.PortableText).split("+")
    return "+".join((*modifiers, names.get(key, key)))
