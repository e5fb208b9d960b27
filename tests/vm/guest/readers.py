"""Other programs that look at a camera of the guest: OpenCV, ffmpeg and v4l2-ctl. Pictures are left in ``/vmout``."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from app.pipeline.loopback_buffers import SharedBuffers
from engines.api import Image
from tests.vm.engines.stamp.engine import read_stamp
from tests.vm.guest.devices import CAMERA

SHARE = Path("/vmout")
os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"] = "60"


def opencv(
    count: int, path: str = CAMERA, keep: int = 0, mode: tuple[int, int, str] | None = None, stamped: bool = True
) -> dict[str, Any]:
    """Read pictures by OpenCV.

    Args:
        count: how many.
        keep: how many of the last ones are left in ``/vmout/opencv.npy``.
        mode: width, height and pixel format to ask of the camera.
        stamped: whether pictures are passed over until the first with a stamp.

    Returns the stamp of each picture (null where there is none), the moment of each in seconds, and the size.
    """
    with Capture(path, mode) as capture:
        image = capture.read()
        while stamped and read_stamp(image) is None:
            image = capture.read()
        stamps, moments, kept = [], [], []
        for number in range(count):
            if number:
                image = capture.read()
            stamps.append(read_stamp(image))
            moments.append(time.monotonic())
            if number >= count - keep:
                kept.append(image)
        if kept:
            np.save(SHARE / "opencv.npy", np.stack(kept))
        return {"stamps": stamps, "moments": moments, "size": [image.shape[1], image.shape[0]]}


class Capture:
    """A camera opened by OpenCV, whose reads fail in words and come to an end."""

    def __init__(self, path: str, mode: tuple[int, int, str] | None = None) -> None:
        self._path = path
        self._capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise RuntimeError(f"OpenCV can not open {path}")
        if mode is not None:
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*mode[2]))
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, mode[0])
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, mode[1])
        self._deadline = time.monotonic() + 150

    def read(self) -> Image:
        good, image = self._capture.read()
        if not good or image is None:
            raise RuntimeError(f"OpenCV got no picture from {self._path}")
        if time.monotonic() > self._deadline:
            raise TimeoutError(f"{self._path} does not give what is waited for")
        return np.ascontiguousarray(image, np.uint8)

    def __enter__(self) -> Capture:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.release()


def next_stamps(capture: Capture, count: int, newest_below: int | None = None) -> list[int]:
    """The stamps of the next ``count`` stamped pictures; ``newest_below``: from the first below that number on."""
    stamps: list[int] = []
    while len(stamps) < count:
        stamp = read_stamp(capture.read())
        if stamp is not None and (stamps or newest_below is None or stamp < newest_below):
            stamps.append(stamp)
    return stamps


def ffmpeg(count: int, path: str = CAMERA) -> str:
    """Read pictures by ffmpeg, as BGR, into ``/vmout/ffmpeg.bgr``; what it said of the stream."""
    started = start_ffmpeg(count, path)
    return finish_ffmpeg(started)


def start_ffmpeg(count: int, path: str = CAMERA) -> subprocess.Popen[str]:
    # fmt: off
    command = [
        "ffmpeg", "-hide_banner", "-nostdin", "-f", "v4l2", "-i", path, "-frames:v", str(count), "-fps_mode",
        "passthrough", "-sws_flags", "accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt", "bgr24", "-y",
        str(SHARE / "ffmpeg.bgr"),
    ]
    # fmt: on
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finish_ffmpeg(started: subprocess.Popen[str]) -> str:
    _, said = started.communicate(timeout=150)
    if started.returncode:
        raise RuntimeError(f"ffmpeg ended with {started.returncode}: {said}")
    return said


def v4l2_ctl(count: int, path: str = CAMERA) -> str:
    """Read pictures by v4l2-ctl, as the device gives them, into ``/vmout/v4l2-ctl.raw``; the format that it tells."""
    # fmt: off
    command = [
        "v4l2-ctl", "-d", path, "--stream-mmap=4", f"--stream-count={count}",
        f"--stream-to={SHARE / 'v4l2-ctl.raw'}", "--get-fmt-video",
    ]
    # fmt: on
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150)
    if done.returncode:
        raise RuntimeError(f"v4l2-ctl ended with {done.returncode}: {done.stderr}")
    return done.stdout


def two_at_once(count: int, path: str = CAMERA) -> dict[str, Any]:
    """OpenCV and ffmpeg at the same time: what OpenCV read and what ffmpeg said; its pictures lie in
    ``/vmout/ffmpeg.bgr``."""
    started = start_ffmpeg(count, path)
    read = opencv(count, path)
    read["said"] = finish_ffmpeg(started)
    return read


def stays_while_another_comes_and_goes(count: int, path: str = CAMERA) -> list[list[int]]:
    """What a reader sees before and after another one opened the camera, took a picture and left.

    It reads on once the device's buffers are marked as they were: a reader that is late, as under emulation, may be
    refused before.
    """
    with Capture(path) as capture:
        seen = [next_stamps(capture, count)]
        opencv(1, path)
        buffers = SharedBuffers(path)  # looks only: that the program itself brings the marks back is what is tested
        deadline = time.monotonic() + 60
        while buffers.unmarked():
            if time.monotonic() > deadline:
                raise TimeoutError("the buffers stay without their marks")
        buffers.close()
        seen.append(next_stamps(capture, count))
    return seen
