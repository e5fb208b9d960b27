"""``/api/v1/events``, a websocket: what happens, as it happens. It is not on the OpenAPI page, which knows none.

The token comes in the header ``Authorization``; or as the subprotocol ``bearer.TOKEN`` beside ``understudy.events``,
since web pages can send no headers; or as the first message, ``{"token": "..."}``. Never in the address.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import cast

from fastapi import WebSocket, WebSocketDisconnect

from app.api.envelope import encoded
from app.api.events import Hub, Listener
from app.api.gate import Gate, client_of
from app.api.identity import NOBODY, Identity, identity_of, refusal
from app.api.permissions import Permission
from app.api.refusals import Refusal, no_token
from app.api.routing import Routes

routes = Routes("events")

PROTOCOL = "understudy.events"
_BEARER = "bearer."
FIRST_S = 5.0
"""How long the first message with the token may take."""
CLOSES = {"slow": 1013, "ending": 1001, "revoked": 4401, "unknown": 1011}
"""Close codes by why a listener is let go: try again later, going away, our own for 401, an error of ours."""


@routes.websocket("/events", Permission.VIEW)
async def listen(socket: WebSocket) -> None:
    """State changes and the status once a second: ``{"type", "time", "data"}``, where the type is ``status``,
    ``session``, ``message`` or ``tasks``."""
    try:
        identity = await _before(socket)
    except Refusal as refused:
        await socket.send_denial_response(refused.response())
        return
    offered = socket.scope.get("subprotocols", ())
    await socket.accept(PROTOCOL if PROTOCOL in offered else None)
    try:
        if identity.role is None:
            identity = await _first(socket)
        denied = refusal(identity, Permission.VIEW)
        if denied is not None:
            raise denied
        with cast(Hub, socket.app.state.hub).listen(identity.id, identity.role) as listener:
            await _serve(socket, listener)
    except Refusal as refused:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.send_text(encoded(refused.body).decode())
            await socket.close(4000 + refused.status)
    except WebSocketDisconnect:
        return


async def _before(socket: WebSocket) -> Identity:
    """Who it is, as far as the handshake tells. Raises Refusal: a token that does not count."""
    identity = identity_of(socket.scope)
    tokens = [one.removeprefix(_BEARER) for one in socket.scope.get("subprotocols", ()) if one.startswith(_BEARER)]
    if identity.role is None and tokens:
        identity = await _gate(socket).login(tokens[0], client_of(socket.scope))
    denied = refusal(identity, Permission.VIEW) if identity is not NOBODY else None
    if denied is not None:
        raise denied
    return identity


async def _first(socket: WebSocket) -> Identity:
    """Who it is by its first message. Raises Refusal, WebSocketDisconnect."""
    try:
        async with asyncio.timeout(FIRST_S):
            said = json.loads(await socket.receive_text())
    except (TimeoutError, ValueError, KeyError, RecursionError):  # KeyError: bytes instead of a text
        raise no_token() from None
    token = said.get("token") if isinstance(said, dict) else None
    if not isinstance(token, str):
        raise no_token()
    return await _gate(socket).login(token, client_of(socket.scope))


def _gate(socket: WebSocket) -> Gate:
    return cast(Gate, socket.app.state.gate)


async def _serve(socket: WebSocket, listener: Listener) -> None:
    """Send what is queued until one side goes. A send that does not end is given up with the listener."""
    sending = asyncio.create_task(_send(socket, listener))
    hearing = asyncio.create_task(_hear(socket))
    let_go = asyncio.create_task(listener.gone.wait())
    tasks = (sending, hearing, let_go)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if listener.gone.is_set():
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(1.0):
                await socket.close(CLOSES[listener.reason], listener.reason)


async def _send(socket: WebSocket, listener: Listener) -> None:
    while True:
        await socket.send_text(await listener.queue.get())


async def _hear(socket: WebSocket) -> None:
    """Nothing is asked by this way: what comes is dropped, until the other side goes."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
