"""Why this machine can not take a camera by PipeWire, in words: looks for each piece and starts no stream.

In order: GStreamer's tools, the socket of PipeWire, the two elements of the pipeline that are not part of GStreamer's
core, and, where PipeWire's own tool can tell, the session manager that links a reader to a camera.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.base.errors import Message

GST_LAUNCH, GST_INSPECT, PW_DUMP = "gst-launch-1.0", "gst-inspect-1.0", "pw-dump"
ELEMENTS = ("rawvideoparse", "pipewiresink")
PACKAGES = (
    "Debian, Ubuntu: “sudo apt install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-pipewire”; "
    "Fedora: “sudo dnf install gstreamer1 gstreamer1-plugins-base pipewire-gstreamer”; "
    "Arch: “sudo pacman -S gstreamer gst-plugins-base gst-plugin-pipewire”."
)
_INSPECT_S = 20.0
"""GStreamer reads all its plug-ins at its first call in a fresh home."""
_DUMP_S = 5.0
_CONNECT_S = 2.0
_MANAGERS = ("WirePlumber", "pipewire-media-session")


def pipewire_state() -> Message | None:
    """Why a camera by PipeWire can not be made here; None where it can. Takes a quarter of a second."""
    if sys.platform != "linux":
        return Message("pipewire.system", "PipeWire is only on Linux.")
    return _programs() or _daemon() or _elements() or _manager()  # what is quick comes first: it is asked often


def remote(environment: Mapping[str, str]) -> Path | None:
    """The socket that PipeWire's clients connect to, by the rules of PipeWire; None where no folder is named."""
    name = environment.get("PIPEWIRE_REMOTE") or "pipewire-0"
    if name.startswith("/"):
        return Path(name)
    for folder in ("PIPEWIRE_RUNTIME_DIR", "XDG_RUNTIME_DIR", "USERPROFILE"):
        if environment.get(folder):
            return Path(environment[folder], name)
    return None


def _programs() -> Message | None:
    missing = [name for name in (GST_LAUNCH, GST_INSPECT) if shutil.which(name) is None]
    if not missing:
        return None
    text = f"The program {missing[0]} is not installed: GStreamer's tools hand the pictures to PipeWire."
    return Message("pipewire.no_tools", text, f"Install it. {PACKAGES}", {"program": missing[0], "packages": PACKAGES})


def _elements() -> Message | None:
    for element in ELEMENTS:
        # Not --exists: that asks for GStreamer's own version, and PipeWire's plug-in has PipeWire's.
        try:
            found = subprocess.run(
                (GST_INSPECT, element), stdin=subprocess.DEVNULL, capture_output=True, timeout=_INSPECT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            text = f"GStreamer's tools do not work here: {error}."
            return Message("pipewire.broken_tools", text, "Reinstall GStreamer.", {"reason": str(error)})
        if found.returncode != 0:
            text = f"GStreamer has no element {element}, which hands the pictures to PipeWire."
            return Message(
                "pipewire.no_element",
                text,
                f"Install the plug-ins. {PACKAGES}",
                {"element": element, "packages": PACKAGES},
            )
    return None


def _daemon() -> Message | None:
    path = remote(os.environ)
    hint = "Log in to a desktop that uses PipeWire, or start it with “systemctl --user start pipewire wireplumber”."
    if path is None:
        text = "PipeWire's socket can not be found: the environment variable XDG_RUNTIME_DIR is not set."
        return Message("pipewire.no_session", text, hint)
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_CONNECT_S)
            client.connect(str(path))
    except PermissionError as error:
        text = f"You have no permission to use PipeWire ({path}: {error.strerror})."
        allow = "In a Flatpak it needs “flatpak override --user --filesystem=xdg-run/pipewire-0 …”."
        return Message("pipewire.denied", text, allow, {"path": str(path), "reason": str(error.strerror)})
    except OSError as error:
        text = f"PipeWire is not running ({path}: {error.strerror or error})."
        return Message("pipewire.not_running", text, hint, {"path": str(path), "reason": str(error.strerror or error)})
    return None


def _manager() -> Message | None:
    # A sandbox sees only a part of what is there, and without the tool nobody can say: no news is good news.
    if shutil.which(PW_DUMP) is None or Path("/.flatpak-info").exists():
        return None
    try:
        dump = subprocess.run(
            PW_DUMP, stdin=subprocess.DEVNULL, capture_output=True, timeout=_DUMP_S, check=True, text=True
        )
        objects = dumped(dump.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        text = f"PipeWire does not answer: {error}."
        return Message("pipewire.no_answer", text, "Log out and in again.", {"reason": str(error)})
    if any(_properties(one).get("application.name") in _MANAGERS for one in objects):
        return None
    text = "PipeWire runs without a session manager: no program would be given the camera."
    hint = "Install WirePlumber and start it with “systemctl --user start wireplumber”."
    return Message("pipewire.no_manager", text, hint)


def dumped(text: str) -> list[dict[str, Any]]:
    """The objects of what ``pw-dump`` says: an array, and another one for what changed while it spoke. Raises
    ValueError where it is none."""
    objects: list[dict[str, Any]] = []
    decoder, text = json.JSONDecoder(), text.lstrip()
    while text:
        part, end = decoder.raw_decode(text)
        objects += part
        text = text[end:].lstrip()
    return objects


def _properties(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return (entry.get("info") or {}).get("props") or {}
