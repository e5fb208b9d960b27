"""The sentences that go with message codes, for translation: ``code: (text, hint)``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

TEXTS: dict[str, tuple[str, str]] = {
    "consent.missing": (
        QT_TRANSLATE_NOOP(
            "Messages", "Nothing leaves the program before you have stated that you may use the chosen face."
        ),
        QT_TRANSLATE_NOOP("Messages", "Confirm the statement in the window, or start headless with --i-have-consent."),
    ),
}
