"""Keys that name a camera over replugging, other ports, other numbers and restarts, and finding it again by one.

A key reads ``KIND:MODEL:SERIAL:PART@PORT``, such as ``usb:046d-0825:5E2B8A10:0.0@0000:00:14.0/4.2``:

* ``KIND``: ``usb`` and ``dev`` (a USB camera and any other on Linux), ``win``, ``mac``.
* ``MODEL``: USB vendor and product, or the name.
* ``SERIAL``: empty for the many cameras that have none.
* ``PART``: which of several pictures of one device, such as a laptop's colour and infrared camera.
* ``PORT``: where it is plugged in.

A serial number finds its camera in every port. Without one the port tells two equal cameras apart, and a camera that
is the only one of its model is found in another port, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

_FORM = re.compile(r"(?P<kind>[a-z]+):(?P<model>[^:@#]*):(?P<serial>[^:@#]*):(?P<part>[^:@#]*)@(?P<port>[^#]*)")
_WINDOWS_USB = re.compile(
    r"\\\\\?\\usb#vid_(?P<vendor>[0-9a-f]{4})&pid_(?P<product>[0-9a-f]{4})(?:&mi_(?P<part>[0-9a-f]{2}))?#(?P<port>[^#]+)#"
)
_MAC_USB = re.compile(r"0x(?P<port>[0-9a-f]+?)(?P<vendor>[0-9a-f]{4})(?P<product>[0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class CameraKey:
    """What tells one camera from another."""

    kind: str
    model: str
    serial: str
    part: str
    port: str

    def __str__(self) -> str:
        fields = ":".join(quote(field, safe=" -._") for field in (self.model, self.serial, self.part))
        return f"{self.kind}:{fields}@{quote(self.port, safe='-._:/&')}"

    @classmethod
    def parse(cls, text: str) -> CameraKey | None:
        """The key that a text is; None where it is none."""
        match = _FORM.fullmatch(text.strip())
        return None if match is None else cls(**{name: unquote(field) for name, field in match.groupdict().items()})

    @property
    def kept_by(self) -> str:
        """What settings of a camera are kept under: with a serial number the port does not matter."""
        return str(CameraKey(self.kind, self.model, self.serial, self.part, "")) if self.serial else str(self)


def find_key(wanted: CameraKey, keys: Sequence[CameraKey]) -> CameraKey | None:
    """The key of the same camera among those that are there; None where it is not there, or nobody can tell."""
    if wanted in keys:
        return wanted
    same = [
        key for key in keys if (key.kind, key.model, key.part, key.serial)
        == (wanted.kind, wanted.model, wanted.part, wanted.serial)
    ]  # fmt: skip
    return same[0] if len(same) == 1 else None


def windows_key(name: str, path: str) -> CameraKey | None:
    """Of DirectShow's device path; None for a camera without one, as virtual cameras are."""
    path = path.strip().lower()
    if not path:
        return None
    match = _WINDOWS_USB.match(path)
    if match is None:
        return CameraKey("win", name, "", "", path)
    port = match["port"]
    serial = "" if "&" in port else port  # Windows makes one with & up where the device has no serial number
    return CameraKey("win", f"{match['vendor']}-{match['product']}", serial, match["part"] or "", port)


def mac_key(name: str, unique_id: str) -> CameraKey | None:
    """Of AVFoundation's unique id, which for a USB camera is made of its port, vendor and product."""
    unique_id = unique_id.strip()
    if not unique_id:
        return None
    match = _MAC_USB.fullmatch(unique_id.lower())
    if match is None:
        return CameraKey("mac", name, unique_id, "", "")
    return CameraKey("mac", f"{match['vendor']}-{match['product']}", "", "", match["port"])
