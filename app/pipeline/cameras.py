"""Cameras: which there are, which one is meant, and reading one that may be pulled out at any time.

In order: :func:`list_cameras` and :func:`find_camera`; :class:`CameraSource`, whose thread opens the device, drains it
and opens it again when it went away; :func:`why_closed`, which finds out why a device does not open.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import cv2_enumerate_cameras
import numpy as np
import psutil

from app.base.errors import InputError, Message
from app.pipeline.buffers import BufferPool
from app.pipeline.reader import Reader, SourceInfo, SourceRequest, mirrored
from engines.api import Image

log = logging.getLogger(__name__)

OPEN_S = 10.0
"""A camera that has not given its first picture by then is refused."""
SILENT_S = 2.0
"""A camera that gives nothing for so long is lost, whatever its driver says."""
FAILED_READS = 5
"""Failed reads in a row after which the device is closed and opened again; one alone is a broken picture."""
_RETRY_READ_S = 0.02
_MJPG = cv2.VideoWriter.fourcc(*"MJPG")
_MJPG_FROM = 1280 * 720
"""Pixels. USB 2 carries raw pictures of this size at 10 per second only."""
_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this machine."""

    index: int
    name: str
    id: str
    """Path of the device, such as ``/dev/video0``; empty where the system gives none."""
    backend: int
    """The ``cv2.CAP_*`` number that ``index`` belongs to."""


class Capture(Protocol):
    """What is used of :class:`cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...  # noqa: N802 - cv2's name
    def read(self, image: Image | None = ..., /) -> tuple[bool, Image | None]: ...
    def set(self, prop: int, value: float, /) -> bool: ...
    def get(self, prop: int, /) -> float: ...
    def release(self) -> None: ...


CaptureFactory = Callable[[int, int], Capture]
"""Opens the device of an index and a backend, as ``cv2.VideoCapture`` does."""
CameraLister = Callable[[], Sequence[CameraInfo]]


def open_device(index: int, backend: int) -> Capture:
    """The real :data:`CaptureFactory`."""
    # OpenCV writes a warning to stderr for every device that does not open; the reason is told in words instead.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    # Seconds after which a read of a dead V4L2 device comes back; its own default is 10.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(round(SILENT_S)))
    return cv2.VideoCapture(index, backend)  # type: ignore[return-value]


def list_cameras() -> list[CameraInfo]:
    """The cameras of this machine, by index."""
    backend = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
    found = cv2_enumerate_cameras.enumerate_cameras(backend)
    cameras = [CameraInfo(camera.index, camera.name, camera.path or "", camera.backend) for camera in found]
    return sorted(cameras, key=lambda camera: camera.index)


def find_camera(wanted: str, cameras: Sequence[CameraInfo]) -> CameraInfo:
    """The camera of an index or a name: the same name first, else a part of it, whatever the case.

    Raises:
        InputError: there is no camera at all, none of that name, or several.
    """
    if not cameras:
        raise InputError(
            "camera.none",
            "No camera was found on this machine.",
            "Plug one in, or use the demo clip: “demo”.",
        )
    listing = "; ".join(f"camera:{camera.index} is {camera.name}" for camera in cameras)
    name = wanted.strip().casefold()
    if name.isdigit():
        matches = [camera for camera in cameras if camera.index == int(name)]
    else:
        matches = [camera for camera in cameras if camera.name.casefold() == name]
        matches = matches or [camera for camera in cameras if name in camera.name.casefold()]
    if not matches or not name:
        raise InputError(
            "camera.unknown",
            f"There is no camera “{wanted}”.",
            f"These exist: {listing}.",
            wanted=wanted,
            cameras=listing,
        )
    if len(matches) > 1:
        listing = "; ".join(f"camera:{camera.index} is {camera.name}" for camera in matches)
        raise InputError(
            "camera.ambiguous",
            f"{len(matches)} cameras match “{wanted}”.",
            f"Choose one by its number: {listing}.",
            wanted=wanted,
            cameras=listing,
        )
    return matches[0]


class CameraSource(Reader):
    """A camera that is drained all the time and opened again whenever it went away."""

    def __init__(self, wanted: str, request: SourceRequest, capture: CaptureFactory, cameras: CameraLister) -> None:
        """Opens the camera and waits for its first picture, at most :data:`OPEN_S` seconds.

        Raises:
            InputError: no such camera, or it does not open, or gives no picture; the reason in words.
        """
        self._camera = find_camera(wanted, cameras())
        super().__init__(self._camera.name, handoff=False, mirror=request.mirror)
        self._request, self._factory, self._list = request, capture, cameras
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
            raise _silent(self._camera) from None

    def lost(self) -> Message | None:
        if not self._away and time.monotonic() - self._last <= SILENT_S:
            return None
        return Message(
            "camera.lost",
            f"The camera {self._camera.name} gives no more pictures.",
            "It may have been unplugged. It is taken up again as soon as it is back.",
            {"name": self._camera.name},
        )

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
        """Read until closed (True) or until the device fails (False)."""
        failed = 0
        shape = (self.info.height, self.info.width, 3)
        while not self._stop.is_set():
            started = time.perf_counter()
            image = _grab(device, self._pool.take(shape))
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
        """Open, ask for size and rate, and wait for the first picture. Raises :class:`InputError`."""
        device = self._factory(camera.index, camera.backend)
        if not device.isOpened():
            device.release()
            raise why_closed(camera)
        request = self._request
        if request.width * request.height >= _MJPG_FROM:
            device.set(cv2.CAP_PROP_FOURCC, _MJPG)
        device.set(cv2.CAP_PROP_FRAME_WIDTH, request.width)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height)
        device.set(cv2.CAP_PROP_FPS, request.fps)
        for _ in range(FAILED_READS):  # many webcams fail once or twice while they start
            image = _grab(device, None)
            if image is not None:
                return device, image
            if self._stop.wait(_RETRY_READ_S):
                break
        device.release()
        raise why_closed(camera)

    def _reopen(self) -> tuple[Capture, Image] | None:
        """Try until the camera is back; None when the source was closed meanwhile."""
        while not self._stop.wait(self._request.reconnect_s):
            camera = self._same_camera()
            if camera is None:
                continue
            try:
                returned = self._open(camera)
            except InputError as error:
                log.info("camera %s does not open yet: %s", camera.name, error)
                continue
            self._camera = camera
            return returned
        return None

    def _same_camera(self) -> CameraInfo | None:
        """The camera as it is listed now: a replugged one may have got another number."""
        cameras = self._list()
        named = [camera for camera in cameras if camera.name == self._camera.name]
        same = [camera for camera in named if camera.id == self._camera.id]
        return next(iter(same or named), None)

    def _given(self, device: Capture, image: Image) -> SourceInfo:
        rate = device.get(cv2.CAP_PROP_FPS)
        request = self._request
        wanted = (request.width, request.height, request.fps)
        fps = rate if 0.0 < rate < 1000.0 else 0.0  # drivers that do not know answer 0, -1 or nonsense
        return SourceInfo(self._camera.name, image.shape[1], image.shape[0], fps, wanted, True, None)


def why_closed(camera: CameraInfo) -> InputError:
    """The reason why a camera did not open or gave no picture, as far as the system tells it."""
    if sys.platform == "linux" and camera.id.startswith("/"):
        try:
            os.close(os.open(camera.id, os.O_RDWR | os.O_NONBLOCK))
        except PermissionError:
            return InputError(
                "camera.permission",
                f"You have no permission to use the camera {camera.name} ({camera.id}).",
                "Join the group of cameras with “sudo usermod -aG video $USER”, then log in again.",
                name=camera.name,
                device=camera.id,
            )
        except FileNotFoundError:
            return InputError(
                "camera.gone", f"The camera {camera.name} is no longer there.", "Plug it in again.", name=camera.name
            )
        except OSError as error:
            log.info("%s does not open: %s", camera.id, error)
    holders = _holders(camera.id)
    if holders:
        return InputError(
            "camera.in_use",
            f"The camera {camera.name} is in use by {', '.join(holders)}.",
            "End that program, or choose another camera.",
            name=camera.name,
            programs=", ".join(holders),
        )
    return _silent(camera)


def _silent(camera: CameraInfo) -> InputError:
    return InputError(
        "camera.silent",
        f"The camera {camera.name} gives no picture.",
        "Another program may be using it, or its cover or switch is closed. End that program, or plug it in again.",
        name=camera.name,
    )


def _holders(device: str) -> list[str]:
    """Names of the other programs that hold a device open; only those that this user may look into."""
    if sys.platform != "linux" or not device.startswith("/"):
        return []
    target = os.path.realpath(device)
    names = set()
    for pid in psutil.pids():
        if pid == os.getpid():
            continue
        try:
            # psutil.Process.open_files leaves device files out, so the links are read here.
            if any(os.path.realpath(link) == target for link in Path(f"/proc/{pid}/fd").iterdir()):
                names.add(psutil.Process(pid).name())
        except (OSError, psutil.Error):  # another user's process, or one that just ended
            continue
    return sorted(names)


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
