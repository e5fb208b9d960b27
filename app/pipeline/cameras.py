"""Reading a camera that may be pulled out at any time.

:class:`CameraSource` has a thread that opens the device with the mode that suits best, sets what was kept for this
camera, drains it, and opens it again when it went away. Which cameras there are stands in ``camera_list.py``, modes in
``camera_modes.py``, exposure and the like in ``camera_controls.py``, and why one does not open in
``camera_reasons.py``.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np

from app.base.errors import InputError, Message
from app.pipeline import own_devices
from app.pipeline.buffers import BufferPool
from app.pipeline.camera_controls import apply_kept, kept_values
from app.pipeline.camera_list import CameraInfo, CameraLister, find_camera, list_cameras, own_camera
from app.pipeline.camera_modes import Choice, Mode, Wanted, choose_mode, list_modes, real_rate
from app.pipeline.camera_reasons import gone, silent, too_small, why_closed
from app.pipeline.camera_return import CameraReturn
from app.pipeline.reader import MIN_SIDE, Reader, SourceInfo, SourceRequest, mirrored
from app.pipeline.v4l2 import fourcc_number, fourcc_text
from engines.api import Image

__all__ = [
    "CameraInfo",
    "CameraLister",
    "CameraSource",
    "Capture",
    "CaptureFactory",
    "ModeLister",
    "find_camera",
    "list_cameras",
    "list_modes",
    "open_device",
    "why_closed",
]

log = logging.getLogger(__name__)

OPEN_S = 10.0
"""A camera that has not given its first picture by then is refused."""
FIRST_S = 6.0
"""Time after which no further read is begun for that picture: there is still some for finding out why none came."""
SILENT_S = 2.0
"""A camera that gives nothing for so long is lost, whatever its driver says."""
FAILED_READS = 5
"""Failed reads in a row after which the device is closed and opened again; one alone is a broken picture."""
_RETRY_READ_S = 0.02
_MJPG_FROM = 1280 * 720
"""Pixels. Where nobody tells the modes: USB 2 carries raw pictures of this size at 10 per second only."""


class Capture(Protocol):
    """What is used of :class:`cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...  # noqa: N802 - cv2's name
    def read(self, image: Image | None = ..., /) -> tuple[bool, Image | None]: ...
    def set(self, prop: int, value: float, /) -> bool: ...
    def get(self, prop: int, /) -> float: ...
    def release(self) -> None: ...


CaptureFactory = Callable[[int, int], Capture]
"""Opens the device of an index and a backend, as ``cv2.VideoCapture`` does."""
ModeLister = Callable[[CameraInfo, Wanted], Sequence[Mode]]
"""The modes of a camera; empty where nobody tells."""


def open_device(index: int, backend: int) -> Capture:
    """The real :data:`CaptureFactory`."""
    # OpenCV writes a warning to stderr for every device that does not open; the reason is told in words instead.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    # Seconds after which a read of a dead V4L2 device comes back; its own default is 10.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(round(SILENT_S)))
    return cv2.VideoCapture(index, backend)  # type: ignore[return-value]


class CameraSource(Reader):
    """A camera that is drained all the time and opened again whenever it went away."""

    def __init__(
        self,
        wanted: str,
        request: SourceRequest,
        capture: CaptureFactory,
        cameras: CameraLister,
        modes: ModeLister = list_modes,
    ) -> None:
        """Opens the camera and waits for its first picture, at most :data:`OPEN_S` seconds.

        Raises:
            InputError: no such camera, or it does not open, or gives no picture; the reason in words.
        """
        listed = cameras()
        self._camera = find_camera(wanted, listed)
        self._return = CameraReturn(self._camera, listed)
        super().__init__(self._camera.name, handoff=False, mirror=request.mirror)
        self._request, self._factory, self._list, self._modes = request, capture, cameras, modes
        self._wanted = Wanted(request.width, request.height, request.fps, request.format)
        self._pool = BufferPool()
        self._away = False
        self._last = time.monotonic()
        self._opened: Future[None] = Future()
        self._start()  # devices are opened where they are read: some backends tie them to a thread
        try:
            self._opened.result(OPEN_S)
        except InputError:
            self.close()
            raise
        except TimeoutError:
            self.close()
            raise silent(self._camera) from None

    def lost(self) -> Message | None:
        if not self._away and time.monotonic() - self._last <= SILENT_S:
            return None
        if self._own:
            return own_camera(self._camera.name).message
        return Message(
            "camera.lost",
            f"The camera {self._camera.name} gives no more pictures.",
            "It may have been unplugged. It is taken up again as soon as it is back.",
            {"name": self._camera.name},
        )

    @property
    def _own(self) -> bool:
        """Whether this program has begun to write to the device that it reads."""
        return own_devices.is_own(self._camera.id, self._camera.name)

    def _work(self) -> None:
        try:
            device, image = self._open(self._camera)
        except InputError as error:
            self._opened.set_exception(error)
            return
        except BaseException as error:
            self._opened.set_exception(error)
            raise
        self.info = self._given(device, image)
        self._opened.set_result(None)
        try:
            self._take(image)
            while not self._stop.is_set():
                if self._drain(device):
                    continue
                device.release()
                self._away = True
                log.warning("camera %s went away", self._camera.name)
                returned = self._reopen()
                if returned is None:
                    return
                device, image = returned
                self.info = self._given(device, image)
                log.info("camera %s is back", self._camera.name)
                self._take(image)
        finally:
            device.release()

    def _drain(self, device: Capture) -> bool:
        """Read until closed (True) or until the device fails, or is written by this program (False)."""
        failed = 0
        shape = (self.info.height, self.info.width, 3)
        while not self._stop.is_set():
            started = time.perf_counter()
            image = _grab(device, self._pool.take(shape))
            if self._own:
                return False
            if image is not None:
                self._read_ms = (time.perf_counter() - started) * 1e3
                self._take(image)
                failed = 0
                continue
            failed += 1
            if failed >= FAILED_READS:
                return False
            self._stop.wait(_RETRY_READ_S)
        return True

    def _take(self, image: Image) -> None:
        self._last = time.monotonic()
        self._away = False
        image = _as_bgr(image)
        self._deliver(mirrored(image) if self._mirror else image, self._last)

    def _open(self, camera: CameraInfo) -> tuple[Capture, Image]:
        """Open, set the mode and what was kept, and wait for the first picture. Raises :class:`InputError`."""
        until = time.monotonic() + FIRST_S
        choice = choose_mode(self._modes(camera, self._wanted), self._wanted)
        device = self._device(camera)
        if not choice.format and choice.width * choice.height >= _MJPG_FROM:
            _set(device, replace(choice, format="MJPG"))
            if _has_another_size(device, choice):  # one that has this size only raw
                device.release()
                device = self._device(camera)
                _set(device, choice)
        else:
            _set(device, choice)
        for _ in range(FAILED_READS):  # many webcams fail once or twice while they start
            image = _grab(device, None)
            if image is not None:
                self._check(camera, device)
                if min(image.shape[:2]) < MIN_SIDE:
                    device.release()
                    raise too_small(camera, image.shape[1], image.shape[0])
                self._apply_kept(camera)  # not before: some forget it when the stream begins
                return device, image
            if self._stop.wait(_RETRY_READ_S) or time.monotonic() > until:
                break
        device.release()
        raise why_closed(camera)

    def _check(self, camera: CameraInfo, device: Capture) -> None:
        """Devices are opened by a number, which another camera may have got since they were listed: what was opened
        has to be listed under it still. Raises :class:`InputError`."""
        listed = self._list()
        if _place(camera) not in map(_place, listed):
            device.release()
            raise own_camera(camera.name) if own_devices.is_own(camera.id, camera.name) else gone(camera)
        self._return.saw(listed)

    def _device(self, camera: CameraInfo) -> Capture:
        device = self._factory(camera.index, camera.backend)
        if not device.isOpened():
            device.release()
            raise why_closed(camera)
        return device

    def _apply_kept(self, camera: CameraInfo) -> None:
        try:
            refused = apply_kept(camera, kept_values(camera, self._request.controls()))
        except InputError as error:  # its pictures come all the same
            log.warning("%s", error)
            self._notice = error.message
            return
        if refused:
            self._notice = Message(
                "camera.controls_refused",
                f"The camera {camera.name} did not take what is kept for it: {', '.join(refused)}.",
                "Set it again under Session > Camera.",
                {"name": camera.name, "controls": ", ".join(refused)},
            )

    def _reopen(self) -> tuple[Capture, Image] | None:
        """Try until the camera is back; None when the source was closed meanwhile."""
        self._return.saw(self._list())  # at once: nobody has put the plug into another port yet
        while not self._stop.wait(self._request.reconnect_s):
            camera = self._return.find(self._list())
            if camera is None:
                continue
            try:
                returned = self._open(camera)
            except InputError as error:
                log.info("camera %s does not open yet: %s", camera.name, error)
                continue
            self._camera = self._return.camera = camera
            return returned
        return None

    def _given(self, device: Capture, image: Image) -> SourceInfo:
        rate = real_rate(self._camera) or device.get(cv2.CAP_PROP_FPS)
        request = self._request
        wanted = (request.width, request.height, request.fps)
        fps = rate if 0.0 < rate < 1000.0 else 0.0  # drivers that do not know answer 0, -1 or nonsense
        code = int(device.get(cv2.CAP_PROP_FOURCC))
        given = fourcc_text(code) if code > 0 else ""
        return SourceInfo(
            self._camera.name,
            image.shape[1],
            image.shape[0],
            fps,
            wanted,
            True,
            None,
            format=given,
            key=self._camera.key,
        )


def _place(camera: CameraInfo) -> tuple[int, int, str, str]:
    """What a camera was opened by, and what it is known by."""
    return camera.index, camera.backend, camera.id, camera.key


def _set(device: Capture, choice: Choice) -> None:
    if choice.format:
        device.set(cv2.CAP_PROP_FOURCC, fourcc_number(choice.format))
    device.set(cv2.CAP_PROP_FRAME_WIDTH, choice.width)
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, choice.height)
    device.set(cv2.CAP_PROP_FPS, choice.fps)


def _has_another_size(device: Capture, choice: Choice) -> bool:
    """Whether the device says that it took another size; many say nothing before the first picture."""
    width, height = device.get(cv2.CAP_PROP_FRAME_WIDTH), device.get(cv2.CAP_PROP_FRAME_HEIGHT)
    return width > 0 and height > 0 and (width, height) != (choice.width, choice.height)


def _grab(device: Capture, buffer: Image | None) -> Image | None:
    """The next picture, in ``buffer`` where the driver fills it; None when there was none."""
    try:
        good, image = device.read(buffer)
    except cv2.error as error:  # a picture that the backend can not decode
        log.warning("a camera gave a broken picture: %s", error)
        return None
    return image if good else None


def _as_bgr(image: Image) -> Image:
    """Infrared cameras give one channel."""
    if image.ndim == 2:
        return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)  # type: ignore[return-value]
    return np.ascontiguousarray(image)
