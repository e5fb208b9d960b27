"""The governor's rules on a simulated run: order, hysteresis, giving back, and no going to and fro."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.sections import ResourcesSection, Trade
from app.services.engines import Manifest, discover, usable
from app.services.resources import FAILED_S, Balance, Rung, Taken, ladder, laid_over, target
from engines.api import OptionValue

ROOT = Path(__file__).resolve().parents[2]
ORDER: tuple[Trade, ...] = ("enhancer_cadence", "pixel_boost", "detector_cadence", "processing_size")
NONE = ResourcesSection(
    govern=True,
    trades=ORDER,
    target_fps=30.0,
    memory_mb=0,
    gpu_memory_mb=0,
    cpu_threads=0,
    temperature_c=0.0,
    battery_load=100,
)
TICK_S = 0.5
NEURAL = usable(discover([ROOT / "engines"]), "neural")


def limits(**changes: object) -> ResourcesSection:
    return NONE.model_copy(update=changes)


@pytest.fixture(scope="module")
def neural() -> Manifest:
    return NEURAL


@pytest.fixture(scope="module")
def mesh() -> Manifest:
    return usable(discover([ROOT / "engines"]), "mesh")


def defaults(manifest: Manifest, **changes: OptionValue) -> dict[str, OptionValue]:
    return {spec.key: spec.default for spec in manifest.options} | changes


def short(rungs: tuple[Rung, ...]) -> list[tuple[str, OptionValue]]:
    return [(rung.what, rung.value) for rung in rungs]


# ---- what can be traded --------------------------------------------------------------------------------------


def test_rungs_come_in_the_declared_order_below_what_the_user_chose(neural: Manifest) -> None:
    chosen = defaults(neural, enhancer="gfpgan_1.4", enhance_every=3, boost=3)
    assert short(ladder(neural, chosen, ORDER)) == [
        ("enhancer_cadence", 4),
        ("enhancer_cadence", 8),
        ("enhancer_cadence", 15),
        ("pixel_boost", 2),
        ("pixel_boost", 1),
        ("detector_cadence", 12),
    ]
    assert short(ladder(neural, chosen, ("pixel_boost", "enhancer_cadence")))[:2] == [
        ("pixel_boost", 2),
        ("pixel_boost", 1),
    ], "another order in the settings, and nothing that is not there"


def test_what_would_change_nothing_is_no_rung(neural: Manifest, mesh: Manifest) -> None:
    plain = defaults(neural)
    assert short(ladder(neural, plain, ORDER)) == [("detector_cadence", 12)], "no enhancer, no boost"
    both: list[tuple[str, OptionValue]] = [("detector_cadence", 12), ("processing_size", 0.5)]
    assert short(ladder(mesh, defaults(mesh), ORDER)) == both
    assert short(ladder(mesh, defaults(mesh, detect_every=24), ORDER)) == both[1:]
    assert ladder(mesh.model_copy(update={"trades": ()}), defaults(mesh), ORDER) == ()


def test_options_that_the_user_took_back_are_no_rungs(neural: Manifest) -> None:
    chosen = defaults(neural, enhancer="auto", boost=4)
    whats = {rung.what for rung in ladder(neural, chosen, ORDER, kept={"boost"})}
    assert whats == {"enhancer_cadence", "detector_cadence"}


@settings(deadline=None)
@given(st.integers(1, 15), st.integers(1, 4), st.integers(2, 24), st.permutations(ORDER))
def test_every_rung_is_cheaper_than_the_user_s_choice_and_than_the_one_before(
    every: int, boost: int, detect: int, order: list[Trade]
) -> None:
    manifest = NEURAL
    chosen = defaults(manifest, enhancer="auto", enhance_every=every, boost=boost, detect_every=detect)
    rungs = ladder(manifest, chosen, order)
    assert [order.index(rung.what) for rung in rungs] == sorted(order.index(rung.what) for rung in rungs)
    dearer: dict[str, float] = {"enhance_every": every, "boost": boost, "detect_every": detect, "": 1.0}
    for rung in rungs:
        assert not isinstance(rung.value, str)
        falls = rung.option in ("boost", "")
        assert (rung.value < dearer[rung.option]) is falls
        assert rung.value != dearer[rung.option]
        dearer[rung.option] = rung.value


def test_of_one_thing_the_last_rung_counts() -> None:
    rungs = [Rung("enhancer_cadence", "e", 2), Rung("processing_size", "", 0.75), Rung("enhancer_cadence", "e", 4)]
    assert laid_over(rungs) == ({"e": 4}, 0.75)
    assert laid_over([]) == ({}, 1.0)


# ---- a simulated run -----------------------------------------------------------------------------------------

RUNGS = (
    *(Rung("enhancer_cadence", "every", value) for value in (2, 4, 8)),
    *(Rung("pixel_boost", "boost", value) for value in (2, 1)),
    Rung("detector_cadence", "detect", 12),
    *(Rung("processing_size", "", value) for value in (0.75, 0.5)),
)


def work_ms(values: Mapping[str, OptionValue], size: float) -> float:
    """What a frame takes at a load of 1: 27 ms with everything, 9 with nothing."""
    every, boost, detect = (float(values.get(key, usual)) for key, usual in (("every", 1), ("boost", 3), ("detect", 8)))
    return 6 + 10 / every + boost * 2 + 8 / detect + 4 * size * size


@dataclass
class Plant:
    """A run whose work is known, under a governor, with a clock of its own."""

    load: Callable[[float], float]
    noise: float = 0.0
    limits: ResourcesSection = NONE
    rungs: tuple[Rung, ...] = RUNGS
    source_fps: float = 30.0
    extra: Callable[[float, Balance], dict[str, object]] = lambda _at, _balance: {}
    seed: int = 0
    now: float = 0.0
    levels: list[tuple[float, int]] = field(default_factory=list)
    rates: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.balance = Balance(self.rungs)
        self._from = TICK_S
        self._seen: list[tuple[float, float]] = []
        self._chance = random.Random(self.seed)

    def run(self, until: float) -> Plant:
        while self.now < until:
            values, size = laid_over([held.rung for held in self.balance.held])
            work = work_ms(values, size) * self.load(self.now) / 1e3
            work *= 1 + self._chance.uniform(-self.noise, self.noise)
            self._seen.append((self.now, work))
            recent = [value for at, value in self._seen[-5:] if at >= max(self._from, self.now - 2)]
            known = bool(recent) and self.now - self._from >= 0.5
            mean = sum(recent) / len(recent) if known else None
            taken = Taken(self.now, mean, work > 1 / self.source_fps, self.source_fps)
            taken = replace(taken, **self.extra(self.now, self.balance))  # type: ignore[arg-type]
            self.rates.append((self.now, min(1 / work, self.source_fps)))
            if self.balance.step(self.limits, taken):
                self.levels.append((self.now, len(self.balance.held)))
                self._from = self.now + 0.5
            self.now += TICK_S
        return self

    @property
    def whats(self) -> list[str]:
        return [held.rung.what for held in self.balance.held]


def test_nothing_is_traded_while_there_is_room() -> None:
    plant = Plant(lambda _: 1.0, noise=0.05).run(600)
    assert plant.levels == []
    assert plant.balance.over is None


def test_under_load_the_rate_holds_and_rungs_are_taken_in_order() -> None:
    plant = Plant(lambda _: 2.4).run(60)
    assert len(plant.levels) >= 2
    assert [held.rung for held in plant.balance.held] == list(RUNGS[: len(plant.balance.held)])
    assert all(rate >= 27 for at, rate in plant.rates if at > 15), "within 10 % of the target"
    assert min(rate for _, rate in plant.rates) < 16, "unsteered it falls to half"
    assert not plant.balance.spent


def test_when_the_load_goes_everything_is_given_back_last_taken_first() -> None:
    plant = Plant(lambda at: 2.6 if 10 <= at < 60 else 1.0).run(60)
    levels = [level for _, level in plant.levels]
    assert levels == sorted(levels)
    top = len(plant.balance.held)
    assert top >= 3
    before = len(plant.levels)
    plant.run(400)
    assert plant.balance.held == ()
    back = [level for _, level in plant.levels[before:]]
    assert back == list(range(top - 1, -1, -1)), "one by one, and none had to be taken again"
    assert all(rate >= 27 for at, rate in plant.rates if at >= 60)


def test_a_short_peak_is_no_load() -> None:
    plant = Plant(lambda at: 6.0 if 30 <= at < 30.5 else 1.0).run(120)
    assert plant.levels == []


def test_a_rung_is_given_back_only_after_there_was_room_for_a_while() -> None:
    plant = Plant(lambda at: 2.4 if at < 30 or 31 <= at < 60 else 1.0).run(60)
    assert all(at < 30 for at, _ in plant.levels), "an easy second gives nothing back"


@settings(max_examples=15, deadline=None)
@given(st.floats(0.3, 6.0), st.floats(0.0, 0.12), st.integers(0, 10_000))
def test_under_a_steady_load_it_never_goes_to_and_fro(weight: float, noise: float, seed: int) -> None:
    """Every try that fails doubles the waiting: in an hour there are a dozen changes, in the second half few."""
    plant = Plant(lambda _: weight, noise=noise, seed=seed).run(3600)
    assert len(plant.levels) <= 8 + 2 * 8
    assert sum(at > 1800 for at, _ in plant.levels) <= 6


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(2, 60), st.floats(0.2, 5.0)), min_size=1, max_size=8),
    st.floats(0, 0.2),
    st.integers(0, 1000),
)
def test_whatever_the_load_does_the_order_holds_and_all_comes_back(
    loads: list[tuple[float, float]], noise: float, seed: int
) -> None:
    ends: list[tuple[float, float]] = []
    at = 0.0
    for seconds, weight in loads:
        at += seconds
        ends.append((at, weight))
    plant = Plant(lambda now: next((weight for end, weight in ends if now < end), 0.5), noise=noise, seed=seed)
    while plant.now < at:
        plant.run(plant.now + TICK_S)
        surely = [held.rung for held in plant.balance.held if held.rung.option]
        assert surely == list(RUNGS[: len(surely)])
    plant.run(at + 3000)
    assert plant.balance.held == ()


@pytest.mark.parametrize("seconds", [4, 7, 15, 25])
def test_a_load_that_comes_and_goes_does_not_take_the_picture_with_it(seconds: int) -> None:
    """As of another program that works now and then: it is traded for, and not given back in every pause."""
    plant = Plant(lambda at: 1.0 + 1.5 * (int(at / seconds) % 2), noise=0.05, seed=3).run(3600)
    first = sum(at < 300 for at, _ in plant.levels)
    assert len(plant.levels) - first < 60, "not once a minute"
    end = plant.now + 120
    plant.load = lambda _: 0.6
    plant.run(end)
    assert plant.balance.held == (), "once it is gone for good all comes back"


def test_a_source_that_gives_less_is_no_reason_to_trade() -> None:
    """A dark room: the camera gives 12 a second, a frame takes 50 ms, and every one of them is worked on."""
    plant = Plant(lambda _: 1.85, extra=lambda _at, _balance: {"falls_behind": False}).run(60)
    assert plant.levels == []


def test_a_target_below_the_source_s_rate_is_what_is_held() -> None:
    plant = Plant(lambda _: 1.0, limits=limits(target_fps=25.0), source_fps=60.0).run(60)
    assert plant.levels == [], "37 a second are more than enough"
    plant = Plant(lambda _: 1.0, limits=limits(target_fps=0.0), source_fps=60.0).run(60)
    assert plant.balance.held, "the source's own rate is wanted"
    assert target(NONE, 0.0) == 30
    assert target(limits(target_fps=0.0), 0.0) == 0


def test_with_nothing_left_it_says_so() -> None:
    plant = Plant(lambda _: 9.0).run(60)
    assert [held.rung for held in plant.balance.held] == list(RUNGS)
    assert plant.balance.spent
    assert plant.balance.over == "rate"


def test_a_failed_try_waits_longer_each_time_until_the_load_falls() -> None:
    tries: list[float] = []
    plant = Plant(lambda _: 1.45, noise=0.03).run(7200)
    for (at, level), (then, back) in pairwise(plant.levels):
        if level < back and then - at < FAILED_S:
            tries.append(at)
    gaps = [b - a for a, b in pairwise(tries)]
    assert all(later > earlier for earlier, later in pairwise(gaps))
    plant.load = lambda _: 0.6
    plant.run(7400)
    assert plant.balance.held == (), "a load that has clearly fallen is not waited for any longer"


# ---- what happens besides ------------------------------------------------------------------------------------


def test_a_pause_leaves_what_is_held_and_forgets_what_was_measured() -> None:
    plant = Plant(lambda _: 2.4).run(30)
    held = plant.balance.held
    plant.balance.start_over(plant.now)
    assert plant.balance.held == held
    assert plant.balance.over is None


def test_new_rungs_keep_what_is_still_one() -> None:
    plant = Plant(lambda _: 2.4).run(30)
    held = plant.balance.held
    assert len(held) >= 3
    fewer = tuple(rung for rung in RUNGS if rung != held[1].rung)
    assert plant.balance.new_rungs(fewer, plant.now)
    assert plant.balance.held == (held[0], *held[2:])
    assert not plant.balance.new_rungs(fewer, plant.now)


@pytest.mark.parametrize("work_s", [0.04, 0.1])
def test_a_rung_that_the_engine_refused_is_left_out(work_s: float) -> None:
    """One by one, and two at once where the work is far too much."""
    rungs = [rung for rung in RUNGS if rung.option]
    balance, hated, refused = Balance(rungs), RUNGS[1], 0
    for at in range(60):
        if balance.step(NONE, Taken(float(at), work_s)) and hated in [held.rung for held in balance.held]:
            balance.undo()
            refused += 1
    assert [held.rung for held in balance.held] == [rung for rung in rungs if rung != hated]
    assert refused <= 2


def test_a_rung_that_the_engine_does_not_give_back_is_tried_again_much_later() -> None:
    plant = Plant(lambda at: 2.4 if at < 30 else 0.8).run(30)
    held, tries = plant.balance.held, []
    while plant.now < 200:
        before = len(plant.levels)
        plant.run(plant.now + TICK_S)
        if len(plant.levels) > before:
            plant.balance.undo()
            tries.append(plant.now)
            assert plant.balance.held == held
    assert 2 <= len(tries) <= 3
    plant.balance.undo()
    assert plant.balance.held == held, "there is nothing more to undo"


def test_a_smaller_picture_that_saves_nothing_is_given_back_at_once() -> None:
    """Bringing the small picture back takes time, too: what an engine does not save by it is not worth it."""
    every, small = Rung("enhancer_cadence", "every", 2), Rung("processing_size", "", 0.5)
    balance = Balance((every, small))
    took = 0
    at = 0.0
    while at < 100:
        work = 0.040 + (0.001 if small in [held.rung for held in balance.held] else 0.0)
        if balance.step(NONE, Taken(at, work)):
            took += small in [held.rung for held in balance.held]
        at += 1.0
    assert [held.rung for held in balance.held] == [every]
    assert balance.spent
    assert 1 <= took <= 2, "tried again only after a long while"


def test_switched_off_gives_all_back() -> None:
    plant = Plant(lambda _: 2.4).run(30)
    assert plant.balance.give_all_back()
    assert plant.balance.held == ()
    assert not plant.balance.give_all_back()
