"""NVIDIA's cards, with a stand-in for the library behind pynvml's own functions."""

from __future__ import annotations

import os
import time

import pynvml
import pytest

from app.services.gpu import nvidia
from app.services.gpu.nvidia import LOST_S, RETRY_S, SLOWLY_S, NvidiaProbe
from tests.services.gpu.nvml_stand_in import MB, Card, Library, install

NOBODY = 2**22 + 1
"""No process of this machine: above the largest number that Linux gives."""


class Clock:
    """Seconds that a test lets go by."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def probe(clock: Clock) -> NvidiaProbe:
    return NvidiaProbe(clock)


def test_everything_that_a_card_tells(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock) -> None:
    card = Card(computing={os.getpid(): 300 * MB, 1: 50 * MB}, drawing={os.getpid(): 300 * MB})
    card.samples = [(os.getpid(), 5_000, 90)]
    install(monkeypatch, Library(card))
    (reading,) = probe.read()
    assert reading.name == "NVIDIA Stand-in"
    assert (reading.use_percent, reading.memory_used_mb, reading.memory_total_mb) == (40, 2048, 8192)
    assert (reading.temperature_c, reading.power_w) == (61, 120.5)
    assert reading.own_memory_mb == 300, "one process in both lists holds it once"
    assert reading.own_use_percent is None, "the samples of minutes say nothing of now"
    assert reading.unavailable is None
    card.samples += [(os.getpid(), 6_000, 30), (1, 6_000, 70), (os.getpid(), 7_000, 50)]
    clock.now += SLOWLY_S
    assert probe.read()[0].own_use_percent == 40
    clock.now += SLOWLY_S
    assert probe.read()[0].own_use_percent == 0, "nobody worked since"


def test_what_changes_slowly_is_asked_once_a_second(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock
) -> None:
    library = install(monkeypatch, Library(*(Card(f"Card {number}") for number in range(8))))
    for _ in range(10):
        readings = probe.read()
        clock.now += 0.1
    assert [one.name for one in readings] == [f"Card {number}" for number in range(8)]
    assert all(one.power_w == 120.5 for one in readings)
    assert library.calls["nvmlDeviceGetUtilizationRates"] == 80
    assert library.calls["nvmlDeviceGetPowerUsage"] == library.calls["nvmlDeviceGetTemperature"] == 8
    assert library.calls["nvmlDeviceGetName"] == 8
    assert library.calls["nvmlInitWithFlags"] == 1


def test_what_a_card_lacks_is_none_and_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock
) -> None:
    none = pynvml.NVML_ERROR_NOT_SUPPORTED
    names = ("use", "power", "temperature", "processes", "samples")
    library = install(monkeypatch, Library(Card(fails=dict.fromkeys(names, none)), Card("Other")))
    for _ in range(3):
        first, second = probe.read()
        clock.now += SLOWLY_S
    assert (first.use_percent, first.power_w, first.temperature_c) == (None, None, None)
    assert (first.own_memory_mb, first.own_use_percent) == (None, None)
    assert first.memory_total_mb == 8192
    assert second.use_percent == 40
    assert library.calls["nvmlDeviceGetUtilizationRates"] == 1 + 3


def test_processes_of_another_container_are_no_answer(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe) -> None:
    install(monkeypatch, Library(Card(computing={NOBODY: 300 * MB}), Card(computing={1: 300 * MB})))
    hidden, ours = probe.read()
    assert hidden.own_memory_mb is None
    assert ours.own_memory_mb == 0


def test_memory_that_windows_does_not_tell(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe) -> None:
    install(monkeypatch, Library(Card(computing={os.getpid(): None})))
    assert probe.read()[0].own_memory_mb is None


def test_without_the_library_there_is_nothing_and_nothing_to_tell(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock
) -> None:
    install(monkeypatch, Library())

    def missing(_name: str) -> None:
        raise OSError("no such library")

    monkeypatch.setattr(pynvml, "nvmlLib", None)
    monkeypatch.setattr(pynvml, "CDLL", missing)
    assert probe.read() == ()
    assert probe.absent
    probe.close()
    install(monkeypatch, Library(Card()))
    assert probe.read() == (), "not tried again at once"
    clock.now += RETRY_S
    assert probe.read()[0].use_percent == 40, "the driver was installed meanwhile"
    assert not probe.absent


def test_a_library_without_its_driver_is_as_none(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe) -> None:
    library = install(monkeypatch, Library(Card()))
    library.fails["nvmlInitWithFlags"] = pynvml.NVML_ERROR_DRIVER_NOT_LOADED
    assert probe.read() == ()
    assert probe.absent


def test_a_driver_of_another_version_is_told(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock) -> None:
    library = install(monkeypatch, Library(Card()))
    library.fails["nvmlInitWithFlags"] = pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH
    (reading,) = probe.read()
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.nvidia_versions"
    assert reading.use_percent is None
    probe.read()
    assert library.calls["nvmlInitWithFlags"] == 1, "a driver is not tried ten times a second"
    library.fails.clear()
    clock.now += RETRY_S
    assert probe.read()[0].use_percent == 40


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_UNKNOWN, pynvml.NVML_ERROR_UNINITIALIZED, 4711])
def test_a_driver_that_goes_away_and_comes_back(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock, code: int
) -> None:
    library = install(monkeypatch, Library(Card("One"), Card("Two")))
    assert [one.use_percent for one in probe.read()] == [40, 40]
    library.gone = code
    gone = probe.read()
    assert [one.name for one in gone] == ["One", "Two"]
    assert all(one.unavailable is not None and one.unavailable.code == "machine.nvidia_failed" for one in gone)
    assert all(one.use_percent is None and one.power_w is None for one in gone)
    clock.now += RETRY_S
    assert [one.name for one in probe.read()] == ["One", "Two"], "still away"
    library.gone = None
    clock.now += RETRY_S
    assert [one.use_percent for one in probe.read()] == [40, 40]
    assert all(one.unavailable is None for one in probe.read())


def test_a_lost_card_leaves_the_others_and_comes_back(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock
) -> None:
    cards = [Card(f"Card {number}") for number in range(3)]
    library = install(monkeypatch, Library(*cards))
    probe.read()
    cards[1].fails = dict.fromkeys(("use", "memory", "handle"), pynvml.NVML_ERROR_GPU_IS_LOST)
    for _ in range(5):
        readings = probe.read()
        clock.now += 0.1
    assert [one.use_percent for one in readings] == [40, None, 40]
    assert readings[1].name == "Card 1"
    assert readings[1].unavailable is not None
    assert readings[1].unavailable.code == "machine.gpu_lost"
    asked = library.calls["nvmlDeviceGetUtilizationRates"]
    assert asked == 3 + 3 + 4 * 2, "a lost card is left alone"
    clock.now += LOST_S
    readings = probe.read()
    assert [one.use_percent for one in readings] == [40, None, 40], "opened anew, and still lost"
    assert readings[1].name == "Card 1"
    assert readings[1].unavailable is not None
    assert readings[1].unavailable.code == "machine.gpu_lost"
    cards[1].fails.clear()
    clock.now += LOST_S
    assert [one.use_percent for one in probe.read()] == [40, 40, 40]


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_UNKNOWN, pynvml.NVML_ERROR_NOT_READY, 4711])
def test_a_call_that_fails_once_takes_no_other_value(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock, code: int
) -> None:
    """As of a card that sleeps: the others, and what else it tells, go on."""
    cards = [Card(f"Card {number}") for number in range(8)]
    library = install(monkeypatch, Library(*cards))
    cards[3].fails = {"power": code}
    assert [one.use_percent for one in probe.read()] == [40] * 8
    assert [one.power_w for one in probe.read()] == [120.5] * 3 + [None] + [120.5] * 4
    cards[3].fails = {"use": code, "memory": code}
    readings = probe.read()
    assert [one.use_percent for one in readings] == [40] * 3 + [None] + [40] * 4
    assert readings[3].unavailable is not None
    assert readings[3].unavailable.code == "machine.nvidia_failed"
    cards[3].fails = {}
    clock.now += SLOWLY_S
    assert probe.read()[3].power_w == 120.5, "it is asked again"
    assert probe.read()[3].unavailable is None
    assert library.calls["nvmlInitWithFlags"] == 1


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_NO_PERMISSION, pynvml.NVML_ERROR_INSUFFICIENT_POWER])
def test_a_card_that_can_not_be_opened_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock, code: int
) -> None:
    install(monkeypatch, Library(Card("One"), Card("Two", fails={"handle": code}), Card("Three")))
    readings = probe.read()
    assert [one.use_percent for one in readings] == [40, None, 40]
    assert readings[1].unavailable is not None
    assert readings[1].unavailable.code == "machine.nvidia_failed"


def test_a_clock_that_is_set_back_does_not_still_the_own_share(
    monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe, clock: Clock
) -> None:
    """The samples carry the time of day."""
    now = time.time_ns() // 1000
    card = Card(samples=[(os.getpid(), now + 7200 * 1_000_000, 90)])
    install(monkeypatch, Library(card))
    assert probe.read()[0].own_use_percent is None
    card.samples = [(os.getpid(), now, 30)]
    clock.now += SLOWLY_S
    assert probe.read()[0].own_use_percent is None, "what was before says nothing of now"
    card.samples += [(os.getpid(), now + 1_000_000, 50)]
    clock.now += SLOWLY_S
    assert probe.read()[0].own_use_percent == 50


def test_what_was_opened_is_closed(monkeypatch: pytest.MonkeyPatch, probe: NvidiaProbe) -> None:
    library = install(monkeypatch, Library(Card()))
    probe.read()
    assert library.open == 1
    probe.close()
    assert library.open == 0
    probe.close()
    assert library.open == 0
    library.gone = pynvml.NVML_ERROR_UNKNOWN
    other = nvidia.NvidiaProbe()
    other.read()
    other.close()
