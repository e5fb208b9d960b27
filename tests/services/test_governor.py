"""The governor over a real run: session, pipeline and meters are real, and the engine takes as long as it is told."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest

from app.base.errors import EngineFailure, Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.engines import discover
from app.services.governor import Governor, GovernorStatus
from app.services.machine_meters import MachineMeters
from app.services.resources import Balance
from app.services.session import Session
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request
from engines.api import EngineError, OptionValue
from tests.benchmarks.engines.weighed.engine import STATE

ENGINES = Path(__file__).resolve().parents[1] / "benchmarks" / "engines"
PATIENCE_S = 120.0
PACE = 4.0
"""The governor thinks so many times as fast, and as many times as many pictures come: each of its decisions is made
after as many of them as ever."""
HEAVY, LIGHT = 12.0 / PACE, 0.02
"""Loads: at a pace of 1, four pictures a second with all that was chosen and twelve with all traded, and hundreds."""
TARGET = 15.0 * PACE
"""Pictures a second: a part of what a busy machine has left for a test, too."""


class Bench:
    """A session under a governor, and the load on it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "state.json"
        self.weigh(LIGHT)
        paths = Paths.find(os.environ)
        paths.make_user_folders()
        self.settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
        self.picture = folder / "small.png"
        cv2.imwrite(str(self.picture), np.full((360, 640, 3), 90, np.uint8))
        self.settings.set("camera.fps", round(TARGET))
        self.settings.set("resources.target_fps", TARGET)
        self.settings.set("resources.temperature_c", 0.0)
        self.settings.set("resources.battery_load", 100)
        self.user_file = paths.user_file
        self.session = Session(lambda: self.settings.current, paths, discover([ENGINES]))
        self.machine = MachineMeters(folder, lambda: ())
        self.governor = Governor(self.session, self.machine, lambda: self.settings.current, pace=PACE)
        self.told: list[Message] = []
        self.seen: list[GovernorStatus] = []
        self._changed = threading.Condition()
        self.session.notice.subscribe(self.told.append)
        self.session.changed.subscribe(self._on_session)
        self.governor.changed.subscribe(self._on_governor)

    def _on_session(self, _: SessionStatus) -> None:
        with self._changed:
            self._changed.notify_all()

    def _on_governor(self, status: GovernorStatus) -> None:
        with self._changed:
            self.seen.append(status)
            self._changed.notify_all()

    def weigh(self, load: float, *refused: str) -> None:
        """The load from the next frame on, and options that the engine does not take."""
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps({"load": load, "refuse": list(refused)}), "utf-8")
        new.replace(self.file)

    def start(self, pace: Literal["camera", "fast"] = "camera", **options: OptionValue) -> None:
        source = source_request(self.settings.current, spec=str(self.picture), pace=pace)
        self.session.start(SessionRequest(source, ("demo:astronaut",), "weighed", options, consent=False))
        self.until(lambda _: self.session.status.state is SessionState.RUNNING)

    def until(self, wanted: Callable[[GovernorStatus], bool]) -> GovernorStatus:
        """Wait until the governor says so."""
        with self._changed:
            assert self._changed.wait_for(lambda: wanted(self.governor.status()), PATIENCE_S), self.governor.status()
        return self.governor.status()

    @property
    def engine_options(self) -> dict[str, OptionValue]:
        """What the engine goes by."""
        steering = self.session.steering
        assert steering is not None
        options: dict[str, OptionValue] = steering.pipeline.post(
            lambda: dict(steering.pipeline.engine.options)  # type: ignore[attr-defined]
        ).result(PATIENCE_S)
        return options

    @property
    def size(self) -> float:
        steering = self.session.steering
        assert steering is not None
        return steering.pipeline.smaller.size

    def close(self) -> None:
        self.session.close()
        self.governor.close()
        self.machine.close()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv(STATE, str(tmp_path / "state.json"))
    made = Bench(tmp_path)
    yield made
    made.close()


def codes(status: GovernorStatus) -> list[str]:
    return [step.code for step in status.steps]


def sizes(status: GovernorStatus) -> int:
    """How many rungs of the size of the picture are taken."""
    values = [step.params["value"] for step in status.steps if step.code == "governor.processing_size"]
    return {75: 1, 50: 2}[int(values[0])] if values else 0


def test_quality_is_traded_under_load_and_given_back_exactly(bench: Bench) -> None:
    kept = bench.user_file.read_text("utf-8")
    bench.start(enhance_every=1, boost=3)
    chosen = bench.engine_options
    bench.until(lambda one: one.active)
    bench.weigh(HEAVY)
    status = bench.until(lambda one: one.level == one.levels)
    assert bench.engine_options == chosen | {"enhance_every": 8, "boost": 1, "detect_every": 12}
    assert bench.size == 0.5
    assert codes(status) == [f"governor.{what}" for what in bench.settings.current.resources.trades]
    assert status.reason is not None
    assert status.reason.code == "governor.rate"
    assert status.target_fps == TARGET
    # But for the size, which is found of no use at times where other programs work, and tried again.
    levels = [one.level - sizes(one) for one in bench.seen]
    assert levels == sorted(levels)
    bench.weigh(LIGHT)
    status = bench.until(lambda one: one.active and not one.level)
    assert status.steps == ()
    assert bench.engine_options == chosen
    assert bench.size == 1
    assert bench.user_file.read_text("utf-8") == kept, "nothing of it is the user's choice"
    assert bench.told == []


def test_an_option_that_the_user_changes_meanwhile_wins(bench: Bench) -> None:
    # A smaller picture is no option, and may be found of no use on a busy machine.
    bench.settings.set("resources.trades", ("enhancer_cadence", "pixel_boost", "detector_cadence"))
    bench.start()
    bench.weigh(HEAVY)
    bench.until(lambda one: 0 < one.level == one.levels)
    bench.session.configure({"enhance_every": 1, "boost": 2, "taste": 0.4}).result(PATIENCE_S)
    assert bench.engine_options["taste"] == 0.4
    assert bench.engine_options["boost"] == 1, "the same as ever is no new choice"
    bench.session.configure({"enhance_every": 3, "taste": 0.9}).result(PATIENCE_S)
    assert bench.engine_options["enhance_every"] == 3
    assert bench.engine_options["taste"] == 0.9
    status = bench.until(lambda one: "governor.enhancer_cadence" not in codes(one))
    assert bench.engine_options["enhance_every"] == 3
    assert bench.engine_options["boost"] == 1, "what the user did not touch stays traded"
    bench.until(lambda one: one.spent is not None)
    assert bench.engine_options["enhance_every"] == 3, "theirs until the end of the run"
    assert status.levels < 7
    bench.weigh(LIGHT)
    bench.until(lambda one: not one.level)
    assert bench.engine_options["enhance_every"] == 3
    assert bench.engine_options["boost"] == 2


def test_a_choice_before_anything_is_traded_is_the_new_ceiling(bench: Bench) -> None:
    bench.settings.set("resources.trades", ("pixel_boost",))
    bench.start(boost=4)
    bench.session.configure({"boost": 2}).result(PATIENCE_S)
    bench.weigh(HEAVY)
    bench.until(lambda one: one.level == 1)
    assert bench.governor.status().levels == 1
    assert bench.engine_options["boost"] == 1
    bench.weigh(LIGHT)
    bench.until(lambda one: not one.level)
    assert bench.engine_options["boost"] == 2


def test_switched_off_it_gives_all_back_and_leaves_the_run_alone(bench: Bench) -> None:
    bench.start()
    bench.weigh(HEAVY)
    bench.until(lambda one: one.level >= 2)
    bench.settings.set("resources.govern", value=False)
    status = bench.until(lambda one: not one.active)
    assert status.level == 0
    assert bench.engine_options["enhance_every"] == 1
    bench.settings.set("resources.govern", value=True)
    bench.until(lambda one: one.level >= 1)


def test_what_the_engine_does_not_take_is_told_and_left_out(bench: Bench) -> None:
    bench.start()
    bench.weigh(HEAVY, "enhance_every")
    status = bench.until(lambda one: "governor.processing_size" in codes(one))
    assert "governor.enhancer_cadence" not in codes(status)
    assert bench.engine_options["enhance_every"] == 1
    assert {message.text for message in bench.told} == {"It does not take enhance_every."}
    assert len(bench.told) <= 4, "two at once, then each of its rungs once"


def test_with_nothing_to_trade_it_says_so(bench: Bench) -> None:
    bench.settings.set("resources.trades", ())
    bench.start()
    bench.weigh(HEAVY)
    status = bench.until(lambda one: one.spent is not None)
    assert (status.level, status.levels, status.steps) == (0, 0, ())
    assert status.reason is not None
    assert status.reason.code == "governor.rate"
    bench.until(lambda one: not one.holding)


def test_a_picture_a_second_is_measured_too(bench: Bench) -> None:
    bench.weigh(50.0 / PACE)
    bench.start()
    assert bench.until(lambda one: one.level >= 2).reason is not None


def test_a_limit_of_memory_is_named(bench: Bench) -> None:
    bench.settings.set("resources.memory_mb", 1)
    bench.start(boost=2)
    status = bench.until(lambda one: one.level == 1)
    assert status.reason is not None
    assert status.reason.code == "governor.memory"
    assert codes(status) == ["governor.pixel_boost"]
    spent = bench.until(lambda one: one.spent is not None).spent
    assert spent is not None
    assert spent.code == "governor.spent_memory", "much is left that could be traded for speed"


def test_a_clip_at_full_speed_has_no_rate_to_keep(bench: Bench) -> None:
    bench.weigh(HEAVY)
    bench.start(pace="fast")
    steering = bench.session.steering
    assert steering is not None
    assert not steering.live
    steering.pipeline.post(lambda: None).result(PATIENCE_S)
    assert bench.governor.status() == GovernorStatus()


def test_the_next_run_begins_with_what_was_chosen(bench: Bench) -> None:
    bench.start()
    bench.weigh(HEAVY)
    bench.until(lambda one: one.level >= 2)
    bench.session.request_stop()
    assert bench.session.wait(PATIENCE_S)
    bench.until(lambda one: not one.active)
    assert bench.session.steering is None
    bench.weigh(LIGHT)
    bench.start(boost=4)
    status = bench.until(lambda one: one.active)
    assert status.level == 0
    assert bench.engine_options["enhance_every"] == 1
    assert bench.engine_options["boost"] == 4


def test_figures_of_a_run_that_was_traded_are_not_remembered_for_what_was_chosen(bench: Bench) -> None:
    spoilt = threading.Event()
    bench.start()
    steering = bench.session.steering
    assert steering is not None
    steering._spoilt = spoilt.set
    assert steering.trade({"boost": 1}, 1.0, steering.changes).result(PATIENCE_S)
    assert spoilt.is_set()


def test_a_plan_from_before_the_user_s_change_is_refused(bench: Bench) -> None:
    bench.settings.set("resources.govern", value=False)
    bench.start(boost=4)
    steering = bench.session.steering
    assert steering is not None
    before = steering.changes
    bench.session.configure({"boost": 2}).result(PATIENCE_S)
    assert not steering.trade({"boost": 3}, 0.5, before).result(PATIENCE_S)
    assert bench.engine_options["boost"] == 2
    assert bench.size == 1
    assert steering.trade({"boost": 1}, 0.5, steering.changes).result(PATIENCE_S)
    assert bench.engine_options["boost"] == 1
    assert steering.chosen["boost"] == 2
    assert steering.trade({}, 1.0, steering.changes).result(PATIENCE_S)
    assert bench.engine_options["boost"] == 2


def test_a_bug_of_the_governor_leaves_the_run_as_the_user_chose_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where the user has changed something since it planned."""
    bench.start(boost=4)
    bench.weigh(HEAVY)
    bench.until(lambda one: one.level >= 2)
    steering = bench.session.steering
    assert steering is not None

    def bug(*_: object) -> bool:
        bench.session.configure({"taste": 0.9}).result(PATIENCE_S)
        raise ZeroDivisionError

    monkeypatch.setattr(Balance, "step", bug)
    bench.until(lambda one: not one.active)
    assert bench.engine_options == dict(steering.chosen)
    assert bench.engine_options["taste"] == 0.9
    assert bench.size == 1
    assert "The governor failed" in caplog.text


def test_what_an_engine_took_only_a_part_of_is_said_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.settings.set("resources.govern", value=False)
    bench.start(boost=4)
    steering = bench.session.steering
    assert steering is not None
    engine = steering.pipeline.engine
    take = engine.configure

    def half(options: Mapping[str, OptionValue]) -> None:
        take(dict([next(iter(options.items()))]))
        raise EngineError("Only the first.", "")

    monkeypatch.setattr(engine, "configure", half)
    with pytest.raises(EngineFailure):
        steering.trade({"enhance_every": 8, "boost": 1}, 1.0, None).result(PATIENCE_S)
    monkeypatch.setattr(engine, "configure", take)
    assert steering.trade({}, 1.0, None).result(PATIENCE_S)
    assert bench.engine_options == dict(steering.chosen)
