"""Telling the lost camera that comes back from those that were seen beside it.

A camera with a serial number of its own is known by that. Without one, as many cameras are, the port tells; in another
port it is only taken for the lost one where no other of its make can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.pipeline.camera_keys import CameraKey
from app.pipeline.camera_list import CameraInfo, same_camera


class CameraReturn:
    """One chosen camera, and the others of its make that were seen while it was there."""

    def __init__(self, camera: CameraInfo, listed: Sequence[CameraInfo]) -> None:
        self.camera = camera
        self._others: set[tuple[str, str]] = set()
        self.saw(listed)

    def saw(self, listed: Sequence[CameraInfo]) -> None:
        """Cameras that are there beside it, or were still there when it went: none of them is the lost one."""
        self._others |= {_who(one) for one in listed if _make(one) == _make(self.camera)} - {_who(self.camera)}

    def find(self, listed: Sequence[CameraInfo]) -> CameraInfo | None:
        """The camera as it is listed now: it may have got another number, or be in another port. None where it is not
        there, or nobody can tell."""
        there = {_who(one) for one in listed}
        if _who(self.camera) not in there and not self._others <= there:
            return None  # one of the others was pulled out, too: what comes in another port may be that one
        return same_camera(self.camera, [one for one in listed if _who(one) not in self._others])


def _who(camera: CameraInfo) -> tuple[str, str]:
    """What tells it from another, without the number that it happens to have where the system tells more."""
    return (camera.key, "") if camera.key else (camera.name, camera.id)


def _make(camera: CameraInfo) -> tuple[str, ...]:
    """What all of a make share."""
    key = CameraKey.parse(camera.key)
    return (camera.name,) if key is None else (key.kind, key.model, key.part, key.serial)
