"""The virtual camera, by pyvirtualcam: which backends this system has, and one of them opened.

1. :func:`backends_here` says which backends could be used now, and why the others can not, without opening a device: a
   program that reads one is not disturbed.
2. :func:`open_camera` opens the first that works. What each that does not says is put into words by
   `virtual_camera_words.py`.
3. An open :class:`VirtualCamera` takes pictures of its size. The native backends tell nobody that their device went
   away (they print it), so :meth:`VirtualCamera.check` looks for itself.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyvirtualcam

from app.base.errors import OutputError
from app.pipeline import own_devices, pipewire
from app.pipeline.fitting import even
from app.pipeline.loopback import announce_rate, ready_device
from app.pipeline.loopback_buffers import SharedBuffers, shared_buffers
from app.pipeline.virtual_camera_probes import BackendState, loopback, pipewire_refusal, state, title
from app.pipeline.virtual_camera_words import Refusal, Refused, Standing, error_for, words
from engines.api import Image

__all__ = [
    "BackendState",
    "CameraWish",
    "Opener",
    "VirtualCamera",
    "backends_here",
    "known_backends",
    "open_camera",
]

log = logging.getLogger(__name__)

_ORDER = ("v4l2loopback", "pipewire", "obs", "unitycapture")
"""Which backend ``auto`` tries first, of those that this system has; others that were registered come last."""


_FAITHFUL_S = 15.0
"""Seconds for which a camera that went away is waited for before another kind is taken."""


@dataclass(frozen=True, slots=True)
class CameraWish:
    """What to open. Width and height in pixels, ``fps`` pictures per second; an odd side is given one pixel more."""

    width: int
    height: int
    fps: float
    backend: str = "auto"
    """A backend of pyvirtualcam, or ``auto`` for the first that opens."""
    device: str = ""
    """The device of that backend; empty for any, our own first."""


def known_backends() -> tuple[str, ...]:
    """The backends of this system by name, in the order in which ``auto`` tries them."""
    here = list(pyvirtualcam.camera.BACKENDS)
    return (*(name for name in _ORDER if name in here), *(name for name in here if name not in _ORDER))


def backends_here() -> list[BackendState]:
    """Every backend of this system, looked at without opening a device; may read files and the registry."""
    return [state(name) for name in known_backends()]


class VirtualCamera:
    """An open virtual camera. One thread sends, checks and closes."""

    def __init__(
        self, camera: pyvirtualcam.Camera, check: Callable[[], str], buffers: SharedBuffers | None = None
    ) -> None:
        """``check`` answers why the device is gone; empty while it is there. ``buffers``: those that readers share."""
        self._camera: pyvirtualcam.Camera | None = camera
        self._look = check
        self._buffers = buffers
        self.device: str = camera.device
        self.backend: str = camera.backend
        self.size: tuple[int, int] = (camera.width, camera.height)
        self.fps: float = camera.fps
        # So that it is never offered as our own source. Of a link also what it leads to, as cameras are listed.
        self._claimed = {self.device, os.path.realpath(self.device) if self.device.startswith("/") else self.device}
        own_devices.claim(*self._claimed)

    @property
    def name(self) -> str:
        """Device and backend, for people."""
        return f"{self.device} ({title(self.backend)})"

    def send(self, image: Image) -> None:
        """Show one C-contiguous BGR picture of :attr:`size`. Raises OutputError when the device no longer takes it."""
        if self._camera is None:
            raise OutputError("virtual_camera.closed", "The virtual camera is closed.", "Switch it on again.")
        if self._buffers is not None:
            self._buffers.keep()
        try:
            self._camera.send(image)
        except Exception as error:  # a backend is other people's code, and names no kind of error
            raise self._lost(str(error)) from error

    def check(self) -> None:
        """Raises OutputError when the device is gone, which the backend itself may not say."""
        reason = self._look()
        if reason:
            raise self._lost(reason)

    def close(self) -> None:
        """Release the device; a backend that fails even at that is only logged."""
        camera, self._camera = self._camera, None
        if self._buffers is not None:
            self._buffers.close()
        if camera is not None:
            try:
                camera.close()
            except Exception:  # as above: there is nothing left to be done
                log.exception("Closing the virtual camera %s failed", self.device)
            own_devices.give_back(*self._claimed)

    def _lost(self, reason: str) -> OutputError:
        reason = reason.strip().rstrip(".")
        return OutputError(
            "virtual_camera.lost",
            f"The virtual camera {self.device} no longer takes pictures: {reason}.",
            "It may have been removed. The program tries again every second.",
            device=self.device,
            reason=reason,
        )


def open_camera(wish: CameraWish) -> VirtualCamera:
    """Open the first backend that works.

    Raises:
        OutputError: none opens; the words are those of the one that was nearest to it.
    """
    known = known_backends()
    if wish.backend != "auto" and wish.backend not in known:
        listing = ", ".join(known) or "none"
        raise OutputError(
            "virtual_camera.no_backend",
            f"This system has no virtual camera of the kind {wish.backend}; it has: {listing}.",
            "Set output.virtual_camera_backend to auto.",
            backend=wish.backend,
            known=listing,
        )
    refusals: list[tuple[str, Refusal]] = []
    for name in _chosen(wish, known):
        opened = _open(name, wish)
        if isinstance(opened, VirtualCamera):
            return opened
        refusals.append((name, opened))
        if name == "v4l2loopback" and opened.standing is Standing.HELD:
            break  # readers look for it there: it is waited for, and not made twice under one name
    raise error_for(refusals)


class Opener:
    """Opens one wish again and again, for a feed. The backend that worked last is tried alone for some seconds: readers
    wait for the camera that they chose, and ``auto`` would go to the next one at once."""

    def __init__(self, wish: CameraWish, patience_s: float = _FAITHFUL_S) -> None:
        self._wish, self._patience_s = wish, patience_s
        self._last = ""
        self._until: float | None = None

    def __call__(self) -> VirtualCamera:
        """Raises OutputError as :func:`open_camera`."""
        wish = self._wish
        if self._last:
            if self._until is None:
                self._until = time.monotonic() + self._patience_s
            if time.monotonic() < self._until:
                wish = replace(wish, backend=self._last)
        camera = open_camera(wish)
        self._last, self._until = camera.backend, None
        return camera


def _chosen(wish: CameraWish, known: Sequence[str]) -> Sequence[str]:
    if wish.backend != "auto":
        return (wish.backend,)
    if wish.device.startswith("/dev/") and "v4l2loopback" in known:  # only the kernel's have such names
        return ("v4l2loopback",)
    return known


def _open(backend: str, wish: CameraWish) -> VirtualCamera | Refusal:
    device = wish.device
    if backend == pipewire.BACKEND and (refusal := pipewire_refusal()) is not None:
        return refusal
    if backend == "v4l2loopback":
        # pyvirtualcam's own search is not asked, for it opens every real camera of the machine.
        try:
            device = ready_device(device)
        except OutputError as error:
            return Refusal(error.message, Standing.HELD)
        if not device:
            # Without devices, or without the right to open them.
            return loopback().refusal or words(Refused(backend, "", "No v4l2 loopback device found"))
        announce_rate(device, wish.fps)
    return _try(backend, wish, device)


def _try(backend: str, wish: CameraWish, device: str) -> VirtualCamera | Refusal:
    width, height = aligned(wish.width), even(wish.height)
    try:
        camera = pyvirtualcam.Camera(
            width, height, wish.fps, fmt=pyvirtualcam.PixelFormat.BGR, device=device or None, backend=backend
        )
    except Exception as error:  # noqa: BLE001 - pyvirtualcam turns most of what backends raise into one RuntimeError
        text = str(error).removeprefix(f"'{backend}' backend: ")
        log.info("Virtual camera %s %s: %s", backend, device, text)
        return words(Refused(backend, device, text))
    if backend != "v4l2loopback":
        return VirtualCamera(camera, lambda: "")
    return VirtualCamera(camera, node_watch(camera.device), shared_buffers(camera.device))


def aligned(width: int, system: str = sys.platform) -> int:
    """The width that backends take: even, and on macOS a multiple of 32 pixels, for the rows of its pixel buffers are
    padded to that and pyvirtualcam drops pictures without a word where they are."""
    step = 32 if system == "darwin" else 2
    return -(-width // step) * step


def node_watch(device: str) -> Callable[[], str]:
    """A check whether the device file is still the one that it is now: unplugged and plugged in again it is another,
    and what is written to the old one gets lost without an error."""
    path = Path(device)
    try:
        then = path.stat()
    except OSError:  # not a file: nothing to watch
        return lambda: ""

    def check() -> str:
        try:
            now = path.stat()
        except OSError as error:
            return f"{error.strerror}"
        same = (now.st_rdev, now.st_ino) == (then.st_rdev, then.st_ino)
        return "" if same else "it was taken away and came back"

    return check
