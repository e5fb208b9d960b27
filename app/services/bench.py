"""How fast the engines are on this machine: whole frames and their stages, from the program's own portraits.

1. For each case a portrait is enlarged until its face has the wanted width, and moved a little from frame to frame, so
   that the tracking has real work.
2. The engine is loaded as a run loads it, given another portrait's face, and warmed up.
3. Each frame is written into a buffer just before, as the thread that reads a camera does, and timed; the medians of
   the whole and of each stage are kept.

OpenCV and onnxruntime get one thread each, as a run gives them by default (an engine's own second thread copies the
frame and looks for newcomers meanwhile); for the neural engine two, and its network is a stand-in that does nothing:
what is measured is everything around it (`outside_network_ms`).
"""

from __future__ import annotations

import math
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.base.errors import UsageError
from app.base.paths import Paths
from app.base.process import processor
from app.pipeline.buffers import BufferPool
from app.pipeline.photos import load_photo, resolve_face
from app.services.bench_live import CASES as LIVE_CASES
from app.services.bench_live import FPS, LiveMeasure, measure_live
from app.services.engines import check_options, discover, load, usable
from app.services.stand_ins import write_recogniser, write_swapper
from engines.api import Engine, EngineContext, Frame, Image

WARM_UP = 20
_CYCLE = 12
"""Different pictures of one case, shown in turn."""
_BUFFERS = 3
"""A reader's: one that is filled, one that waits, one that is worked on."""
_LOOK = 8
"""Frames from one look of the detector to the next: what is averaged over must hold one."""


@dataclass(frozen=True, slots=True)
class Case:
    """One engine at one size of frame and face, in pixels."""

    name: str
    engine: str
    width: int
    height: int
    face: int
    threads: int = 1
    """Of OpenCV and onnxruntime."""


CASES = (
    Case("mesh-720p-300", "mesh", 1280, 720, 300),
    Case("mesh-1080p-600", "mesh", 1920, 1080, 600),
    Case("neural-720p-300", "neural", 1280, 720, 300, 2),
    Case("neural-720p-600", "neural", 1280, 720, 600, 2),
    Case("neural-1080p-300", "neural", 1920, 1080, 300, 2),
    Case("neural-1080p-600", "neural", 1920, 1080, 600, 2),
)
DETECT = "neural-720p-300"
"""The case whose tracking stands as ``neural-detect``."""
SOURCE, TARGET = "demo:astronaut", "demo:hopper"


@dataclass(frozen=True, slots=True)
class Measure:
    """Milliseconds of one case."""

    name: str
    median_ms: float
    p95_ms: float
    stages_ms: dict[str, float]
    swapped: int
    """Frames in which the face was swapped: all of them, or the case does not measure a swap."""
    frames: int
    outside_network_ms: float
    """Median a frame of what is neither detection and tracking nor within a network: cut out, convert, blend."""
    tracking_ms: float
    """A frame's part of detection and tracking without their networks: the mean over the frames from one look of the
    detector to the next, and of these means the median."""


@dataclass(frozen=True, slots=True)
class DetectMeasure:
    """Detection and tracking alone, without their networks: what a case of the neural engine spent on them."""

    name: str
    per_frame_ms: float
    """As :attr:`Measure.tracking_ms`."""


def machine() -> str:
    """The processor and the system, in words."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{processor()}, {system}, Python {platform.python_version()}"


def reference_ms(paths: Paths) -> float:
    """Median milliseconds of the face detector's network alone, on one thread: how fast this machine is just now.

    A shared machine may be three times slower in one hour than in another; figures of different hours or machines
    compare by their ratio to this one.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(
        str(paths.models / "face_detection.onnx"), options, providers=["CPUExecutionProvider"]
    )
    (wanted,) = session.get_inputs()
    picture = np.random.default_rng(0).integers(0, 255, wanted.shape, np.uint8)
    times = []
    for _ in range(100):
        began = time.perf_counter()
        session.run(None, {wanted.name: picture})
        times.append((time.perf_counter() - began) * 1e3)
    return round(float(np.median(times)), 3)


def measure_all(paths: Paths, frames: int, tell: Callable[[str], None], engine: str = "") -> list[Measure]:
    """Measure every case, or those of one engine, over `frames` frames (100 or more for figures worth keeping).

    Raises EngineFailure when an engine can not be loaded.
    """
    threads = cv2.getNumThreads()
    cases = [case for case in CASES if engine in ("", case.engine)]
    if not cases:
        known = ", ".join(dict.fromkeys(case.engine for case in CASES))
        raise UsageError("bench.unknown", f"There are no benchmarks of {engine}.", f"There are: {known}.")
    try:
        with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
            write_swapper(Path(folder) / "inswapper_128.onnx")
            write_recogniser(Path(folder) / "w600k_r50.onnx")
            return [_measure(case, paths, Path(folder), frames, tell) for case in cases]
    finally:
        cv2.setNumThreads(threads)


def detect_case(cases: list[Measure]) -> list[DetectMeasure]:
    """What tracking costs in the neural engine's first case; nothing when it was not measured."""
    return [DetectMeasure("neural-detect", case.tracking_ms) for case in cases if case.name == DETECT]


def measure_live_cases(paths: Paths, frames: int, tell: Callable[[str], None], engine: str = "") -> list[LiveMeasure]:
    """The live cases of `bench_live`, which belong to the neural engine."""
    measures = []
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder:
        for case in LIVE_CASES if engine in ("", "neural") else ():
            tell(f"{case.name}: {frames} frames at {FPS:g} a second")
            measures.append(measure_live(case, resolve_face(TARGET, paths.media), Path(folder), frames))
    return measures


def _measure(case: Case, paths: Paths, models: Path, frames: int, tell: Callable[[str], None]) -> Measure:
    cv2.setNumThreads(case.threads)
    manifest = usable(discover([paths.engines]), case.engine)
    pool = BufferPool()
    context = EngineContext(
        paths.models,
        paths.user_cache,
        manifest.providers,
        case.threads,
        check_options(manifest, {}),
        lambda _part, _what: None,
        pool.take,
        lambda file: models / file if (models / file).is_file() else None,
    )
    tell(f"{case.name}: loading")
    engine = load(manifest, context)
    try:
        engine.set_source([load_photo(resolve_face(SOURCE, paths.media))])
        pictures = moving_pictures(engine, load_photo(resolve_face(TARGET, paths.media)), case)
        tell(f"{case.name}: measuring {frames} frames")
        return _time(engine, pictures, case.name, frames)
    finally:
        engine.close()


def moving_pictures(engine: Engine, portrait: Image, case: Case) -> list[Image]:
    """The case's frames: the portrait, its face `case.face` pixels wide and near the middle, swaying a little."""
    result = engine.swap(Frame(portrait, 0, 0.0))
    box = max((face.box for face in result.faces), key=lambda b: b[2] - b[0])
    scale = case.face / (box[2] - box[0])
    pictures = []
    for step in range(_CYCLE):
        phase = 2 * math.pi * step / _CYCLE
        turn = cv2.getRotationMatrix2D(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), 2.0 * math.sin(phase), scale)
        sway = case.face * 0.03
        turn[0, 2] += case.width / 2 - (box[0] + box[2]) / 2 + sway * math.sin(phase)
        turn[1, 2] += case.height / 2 - (box[1] + box[3]) / 2 + sway * math.cos(phase)
        picture = cv2.warpAffine(
            portrait, turn, (case.width, case.height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        pictures.append(np.ascontiguousarray(picture, np.uint8))
    return pictures


def _time(engine: Engine, pictures: list[Image], name: str, frames: int) -> Measure:
    whole, outside, tracking, swapped = [], [], [], 0
    stages: dict[str, list[float]] = {}
    buffers = [np.empty_like(pictures[0]) for _ in range(_BUFFERS)]
    for index in range(WARM_UP + frames):
        buffer = buffers[index % _BUFFERS]
        np.copyto(buffer, pictures[index % len(pictures)])
        frame = Frame(buffer, index, index / 30)
        began = time.perf_counter()
        result = engine.swap(frame)
        took = (time.perf_counter() - began) * 1e3
        if index < WARM_UP:
            continue
        whole.append(took)
        swapped += any(face.swapped for face in result.faces)
        for stage, value in result.stages_ms.items():
            stages.setdefault(stage, []).append(value)
        spent = dict(result.stages_ms)
        follow = spent.get("detect", 0.0) + spent.get("landmarks", 0.0)
        networks = {stage.partition(".")[0]: value for stage, value in spent.items() if stage.endswith(".network")}
        outside.append(took - follow - sum(v for stage, v in networks.items() if stage not in ("detect", "landmarks")))
        tracking.append(follow - networks.get("detect", 0.0) - networks.get("landmarks", 0.0))
    medians = {stage: round(float(np.median(values)), 3) for stage, values in stages.items()}
    median, p95 = (round(float(np.percentile(whole, part)), 3) for part in (50, 95))
    looks = [np.mean(tracking[begin : begin + _LOOK]) for begin in range(0, max(frames - _LOOK, 0) + 1, _LOOK)]
    around, follow = round(float(np.median(outside)), 3), round(float(np.median(looks)), 3)
    return Measure(name, median, p95, medians, swapped, frames, around, follow)
