"""The sentences of checks of folders and disks; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

FOLDER_TEXTS: dict[str, tuple[str, str]] = {
    "check.disk.full": (
        QT_TRANSLATE_NOOP("Messages", "The disk of {folder} is nearly full: only {free} are left."),
        QT_TRANSLATE_NOOP(
            "Messages", "Delete or move files that you no longer need, such as old recordings, and empty the bin."
        ),
    ),
    "check.disk.little": (
        QT_TRANSLATE_NOOP(
            "Messages", "The disk of {folder} has only {free} left, which is less than an hour of recording."
        ),
        QT_TRANSLATE_NOOP("Messages", "Free some space, or choose another folder for recordings."),
    ),
    "check.disk.ok": (
        QT_TRANSLATE_NOOP("Messages", "{folder}: {free} free"),
        "",
    ),
    "check.disk.unknown": (
        QT_TRANSLATE_NOOP("Messages", "How much room is left for {folder} can not be read: {reason}."),
        "",
    ),
    "check.folders.denied": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can not be written: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Make it writable for yourself, or choose another one: by the setting output.recording_folder for "
            "recordings, by the environment variable UNDERSTUDY_HOME for all others.",
        ),
    ),
    "check.folders.denied_mac": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can not be written: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Make it writable for yourself, or choose another one. Look into System Settings > Privacy & Security > "
            "Files and Folders, too.",
        ),
    ),
    "check.folders.denied_windows": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can not be written: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Make it writable for yourself, or choose another one. Look into Windows Security > Virus & threat "
            "protection > Ransomware protection, too: it may keep programs away from folders.",
        ),
    ),
    "check.folders.file": (
        QT_TRANSLATE_NOOP("Messages", "{folder} is a file, where a folder is needed."),
        QT_TRANSLATE_NOOP("Messages", "Move that file away, or choose another folder."),
    ),
    "check.folders.models_denied": (
        QT_TRANSLATE_NOOP(
            "Messages", "The folder {folder}, in which models are looked for, can not be read: {reason}."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Make it readable for yourself, or take it off the list of folders on the page of models."
        ),
    ),
    "check.folders.models_gone": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder}, in which models are looked for, is not there."),
        QT_TRANSLATE_NOOP("Messages", "Plug its disk in, or take it off the list of folders on the page of models."),
    ),
    "check.folders.models_ok": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can be read."),
        "",
    ),
    "check.folders.no_answer": (
        QT_TRANSLATE_NOOP(
            "Messages", "The folder {folder} does not answer: its disk hangs, or the computer that it lies on is gone."
        ),
        QT_TRANSLATE_NOOP("Messages", "Bring that back, or choose another folder."),
    ),
    "check.folders.no_disk": (
        QT_TRANSLATE_NOOP("Messages", "There is no disk for the folder {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Plug the disk in, or choose another folder."),
    ),
    "check.folders.not_made": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} can not be made: {place} can not be written ({reason})."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Choose another one: by the setting output.recording_folder for recordings, by the environment variable "
            "UNDERSTUDY_HOME for all others.",
        ),
    ),
    "check.folders.ok": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can be written."),
        "",
    ),
    "check.folders.owner": (
        QT_TRANSLATE_NOOP("Messages", "{folder} can not be written: {reason}. It should belong to you."),
        QT_TRANSLATE_NOOP("Messages", "This gives it back to you: {command}"),
    ),
    "check.folders.read_only": (
        QT_TRANSLATE_NOOP("Messages", "{folder} lies on a disk that can only be read."),
        QT_TRANSLATE_NOOP(
            "Messages", "Choose another folder, or restart the computer: the system does this to disks with faults."
        ),
    ),
}
