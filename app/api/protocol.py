"""HTTP and websockets as uvicorn speaks them, but for four things.

1. What is no HTTP at all is answered by an envelope, too.
2. A head is neither endless nor waited for without end: nobody has shown a token yet who sends one.
3. Who does not read what is sent to them is hung up on, and until then is not listened to either.
4. What the gate has ready is answered where the request was read, in one write and without a task of its own: it
   may be asked for a thousand times a second, and what that takes is taken from the pipeline.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.api.envelope import encoded, failure, new_request_id, request_id
from app.api.gate import Gate, Receive, Scope, Send
from app.api.refusals import Refusal
from app.base.errors import UserError

log = logging.getLogger(__name__)

HEAD_BYTES = 65_536
"""What the head of a request may be long."""
HEAD_S = 10.0
"""How long a head may take to come, from the beginning of the connection or the end of the last answer, in seconds."""
CLOSE_S = 1.0
"""How long a websocket that was closed is waited for, in seconds; after twice that it is cut off."""


async def busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Too many are connected."""
    request_id.set(new_request_id())
    refusal = Refusal(503, "api.busy", "Too many connections are open.", "Close some, or try again in a moment.")
    await refusal.response()(scope, receive, send)


# uvicorn warns of each request that is no HTTP. Who sends it is told so; the log would be filled by a stranger.
_quiet = logging.getLogger("app.api.http")
_quiet.setLevel(logging.ERROR)


class EnvelopeProtocol(HttpToolsProtocol):
    _head = 0
    """Bytes of a head that is not whole yet."""
    _in_head = True
    _waits_since = 0.0
    _unread = 0
    """Bytes that the other side had not taken when it was looked last."""
    _taking = False
    """Whether it has taken most of what waited since."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.logger = _quiet
        super().connection_made(transport)
        self._waits_since = self.loop.time()
        self._timer = self.loop.call_later(HEAD_S, self._look_at_time)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_time()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._forget_time()  # from here on another protocol has the connection
        super().handle_websocket_upgrade()

    def resume_writing(self) -> None:
        self._taking = True
        super().resume_writing()

    def _forget_time(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_at_time(self) -> None:
        """One timer for a connection and not one for each request, of which there are many."""
        now, until = self.loop.time(), self._waits_since + HEAD_S
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._unread and self._unread == before and not self._taking:
            self.transport.abort()
            return
        self._taking = False
        if until <= now and not (answering or self._unread or self.transport.is_closing()):
            if self._head:
                self._refuse(b"408 Request Timeout", "api.too_slow", "The request did not come in time.")
            else:
                self.transport.close()
        # Goes on until the connection is lost, since one that is closed waits for its last bytes to be taken.
        self._timer = self.loop.call_later(until - now if until > now else HEAD_S, self._look_at_time)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD_BYTES and not self.transport.is_closing():
            text = f"The head of the request is larger than {HEAD_BYTES} bytes."
            self._refuse(b"431 Request Header Fields Too Large", "api.head_too_large", text)

    def on_headers_complete(self) -> None:
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._waits_since = self.loop.time()
        super().on_response_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """uvicorn's, for a request whose head was read and whose turn it is."""
        if app is not self.app:  # uvicorn's own refusal of too many connections, which is plain text
            app = busy
        # Who does not read what was answered before is answered the long way, which waits for that.
        quick = isinstance(app, Gate) and cycle.keep_alive and not self.flow.write_paused
        try:
            whole = app.at_once(cycle.scope) if quick else None
        except UserError:  # the long way meets it again, and tells it
            whole = None
        except Exception:
            log.exception("The answer that lies ready could not be given at once")
            whole = None
        if whole is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        self.transport.write(whole)
        self.on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Before any application is asked."""
        self._refuse(b"400 Bad Request", "api.bad_request", f"{msg.rstrip('.')}.")

    def _refuse(self, status: bytes, code: str, text: str) -> None:
        self.transport.write(refusal(status, code, text))
        self.transport.close()


def refusal(status: bytes, code: str, text: str) -> bytes:
    """A whole answer, head and envelope, for what comes to no application."""
    request_id.set(new_request_id())
    body = encoded(failure(code, text, "Send HTTP as the OpenAPI page says."))
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    return head % (status, len(body)) + body


class EventsProtocol(WebSocketsSansIOProtocol):
    _hanging_up: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = CLOSE_S

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            # All of the head is here, and it asks for no websocket: uvicorn would wait for more.
            text = f"This begins no websocket: {self.conn.handshake_exc or 'it is not whole'}."
            self.transport.write(refusal(b"400 Bad Request", "api.bad_request", text))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._hanging_up is not None:
            self._hanging_up.cancel()
        super().connection_lost(exc)

    async def run_asgi(self) -> None:
        await super().run_asgi()
        if not self.disconnected:  # closing waits for what was sent to be taken
            self._hanging_up = self.loop.call_later(2 * CLOSE_S, self.transport.abort)

    # uvicorn answers each ping at once, also where nobody takes the answers.

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused:
            self.transport.resume_reading()

    async def receive(self) -> ASGIReceiveEvent:
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            if self.writable.is_set():
                self.transport.resume_reading()
        return message
