"""Why a camera does not open or gives no picture, as far as the system tells it, and what to do about it."""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path

from app.base.errors import InputError
from app.base.holders import holders
from app.pipeline.camera_list import CameraInfo
from app.pipeline.v4l2 import V4l2Device

log = logging.getLogger(__name__)


def why_closed(camera: CameraInfo) -> InputError:
    """The reason why a camera did not open or gave no picture, as far as the system tells it."""
    loopback = False
    if sys.platform == "linux" and camera.id.startswith("/"):
        try:
            with V4l2Device(camera.id) as device:
                loopback = device.capability().loopback
        except PermissionError:
            return _denied(camera)
        except FileNotFoundError:
            return gone(camera)
        except OSError as error:
            if error.errno in (errno.ENODEV, errno.ENXIO):
                return gone(camera)
            log.info("%s does not open: %s", camera.id, error)
    others = _holders(camera.id)
    if others and not loopback:  # of a loopback device one holder is the program that sends
        return InputError(
            "camera.in_use",
            f"The camera {camera.name} is in use by {', '.join(others)}.",
            "End that program, or choose another camera.",
            name=camera.name,
            programs=", ".join(others),
        )
    if loopback and not others:
        return InputError(
            "camera.no_sender",
            f"No program sends pictures to {camera.name}.",
            "Start the program that does, or choose another camera.",
            name=camera.name,
        )
    return silent(camera)


def _denied(camera: CameraInfo) -> InputError:
    """Only root and the device's group may open it; in a sandbox it is the sandbox that forbids it."""
    if Path("/.flatpak-info").exists():
        return InputError(
            "camera.sandbox",
            f"The sandbox of this program may not use the camera {camera.name} ({camera.id}).",
            "Allow it with “flatpak override --user --device=all” and the program's id, then start the program again.",
            name=camera.name,
            device=camera.id,
        )
    return InputError(
        "camera.permission",
        f"You have no permission to use the camera {camera.name} ({camera.id}).",
        f"Join the group of cameras with “sudo usermod -aG {_group(camera.id)} $USER”, then log in again.",
        name=camera.name,
        device=camera.id,
        group=_group(camera.id),
    )


def _group(device: str) -> str:
    """The group that may open a device; ``video`` where it is root's own, which nobody should join."""
    try:
        group = Path(device).group()
    except (OSError, KeyError, NotImplementedError):  # gone, a group without a name, or a system without groups
        return "video"
    return group if group != "root" else "video"


def gone(camera: CameraInfo) -> InputError:
    """It was there a moment ago."""
    return InputError(
        "camera.gone", f"The camera {camera.name} is no longer there.", "Plug it in again.", name=camera.name
    )


def too_small(camera: CameraInfo, width: int, height: int) -> InputError:
    """Of pictures that hold no face, and that neither encoders nor virtual cameras take."""
    return InputError(
        "camera.too_small",
        f"The camera {camera.name} gives pictures of only {width} x {height} pixels.",
        "Choose a larger size under Session > Camera.",
        name=camera.name,
        width=width,
        height=height,
    )


def silent(camera: CameraInfo) -> InputError:
    """It is there and gives nothing, and nobody says why."""
    text = f"The camera {camera.name} gives no picture."
    if sys.platform in ("win32", "darwin"):  # where a forbidden camera looks like one that is switched off
        return InputError(
            "camera.silent_or_forbidden",
            text,
            "Another program may be using it, its cover may be closed, or the system's privacy settings may forbid it: "
            "Help > Diagnostics tells, and so does “python -m app doctor”.",
            name=camera.name,
        )
    return InputError(
        "camera.silent",
        text,
        "Another program may be using it, or its cover or switch is closed. End that program, or plug it in again.",
        name=camera.name,
    )


def _holders(device: str) -> tuple[str, ...]:
    """The other programs that hold a device open; only those that this user may look into."""
    if sys.platform != "linux" or not device.startswith("/"):
        return ()
    path = Path(device)
    return holders([path])[path].names
