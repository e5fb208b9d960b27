"""The gate before every request, in plain ASGI: what holds for all answers, whatever gives them.

In order: an id; the name it came by (``Host``, ``Origin``); how large it may be; whose token it brings; then what the
route answers, or at once where an answer lies ready; at last the headers, and a line in the audit log for what changed
something. What is raised below, by whatever, becomes an envelope.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import logging
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from app.api.envelope import JSON, around, new_request_id, request_id
from app.api.identity import NOBODY, Identity, refusal, remember
from app.api.limits import Attempts
from app.api.permissions import Permission, may
from app.api.refusals import (
    Refusal,
    bad_code,
    bug,
    refused,
    too_large,
    too_many_logins,
    too_slow,
    twice,
    wrong_host,
    wrong_origin,
)
from app.base.errors import UserError
from app.base.settings import Settings
from app.services.audit import Audit, AuditRecord
from app.services.logins import Logins, PageLogin
from app.services.tokens import Tokens

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_LIMIT = 1_000_000
"""Bytes of a request that is no upload."""
PIECE_S = 30.0
"""How long the next piece of a body is waited for, in seconds."""
OPEN_LIMIT, OPEN_S = 4096, 10.0
"""Bytes of a request that needs no token, and how long it may take to come."""
PAGE = "monitor page"
"""Who a page that logged in by a link is in the audit log."""
_READ = ("GET", "HEAD", "OPTIONS", "TRACE")
_ONCE = (b"host", b"origin", b"authorization")
"""Headers of which there may be one: of several, others may look at another one than we do."""
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_SECURITY = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
}
"""Where the answer does not bring its own."""
_SECURITY_HEAD = b"".join(key + b": " + value + b"\r\n" for key, value in _SECURITY.items())


class Gate:
    """An ASGI application around another one."""

    def __init__(
        self,
        app: App,
        *,
        settings: Callable[[], Settings],
        tokens: Tokens,
        logins: Logins,
        audit: Audit,
        large: Iterable[tuple[str, str]] = (),
        public: Iterable[tuple[str, str]] = (),
        ready: Mapping[str, tuple[Permission, Callable[[], bytes]]] | None = None,
    ) -> None:
        """``large``: method and path of uploads; ``public``: of what needs no token. ``ready``: paths of which the data
        of a GET lies ready as JSON."""
        self._app = app
        self._settings = settings
        self._tokens, self._logins = tokens, logins
        self._audit = audit
        self._large, self._public = frozenset(large), frozenset(public)
        self._ready = dict(ready or {})
        self.state: Any = None
        """That of the application."""
        self._attempts = Attempts(lambda: settings().api.failed_logins)
        self._verifying = asyncio.Lock()

    def at_once(self, scope: Scope) -> bytes | None:
        """A whole answer with its head, where the data lie ready and the token is known: for the protocol, which so
        spares the task of a request. It says the same as :meth:`__call__`; None: ask that."""
        ready = self._ready.get(scope["path"]) if scope["method"] == "GET" else None
        if ready is None:
            return None
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):  # one came twice
            return None
        kind, _, text = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        token = self._tokens.known(text.strip()) if kind.lower() == "bearer" else None
        permission, data = ready
        if token is None or not may(token.role, permission):
            return None
        try:
            self._check_names(headers, scope)
        except Refusal:
            return None
        name = self._name_of(headers)
        request_id.set(name)
        body = around(data())
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%bx-request-id: %b\r\n\r\n"
        return head % (len(body), _SECURITY_HEAD, name.encode()) + body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        name = self._name_of(headers)
        request_id.set(name)
        answer = _Answer(scope, send, name)
        identity = NOBODY
        try:
            self._check_names(headers, scope)
            identity = await self._who(headers, scope)
            remember(scope, identity)
            ready = self._ready.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
            if ready is not None:
                permission, data = ready
                refused_ = refusal(identity, permission)
                if refused_ is not None:
                    raise refused_
                await answer.json(200, around(data()))
                return
            await self._app(scope, self._limited(headers, scope, receive, identity), answer.send)
        except Refusal as error:
            await answer.refuse(error)
        except UserError as error:
            await answer.refuse(refused(error))
        except Exception:
            if not answer.began:  # else it was told and logged below
                log.exception("Request %s: %s failed by a bug", name, ascii(scope["path"]))
                await answer.refuse(bug())
        finally:
            if (scope["type"] == "http" and scope["method"] not in _READ) or answer.status in (401, 429):
                await self._note(scope, identity, answer, name)

    @staticmethod
    def _name_of(headers: Mapping[bytes, bytes]) -> str:
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        return given if _GOOD_ID.fullmatch(given) else new_request_id()

    # ---- who and how -----------------------------------------------------------------------------------------

    def _check_names(self, headers: Mapping[bytes, bytes], scope: Scope) -> None:
        """A page of another place that had its name point here (DNS rebinding) is refused by the name it knows."""
        if len(headers) != len(scope["headers"]):
            names = [name for name, _ in scope["headers"]]
            for name in _ONCE:
                if names.count(name) > 1:
                    raise twice(name.decode())
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._own(host):
            raise wrong_host(host)
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and urlsplit(origin).netloc != host:
            raise wrong_origin()

    def _own(self, host: str) -> bool:
        name = _name(host)
        api = self._settings().api
        if name in _LOCAL or (name and name in map(str.lower, api.allowed_hosts)):
            return True
        return api.lan and _is_number(name)  # which can not be rebound

    async def _who(self, headers: Mapping[bytes, bytes], scope: Scope) -> Identity:
        given = headers.get(b"authorization", b"").decode("latin-1")
        kind, _, text = given.partition(" ")
        if kind.lower() != "bearer" or not text.strip():
            return Identity(tried=True) if given else NOBODY
        return await self.login(text.strip(), client_of(scope))

    async def login(self, text: str, client: str) -> Identity:
        """Whose token a text is."""
        page = self._logins.known(text)
        if page is not None:
            return Identity(page.role, page.id, PAGE)
        token = self._tokens.known(text)
        if token is None:
            # Counted by the token that it claims to be: what a forgotten script sends locks nobody else out.
            who = f"{client} {self._tokens.meant(text)}"
            async with self._verifying:  # many at once cost no more than many in a row, and are all counted
                token = self._tokens.known(text)
                wait = self._attempts.wait_s(who) if token is None else 0
                if wait:
                    return Identity(tried=True, wait_s=wait)
                if token is None:
                    token = await asyncio.to_thread(self._tokens.verify, text)
                if token is None:
                    self._attempts.failed(who)
                    return Identity(tried=True)
        return Identity(token.role, token.id, token.name)

    def redeem(self, code: str, client: str) -> tuple[str, PageLogin]:
        """What a page is let in by for the code of its link. Raises Refusal: the code does not count, or too many did
        not that came from there."""
        who = f"{client} code"
        wait = self._attempts.wait_s(who)
        if wait:
            raise too_many_logins(wait)
        found = self._logins.redeem(code)
        if found is None:
            self._attempts.failed(who)
            raise bad_code()
        return found

    def _limited(self, headers: Mapping[bytes, bytes], scope: Scope, receive: Receive, identity: Identity) -> Receive:
        """``receive`` that refuses more than may come, what comes too slowly, and any body of somebody unknown where a
        token is needed: the framework reads it before it asks who sends it. Raises Refusal where it is known
        beforehand."""
        if scope["type"] != "http":
            return receive
        at, nobody = (scope["method"], scope["path"]), identity.role is None
        limit = OPEN_LIMIT if nobody else BODY_LIMIT
        if at in self._large:
            limit = self._settings().api.upload_mb * 1_000_000
        unknown = refusal(identity, Permission.VIEW) if nobody and at not in self._public else None
        length = headers.get(b"content-length", b"0")
        if unknown is None and length.isdigit() and int(length) > limit:
            raise too_large(limit)
        loop = asyncio.get_running_loop()
        until = loop.time() + OPEN_S if nobody else math.inf
        got, whole = 0, False

        async def receive_some() -> Message:
            nonlocal got, whole
            if whole:  # who waits now waits for the other side to go
                return await receive()
            if unknown is not None:
                raise unknown
            try:
                async with asyncio.timeout_at(min(until, loop.time() + PIECE_S)):
                    message = await receive()
            except TimeoutError:
                raise too_slow() from None
            whole = not message.get("more_body", False)
            got += len(message.get("body", b""))
            if got > limit:
                raise too_large(limit)
            return message

        return receive_some

    async def _note(self, scope: Scope, identity: Identity, answer: _Answer, name: str) -> None:
        record = AuditRecord(
            request_id=name,
            client=client_of(scope),
            token=identity.id,
            name=identity.name,
            role=identity.role or "",
            method=scope.get("method", "WS"),
            path=scope["path"],
            status=answer.status,
        )
        await asyncio.to_thread(self._audit.write, record)


@functools.lru_cache(256)
def _name(host: str) -> str:
    """The name or number in a ``Host``; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


@functools.lru_cache(256)
def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def client_of(scope: Scope) -> str:
    """The address of who asks."""
    client = scope.get("client")
    return str(client[0]) if client else "?"


class _Answer:
    """What goes back: adds the headers, and knows whether it began."""

    def __init__(self, scope: Scope, send: Send, name: str) -> None:
        self._scope, self._send, self._name = scope, send, name
        self.status = 0
        self.began = False

    async def send(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.began, self.status = True, message["status"]
            headers = list(message.get("headers", ()))
            has = {key.lower() for key, _ in headers}
            headers += [(key, value) for key, value in _SECURITY.items() if key not in has]
            headers.append((b"x-request-id", self._name.encode()))
            message["headers"] = headers
        elif message["type"] == "websocket.close" and not self.began:  # the framework, which knows no such address
            text, hint = "There is no websocket at this address.", "/api/v1/events is one."
            await self.refuse(Refusal(404, "api.not_found", text, hint))
            return
        elif message["type"] in ("websocket.accept", "websocket.close"):
            self.began = True
            code = message.get("code", 1000)
            if 4400 <= code < 4500:  # a login within the websocket that was refused
                self.status = code - 4000
        await self._send(message)

    async def json(self, status: int, body: bytes, more: Iterable[tuple[bytes, bytes]] = ()) -> None:
        prefix = "websocket.http." if self._scope["type"] == "websocket" else "http."
        length = str(len(body)).encode()
        headers = [(b"content-type", JSON.encode()), (b"content-length", length), *more]
        await self.send({"type": prefix + "response.start", "status": status, "headers": headers})
        await self.send({"type": prefix + "response.body", "body": body})

    async def refuse(self, error: Refusal) -> None:
        """The failure, where nothing went out yet; else the connection can only be ended."""
        if self.began:
            log.info("Request %s was cut off: %s", self._name, error.message)
            return
        more = [(key.lower().encode(), value.encode()) for key, value in error.headers.items()]
        if error.status in (408, 413):
            more.append((b"connection", b"close"))  # what still comes is not read
        await self.json(error.status, bytes(error.response().body), more)
