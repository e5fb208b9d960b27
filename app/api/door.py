"""Takes the connections of a listening socket for uvicorn, and never more than there is room for.

Every connection is an open file of the program, of which a system allows few: whoever opens a thousand would take them
from the camera and the recording. uvicorn counts requests and not connections, so they are counted here, before TLS is
spoken; one that is too many is closed at once.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import logging
import socket
import ssl
import sys
from collections.abc import Callable, Collection
from typing import Any

log = logging.getLogger(__name__)

GREETING_S = 5.0
"""How long a client may take for the beginning of TLS."""
_AGAIN_S = 1.0
"""How long nobody is let in after the system had no file to give."""
_EACH = 32
"""Connections of one address in the network."""


def room(most: int) -> int:
    """How many connections may be open at a port: ``most``, or fewer where the system gives few files."""
    if sys.platform == "win32":
        return most
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if files == resource.RLIM_INFINITY else min(most, files // 4)


class Door:
    """Open from the beginning on; what uvicorn knows as one of its servers. Belongs to the running loop."""

    def __init__(
        self,
        listening: socket.socket,
        make: Callable[[], asyncio.Protocol],
        inside: Collection[Any],
        most: int,
        tls: ssl.SSLContext | None,
    ) -> None:
        """``inside``: uvicorn's protocols of the connections that are open, each with its ``client``."""
        self._listening, self._make, self._inside, self._most, self._tls = listening, make, inside, most, tls
        self._greeting: dict[asyncio.Protocol, tuple[str, asyncio.Task[None]]] = {}
        """Those that are not inside yet, with their address."""
        listening.setblocking(False)
        self._task = asyncio.create_task(self._let_in())
        self._task.add_done_callback(_tell)

    def close(self) -> None:
        """Let nobody in any more."""
        self._task.cancel()
        for _, task in self._greeting.values():
            task.cancel()

    async def wait_closed(self) -> None:
        """Until that is so."""
        await asyncio.gather(self._task, *(task for _, task in self._greeting.values()), return_exceptions=True)

    async def _let_in(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, address = await loop.sock_accept(self._listening)
            except ConnectionError:  # gone again
                continue
            except OSError as error:
                log.warning("No connection can be taken: %s", error)
                await asyncio.sleep(_AGAIN_S)
                continue
            if self._is_full(address[0]):
                connection.close()
                continue
            protocol = self._make()
            task = asyncio.create_task(self._greet(connection, protocol))
            self._greeting[protocol] = address[0], task
            task.add_done_callback(functools.partial(self._greeted, connection, protocol))

    def _is_full(self, address: str) -> bool:
        """Half of the room is kept for this machine."""
        open_ = [one.client[0] for one in self._inside if one.client is not None]
        open_ += [of for protocol, (of, _) in self._greeting.items() if protocol not in self._inside]
        if len(open_) >= self._most:
            return True
        if _is_near(address):
            return False
        return open_.count(address) >= _EACH or sum(not _is_near(one) for one in open_) >= self._most // 2

    async def _greet(self, connection: socket.socket, protocol: asyncio.Protocol) -> None:
        loop = asyncio.get_running_loop()
        patience = GREETING_S if self._tls is not None else None
        try:
            await loop.connect_accepted_socket(
                lambda: protocol, connection, ssl=self._tls, ssl_handshake_timeout=patience
            )
        except OSError as error:  # no TLS, or gone again
            log.debug("A connection was not made: %s", error)

    def _greeted(self, connection: socket.socket, protocol: asyncio.Protocol, task: asyncio.Task[None]) -> None:
        del self._greeting[protocol]
        if task.cancelled():
            connection.close()


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("Nobody is let in any more, by a bug", exc_info=task.exception())


def _is_near(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
