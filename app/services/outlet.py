"""A way out of the program that outlives the runs: what the virtual camera and the network stream have in common.

1. It is wanted by the user or by one run alone. What is wanted is made true on a thread of its own, one change after
   the other, so that no caller waits for a device or a network.
2. While it is on, a feed (`pipeline/feed.py`) gives its readers pictures: those of the run, which come through
   :attr:`Outlet.output` behind guard and label, and cards before, between and after runs.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from app.base.errors import Message, OutputError
from app.pipeline.feed import Feed
from app.pipeline.fitting import Form
from app.pipeline.output import Card, OutputStatus
from engines.api import Image

Plan = TypeVar("Plan")
"""What to open; another plan, by ``==``, opens it anew."""


class Outlet(ABC, Generic[Plan]):
    """Every method may be called from any thread and returns at once, but :meth:`close` and :meth:`run_ended`."""

    def __init__(self, kind: str, changed: Callable[[], None]) -> None:
        """``changed`` is called when :attr:`status` may be another one."""
        self.kind = kind
        self.output = OutletOutput(self)
        """Hands the pictures of a run on; the same for every run, whether it is on or not."""
        self._changed = changed
        self._lock = threading.Lock()
        self._switches = ThreadPoolExecutor(1, thread_name_prefix=kind.replace("_", " "))
        self._feed: Feed | None = None
        self._ending: Feed | None = None
        """The one that is closed just now, which may still have a picture to send."""
        self._open: Plan | None = None
        self._card = Card.PAUSED
        """What stands in while no picture comes."""
        self._live = False
        """Whether a picture came since the card was shown last."""
        self._covered = self._closed = False
        self._failure: Message | None = None

    # ---- what a kind of outlet says --------------------------------------------------------------------------

    @property
    @abstractmethod
    def on(self) -> bool:
        """Whether it is switched on, also while it waits for its device."""

    @abstractmethod
    def _plan(self) -> Plan | None:
        """What to open now; None for nothing. On the thread of the switches."""

    @abstractmethod
    def _form(self, plan: Plan) -> Form:
        """What readers get with ``plan``."""

    @abstractmethod
    def _make(self, plan: Plan, card: Card, *, covered: bool) -> Feed:
        """A feed for ``plan`` that begins with ``card``, or covered."""

    @abstractmethod
    def _forget(self) -> bool:
        """The run is over: want nothing for it any more; whether it alone wanted anything."""

    # ---- on and off ------------------------------------------------------------------------------------------

    @property
    def failure(self) -> Message | None:
        """Why it takes no pictures just now, or did not at its end; None where all is well."""
        status = self.status
        return status.error if status is not None else self._failure

    @property
    def status(self) -> OutputStatus | None:
        """None while it is switched off."""
        if not self.on:
            return None
        with self._lock:
            feed = self._feed
        return feed.status() if feed is not None else OutputStatus(self.kind, False, "", 0, 0.0, 0, None)

    @property
    def form(self) -> Form | None:
        """What its readers get now; None while it is not open."""
        plan = self._open
        return self._form(plan) if plan is not None else None

    def refresh(self) -> Future[None]:
        """The settings changed: opens it anew where they say something else than before."""
        return self._apply()

    def close(self) -> None:
        """Off, for good; waits for its end. What wants it must have been told before."""
        self._apply()
        with self._lock:
            self._closed = True
        self._switches.shutdown(wait=True)

    def _apply(self, prepare: Callable[[], None] = lambda: None) -> Future[None]:
        """Make true what is wanted. ``prepare`` comes first, on the same thread; the OutputError that it raises is the
        Future's, and what is wanted then is made true all the same."""
        with self._lock:
            if self._closed:
                ended: Future[None] = Future()
                ended.set_result(None)
                return ended
            return self._switches.submit(self._reconcile, prepare)

    def _reconcile(self, prepare: Callable[[], None]) -> None:
        refusal: OutputError | None = None
        try:
            prepare()
        except OutputError as error:
            refusal = error
        plan = self._plan()
        if plan != self._open:
            self._replace(plan)
        self._changed()
        if refusal is not None:
            raise refusal

    def _replace(self, plan: Plan | None) -> None:
        with self._lock:
            ended, self._feed = self._feed, None
            self._ending = ended
            if ended is not None and plan is None and self._live:
                # Switched off in mid-run: the driver may keep the last picture, and whoever comes next could read it.
                ended.show(Card.PAUSED)
        if ended is not None:
            self._failure = ended.status().error
            ended.close(flush=plan is None)
        self._open = plan
        if plan is not None:
            self._failure = None
        with self._lock:
            self._ending = None
            if plan is not None:
                self._feed = self._make(plan, self._card, covered=self._covered)

    # ---- what is shown ---------------------------------------------------------------------------------------

    # A feed never waits and never asks back, so it is told with the lock held: what it shows is what was said last.

    def cover(self, on: bool) -> None:
        """The panic switch: the card "covered" from the next picture on, whatever the run does; or the end of that."""
        with self._lock:
            self._covered = on
            if self._ending is not None and on:
                self._ending.cover(on)
            if self._feed is not None:
                self._feed.cover(on)
                if not on and not self._live:
                    self._feed.show(self._card)

    def run_ended(self) -> None:
        """No run goes on: the card "paused". What only the run wanted ends with the run's last picture, and that end is
        waited for."""
        ends = self._forget()
        if ends and not self.on:
            with self._lock:
                self._card, self._live = Card.PAUSED, False
        else:
            self.show(Card.PAUSED)
        if ends:
            self._apply().result()

    def show(self, card: Card) -> None:
        """A card until the next picture comes."""
        with self._lock:
            self._card, self._live = card, False
            if self._feed is not None:
                self._feed.show(card)

    def put(self, image: Image) -> None:
        """A guarded and labelled picture; nothing while it is off."""
        with self._lock:
            self._live = True
            if self._feed is not None:
                self._feed.put(image)


class OutletOutput:
    """An outlet as an output of a run."""

    def __init__(self, outlet: Outlet[Plan]) -> None:
        self._outlet = outlet

    @property
    def kind(self) -> str:
        return self._outlet.kind

    def send(self, image: Image, captured_at: float) -> None:
        """Hand a picture over; it must not be written to any more. Never waits, never fails."""
        self._outlet.put(image)

    def show(self, card: Card) -> None:
        self._outlet.show(card)

    def status(self) -> OutputStatus:
        return self._outlet.status or OutputStatus(self.kind, False, "", 0, 0.0, 0, None)

    def close(self) -> None:
        """Nothing: the outlet outlives the run."""
