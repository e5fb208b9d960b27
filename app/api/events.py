"""What happens, told to everybody who listens: state changes at once, the status once a second.

The pipeline's thread only wakes the loop. A message is made once, whoever listens, and laid into a bounded queue of
each listener; one whose queue is full is too slow and is let go, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from app.api.envelope import encoded, now
from app.api.permissions import Permission, may
from app.api.refusals import Refusal
from app.api.shared import Shared
from app.base.errors import Message, UserError
from app.services.core import Core
from app.services.status_view import message_data, session_data
from app.services.task_watch import TaskNews
from app.services.tokens import Role

log = logging.getLogger(__name__)

QUEUED = 16
"""Messages that a listener may be behind."""
MOST = 200
"""Listeners at a time."""
TICK_S = 1.0
NEWS_S = 0.2
"""How long changes of tasks are gathered, in seconds."""


class Listener:
    """One who listens. ``gone`` is set when it is let go; ``reason`` says why."""

    def __init__(self, token: str, role: Role | None = None) -> None:
        self.token, self.role = token, role
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUED)
        self.gone = asyncio.Event()
        self.reason = ""

    def put(self, text: str) -> None:
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.let_go("slow")

    def let_go(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.gone.set()


class Hub:
    """Belongs to the service's loop; only what the core publishes comes from other threads."""

    def __init__(self, core: Core, shared: Shared) -> None:
        self._core, self._shared = core, shared
        self._loop = asyncio.get_running_loop()
        self._listeners: set[Listener] = set()
        self._woken = False
        self._told: Any = None
        self._news: dict[str, TaskNews] = {}
        """What has changed of the tasks and was not told yet, by id."""
        self._ends: tuple[Callable[[], None], ...] = ()

    @property
    def listening(self) -> int:
        return len(self._listeners)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Tells up to the end of the block, and then lets everybody go."""
        session = self._core.session
        self._ends = (
            session.changed.subscribe(lambda _: self._from_outside(self._wake)),
            session.notice.subscribe(lambda message: self._from_outside(lambda: self._notice(message))),
            self._shared.tasks.changed.subscribe(lambda news: self._from_outside(lambda: self._tasks(news))),
        )
        ticking = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            for end in self._ends:
                end()
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            for one in tuple(self._listeners):
                one.let_go("ending")

    @contextlib.contextmanager
    def listen(self, token: str, role: Role | None = None) -> Any:
        """A listener, told how things are at once. Raises Refusal: there are too many."""
        if len(self._listeners) >= MOST:
            raise Refusal(503, "api.too_many_listeners", f"{MOST} listen already.", "Close another one first.")
        one = Listener(token, role)
        self._listeners.add(one)
        one.put(self._status())
        try:
            yield one
        finally:
            self._listeners.discard(one)

    # ---- what is told ----------------------------------------------------------------------------------------

    def _from_outside(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(what)

    def _wake(self) -> None:
        """The run's state may be another one; many changes at once are told as one."""
        if not self._woken:
            self._woken = True
            self._loop.call_later(0.02, self._session)

    def _session(self) -> None:
        self._woken = False
        data = session_data(self._core.session.status)
        if data != self._told:
            self._told = data
            self._broadcast("session", data)

    def _notice(self, message: Message) -> None:
        self._broadcast("message", message_data(message))

    def _tasks(self, news: Sequence[TaskNews]) -> None:
        """Tasks have changed; those that do so within a moment are told together."""
        if not self._news:
            self._loop.call_later(NEWS_S, self._tell_news)
        self._news.update({one["id"]: one for one in news})

    def _tell_news(self) -> None:
        news, self._news = list(self._news.values()), {}
        self._broadcast("tasks", news, Permission.TASKS)

    def _status(self) -> str:
        return _text("status", self._shared.status_data())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                self._second()
            except Exception:  # the next second may be better
                log.exception("The events could not be told")

    def _second(self) -> None:
        self._shared.health.look()
        self._shared.preview.rest()
        if not self._listeners:
            return
        for one in tuple(self._listeners):
            reason = self._refused(one.token)
            if reason:
                one.let_go(reason)
        self._send(self._status())

    def _refused(self, id_: str) -> str:
        """Why a token counts no more; empty where it does."""
        try:
            return "" if self._shared.counts(id_) else "revoked"
        except UserError as error:  # nobody knows: it is asked for again, and told this
            log.warning("A listener is let go: %s", error)
            return "unknown"

    def _broadcast(self, kind: str, data: Any, permission: Permission = Permission.VIEW) -> None:
        if self._listeners:
            self._send(_text(kind, data), permission)

    def _send(self, text: str, permission: Permission = Permission.VIEW) -> None:
        """Lay a message into the queues of those who may hear it."""
        for one in tuple(self._listeners):
            if may(one.role, permission):
                one.put(text)


def _text(kind: str, data: Any) -> str:
    return encoded({"type": kind, "time": now(), "data": data}).decode()
