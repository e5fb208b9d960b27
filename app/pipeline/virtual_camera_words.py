"""What the backends of pyvirtualcam say when they refuse, put into words: pattern -> code, sentence, hint, standing.

The patterns are those backends' own texts (pyvirtualcam 0.14 and 0.15: v4l2loopback, OBS on Windows, Unity Capture, the
OBS camera extension and the older plug-in on macOS), which carry neither a number nor a type to go by. A text that
nobody knows is told as it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.base.errors import Message, OutputError


class Standing(IntEnum):
    """How near a backend was to working: of several that refused, the nearest is told."""

    UNKNOWN = 0
    ABSENT = 1
    """Nothing is installed."""
    SET_UP = 2
    """Something is here, and a step is missing: a right, an approval, a name."""
    HELD = 3
    """All is here, and another program has it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One backend's refusal. ``text`` is what it said, without the name that pyvirtualcam puts before it."""

    backend: str
    device: str
    """The device that was asked for; empty for any."""
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    message: Message
    standing: Standing


SET_UP_LINUX = (
    "The assistant in the menu Help sets one up; so does “sh installers/linux/setup_virtual_camera.sh install”."
)
SET_UP_WINDOWS = (
    "Install OBS Studio (obsproject.com), start its virtual camera once and stop it again, or install Unity Capture."
)
SET_UP_MAC = (
    "Install OBS Studio 30 or newer (obsproject.com), press “Start Virtual Camera” in it, allow its camera extension "
    "in System Settings, and quit OBS."
)

_Maker = Callable[[str, str], Message]
"""Gets the device (or what stands for it) and the backend's own text."""

_ROWS: tuple[tuple[str, str, Standing, _Maker], ...] = (
    # ---- Linux, kernel -------------------------------------------------------------------------------------------
    (
        "v4l2loopback",
        r"No v4l2 loopback device found",
        Standing.ABSENT,
        lambda device, text: Message(
            "virtual_camera.no_loopback",
            "This machine has no virtual camera device: the kernel module v4l2loopback is not loaded.",
            SET_UP_LINUX,
        ),
    ),
    (
        "v4l2loopback",
        r"Device (?P<device>\S+) does not exist",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.no_device",
            f"There is no device {device}.",
            "Empty the setting output.virtual_camera_device to take the first free one, or name one that exists.",
            {"device": device},
        ),
    ),
    (
        "v4l2loopback",
        r"Could not access (?P<device>\S+) due to missing permissions",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.denied",
            f"You may not write to {device}.",
            "Add yourself to the group that owns it (“sudo usermod -aG video $USER”), then log out and in again.",
            {"device": device},
        ),
    ),
    (
        "v4l2loopback",
        r"Device (?P<device>\S+) (is already in use|could not be opened: Device or resource busy)"
        r"|device (?P<device2>\S+) could not be configured: Device or resource busy",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.busy",
            f"Another program holds the virtual camera {device}.",
            "Close what writes to it, or what still shows it in another size. While it is switched on, that is tried "
            "again every second.",
            {"device": device},
        ),
    ),
    (
        "v4l2loopback",
        r"Device (?P<device>\S+) is not a video output device",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.not_output",
            f"{device} takes no pictures just now: another program writes to it, or the last one left it behind so.",
            "Close the other program. While it is switched on, that is tried again every second; loading the module "
            "v4l2loopback anew helps, too.",
            {"device": device},
        ),
    ),
    (
        "v4l2loopback",
        r"Device (?P<device>\S+) is not a V4L2 device|capabilities of (?P<device2>\S+) could not be queried",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.not_virtual",
            f"{device} is no virtual camera of v4l2loopback.",
            "Empty the setting output.virtual_camera_device to take the first free one.",
            {"device": device},
        ),
    ),
    # ---- Windows -------------------------------------------------------------------------------------------------
    (
        "obs",
        r"OBS Virtual Camera device not found",
        Standing.ABSENT,
        lambda device, text: Message(
            "virtual_camera.obs_missing",
            "OBS Studio's virtual camera is not installed.",
            "Install OBS Studio (obsproject.com). Where it is installed, start its virtual camera once, which "
            "registers it, and stop it again.",
        ),
    ),
    (
        "obs",
        r"virtual camera output could not be started",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.obs_busy",
            "The OBS Virtual Camera is taken.",
            "Stop the virtual camera in OBS. Where OBS is not running, a program that still shows the camera holds it: "
            "choose another camera there for a moment. While it is switched on, that is tried again every second.",
        ),
    ),
    (
        "obs",
        r"supports only the '(?P<device>[^']+)' device",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.one_device",
            f"This system's virtual camera is called {device} and has no other device.",
            "Empty the setting output.virtual_camera_device.",
            {"device": device},
        ),
    ),
    (
        "unitycapture",
        r"No camera registered\. Did you install any camera",
        Standing.ABSENT,
        lambda device, text: Message(
            "virtual_camera.unity_missing",
            "Unity Capture is not registered.",
            "Download it (github.com/schellingb/UnityCapture), open its folder Install and run Install.bat as an "
            "administrator: it registers the camera by regsvr32. Leave the folder where it is.",
        ),
    ),
    (
        "unitycapture",
        r"No camera registered with this name",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.unity_name",
            f"Unity Capture has no camera called {device}.",
            "Empty the setting output.virtual_camera_device, or write the name as other programs show it.",
            {"device": device},
        ),
    ),
    (
        "unitycapture",
        r"All cameras are already in use|Device (?P<device>.+) is already in use",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.unity_busy",
            "Every camera of Unity Capture is in use.",
            "Register more of them with InstallMultipleDevices.bat of Unity Capture. While it is switched on, that is "
            "tried again every second.",
        ),
    ),
    # ---- macOS ---------------------------------------------------------------------------------------------------
    (
        "obs",
        r"OBS Virtual Camera is not installed.*OBS 30\.0 or later|\[Device not found\]",
        Standing.ABSENT,
        lambda device, text: Message(
            "virtual_camera.mac_extension",
            "macOS knows no OBS Virtual Camera: its camera extension is not installed, or not yet allowed.",
            "Install OBS Studio 30 or newer (obsproject.com) in Applications and press “Start Virtual Camera” in it. "
            "Allow the extension in System Settings: General > Login Items & Extensions > Camera Extensions, or "
            "Privacy & Security before macOS 15. Restart the Mac if the camera does not come up, and quit OBS.",
        ),
    ),
    (
        "obs",
        r"OBS Virtual Camera is not installed",
        Standing.ABSENT,
        lambda device, text: Message(
            "virtual_camera.mac_plugin",
            "OBS Studio's virtual camera is not installed.",
            "Install OBS Studio 28 or newer (obsproject.com), press “Start Virtual Camera” in it once, and quit OBS.",
        ),
    ),
    (
        "obs",
        r"OBS Virtual Camera version is not supported",
        Standing.SET_UP,
        lambda device, text: Message(
            "virtual_camera.mac_old",
            "The installed OBS virtual camera is too old.",
            "Upgrade OBS Studio to 28 or newer, press “Start Virtual Camera” in it once, and quit OBS.",
        ),
    ),
    (
        "obs",
        r"Stream not found|Couldn't start stream|Stream does not exist",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.mac_stream",
            "The OBS camera extension is here and takes no pictures.",
            "Stop the virtual camera in OBS and quit OBS. Where that does not help, see that the extension is allowed "
            "in System Settings, and restart the Mac. While it is switched on, that is tried again every second.",
        ),
    ),
    (
        "obs",
        r"Multiple cameras are not supported",
        Standing.HELD,
        lambda device, text: Message(
            "virtual_camera.mac_twice",
            "The OBS Virtual Camera is still open in this program.",
            "While it is switched on, that is tried again every second.",
        ),
    ),
)


def words(refused: Refused) -> Refusal:
    """The words for one backend's refusal."""
    for backend, pattern, standing, make in _ROWS:
        found = re.search(pattern, refused.text) if backend == refused.backend else None
        if found is not None:
            named = next((value for value in found.groupdict().values() if value), "")
            return Refusal(make(named.rstrip(".") or refused.device or refused.backend, refused.text), standing)
    reason = refused.text.strip().rstrip(".") or "it gave no reason"
    message = Message(
        "virtual_camera.failed",
        f"The virtual camera {refused.backend} can not be opened: {reason}.",
        "While it is switched on, that is tried again every second.",
        {"backend": refused.backend, "reason": reason},
    )
    return Refusal(message, Standing.UNKNOWN)


def error_for(refusals: Sequence[tuple[str, Refusal]]) -> OutputError:
    """What to raise where every backend refused: the nearest to working, or all where none is installed.

    Args:
        refusals: name of the backend and its refusal, in the order in which they were tried.
    """
    nearest = max((refusal for _, refusal in refusals), key=lambda one: one.standing, default=None)
    if nearest is not None and (len(refusals) == 1 or nearest.standing > Standing.ABSENT):
        return raised(nearest.message)
    reasons = " ".join(f"{name}: {refusal.message.text}" for name, refusal in refusals)
    reasons = reasons or "pyvirtualcam has no backend for this system."
    return OutputError("virtual_camera.none", f"No virtual camera opened. {reasons}", set_up_hint(), reasons=reasons)


def raised(message: Message) -> OutputError:
    """An error that carries ``message`` as it is."""
    error = OutputError(message.code, message.text, message.hint)
    error.message = message
    return error


def set_up_hint() -> str:
    """What to do on this system where nothing is installed."""
    if sys.platform == "linux":
        return SET_UP_LINUX
    return SET_UP_MAC if sys.platform == "darwin" else SET_UP_WINDOWS
