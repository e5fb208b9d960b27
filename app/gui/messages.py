"""Messages of the services in the user's language, and the bar that shows them.

A message carries a stable code; the table here gives the English sentence for that code, which the translation files
translate, and ``params`` fill it in. A code without an entry, or a language without a translation, shows the English
text that came with the message; only messages about models and about the programs that engines drive show the table's,
for theirs point to the command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.checkout_texts import CHECKOUT_TEXTS
from app.gui.message_texts import TEXTS
from app.gui.model_texts import MODEL_TEXTS
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
    QT_TRANSLATE_NOOP("Progress", "Loading the face detector and the face mesh"),
    QT_TRANSLATE_NOOP("Progress", "Preparing the compiled loops (the first time this takes some seconds)"),
    QT_TRANSLATE_NOOP("Progress", "Loading {file}"),
    QT_TRANSLATE_NOOP("Progress", "Loading {file}, and running it once to warm it up"),
    QT_TRANSLATE_NOOP("Progress", "Loading the int8 copy of {file}"),
    QT_TRANSLATE_NOOP("Progress", "Loading {file}; TensorRT compiles it for this card the first time: minutes"),
    QT_TRANSLATE_NOOP("Progress", "Ready"),
)


_FILE = re.compile(r"[\w.-]+\.onnx")


def progress_text(text: str) -> str:
    """What a run is doing while it loads, in the user's language; the name of a model's file is no part of a text."""
    if not text:
        return ""
    file = _FILE.search(text)
    if file is None:
        return QCoreApplication.translate("Progress", text)
    return QCoreApplication.translate("Progress", text.replace(file[0], "{file}")).replace("{file}", file[0])


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
    if translated == template and message.code not in MODEL_TEXTS and message.code not in CHECKOUT_TEXTS:
        return ""
    try:
        return translated.format(**message.params)
    except (KeyError, IndexError, ValueError):
        return ""  # another sentence under the same code


def not_loaded(error: Exception, logs: Path) -> Message:
    """The services could not be built, by a bug."""
    text, folder = f"{type(error).__name__}: {error}", str(logs)
    return Message(
        "window.not_loaded",
        f"The program could not be loaded by a fault of its own: {text}",
        f"Close the window and try again. The log has the details: {folder}",
        {"reason": text, "folder": folder},
    )


@dataclass(slots=True)
class _Shown:
    message: Message
    error: bool
    about: str
    """What the message came with, such as a start; empty for none that can succeed later."""
    stale: bool = False
    """Whether it came before the attempt that goes on now."""


class MessageBar(QFrame):
    """Shows messages one at a time, the newest first, until they are closed; never takes the focus, never blocks.

    1. The same message twice is one. Above :data:`MOST` the oldest goes.
    2. :meth:`begin` and :meth:`succeed` take the messages of earlier attempts away once one has succeeded.
    3. Esc closes the message that is seen.
    """

    closed = pyqtSignal()
    MOST = 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._messages: list[_Shown] = []
        self._at = 0
        self._text = text_label(self, "heading", wrap=True)
        self._hint = text_label(self, "sentence", wrap=True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        for label in (self._text, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(flags)
        self.count = text_label(self, "quiet")
        self.following = self._button("▸")
        self.following.clicked.connect(self.show_next)
        self.close_button = self._button("✕")
        self.close_button.clicked.connect(self.close_shown)
        # Not heard while the bar is hidden, so that Esc keeps its other uses.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self.close_shown)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 9, 8, 9)
        layout.addLayout(texts, 1)
        for widget in (self.count, self.following, self.close_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self.hide()

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def message(self) -> Message | None:
        """What is seen now."""
        return self._messages[self._at].message if self._messages else None

    @property
    def all_messages(self) -> list[Message]:
        """Those that are not closed yet, the newest first."""
        return [shown.message for shown in self._messages]

    def show_message(self, message: Message, *, error: bool = True, about: str = "") -> None:
        """Show it before the others. ``about`` names what can make it stale: see :meth:`begin`."""
        self._messages = [shown for shown in self._messages if shown.message != message]
        self._messages.insert(0, _Shown(message, error, about))
        del self._messages[self.MOST :]
        self._show(0)

    def show_next(self) -> None:
        """See the next older message; after the oldest the newest."""
        self._show((self._at + 1) % max(1, len(self._messages)))

    def close_shown(self) -> None:
        """Take away the message that is seen."""
        if self._messages:
            del self._messages[self._at]
        self._show(self._at)

    def clear(self, code: str) -> None:
        """Take the messages of a code away."""
        self._keep(lambda shown: shown.message.code != code)

    def begin(self, about: str) -> None:
        """Something is tried anew: what was told about earlier tries goes when this one succeeds."""
        for shown in self._messages:
            shown.stale = shown.stale or shown.about == about

    def succeed(self, about: str) -> None:
        """It succeeded: take away what the tries before it told."""
        self._keep(lambda shown: not (shown.stale and shown.about == about))

    def _keep(self, wanted: Callable[[_Shown], bool]) -> None:
        seen = self._messages[self._at] if self._messages else None
        self._messages = [shown for shown in self._messages if wanted(shown)]
        self._show(next((row for row, shown in enumerate(self._messages) if shown is seen), 0))

    def _show(self, row: int) -> None:
        self._at = min(row, max(0, len(self._messages) - 1))
        if not self._messages:
            if not self.isHidden():
                self.hide()
                self.closed.emit()
            return
        self.setProperty("kind", "error" if self._messages[self._at].error else "info")
        repolish(self)
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Message"))
        self.close_button.setAccessibleName(self.tr("Close the message"))
        self.close_button.setToolTip(self.tr("Close the message (Esc)"))
        self.following.setAccessibleName(self.tr("Next message"))
        self.following.setToolTip(self.tr("Next message"))
        several = len(self._messages) > 1
        self.count.setText(self.tr("{number} of {all}").format(number=self._at + 1, all=len(self._messages)))
        self.count.setVisible(several)
        self.following.setVisible(several)
        if self.message is not None:
            text, hint = message_text(self.message)
            self._text.setText(text)
            self._hint.setText(hint)
            self._hint.setVisible(bool(hint))
            self.setAccessibleDescription(f"{text} {hint}".strip())

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
