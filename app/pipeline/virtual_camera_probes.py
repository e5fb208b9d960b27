"""Which virtual cameras this system has, found without opening one, so that nobody who reads one is disturbed.

Linux: the devices that the module v4l2loopback made, as sysfs lists them. Windows: the registry, where a virtual camera
is registered by its class id. macOS: the system's list of extensions.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.base.holders import holders
from app.pipeline.loopback import LoopbackDevice, loopback_devices
from app.pipeline.pipewire_state import pipewire_state
from app.pipeline.virtual_camera_words import Refusal, Refused, Standing, words

_TITLES = {
    "v4l2loopback": "v4l2loopback",
    "pipewire": "PipeWire",
    "obs": "OBS Virtual Camera",
    "unitycapture": "Unity Capture",
}

_OBS_CLASS = r"CLSID\{A3FCE0F5-3493-419F-958A-ABA1250EC20B}"
_UNITY_CLASS = r"CLSID\{{5C2CD55C-92AD-4999-8666-912BD3E700{:02X}}}"
_UNITY_FIRST, _UNITY_MOST = 0x10, 74
"""As in pyvirtualcam: the number after the first one is skipped, for the library keeps it to itself."""
_OBS_EXTENSION = "com.obsproject.obs-studio.mac-camera-extension"
_LIST_EXTENSIONS = ("systemextensionsctl", "list")
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class BackendState:
    """One backend of this system."""

    name: str
    """As in the setting ``output.virtual_camera_backend``."""
    title: str
    """What people call it; a proper name, not translated."""
    usable: bool | None
    """Whether it could be opened now; None where only opening tells."""
    message: Message
    """What is there, or what is missing (with a hint what to do)."""


def title(backend: str) -> str:
    """What people call a backend."""
    return _TITLES.get(backend, backend)


def state(backend: str, system: str = sys.platform) -> BackendState:
    """Whether a backend of this system could be used now."""
    probe = _PROBES.get((backend, system))
    usable, message = probe() if probe is not None else (None, _only_opening(backend))
    return BackendState(backend, title(backend), usable, message)


# ---- Linux ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loopback:
    """What v4l2loopback offers this user: ``device`` in words, or why there is none."""

    device: str
    refusal: Refusal | None


def loopback(devices: Sequence[LoopbackDevice] | None = None) -> Loopback:
    """The first device of v4l2loopback that this user may open, our own before others."""
    found = loopback_devices() if devices is None else devices
    usable = next((device for device in found if device.access == "ok"), None)
    if usable is not None:
        return Loopback(f"{usable.path} “{usable.label}”" if usable.label else usable.path, None)
    if not found:
        return Loopback("", words(Refused("v4l2loopback", "", "No v4l2 loopback device found")))
    path, denied = found[0].path, found[0].access == "denied"
    text = f"Could not access {path} due to missing permissions." if denied else f"Device {path} does not exist."
    return Loopback("", words(Refused("v4l2loopback", path, text)))


def _loopback() -> tuple[bool, Message]:
    found = loopback()
    return (False, found.refusal.message) if found.refusal is not None else (True, _ready(found.device))


def pipewire_refusal() -> Refusal | None:
    """Why a camera by PipeWire can not be made here; None where it can."""
    missing = pipewire_state()
    if missing is None:
        return None
    return Refusal(missing, Standing.SET_UP if missing.code == "pipewire.denied" else Standing.ABSENT)


def _pipewire() -> tuple[bool, Message]:
    refusal = pipewire_refusal()
    return (False, refusal.message) if refusal is not None else (True, _ready(f"{_TITLES['pipewire']} “Understudy”"))


def readers(device: str) -> tuple[str, ...]:
    """The other programs that have a device file open, as far as this user may see; takes some hundredths of a second.

    Empty where the system does not tell: on others than Linux, and for a camera that is no file.
    """
    if sys.platform != "linux" or not device.startswith("/dev/"):
        return ()
    file = Path(device)
    return holders([file])[file].names


# ---- Windows -------------------------------------------------------------------------------------------------------


def _registered(key: str) -> str | None:
    """The name under which a class is registered; None where it is not."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        return str(winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, key))
    except OSError:
        return None


def _windows_obs() -> tuple[bool, Message]:
    if _registered(_OBS_CLASS) is None:
        return False, words(Refused("obs", "", "OBS Virtual Camera device not found! Did you install OBS?")).message
    return True, _ready(_TITLES["obs"])


def unity_cameras(registered: Callable[[str], str | None] = _registered) -> Iterator[str]:
    """The names of the cameras of Unity Capture."""
    for number in range(_UNITY_MOST):
        name = registered(_UNITY_CLASS.format(_UNITY_FIRST + number + (number > 0)))
        if name is not None:
            yield name.strip()


def _unity() -> tuple[bool, Message]:
    name = next(unity_cameras(), None)
    if name is None:
        text = "No camera registered. Did you install any camera?"
        return False, words(Refused("unitycapture", "", text)).message
    return True, _ready(name)


# ---- macOS ---------------------------------------------------------------------------------------------------------


def _mac_obs() -> tuple[bool | None, Message]:
    try:
        run = subprocess.run(_LIST_EXTENSIONS, capture_output=True, timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None, _only_opening("obs")
    return mac_extension(run.stdout.decode("utf-8", "replace"))


def mac_extension(listing: str) -> tuple[bool, Message]:
    """What ``systemextensionsctl list`` says of OBS's camera extension."""
    lines = [line for line in listing.splitlines() if _OBS_EXTENSION in line]
    if any("[activated enabled]" in line for line in lines):
        return True, _ready(_TITLES["obs"])
    if any("waiting for user" in line for line in lines):
        return False, Message(
            "virtual_camera.mac_waiting",
            "The camera extension of OBS waits for your approval.",
            "Allow it in System Settings: General > Login Items & Extensions > Camera Extensions, or Privacy & "
            "Security before macOS 15.",
        )
    return False, words(Refused("obs", "", "[Device not found]")).message


# ---- words ---------------------------------------------------------------------------------------------------------


def _ready(device: str) -> Message:
    return Message("virtual_camera.ready", f"{device} can be used.", "", {"device": device})


def _only_opening(backend: str) -> Message:
    name = title(backend)
    text = f"Whether {name} works is seen only when the virtual camera is switched on."
    return Message("virtual_camera.unknown", text, "", {"backend": name})


_PROBES: dict[tuple[str, str], Callable[[], tuple[bool | None, Message]]] = {
    ("v4l2loopback", "linux"): _loopback,
    ("pipewire", "linux"): _pipewire,
    ("obs", "win32"): _windows_obs,
    ("unitycapture", "win32"): _unity,
    ("obs", "darwin"): _mac_obs,
}
