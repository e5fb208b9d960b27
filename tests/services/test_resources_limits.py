"""The governor's other limits on a simulated run: memory, cores, warmth and the battery."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.services.resources import Balance, Limit, Taken, judge, laid_over, load
from tests.services.test_resources import NONE, RUNGS, Plant, limits, work_ms


def test_memory_is_no_matter_of_the_enhancer_s_cadence() -> None:
    def memory(_at: float, balance: Balance) -> dict[str, object]:
        boosts = sum(held.rung.what == "pixel_boost" for held in balance.held)
        return {"gpu_memory_mb": 4000.0 - 900 * boosts}

    plant = Plant(lambda _: 1.0, limits=limits(gpu_memory_mb=3000), extra=memory).run(60)
    assert plant.whats == ["pixel_boost", "pixel_boost"]
    assert [held.limit for held in plant.balance.held] == ["gpu_memory", "gpu_memory"]
    plant.limits = limits(gpu_memory_mb=500)
    plant.run(90)
    assert plant.whats == ["pixel_boost", "pixel_boost"]
    assert plant.balance.spent, "nothing that is left frees memory"
    plant.limits = NONE
    plant.run(400)
    assert plant.balance.held == ()


@pytest.mark.parametrize("used_mb", [4000.0, 2700.0])
def test_memory_that_nothing_can_free_keeps_nothing_that_was_traded_for_the_rate(used_mb: float) -> None:
    """Above its limit for good, and below it without room: what a load took comes back when the load goes."""
    plant = Plant(
        lambda at: 2.0 if at < 60 else 0.6,
        limits=limits(memory_mb=3000),
        rungs=tuple(rung for rung in RUNGS if rung.what != "pixel_boost"),
        extra=lambda _at, _balance: {"memory_mb": used_mb},
    ).run(60)
    assert plant.whats[:3] == ["enhancer_cadence"] * 3
    plant.run(400)
    assert plant.balance.held == ()
    assert plant.balance.spent is (used_mb > 3000)


def test_what_keeps_the_memory_low_stays_when_the_rest_is_given_back() -> None:
    def memory(_at: float, balance: Balance) -> dict[str, object]:
        boosts = sum(held.rung.what == "pixel_boost" for held in balance.held)
        return {"gpu_memory_mb": 4000.0 - 900 * boosts}

    plant = Plant(lambda at: 2.0 if at < 60 else 0.6, limits=limits(gpu_memory_mb=2500), extra=memory).run(60)
    assert "enhancer_cadence" in plant.whats
    plant.run(400)
    assert plant.whats == ["pixel_boost", "pixel_boost"]
    plant.limits = NONE
    plant.run(600)
    assert plant.balance.held == ()


def test_too_many_cores_trade_in_order() -> None:
    def cores(_at: float, balance: Balance) -> dict[str, object]:
        return {"cores": 3.0 - 0.4 * len(balance.held)}

    plant = Plant(lambda _: 1.0, limits=limits(cpu_threads=2), extra=cores).run(60)
    assert plant.whats == ["enhancer_cadence"] * 3


def test_warmth_is_followed_slowly() -> None:
    heat = {"now": 96.0}

    def warm(_at: float, balance: Balance) -> dict[str, object]:
        heat["now"] += (99 - 4 * len(balance.held) - heat["now"]) * 0.02
        return {"temperature_c": heat["now"]}

    plant = Plant(lambda _: 1.0, limits=limits(temperature_c=95.0), extra=warm).run(900)
    times = [at for at, _ in plant.levels]
    assert all(later - earlier >= 10 for earlier, later in pairwise(times))
    assert plant.balance.held
    assert heat["now"] < 95
    assert sum(at > 450 for at in times) <= 1


def test_on_battery_less_is_worked_on_each_picture() -> None:
    plugged = {"on_battery": True}
    plant = Plant(lambda _: 1.0, limits=limits(battery_load=60), extra=lambda _at, _balance: dict(plugged)).run(60)
    assert plant.balance.held
    assert plant.balance.held[0].limit == "battery"
    values, size = laid_over([held.rung for held in plant.balance.held])
    assert work_ms(values, size) * 30 / 1e3 <= 0.66
    plugged["on_battery"] = False
    plant.run(300)
    assert plant.balance.held == ()


@pytest.mark.parametrize("limit", ["cpu", "memory", "gpu_memory", "temperature"])
def test_what_is_not_known_says_nothing(limit: Limit) -> None:
    """A limit for a card on a machine without one must not keep what was traded for the rate."""
    name = {"cpu": "cpu_threads", "memory": "memory_mb", "gpu_memory": "gpu_memory_mb", "temperature": "temperature_c"}
    verdicts = judge(limits(**{name[limit]: 10}), Taken(0.0, 0.001))
    assert [one.limit for one in verdicts] == ["rate"]
    assert load(NONE, Taken(0.0, None)) is None
    (unknown,) = judge(NONE, Taken(0.0, None))
    assert not unknown.over
    assert not unknown.room
