"""How the program is doing, as plain data: what ``/api/status``, the metrics and the events tell.

It names the source, the device and the file that is recorded to, so it is for those who have a token. The classes say
what each key is; the OpenAPI page is made of them.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic takes no other one before Python 3.12

from app.base.errors import Message
from app.pipeline.output import OutputStatus
from app.pipeline.sources import SourceInfo
from app.services.core import Core
from app.services.governor import GovernorStatus
from app.services.gpu import GpuReading
from app.services.machine_meters import MachineReading
from app.services.ports import PortStatus
from app.services.session_state import RunFigures, SessionStatus
from app.services.task_watch import TasksData


class MessageData(TypedDict):
    """A sentence for people, with a stable code."""

    code: str
    message: str
    hint: str


class ProgressData(TypedDict):
    """How far the loading is: ``part`` is 0..1."""

    part: float
    text: str


class SessionData(TypedDict):
    """The run. ``covered_now`` is the panic switch, ``covering`` whether just now no swapped face could be shown."""

    state: Literal["idle", "loading", "running", "stopping", "failed"]
    progress: ProgressData | None
    covered_now: bool
    covering: bool
    message: MessageData | None
    failed_at: str | None
    source_lost: MessageData | None


class SourceData(TypedDict):
    """What the source gives: pixels, and pictures a second (0: nobody knows)."""

    name: str
    width: int
    height: int
    fps: float
    live: bool
    format: str | None


class OutputData(TypedDict):
    """Where pictures go. ``showing`` is ``live`` or the card that stands in, for what outlives the run."""

    kind: str
    active: bool
    detail: str
    frames: int
    dropped: int
    seconds: float
    showing: str | None
    error: MessageData | None


FramesData = TypedDict(
    "FramesData",
    {"in": int, "out": int, "dropped": int, "swapped": int, "covered": int},
)
"""Pictures of this run."""


class GpuData(TypedDict):
    """A graphics card; null where a value can not be had. MB are of 1024 * 1024 bytes, ``own`` is this program's."""

    name: str
    use_percent: float | None
    memory_used_mb: float | None
    memory_total_mb: float | None
    temperature_c: float | None
    power_w: float | None
    own_memory_mb: float | None
    own_use_percent: float | None


class LoadData(TypedDict):
    """How busy the machine is. ``process_cpu_percent`` is of one core: 200 is two cores' worth."""

    cpu_percent: float
    process_cpu_percent: float
    process_memory_mb: float
    memory_used_mb: float
    memory_total_mb: float
    cpu_temperature_c: float | None
    on_battery: bool | None
    disk_free_mb: float | None
    gpus: list[GpuData]
    gpus_unavailable: MessageData | None


class PortData(TypedDict):
    """Where a service is reached; ``port`` and ``url`` are null where it is not."""

    service: str
    wanted: int
    port: int | None
    url: str | None
    state: str
    message: MessageData | None


class GovernorData(TypedDict):
    """What is traded for the rate, and why."""

    active: bool
    level: int
    levels: int
    target_fps: float
    holding: bool
    steps: list[MessageData]
    reason: MessageData | None


class StatusData(TypedDict):
    """The status of everything. ``age_ms`` is from the source having a picture to its having been sent.
    ``stages_total_ms`` is what each stage took since the run began: for one picture it is the difference of two looks,
    divided by that of ``frames.out``.
    """

    session: SessionData
    engine: str
    provider: str | None
    source: SourceData | None
    outputs: list[OutputData]
    fps: float
    age_ms: float
    frames: FramesData
    stages_total_ms: dict[str, float]
    load: LoadData
    ports: list[PortData]
    governor: GovernorData
    tasks: TasksData | None


def status_data(core: Core, tasks: TasksData | None) -> StatusData:
    """The status of everything, for JSON. Cheap, and may be asked for on any thread."""
    status = core.session.status
    return {
        "session": session_data(status),
        "engine": status.engine or core.settings.current.engine.id,
        "provider": status.provider or None,
        "source": source_data(status.source),
        "outputs": [output_data(one) for one in status.outputs],
        "fps": round(status.fps, 2),
        "age_ms": round(status.age_ms, 2),
        "frames": {
            "in": status.frames_in,
            "out": status.frames_out,
            "dropped": status.dropped,
            "swapped": status.swapped,
            "covered": status.covered,
        },
        "stages_total_ms": _stages(core.session.figures()),
        "load": load_data(core.machine.read()),
        "ports": [port_data(one) for one in core.ports.status()],
        "governor": governor_data(core.governor.status()),
        "tasks": tasks,
    }


def _stages(figures: RunFigures | None) -> dict[str, float]:
    return {} if figures is None else {name: round(ms, 1) for name, ms in figures.stages_ms.items()}


def session_data(status: SessionStatus) -> SessionData:
    """State of the run, and what went wrong."""
    part, text = status.progress
    return {
        "state": status.state.value,
        "progress": {"part": round(part, 3), "text": text} if status.state == "loading" else None,
        "covered_now": status.covered_now,
        "covering": status.covering,
        "message": message_data(status.message),
        "failed_at": status.failed_at or None,
        "source_lost": message_data(status.source_lost),
    }


def message_data(message: Message | None) -> MessageData | None:
    """A sentence for people."""
    return None if message is None else _sure(message)


def source_data(info: SourceInfo | None) -> SourceData | None:
    """What the source gives."""
    if info is None:
        return None
    return {
        "name": info.name,
        "width": info.width,
        "height": info.height,
        "fps": round(info.fps, 3),
        "live": info.live,
        "format": info.format or None,
    }


def output_data(output: OutputStatus) -> OutputData:
    """Where pictures go."""
    return {
        "kind": output.kind,
        "active": output.active,
        "detail": output.detail,
        "frames": output.frames,
        "dropped": output.dropped,
        "seconds": round(output.seconds, 3),
        "showing": output.showing or None,
        "error": message_data(output.error),
    }


def load_data(reading: MachineReading) -> LoadData:
    """How busy the machine is."""
    return {
        "cpu_percent": round(reading.cpu_percent, 1),
        "process_cpu_percent": round(reading.process_cpu_percent, 1),
        "process_memory_mb": round(reading.process_memory_mb, 1),
        "memory_used_mb": round(reading.memory_used_mb, 1),
        "memory_total_mb": round(reading.memory_total_mb, 1),
        "cpu_temperature_c": _rounded(reading.cpu_temperature_c),
        "on_battery": reading.on_battery,
        "disk_free_mb": _rounded(reading.disk_free_mb),
        "gpus": [_gpu_data(one) for one in reading.gpus],
        "gpus_unavailable": message_data(reading.gpus_unavailable),
    }


def _gpu_data(gpu: GpuReading) -> GpuData:
    return {
        "name": gpu.name,
        "use_percent": _rounded(gpu.use_percent),
        "memory_used_mb": _rounded(gpu.memory_used_mb),
        "memory_total_mb": _rounded(gpu.memory_total_mb),
        "temperature_c": _rounded(gpu.temperature_c),
        "power_w": _rounded(gpu.power_w),
        "own_memory_mb": _rounded(gpu.own_memory_mb),
        "own_use_percent": _rounded(gpu.own_use_percent),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def port_data(port: PortStatus) -> PortData:
    """Where a service is reached."""
    return {
        "service": port.service,
        "wanted": port.wanted,
        "port": port.port,
        "url": port.url or None,
        "state": port.state,
        "message": message_data(port.message),
    }


def governor_data(status: GovernorStatus) -> GovernorData:
    """What is traded for the rate."""
    return {
        "active": status.active,
        "level": status.level,
        "levels": status.levels,
        "target_fps": round(status.target_fps, 2),
        "holding": status.holding,
        "steps": [_sure(one) for one in status.steps],
        "reason": message_data(status.spent or status.reason),
    }


def _sure(message: Message) -> MessageData:
    return {"code": message.code, "message": message.text, "hint": message.hint}
