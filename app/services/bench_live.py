"""How often and how late pictures leave with a slow network: the real pipeline, source and guard, and an engine whose
detector and network only take their time.

The stand-in's detector blocks the pipeline's thread for every frame, as a detector does; its network sleeps on a thread
of its own, as one on a graphics card does for the processor.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Policy
from app.pipeline.label import Label, LabelStyle
from app.pipeline.outputs import open_null
from app.pipeline.photos import load_photo
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import SourceRequest, open_source
from engines.api import Face, Frame, Image, OptionValue, SwapResult

FPS = 30.0


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A network and a detector of known durations under a camera of 30 pictures a second."""

    name: str
    network_ms: float
    detector_ms: float
    width: int
    height: int


CASES = (
    LiveCase("neural-live-50-10", 50.0, 10.0, 1280, 720),
    LiveCase("neural-live-15-5", 15.0, 5.0, 1920, 1080),
)


@dataclass(frozen=True, slots=True)
class LiveMeasure:
    """What left in a second, and how old it was (from the camera having it to its having been sent)."""

    name: str
    fps: float
    age_p50_ms: float
    age_p95_ms: float
    frames: int


class _Sleeping:
    """Satisfies :class:`engines.api.OverlappingEngine`."""

    provider = "none"

    def __init__(self, case: LiveCase, pool: BufferPool) -> None:
        self._case, self._pool = case, pool
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="sleeping network")

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[] for _ in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        pass

    def swap(self, frame: Frame) -> SwapResult:
        return self.begin(frame).finish()

    def begin(self, frame: Frame) -> _Asleep:
        time.sleep(self._case.detector_ms / 1e3)
        out = self._pool.take(frame.image.shape)
        np.copyto(out, frame.image)
        return _Asleep(self._beside.submit(time.sleep, self._case.network_ms / 1e3), out)

    def close(self) -> None:
        self._beside.shutdown()


class _Asleep:
    def __init__(self, running: Future[None], out: Image) -> None:
        self._running, self._out = running, out

    def wait(self, timeout: float) -> bool:
        try:
            self._running.result(timeout)
        except TimeoutError:
            return False
        return True

    def finish(self) -> SwapResult:
        self._running.result()
        height, width = self._out.shape[:2]
        box = (width * 0.4, height * 0.3, width * 0.6, height * 0.7)
        self._out[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])] = 128
        return SwapResult(self._out, (Face(box, 1.0, None, swapped=True),), {})


def measure_live(case: LiveCase, portrait: Path, folder: Path, frames: int) -> LiveMeasure:
    """Run one case for a number of pictures (200 or more for figures worth keeping)."""
    import cv2

    picture = folder / f"{case.name}.png"
    cv2.imwrite(str(picture), cv2.resize(load_photo(portrait), (case.width, case.height)))
    request = SourceRequest(str(picture), case.width, case.height, FPS, False, True, "camera", 1.0)
    pool = BufferPool()
    engine = _Sleeping(case, pool)
    source = open_source(request, folder)
    try:
        line = Pipeline(
            source,
            engine,
            Guard(Policy.COVER, 0.5, Cover.PIXELATE, pool),
            Label(LabelStyle(True, "bottom-right", 0.045)),
            pool,
            max_failed=1,
            frame_limit=frames,
            notice=lambda _message: None,
            output_failed=lambda _error: None,
        )
        line.outputs.append(open_null())
        line.run()
        age, _ = line.meters.report()
        return LiveMeasure(
            case.name, round(line.meters.mean_fps(), 2), round(age["p50"], 1), round(age["p95"], 1), frames
        )
    finally:
        source.close()
        engine.close()
