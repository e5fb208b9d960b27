"""What the window calls topics, checks and the buttons that mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

if TYPE_CHECKING:
    from app.services.permissions import Check, Mend

TOPIC_NAMES = {
    "camera": QT_TRANSLATE_NOOP("Checks", "Camera"),
    "virtual-camera": QT_TRANSLATE_NOOP("Checks", "Virtual camera"),
    "gpu": QT_TRANSLATE_NOOP("Checks", "Graphics card"),
    "folders": QT_TRANSLATE_NOOP("Checks", "Folders"),
    "disk": QT_TRANSLATE_NOOP("Checks", "Free space"),
    "ports": QT_TRANSLATE_NOOP("Checks", "Ports of the services"),
    "tray": QT_TRANSLATE_NOOP("Checks", "Notification area"),
    "autostart": QT_TRANSLATE_NOOP("Checks", "Opening at login"),
    "settings": QT_TRANSLATE_NOOP("Checks", "Settings"),
    "python": QT_TRANSLATE_NOOP("Checks", "Python"),
    "packages": QT_TRANSLATE_NOOP("Checks", "Packages"),
    "qt": QT_TRANSLATE_NOOP("Checks", "Windows on this system (Qt)"),
    "models": QT_TRANSLATE_NOOP("Checks", "Models that ship with the program"),
    "engines": QT_TRANSLATE_NOOP("Checks", "Engines"),
    "programs": QT_TRANSLATE_NOOP("Checks", "Programs that engines drive"),
    "providers": QT_TRANSLATE_NOOP("Checks", "What networks can run on"),
    "trial": QT_TRANSLATE_NOOP("Checks", "Trial of the virtual camera"),
    "layers": QT_TRANSLATE_NOOP("Checks", "The program's own structure"),
}
CHECK_NAMES = {
    "camera.found": QT_TRANSLATE_NOOP("Checks", "Connected cameras"),
    "camera.access": QT_TRANSLATE_NOOP("Checks", "The right to use the camera"),
    "camera.sandbox": QT_TRANSLATE_NOOP("Checks", "The sandbox"),
    "camera.free": QT_TRANSLATE_NOOP("Checks", "Use by other programs"),
    "virtual-camera.v4l2loopback": QT_TRANSLATE_NOOP("Checks", "In the kernel (v4l2loopback)"),
    "virtual-camera.pipewire": QT_TRANSLATE_NOOP("Checks", "By PipeWire"),
    "virtual-camera.obs": QT_TRANSLATE_NOOP("Checks", "By OBS Studio"),
    "virtual-camera.unitycapture": QT_TRANSLATE_NOOP("Checks", "By Unity Capture"),
    "virtual-camera.options": QT_TRANSLATE_NOOP("Checks", "Seen by every program"),
    "gpu.devices": QT_TRANSLATE_NOOP("Checks", "The right to use the card"),
    "gpu.nvidia": QT_TRANSLATE_NOOP("Checks", "NVIDIA's driver"),
    "folders.config": QT_TRANSLATE_NOOP("Checks", "Settings"),
    "folders.data": QT_TRANSLATE_NOOP("Checks", "Data"),
    "folders.cache": QT_TRANSLATE_NOOP("Checks", "Cache"),
    "folders.logs": QT_TRANSLATE_NOOP("Checks", "Log"),
    "folders.models": QT_TRANSLATE_NOOP("Checks", "Models"),
    "folders.recordings": QT_TRANSLATE_NOOP("Checks", "Recordings"),
    "ports.api": QT_TRANSLATE_NOOP("Checks", "Programs and scripts (api)"),
    "ports.monitor": QT_TRANSLATE_NOOP("Checks", "Monitor page (monitor)"),
    "tray.host": QT_TRANSLATE_NOOP("Checks", "Notification area"),
    "autostart.login": QT_TRANSLATE_NOOP("Checks", "Opening at login"),
    "settings.file": QT_TRANSLATE_NOOP("Checks", "Your settings"),
    "python.version": QT_TRANSLATE_NOOP("Checks", "Version"),
    "python.environment": QT_TRANSLATE_NOOP("Checks", "Environment"),
    "providers.cpu": QT_TRANSLATE_NOOP("Checks", "Processor"),
    "providers.tensorrt": "TensorRT (NVIDIA)",
    "providers.cuda": "CUDA (NVIDIA)",
    "providers.directml": "DirectML (Windows)",
    "providers.openvino": "OpenVINO (Intel)",
    "providers.coreml": "Core ML (Apple)",
    "providers.webgpu": "WebGPU",
    "trial.virtual-camera": QT_TRANSLATE_NOOP("Checks", "Trial of the virtual camera"),
}
"""Those of ``disk`` are called as those of ``folders``. What is not here is called by its own name: packages, files,
settings, engines."""
PROGRAM_PARTS = {
    "program": QT_TRANSLATE_NOOP("Checks", "Program"),
    "version": QT_TRANSLATE_NOOP("Checks", "Version"),
    "python": QT_TRANSLATE_NOOP("Checks", "Python"),
    "packages": QT_TRANSLATE_NOOP("Checks", "Packages"),
    "pins": QT_TRANSLATE_NOOP("Checks", "Pinned versions"),
    "models": QT_TRANSLATE_NOOP("Checks", "Models"),
    "licence": QT_TRANSLATE_NOOP("Checks", "Licence"),
    "printed": QT_TRANSLATE_NOOP("Checks", "What it printed"),
}
"""What is looked at of a program that an engine drives: ``programs.ENGINE-PART``, with a number from the second on."""
MEND_LABELS = (
    QT_TRANSLATE_NOOP("Checks", "Join the group"),
    QT_TRANSLATE_NOOP("Checks", "Let macOS ask"),
    QT_TRANSLATE_NOOP("Checks", "Open the settings"),
    QT_TRANSLATE_NOOP("Checks", "Set up the virtual camera"),
    QT_TRANSLATE_NOOP("Checks", "Get OBS Studio"),
    QT_TRANSLATE_NOOP("Checks", "Make the files"),
    QT_TRANSLATE_NOOP("Checks", "Make it writable"),
    QT_TRANSLATE_NOOP("Checks", "Give the folder back"),
    QT_TRANSLATE_NOOP("Checks", "Free some space"),
    QT_TRANSLATE_NOOP("Checks", "Get the extension"),
    QT_TRANSLATE_NOOP("Checks", "Open this copy at login"),
)


def topic_name(topic: str) -> str:
    """In the user's language."""
    return QCoreApplication.translate("Checks", TOPIC_NAMES.get(topic, topic))


def check_name(check: Check) -> str:
    """Within its topic, in the user's language."""
    id_ = f"folders.{check.name}" if check.topic == "disk" else check.id
    if check.topic == "programs":
        engine, _, part = check.name.partition("-")
        return f"{part_name(part.partition('-')[0])} ({engine})"
    known = CHECK_NAMES.get(id_)
    return QCoreApplication.translate("Checks", known) if known else check.name


def part_name(part: str) -> str:
    """Of a program that an engine drives, in the user's language."""
    return QCoreApplication.translate("Checks", PROGRAM_PARTS[part]) if part in PROGRAM_PARTS else part


def mend_label(action: Mend) -> str:
    """Of the button, in the user's language."""
    return QCoreApplication.translate("Checks", action.label)
