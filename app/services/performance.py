"""What the graphs show: the run's rate, age and stages, and the machine's load, ten times a second for two minutes.

Somebody who shows graphs calls :meth:`Performance.sample` while they can be seen; nothing is read otherwise. One value
stands under one name: ``fps``, ``age_ms``, ``cpu``, ``stage:warp``, ``gpu0:use`` and so on.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.base.errors import OutputError
from app.services.history import History, Ring, Values
from app.services.machine_meters import MachineMeters, MachineReading
from app.services.session import Session
from app.services.session_state import RunFigures

READINGS_PER_S = 10
SECONDS = 120
STAGE = "stage:"
GPU_VALUES = ("use", "own_use", "memory_mb", "own_memory_mb", "temperature_c", "power_w")
_EVERY = 4
"""Readings in one point of a line."""
_LEAST_SHARE = 0.005
"""Of a picture's time, that a stage takes at least to be shown."""
_CORES = os.cpu_count() or 1
_GAP_S = 2.0
"""Nothing was read for longer than this: the lines break."""


class Performance:
    """For one thread at a time."""

    def __init__(
        self,
        session: Session,
        machine: MachineMeters,
        clock: Callable[[], float] = time.monotonic,
        day: Callable[[], float] = time.time,
    ) -> None:
        """``day``: the time of day, in seconds since 1970."""
        self.history = History(READINGS_PER_S * SECONDS)
        self._days, self._day = Ring(self.history.length), day
        """The time of day of each reading: the steady clock may have stood still since, and the other been set."""
        self.reading: MachineReading | None = None
        """The newest of the machine."""
        self._session, self._machine, self._clock = session, machine, clock
        self._before: RunFigures | None = None
        self._stages: dict[str, float] = {}
        self._sampled_at: float | None = None

    @property
    def stages(self) -> dict[str, float]:
        """The stages that take a part of a picture's time worth naming, in the order in which they were first seen, and
        the mean of each in ms. A part of another stage, such as ``landmarks.network``, is none of them."""
        whole = [name for name in self.history.names if name.startswith(STAGE) and "." not in name]
        means = {name.removeprefix(STAGE): self.history.mean(name) for name in whole}
        least = sum(means.values()) * _LEAST_SHARE
        return {name: ms for name, ms in means.items() if ms > least}

    def sample(self) -> None:
        """Read everything once, and remember it."""
        now = self._clock()
        if self._sampled_at is not None and now - self._sampled_at > _GAP_S:
            self.history.gap(self._sampled_at)
            self._days.add(self._day())
            self._before = None
        self._sampled_at = now
        reading = self.reading = self._machine.read()
        values: dict[str, float | None] = {**self._run(), **_machine(reading)}
        for number, gpu in enumerate(reading.gpus):
            found = (
                gpu.use_percent, gpu.own_use_percent, gpu.memory_used_mb, gpu.own_memory_mb, gpu.temperature_c,
                gpu.power_w,
            )  # fmt: skip
            values.update({f"gpu{number}:{name}": value for name, value in zip(GPU_VALUES, found, strict=True)})
        self.history.add(now, values)
        self._days.add(self._day())

    def times(self) -> Values:
        """For :meth:`line`: seconds before the newest reading, below 0."""
        return self.history.times(self.history.at.last, _EVERY)

    def line(self, name: str) -> Values:
        """The values under a name for drawing, as fine as a screen shows them."""
        return self.history.means(name, _EVERY)

    def table(self) -> str:
        """All that is held as CSV, a row for each reading: local time, seconds from the first row, then every value in
        the unit that its name says; empty where there is none."""
        names, days = self.history.names, [day for day in self._days.values.tolist() if day == day]
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(["time", "seconds", *(_column(name) for name in names)])
        first: float | None = None
        for day, (at, values) in zip(days, self.history.rows(), strict=True):
            if all(value is None for value in values):  # a gap
                continue
            first = at if first is None else first
            when = datetime.fromtimestamp(day).astimezone().isoformat(timespec="milliseconds")
            cells = ("" if value is None else f"{value:.3f}" for value in values)
            writer.writerow([when, f"{at - first:.3f}", *cells])
        return written.getvalue()

    def _run(self) -> dict[str, float | None]:
        now = self._session.figures()
        if now is None:
            self._before, self._stages = None, {}
            return {}
        before = self._before
        sent = 0 if before is None else now.sent - before.sent
        if before is None or sent < 0:  # another run has begun
            self._before, self._stages = now, {}
        elif sent > 0:  # else the run is slower than the readings: until the next picture the last figures stay
            self._before = now
            self._stages = {
                STAGE + name: (ms - before.stages_ms.get(name, 0.0)) / sent for name, ms in now.stages_ms.items()
            }
        running = now.fps > 0
        return {"fps": now.fps if running else None, "age_ms": now.age_ms if running else None, **self._stages}


def _machine(reading: MachineReading) -> dict[str, float | None]:
    return {
        "cpu": reading.cpu_percent,
        "own_cpu": reading.process_cpu_percent,
        "own_cpu_of_all": reading.process_cpu_percent / _CORES,
        "memory_mb": reading.memory_used_mb,
        "own_memory_mb": reading.process_memory_mb,
    }


def _column(name: str) -> str:
    """A value's name as the head of its column, with the unit."""
    if name.startswith(STAGE):
        return f"stage_{name.removeprefix(STAGE)}_ms"
    percent = name in ("cpu", "own_cpu", "own_cpu_of_all") or name.endswith("use")
    return name.replace(":", "_") + ("_percent" if percent else "")


def write_whole(file: Path, content: bytes) -> None:
    """Write a table or a picture of the graphs: the whole of it, or nothing, and what was there before stays.

    Raises:
        OutputError: the file can not be written.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(file)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = str(error.strerror or error)
        raise OutputError(
            "performance.not_written",
            f"{file} can not be written: {reason}.",
            "Choose another folder, or free some space.",
            file=str(file),
            reason=reason,
        ) from error
