"""The network stream over all runs: on from the moment it is switched on until it is switched off or the program ends.

1. It is wanted by the user (:meth:`StreamFeed.switch`), or by one run alone (headless). A name is looked up once, and
   what is not allowed is refused before anything is sent. A name server that does not answer can take half a minute:
   what is no longer wanted, and the end of the program, do not wait for it.
2. Size, rate and fit are those of the virtual camera, the bit rate is its own; another choice opens it anew. How it
   lives over the runs stands in `outlet.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from app.base.errors import Message, OutputError
from app.base.settings import Settings
from app.pipeline.cards import card_image
from app.pipeline.feed import Feed
from app.pipeline.fitting import Fit, Form
from app.pipeline.output import Card, OutputStatus
from app.pipeline.stream_address import StreamAddress, resolve
from app.pipeline.udp import StreamWish, UdpStream, open_stream
from app.services.outlet import Outlet

KIND = "stream"

StreamPlan = tuple[StreamWish, Fit]
"""What to open, and how pictures of another shape are fitted."""


class StreamFeed(Outlet[StreamPlan]):
    """One network stream."""

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
        super().__init__(KIND, changed)
        self._settings, self._cards, self._language = settings, cards, language
        self._notice = notice
        self._opener = opener
        self._by_user = ""
        self._by_run: StreamAddress | None = None
        self._asking = threading.Event()
        """Set when the look-up that is under way is no longer waited for."""
        self._known: tuple[str, StreamAddress | None] = ("", None)
        """What was looked up last, and what that was found to be."""

    @property
    def on(self) -> bool:
        return bool(self._by_user) or self._by_run is not None

    @property
    def address(self) -> str:
        """Where the user wants it to go, as asked for; empty: switched off."""
        return self._by_user

    @property
    def failure(self) -> Message | None:
        return _own(super().failure)

    @property
    def status(self) -> OutputStatus | None:
        """None while it is switched off."""
        status = super().status
        return status if status is None or status.error is None else replace(status, error=_own(status.error))

    def switch(self, address: str) -> Future[None]:
        """Send to an address until switched again; empty: off. The Future carries an OutputError where the address can
        not be used, and then it is off; a network that is not there is told, and tried until it is."""
        asking = self._want(address)
        self._apply()  # another one ends now, and not once a name was looked up, which may take long
        return self._apply(lambda: self._look_up(address, asking))

    def run_begins(self, only_for_it: StreamAddress | None) -> None:
        """A run loads: the card "starting". ``only_for_it``: where to send until its end."""
        self._by_run = only_for_it
        self.show(Card.STARTING)
        if only_for_it is not None:
            self._apply()

    def close(self) -> None:
        self._want("")
        self._by_run, self._known = None, ("", None)
        super().close()

    def _want(self, address: str) -> threading.Event:
        with self._lock:
            self._asking.set()
            self._by_user, self._asking = address, threading.Event()
            return self._asking

    def _look_up(self, address: str, asking: threading.Event) -> None:
        if not address or asking.is_set():
            return
        answer: Future[StreamAddress] = Future()
        answer.add_done_callback(lambda _: asking.set())

        def ask() -> None:
            try:
                answer.set_result(resolve(address))
            except Exception as error:  # noqa: BLE001 - the Future carries it to whoever still waits
                answer.set_exception(error)

        # A daemon, left behind where it is not waited for: nothing can interrupt the system's resolver.
        threading.Thread(target=ask, name="stream name", daemon=True).start()
        asking.wait()
        if not answer.done():
            return  # something else was asked for meanwhile
        try:
            self._known = address, answer.result()
        except OutputError:
            self._known = "", None
            if self._by_user == address:
                self._by_user = ""
            raise

    def _plan(self) -> StreamPlan | None:
        name, found = self._known
        target = self._by_run or (found if self._by_user == name else None)
        if target is None:
            return None
        output = self._settings().output
        size = (output.virtual_camera_width, output.virtual_camera_height)
        return StreamWish(target, *size, output.virtual_camera_fps, output.stream_kbps), output.virtual_camera_fit

    def _forget(self) -> bool:
        wanted, self._by_run = self._by_run is not None, None
        return wanted

    def _form(self, plan: StreamPlan) -> Form:
        wish, fit = plan
        return Form(wish.width, wish.height, fit)

    def _make(self, plan: StreamPlan, card: Card, *, covered: bool) -> Feed:
        wish, fit = plan
        return Feed(
            lambda: self._opener(wish),
            lambda which: card_image(self._cards, which, self._language()),
            _Watch(str(wish.address), self._notice, self._changed),
            kind=KIND,
            fps=wish.fps,
            fit=fit,
            card=card,
            covered=covered,
        )


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
