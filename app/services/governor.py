"""Keeps the rate of a run by trading quality for speed, and gives it back: the thread around `app.services.resources`.

While a live run goes on, twice a second: what the run takes is read off its meters and the machine's, held against the
limits of the settings, and the next rung is taken or the last one given back through the run's
:class:`app.services.steering.Steering`. Nothing of it is kept: the next run begins with what the user chose.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass

from app.base.errors import Message, UserError
from app.base.events import Event
from app.base.sections import ResourcesSection
from app.base.settings import Settings
from app.pipeline.sources import SourceInfo
from app.services.governor_words import reason_of, spent_words, steps_of
from app.services.machine_meters import MachineMeters, MachineReading
from app.services.resources import Balance, Taken, ladder, laid_over, target
from app.services.session import Session
from app.services.session_state import SessionState, SessionStatus
from app.services.steering import Steering

log = logging.getLogger(__name__)

TICK_S = 0.5
SETTLE_S = 0.5
"""After a change, before anything is measured: the engine may look for the faces anew."""
MEASURED_S, WINDOW_S = 0.7, 2.0
"""Shortest and longest time that a measurement is the mean of."""
MEASURED_FRAMES = 6
FEW_FRAMES, LONG_S = 3, 8.0
"""Where so few a second come that the above are not had in that time: at least so many, in so long a time at most."""
BEHIND = 0.025
"""Part of the source's pictures that is not taken, from which the run falls behind."""
HOLDS = 0.9
"""Part of the wanted rate from which on it is held."""
_CORES_SHARE = 0.3
"""Of a new value in the running mean of the processor's use."""


@dataclass(frozen=True, slots=True)
class GovernorStatus:
    """What the governor does just now."""

    active: bool = False
    """Whether there is a run that it watches."""
    level: int = 0
    """How many rungs are taken, of ``levels``."""
    levels: int = 0
    steps: tuple[Message, ...] = ()
    """What is traded, each in words."""
    reason: Message | None = None
    """Why; None where nothing is traded or lacking."""
    spent: Message | None = None
    """Said where it is still too much, and nothing is left to trade."""
    target_fps: float = 0.0
    """Pictures a second to keep; 0: there is no such rate."""
    holding: bool = True
    """Whether they are kept, as far as the source gives them."""


class Governor:
    """One for the program. Its thread begins with the first live run and ends with :meth:`close`."""

    def __init__(
        self,
        session: Session,
        machine: MachineMeters,
        settings: Callable[[], Settings],
        clock: Callable[[], float] = time.monotonic,
        *,
        pace: float = 1.0,
    ) -> None:
        """``clock``: the one that the pipeline's meters go by. ``pace``: how many of the seconds that all its rules are
        in go by in one of that clock; a test has it think faster."""
        self.changed: Event[GovernorStatus] = Event()
        self._session, self._machine, self._settings, self._clock = session, machine, settings, clock
        self._pace = pace
        self._status = GovernorStatus()
        self._run: _Watched | None = None
        self._wake = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._unsubscribe = session.changed.subscribe(self._on_session)

    def status(self) -> GovernorStatus:
        """What it does just now; at once, from any thread."""
        return self._status

    def close(self) -> None:
        """End; waits for the thread."""
        self._unsubscribe()
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _on_session(self, status: SessionStatus) -> None:
        with self._wake:
            if self._closing or (self._thread is None and status.state is not SessionState.RUNNING):
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="governor")
                self._thread.start()
            self._wake.notify_all()

    def _work(self) -> None:
        while True:
            with self._wake:
                if not self._closing:
                    idle = self._session.steering is None and self._run is None
                    self._wake.wait(None if idle else TICK_S / self._pace)
                if self._closing:
                    return
            try:
                self._tick()
            except Exception:  # a bug here must not stop the run, nor leave quality traded without anybody watching
                log.exception("The governor failed and is off for the rest of the run")
                if self._run is not None:
                    self._run.give_up()

    def _tick(self) -> None:
        steering = self._session.steering
        if steering is None or not steering.live:
            self._run = None
            self._show(GovernorStatus())
            return
        if self._run is None or self._run.steering is not steering:
            self._run = _Watched(steering, self._clock, self._pace, self._session.notice.publish)
        self._show(self._run.tick(self._settings().resources, self._machine.read()))

    def _show(self, status: GovernorStatus) -> None:
        if status != self._status:
            self._status = status
            self.changed.publish(status)


def _given_up(asked: Future[bool]) -> None:
    if not asked.cancelled() and asked.exception() is not None:
        log.error("What was traded could not be given back: %s", asked.exception())


class _Watched:
    """One run under the governor's eyes; for its thread alone."""

    def __init__(
        self, steering: Steering, clock: Callable[[], float], pace: float, notice: Callable[[Message], None]
    ) -> None:
        self.steering = steering
        self._pace, self._notice = pace, notice
        self._real_clock = clock
        self._balance = Balance(())
        self._planned: tuple[object, ...] = ()
        """What the rungs were made of."""
        self._source: SourceInfo | None = None
        self._from = self._clock() + SETTLE_S
        """What was before says nothing of now."""
        self._seen: deque[tuple[float, int, int]] = deque()
        """Time, pictures of the source, and those of them that were not taken."""
        self._cores: float | None = None
        self._asked: Future[bool] | None = None
        """A change that the pipeline has not made yet."""
        self._made_at = 0.0
        """When it had made the last one."""
        self._refused = False
        self._out = False

    def _clock(self) -> float:
        return self._real_clock() * self._pace

    def give_up(self) -> None:
        """Let the run be as the user chose it."""
        self._out = True
        self._balance.give_all_back()
        self._asked = None
        self.steering.trade({}, 1.0, None).add_done_callback(_given_up)

    def tick(self, limits: ResourcesSection, machine: MachineReading) -> GovernorStatus:
        """Look, and change what is to be changed."""
        if self._out or not self._settled():
            return self._told(limits, machine)
        now = self._clock()
        self._plan(limits, now)
        source = self.steering.pipeline.source
        if source.info != self._source or source.lost() is not None:
            self._source = source.info
            self._begin_anew(now)
        self._seen.append((now, source.frames_in, source.dropped))
        while len(self._seen) > 2 and self._seen[1][0] < now - WINDOW_S:
            self._seen.popleft()
        if not limits.govern:
            changed = self._balance.give_all_back()
        else:
            changed = self._balance.step(limits, self._taken(now, machine))
        if changed:
            self._apply()
        return self._told(limits, machine)

    # ---- what is traded --------------------------------------------------------------------------------------

    def _plan(self, limits: ResourcesSection, now: float) -> None:
        """New rungs where the user has changed options, or what may be traded."""
        steering = self.steering
        planned = (steering.changes, limits.trades)
        if planned == self._planned:
            return
        self._planned = planned
        rungs = ladder(steering.manifest, steering.chosen, limits.trades, steering.kept)
        if self._balance.new_rungs(rungs, now) or self._refused:
            self._refused = False
            self._apply()
        self._begin_anew(now)

    def _apply(self) -> None:
        values, size = laid_over([held.rung for held in self._balance.held])
        changes = self._planned[0] if self._planned else self.steering.changes
        assert isinstance(changes, int)
        self._asked = self.steering.trade(values, size, changes)
        self._asked.add_done_callback(self._made)

    def _made(self, _: Future[bool]) -> None:
        """On the pipeline's thread."""
        self._made_at = self._clock()

    def _settled(self) -> bool:
        """Whether the last change was made, or refused."""
        if self._asked is None:
            return True
        if not self._asked.done():
            return False
        asked, self._asked = self._asked, None
        try:
            if not asked.result():
                self._planned, self._refused = (), True  # the user was quicker: planned anew
        except CancelledError:
            return False  # the run ends
        except UserError as error:
            self._balance.undo()
            self._notice(error.message)
        self._begin_anew(self._made_at, keep=True)
        return True

    # ---- what it takes ---------------------------------------------------------------------------------------

    def _begin_anew(self, now: float, *, keep: bool = False) -> None:
        """``keep``: what was measured before the change is compared with what comes."""
        self._from = now + SETTLE_S
        self._seen.clear()
        if not keep:
            self._balance.start_over(now)

    def _taken(self, now: float, machine: MachineReading) -> Taken:
        pipeline = self.steering.pipeline
        since = max(self._from, now - WINDOW_S)
        frames, work_s = pipeline.meters.work(since / self._pace)
        enough = frames >= MEASURED_FRAMES and now - since >= MEASURED_S
        if frames < MEASURED_FRAMES and now - self._from >= WINDOW_S:
            frames, work_s = pipeline.meters.work(max(self._from, now - LONG_S) / self._pace)
            enough = frames >= FEW_FRAMES
        cores = machine.process_cpu_percent / 100
        self._cores = cores if self._cores is None else self._cores + (cores - self._cores) * _CORES_SHARE
        cards = [one.own_memory_mb for one in machine.gpus if one.own_memory_mb is not None]
        warm = [one.temperature_c for one in machine.gpus if one.temperature_c is not None]
        if machine.cpu_temperature_c is not None:
            warm.append(machine.cpu_temperature_c)
        return Taken(
            now,
            work_s if enough else None,
            self._behind(),
            pipeline.source.info.fps,
            self._cores,
            machine.process_memory_mb,
            max(cards, default=None),
            max(warm, default=None),
            machine.on_battery,
        )

    def _behind(self) -> bool:
        """Whether pictures of the source are left out, in the last seconds."""
        if len(self._seen) < 2:
            return False
        came = self._seen[-1][1] - self._seen[0][1]
        return self._seen[-1][2] - self._seen[0][2] > BEHIND * came

    def _source_fps(self) -> float | None:
        """How many pictures a second the source really gives; None while that is not known."""
        if len(self._seen) < 2 or self._seen[-1][0] - self._seen[0][0] < MEASURED_S:
            return None
        return (self._seen[-1][1] - self._seen[0][1]) / (self._seen[-1][0] - self._seen[0][0]) * self._pace

    def _told(self, limits: ResourcesSection, machine: MachineReading) -> GovernorStatus:
        balance, pipeline = self._balance, self.steering.pipeline
        wanted = target(limits, pipeline.source.info.fps)
        if not limits.govern or self._out:
            return GovernorStatus(target_fps=wanted)
        real = self._source_fps()
        possible = wanted if real is None else min(wanted, real)
        limit = balance.over or (balance.held[-1].limit if balance.held else None)
        measured = self._clock() >= self._from
        return GovernorStatus(
            active=True,
            level=len(balance.held),
            levels=len(balance.rungs),
            steps=steps_of([held.rung for held in balance.held]),
            reason=None if limit is None else reason_of(limit, limits, wanted),
            spent=spent_words(balance.over) if balance.spent else None,
            target_fps=wanted,
            holding=not measured or pipeline.meters.fps() >= HOLDS * possible,
        )
