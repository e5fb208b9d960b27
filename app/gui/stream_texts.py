"""The sentences of messages about PipeWire and the network stream; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_START = QT_TRANSLATE_NOOP(
    "Messages",
    "Log in to a desktop that uses PipeWire, or start it with “systemctl --user start pipewire wireplumber”.",
)

STREAM_TEXTS: dict[str, tuple[str, str]] = {
    "pipewire.system": (QT_TRANSLATE_NOOP("Messages", "PipeWire is only on Linux."), ""),
    "pipewire.no_tools": (
        QT_TRANSLATE_NOOP(
            "Messages", "The program {program} is not installed: GStreamer's tools hand the pictures to PipeWire."
        ),
        QT_TRANSLATE_NOOP("Messages", "Install it. {packages}"),
    ),
    "pipewire.broken_tools": (
        QT_TRANSLATE_NOOP("Messages", "GStreamer's tools do not work here: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Reinstall GStreamer."),
    ),
    "pipewire.no_element": (
        QT_TRANSLATE_NOOP("Messages", "GStreamer has no element {element}, which hands the pictures to PipeWire."),
        QT_TRANSLATE_NOOP("Messages", "Install the plug-ins. {packages}"),
    ),
    "pipewire.no_session": (
        QT_TRANSLATE_NOOP(
            "Messages", "PipeWire's socket can not be found: the environment variable XDG_RUNTIME_DIR is not set."
        ),
        _START,
    ),
    "pipewire.denied": (
        QT_TRANSLATE_NOOP("Messages", "You have no permission to use PipeWire ({path}: {reason})."),
        QT_TRANSLATE_NOOP(
            "Messages", "In a Flatpak it needs “flatpak override --user --filesystem=xdg-run/pipewire-0 …”."
        ),
    ),
    "pipewire.not_running": (QT_TRANSLATE_NOOP("Messages", "PipeWire is not running ({path}: {reason})."), _START),
    "pipewire.no_answer": (
        QT_TRANSLATE_NOOP("Messages", "PipeWire does not answer: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Log out and in again."),
    ),
    "pipewire.no_manager": (
        QT_TRANSLATE_NOOP("Messages", "PipeWire runs without a session manager: no program would be given the camera."),
        QT_TRANSLATE_NOOP("Messages", "Install WirePlumber and start it with “systemctl --user start wireplumber”."),
    ),
}
