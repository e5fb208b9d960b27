"""A camera on a cable, played behind the calls of ``cv2.VideoCapture``, and what a test does with its source."""

from __future__ import annotations

import queue
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.base.errors import Message
from app.pipeline.cameras import Capture
from app.pipeline.sources import CameraInfo, Source, SourceRequest, open_source
from engines.api import Frame, Image

DEADLINE_S = 20.0
NOWHERE = Path("nowhere")


class Device:
    """A camera on a cable. ``show`` gives a picture to whoever reads; ``unplug`` makes every read fail."""

    def __init__(self, size: tuple[int, int] = (640, 480), fps: float = 30.0) -> None:
        self.info = CameraInfo(0, "Test Camera", "", 0)
        self.size, self.fps = size, fps
        self.plugged = True
        self.opens = True
        self.pictures: queue.Queue[Image | None] = queue.Queue()
        self.asked: list[tuple[int, float]] = []
        self.opened: list[int] = []
        self.released = 0

    def list(self) -> list[CameraInfo]:
        return [self.info] if self.plugged else []

    def show(self, value: int) -> None:
        self.pictures.put(np.full((self.size[1], self.size[0], 3), value, np.uint8))

    def unplug(self) -> None:
        self.plugged = False
        self.pictures.put(None)

    def __call__(self, index: int, backend: int) -> Capture:
        self.opened.append(index)
        return self

    def isOpened(self) -> bool:  # noqa: N802 - cv2's name
        return self.plugged and self.opens

    def read(self, image: Image | None = None, /) -> tuple[bool, Image | None]:
        if not self.plugged:
            return False, None
        picture = self.pictures.get()
        return picture is not None, picture

    def set(self, prop: int, value: float, /) -> bool:
        self.asked.append((prop, value))
        return True

    def get(self, prop: int, /) -> float:
        return self.fps if prop == cv2.CAP_PROP_FPS else 0.0

    def release(self) -> None:
        self.released += 1


def request(spec: str = "camera:0", *, size: tuple[int, int] = (640, 480), mirror: bool = False) -> SourceRequest:
    return SourceRequest(spec, *size, 30.0, mirror, False, "camera", 0.001)


def opened(device: Device, asked: SourceRequest | None = None) -> Source:
    return open_source(asked or request(), NOWHERE, capture=device, cameras=device.list)


def finish(device: Device, source: Source) -> None:
    """A stand-in blocks until it is shown something; a real driver comes back with the next picture."""
    device.unplug()
    source.close()


def next_frame(source: Source) -> Frame:
    frame = source.read(DEADLINE_S)
    assert frame is not None
    return frame


def until_lost(source: Source) -> Message:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        message = source.lost()
        if message is not None:
            return message
        source.read(0.005)
    pytest.fail("the camera was never lost")
