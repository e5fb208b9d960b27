"""What is traded for speed, and when: the governor's rules, without a thread or a clock of their own.

1. :func:`ladder` puts what a run can trade into rungs, in the declared order, each cheaper than what the user chose.
2. :class:`Balance` is told what a run takes, about twice a second, and says when the next rung is to be taken, and when
   the last one may be given back.

A rung is taken when a frame takes longer than the target leaves for it, or a limit is passed, for some time. It is
given back when the work would fit with it, too, by what it was seen to save. One that was given back and had to be
taken again waits twice as long each time, so that the picture does not go to and fro.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.base.sections import ResourcesSection, Trade
from app.services.engines import Manifest
from engines.api import OptionValue

Limit = Literal["rate", "battery", "cpu", "memory", "gpu_memory", "temperature"]

TOO_LONG, SHORT = 1.03, 0.9
"""Parts of the time that a frame may take: above the first it takes too long, below the second there is room."""
BATTERY_SLACK = 1.1
"""The same as the first on battery, where nothing is lost when it takes a little longer."""
ROOM = 0.85
"""Part of a limit below which there is room."""
COOLER_C = 8.0
"""Degrees below the limit from which there is room."""
LASTS_S = 0.9
"""How long something must be too much before it is acted upon."""
WARM_S = 10.0
"""Between two rungs that are taken for the temperature, which follows slowly."""
BACK_S = 5.0
"""How long there must be room before a rung is given back for the first time."""
WIDE, SOON_S = 0.6, 1.5
"""Part of the time that a frame may take, below which there is so much room with a rung less that it is given back so
soon, unless it failed before."""
FAILED_S, FAILED_WARM_S = 60.0, 300.0
"""A rung that has to be taken again within this was given back too early; the second for the temperature."""
AGAIN_S = 4.0
"""So soon after a rung was taken, the next one is taken without waiting once more whether it lasts."""
FAR = 1.6
"""Times what a frame may take, from which two rungs are taken at once."""
FORGET_S = 60.0
"""After so long half of what a rung was seen to save is believed no more: something else may have changed then."""
EASIER = 0.75
"""Part of the work at a failed try, below which the machine is clearly less busy and the waiting begins anew..."""
EASY_S = 30.0
"""... for all of them, where that has lasted so long: a load that comes and goes every few seconds is still there."""
MOST_SAVED = 4.0
USEFUL, USELESS_S = 1.02, 60.0
"""Times as long that a frame must have taken before the picture was made smaller, which costs something itself: else
the size is given back at once, and left for so many seconds, twice as long each time."""
_HARD = 8
"""Times that a rung waits longer which the engine did not give back."""
_MEMORY: tuple[Trade, ...] = ("pixel_boost",)
HELPS: Mapping[Limit, Collection[Trade]] = {"memory": _MEMORY, "gpu_memory": _MEMORY}
"""What helps against a limit; against all others everything does."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing that can be traded, one step of it."""

    what: Trade
    option: str
    """Empty for the size of the picture."""
    value: OptionValue
    """Of the option, or the part of the frame's sides."""


def ladder(
    manifest: Manifest, chosen: Mapping[str, OptionValue], order: Sequence[Trade], kept: Collection[str] = ()
) -> tuple[Rung, ...]:
    """The rungs below what the user chose, in the order in which they are taken. ``kept``: options that the user took
    back in this run."""
    rungs: list[Rung] = []
    specs = {spec.what: spec for spec in manifest.trades}
    for what in order:
        spec = specs.get(what)
        if spec is None or spec.option in kept or any(chosen[key] == value for key, value in spec.unless.items()):
            continue
        now = _number(chosen[spec.option]) if spec.option else 1.0
        first, last = _number(spec.values[0]), _number(spec.values[-1])
        usual = next((_number(one.default) for one in manifest.options if one.key == spec.option), 1.0)
        more = first > usual if len(spec.values) == 1 else last > first
        cheaper = [value for value in spec.values if (_number(value) > now if more else _number(value) < now)]
        rungs += [Rung(what, spec.option, value) for value in cheaper]
    return tuple(rungs)


def laid_over(taken: Sequence[Rung]) -> tuple[dict[str, OptionValue], float]:
    """The options and the size of the picture that rungs stand for; of one thing the last rung counts."""
    values = {rung.option: rung.value for rung in taken if rung.option}
    sizes = [_number(rung.value) for rung in taken if not rung.option]
    return values, min(sizes, default=1.0)


def rung_limit(held: Sequence[Held], rung: Rung) -> Limit | None:
    """What a rung was taken for; None where it is not held."""
    return next((one.limit for one in held if one.rung == rung), None)


def _number(value: OptionValue) -> float:
    assert not isinstance(value, str)
    return float(value)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run takes now. None: not known, and no limit is held against it."""

    at: float
    """Seconds on any steady clock."""
    work_s: float | None
    """Mean time that a frame took since the last change; None while there are too few: nothing is given back then."""
    falls_behind: bool = True
    """Whether the source gives pictures faster than they are worked on."""
    source_fps: float = 0.0
    """Rate of the source, 0 where nobody knows."""
    cores: float | None = None
    """Cores' worth of work of the program."""
    memory_mb: float | None = None
    gpu_memory_mb: float | None = None
    temperature_c: float | None = None
    """The warmest of processor and cards."""
    on_battery: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One limit, held against what is taken."""

    limit: Limit
    over: bool
    room: bool


def target(limits: ResourcesSection, source_fps: float) -> float:
    """Pictures a second to keep; 0 where there is none to keep."""
    known = [rate for rate in (limits.target_fps, source_fps) if rate > 0]
    return min(known, default=0.0)


def judge(limits: ResourcesSection, taken: Taken, saves: float = 1.0) -> list[Verdict]:
    """Every limit that is set. ``saves``: how many times as long a frame would take with a rung less, for the room."""
    verdicts = [_judge_rate(limits, taken, saves)]
    numbers: tuple[tuple[Limit, float | None, float, float], ...] = (
        ("cpu", taken.cores, limits.cpu_threads, saves),
        ("memory", taken.memory_mb, limits.memory_mb, 1.0),
        ("gpu_memory", taken.gpu_memory_mb, limits.gpu_memory_mb, 1.0),
    )
    for limit, value, most, more in numbers:
        if most and value is not None:
            verdicts.append(Verdict(limit, value > most, value * more < most * ROOM))
    warm, hottest = taken.temperature_c, limits.temperature_c
    if hottest and warm is not None:
        verdicts.append(Verdict("temperature", warm >= hottest, warm <= hottest - COOLER_C))
    return verdicts


def load(limits: ResourcesSection, taken: Taken) -> float | None:
    """Part of the time from one wanted picture to the next that the work on one takes; None where nobody knows."""
    wanted = target(limits, taken.source_fps)
    return taken.work_s * wanted if wanted and taken.work_s is not None else None


def _judge_rate(limits: ResourcesSection, taken: Taken, saves: float) -> Verdict:
    part = load(limits, taken)
    if part is None:
        return Verdict("rate", False, not target(limits, taken.source_fps))
    share = limits.battery_load / 100 if taken.on_battery else 1.0
    room = part * saves < SHORT * share
    if part > TOO_LONG and taken.falls_behind:
        return Verdict("rate", True, room)
    return Verdict("battery" if share < 1 else "rate", share < 1 and part > BATTERY_SLACK * share, room)


@dataclass(frozen=True, slots=True)
class Held:
    """A rung that is taken."""

    rung: Rung
    limit: Limit
    """For what."""


@dataclass(slots=True)
class _Seen:
    """What is known of a rung."""

    saves: float = 1.0
    saves_at: float = 0.0
    wait_s: float = BACK_S
    given_back_at: float | None = None
    work_at_failure: float | None = None
    useless_until: float = 0.0
    useless_s: float = USELESS_S


class Balance:
    """The state of one run's trades. :meth:`step` is called about twice a second; what it answers is to be done, and
    the next call with a new measurement comes after that was done."""

    def __init__(self, rungs: Sequence[Rung]) -> None:
        self.rungs = tuple(rungs)
        self.held: tuple[Held, ...] = ()
        """What is taken, in the order of taking."""
        self.over: Limit | None = None
        """The limit that is passed now; None: none is, or nothing is known."""
        self.spent = False
        """Whether a limit is passed and nothing is left that would help."""
        self._seen: dict[Rung, _Seen] = {}
        self._over_since: float | None = None
        self._room_since: float | None = None
        self._changed_at: float | None = None
        self._work_before: tuple[tuple[Rung, ...], bool, float] | None = None
        """The rungs that were taken (or given back) last, and the work before that."""
        self._unusable: set[Rung] = set()
        self._one_by_one = False
        self._now = 0.0
        self._last: tuple[tuple[Rung, ...], bool, tuple[Held, ...]] | None = None
        """The last change, and what was held before it."""

    def new_rungs(self, rungs: Sequence[Rung], at: float) -> bool:
        """The user chose something else: what is still a rung stays. True where something is not held any more."""
        self.rungs = tuple(rungs)
        held = tuple(one for one in self.held if one.rung in self.rungs)
        fewer, self.held, self._last = len(held) < len(self.held), held, None
        self.start_over(at)
        return fewer

    def start_over(self, at: float) -> None:
        """What was measured says nothing any more (another source, a pause); what is held stays."""
        self._over_since = self._room_since = self._work_before = None
        self._changed_at = at
        self.over, self.spent = None, False

    def undo(self) -> None:
        """The engine could not make the last change: everything is as before. A rung that it does not take is not
        tried again; of several at once nobody knows which it was, and from now on they are taken one by one. One that
        it does not give back waits longer before it is tried again."""
        if self._last is None:
            return
        rungs, took, self.held = self._last
        self._last = self._work_before = None
        if not took:
            for rung in rungs:
                self._seen.setdefault(rung, _Seen()).wait_s *= _HARD
        elif len(rungs) == 1:
            self._unusable.update(rungs)
        else:
            self._one_by_one = True

    def step(self, limits: ResourcesSection, taken: Taken) -> bool:
        """Whether `held` is another now."""
        self._now = taken.at
        if self._learn(taken):
            return True
        verdicts = judge(limits, taken)
        passed = [one.limit for one in verdicts if one.over]
        self.over = passed[0] if passed else None
        self.spent = False
        if passed:
            self._over_since = taken.at if self._over_since is None else self._over_since
            soon = self.held and self._changed_at is not None and taken.at - self._changed_at < AGAIN_S
            if (soon or taken.at - self._over_since >= LASTS_S) and self._take(passed, limits, taken):
                return True
        else:
            self._over_since = None
        spare = self._spare(limits, taken) if self.spent or not passed else None
        if spare is None:
            self._room_since = None
            return False
        self._room_since = taken.at if self._room_since is None else self._room_since
        return self._give_back(spare, limits, taken)

    def give_all_back(self) -> bool:
        """Nothing is governed any more. True where something was held."""
        some, self.held, self._last = bool(self.held), (), None
        self.over, self.spent = None, False
        self._over_since = self._room_since = self._work_before = None
        return some

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _take(self, passed: Sequence[Limit], limits: ResourcesSection, taken: Taken) -> bool:
        for limit in passed:
            left = [rung for rung in self.rungs if self._helps(rung, limit)]
            if not left:
                continue
            early = self._changed_at is not None and taken.at - self._changed_at < WARM_S
            if limit == "temperature" and self.held and early:
                return False
            far = limit == "rate" and (load(limits, taken) or 0) > FAR
            rungs = tuple(left[: 2 if far and not self._one_by_one else 1])
            self._last = rungs, True, self.held
            for rung in rungs:
                self._remember_failure(rung, limit, taken.at)
                self.held += (Held(rung, limit),)
            self._note(rungs, True, taken)
            return True
        self.spent = True
        return False

    def _helps(self, rung: Rung, limit: Limit) -> bool:
        """Whether it is left, and would be of use against a limit."""
        held = any(one.rung == rung for one in self.held)
        useless = rung in self._seen and self._seen[rung].useless_until > self._now
        return (
            not held
            and not useless
            and rung not in self._unusable
            and (limit not in HELPS or rung.what in HELPS[limit])
        )

    def _spare(self, limits: ResourcesSection, taken: Taken) -> Rung | None:
        """The rung that is to be given back next, as far as there is room: the last one taken. One that is needed only
        for what those below it do not help against, such as memory, does not keep them."""
        kept: set[Trade] = set()
        for rung in (one.rung for one in reversed(self.held)):
            if rung.what in kept:
                continue
            verdicts = judge(limits, taken, self._believed(rung, taken.at))
            tight = [one.limit for one in verdicts if not one.room and rung.what in HELPS.get(one.limit, (rung.what,))]
            if not tight:
                return rung
            if not all(limit in HELPS for limit in tight):
                return None
            kept.add(rung.what)
        return None

    def _remember_failure(self, rung: Rung, limit: Limit, at: float) -> None:
        seen = self._seen.setdefault(rung, _Seen())
        soon = FAILED_WARM_S if limit == "temperature" else FAILED_S
        if seen.given_back_at is not None and at - seen.given_back_at < soon:
            seen.wait_s *= 2
            seen.work_at_failure = None
        seen.given_back_at = None

    def _give_back(self, rung: Rung, limits: ResourcesSection, taken: Taken) -> bool:
        seen = self._seen.setdefault(rung, _Seen())
        hard, work = seen.work_at_failure, taken.work_s
        assert self._room_since is not None
        room_s = taken.at - self._room_since
        easier = hard is not None and work is not None and work < EASIER * hard
        if easier and room_s >= EASY_S:
            for one in self._seen.values():
                one.wait_s, one.work_at_failure = BACK_S, None
        part = load(limits, taken)
        rate = rung_limit(self.held, rung) == "rate"
        wide = rate and part is not None and part * self._believed(rung, taken.at) < WIDE
        wait_s = SOON_S if wide and seen.wait_s == BACK_S else seen.wait_s
        if room_s < wait_s:
            return False
        seen.given_back_at = taken.at
        self._last = (rung,), False, self.held
        self.held = tuple(one for one in self.held if one.rung != rung)
        self._note((rung,), False, taken)
        return True

    def _note(self, rungs: tuple[Rung, ...], took: bool, taken: Taken) -> None:
        self._work_before = None if taken.work_s is None else (rungs, took, taken.work_s)
        self._over_since = self._room_since = None
        self._changed_at = taken.at

    def _learn(self, taken: Taken) -> bool:
        """By the first measurement after a change: what the rung saves. True where that is nothing, and it is given
        back."""
        if self._work_before is None or not taken.work_s:
            return False
        rungs, took, before = self._work_before
        self._work_before = None
        ratio = before / taken.work_s if took else taken.work_s / before
        for rung in rungs:
            seen = self._seen.setdefault(rung, _Seen())
            seen.saves, seen.saves_at = min(max(ratio ** (1 / len(rungs)), 1.0), MOST_SAVED), taken.at
            if took and seen.wait_s > BACK_S and seen.work_at_failure is None:
                seen.work_at_failure = taken.work_s
        last = rungs[-1]
        if not took or last.what != "processing_size" or ratio >= USEFUL or rung_limit(self.held, last) != "rate":
            return False
        return self._drop(last, taken)

    def _drop(self, rung: Rung, taken: Taken) -> bool:
        """Give back a rung that is of no use."""
        seen = self._seen[rung]
        seen.useless_until, seen.useless_s = taken.at + seen.useless_s, 2 * seen.useless_s
        self._last = (rung,), False, self.held
        self.held = tuple(one for one in self.held if one.rung != rung)
        self._note((rung,), False, taken)
        self._work_before = None
        return True

    def _believed(self, rung: Rung, at: float) -> float:
        seen = self._seen.get(rung)
        if seen is None:
            return 1.0
        return 1.0 + (seen.saves - 1.0) * math.pow(0.5, (at - seen.saves_at) / FORGET_S)
