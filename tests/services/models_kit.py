"""For the tests of models: files that pass for ONNX, entries of a catalogue, and a publisher on this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.base.sections import ModelsSection
from app.services.models import ModelEntry, Models

PATIENCE_S = 30.0  # for what another thread or process does; nothing waits that long


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def onnx_bytes(graph: int = 4000, letter: bytes = b"a") -> bytes:
    """The outer fields of a ModelProto: version, producer, a graph of ``graph`` bytes, operator sets."""
    return b"\x08\x0a" + b"\x12\x04test" + b"\x3a" + varint(graph) + letter * graph + b"\x42\x02\x10\x15"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def entry(model: str = "swap", **changes: Any) -> ModelEntry:
    made: dict[str, Any] = {
        "id": model,
        "file": f"{model}.onnx",
        "kind": "swapper",
        "vendor": "Somebody",
        "name": model.title(),
        "licence": "For tests only",
    }
    return ModelEntry.model_validate(made | changes)


def service(home: Path, *entries: ModelEntry, accepted: bool = True, **settings: Any) -> Models:
    """Models under ``home``, with licences accepted."""
    section = ModelsSection.model_validate({"folders": [], "proxy": "", "mirror": "", "offline": False} | settings)
    models = Models({one.id: one for one in entries}, home / "models", home / "models.json", lambda: section)
    if accepted:
        for one in entries:
            models.accept_licence(one.id)
    return models


Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the next of the publisher's ``answers``, or the whole file with parts where asked for."""

    server: Publisher
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.requests.append((self.path, dict(self.headers)))
            answer = self.server.answers.pop(0) if self.server.answers else self.server.usual
        self.close_connection = True
        answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    def give(
        self,
        data: bytes,
        *,
        etag: str = '"1"',
        ranges: bool = True,
        length: int | None = None,
        cut: int | None = None,
        kind: str = "application/octet-stream",
        status: int = 200,
        pause: tuple[threading.Event, threading.Event] | None = None,
        **headers: str,
    ) -> None:
        """``length`` is what is claimed (negative: nothing is); ``cut`` ends the connection after as many bytes;
        ``pause`` is set, and the other one waited for, in the middle."""
        start = 0
        asked = self.headers.get("Range", "")
        if ranges and asked and self.headers.get("If-Range") in (etag, None):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        body = data[start:]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is None or length >= 0:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        if etag:
            self.send_header("ETag", etag)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()
        middle = len(body) // 2 if pause else 0
        try:
            self.wfile.write(body[:middle])
            if pause is not None:
                pause[0].set()
                assert pause[1].wait(PATIENCE_S)
            self.wfile.write(body[middle:cut])
        except (BrokenPipeError, ConnectionResetError):  # the fetch was stopped
            return


class Publisher(ThreadingHTTPServer):
    """A real server on a free port of this machine. ``requests`` are paths and headers in their order."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.file = onnx_bytes(300_000)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.answers: list[Answer] = []

    def usual(self, handler: Handler) -> None:
        handler.give(self.file)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def url(self, model: str = "swap") -> str:
        return f"{self.root}/files/{model}.onnx"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is what these tests are about."""


@contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher that answers until the end of the block."""
    made = Publisher()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join(PATIENCE_S)
