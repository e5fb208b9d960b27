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
    "stream.address": (
        QT_TRANSLATE_NOOP("Messages", "“{address}” is not an address that a stream can be sent to."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Write it as udp://HOST:PORT, such as udp://127.0.0.1:5000 for this machine, udp://192.168.1.20:5000 or "
            "udp://[fd00::20]:5000 for one in your network, or udp://239.0.0.1:5000 for all in it.",
        ),
    ),
    "stream.public": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "{host} is not in your own network: the stream is not encrypted, and anybody on its way could watch.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Send it to this machine (127.0.0.1), to a private address (192.168…, 10…, 172.16…, fd…), or to a "
            "multicast group (239…).",
        ),
    ),
    "stream.interface": (
        QT_TRANSLATE_NOOP("Messages", "{host} is an address on one cable or radio: which one is not said."),
        QT_TRANSLATE_NOOP("Messages", "Add the interface, such as udp://[{host}%eth0]:{port}."),
    ),
    "stream.unresolved": (
        QT_TRANSLATE_NOOP("Messages", "The name {host} is not known in this network: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Check it, or give the address by its number, such as udp://192.168.1.20:5000."),
    ),
    "stream.network": (
        QT_TRANSLATE_NOOP("Messages", "The stream can not be sent to {address}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Check the network and the address. The program tries again every second."),
    ),
    "stream.broadcast": (
        QT_TRANSLATE_NOOP(
            "Messages", "{address} stands for every machine in a network: a stream is not sent to all of them."
        ),
        QT_TRANSLATE_NOOP("Messages", "Send it to one machine, or to a multicast group such as udp://239.0.0.1:5000."),
    ),
    "stream.no_encoder": (
        QT_TRANSLATE_NOOP("Messages", "There is no encoder for streams here."),
        QT_TRANSLATE_NOOP("Messages", "Reinstall the package av."),
    ),
    "stream.encoder": (
        QT_TRANSLATE_NOOP("Messages", "The stream can not be encoded: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another size or bit rate. The program tries again every second."),
    ),
    "stream.bug": (
        QT_TRANSLATE_NOOP("Messages", "The stream ended by an error: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "This is a fault of the program: the log has the details. Switch it off and on again."
        ),
    ),
    "stream.back": (QT_TRANSLATE_NOOP("Messages", "The stream goes to {address} now."), ""),
}
