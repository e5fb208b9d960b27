"""What a run is asked for, how it is doing, and the thread it runs on: records, no behaviour of the session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

from app.base.errors import Message
from app.base.sections import MappedFace
from app.base.settings import Settings
from app.pipeline.meters import Meters
from app.pipeline.outputs import OutputStatus
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import SourceInfo, SourceRequest
from app.pipeline.stream_address import StreamAddress
from engines.api import OptionValue

_LASTING = ("virtual_camera", "stream", "window")
"""Kinds of the outputs that outlive the runs."""
GuardPolicy = Literal["cover", "pass"]
RunPart = Literal["", "face", "engine", "source", "output", "frames"]


class SessionState(StrEnum):
    IDLE = "idle"
    LOADING = "loading"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What to run. ``consent``: the user has stated that they may use the face; without it nothing leaves."""

    source: SourceRequest
    faces: tuple[str, ...]
    engine: str
    options: Mapping[str, OptionValue]
    consent: bool
    virtual_camera: bool = False
    """Open the virtual camera for this run alone; one that is switched on takes the pictures anyway."""
    stream: StreamAddress | None = None
    """Where to send a network stream for this run alone; one that is switched on takes the pictures anyway."""
    recording: Path | None = None
    lossless: bool = False
    """A recording waits for its encoder instead of dropping (a clip rendered frame by frame)."""
    frame_limit: int | None = None
    guard: GuardPolicy | None = None
    """What leaves when the face can not be swapped; None: what the settings say."""
    face_map: tuple[MappedFace, ...] = ()
    """Different faces for different people; empty: ``faces`` for everybody."""


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """One look at the run; ``age_ms`` is from the source having a frame to its having been sent."""

    state: SessionState = SessionState.IDLE
    message: Message | None = None
    failed_at: RunPart = ""
    """What the run failed at; empty where it did not fail."""
    progress: tuple[float, str] = (0.0, "")
    engine: str = ""
    provider: str = ""
    source: SourceInfo | None = None
    source_lost: Message | None = None
    fps: float = 0.0
    age_ms: float = 0.0
    frames_in: int = 0
    frames_out: int = 0
    dropped: int = 0
    swapped: int = 0
    covered: int = 0
    covering: bool = False
    covered_now: bool = False
    """Whether the user covered everything: the panic switch."""
    outputs: tuple[OutputStatus, ...] = ()
    """Where the pictures go, with the virtual camera and the stream while they are switched on."""
    camera: OutputStatus | None = None
    """The virtual camera, also while nothing runs; None while it is switched off."""
    stream: OutputStatus | None = None
    """The same of the network stream."""
    turned_at: float = 0.0
    """When the pipeline's loop turned last, in monotonic seconds; 0.0 while nothing runs."""
    failed_in_a_row: int = 0
    """Pictures that the engine failed on since the last good one."""

    @property
    def feeds(self) -> tuple[OutputStatus, ...]:
        """What outlives the runs and is switched on."""
        return tuple(one for one in (self.camera, self.stream) if one is not None)


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What graphs show of a run."""

    fps: float
    age_ms: float
    sent: int
    """Pictures since it began."""
    stages_ms: Mapping[str, float]
    """Milliseconds of each stage since it began."""

    @classmethod
    def of(cls, meters: Meters) -> RunFigures:
        return cls(meters.fps(), meters.age_ms(), *meters.totals())


def filled(status: SessionStatus, pipeline: Pipeline) -> SessionStatus:
    """The status with the figures of a run; ``camera`` and ``stream`` are those of ``status``."""
    counters, source = pipeline.counters, pipeline.source
    return replace(
        status,
        provider=pipeline.engine.provider,
        source=source.info,
        source_lost=source.lost(),
        fps=pipeline.meters.fps(),
        age_ms=pipeline.meters.age_ms(),
        frames_in=source.frames_in,
        frames_out=counters.frames_out,
        dropped=source.dropped,
        swapped=counters.swapped,
        covered=counters.covered,
        covering=pipeline.covering,
        turned_at=pipeline.turned_at,
        failed_in_a_row=pipeline.failed_in_a_row,
        outputs=(*(one for one in _statuses(pipeline) if one.kind not in _LASTING), *status.feeds),
    )


def _statuses(pipeline: Pipeline) -> tuple[OutputStatus, ...]:
    return tuple(output.status() for output in tuple(pipeline.outputs))


class ThreadHandle(Protocol):
    def start(self) -> None: ...
    def join(self, timeout: float | None = None) -> bool: ...


ThreadFactory = Callable[[Callable[[], None], str], ThreadHandle]


class PlainThread:
    """A thread of the standard library behind the same two calls as the window's QThread."""

    def __init__(self, target: Callable[[], None], name: str) -> None:
        self._thread = threading.Thread(target=target, name=name)

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it is still running after ``timeout`` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()


def source_request(
    settings: Settings,
    *,
    spec: str | None = None,
    width: int | None = None,
    height: int | None = None,
    fps: float | None = None,
    loop: bool | None = None,
    pace: Literal["camera", "fast"] = "camera",
) -> SourceRequest:
    """What to ask of a source: the settings, with what is given here instead."""
    camera = settings.camera
    return SourceRequest(
        spec=camera.source if spec is None else spec,
        width=camera.width if width is None else width,
        height=camera.height if height is None else height,
        fps=camera.fps if fps is None else fps,
        mirror=settings.output.mirror,
        loop=camera.loop if loop is None else loop,
        pace=pace,
        reconnect_s=camera.reconnect_s,
        format=camera.format,
        controls=lambda: camera.controls,
    )
