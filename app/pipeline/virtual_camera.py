"""The virtual camera, by pyvirtualcam: the first backend that opens, and the reason of each that does not."""

from __future__ import annotations

import sys
import time

import pyvirtualcam

from app.base.errors import Message, OutputError
from app.pipeline import own_devices
from app.pipeline.loopback import ready_device
from app.pipeline.output import OutputStatus, even, fit
from engines.api import Image


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
        own_devices.claim(self._camera.device)  # so that it is never offered as our own source

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
            own_devices.give_back(camera.device)

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
                    device=(ready_device(device) if name == "v4l2loopback" else device) or None,
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
