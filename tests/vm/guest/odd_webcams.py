"""Webcams that misbehave: another one on the same device file, loose cables, broken pictures, nobody who sends."""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from app.pipeline.camera_list import list_cameras
from app.pipeline.v4l2 import fourcc_number
from app.pipeline.virtual_camera import CameraWish, open_camera
from tests.vm.guest import devices, webcams
from tests.vm.guest.devices import CAMERA, WEBCAM, run

_S_FMT = 0xC0D05605
_FORMAT = struct.Struct("I4xIIIIII176x")
"""``struct v4l2_format``: type, width, height, pixel format, field, bytes in a line and in a picture."""
_OUTPUT = 2


def another_on_the_same_file() -> dict[str, Any]:
    """While a source reads the webcam that is unplugged and another camera gets its device file; then it comes back."""
    devices.remove_camera()
    spec = webcams.listed()[0]["spec"]
    seen: dict[str, Any] = {}
    with webcams.reading(spec, {}) as source:
        webcams.until(lambda: source.read(0.1) is not None)
        devices.unplug()
        webcams.until(lambda: source.lost() is not None and not _held(WEBCAM))  # till then its number is not free
        run("modprobe", "v4l2loopback", "exclusive_caps=1", "video_nr=20", "card_label=Room", "max_buffers=4")
        devices.wait_for_file(WEBCAM)
        with _sender(WEBCAM, [_jpeg(200)]):
            devices.wait_until_read(WEBCAM)
            webcams.until(lambda: [one.name for one in list_cameras()] == ["Room"])
            seen["lost"] = _code(source)
            while source.read(0.0) is not None:
                pass
            frames = source.frames_in
            time.sleep(3.0)  # six tries to open it again
            seen["of the other one"] = source.frames_in - frames
        devices.remove_camera()
        devices.plug_in()
        webcams.until(lambda: source.lost() is None)
        webcams.until(lambda: source.read(0.1) is not None)
        seen["back"] = True
    return seen


def wobbling(times: int) -> dict[str, Any]:
    """The cable is pulled and put back at once, again and again; what is left open then. Each time the webcam gets
    another number, for the one before is not free as long as it is held."""
    spec = webcams.listed()[0]["spec"]
    numbers = set()
    with webcams.reading(spec, {}) as source:
        webcams.until(lambda: source.read(0.1) is not None)
        before = _open_files(), threading.active_count()
        for number in range(times):
            devices.unplug()
            time.sleep(0.05 * (number % 3))
            devices.bind()
            numbers.add(webcams.listed()[0]["index"])
            time.sleep(0.3 * (number % 4))
        webcams.until(lambda: source.lost() is None and source.read(0.1) is not None)
        after = _open_files(), threading.active_count()
        camera = source.info.name
    devices.unplug()
    devices.plug_in()
    return {"before": before, "after": after, "camera": camera, "numbers": sorted(numbers)}


def broken_pictures() -> dict[str, Any]:
    """Of a sender whose JPEGs get brighter and are broken in between: the brightness of each picture that is read."""
    devices.remove_camera()
    run("modprobe", "v4l2loopback", "exclusive_caps=1", "video_nr=10", "card_label=Phone", "max_buffers=4")
    devices.wait_for_file(CAMERA)
    good = [_jpeg(value) for value in range(20, 240, 20)]
    noise = os.urandom(5000)
    bad = [good[3][:40], b"\xff\xd8\xff\xe0" + noise[:3000], noise, good[5][: len(good[5]) // 2], bytes(900)]
    pictures = [one for number, picture in enumerate(good) for one in (picture, bad[number % len(bad)])]
    read: list[list[int]] = []
    with _sender(CAMERA, pictures):
        devices.wait_until_read(CAMERA)
        webcams.until(lambda: "Phone" in [one.name for one in list_cameras()])
        spec = next(one.spec for one in list_cameras() if one.name == "Phone")
        with webcams.reading(spec, {}) as source:
            until = time.monotonic() + 30
            while time.monotonic() < until and len(read) < 60:
                frame = source.read(1.0)
                if frame is not None:
                    read.append([int(frame.image[10, 10, 0]), int(frame.image[-10, -10, 0])])
            lost = _code(source)
    return {"read": read, "lost": lost}


def written_by_a_link() -> list[list[str]]:
    """The names that are offered while this process writes to a device by the name of a link to it."""
    devices.camera(label="FaceCam")
    link = Path("/dev/my-camera")
    link.symlink_to(CAMERA)
    seen = []
    camera = open_camera(CameraWish(320, 240, 30.0, "v4l2loopback", str(link)))
    try:
        camera.send(np.zeros((240, 320, 3), np.uint8))
        seen.append([one.name for one in list_cameras()])
    finally:
        camera.close()
        link.unlink()
    return seen


def _held(path: str) -> bool:
    """Whether this process has a device open."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return any(str(link.readlink()).partition(" ")[0] == path for link in links)


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _code(source: Any) -> str:
    message = source.lost()
    return "" if message is None else str(message.code)


def _jpeg(value: int, size: tuple[int, int] = (640, 480)) -> bytes:
    good, data = cv2.imencode(".jpg", np.full((size[1], size[0], 3), value, np.uint8))
    assert good
    return data.tobytes()


@contextmanager
def _sender(path: str, pictures: list[bytes]) -> Iterator[None]:
    """Send JPEGs into a loopback device, one after the other and again, ten in a second."""
    end = threading.Event()
    handle = os.open(path, os.O_RDWR)

    def send() -> None:
        while not end.is_set():
            for picture in pictures:
                os.write(handle, picture)
                if end.wait(0.1):
                    return

    try:
        size = max(map(len, pictures))
        data = bytearray(_FORMAT.pack(_OUTPUT, 640, 480, fourcc_number("MJPG"), 1, 0, size))
        fcntl.ioctl(handle, _S_FMT, data, True)
        thread = threading.Thread(target=send, name="sender")
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()
    finally:
        os.close(handle)
