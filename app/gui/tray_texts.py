"""The sentences of what opens at login, the tray and the global shortcut: ``code: (text, hint)``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_ANEW = QT_TRANSLATE_NOOP("Messages", "Switch it off and on again to open this copy of the program.")

TRAY_TEXTS: dict[str, tuple[str, str]] = {
    "autostart.on": (QT_TRANSLATE_NOOP("Messages", "Understudy opens in the tray when you log in."), ""),
    "autostart.off": (QT_TRANSLATE_NOOP("Messages", "Understudy does not open when you log in."), ""),
    "autostart.gone": (
        QT_TRANSLATE_NOOP("Messages", "What shall open at login is not there any more: {path}."),
        _ANEW,
    ),
    "autostart.other_copy": (
        QT_TRANSLATE_NOOP("Messages", "Another copy of the program opens at login: {path}."),
        _ANEW,
    ),
    "autostart.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "What opens at login can not be read in {place}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on again to write it anew."),
    ),
    "autostart.off_by_system": (
        QT_TRANSLATE_NOOP("Messages", "Opening at login is switched off in the system ({where})."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on there, or here."),
    ),
    "autostart.sandboxed": (
        QT_TRANSLATE_NOOP("Messages", "From inside {kind} the program can not set what opens at login."),
        QT_TRANSLATE_NOOP(
            "Messages", "Add Understudy to the programs that open at login in the settings of your system."
        ),
    ),
    "autostart.not_written": (
        QT_TRANSLATE_NOOP("Messages", "What opens at login can not be changed in {place}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "See who owns it, or change it in the settings of your system."),
    ),
}
