"""Outputs: where the finished pictures go. The null output and the virtual camera; recordings stand in recording.py.

Every output takes BGR pictures of any size and fits them to the size it was opened with, so that a camera that comes
back with another size does not end a recording.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import pyvirtualcam

from app.base.errors import Message, OutputError
from engines.api import Image


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """How an output is doing; cheap to make, from any thread."""

    kind: str
    """``null``, ``virtual_camera`` or ``recording``."""
    active: bool
    detail: str
    """The device or the file, and what the user should know of it."""
    frames: int
    """Frames that went out."""
    seconds: float
    bytes: int
    """Size of the file so far; 0 for the others."""
    error: Message | None


class Output(Protocol):
    """One way out of the program."""

    @property
    def kind(self) -> str: ...

    def send(self, image: Image, captured_at: float) -> None:
        """Show or keep one BGR picture, taken at ``captured_at`` (monotonic seconds). Raises :class:`OutputError`."""

    def status(self) -> OutputStatus: ...

    def close(self) -> None:
        """Flush and release. Raises :class:`OutputError` when what was sent could not all be kept; then it is closed
        all the same."""


def open_null() -> Output:
    """An output that only counts."""
    return NullOutput()


def open_virtual_camera(width: int, height: int, fps: float, backend: str, device: str) -> Output:
    """A camera that other programs can choose.

    Args:
        width, height: pixels of the pictures to come; an odd side is given one pixel more.
        fps: the rate to announce.
        backend: a backend of pyvirtualcam, or ``auto`` for the first that opens.
        device: the device of that backend, or empty for any.

    Raises:
        OutputError: none opens; its text carries the reason of each.
    """
    return VirtualCamera(width, height, fps, backend, device)


def open_recording(
    path: Path, width: int, height: int, fps: float, codec: str, quality: int, *, wait: bool = False
) -> Output:
    """An MP4 file that stays playable whatever happens; see :class:`app.pipeline.recording.Recording`."""
    from app.pipeline.recording import Recording  # here, because it builds on this module

    return Recording(path, width, height, fps, codec, quality, wait=wait)


class NullOutput:
    """Counts what it is sent and keeps nothing."""

    kind = "null"

    def __init__(self) -> None:
        self._frames = 0
        self._first: float | None = None
        self._last = 0.0

    def send(self, image: Image, captured_at: float) -> None:
        self._first = captured_at if self._first is None else self._first
        self._last = captured_at
        self._frames += 1

    def status(self) -> OutputStatus:
        seconds = self._last - self._first if self._first is not None else 0.0
        return OutputStatus(self.kind, True, "", self._frames, seconds, 0, None)

    def close(self) -> None:
        """Nothing to release."""


class VirtualCamera:
    """A virtual camera by pyvirtualcam."""

    kind = "virtual_camera"

    def __init__(self, width: int, height: int, fps: float, backend: str, device: str) -> None:
        self._width, self._height = even(width), even(height)
        self._frames = 0
        self._started = time.monotonic()
        self._error: Message | None = None
        self._camera: pyvirtualcam.Camera | None = self._open(fps, backend, device)
        self._detail = f"{self._camera.device} ({self._camera.backend})"

    def send(self, image: Image, captured_at: float) -> None:
        if self._camera is None:
            raise OutputError("virtual_camera.closed", "The virtual camera is closed.", "Switch it on again.")
        try:
            self._camera.send(fit(image, self._width, self._height))
        except (RuntimeError, OSError) as error:  # what the native backends raise when their device went away
            failure = OutputError(
                "virtual_camera.lost",
                f"The virtual camera {self._detail} no longer takes pictures: {error}.",
                "It may have been removed. Switch it on again once it is back.",
                device=self._detail,
                reason=str(error),
            )
            self._error = failure.message
            raise failure from error
        self._frames += 1

    def status(self) -> OutputStatus:
        active = self._camera is not None and self._error is None
        seconds = time.monotonic() - self._started if active else 0.0
        return OutputStatus(self.kind, active, self._detail, self._frames, seconds, 0, self._error)

    def close(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _open(self, fps: float, backend: str, device: str) -> pyvirtualcam.Camera:
        known = list(pyvirtualcam.camera.BACKENDS)
        reasons = []
        if backend != "auto" and backend not in known:
            reasons.append(f"{backend}: there is no such backend here, only {', '.join(known) or 'none'}")
        for name in known if backend == "auto" else [name for name in known if name == backend]:
            try:
                return pyvirtualcam.Camera(
                    self._width,
                    self._height,
                    fps,
                    fmt=pyvirtualcam.PixelFormat.BGR,
                    device=device or None,
                    backend=name,
                )
            except RuntimeError as error:  # pyvirtualcam turns whatever its backends raise into this one
                reasons.append(str(error).replace(f"'{name}' backend: ", f"{name}: "))
        listing = "; ".join(reasons) or "no backend of this system is known"
        raise OutputError(
            "virtual_camera.none", f"No virtual camera opened. {listing}", _virtual_camera_hint(), reasons=listing
        )


def _virtual_camera_hint() -> str:
    if sys.platform == "linux":
        return (
            "Install v4l2loopback (Debian, Ubuntu: “sudo apt install v4l2loopback-dkms”), then run "
            "“sudo modprobe v4l2loopback exclusive_caps=1 card_label=Understudy”."
        )
    if sys.platform == "darwin":
        return "Install OBS Studio 30 or newer, start its virtual camera once, and end OBS."
    return "Install OBS Studio and start its virtual camera once, or install Unity Capture."


def even(pixels: int) -> int:
    """The next even number: 4:2:0 video has one colour value for two pixels."""
    return pixels + pixels % 2


def fit(image: Image, width: int, height: int) -> Image:
    """The picture in the given size: itself when it has it, one edge pixel repeated for an odd side, else scaled
    within black bars. Never writes into ``image``."""
    own_height, own_width = image.shape[:2]
    if (own_width, own_height) == (width, height):
        return image
    right, below = width - own_width, height - own_height
    if 0 <= right <= 1 and 0 <= below <= 1:
        return np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    scale = min(width / own_width, height / own_height)
    inner_width, inner_height = max(1, round(own_width * scale)), max(1, round(own_height * scale))
    scaled = cv2.resize(
        image, (inner_width, inner_height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    framed: Image = np.zeros((height, width, 3), np.uint8)
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    framed[top : top + inner_height, left : left + inner_width] = scaled
    return framed
