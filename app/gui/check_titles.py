"""What the topics of the checks are called in the window."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_TITLES = {
    "camera": QT_TRANSLATE_NOOP("Checks", "Cameras"),
    "virtual-camera": QT_TRANSLATE_NOOP("Checks", "Virtual camera"),
    "gpu": QT_TRANSLATE_NOOP("Checks", "Graphics card"),
    "folders": QT_TRANSLATE_NOOP("Checks", "Folders"),
    "disk": QT_TRANSLATE_NOOP("Checks", "Disk"),
    "tray": QT_TRANSLATE_NOOP("Checks", "Notification area"),
    "autostart": QT_TRANSLATE_NOOP("Checks", "At login"),
    "python": QT_TRANSLATE_NOOP("Checks", "Python"),
    "packages": QT_TRANSLATE_NOOP("Checks", "Packages"),
    "qt": QT_TRANSLATE_NOOP("Checks", "Window system"),
    "settings": QT_TRANSLATE_NOOP("Checks", "Settings"),
    "models": QT_TRANSLATE_NOOP("Checks", "Models"),
    "engines": QT_TRANSLATE_NOOP("Checks", "Engines"),
    "providers": QT_TRANSLATE_NOOP("Checks", "What the networks run on"),
    "trial": QT_TRANSLATE_NOOP("Checks", "The virtual camera, opened"),
    "layers": QT_TRANSLATE_NOOP("Checks", "The program's layers"),
}


def topic_title(topic: str) -> str:
    """The name of a topic; one that is not known here keeps its own."""
    return QCoreApplication.translate("Checks", _TITLES[topic]) if topic in _TITLES else topic.replace("-", " ").title()
