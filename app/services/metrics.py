"""The status and the checks as figures that Prometheus reads; made anew for each question, so nothing is kept twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from app import __version__
from app.services.health import CheckData
from app.services.session_state import SessionState
from app.services.status_view import StatusData
from app.services.tasks import TaskState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(status: Callable[[], StatusData], checks: Callable[[], Sequence[CheckData]]) -> bytes:
    """Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(status, checks))
    return generate_latest(registry)


class _Collector(Collector):
    def __init__(self, status: Callable[[], StatusData], checks: Callable[[], Sequence[CheckData]]) -> None:
        self._status, self._checks = status, checks

    def collect(self) -> Iterator[Metric]:
        status = self._status()
        yield InfoMetricFamily("understudy", "The program", value={"version": __version__, "engine": status["engine"]})
        yield from _session(status)
        yield from _frames(status)
        yield from _outputs(status)
        yield from _load(status)
        yield from _tasks(status)
        healthy = GaugeMetricFamily("understudy_healthy", "Whether a part works", labels=["part"])
        for check in self._checks():
            healthy.add_metric([check["name"]], float(check["ok"]))
        yield healthy


def _session(status: StatusData) -> Iterator[Metric]:
    session = status["session"]
    state = GaugeMetricFamily("understudy_session_state", "1 for the state that the run is in", labels=["state"])
    for one in SessionState:
        state.add_metric([one.value], float(one.value == session["state"]))
    yield state
    yield GaugeMetricFamily("understudy_covered", "Whether the user covered everything", float(session["covered_now"]))
    yield GaugeMetricFamily(
        "understudy_source_lost", "Whether the camera is away", float(session["source_lost"] is not None)
    )
    yield GaugeMetricFamily("understudy_fps", "Pictures a second that leave", status["fps"])
    yield GaugeMetricFamily(
        "understudy_age_seconds", "From the source having a picture to its having been sent", status["age_ms"] / 1000
    )


def _frames(status: StatusData) -> Iterator[Metric]:
    frames = status["frames"]
    family = CounterMetricFamily("understudy_frames", "Pictures of this run", labels=["kind"])
    for kind, number in frames.items():
        assert isinstance(number, int)
        family.add_metric([kind], number)
    yield family


def _outputs(status: StatusData) -> Iterator[Metric]:
    sent = CounterMetricFamily("understudy_output_frames", "Pictures that an output took", labels=["output"])
    dropped = CounterMetricFamily("understudy_output_dropped", "Pictures that an output left out", labels=["output"])
    broken = GaugeMetricFamily("understudy_output_error", "Whether an output takes no pictures", labels=["output"])
    for output in status["outputs"]:
        sent.add_metric([output["kind"]], output["frames"])
        dropped.add_metric([output["kind"]], output["dropped"])
        broken.add_metric([output["kind"]], float(output["error"] is not None))
    yield from (sent, dropped, broken)


def _tasks(status: StatusData) -> Iterator[Metric]:
    """How many, and how far the one that is worked on is: no names, for a monitor keeps what it is told."""
    tasks: Mapping[str, Any] | None = status["tasks"]
    if tasks is None:
        return
    count = GaugeMetricFamily("understudy_tasks", "Images and videos in the background", labels=["state"])
    for state in TaskState:
        count.add_metric([state.value], tasks[state.value])
    yield count
    if tasks["progress"] is not None:
        yield GaugeMetricFamily("understudy_task_progress", "Of the task that is worked on, 0..1", tasks["progress"])
    if tasks["seconds_left"] is not None:
        yield GaugeMetricFamily("understudy_task_seconds_left", "Of the same", tasks["seconds_left"])


_LOAD = {
    "process_cpu_percent": "Of one core: 200 is two cores' worth",
    "process_memory_mb": "Memory of the program, in 1024 * 1024 bytes",
    "cpu_percent": "Of all cores together",
    "memory_used_mb": "Memory of the machine, in 1024 * 1024 bytes",
    "disk_free_mb": "Where the program keeps its data, in 1024 * 1024 bytes",
}
_GPU = ("use_percent", "memory_used_mb", "temperature_c", "power_w", "own_memory_mb", "own_use_percent")


def _load(status: StatusData) -> Iterator[Metric]:
    load: Mapping[str, Any] = status["load"]
    for key, text in _LOAD.items():
        if load[key] is not None:
            yield GaugeMetricFamily(f"understudy_{key}", text, load[key])
    for key in _GPU:
        family = GaugeMetricFamily(f"understudy_gpu_{key}", "As /api/status has it", labels=["gpu", "name"])
        for number, gpu in enumerate(load["gpus"]):
            if gpu[key] is not None:
                family.add_metric([str(number), gpu["name"]], gpu[key])
        yield family
    governor = status["governor"]
    yield GaugeMetricFamily("understudy_governor_level", "How much is traded for the rate", governor["level"])
    yield GaugeMetricFamily(
        "understudy_target_fps", "Pictures a second to keep; 0: no such rate", governor["target_fps"]
    )
