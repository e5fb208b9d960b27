"""The sentences of checks of the installation, and of mending; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

DOCTOR_TEXTS: dict[str, tuple[str, str]] = {
    "check.engines.models": (
        QT_TRANSLATE_NOOP("Messages", "Its models are missing: {files}."),
        QT_TRANSLATE_NOOP("Messages", "Restore it from the program's files."),
    ),
    "check.engines.none": (
        QT_TRANSLATE_NOOP("Messages", "There is no engine in {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Restore it from the program's files."),
    ),
    "check.engines.ok": (
        "{name}",
        "",
    ),
    "check.failed": (
        QT_TRANSLATE_NOOP("Messages", "The check of “{topic}” itself failed: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "This is a fault of the program. The log has the details; please report it."),
    ),
    "check.files.damaged": (
        QT_TRANSLATE_NOOP("Messages", "{file} is damaged: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Restore it from the program's files."),
    ),
    "check.files.missing": (
        QT_TRANSLATE_NOOP("Messages", "{file} is missing."),
        QT_TRANSLATE_NOOP("Messages", "Restore it from the program's files."),
    ),
    "check.files.whole": (
        QT_TRANSLATE_NOOP("Messages", "{size}, SHA-256 is right"),
        "",
    ),
    "check.packages.damaged": (
        QT_TRANSLATE_NOOP(
            "Messages", "{packages} is damaged: {count} of its files are missing or overwritten, such as {file}."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Another package of {title} was here. uv pip uninstall {names}; Run ./setup_virtual_env.sh install "
            "(setup_virtual_env.bat on Windows).",
        ),
    ),
    "check.packages.doubled": (
        QT_TRANSLATE_NOOP("Messages", "{count} packages overwrite each other: {packages}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Remove all of them, then install one: uv pip uninstall {names}; Run ./setup_virtual_env.sh install "
            "(setup_virtual_env.bat on Windows).",
        ),
    ),
    "check.packages.missing": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not installed."),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.packages.none": (
        QT_TRANSLATE_NOOP("Messages", "No package of {title} is installed."),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.packages.one": (
        QT_TRANSLATE_NOOP("Messages", "{packages}, the only one"),
        "",
    ),
    "check.packages.onnxruntime": (
        QT_TRANSLATE_NOOP("Messages", "onnxruntime does not start: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.packages.providers": (
        "{providers}",
        "",
    ),
    "check.packages.version": (
        "{version}",
        "",
    ),
    "check.providers.ok": (
        QT_TRANSLATE_NOOP("Messages", "{provider}: the test network takes {time}"),
        "",
    ),
    "check.providers.unusable": (
        "{reason}",
        "{mend}",
    ),
    "check.python.environment": (
        "{folder}",
        "",
    ),
    "check.python.no_environment": (
        QT_TRANSLATE_NOOP("Messages", "{file} is not a virtual environment, so other programs' packages mix in."),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.python.old": (
        QT_TRANSLATE_NOOP("Messages", "Python {version}, {bits} bit"),
        QT_TRANSLATE_NOOP("Messages", "64-bit Python 3.11 or newer is needed."),
    ),
    "check.python.version": (
        QT_TRANSLATE_NOOP("Messages", "Python {version}, {bits} bit"),
        "",
    ),
    "check.qt.closed": (
        QT_TRANSLATE_NOOP("Messages", "Qt does not open: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.qt.file_missing": (
        QT_TRANSLATE_NOOP("Messages", "{file} is missing."),
        QT_TRANSLATE_NOOP("Messages", "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."),
    ),
    "check.qt.libraries": (
        QT_TRANSLATE_NOOP("Messages", "all system libraries are there"),
        "",
    ),
    "check.qt.libraries_missing": (
        QT_TRANSLATE_NOOP("Messages", "System libraries are missing: {names}. {why}"),
        QT_TRANSLATE_NOOP("Messages", "Install them: {command}"),
    ),
    "check.qt.no_display": (
        QT_TRANSLATE_NOOP("Messages", "There is no display here, so no window can open."),
        QT_TRANSLATE_NOOP("Messages", "“python -m app run” works without one."),
    ),
    "check.qt.opens": (
        QT_TRANSLATE_NOOP("Messages", "Qt opens on the platform {platform}"),
        "",
    ),
    "check.settings.file": (
        QT_TRANSLATE_NOOP("Messages", "{file}: {changed} of {all} settings changed"),
        "",
    ),
    "check.settings.fixed": (
        QT_TRANSLATE_NOOP("Messages", "{value} by {origin}"),
        "",
    ),
    "check.trial.in_use": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera is on just now."),
        "",
    ),
    "check.trial.ok": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera opens and closes: {device}"),
        "",
    ),
    "mend.done": (
        QT_TRANSLATE_NOOP("Messages", "Done: “{command}”."),
        "",
    ),
    "mend.done_said": (
        QT_TRANSLATE_NOOP("Messages", "Done. {said}"),
        "",
    ),
    "mend.failed": (
        QT_TRANSLATE_NOOP("Messages", "“{command}” ended with exit code {code}: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "Run it in a terminal to see all that it says."),
    ),
    "mend.left": (
        QT_TRANSLATE_NOOP("Messages", "“{command}” goes on by itself; nobody waits for its end."),
        "",
    ),
    "mend.no_prompt": (
        QT_TRANSLATE_NOOP("Messages", "macOS can not be asked from here."),
        QT_TRANSLATE_NOOP("Messages", "Press Start with a camera chosen: macOS asks then."),
    ),
    "mend.none": (
        QT_TRANSLATE_NOOP("Messages", "Nothing can be done about this by the program itself."),
        "",
    ),
    "mend.not_opened": (
        QT_TRANSLATE_NOOP("Messages", "{target} can not be opened: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Open it yourself."),
    ),
    "mend.opened": (
        QT_TRANSLATE_NOOP("Messages", "{target} was opened."),
        "",
    ),
    "mend.prompt_left": (
        QT_TRANSLATE_NOOP("Messages", "macOS's question may still be open; nobody waits for the answer."),
        "",
    ),
    "mend.prompt_allowed": (
        QT_TRANSLATE_NOOP("Messages", "macOS lets this program use the camera."),
        "",
    ),
    "mend.prompt_refused": (
        QT_TRANSLATE_NOOP(
            "Messages", "macOS does not let this program use the camera: you or an administrator said no."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Allow it in System Settings > Privacy & Security > Camera, then start the program again."
        ),
    ),
    "mend.refused": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Nothing was changed: it was not agreed to, the password was not accepted, or you may not do this.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Try it again, or run this in a terminal: {command}"),
    ),
    "mend.set": (
        QT_TRANSLATE_NOOP("Messages", "{key} is now {value}."),
        "",
    ),
    "mend.unavailable": (
        QT_TRANSLATE_NOOP("Messages", "This can not be done from here: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "Run this in a terminal: {command}"),
    ),
    "mend.unconfirmed": (
        QT_TRANSLATE_NOOP("Messages", "Nothing was done: “{command}” runs only after you have agreed to it."),
        "",
    ),
}
