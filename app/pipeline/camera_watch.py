"""Whether cameras may have come or gone, asked often and answered cheaply: no device is opened.

On Linux a few small files of ``/sys`` and the nodes' own entries are looked at; on Windows the list of present device
interfaces is asked for, which the system keeps ready. On macOS only the enumeration itself tells, which is light there.
"""

from __future__ import annotations

import sys

from app.pipeline import own_devices
from app.pipeline.camera_list import list_cameras
from app.pipeline.camera_nodes import nodes_signature

_CATEGORIES = ("{E5323777-F976-4F5B-9B55-B94699C46E44}", "{65E8773D-8F56-11D0-A3B9-00A0C9223196}")
"""Windows' classes of device interfaces of cameras and of capture devices."""


def cameras_signature() -> object:
    """Something that is equal as long as the same cameras are there to be offered. Takes milliseconds at most, but for
    macOS, where it may take tens of them: off the window's thread."""
    return own_devices.claimed(), _system_signature()


def _system_signature() -> object:
    if sys.platform == "linux":
        return nodes_signature()
    if sys.platform == "win32":
        return tuple(_present_interfaces(category) for category in _CATEGORIES)
    return tuple((camera.name, camera.id) for camera in list_cameras())


def _present_interfaces(category: str) -> str:
    """Windows' paths of the devices of a class that are plugged in, one after the other."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import uuid

    manager = ctypes.WinDLL("cfgmgr32")
    guid = ctypes.create_string_buffer(uuid.UUID(category).bytes_le, 16)
    size = ctypes.c_ulong()
    for _ in range(3):  # one may come between the two calls, and then the room is too small
        if manager.CM_Get_Device_Interface_List_SizeW(ctypes.byref(size), guid, None, 0):
            return ""
        paths = ctypes.create_unicode_buffer(size.value)
        if not manager.CM_Get_Device_Interface_ListW(guid, None, paths, size, 0):
            return str(paths[:])
    return ""
