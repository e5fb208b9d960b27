"""The network stream over all runs: on from the moment it is switched on until it is switched off or the program ends.

1. It is wanted by the user (:meth:`StreamFeed.switch`), or by one run alone (headless). A name is looked up once, on a
   thread of its own, and what is not allowed is refused before anything is sent.
2. While it is on, a steady feed (`pipeline/feed.py`) gives it pictures: those of the run, which come through
   :attr:`StreamFeed.output` behind guard and label, and cards before, between and after runs.
3. Size, rate and fit are those of the virtual camera, the bit rate is its own; another choice opens it anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from app.base.errors import Message, OutputError
from app.base.settings import Settings
from app.pipeline.cards import card_image
from app.pipeline.feed import Feed
from app.pipeline.fitting import Fit
from app.pipeline.output import Card, OutputStatus
from app.pipeline.stream_address import StreamAddress, resolve
from app.pipeline.udp import StreamWish, UdpStream, open_stream
from engines.api import Image

KIND = "stream"

_Plan = tuple[StreamWish, Fit]
"""What to open; another plan opens it anew."""


class StreamFeed:
    """One network stream. Every method may be called from any thread and returns at once, but :meth:`close`."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        cards: Path,
        notice: Callable[[Message], None],
        changed: Callable[[], None],
        language: Callable[[], str],
        opener: Callable[[StreamWish], UdpStream] = open_stream,
    ) -> None:
        """``cards`` is the folder of the cards, in the ``language`` asked for. ``notice`` is told what people should
        know, ``changed`` that :attr:`status` is another one."""
        self.output = StreamOutput(self)
        """Hands the pictures of a run on; the same for every run, whether the stream is on or not."""
        self._settings, self._cards, self._language = settings, cards, language
        self._notice, self._changed = notice, changed
        self._opener = opener
        self._lock = threading.Lock()
        self._switches = ThreadPoolExecutor(1, thread_name_prefix="stream")
        self._feed: Feed | None = None
        self._plan: _Plan | None = None
        self._by_user = ""
        self._by_run: StreamAddress | None = None
        self._known: StreamAddress | None = None
        """What the name of ``_by_user`` was found to be."""
        self._card = Card.PAUSED
        self._live = self._covered = self._closed = False
        self._failure: Message | None = None

    # ---- on and off ------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether it is switched on, also while it waits for its network."""
        return bool(self._by_user) or self._by_run is not None

    @property
    def failure(self) -> Message | None:
        """Why nothing is sent just now, or was not at its end; None where all is well."""
        status = self.status
        return status.error if status is not None else self._failure

    @property
    def status(self) -> OutputStatus | None:
        """None while it is switched off."""
        if not self.on:
            return None
        with self._lock:
            feed = self._feed
        if feed is None:
            return OutputStatus(KIND, False, "", 0, 0.0, 0, None)
        status = feed.status()
        return replace(status, error=_own(status.error)) if status.error is not None else status

    def switch(self, address: str) -> Future[None]:
        """Send to an address until switched again; empty: off. The Future carries an OutputError where the address can
        not be used, and then it is off; a network that is not there is told, and tried until it is."""
        self._by_user = address
        return self._apply(address)

    def refresh(self) -> Future[None]:
        """The settings changed: opens the stream anew where they say something else than before."""
        return self._apply(None)

    def _apply(self, address: str | None) -> Future[None]:
        with self._lock:
            if self._closed:
                ended: Future[None] = Future()
                ended.set_result(None)
                return ended
            return self._switches.submit(self._reconcile, address)

    def _reconcile(self, address: str | None) -> None:
        """Make true what is wanted now; one at a time, on the thread of the switches."""
        refusal: OutputError | None = None
        if address is not None:
            self._known = None
            try:
                self._known = resolve(address) if address else None
            except OutputError as error:
                refusal = error
                if self._by_user == address:
                    self._by_user = ""
        output = self._settings().output
        target = self._by_run or self._known
        plan: _Plan | None = None
        if target is not None:
            size = (output.virtual_camera_width, output.virtual_camera_height)
            plan = (
                StreamWish(target, *size, output.virtual_camera_fps, output.stream_kbps),
                output.virtual_camera_fit,
            )
        if plan != self._plan:
            self._replace(plan)
        self._changed()
        if refusal is not None:
            raise refusal

    def _replace(self, plan: _Plan | None) -> None:
        with self._lock:
            ended, self._feed = self._feed, None
        if ended is not None:
            self._failure = _own(ended.status().error)
            ended.close(flush=plan is None)
        self._plan = plan
        if plan is None:
            return
        wish, fit = plan
        self._failure = None
        with self._lock:
            self._feed = Feed(
                lambda: self._opener(wish),
                lambda card: card_image(self._cards, card, self._language()),
                _Watch(str(wish.address), self._notice, self._changed),
                kind=KIND,
                fps=wish.fps,
                fit=fit,
                card=self._card,
                covered=self._covered,
            )

    def close(self) -> None:
        """Off, for good; waits for its end."""
        self._by_user, self._by_run = "", None
        self._apply("")
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

    def run_begins(self, only_for_it: StreamAddress | None) -> None:
        """A run loads: the card "starting". ``only_for_it``: where to send until its end."""
        self._by_run = only_for_it
        self.show(Card.STARTING)
        if only_for_it is not None:
            self._apply(None)

    def run_ended(self) -> None:
        """No run goes on: the card "paused", or the end of a stream that only the run wanted. Waits for that end."""
        self.show(Card.PAUSED)
        if self._by_run is not None:
            self._by_run = None
            self._apply(None).result()

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


class StreamOutput:
    """The network stream as an output of a run."""

    kind = KIND

    def __init__(self, stream: StreamFeed) -> None:
        self._stream = stream

    def send(self, image: Image, captured_at: float) -> None:
        """Hand a picture over; it must not be written to any more. Never waits, never fails."""
        self._stream.put(image)

    def show(self, card: Card) -> None:
        self._stream.show(card)

    def status(self) -> OutputStatus:
        return self._stream.status or OutputStatus(KIND, False, "", 0, 0.0, 0, None)

    def close(self) -> None:
        """Nothing: the stream outlives the run."""


class _Watch:
    """What a feed tells goes to the session's events, in the words of a stream."""

    def __init__(self, address: str, notice: Callable[[Message], None], changed: Callable[[], None]) -> None:
        self._address, self._notice, self._changed = address, notice, changed

    def trouble(self, message: Message) -> None:
        own = _own(message)
        assert own is not None
        self._notice(own)

    def back(self, message: Message) -> None:
        text = f"The stream goes to {self._address} now."
        self._notice(Message("stream.back", text, "", {"address": self._address}))

    def changed(self) -> None:
        self._changed()


def _own(message: Message | None) -> Message | None:
    """The feed names a bug after the virtual camera."""
    if message is None or message.code.startswith("stream."):
        return message
    reason = str(message.params.get("reason", message.text))
    hint = "This is a fault of the program: the log has the details. Switch it off and on again."
    return Message("stream.bug", f"The stream ended by an error: {reason}.", hint, {"reason": reason})
