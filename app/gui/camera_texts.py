"""The sentences that go with codes of messages about cameras; a part of ``message_texts.py``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

CAMERA_TEXTS: dict[str, tuple[str, str]] = {
    "camera.own": (
        QT_TRANSLATE_NOOP(
            "Messages", "“{wanted}” is the virtual camera that this program makes: it can not be its source."
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose a real camera."),
    ),
    "camera.absent": (
        QT_TRANSLATE_NOOP("Messages", "The camera {wanted} is not connected."),
        QT_TRANSLATE_NOOP("Messages", "Plug it in, or choose another one. These exist: {cameras}."),
    ),
    "camera.silent_or_forbidden": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} gives no picture."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Another program may be using it, its cover may be closed, or the system's privacy settings may forbid it: "
            "Help > Diagnostics tells, and so does “python -m app doctor”.",
        ),
    ),
    "camera.too_small": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} gives pictures of only {width} x {height} pixels."),
        QT_TRANSLATE_NOOP("Messages", "Choose a larger size under Session > Camera."),
    ),
    "camera.no_sender": (
        QT_TRANSLATE_NOOP("Messages", "No program sends pictures to {name}."),
        QT_TRANSLATE_NOOP("Messages", "Start the program that does, or choose another camera."),
    ),
    "camera.sandbox": (
        QT_TRANSLATE_NOOP("Messages", "The sandbox of this program may not use the camera {name} ({device})."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Allow it with “flatpak override --user --device=all” and the program's id, then start the program again.",
        ),
    ),
    "camera.control": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} does not let itself be set: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "It may have been unplugged, or another program holds it. Plug it in again."),
    ),
    "camera.controls_refused": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} did not take what is kept for it: {controls}."),
        QT_TRANSLATE_NOOP("Messages", "Set it again under Session > Camera."),
    ),
}
