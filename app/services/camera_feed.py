"""The virtual camera over all runs: on from the moment it is switched on until it is switched off or the program ends.

Size, rate and fit are those of the settings when it is opened, and stay so for its readers whatever source, engine and
faces do; another choice opens it anew. How it lives over the runs stands in `outlet.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.base.sections import OutputSection
from app.base.settings import Settings
from app.pipeline.cards import card_image, card_language
from app.pipeline.feed import Device, Feed
from app.pipeline.fitting import Fit, Form
from app.pipeline.output import Card
from app.pipeline.virtual_camera import CameraWish, Opener
from app.services.outlet import Outlet

KIND = "virtual_camera"


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """What to open, and how pictures of another shape are fitted."""

    wish: CameraWish
    fit: Fit

    @classmethod
    def of(cls, output: OutputSection) -> CameraPlan:
        wish = CameraWish(
            output.virtual_camera_width,
            output.virtual_camera_height,
            output.virtual_camera_fps,
            output.virtual_camera_backend,
            output.virtual_camera_device,
        )
        return cls(wish, output.virtual_camera_fit)


class CameraFeed(Outlet[CameraPlan]):
    """One virtual camera."""

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
        super().__init__(KIND, changed)
        self.language: Callable[[], str] = lambda: card_language(settings().ui.language)
        """Language of the cards, asked for when one is shown; the window puts in its own, which knows what the system
        speaks."""
        self._settings, self._cards = settings, cards
        self._watch = _Watch(notice, changed)
        self._opener = opener
        self._by_user = self._by_run = False

    @property
    def on(self) -> bool:
        return self._by_user or self._by_run

    def switch(self, on: bool) -> Future[None]:
        """On or off, until switched again. The Future is done once it was begun or ended, not once a device was found:
        that is tried until it is switched off, and :attr:`status` tells."""
        self._by_user = on
        return self._apply()

    def run_begins(self, *, only_for_it: bool) -> None:
        """A run loads: the card "starting". ``only_for_it``: the camera is wanted until its end."""
        self._by_run = only_for_it
        self.show(Card.STARTING)
        if only_for_it:
            self._apply()

    def close(self) -> None:
        self._by_user = self._by_run = False
        super().close()

    def _plan(self) -> CameraPlan | None:
        return CameraPlan.of(self._settings().output) if self.on else None

    def _forget(self) -> bool:
        wanted, self._by_run = self._by_run, False
        return wanted

    def _form(self, plan: CameraPlan) -> Form:
        return Form(plan.wish.width, plan.wish.height, plan.fit)

    def _make(self, plan: CameraPlan, card: Card, *, covered: bool) -> Feed:
        return Feed(
            self._opener(plan.wish),
            lambda which: card_image(self._cards, which, self.language()),
            self._watch,
            kind=KIND,
            fps=plan.wish.fps,
            fit=plan.fit,
            card=card,
            covered=covered,
        )


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
