"""The sentences that go with codes of the machine's meters and of the governor; a part of ``message_texts.py``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

LOAD_TEXTS: dict[str, tuple[str, str]] = {
    "machine.looking": (QT_TRANSLATE_NOOP("Messages", "The graphics cards are being looked for."), ""),
    "machine.no_gpu": (QT_TRANSLATE_NOOP("Messages", "No graphics card was found whose values can be read."), ""),
    "machine.gpu_silent": (
        QT_TRANSLATE_NOOP("Messages", "The driver of the graphics card does not answer."),
        QT_TRANSLATE_NOOP("Messages", "Start the machine again where that lasts."),
    ),
    "machine.gpu_lost": (
        QT_TRANSLATE_NOOP(
            "Messages", "The graphics card does not answer any more: it fell off the bus, or waits for a reset."
        ),
        QT_TRANSLATE_NOOP("Messages", "Start the machine again where it does not come back by itself."),
    ),
    "machine.gpu_use_unknown": (
        QT_TRANSLATE_NOOP("Messages", "The driver of this card does not tell how busy it is."),
        QT_TRANSLATE_NOOP("Messages", "A newer kernel may."),
    ),
    "machine.nvidia_failed": (
        QT_TRANSLATE_NOOP("Messages", "NVIDIA's driver can not be asked: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Other meters go on. It is tried again in a while."),
    ),
    "machine.nvidia_versions": (
        QT_TRANSLATE_NOOP(
            "Messages", "NVIDIA's driver and its libraries are of different versions, as after an update."
        ),
        QT_TRANSLATE_NOOP("Messages", "Start the machine again."),
    ),
    "machine.nvidia_driver": (
        QT_TRANSLATE_NOOP("Messages", "NVIDIA's own driver is not installed: only that tells how the card is used."),
        QT_TRANSLATE_NOOP("Messages", "Install it, where you want to see these values."),
    ),
    "machine.intel_memory": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Intel's driver tells neither the memory of the card nor its use by others; the own share is told.",
        ),
        "",
    ),
    "machine.counters": (
        QT_TRANSLATE_NOOP("Messages", "The performance counters of the graphics card can not be read: {reason}."),
        "",
    ),
    "machine.windows_part": (
        QT_TRANSLATE_NOOP("Messages", "Windows tells neither temperature nor power of this card."),
        "",
    ),
    "machine.apple": (
        QT_TRANSLATE_NOOP("Messages", "The system's list of graphics processors can not be read: {reason}."),
        "",
    ),
    "machine.apple_part": (
        QT_TRANSLATE_NOOP(
            "Messages", "macOS tells temperature and power only to an administrator, and no program its own share."
        ),
        "",
    ),
    "machine.probe_failed": (
        QT_TRANSLATE_NOOP("Messages", "The meters of this card failed: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "The log has the details."),
    ),
    "governor.rate": (
        QT_TRANSLATE_NOOP("Messages", "This machine can not make {value} pictures a second with all that was chosen."),
        "",
    ),
    "governor.battery": (
        QT_TRANSLATE_NOOP("Messages", "The machine runs on battery: less is worked on each picture."),
        "",
    ),
    "governor.cpu": (
        QT_TRANSLATE_NOOP("Messages", "The program takes more than {value} cores of the processor."),
        "",
    ),
    "governor.memory": (QT_TRANSLATE_NOOP("Messages", "The program takes more than {value} MB of memory."), ""),
    "governor.gpu_memory": (
        QT_TRANSLATE_NOOP("Messages", "The program takes more than {value} MB of the graphics card's memory."),
        "",
    ),
    "governor.temperature": (QT_TRANSLATE_NOOP("Messages", "The machine is hotter than {value} °C."), ""),
    "governor.spent_memory": (
        QT_TRANSLATE_NOOP("Messages", "Nothing is left to trade that would take less memory."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Choose a smaller model or a smaller picture of the camera, or set a higher limit ({setting}).",
        ),
    ),
    "governor.spent": (
        QT_TRANSLATE_NOOP("Messages", "Everything that may be traded for speed is traded, and it is still too much."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Choose a smaller model, a smaller picture of the camera or a lower target, or end other programs.",
        ),
    ),
    "governor.enhancer_cadence": (
        QT_TRANSLATE_NOOP("Messages", "The enhancer runs for one picture in {value}."),
        "",
    ),
    "governor.pixel_boost": (QT_TRANSLATE_NOOP("Messages", "The pixel boost is {value}."), ""),
    "governor.detector_cadence": (
        QT_TRANSLATE_NOOP("Messages", "The detector looks for newcomers at one picture in {value}."),
        "",
    ),
    "governor.processing_size": (
        QT_TRANSLATE_NOOP(
            "Messages", "The engine works at {value} % of the picture's size; what leaves keeps its size."
        ),
        "",
    ),
}
