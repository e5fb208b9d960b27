"""What leaves the program now, for a window of our own to show: the run's newest picture, or the card that stands in.

It takes pictures as the virtual camera does, behind guard and label, and follows the panic switch at once; a picture
that got old gives way to a card as there. Nothing is kept while nobody looks.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from app.pipeline.feed import STALE_S
from app.pipeline.fitting import Fit, Form
from app.pipeline.output import Card, OutputStatus
from engines.api import Image

KIND = "window"


@dataclass(frozen=True, slots=True)
class Shown:
    """``what`` is a BGR picture of any size, which stays valid while it is held, or a card."""

    sequence: int
    what: Image | Card


class OutputTap:
    """Every method may be called from any thread and returns at once."""

    def __init__(self, stale_s: float = STALE_S) -> None:
        """``stale_s``: seconds without a new picture after which the last one gives way to a card."""
        self._stale_s = stale_s
        self.output = TapOutput(self)
        """Takes the pictures of a run; the same for every run."""
        self._form: Form | None = None
        self._lock = threading.Lock()
        self._on = self._covered = False
        self._live = False
        """Whether a picture came since a card was shown last."""
        self._came = 0.0
        self._card = Card.PAUSED
        self._shown = Shown(1, Card.PAUSED)

    @property
    def on(self) -> bool:
        return self._on

    def look(self, on: bool) -> None:
        """Somebody looks, or nobody any more."""
        with self._lock:
            self._on = on
            if not on:
                self._live = False
                self._leave(self._card)

    def fit_to(self, width: int, height: int, mode: Fit) -> None:
        """Say what the window fits the pictures to, which the mark must be seen in."""
        self._form = Form(width, height, mode)

    @property
    def form(self) -> Form | None:
        """What the window fits the pictures to; None while nobody looks."""
        return self._form if self._on else None

    def newest(self, after: int) -> Shown | None:
        """What is shown now, where its sequence is above ``after``."""
        with self._lock:
            old = time.monotonic() - self._came > self._stale_s
            if self._live and old and not isinstance(self._shown.what, Card):
                self._leave(Card.PAUSED)
            shown = self._shown
        return shown if shown.sequence > after else None

    def put(self, image: Image) -> None:
        """A guarded and labelled picture; nothing while nobody looks."""
        if self._on:
            with self._lock:
                if self._on:
                    self._live, self._came = True, time.monotonic()
                    if not self._covered:
                        self._leave(image)

    def show(self, card: Card) -> None:
        """A card until the next picture comes."""
        with self._lock:
            self._card, self._live = card, False
            if not self._covered and self._shown.what is not card:
                self._leave(card)

    def cover(self, on: bool) -> None:
        """The panic switch: the card "covered" at once, and no picture until it ends; nothing older comes back then."""
        with self._lock:
            if on != self._covered:
                self._covered = on
                self._leave(Card.COVERED if self._live else self._card)

    def run_begins(self) -> None:
        self.show(Card.STARTING)

    def run_ended(self) -> None:
        self.show(Card.PAUSED)

    def _leave(self, what: Image | Card) -> None:
        self._shown = Shown(self._shown.sequence + 1, Card.COVERED if self._covered else what)


class TapOutput:
    """The window as an output of a run; it is no way out of the program and is not counted as one."""

    kind = KIND

    def __init__(self, tap: OutputTap) -> None:
        self._tap = tap

    def send(self, image: Image, captured_at: float) -> None:
        """Hand a picture over; it must not be written to any more. Never waits, never fails."""
        self._tap.put(image)

    def show(self, card: Card) -> None:
        self._tap.show(card)

    def status(self) -> OutputStatus:
        return OutputStatus(KIND, self._tap.on, "", 0, 0.0, 0, None)

    def close(self) -> None:
        """Nothing: it outlives the run."""
