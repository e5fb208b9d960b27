"""The sentences of messages about the graphs; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

PERFORMANCE_TEXTS: dict[str, tuple[str, str]] = {
    "performance.not_written": (
        QT_TRANSLATE_NOOP("Messages", "{file} can not be written: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another folder, or free some space."),
    ),
    "performance.written": (QT_TRANSLATE_NOOP("Messages", "{file} was written."), ""),
}
