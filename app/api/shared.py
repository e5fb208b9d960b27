"""What several requests share, so that many of them cost little: the status, made at most ten times a second."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.envelope import encoded
from app.services.control import Control
from app.services.core import Core
from app.services.health import Health
from app.services.preview import PreviewPictures
from app.services.status_view import StatusData, status_data
from app.services.task_watch import TaskWatch

T = TypeVar("T")

STATUS_S = 0.1
"""How old a status may be when it is answered, in seconds."""


class Kept:
    """Data that is made again only once it is older than it may be; any thread may ask."""

    def __init__(
        self, make: Callable[[], Mapping[str, Any]], age_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make, self._age_s, self._clock = make, age_s, clock
        self._lock = threading.Lock()
        self._until = -1.0
        self._data = b""

    def data(self) -> bytes:
        """As JSON."""
        if self._clock() >= self._until:
            with self._lock:
                if self._clock() >= self._until:
                    self._data = encoded(self._make())
                    self._until = self._clock() + self._age_s
        return self._data


class Shared:
    """Made once for a service."""

    def __init__(self, core: Core) -> None:
        self.health = Health(core)
        self.control = Control(core)
        self.preview = PreviewPictures(core)
        self._core = core
        self.ending = threading.Event()
        """Set when the service ends: what would go on for ever does not."""
        self.tasks = TaskWatch(core.tasks)
        self.status = Kept(self.status_data, STATUS_S)
        self._urgent = ThreadPoolExecutor(1, thread_name_prefix="urgent")

    def begin(self) -> None:
        """The service is about to answer."""
        self.tasks.open()

    def status_data(self) -> StatusData:
        """The status of everything."""
        return status_data(self._core, self.tasks.summary)

    async def at_once(self, what: Callable[[], T]) -> T:
        """Do what must not wait behind other requests, such as the panic switch: all threads of the routes may be
        waiting for the run. One after the other, as they came."""
        return await asyncio.get_running_loop().run_in_executor(self._urgent, what)

    def counts(self, id_: str) -> bool:
        """Whether who has come with a token, or by a link, still may, by the id of that. Raises UserError: the tokens
        can not be read."""
        return self._core.logins.counts(id_) or self._core.tokens.counts(id_)

    def end(self) -> None:
        """The service ends."""
        self.ending.set()
        self._urgent.shutdown(wait=True)
        self.tasks.close()


async def _shared(connection: HTTPConnection) -> Shared:
    return cast(Shared, connection.app.state.shared)


SharedOf = Annotated[Shared, Depends(_shared)]
"""As an argument of a route."""


async def _control(shared: SharedOf) -> Control:
    return shared.control


ControlOf = Annotated[Control, Depends(_control)]
"""What steers the run, as an argument of a route."""
