"""The machine's meters: this machine's own values, and cards that are slow, broken or away."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pynvml
import pytest

from app.services.gpu import GpuProbe, GpuReading
from app.services.machine_meters import FRESH_S, SENSORS_S, SILENT_S, STALE_S, MachineMeters, MachineReading
from tests.services.gpu.nvml_stand_in import Card, Library, install

PATIENCE_S = 20.0


class Clock:
    """The real one, with what a test lets go by besides."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Cards:
    """A probe that a test holds, breaks, and counts."""

    def __init__(self) -> None:
        self.reads = 0
        self.closed = False
        self.go = threading.Event()
        self.go.set()
        self.held = threading.Event()
        self.fails: Exception | None = None

    def read(self) -> tuple[GpuReading, ...]:
        self.reads += 1
        if not self.go.is_set():
            self.held.set()
            assert self.go.wait(PATIENCE_S)
        if self.fails is not None:
            raise self.fails
        return (GpuReading("Card", use_percent=float(self.reads)),)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., MachineMeters]]:
    made = []

    def build(*probes: GpuProbe, find: Callable[[], Sequence[GpuProbe]] | None = None) -> MachineMeters:
        made.append(MachineMeters(tmp_path, find or (lambda: probes), clock))
        return made[-1]

    yield build
    for one in made:
        one.close()


def until(meters: MachineMeters, clock: Clock, wanted: Callable[[MachineReading], bool]) -> MachineReading:
    """Read until it says so; each reading waits a moment for the thread by itself."""
    for _ in range(2000):
        reading = meters.read()
        if wanted(reading):
            return reading
        clock.now += STALE_S + 0.01
    raise AssertionError(reading)


def code(reading: MachineReading) -> str:
    """Why values of the first card are missing."""
    reason = reading.gpus[0].unavailable
    return "" if reason is None else reason.code


def test_this_machine(make: Callable[..., MachineMeters], clock: Clock) -> None:
    meters = make()
    reading = until(meters, clock, lambda one: one.disk_free_mb is not None)
    memory = psutil.virtual_memory()
    assert reading.memory_total_mb == memory.total / 1024**2
    assert 0 < reading.memory_used_mb < reading.memory_total_mb
    assert 0 < reading.process_memory_mb < reading.memory_total_mb
    assert 0 <= reading.cpu_percent <= 100
    assert reading.process_cpu_percent >= 0
    assert reading.disk_free_mb is not None
    assert reading.disk_free_mb > 0
    assert reading.gpus == ()
    assert reading.gpus_unavailable is not None
    assert reading.gpus_unavailable.code == "machine.no_gpu"


def test_whoever_asks_at_the_same_time_gets_the_same(make: Callable[..., MachineMeters], clock: Clock) -> None:
    meters = make()
    first = meters.read()
    clock.now += FRESH_S / 2
    assert meters.read().at == first.at, "a share of so short a time says nothing"
    clock.now += FRESH_S
    assert meters.read().at > first.at


def test_a_thousand_who_ask_in_a_moment_are_one(make: Callable[..., MachineMeters], clock: Clock) -> None:
    """As when somebody watches the service closely."""
    cards = Cards()
    meters = make(cards)
    until(meters, clock, lambda one: bool(one.gpus))
    seen = cards.reads
    while cards.reads == seen:
        clock.now += 1
        meters.read()
    seen = cards.reads
    for _ in range(1000):
        meters.read()
    assert cards.reads == seen


def test_without_a_reading_no_thread_works(make: Callable[..., MachineMeters], clock: Clock) -> None:
    cards = Cards()
    before = threading.active_count()
    meters = make(cards)
    assert threading.active_count() == before
    until(meters, clock, lambda one: bool(one.gpus))
    reads = cards.reads
    for _ in range(3):
        clock.now += 100
    assert cards.reads == reads, "nobody asked"
    meters.close()
    assert cards.closed
    assert threading.active_count() == before


def test_a_driver_that_does_not_answer_holds_nobody_and_is_told(
    make: Callable[..., MachineMeters], clock: Clock
) -> None:
    cards = Cards()
    meters = make(cards)
    good = until(meters, clock, lambda one: bool(one.gpus))
    assert good.gpus_unavailable is None
    cards.go.clear()
    clock.now += 100
    meters.read()
    assert cards.held.wait(PATIENCE_S)
    clock.now += SILENT_S / 2
    assert meters.read().gpus[0].use_percent is not None, "the last value, while it is only late"
    clock.now += SILENT_S
    late = meters.read()
    assert late.gpus[0].name == "Card"
    assert late.gpus[0].use_percent is None
    assert late.gpus[0].unavailable is not None
    assert late.gpus[0].unavailable.code == "machine.gpu_silent"
    assert late.at > good.at, "everything else goes on"
    cards.go.set()
    until(meters, clock, lambda one: one.gpus[0].use_percent is not None)


def test_a_first_look_that_takes_its_time_is_told(make: Callable[..., MachineMeters], clock: Clock) -> None:
    cards = Cards()
    cards.go.clear()
    meters = make(cards)
    reading = meters.read()
    assert reading.memory_total_mb > 0
    assert reading.gpus_unavailable is not None
    assert reading.gpus_unavailable.code == "machine.looking"
    clock.now += SILENT_S + 1
    reading = meters.read()
    assert reading.gpus_unavailable is not None
    assert reading.gpus_unavailable.code == "machine.gpu_silent", "it is not looked for any more: it hangs"
    cards.go.set()


def test_one_kind_of_card_that_fails_takes_no_other_meter(make: Callable[..., MachineMeters], clock: Clock) -> None:
    bad, good = Cards(), Cards()
    meters = make(bad, good)
    until(meters, clock, lambda one: len(one.gpus) == 2)
    bad.fails = RuntimeError("a bug")
    until(meters, clock, lambda one: code(one) == "machine.probe_failed")
    reads = bad.reads
    assert until(meters, clock, lambda one: (one.gpus[1].use_percent or 0) > good.reads - 1)
    assert bad.reads == reads, "not asked again"


def test_a_probe_that_takes_the_processor_is_asked_less_often(make: Callable[..., MachineMeters], clock: Clock) -> None:
    class Heavy(Cards):
        def read(self) -> tuple[GpuReading, ...]:
            end = time.thread_time() + 0.3
            while time.thread_time() < end:
                pass
            return super().read()

    heavy, light = Heavy(), Cards()
    meters = make(heavy, light)
    while not light.reads:
        meters.read()
    began = clock.now
    while clock.now < began + 20:
        clock.now += 1
        meters.read()
    assert heavy.reads == 1, "a third of a second of work is not asked for again within half a minute"
    assert light.reads > 1
    while heavy.reads == 1:
        clock.now += 1
        meters.read()


def test_eight_cards_whose_driver_goes_away(
    monkeypatch: pytest.MonkeyPatch, make: Callable[..., MachineMeters], clock: Clock
) -> None:
    from app.services.gpu.nvidia import NvidiaProbe

    library = install(monkeypatch, Library(*(Card(f"Card {number}", use=number) for number in range(8))))
    meters = make(NvidiaProbe(clock))
    reading = until(meters, clock, lambda one: len(one.gpus) == 8)
    assert [one.use_percent for one in reading.gpus] == list(range(8))
    library.gone = pynvml.NVML_ERROR_UNKNOWN
    reading = until(meters, clock, lambda one: code(one) == "machine.nvidia_failed")
    assert [one.name for one in reading.gpus] == [f"Card {number}" for number in range(8)]
    assert all(one.use_percent is None for one in reading.gpus)
    library.gone = None
    clock.now += 60
    reading = until(meters, clock, lambda one: not code(one))
    assert [one.use_percent for one in reading.gpus] == list(range(8))
    meters.close()
    assert library.open == 0


def test_a_folder_that_is_gone_has_no_disk(tmp_path: Path, clock: Clock) -> None:
    meters = MachineMeters(tmp_path / "away", lambda: (), clock)
    try:
        reading = until(
            meters, clock, lambda one: one.gpus_unavailable is not None and "No" in str(one.gpus_unavailable)
        )
        assert reading.disk_free_mb is None
    finally:
        meters.close()
    assert meters.read().gpus == (), "a reading after the end is an answer, too"


def test_on_battery(monkeypatch: pytest.MonkeyPatch, make: Callable[..., MachineMeters], clock: Clock) -> None:
    class Battery:
        power_plugged: bool | None = False

    monkeypatch.setattr(psutil, "sensors_battery", lambda: Battery, raising=False)
    monkeypatch.setattr(
        psutil, "sensors_temperatures", lambda: {"acpitz": [], "coretemp": [Warm(71.5), Warm(80.0)]}, raising=False
    )
    reading = until(make(), clock, lambda one: one.on_battery is not None)
    assert reading.on_battery is True
    assert reading.cpu_temperature_c == 80
    Battery.power_plugged = None
    assert until(make(), clock, lambda one: one.disk_free_mb is not None).on_battery is None


def test_a_disk_that_hangs_takes_no_card_with_it_and_its_old_values_count_no_more(
    monkeypatch: pytest.MonkeyPatch, make: Callable[..., MachineMeters], clock: Clock
) -> None:
    """As one behind a network that is away."""
    go, held = threading.Event(), threading.Event()
    go.set()
    usage = shutil.disk_usage

    def disk_usage(folder: Path) -> object:
        if not go.is_set():
            held.set()
            assert go.wait(PATIENCE_S)
        return usage(folder)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    cards = Cards()
    meters = make(cards)
    until(meters, clock, lambda one: bool(one.gpus) and one.disk_free_mb is not None)
    go.clear()
    clock.now += SENSORS_S
    meters.read()
    assert held.wait(PATIENCE_S)
    clock.now += SILENT_S + 1
    seen = cards.reads
    reading = until(meters, clock, lambda one: (one.gpus[0].use_percent or 0) > seen)
    assert reading.disk_free_mb is None, "what it was then says nothing of now"
    assert code(reading) == ""
    go.set()
    until(meters, clock, lambda one: one.disk_free_mb is not None)


def test_sensors_that_raise_anything_take_no_other_one(
    monkeypatch: pytest.MonkeyPatch, make: Callable[..., MachineMeters], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """psutil makes numbers of what vendors write."""

    def odd() -> object:
        raise TypeError("unsupported operand")

    monkeypatch.setattr(psutil, "sensors_battery", odd, raising=False)
    monkeypatch.setattr(psutil, "sensors_temperatures", odd, raising=False)
    meters = make(Cards())
    first = until(meters, clock, lambda one: one.disk_free_mb is not None and bool(one.gpus))
    assert (first.on_battery, first.cpu_temperature_c) == (None, None)
    clock.now += 100
    until(meters, clock, lambda one: (one.gpus[0].use_percent or 0) > 2)
    told = [record.message for record in caplog.records if "sensor" in record.message]
    assert sorted(told) == ["The sensor battery can not be read", "The sensor temperature can not be read"]


def test_cards_that_can_not_even_be_looked_for(make: Callable[..., MachineMeters], clock: Clock) -> None:
    def find() -> Sequence[GpuProbe]:
        raise OSError("no such device")

    reading = until(
        make(find=find), clock, lambda one: one.gpus_unavailable is not None and "No" in str(one.gpus_unavailable)
    )
    assert reading.gpus == ()


class Warm:
    def __init__(self, current: float) -> None:
        self.current = current
