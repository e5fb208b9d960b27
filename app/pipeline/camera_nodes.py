"""The cameras of a Linux machine: which device nodes are cameras, what they are called, and where they are plugged in.

Names and places are read from ``/sys``, which needs no rights; what a node can do is asked of the driver. A USB camera
has a second node for metadata, codecs and image processors have nodes, too: none of them is a camera to offer. A node
that this user may not open is offered where it is the first of its device, so that the reason can be told.
"""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.pipeline.camera_keys import CameraKey
from app.pipeline.v4l2 import Capability, V4l2Device

log = logging.getLogger(__name__)

SYS, DEV = Path("/sys"), Path("/dev")
"""Filled by the kernel and by udev."""
_NODE = re.compile(r"video(\d+)")
_LOOPBACK_STATE = ("format", "state")
"""Files by which v4l2loopback tells that its writer came or went, which no device node shows."""


@dataclass(frozen=True, slots=True)
class Node:
    """A device node of a camera."""

    index: int
    """The number in its name."""
    path: str
    name: str
    key: CameraKey
    link: str
    """Its name by maker and serial number under ``/dev/v4l/by-id``; empty where udev made none."""
    loopback: bool
    """Whether another program makes its pictures."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What the driver says of a node."""

    capability: Capability
    formats: tuple[str, ...]


def probe_node(path: str) -> Probed | None:
    """Ask the node of a path; None where this user may not, or not now."""
    try:
        with V4l2Device(path) as device:
            capability = device.capability()
            return Probed(capability, tuple(device.formats()) if capability.camera else ())
    except OSError as error:
        log.debug("%s can not be asked: %s", path, error)
        refused = error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY)
        return None if refused else Probed(Capability("", "", "", 0), ())  # gone, or no such device


def find_nodes(readable: Callable[[str], bool]) -> list[Node]:
    """The cameras, by number. ``readable`` says whether a pixel format's pictures can be read."""
    links = _links(DEV)
    found = []
    for folder in _folders(SYS):
        index = int(folder.name.removeprefix("video"))
        path = DEV / folder.name
        if not path.exists():  # in a container the node may not have been passed on
            continue
        probed = probe_node(str(path))
        if probed is None and _read(folder / "index") not in ("0", ""):
            continue
        loopback = probed is not None and probed.capability.loopback
        if probed is not None and not _is_camera(probed, readable):
            continue
        name = _read(folder / "name") or (probed.capability.card if probed else "") or folder.name
        node = Node(index, str(path), name, _key(folder, name), links.get(folder.name, ""), loopback)
        found.append(node)
    return found


def nodes_signature() -> object:
    """Something that is equal as long as the same nodes are there with the same rights; opens no device."""
    seen = []
    for folder in _folders(SYS):
        try:
            status = (DEV / folder.name).stat()
        except OSError:  # no node yet, or no longer
            continue
        state = tuple(_read(folder / name) for name in _LOOPBACK_STATE)
        seen.append((folder.name, status.st_ino, status.st_ctime_ns, state))
    return tuple(seen)


def _is_camera(probed: Probed, readable: Callable[[str], bool]) -> bool:
    return probed.capability.camera and any(readable(pixel_format) for pixel_format in probed.formats)


def _folders(sys: Path) -> list[Path]:
    try:
        folders = [path for path in (sys / "class" / "video4linux").iterdir() if _NODE.fullmatch(path.name)]
    except OSError:  # a kernel without V4L2
        return []
    return sorted(folders, key=lambda path: int(path.name.removeprefix("video")))


def _links(dev: Path) -> dict[str, str]:
    """The link under ``by-id`` for each node that has one."""
    try:
        return {link.resolve().name: str(link) for link in sorted((dev / "v4l" / "by-id").iterdir())}
    except OSError:
        return {}


def _key(folder: Path, name: str) -> CameraKey:
    """By what the USB bus tells, or by the device's place in the machine."""
    index = _read(folder / "index") or "0"
    device = folder / "device"
    interface = device.resolve() if device.exists() else None
    if interface is not None and (usb := _usb_device(interface)) is not None:
        vendor, product = _read(usb / "idVendor"), _read(usb / "idProduct")
        part = f"{int(_read(interface / 'bInterfaceNumber') or '0', 16)}.{index}"
        port = f"{_controller(usb)}/{_read(usb / 'devpath') or usb.name.partition('-')[2]}"
        return CameraKey("usb", f"{vendor}-{product}", _read(usb / "serial"), part, port)
    place = (interface or folder.resolve()).as_posix()
    return CameraKey("dev", name, "", index, place.partition("/devices/")[2] or place)


def _usb_device(interface: Path) -> Path | None:
    """The device that an interface belongs to; None where it is no USB device."""
    for folder in (interface, interface.parent):
        if (folder / "idVendor").is_file() and (folder / "idProduct").is_file():
            return folder
    return None


def _controller(usb: Path) -> str:
    """The host controller, whose name stays while the numbers of busses depend on who was found first."""
    root = next((folder for folder in usb.parents if re.fullmatch(r"usb\d+", folder.name)), None)
    return root.parent.name if root is not None else usb.parent.name


def _read(path: Path) -> str:
    """The one line of a file; empty where it can not be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
