"""Trying a service as a client does: what answers may be ours, something else, nothing, or meant to hurt."""

from __future__ import annotations

import contextlib
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from app.base.errors import PortError
from app.base.settings import SettingsStore
from app.services.ports import Ports
from app.services.ports.trial import ask
from tests.services.ports.kit import PATIENCE_S, free_port, has_ipv6, listener

HOST = "127.0.0.1"


class Answering(BaseHTTPRequestHandler):
    code, body = 200, b'{"ok": true, "data": {}, "error": null, "meta": {"version": "1"}}'

    def do_GET(self) -> None:
        self.send_response(self.code)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def answered(ports: Ports, code: int, body: bytes) -> str:
    """What the test says of a service that answers so."""
    taken = ports.take("api", 0, HOST)
    kind = type("Kind", (Answering,), {"code": code, "body": body})
    server = HTTPServer((HOST, taken.port), kind, bind_and_activate=False)
    server.socket.close()
    server.socket = taken.socket
    thread = Thread(target=server.handle_request)
    thread.start()
    try:
        return ports.test("api").code
    except PortError as error:
        return error.message.code
    finally:
        thread.join(PATIENCE_S)
        server.server_close()


def test_a_service_that_answers(ports: Ports) -> None:
    assert answered(ports, 200, Answering.body) == "ports.answers"
    assert answered(ports, 503, Answering.body) == "ports.answers_unwell"


@pytest.mark.parametrize("body", [b"hello", b"[]", b'{"meta": {}}', b'{"meta": 3}', b"\xff"])
def test_what_answers_is_something_else(ports: Ports, body: bytes) -> None:
    assert answered(ports, 200, body) == "ports.not_ours"


@pytest.mark.parametrize("body", [b"[" * 60_000, b"x" * 10_000_000])
def test_what_answers_is_meant_to_hurt(ports: Ports, body: bytes) -> None:
    assert answered(ports, 200, body) == "ports.not_ours"


@pytest.mark.parametrize("said", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_trickles_does_not_hold_the_test(said: bytes) -> None:
    """Within its head, and within its body: each little piece comes in time, and there is no end."""
    over = Event()
    with socket.create_server((HOST, 0)) as listening:

        def trickle() -> None:
            came, _ = listening.accept()
            with came, contextlib.suppress(OSError):  # it goes while this is said
                came.sendall(said)
                while not over.wait(0.02):
                    came.sendall(b"x")

        thread = Thread(target=trickle)
        thread.start()
        try:
            with pytest.raises(PortError) as told:
                ask(f"http://{HOST}:{listening.getsockname()[1]}", patience_s=0.3)
        finally:
            over.set()
            thread.join(PATIENCE_S)
    assert told.value.message.code == "ports.no_answer"
    assert "timed out" in str(told.value)


def test_a_service_that_has_died(ports: Ports) -> None:
    ports.take("api", 0, HOST).socket.close()
    with pytest.raises(PortError) as told:
        ports.test("api")
    assert told.value.message.code == "ports.no_answer"


def test_a_service_that_does_not_run(ports: Ports, settings: SettingsStore) -> None:
    settings.set("ports.api", free_port())
    assert ports.test("api").code == "ports.free"
    with listener() as (_, port):
        settings.set("ports.api", port)
        with pytest.raises(PortError) as told:
            ports.test("api")
    assert told.value.message.code == "ports.next"


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_the_services_at_ipv6(ports: Ports, settings: SettingsStore) -> None:
    settings.set("ports.host", "::1")
    settings.set("ports.api", free_port())
    assert ports.look()[0].state == "free"
    taken = ports.take("api", settings.current.ports.api, settings.current.ports.host)
    assert ports.status()[0].url == f"http://[::1]:{taken.port}"
