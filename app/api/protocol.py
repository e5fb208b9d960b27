"""HTTP as uvicorn speaks it, but for two things.

1. What is no HTTP at all is answered by an envelope, too.
2. What the gate has ready is answered where the request was read, in one write and without a task of its own: it
   may be asked for a thousand times a second, and what that takes is taken from the pipeline.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.envelope import encoded, failure, new_request_id, request_id
from app.api.gate import Gate, Receive, Scope, Send
from app.api.refusals import Refusal


async def busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Too many are connected."""
    request_id.set(new_request_id())
    refusal = Refusal(503, "api.busy", "Too many connections are open.", "Close some, or try again in a moment.")
    await refusal.response()(scope, receive, send)


class EnvelopeProtocol(HttpToolsProtocol):
    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """uvicorn's, for a request whose head was read and whose turn it is."""
        if app is not self.app:  # uvicorn's own refusal of too many connections, which is plain text
            app = busy
        whole = app.at_once(cycle.scope) if isinstance(app, Gate) and cycle.keep_alive else None
        if whole is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        self.transport.write(whole)
        self.on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Before any application is asked."""
        request_id.set(new_request_id())
        body = encoded(failure("api.bad_request", f"{msg.rstrip('.')}.", "Send HTTP as the OpenAPI page says."))
        head = (
            b"HTTP/1.1 400 Bad Request\r\n"
            b"content-type: application/json\r\n"
            b"content-length: %d\r\n"
            b"connection: close\r\n\r\n" % len(body)
        )
        self.transport.write(head + body)
        self.transport.close()
