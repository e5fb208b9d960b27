"""Messages of the services in the user's language, and the bar that shows them.

A message carries a stable code; the table here gives the English sentence for that code, which the translation files
translate, and ``params`` fill it in. A code without an entry, or a language without a translation, shows the English
text that came with the message.
"""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.message_texts import TEXTS
from app.gui.widgets import repolish, text_label

_PROGRESS = (
    QT_TRANSLATE_NOOP("Progress", "Starting"),
    QT_TRANSLATE_NOOP("Progress", "Loading the program"),
    QT_TRANSLATE_NOOP("Progress", "Loading the engine"),
    QT_TRANSLATE_NOOP("Progress", "Reading the face"),
    QT_TRANSLATE_NOOP("Progress", "Opening the source"),
    QT_TRANSLATE_NOOP("Progress", "Loading the face detector"),
    QT_TRANSLATE_NOOP("Progress", "Loading the face mesh"),
    QT_TRANSLATE_NOOP("Progress", "Preparing masks"),
    QT_TRANSLATE_NOOP("Progress", "Ready"),
)


def progress_text(text: str) -> str:
    """What a run is doing while it loads, in the user's language."""
    return QCoreApplication.translate("Progress", text) if text else ""


def engine_text(engine: str, text: str) -> str:
    """A label, help or choice out of an engine's manifest, in the user's language."""
    return QCoreApplication.translate(f"engine.{engine}", text) if text else ""


def message_text(message: Message) -> tuple[str, str]:
    """Sentence and hint of a message in the user's language."""
    text, hint = (_filled(template, message) for template in TEXTS.get(message.code, ("", "")))
    if not text:
        return message.text, message.hint
    return text, hint or message.hint


def _filled(template: str, message: Message) -> str:
    """The translated sentence; empty where there is no translation, or the message has not its parameters."""
    translated = QCoreApplication.translate("Messages", template) if template else ""
    if translated == template:
        return ""
    try:
        return translated.format(**message.params)
    except (KeyError, IndexError, ValueError):
        return ""  # another sentence under the same code


class MessageBar(QFrame):
    """Shows the newest message until it is closed; never takes the focus and never blocks."""

    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._message: Message | None = None
        self._text = text_label(self, "heading", wrap=True)
        self._hint = text_label(self, "sentence", wrap=True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        for label in (self._text, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(flags)
        self._close = QToolButton(self)
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.clear)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 9, 8, 9)
        layout.addLayout(texts, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown now."""
        return self._message

    def show_message(self, message: Message, *, error: bool = True) -> None:
        self._message = message
        self.setProperty("kind", "error" if error else "info")
        repolish(self)
        self.retranslate()
        self.show()

    def clear(self, code: str | bool | None = None) -> None:
        """Take the message away; with a code, only one of that code."""
        if isinstance(code, str) and (self._message is None or self._message.code != code):
            return
        self._message = None
        self.hide()
        self.closed.emit()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Message"))
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close the message"))
        if self._message is not None:
            text, hint = message_text(self._message)
            self._text.setText(text)
            self._hint.setText(hint)
            self._hint.setVisible(bool(hint))
            self.setAccessibleDescription(f"{text} {hint}".strip())

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
