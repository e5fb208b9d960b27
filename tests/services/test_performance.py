"""What the graphs show: rings of fixed length, readings of the run and the machine, and the table of them."""

from __future__ import annotations

import csv
import errno
import io
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import OutputError
from app.pipeline.meters import Meters
from app.services.gpu import GpuReading
from app.services.history import History, Ring
from app.services.machine_meters import MachineReading
from app.services.performance import READINGS_PER_S, SECONDS, Performance, write_whole
from app.services.session_state import RunFigures

finite = st.floats(-1e6, 1e6)


# ---- rings -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 12), st.lists(finite, max_size=40))
def test_a_ring_holds_the_last_values_in_one_piece(length: int, values: list[float]) -> None:
    ring = Ring(length)
    for value in values:
        ring.add(value)
    held = ring.values
    assert held.flags.c_contiguous
    assert held.base is not None  # a view: nothing is copied
    expected = [*([math.nan] * length), *values][-length:]
    assert np.array_equal(held, expected, equal_nan=True)
    assert ring.last == expected[-1] or math.isnan(expected[-1])


@given(st.integers(1, 5), st.lists(finite, min_size=1, max_size=60))
def test_a_value_stays_in_the_same_group_as_time_goes_on(every: int, values: list[float]) -> None:
    """So that a drawn line only moves, and does not tremble."""
    history = History(20)
    for at, value in enumerate(values):
        history.add(float(at), {"x": value})
    whole = range(0, len(values) - len(values) % every, every)
    groups = [values[first : first + every] for first in whole if first >= len(values) - history.length]
    means, times = history.means("x", every), history.times(0.0, every)
    assert len(means) == len(times) <= history.length // every
    assert means[len(means) - len(groups) :] == pytest.approx([sum(group) / every for group in groups])


def test_the_largest_and_the_mean_leave_out_what_is_not_there() -> None:
    history = History(4)
    assert (history.peak("x"), history.mean("x"), history.last("x")) == (0.0, 0.0, None)
    for value in (9.0, 1.0, None, 3.0, 2.0):
        history.add(0.0, {"x": value})
    assert (history.peak("x"), history.mean("x"), history.last("x")) == (3.0, 2.0, 2.0)
    history.gap(1.0)
    assert history.last("x") is None


def test_a_name_that_comes_later_has_nothing_before() -> None:
    history = History(3)
    history.add(0.0, {"a": 1.0})
    history.add(1.0, {"b": 2.0, "a": None})
    assert history.names == ("a", "b")
    assert list(history.rows()) == [(0.0, [1.0, None]), (1.0, [None, 2.0])]


# ---- stages ----------------------------------------------------------------------------------------------------


def test_a_run_that_hangs_does_not_keep_its_rate() -> None:
    """An engine or a device that does not answer sends nothing: what was a minute ago is not the rate of now."""
    now = 100.0
    meters = Meters(lambda: now)
    for _ in range(30):
        now += 1 / 30
        meters.sent(now, 20.0)
    assert meters.fps() == pytest.approx(30)
    now += 0.05
    assert meters.fps() == pytest.approx(30), "the next one is only late"
    now += 0.45
    assert meters.fps() == pytest.approx(2)
    now += 60
    assert meters.fps() < 0.02


def test_meters_tell_totals() -> None:
    meters = Meters()
    meters.stage("warp", 2.0)
    meters.stage("warp", 3.0)
    meters.stage("own", 1.0)
    meters.sent(1.0, 20.0)
    sent, totals = meters.totals()
    assert sent == 1
    assert {name: ms for name, ms in totals.items() if ms} == {"warp": 5.0, "own": 1.0}
    totals["warp"] = 0.0
    assert meters.totals()[1]["warp"] == 5.0  # another look is not changed by what was done with this one


# ---- readings --------------------------------------------------------------------------------------------------


class Scene:
    """A session and a machine that say what they are told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.run: RunFigures | None = None
        self.reading = MachineReading(0.0, 40.0, 150.0, 512.0, 4096.0, 16384.0, None, None, None, (), None)
        self.day = 1_760_000_000.0
        self.performance = Performance(self, self, lambda: self.now, lambda: self.day)  # type: ignore[arg-type]

    def figures(self) -> RunFigures | None:
        return self.run

    def read(self) -> MachineReading:
        return self.reading

    def sample(self) -> None:
        self.now += 0.1
        self.performance.sample()

    def runs(self, sent: int, fps: float = 30.0, **stages: float) -> None:
        """The run as it is now, and a reading of it."""
        self.run = RunFigures(fps, 20.0, sent, stages)
        self.sample()

    def last(self, name: str) -> float | None:
        return self.performance.history.last(name)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_two_minutes_at_ten_a_second_are_held(scene: Scene) -> None:
    assert scene.performance.history.length == READINGS_PER_S * SECONDS == 1200


def test_without_a_run_only_the_machine_is_told(scene: Scene) -> None:
    scene.sample()
    assert scene.last("fps") is None
    assert (scene.last("cpu"), scene.last("own_cpu"), scene.last("memory_mb")) == (40.0, 150.0, 4096.0)


def test_stages_are_what_a_picture_took_between_two_readings(scene: Scene) -> None:
    scene.runs(10, warp=100.0, detect=30.0)
    assert scene.last("stage:warp") is None  # what was before is not known
    scene.runs(14, warp=120.0, detect=32.0)
    assert (scene.last("stage:warp"), scene.last("stage:detect")) == (5.0, 0.5)
    assert (scene.last("fps"), scene.last("age_ms")) == (30.0, 20.0)


def test_a_run_that_is_slower_than_the_readings_keeps_its_figures(scene: Scene) -> None:
    scene.runs(1, warp=10.0)
    scene.runs(2, warp=30.0)
    scene.runs(2, warp=45.0)  # the next picture is under way
    assert scene.last("stage:warp") == 20.0
    scene.runs(3, warp=60.0)
    assert scene.last("stage:warp") == 30.0  # all of it, none twice


def test_another_run_begins_anew(scene: Scene) -> None:
    scene.runs(100, warp=1000.0)
    scene.runs(110, warp=1100.0)
    scene.runs(1, warp=3.0)
    assert scene.last("stage:warp") is None
    scene.runs(3, warp=7.0)
    assert scene.last("stage:warp") == 2.0
    scene.run = None
    scene.sample()
    assert (scene.last("fps"), scene.last("stage:warp")) == (None, None)


def test_parts_of_a_stage_are_not_added_to_it(scene: Scene) -> None:
    for number in range(3):
        scene.runs(number, warp=4.0 * number, **{"warp.network": 3.0 * number, "label": 0.001 * number})
    assert scene.performance.stages == {"warp": 4.0}  # nor is what takes next to nothing named


def test_cards_are_told_by_number(scene: Scene) -> None:
    card = GpuReading("Card", 50.0, 1000.0, 8000.0, None, 75.0, 200.0, 10.0)
    scene.reading = replace(scene.reading, gpus=(card, GpuReading("Other")))
    scene.sample()
    assert (scene.last("gpu0:use"), scene.last("gpu0:own_memory_mb"), scene.last("gpu0:power_w")) == (50.0, 200.0, 75.0)
    assert scene.last("gpu0:temperature_c") is None
    assert scene.last("gpu1:use") is None


def test_a_pause_breaks_the_lines(scene: Scene) -> None:
    for _ in range(10):
        scene.sample()
    scene.now += 60.0
    scene.sample()
    values = scene.performance.history.values("cpu")
    assert np.isnan(values[-2])
    assert values[-1] == 40.0
    assert np.isnan(scene.performance.line("cpu")).any()


def test_stages_are_not_reckoned_over_a_pause(scene: Scene) -> None:
    scene.runs(1, warp=1.0)
    scene.now += 60.0
    scene.runs(1000, warp=9000.0)
    assert scene.last("stage:warp") is None


# ---- the table -------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_reading_and_empty_cells(scene: Scene) -> None:
    scene.sample()
    scene.runs(1, warp=1.0)
    scene.now += 30.0
    scene.runs(2, warp=2.0)
    scene.runs(3, warp=4.5)
    rows = list(csv.DictReader(io.StringIO(scene.performance.table())))
    assert len(rows) == 4
    assert list(rows[0])[:2] == ["time", "seconds"]
    assert {"fps", "age_ms", "cpu_percent", "own_cpu_percent", "memory_mb", "stage_warp_ms"} <= rows[0].keys()
    assert [row["fps"] for row in rows] == ["", "30.000", "30.000", "30.000"]
    assert rows[-1]["stage_warp_ms"] == "2.500"
    assert [row["seconds"] for row in rows] == ["0.000", "0.100", "30.200", "30.300"]
    assert rows[0]["time"].endswith("+00:00") or "T" in rows[0]["time"]


def test_a_table_of_nothing(scene: Scene) -> None:
    assert scene.performance.table() == "time,seconds\r\n"


def test_a_file_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as told:
        write_whole(tmp_path / "no" / "table.csv", b"x")
    assert told.value.message.code == "performance.not_written"
    write_whole(tmp_path / "table.csv", b"x")
    assert (tmp_path / "table.csv").read_bytes() == b"x"


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"the one of yesterday")
    write = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        write(self, content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        write_whole(file, b"the one of today")
    assert file.read_bytes() == b"the one of yesterday"
    assert [one.name for one in tmp_path.iterdir()] == ["table.csv"]


def test_the_time_of_day_is_that_of_the_reading_whatever_the_clock_did_since(scene: Scene) -> None:
    """A machine that slept: its steady clock stood still; or one whose clock was set."""
    scene.sample()
    scene.day += 7200.0
    scene.sample()
    first, second = (
        datetime.fromisoformat(row["time"]) for row in csv.DictReader(io.StringIO(scene.performance.table()))
    )
    assert (second - first).total_seconds() == pytest.approx(7200, abs=1)
