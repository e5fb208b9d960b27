"""How busy this machine is: processor, memory, battery, disk and graphics cards, for graphs, governor and service.

:meth:`MachineMeters.read` answers at once from any thread. Processor and memory are read there and then, at most twenty
times a second whoever asks. What may take longer is read by threads that work only when somebody asks: one for the
cards, whose drivers never take more than a small part of a core (what took long is asked less often), one for sensors
and the disk. So a disk behind the network that does not answer takes no card with it, nor the other way round.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import psutil

from app.base.errors import Message
from app.services.asked import FRESH_S, SILENT_S, STALE_S, Asked
from app.services.gpu import MB, GpuProbe, GpuReading, find_probes

__all__ = ["FRESH_S", "SILENT_S", "STALE_S", "MachineMeters", "MachineReading"]

log = logging.getLogger(__name__)

T = TypeVar("T")

SHARE = 0.01
"""Part of a core that reading the cards may take."""
PAUSE_S = 30.0
"""As long as a card is left alone at most, however long the last look took."""
SENSORS_S = 2.0
"""Seconds between two looks at battery, sensors and disk."""


@dataclass(frozen=True, slots=True)
class MachineReading:
    """The machine at one moment; MB are of 1024 * 1024 bytes. None: not available here."""

    at: float
    """Monotonic seconds."""
    cpu_percent: float
    """Of all cores together, 0..100, since the reading before."""
    process_cpu_percent: float
    """Of one core: 200 is two cores' worth."""
    process_memory_mb: float
    memory_used_mb: float
    memory_total_mb: float
    cpu_temperature_c: float | None
    on_battery: bool | None
    disk_free_mb: float | None
    """Where the program keeps its data."""
    gpus: tuple[GpuReading, ...]
    gpus_unavailable: Message | None
    """Why there is no card in ``gpus``; None where there is one."""


@dataclass(frozen=True, slots=True)
class _Sensors:
    on_battery: bool | None = None
    cpu_temperature_c: float | None = None
    disk_free_mb: float | None = None


class MachineMeters:
    """One for the program; its threads begin with the first reading and end with :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        find: Callable[[], Sequence[GpuProbe]] = find_probes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``folder``: whose disk is looked at."""
        self._clock = clock
        self._process = psutil.Process()
        self._process.cpu_percent(None)  # the first reading tells what went by since now
        psutil.cpu_percent(None)
        self._lock = threading.Lock()
        self._quick: MachineReading | None = None
        self._cards: Asked[tuple[GpuReading, ...]] = Asked("meters of cards", partial(_cards, find), clock)
        self._sensors: Asked[_Sensors] = Asked("meters of sensors", partial(_sensors, folder), clock)

    def read(self) -> MachineReading:
        """The values of now; those of cards, sensors and disk may be up to a second or two older."""
        with self._lock:
            now = self._clock()
            if self._quick is None or now - self._quick.at >= FRESH_S:
                self._quick = self._look(now)
            quick = self._quick
        cards, told = self._cards.ask(), self._sensors.ask()
        sensors = told.value if told.value is not None and not told.silent else _Sensors()
        gpus, reason = cards.value or (), None
        if cards.silent:
            text = "The driver of the graphics card does not answer."
            reason = Message("machine.gpu_silent", text, "Start the machine again where that lasts.")
            gpus = tuple(GpuReading(one.name, unavailable=reason) for one in gpus)
        elif cards.value is None:
            reason = Message("machine.looking", "The graphics cards are being looked for.")
        elif not gpus:
            reason = Message("machine.no_gpu", "No graphics card was found whose values can be read.")
        return replace(
            quick,
            cpu_temperature_c=sensors.cpu_temperature_c,
            on_battery=sensors.on_battery,
            disk_free_mb=sensors.disk_free_mb,
            gpus=gpus,
            gpus_unavailable=None if gpus else reason,
        )

    def close(self) -> None:
        """End the threads; one that a driver or a disk holds is left behind, and the log says so."""
        self._cards.close()
        self._sensors.close()

    def _look(self, now: float) -> MachineReading:
        memory = psutil.virtual_memory()
        with self._process.oneshot():
            busy, held = self._process.cpu_percent(None), self._process.memory_info().rss
        return MachineReading(
            now,
            psutil.cpu_percent(None),
            busy,
            held / MB,
            (memory.total - memory.available) / MB,
            memory.total / MB,
            None,
            None,
            None,
            (),
            None,
        )


# ---- what may take longer, each on its thread --------------------------------------------------------------------


@contextlib.contextmanager
def _cards(find: Callable[[], Sequence[GpuProbe]]) -> Iterator[Callable[[float], tuple[GpuReading, ...]]]:
    probes: list[_Metered] = []
    try:
        probes += [_Metered(probe) for probe in find()]
    except Exception:  # a bug in what looks for cards: there are none to read
        log.exception("The graphics cards can not be looked for")
    try:
        yield lambda now: tuple(reading for probe in probes for reading in probe.read(now))
    finally:
        for probe in probes:
            probe.close()


@contextlib.contextmanager
def _sensors(folder: Path) -> Iterator[Callable[[float], _Sensors]]:
    battery, temperature = _Sensor("battery", _on_battery), _Sensor("temperature", _temperature)
    last, last_at = _Sensors(), float("-inf")

    def look(now: float) -> _Sensors:
        nonlocal last, last_at
        if now - last_at >= SENSORS_S:
            last_at, last = now, _Sensors(battery.read(), temperature.read(), _free(folder))
        return last

    yield look


class _Sensor(Generic[T]):
    """One that is read by psutil out of what vendors write: odd values raised many kinds of errors there."""

    def __init__(self, name: str, read: Callable[[], T | None]) -> None:
        self._name, self._read = name, read
        self._told = False

    def read(self) -> T | None:
        try:
            return self._read()
        except Exception:
            if not self._told:  # it will be so each time
                log.exception("The sensor %s can not be read", self._name)
            self._told = True
            return None


class _Metered:
    """A probe that is asked the less often the more of the processor it takes."""

    def __init__(self, probe: GpuProbe) -> None:
        self._probe = probe
        self._last: tuple[GpuReading, ...] = ()
        self._again_at = float("-inf")

    def read(self, now: float) -> tuple[GpuReading, ...]:
        if now >= self._again_at:
            began = time.thread_time()
            try:
                self._last = self._probe.read()
            except Exception as error:  # a bug in what reads one kind of card: the other meters go on
                log.exception("The meters of graphics cards failed")
                reason = repr(error)
                text = f"The meters of this card failed: {reason}."
                told = Message("machine.probe_failed", text, "The log has the details.", {"reason": reason})
                self._last = tuple(GpuReading(one.name, unavailable=told) for one in self._last)
                self._again_at = float("inf")
                return self._last
            self._again_at = now + min((time.thread_time() - began) / SHARE, PAUSE_S)
        return self._last

    def close(self) -> None:
        self._probe.close()


def _on_battery() -> bool | None:
    """None where there is none, or the system does not tell."""
    read = getattr(psutil, "sensors_battery", None)  # not on every system
    battery = None
    with contextlib.suppress(OSError, NotImplementedError, RuntimeError):
        battery = read() if read is not None else None
    plugged = None if battery is None else battery.power_plugged
    return None if plugged is None else not plugged


_CPU_SENSORS = ("coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal", "soc_thermal", "acpitz")
"""Of Linux, the better ones first."""


def _temperature() -> float | None:
    """Degrees of the processor's warmest sensor; None where the system tells none to a program."""
    read = getattr(psutil, "sensors_temperatures", None)
    sensors: Mapping[str, Sequence[Any]] = {}
    with contextlib.suppress(OSError, NotImplementedError, RuntimeError):
        sensors = read() if read is not None else {}
    for name in _CPU_SENSORS:
        values = [float(one.current) for one in sensors.get(name, ()) if one.current]
        if values:
            return max(values)
    return None


def _free(folder: Path) -> float | None:
    try:
        return shutil.disk_usage(folder).free / MB
    except OSError:  # the folder, or its disk, is gone
        return None
