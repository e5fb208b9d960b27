"""How busy this machine is: processor, memory, battery, disk and graphics cards, for graphs, governor and service.

:meth:`MachineMeters.read` answers at once from any thread. Processor and memory are read there and then, at most twenty
times a second whoever asks. What may take longer (drivers, sensors, a disk behind the network) is read by a thread that
works only when somebody asks, and never takes more than a small part of a core: what took long is asked less often.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from app.base.errors import Message
from app.services.gpu import MB, GpuProbe, GpuReading, find_probes

log = logging.getLogger(__name__)

FRESH_S = 0.05
"""Within so many seconds whoever asks gets the same values: shares of a shorter time say nothing."""
STALE_S = 0.3
"""Cards' values that are older are waited for, a moment."""
PATIENCE_S = 0.02
"""That moment."""
SILENT_S = 3.0
"""A driver that has not answered for so long is told."""
SHARE = 0.01
"""Part of a core that reading the cards may take."""
SENSORS_S = 2.0
"""Seconds between two looks at battery, sensors and disk."""
_JOIN_S = 2.0


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
class _Slow:
    """What the thread found last."""

    at: float
    gpus: tuple[GpuReading, ...]
    on_battery: bool | None
    cpu_temperature_c: float | None
    disk_free_mb: float | None


class MachineMeters:
    """One for the program; its thread begins with the first reading and ends with :meth:`close`."""

    def __init__(
        self,
        folder: Path,
        find: Callable[[], Sequence[GpuProbe]] = find_probes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``folder``: whose disk is looked at."""
        self._folder, self._find, self._clock = folder, find, clock
        self._process = psutil.Process()
        self._process.cpu_percent(None)  # the first reading tells what went by since now
        psutil.cpu_percent(None)
        self._lock = threading.Lock()
        self._quick: MachineReading | None = None
        self._changed = threading.Condition()
        self._slow: _Slow | None = None
        self._asked_at: float | None = None
        """Since when the thread owes an answer."""
        self._closing = False
        self._thread: threading.Thread | None = None

    def read(self) -> MachineReading:
        """The values of now; those of cards, sensors and disk may be up to a second or two older."""
        with self._lock:
            now = self._clock()
            if self._quick is None or now - self._quick.at >= FRESH_S:
                self._quick = self._look(now)
            quick = self._quick
        slow, waiting_s = self._ask()
        if slow is None:
            text = "The graphics cards are being looked for."
            return replace(quick, gpus_unavailable=Message("machine.looking", text))
        gpus = slow.gpus
        if waiting_s > SILENT_S:
            text = "The driver of the graphics card does not answer."
            reason = Message("machine.gpu_silent", text, "Start the machine again where that lasts.")
            gpus = tuple(GpuReading(one.name, unavailable=reason) for one in gpus)
        none = "No graphics card was found whose values can be read."
        return replace(
            quick,
            cpu_temperature_c=slow.cpu_temperature_c,
            on_battery=slow.on_battery,
            disk_free_mb=slow.disk_free_mb,
            gpus=gpus,
            gpus_unavailable=None if gpus else Message("machine.no_gpu", none),
        )

    def close(self) -> None:
        """End the thread; one that a driver holds is left behind, and the log says so."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_JOIN_S)
            if thread.is_alive():
                log.error("A driver of a graphics card has not answered for %.0f s: its thread is left behind", _JOIN_S)

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

    # ---- what may take longer --------------------------------------------------------------------------------

    def _ask(self) -> tuple[_Slow | None, float]:
        """What the thread found last, and for how long it has owed an answer. Sets it to work."""
        with self._changed:
            if self._closing:
                return self._slow, 0.0
            now = self._clock()
            age_s = float("inf") if self._slow is None else now - self._slow.at
            first = self._asked_at is None and age_s >= FRESH_S  # a thousand who ask in a second are one
            if first:
                self._asked_at = now
                if self._thread is None:  # a daemon only so that a driver that never answers can not keep the program
                    self._thread = threading.Thread(target=self._work, name="machine meters", daemon=True)
                    self._thread.start()
                self._changed.notify_all()
            if first and age_s > STALE_S:  # one that is late already is not waited for again
                self._changed.wait_for(lambda: self._asked_at is None or self._closing, PATIENCE_S)
            return self._slow, 0.0 if self._asked_at is None else self._clock() - self._asked_at

    def _work(self) -> None:
        probes = [_Metered(probe) for probe in self._find()]
        sensors: tuple[bool | None, float | None, float | None] = (None, None, None)
        sensors_at: float | None = None
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._asked_at is not None or self._closing)
                    if self._closing:
                        return
                now = self._clock()
                gpus = tuple(reading for probe in probes for reading in probe.read(now))
                if sensors_at is None or now - sensors_at >= SENSORS_S:
                    sensors_at, sensors = now, (_on_battery(), _temperature(), _free(self._folder))
                with self._changed:
                    self._slow = _Slow(self._clock(), gpus, *sensors)
                    self._asked_at = None
                    self._changed.notify_all()
        finally:
            for probe in probes:
                probe.close()


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
            self._again_at = now + (time.thread_time() - began) / SHARE
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
