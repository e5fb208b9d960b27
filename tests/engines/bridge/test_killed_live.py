"""A run goes on while its program is killed again and again, and shows nobody's face meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import numpy as np

from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Policy
from app.pipeline.label import Label, LabelStyle
from app.pipeline.outputs import OutputStatus
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import SourceInfo
from engines.api import Frame, Image
from tests.engines.bridge.conftest import Toy

KILLS = 10
FACE = np.s_[24:72, 32:96]
"""What the program replaces."""
LEAK = 0.5
"""Correlation with the frame from which a picture counts as showing what the frame shows."""


class Camera:
    """Frames of ever new detail, a hundred a second."""

    def __init__(self) -> None:
        self.info = SourceInfo("camera", 128, 96, 100.0, (128, 96, 100.0), live=True, frames=None)
        self.dropped = self.frames_in = 0
        self.read_ms = 0.0
        self.notice = None
        self.given: dict[float, Image] = {}
        self._tick = threading.Event()
        self._random = np.random.default_rng(5)

    def read(self, timeout: float) -> Frame | None:
        self._tick.wait(0.01)
        image = self._random.integers(0, 256, (96, 128, 3), np.uint8)  # a blur leaves nothing of it
        frame = Frame(image, self.frames_in, time.monotonic())
        self.given[frame.captured_at] = image.copy()
        self.frames_in += 1
        return frame

    def lost(self) -> None:
        return None

    def close(self) -> None:
        pass


class Viewer:
    """Holds every picture against the frame that it was made of."""

    kind = "null"

    def __init__(self, camera: Camera) -> None:
        self.leaks: list[float] = []
        self.sent = 0
        self._camera = camera

    def send(self, image: Image, captured_at: float) -> None:
        self.sent += 1
        for given in self._camera.given.values():
            part = np.corrcoef(image[FACE].ravel(), given[FACE].ravel())[0, 1]
            if part > LEAK:
                self.leaks.append(float(part))
        for moment in list(self._camera.given)[:-4]:  # so old a frame is in nobody's hands any more
            del self._camera.given[moment]

    def status(self) -> OutputStatus:
        return OutputStatus(self.kind, True, "", self.sent, 0.0, 0, None)

    def close(self) -> None:
        pass


def test_the_run_goes_on_and_nothing_leaks(toy: Toy, until: Callable[[Callable[[], bool]], None]) -> None:
    engine = toy.load()
    random = np.random.default_rng(1).integers(0, 256, (6, 8, 3), np.uint8)
    engine.set_source([random])
    camera, pool = Camera(), BufferPool()
    viewer = Viewer(camera)
    line = Pipeline(
        camera,
        engine,
        Guard(Policy.COVER, 0.05, Cover.PIXELATE, pool),
        Label(LabelStyle(True, "top-left", 0.05)),
        pool,
        max_failed=30,
        frame_limit=None,
        notice=lambda _message: None,
        output_failed=lambda _error: None,
    )
    line.outputs.append(viewer)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            line.run()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        for _ in range(KILLS):
            swapped = line.counters.swapped
            until(lambda before=swapped: line.counters.swapped > before + 3)  # type: ignore[misc]
            covered, pid = line.counters.covered, engine.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            until(lambda before=covered: line.counters.covered > before + 3)  # type: ignore[misc]
            assert thread.is_alive()
        before = line.counters.swapped
        until(lambda: line.counters.swapped > before)
    finally:
        line.request_stop()
        thread.join()
    assert failures == []
    assert viewer.leaks == []
    assert viewer.sent > KILLS * 6
