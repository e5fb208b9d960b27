"""The local service in a thread of the program.

1. :meth:`ApiServer.start` starts the thread; its loop serves what the settings want, or waits until they want it.
2. A change of the settings that the service depends on ends its servers and begins others; requests under way are let
   finish for a moment.
3. :meth:`ApiServer.stop` ends the servers and joins the thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import uvicorn

from app.api.application import create_api
from app.api.door import Door, room
from app.api.events import Hub
from app.api.protocol import EnvelopeProtocol, EventsProtocol
from app.api.shared import Shared
from app.base.errors import Message, PortError, UserError
from app.base.events import Event
from app.base.settings import Settings
from app.services.audit import Audit
from app.services.certificate import Certificate, made_certificate, own_certificate
from app.services.core import Core
from app.services.local_service import Address, ServiceState, ServiceStatus

log = logging.getLogger(__name__)

_GRACE_S = 2
"""How long requests that are under way may take to finish."""
CONNECTIONS = 300
"""Open at a time at each port, websockets included; from there on requests are refused in words."""
_REFUSED = 20
"""Connections beyond that which are still told so."""
_FLUSH_S = 60.0
"""How often it is written when tokens were used last."""
_AGAIN_S = 5.0
"""How often it is looked whether a port that could not be had is free."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the settings ask of the service; another wish needs other servers."""

    enabled: bool
    host: str
    api_port: int
    monitor_port: int
    lan: bool
    certificate: str
    private_key: str

    @classmethod
    def of(cls, settings: Settings) -> Wish:
        api, ports = settings.api, settings.ports
        return cls(api.enabled, ports.host, ports.api, ports.monitor, api.lan, api.certificate, api.private_key)


class ApiServer:
    """See :class:`app.services.local_service.LocalService`."""

    def __init__(self, core: Core) -> None:
        self.changed: Event[ServiceStatus] = Event()
        self._core = core
        self._audit = Audit(core.paths.logs)
        self._status = ServiceStatus(ServiceState.STARTING)
        self._settled = threading.Condition()
        self._ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="api")
        self._ends: tuple[Callable[[], None], ...] = ()
        self._anew = False
        """Whether the servers shall end and begin once more, although the settings want the same."""

    @property
    def status(self) -> ServiceStatus:
        return self._status

    def start(self) -> None:
        self._ends = (
            self._core.settings.changed.subscribe(lambda _: self._look_up()),
            self._core.ports.anew.subscribe(lambda _: self._begin_anew()),
        )
        self._thread.start()

    def stop(self) -> None:
        for end in self._ends:
            end()
        self._ending = True
        self._look_up()
        if self._thread.is_alive():
            self._thread.join()
        self._audit.close()

    def wait(self, timeout_s: float) -> ServiceStatus:
        with self._settled:
            self._settled.wait_for(lambda: self._status.state is not ServiceState.STARTING, timeout_s)
        return self._status

    # ---- on its thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(self._main())
        except Exception as error:  # the thread's last line: told, and the program goes on without the service
            log.exception("The local service ended by a bug")
            text = f"The local service ended by an error: {error!r}."
            hint = "This is a fault of the program: the log has the details."
            message = Message("service.bug", text, hint, {"reason": repr(error)})
            self._tell(ServiceStatus(ServiceState.FAILED, error=message))
        else:
            self._tell(ServiceStatus(ServiceState.ENDED))

    async def _main(self) -> None:
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        while not self._ending:
            self._wake.clear()
            self._anew = False
            wish = Wish.of(self._core.settings.current)
            if not wish.enabled:
                self._tell(ServiceStatus(ServiceState.OFF))
                await self._until_other(wish)
                continue
            try:
                async with self._serving(wish) as status:
                    self._tell(status)
                    await self._until_other(wish, lacking=status.error is not None)
            except UserError as error:
                log.info("Not served: %s", error)
                self._tell(ServiceStatus(ServiceState.FAILED, error=error.message))
                await self._until_other(wish, lacking=isinstance(error, PortError))

    def _begin_anew(self) -> None:
        self._anew = True
        self._look_up()

    def _look_up(self) -> None:
        """Have the loop look at the settings and at whether it shall end; from any thread."""
        loop, wake = self._loop, self._wake
        if loop is not None and wake is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: it has ended
                loop.call_soon_threadsafe(wake.set)

    async def _until_other(self, wish: Wish, *, lacking: bool = False) -> None:
        """``lacking``: a port could not be had, and is taken as soon as it can."""
        assert self._wake is not None
        next_free = self._core.settings.current.ports.next_free
        while not (self._ending or self._anew) and Wish.of(self._core.settings.current) == wish:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_S if lacking else _FLUSH_S):
                    await self._wake.wait()
            self._wake.clear()
            await asyncio.to_thread(self._core.tokens.flush)
            if lacking and (
                self._core.settings.current.ports.next_free != next_free
                or await asyncio.to_thread(self._core.ports.could_be_had)
            ):
                return

    def _tell(self, status: ServiceStatus) -> None:
        with self._settled:
            self._status = status
            self._settled.notify_all()
        self.changed.publish(status)

    # ---- serving ---------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _serving(self, wish: Wish) -> AsyncIterator[ServiceStatus]:
        """Both servers, up to the end of the block. Raises UserError: a port or the certificate can not be had."""
        async with contextlib.AsyncExitStack() as undo:
            certificate = await asyncio.to_thread(self._certificate, wish)
            shared = Shared(self._core)
            api = create_api(self._core, self._audit, shared)
            undo.callback(shared.end)
            shared.begin()
            hub = api.state.hub = Hub(self._core, shared)
            addresses, refused, ending = [], None, asyncio.Event()
            for service, port in (("api", wish.api_port), ("monitor", wish.monitor_port)):  # the same at both
                undo.callback(self._core.ports.release, service)
                try:
                    address, listening = self._take(service, port, wish)
                except UserError as error:  # the other one may be had all the same
                    refused = error
                    continue
                addresses.append(address)
                await undo.enter_async_context(_server(api, listening, certificate, ending))
            if refused is not None and not addresses:
                raise refused
            undo.callback(ending.set)  # both at once: each takes a moment to end
            await undo.enter_async_context(hub.open())
            fingerprint = certificate.fingerprint if certificate is not None else ""
            lacking = refused.message if refused is not None else None
            yield ServiceStatus(ServiceState.SERVING, tuple(addresses), lacking, fingerprint)

    def _certificate(self, wish: Wish) -> Certificate | None:
        """What the local network demands; None where nobody but this machine is served."""
        if not wish.lan:
            return None
        if wish.certificate:
            return own_certificate(wish.certificate, wish.private_key)
        if wish.private_key:
            text = "api.private_key names a key, and api.certificate no certificate."
            raise UserError("service.key_alone", text, "Name both, or clear both to have one made.")
        return made_certificate(self._core.paths.user_data / "tls")

    def _take(self, service: str, port: int, wish: Wish) -> tuple[Address, socket.socket]:
        """A listening socket. Only with a certificate does anything listen to the network."""
        host, scheme = ("0.0.0.0", "https") if wish.lan else (wish.host, "http")
        taken = self._core.ports.take(service, port, host, scheme="https" if wish.lan else "http")
        near = "127.0.0.1" if wish.lan else f"[{host}]" if ":" in host else host
        url = f"{scheme}://{near}:{taken.port}"
        return Address(service, url, port, taken.port, wish.lan, taken.message), taken.socket


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is there: half the processor time per request, which is left to the pipeline."""
    try:
        import uvloop
    except ImportError:  # Windows has none
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it has begun."""

    def __init__(self, config: uvicorn.Config, ending: asyncio.Event) -> None:
        """``ending`` is set when it shall end."""
        super().__init__(config)
        self.begun = asyncio.Event()
        self._ending = ending

    async def main_loop(self) -> None:
        """uvicorn's, which would wake up ten times a second."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._ending.wait()
            self.should_exit = self.should_exit or self._ending.is_set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's, with doors of our own."""
        await super().startup([])
        config = self.config

        def make() -> asyncio.Protocol:
            return EnvelopeProtocol(config, self.server_state, self.lifespan.state)

        most = room(CONNECTIONS) + _REFUSED
        for one in sockets or ():
            self.servers.append(Door(one, make, self.server_state.connections, most, config.ssl))  # type: ignore[arg-type]
        self.begun.set()


@contextlib.asynccontextmanager
async def _server(
    app: Any, listening: socket.socket, certificate: Certificate | None, ending: asyncio.Event
) -> AsyncIterator[None]:
    """Answers at a socket up to the end of the block, or until it is ending; closes it."""
    config = uvicorn.Config(
        app,
        http=EnvelopeProtocol,
        ws=EventsProtocol,
        ws_per_message_deflate=False,  # mostly for this machine: it would be packed anew for each listener
        lifespan="off",
        log_config=None,  # the program's own log
        log_level="warning",  # a line for each websocket, with what stood in its address, says nothing more
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is who connects
        limit_concurrency=room(CONNECTIONS),
        timeout_graceful_shutdown=_GRACE_S,
        ws_max_size=65_536,
        ssl_certfile=certificate.certificate if certificate is not None else None,
        ssl_keyfile=certificate.private_key if certificate is not None else None,
    )
    server = _Server(config, ending)
    serving = asyncio.create_task(server.serve([listening]))
    begun = asyncio.create_task(server.begun.wait())
    try:
        await asyncio.wait((serving, begun), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield
    finally:
        begun.cancel()
        ending.set()
        await serving
