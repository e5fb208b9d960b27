"""The virtual camera over all runs: on from the moment it is switched on until it is switched off or the program ends.

1. It is wanted by the user (:meth:`CameraFeed.switch`), or by one run alone (headless). Opening and closing happen on a
   thread of their own, one after the other, so that no caller waits for a device.
2. While it is on, a feed (`pipeline/feed.py`) gives its readers pictures: those of the run, which come through
   :attr:`CameraFeed.output` behind guard and label, and cards before, between and after runs.
3. Size, rate and fit are those of the settings when it is opened; another choice opens it anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.base.sections import OutputSection
from app.base.settings import Settings
from app.pipeline.cards import card_image, card_language
from app.pipeline.feed import Device, Feed
from app.pipeline.fitting import Fit
from app.pipeline.output import Card, OutputStatus
from app.pipeline.virtual_camera import CameraWish, Opener
from engines.api import Image

log = logging.getLogger(__name__)

KIND = "virtual_camera"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to open; another plan opens it anew."""

    wish: CameraWish
    fit: Fit

    @classmethod
    def of(cls, output: OutputSection) -> _Plan:
        wish = CameraWish(
            output.virtual_camera_width,
            output.virtual_camera_height,
            output.virtual_camera_fps,
            output.virtual_camera_backend,
            output.virtual_camera_device,
        )
        return cls(wish, output.virtual_camera_fit)


class CameraFeed:
    """One virtual camera. Every method may be called from any thread and returns at once, but :meth:`close`."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        cards: Path,
        notice: Callable[[Message], None],
        changed: Callable[[], None],
        opener: Callable[[CameraWish], Callable[[], Device]] = Opener,
    ) -> None:
        """``cards`` is the folder of the cards. ``notice`` is told what people should know, ``changed`` that
        :attr:`status` is another one."""
        self.output = FeedOutput(self)
        """Hands the pictures of a run on; the same for every run, whether the camera is on or not."""
        self.language: Callable[[], str] = lambda: card_language(settings().ui.language)
        """Language of the cards, asked for when one is shown; the window puts in its own, which knows what the system
        speaks."""
        self._settings, self._cards = settings, cards
        self._notice, self._changed = notice, changed
        self._opener = opener
        self._lock = threading.Lock()
        self._switches = ThreadPoolExecutor(1, thread_name_prefix="virtual camera")
        self._feed: Feed | None = None
        self._plan: _Plan | None = None
        self._by_user = self._by_run = False
        self._card = Card.PAUSED
        """What stands in while no picture comes."""
        self._live = False
        """Whether a picture came since the card was shown last."""
        self._covered = False
        self._closed = False
        self._failure: Message | None = None

    # ---- on and off ------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether it is switched on, also while it waits for its device."""
        return self._by_user or self._by_run

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
        return feed.status() if feed is not None else OutputStatus(KIND, False, "", 0, 0.0, 0, None)

    def switch(self, on: bool) -> Future[None]:
        """On or off, until switched again. The Future is done once it was begun or ended, not once a device was found:
        that is tried until it is switched off, and :attr:`status` tells."""
        self._by_user = on
        return self._apply()

    def refresh(self) -> Future[None]:
        """The settings changed: opens the camera anew where they say something else than before."""
        return self._apply()

    def _apply(self) -> Future[None]:
        with self._lock:
            if self._closed:
                ended: Future[None] = Future()
                ended.set_result(None)
                return ended
            return self._switches.submit(self._reconcile)

    def _reconcile(self) -> None:
        """Make true what is wanted now; one at a time, on the thread of the switches."""
        plan = _Plan.of(self._settings().output) if self.on else None
        if plan != self._plan:
            with self._lock:
                ended, self._feed = self._feed, None
            if ended is not None:
                self._failure = ended.status().error
                ended.close(flush=plan is None)
            if plan is not None:
                self._begin(plan)
            self._plan = plan
        self._changed()

    def _begin(self, plan: _Plan) -> None:
        self._failure = None
        with self._lock:
            self._feed = Feed(
                self._opener(plan.wish),
                lambda card: card_image(self._cards, card, self.language()),
                _Watch(self._notice, self._changed),
                kind=KIND,
                fps=plan.wish.fps,
                fit=plan.fit,
                card=self._card,
                covered=self._covered,
            )

    def close(self) -> None:
        """Off, for good; waits for the device."""
        self._by_user = self._by_run = False
        self._apply()
        with self._lock:
            self._closed = True
        self._switches.shutdown(wait=True)

    # ---- what is shown ---------------------------------------------------------------------------------------

    def cover(self, on: bool) -> None:
        """The panic switch: the card "covered" from the next picture on, whatever the run does; or the end of that."""
        with self._lock:
            self._covered = on
            feed, card = self._feed, None if self._live else self._card
        if feed is not None:
            feed.cover(on)
            if not on and card is not None:
                feed.show(card)

    def run_begins(self, *, only_for_it: bool) -> None:
        """A run loads: the card "starting". ``only_for_it``: the camera is wanted until its end."""
        self._by_run = only_for_it
        self.show(Card.STARTING)
        if only_for_it:
            self._apply()

    def run_ended(self) -> None:
        """No run goes on: the card "paused". A camera that only the run wanted ends with the run's last picture, and
        that end is waited for."""
        ends, self._by_run = self._by_run, False
        if ends and not self._by_user:
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
            feed = self._feed
        if feed is not None:
            feed.show(card)

    def put(self, image: Image) -> None:
        """A guarded and labelled picture; nothing while it is off."""
        with self._lock:
            self._live = True
            feed = self._feed
        if feed is not None:
            feed.put(image)


class FeedOutput:
    """The virtual camera as an output of a run."""

    kind = KIND

    def __init__(self, camera: CameraFeed) -> None:
        self._camera = camera

    def send(self, image: Image, captured_at: float) -> None:
        """Hand a picture over; it must not be written to any more. Never waits, never fails."""
        self._camera.put(image)

    def show(self, card: Card) -> None:
        self._camera.show(card)

    def status(self) -> OutputStatus:
        return self._camera.status or OutputStatus(KIND, False, "", 0, 0.0, 0, None)

    def close(self) -> None:
        """Nothing: the camera outlives the run."""


class _Watch:
    """What a feed tells goes to the session's events."""

    def __init__(self, notice: Callable[[Message], None], changed: Callable[[], None]) -> None:
        self._notice, self._changed = notice, changed

    def trouble(self, message: Message) -> None:
        self._notice(message)

    def back(self, message: Message) -> None:
        self._notice(message)

    def changed(self) -> None:
        self._changed()
