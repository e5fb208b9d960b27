"""What a camera's controls and their choices are called in the user's language."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.pipeline.camera_controls import Control

_NAMES = {
    "exposure": QT_TRANSLATE_NOOP("Cameras", "Exposure time (0.1 ms)"),
    "exposure_auto": QT_TRANSLATE_NOOP("Cameras", "Automatic exposure"),
    "exposure_slower": QT_TRANSLATE_NOOP("Cameras", "Fewer pictures per second in dim light"),
    "gain": QT_TRANSLATE_NOOP("Cameras", "Gain"),
    "gain_auto": QT_TRANSLATE_NOOP("Cameras", "Automatic gain"),
    "iris": QT_TRANSLATE_NOOP("Cameras", "Aperture"),
    "focus": QT_TRANSLATE_NOOP("Cameras", "Focus"),
    "focus_auto": QT_TRANSLATE_NOOP("Cameras", "Automatic focus"),
    "zoom": QT_TRANSLATE_NOOP("Cameras", "Zoom"),
    "pan": QT_TRANSLATE_NOOP("Cameras", "Left and right"),
    "tilt": QT_TRANSLATE_NOOP("Cameras", "Up and down"),
    "white_balance": QT_TRANSLATE_NOOP("Cameras", "White balance (K)"),
    "white_balance_auto": QT_TRANSLATE_NOOP("Cameras", "Automatic white balance"),
    "red_balance": QT_TRANSLATE_NOOP("Cameras", "Share of red"),
    "blue_balance": QT_TRANSLATE_NOOP("Cameras", "Share of blue"),
    "brightness": QT_TRANSLATE_NOOP("Cameras", "Brightness"),
    "contrast": QT_TRANSLATE_NOOP("Cameras", "Contrast"),
    "saturation": QT_TRANSLATE_NOOP("Cameras", "Saturation"),
    "hue": QT_TRANSLATE_NOOP("Cameras", "Hue"),
    "hue_auto": QT_TRANSLATE_NOOP("Cameras", "Automatic hue"),
    "gamma": QT_TRANSLATE_NOOP("Cameras", "Gamma"),
    "sharpness": QT_TRANSLATE_NOOP("Cameras", "Sharpness"),
    "backlight": QT_TRANSLATE_NOOP("Cameras", "Light from behind"),
    "power_line": QT_TRANSLATE_NOOP("Cameras", "Flicker of lamps"),
    "flip_horizontal": QT_TRANSLATE_NOOP("Cameras", "Mirror left to right in the camera"),
    "flip_vertical": QT_TRANSLATE_NOOP("Cameras", "Upside down in the camera"),
}
"""In the order in which they are shown."""
_CHOICES = (
    QT_TRANSLATE_NOOP("Cameras", "Disabled"),
    QT_TRANSLATE_NOOP("Cameras", "Auto"),
    QT_TRANSLATE_NOOP("Cameras", "Manual"),
    QT_TRANSLATE_NOOP("Cameras", "50 Hz"),
    QT_TRANSLATE_NOOP("Cameras", "60 Hz"),
    QT_TRANSLATE_NOOP("Cameras", "Auto Mode"),
    QT_TRANSLATE_NOOP("Cameras", "Manual Mode"),
    QT_TRANSLATE_NOOP("Cameras", "Shutter Priority Mode"),
    QT_TRANSLATE_NOOP("Cameras", "Aperture Priority Mode"),
)
"""Words of the kernel's drivers; others are shown as they are."""


def control_name(control: Control) -> str:
    """What a control is called; the driver's own word where we have none."""
    name = _NAMES.get(control.id)
    return QCoreApplication.translate("Cameras", name) if name else control.name


def choice_name(control: Control, value: int) -> str:
    """What one choice of a control is called."""
    return QCoreApplication.translate("Cameras", control.menu.get(value, str(value)))


def in_order(controls: list[Control]) -> list[Control]:
    """What is set most comes first, and what we have no word for last."""
    order = list(_NAMES)
    return sorted(controls, key=lambda one: order.index(one.id) if one.id in _NAMES else len(order))
