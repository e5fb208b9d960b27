"""Which cameras there are, and which one a spec means. Brings no picture library.

A spec is ``camera:`` and then:

* ``id:KEY`` or ``id:KEY#NAME``: that very camera, wherever it is plugged in and whatever number it got
  (:mod:`app.pipeline.camera_keys`; the name behind ``#`` is for people).
* ``N``: the camera with this number now. ``NAME``: the one with this name, or a part of it.
* ``/dev/…``: the one that a device file or a link under ``/dev/v4l`` leads to; ``id:`` may stand before it.

The program's own virtual cameras are never among them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.base.errors import InputError
from app.pipeline import camera_nodes, own_devices
from app.pipeline.camera_keys import CameraKey, find_key, mac_key, windows_key

ANY, V4L2, DSHOW, AVFOUNDATION = 0, 200, 700, 1200
"""OpenCV's numbers of its backends, ``cv2.CAP_*``."""
_BACKENDS = {"linux": V4L2, "win32": DSHOW, "darwin": AVFOUNDATION}

READABLE = frozenset(
    (
        "YUYV", "UYVY", "NV12", "NV21", "YU12", "YV12", "411P", "BGR3", "RGB3", "XR24", "AR24", "MJPG", "JPEG",
        "GREY", "Y10", "Y12", "Y16", "BA81", "GBRG", "GRBG", "RGGB", "S910",
    )
)  # fmt: skip
"""Pixel formats of V4L2 that OpenCV makes pictures of."""


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this machine."""

    index: int
    name: str
    id: str
    """Path of the device, such as ``/dev/video0``; empty where the system gives none."""
    backend: int
    """The ``cv2.CAP_*`` number that ``index`` belongs to."""
    key: str = ""
    """What it is known by over replugging (:class:`CameraKey` as text); empty where the system tells nothing."""
    link: str = ""
    """On Linux its link under ``/dev/v4l/by-id``, where udev made one."""

    @property
    def spec(self) -> str:
        """What to keep for this camera as ``camera.source``."""
        if self.key:
            return f"camera:id:{self.key}#{self.name}"
        return f"camera:{self.name}" if self.name and not self.name.strip().isdigit() else f"camera:{self.index}"

    @property
    def kept_by(self) -> str:
        """What settings of this camera are kept under; empty where it can not be told from others."""
        key = CameraKey.parse(self.key)
        return key.kept_by if key is not None else self.name


CameraLister = Callable[[], Sequence[CameraInfo]]


def list_cameras() -> list[CameraInfo]:
    """The cameras of this machine that pictures can be read from, by index, without the program's own."""
    return [camera for camera in _all_cameras() if not own_devices.is_own(camera.id, camera.name)]


def _all_cameras() -> list[CameraInfo]:
    if sys.platform == "linux":
        nodes = camera_nodes.find_nodes(READABLE.__contains__)
        return [CameraInfo(node.index, _plain(node.name), node.path, V4L2, str(node.key), node.link) for node in nodes]
    import cv2_enumerate_cameras  # brings OpenCV

    backend = _BACKENDS.get(sys.platform, ANY)
    found = [
        CameraInfo(
            camera.index,
            _plain(camera.name),
            camera.path or "",
            camera.backend,
            _key(camera.name, camera.path or ""),
        )
        for camera in cv2_enumerate_cameras.enumerate_cameras(backend)
    ]
    return sorted(found, key=lambda camera: camera.index)


def _plain(name: str) -> str:
    """In one line, without what a terminal would obey: a device calls itself what it likes."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())


def _key(name: str, path: str) -> str:
    key = mac_key(name, path) if sys.platform == "darwin" else windows_key(name, path)
    return str(key) if key is not None else ""


def name_in(spec: str) -> str:
    """What to call the camera of a spec for people: the name where it has one."""
    wanted = spec.strip().removeprefix("camera:")
    if not wanted.startswith("id:"):
        return wanted
    key, _, name = wanted.removeprefix("id:").partition("#")
    return name or key


def same_camera(known: CameraInfo, cameras: Iterable[CameraInfo]) -> CameraInfo | None:
    """A camera as it is listed now; None where it is not there, or nobody can tell which one it is."""
    cameras = list(cameras)
    key = CameraKey.parse(known.key)
    if key is not None:
        same = _by_key(key, cameras)
    else:
        named = [camera for camera in cameras if camera.name == known.name]
        same = [camera for camera in named if camera.id == known.id] or named
    return same[0] if len(same) == 1 else None


def find_camera(wanted: str, cameras: Sequence[CameraInfo]) -> CameraInfo:
    """The camera that a spec without its ``camera:`` means. Of a name, the same first, else a part, whatever the case.

    Raises:
        InputError: there is no camera at all, not this one, several, or it is the program's own.
    """
    wanted = wanted.replace("\0", "").strip()
    if own_devices.is_own(wanted, f"/dev/video{wanted}", wanted.removeprefix("id:"), name_in(wanted)):
        raise own_camera(name_in(wanted))
    if not cameras:
        raise InputError(
            "camera.none",
            "No camera was found on this machine.",
            "Plug one in, or use the demo clip: “demo”.",
        )
    matches = _matches(wanted, cameras)
    if not matches and wanted.startswith("id:"):
        raise InputError(
            "camera.absent",
            f"The camera {name_in(wanted)} is not connected.",
            f"Plug it in, or choose another one. These exist: {_listing(cameras)}.",
            wanted=name_in(wanted),
            cameras=_listing(cameras),
        )
    if not matches:
        raise InputError(
            "camera.unknown",
            f"There is no camera “{wanted}”.",
            f"These exist: {_listing(cameras)}.",
            wanted=wanted,
            cameras=_listing(cameras),
        )
    if len(matches) > 1:
        raise InputError(
            "camera.ambiguous",
            f"{len(matches)} cameras match “{wanted}”.",
            f"Choose one by its number: {_listing(matches)}.",
            wanted=wanted,
            cameras=_listing(matches),
        )
    return matches[0]


def own_camera(name: str) -> InputError:
    """Of a source that is written by this program."""
    return InputError(
        "camera.own",
        f"“{name}” is the virtual camera that this program makes: it can not be its source.",
        "Choose a real camera.",
        wanted=name,
    )


def _matches(wanted: str, cameras: Sequence[CameraInfo]) -> list[CameraInfo]:
    id_part = wanted.removeprefix("id:").strip()
    if id_part.startswith(("/dev/", "\\\\?\\")):
        real = os.path.realpath(id_part)
        return [
            one for one in cameras if id_part in (one.id, one.link) or (one.id and os.path.realpath(one.id) == real)
        ]
    if wanted.startswith("id:"):
        key = CameraKey.parse(id_part.partition("#")[0])
        return _by_key(key, cameras) if key is not None else []
    name = wanted.casefold()
    if name.isdecimal():
        return [camera for camera in cameras if camera.index == int(name)]
    same = [camera for camera in cameras if camera.name.casefold() == name]
    return same or ([camera for camera in cameras if name in camera.name.casefold()] if name else [])


def _by_key(wanted: CameraKey, cameras: Sequence[CameraInfo]) -> list[CameraInfo]:
    """None, one, or several where a system gives two cameras the same key."""
    keys = [CameraKey.parse(camera.key) for camera in cameras]
    found = find_key(wanted, list({key for key in keys if key is not None}))
    return [camera for camera, key in zip(cameras, keys, strict=True) if key is not None and key == found]


def _listing(cameras: Iterable[CameraInfo]) -> str:
    return "; ".join(f"camera:{camera.index} is {camera.name}" for camera in cameras)
