"""The sentences of messages about the graphs; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

PERFORMANCE_TEXTS: dict[str, tuple[str, str]] = {
    "performance.not_written": (
        QT_TRANSLATE_NOOP("Messages", "{file} can not be written: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another folder, or free some space."),
    ),
    "performance.no_picture": (
        QT_TRANSLATE_NOOP("Messages", "No picture could be made of the graphs."),
        QT_TRANSLATE_NOOP("Messages", "Make the window smaller, or save a table."),
    ),
    "performance.written": (QT_TRANSLATE_NOOP("Messages", "{file} was written."), ""),
}
