"""The sentences of the virtual camera, for translation: ``code: (text, hint)``; see `message_texts.py`."""

from __future__ import annotations

import sys

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_SET_UP_LINUX = QT_TRANSLATE_NOOP(
    "Messages",
    "The assistant in the menu Help sets one up; so does “sh installers/linux/setup_virtual_camera.sh install”.",
)
_SET_UP = {
    "linux": _SET_UP_LINUX,
    "darwin": QT_TRANSLATE_NOOP(
        "Messages",
        "Install OBS Studio 30 or newer (obsproject.com), press “Start Virtual Camera” in it, allow its camera "
        "extension in System Settings, and quit OBS.",
    ),
    "win32": QT_TRANSLATE_NOOP(
        "Messages",
        "Install OBS Studio (obsproject.com), start its virtual camera once and stop it again, or install Unity "
        "Capture.",
    ),
}
"""By platform."""

VIRTUAL_CAMERA_TEXTS: dict[str, tuple[str, str]] = {
    "virtual_camera.back": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera {device} takes pictures now."),
        "",
    ),
    "virtual_camera.bug": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera ended by an error: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "This is a fault of the program: the log has the details. Switch it off and on again.",
        ),
    ),
    "virtual_camera.busy": (
        QT_TRANSLATE_NOOP("Messages", "Another program holds the virtual camera {device}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Close what writes to it, or what still shows it in another size. While it is switched on, "
            "that is tried again every second.",
        ),
    ),
    "virtual_camera.closed": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera is closed."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on again."),
    ),
    "virtual_camera.denied": (
        QT_TRANSLATE_NOOP("Messages", "You may not write to {device}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Add yourself to the group that owns it (“sudo usermod -aG video $USER”), then log out and in again.",
        ),
    ),
    "virtual_camera.failed": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera {backend} can not be opened: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "While it is switched on, that is tried again every second."),
    ),
    "virtual_camera.lost": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera {device} no longer takes pictures: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "It may have been removed. The program tries again every second."),
    ),
    "virtual_camera.mac_extension": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "macOS knows no OBS Virtual Camera: its camera extension is not installed, or not yet allowed.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install OBS Studio 30 or newer (obsproject.com) in Applications and press “Start Virtual "
            "Camera” in it. Allow the extension in System Settings: General > Login Items & Extensions > "
            "Camera Extensions, or Privacy & Security before macOS 15. Restart the Mac if the camera does"
            " not come up, and quit OBS.",
        ),
    ),
    "virtual_camera.mac_old": (
        QT_TRANSLATE_NOOP("Messages", "The installed OBS virtual camera is too old."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Upgrade OBS Studio to 28 or newer, press “Start Virtual Camera” in it once, and quit OBS.",
        ),
    ),
    "virtual_camera.mac_plugin": (
        QT_TRANSLATE_NOOP("Messages", "OBS Studio's virtual camera is not installed."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install OBS Studio 28 or newer (obsproject.com), press “Start Virtual Camera” in it once, and quit OBS.",
        ),
    ),
    "virtual_camera.mac_stream": (
        QT_TRANSLATE_NOOP("Messages", "The OBS camera extension is here and takes no pictures."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Stop the virtual camera in OBS and quit OBS. Where that does not help, see that the "
            "extension is allowed in System Settings, and restart the Mac. While it is switched on, that "
            "is tried again every second.",
        ),
    ),
    "virtual_camera.mac_twice": (
        QT_TRANSLATE_NOOP("Messages", "The OBS Virtual Camera is still open in this program."),
        QT_TRANSLATE_NOOP("Messages", "While it is switched on, that is tried again every second."),
    ),
    "virtual_camera.mac_waiting": (
        QT_TRANSLATE_NOOP("Messages", "The camera extension of OBS waits for your approval."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Allow it in System Settings: General > Login Items & Extensions > Camera Extensions, or "
            "Privacy & Security before macOS 15.",
        ),
    ),
    "virtual_camera.no_backend": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "This system has no virtual camera of the kind {backend}; it has: {known}.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Set output.virtual_camera_backend to auto."),
    ),
    "virtual_camera.no_device": (
        QT_TRANSLATE_NOOP("Messages", "There is no device {device}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Empty the setting output.virtual_camera_device to take the first free one, or name one that exists.",
        ),
    ),
    "virtual_camera.no_loopback": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "This machine has no virtual camera device: the kernel module v4l2loopback is not loaded.",
        ),
        _SET_UP_LINUX,
    ),
    "virtual_camera.none": (
        QT_TRANSLATE_NOOP("Messages", "No virtual camera opened. {reasons}"),
        _SET_UP.get(sys.platform, _SET_UP["win32"]),
    ),
    "virtual_camera.not_output": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "{device} takes no pictures just now: another program writes to it, or the last one left it behind so.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Close the other program. While it is switched on, that is tried again every second; loading "
            "the module v4l2loopback anew helps, too.",
        ),
    ),
    "virtual_camera.not_virtual": (
        QT_TRANSLATE_NOOP("Messages", "{device} is no virtual camera of v4l2loopback."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Empty the setting output.virtual_camera_device to take the first free one.",
        ),
    ),
    "virtual_camera.obs_busy": (
        QT_TRANSLATE_NOOP("Messages", "The OBS Virtual Camera is taken."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Stop the virtual camera in OBS. Where OBS is not running, a program that still shows the "
            "camera holds it: choose another camera there for a moment. While it is switched on, that is "
            "tried again every second.",
        ),
    ),
    "virtual_camera.obs_missing": (
        QT_TRANSLATE_NOOP("Messages", "OBS Studio's virtual camera is not installed."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install OBS Studio (obsproject.com). Where it is installed, start its virtual camera once, "
            "which registers it, and stop it again.",
        ),
    ),
    "virtual_camera.one_device": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "This system's virtual camera is called {device} and has no other device.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Empty the setting output.virtual_camera_device."),
    ),
    "virtual_camera.ready": (
        QT_TRANSLATE_NOOP("Messages", "{device} can be used."),
        "",
    ),
    "virtual_camera.taken": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "The virtual camera {label} ({device}) already gets its picture from {programs}.",
        ),
        QT_TRANSLATE_NOOP("Messages", "End that program, or choose another device in the settings."),
    ),
    "virtual_camera.unity_busy": (
        QT_TRANSLATE_NOOP("Messages", "Every camera of Unity Capture is in use."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Register more of them with InstallMultipleDevices.bat of Unity Capture. While it is switched"
            " on, that is tried again every second.",
        ),
    ),
    "virtual_camera.unity_missing": (
        QT_TRANSLATE_NOOP("Messages", "Unity Capture is not registered."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Download it (github.com/schellingb/UnityCapture), open its folder Install and run "
            "Install.bat as an administrator: it registers the camera by regsvr32. Leave the folder where"
            " it is.",
        ),
    ),
    "virtual_camera.unity_name": (
        QT_TRANSLATE_NOOP("Messages", "Unity Capture has no camera called {device}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Empty the setting output.virtual_camera_device, or write the name as other programs show it.",
        ),
    ),
    "virtual_camera.unknown": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Whether {backend} works is seen only when the virtual camera is switched on.",
        ),
        "",
    ),
}
