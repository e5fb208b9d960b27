"""The sentences of the first run's assistant, for translation; :mod:`app.gui.message_texts` puts them to the others."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

WIZARD_TEXTS: dict[str, tuple[str, str]] = {
    "engine.none": (
        QT_TRANSLATE_NOOP("Messages", "There is no engine that can be used."),
        QT_TRANSLATE_NOOP("Messages", "Run the set-up again."),
    ),
    "wizard.not_a_photo": (
        QT_TRANSLATE_NOOP("Messages", "{name} is no photo."),
        QT_TRANSLATE_NOOP("Messages", "Drop photos of a face (JPEG, PNG, WebP, ...)."),
    ),
    "wizard.left": (
        QT_TRANSLATE_NOOP("Messages", "The set-up was left before its end; what you chose is kept."),
        QT_TRANSLATE_NOOP("Messages", "Help brings it back."),
    ),
}
