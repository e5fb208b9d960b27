"""The sentences of what opens at login, the tray and the global shortcut: ``code: (text, hint)``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_ANEW = QT_TRANSLATE_NOOP("Messages", "Switch it off and on again to open this copy of the program.")

_CHOOSE = QT_TRANSLATE_NOOP("Messages", "Choose others: Session > Keys for covering.")
_ELSE = QT_TRANSLATE_NOOP("Messages", "The button, F8 in the window and the tray's menu cover as well.")

TRAY_TEXTS: dict[str, tuple[str, str]] = {
    "desktop.bus_silent": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "The desktop's message bus (D-Bus) does not answer: screen readers and parts of the desktop can not be "
            "used.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Log out and in again where that lasts, then start the program anew."),
    ),
    "monitor.no_browser": (
        QT_TRANSLATE_NOOP("Messages", "No browser could be opened."),
        QT_TRANSLATE_NOOP("Messages", "Open {url} in one, and log in there with a token (Session > Local service)."),
    ),
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
    "autostart.odd_name": (
        QT_TRANSLATE_NOOP("Messages", "The program lies in a folder whose name can not stand in a command: {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Move it to a folder with a simpler name."),
    ),
    "autostart.not_written": (
        QT_TRANSLATE_NOOP("Messages", "What opens at login can not be changed in {place}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "See who owns it, or change it in the settings of your system."),
    ),
    "hotkey.on": (
        QT_TRANSLATE_NOOP("Messages", "{keys} covers from everywhere."),
        "",
    ),
    "hotkey.by_desktop": (
        QT_TRANSLATE_NOOP("Messages", "{keys} covers from everywhere. The settings of your desktop change these keys."),
        "",
    ),
    "hotkey.off": (
        QT_TRANSLATE_NOOP("Messages", "No keys cover from everywhere."),
        "",
    ),
    "hotkey.waiting": (
        QT_TRANSLATE_NOOP("Messages", "The system is asked for the keys that cover."),
        "",
    ),
    "hotkey.taken": (
        QT_TRANSLATE_NOOP("Messages", "{keys} can not cover from everywhere: another program has these keys."),
        _CHOOSE,
    ),
    "hotkey.no_key": (
        QT_TRANSLATE_NOOP("Messages", "{keys} can not cover from everywhere: your keyboard has no such key."),
        _CHOOSE,
    ),
    "hotkey.not_here": (
        QT_TRANSLATE_NOOP("Messages", "No keys can cover from everywhere: {system} has no way for it."),
        _ELSE,
    ),
    "hotkey.failed": (
        QT_TRANSLATE_NOOP("Messages", "No keys can cover from everywhere: {reason}."),
        _ELSE,
    ),
    "hotkey.unassigned": (
        QT_TRANSLATE_NOOP("Messages", "No keys can cover from everywhere yet: the desktop has assigned none."),
        QT_TRANSLATE_NOOP("Messages", "Assign them in the keyboard settings of your desktop."),
    ),
    "tray.gone": (
        QT_TRANSLATE_NOOP("Messages", "The tray is gone, so the window is open again."),
        QT_TRANSLATE_NOOP("Messages", "Closing it ends the program now."),
    ),
    "tray.none": (
        QT_TRANSLATE_NOOP("Messages", "There is no tray to open in, so the window is open."),
        QT_TRANSLATE_NOOP("Messages", "GNOME needs the extension AppIndicator for one."),
    ),
    "window.running_already": (
        QT_TRANSLATE_NOOP("Messages", "Understudy is running already (process {process}), and does not answer."),
        QT_TRANSLATE_NOOP("Messages", "End that process, or wait for its end, and try again."),
    ),
    "window.no_lock": (
        QT_TRANSLATE_NOOP(
            "Messages", "Whether another window is open can not be told: {file} can not be locked ({reason})."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Do not open the program twice. If that file belongs to another user, delete it."
        ),
    ),
    "window.not_heard": (
        QT_TRANSLATE_NOOP("Messages", "Files that are opened elsewhere do not come to this window: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Open them from within the window."),
    ),
    "window.file_folder": (
        QT_TRANSLATE_NOOP("Messages", "{name} is a folder."),
        QT_TRANSLATE_NOOP("Messages", "Open photos or a video."),
    ),
    "window.file_missing": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not there."),
        QT_TRANSLATE_NOOP("Messages", "It may have been moved or deleted."),
    ),
}
