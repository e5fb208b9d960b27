"""A steady output: whatever comes in, and whenever, its device is given pictures of one size at one rate.

1. The pipeline leaves the newest picture by reference (:meth:`Feed.put`) and goes on; it never waits for the device.
2. The feed's own thread takes it at the beat (`beat.py`), fits it to the device's size and sends it. Where none came in
   time the last one goes out again; where there is nothing to show, a card does.
3. A device that can not be opened, or goes away, is told once and tried again about every second, until it is back,
   which is told, too.

What is put here must have passed the guard and carry the label; nothing is drawn here. A picture that was put is read
later and by another thread: it must not be written to any more (see `buffers.py`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.base.errors import Message, OutputError
from app.pipeline.beat import Beat
from app.pipeline.fitting import Colour, Fit, Fitter
from app.pipeline.output import Card, OutputStatus
from engines.api import Image

log = logging.getLogger(__name__)

RETRY_S = 1.0
"""Seconds between two tries to open a device."""
_SHARE = 3
"""How many times as long as a try took the pause after it lasts at least."""
_CHECK_S = 0.5
"""Seconds between two looks whether the device is still there."""
STALE_S = 10.0
"""Seconds without a new picture after which the last one gives way to a card."""
_SURE_S = 1.0
"""Seconds that a device must have taken pictures before it counts as back."""
_JOIN_S = 5.0
"""Seconds that the end waits for a device that is blocked in its driver."""


class Device(Protocol):
    """What a feed gives its pictures to; used by one thread."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def device(self) -> str:
        """As the system calls it, such as ``/dev/video10``."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures that it takes."""

    def send(self, image: Image) -> None:
        """Take one C-contiguous BGR picture of :attr:`size`. Raises OutputError when it is gone."""

    def check(self) -> None:
        """Raises OutputError when it is gone and sending would not tell."""

    def close(self) -> None: ...


class FeedWatch(Protocol):
    """Is told what happens; called on the feed's thread, must be quick."""

    def trouble(self, message: Message) -> None:
        """The device can not be opened, or went away; said once until it is back."""

    def back(self, message: Message) -> None:
        """It takes pictures now."""

    def changed(self) -> None:
        """The status is another one."""


@dataclass(frozen=True, slots=True)
class _Picture:
    what: Image | Card
    arrived: float


class Feed:
    """One device, kept supplied. Its thread runs from the construction to :meth:`close`."""

    def __init__(
        self,
        open_device: Callable[[], Device],
        cards: Callable[[Card], Image],
        watch: FeedWatch,
        *,
        kind: str,
        fps: float,
        fit: Fit,
        card: Card = Card.PAUSED,
        covered: bool = False,
        retry_s: float = RETRY_S,
        stale_s: float = STALE_S,
    ) -> None:
        """``open_device`` raises OutputError when it can not; it is called on the feed's thread, again and again.
        ``cards`` gives the picture of a card, in any size. ``covered``: begin as after :meth:`cover`."""
        self.kind = kind
        self._open_device, self._cards, self._watch = open_device, cards, watch
        self._fps, self._fit = fps, fit
        self._retry_s, self._stale_s = retry_s, stale_s
        self._condition = threading.Condition()
        self._next: _Picture | None = _Picture(Card.COVERED if covered else card, time.monotonic())
        self._last: _Picture = self._next
        self._covered = covered
        self._stop = self._flush = False
        self._device: Device | None = None
        self._size: tuple[int, int] | None = None
        self._name = ""
        self._error: Message | None = None
        self._told = False
        self._opened_at = 0.0
        self._frames = self._repeated = self._dropped = self._missed = 0
        self._waits: deque[float] = deque(maxlen=60)
        # A daemon only so that a driver that never returns can not keep the program alive; close() joins it.
        self._thread = threading.Thread(target=self._run, name=f"feed {kind}", daemon=True)
        self._thread.start()

    # ---- from other threads ----------------------------------------------------------------------------------

    def put(self, image: Image) -> None:
        """Show a picture (BGR, any size) from its turn on, in the place of one that waits; returns at once. Nothing
        while covered."""
        with self._condition:
            if not self._covered:
                self._leave(image)

    def show(self, card: Card) -> None:
        """Show a card until the next picture; while covered that stays as it is. The same one again is nothing new: a
        lost camera is said ten times a second, and a card takes time to read and fit."""
        with self._condition:
            if not self._covered and (self._next or self._last).what is not card:
                self._leave(card)

    def cover(self, on: bool) -> None:
        """Show the card "covered" from the next turn on, and take no picture until it ends; nothing that was put
        before comes back then."""
        with self._condition:
            if on != self._covered:
                self._covered = on
                self._leave(Card.COVERED)

    def status(self) -> OutputStatus:
        with self._condition:
            newest = (self._next or self._last).what
            return OutputStatus(
                self.kind,
                self._device is not None,
                self._name,
                self._frames,
                time.monotonic() - self._opened_at if self._device is not None else 0.0,
                0,
                self._error,
                self._dropped,
                self._size,
                self._fps,
                str(newest) if isinstance(newest, Card) else "live",
                self._repeated,
                sum(self._waits) / len(self._waits) * 1e3 if self._waits else 0.0,
                self._device.device if self._device is not None else "",
            )

    def close(self, *, flush: bool = False) -> None:
        """End and release the device, which other programs see. ``flush``: a picture that waits for its turn goes out
        first."""
        with self._condition:
            self._stop, self._flush = True, flush and self._device is not None
            self._condition.notify_all()
        self._thread.join(_JOIN_S)
        if self._thread.is_alive():
            with self._condition:
                self._flush = False  # nobody can cover it any more: nothing goes out when its driver wakes up
            log.error("%s is still blocked in its driver after %.0f s: left behind", self._thread.name, _JOIN_S)

    def _leave(self, what: Image | Card) -> None:
        if self._next is not None and self._device is not None and not isinstance(self._next.what, Card):
            self._dropped += 1
        self._next = _Picture(what, time.monotonic())
        self._condition.notify_all()

    # ---- the feed's own thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (device := self._open()) is not None:
                try:
                    self._serve(device)
                except OutputError as error:
                    self._trouble(error.message)
                finally:
                    with self._condition:
                        self._device = None
                    device.close()
                self._pause()
        except Exception as error:  # the last line: a feed that ends without a word would freeze its readers
            log.exception("%s failed", self._thread.name)
            text = f"The virtual camera ended by an error: {error!r}."
            hint = "This is a fault of the program: the log has the details. Switch it off and on again."
            self._trouble(Message("virtual_camera.bug", text, hint, {"reason": repr(error)}))
        self._watch.changed()

    def _open(self) -> Device | None:
        """The device, once it opens; None when the end came first."""
        while not self._stop:
            started = time.monotonic()
            try:
                device = self._open_device()
            except OutputError as error:
                self._trouble(error.message)
                self._pause(time.monotonic() - started)
                continue
            with self._condition:
                self._device, self._size, self._name = device, device.size, device.name
                self._error = None
                self._opened_at = time.monotonic()
            self._watch.changed()
            return device
        return None

    def _pause(self, took: float = 0.0) -> None:
        """Until the next try. One that took long, such as starting other programs, is not made all the time."""
        with self._condition:
            self._condition.wait_for(lambda: self._stop, max(self._retry_s, _SHARE * took))

    def _serve(self, device: Device) -> None:
        """Give the device its pictures until the end. Raises OutputError when it went away."""
        fitters = Fitter(*device.size, self._fit), Fitter(*device.size)
        beat = Beat(self._fps, time.monotonic())
        check_at = time.monotonic() + _CHECK_S
        sure_at = time.monotonic() + _SURE_S
        shown: Card | str = ""
        fitted: Image | None = None
        while (turn := self._await_turn(beat)) is not None:
            picture, fresh = turn
            if time.monotonic() >= check_at:
                device.check()
                check_at = time.monotonic() + _CHECK_S
            if fresh or fitted is None:
                fitted = self._fitted(picture.what, *fitters)
            if self._covered and not isinstance(picture.what, Card):
                continue  # covered just now, while it was made ready: the card is next
            now = time.monotonic()
            beat.sent(now, picture.arrived if fresh else None)
            device.send(fitted)
            with self._condition:
                self._frames += 1
                self._repeated += not fresh
                self._missed = beat.missed
                if fresh:
                    self._waits.append(time.monotonic() - picture.arrived)
            showing = picture.what if isinstance(picture.what, Card) else "live"
            if showing != shown:
                shown = showing
                self._watch.changed()
            if self._told and now >= sure_at:
                self._back()

    def _await_turn(self, beat: Beat) -> tuple[_Picture, bool] | None:
        """Wait until a picture is due: that picture, and whether it is a new one; None at the end."""
        with self._condition:
            while True:
                if self._stop and not (self._flush and self._next is not None):
                    return None
                now = time.monotonic()
                stale = not isinstance(self._last.what, Card) and now - self._last.arrived > self._stale_s
                if self._next is None and stale:
                    self._next = _Picture(Card.PAUSED, now)
                due = beat.when(None if self._next is None else self._next.arrived)
                if now >= due:
                    break
                self._condition.wait(due - now)
            fresh = self._next is not None
            if self._next is not None:
                self._last, self._next = self._next, None
            return self._last, fresh

    def _fitted(self, what: Image | Card, fitter: Fitter, whole: Fitter) -> Image:
        """In the device's size; of a card nothing is cut off, and its bars have the colour of its edge."""
        if not isinstance(what, Card):
            return fitter.fit(what)
        image = self._cards(what)
        blue, green, red = (int(value) for value in image[0, 0])
        bars: Colour = (blue, green, red)
        return whole.fit(image, bars)

    def _trouble(self, message: Message) -> None:
        with self._condition:
            self._device = None
            tell = not self._told
            changed = self._error != message
            self._error, self._told = message, True
        if tell:
            self._watch.trouble(message)
        if tell or changed:
            self._watch.changed()

    def _back(self) -> None:
        self._told = False
        name = self._name
        self._watch.back(
            Message("virtual_camera.back", f"The virtual camera {name} takes pictures now.", "", {"device": name})
        )
        self._watch.changed()
