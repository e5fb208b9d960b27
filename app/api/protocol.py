"""HTTP as uvicorn speaks it, but for one thing: what is no HTTP at all is answered by an envelope, too."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.envelope import encoded, failure, new_request_id, request_id


class EnvelopeProtocol(HttpToolsProtocol):
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
