"""The websocket: told at once and once a second, by three ways to bring a token; a slow listener is let go."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as sockets
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from app.api.events import MOST, QUEUED, Hub, Listener
from app.api.refusals import Refusal
from app.api.routes.events import PROTOCOL
from app.api.shared import Shared
from app.base.errors import Message
from app.services.core import Core
from app.services.tasks import TaskRequest
from app.services.tokens import Role
from tests.api.conftest import PATIENCE_S, ClientMaker, Watch


@pytest.fixture
def address(url: str) -> str:
    return url.replace("http", "ws") + "/api/v1/events"


@pytest.fixture
def token(core: Core) -> str:
    return core.tokens.add("listener", Role.VIEWER).text


@pytest.fixture
def listening(address: str, token: str) -> Iterator[ClientConnection]:
    with connect(address, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        yield socket


def protocols(token: str) -> list[Subprotocol]:
    return [Subprotocol(PROTOCOL), Subprotocol(f"bearer.{token}")]


def until(socket: ClientConnection, kind: str, **wanted: object) -> dict[str, object]:
    """The next message of a kind whose data say what is wanted."""
    while True:
        message = json.loads(socket.recv(PATIENCE_S))
        data = message["data"]
        if message["type"] == kind and all(data[key] == value for key, value in wanted.items()):
            assert message["time"]
            return dict(data)


def test_the_status_comes_first_and_every_second(listening: ClientConnection) -> None:
    for _ in range(2):
        message = json.loads(listening.recv(PATIENCE_S))
        assert message["type"] == "status"
        assert message["data"]["session"]["state"] == "idle"


def test_changes_of_the_run_are_told_as_they_come(core: Core, listening: ClientConnection, watch: Watch) -> None:
    from app.services.control import Control

    Control(core).start()
    until(listening, "session", state="running")
    core.session.cover_now(True)
    until(listening, "session", covered_now=True)
    core.session.notice.publish(Message("photo.no_face", "No face was found.", "Take another.", {"name": "x"}))
    assert until(listening, "message", code="photo.no_face")["hint"] == "Take another."
    core.session.request_stop()
    until(listening, "session", state="idle")


def test_tasks_are_told_to_those_who_may_see_them_and_counted_for_the_others(
    core: Core, address: str, listening: ClientConnection, client_of: ClientMaker
) -> None:
    operator = core.tokens.add("operator", Role.OPERATOR).text
    until(listening, "status")
    with connect(address, additional_headers={"Authorization": f"Bearer {operator}"}) as socket:
        until(socket, "status")
        names = ["private.jpg", "private too.jpg"]
        tasks = [core.tasks.submit(TaskRequest(core.paths.media / "hopper.jpg", True, name)) for name in names]
        told: dict[str, dict[str, object]] = {}
        while len(told) < len(tasks):
            told |= {str(one["id"]): one for one in news(socket)}
        assert [(told[one.id]["name"], told[one.id]["state"]) for one in tasks] == [(one, "queued") for one in names]
        core.tasks.cancel(tasks[1].id)
        assert [(one["id"], one["state"]) for one in news(socket)] == [(tasks[1].id, "cancelled")]
        core.tasks.delete(tasks[0].id)
        assert [(one["id"], one["state"]) for one in news(socket)] == [(tasks[0].id, "deleted")]
    counted = {"queued": 0, "running": 0, "done": 0, "failed": 0, "cancelled": 1}
    while True:
        text = str(listening.recv(PATIENCE_S))
        assert "private" not in text
        heard = json.loads(text)
        assert heard["type"] != "tasks"
        if heard["data"]["tasks"] == {**counted, "progress": None, "seconds_left": None}:
            break
    metrics = client_of(Role.VIEWER).get("/api/v1/metrics").text
    assert 'understudy_tasks{state="cancelled"} 1.0' in metrics
    assert "private" not in metrics


def news(socket: ClientConnection) -> list[dict[str, object]]:
    while True:
        message = json.loads(socket.recv(PATIENCE_S))
        if message["type"] == "tasks":
            return list(message["data"])


def test_tokens_that_can_not_be_read_let_go_and_the_others_hear_on(
    core: Core, address: str, listening: ClientConnection
) -> None:
    until(listening, "status")
    found = core.logins.redeem(core.logins.link_code())
    assert found is not None
    with connect(address, additional_headers={"Authorization": f"Bearer {found[0]}"}) as page:
        until(page, "status")
        core.paths.tokens.unlink()
        core.paths.tokens.mkdir()
        with pytest.raises(ConnectionClosed) as closed:
            until(listening, "nothing")
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, "unknown")
        until(page, "status")
        until(page, "status")


def test_a_token_as_a_subprotocol(address: str, token: str) -> None:
    with connect(address, subprotocols=[PROTOCOL, f"bearer.{token}"]) as socket:  # type: ignore[list-item]
        assert socket.subprotocol == PROTOCOL
        until(socket, "status")


def test_a_token_as_the_first_message(address: str, token: str) -> None:
    with connect(address) as socket:
        socket.send(json.dumps({"token": token}))
        until(socket, "status")


@pytest.mark.parametrize("first", ["{}", "[]", '{"token": 5}', "no json", "[" * 5000, b"\x00"])
def test_no_token_in_the_first_message(address: str, first: str | bytes) -> None:
    with connect(address) as socket:
        socket.send(first)
        answer = json.loads(socket.recv(PATIENCE_S))
        assert (answer["ok"], answer["error"]["code"]) == (False, "api.no_token")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(PATIENCE_S)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


def test_a_wrong_token_is_refused_before_the_handshake(address: str) -> None:
    wrong = "ust_00000000_" + "a" * 43
    with pytest.raises(InvalidStatus) as header:
        connect(address, additional_headers={"Authorization": f"Bearer {wrong}"})
    with pytest.raises(InvalidStatus) as protocol:
        connect(address, subprotocols=protocols(wrong))
    for caught in (header, protocol):
        assert caught.value.response.status_code == 401
        assert json.loads(caught.value.response.body or b"")["error"]["code"] == "api.bad_token"


def test_a_page_of_another_place_is_refused(address: str, token: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(address, origin=Origin("http://evil.example"), subprotocols=protocols(token))
    assert caught.value.response.status_code == 403


def test_a_revoked_token_ends_it(core: Core, listening: ClientConnection) -> None:
    until(listening, "status")
    core.tokens.revoke("listener")
    with pytest.raises(ConnectionClosed) as closed:
        until(listening, "nothing")
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "revoked")


def test_a_listener_that_does_not_read_is_let_go_and_others_are_not(
    core: Core, url: str, token: str, listening: ClientConnection
) -> None:
    """Its socket takes no more: what is to be told piles up in its queue, and nobody waits for it."""
    where = urlsplit(url)
    deaf = sockets.socket()
    deaf.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 2048)
    deaf.connect((where.hostname, where.port))
    deaf.sendall(
        b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: %b\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer %b\r\n\r\n"
        % (b"a" * 22 + b"==", token.encode())
    )
    assert deaf.recv(12) == b"HTTP/1.1 101"
    text = "x" * 50_000
    for number in range(200):
        core.session.notice.publish(Message("photo.no_face", text, str(number)))
        until(listening, "message", hint=str(number))
    got = 0
    deaf.settimeout(PATIENCE_S)
    with contextlib.suppress(ConnectionError):  # it was hung up on
        while data := deaf.recv(1 << 20):
            got += len(data)
    deaf.close()
    assert got < 200 * 50_000, "it was let go with messages unsent"
    until(listening, "status")


def test_a_full_queue_lets_go_and_there_are_no_more_than_the_most(core: Core) -> None:
    async def look() -> None:
        one = Listener("")
        for number in range(QUEUED):
            one.put(str(number))
        assert not one.gone.is_set()
        one.put("too much")
        assert one.gone.is_set()
        assert one.reason == "slow"
        hub = Hub(core, Shared(core))
        held = [hub.listen("") for _ in range(MOST)]
        for each in held:
            each.__enter__()
        with pytest.raises(Refusal), hub.listen(""):
            pass
        held[0].__exit__(None, None, None)
        with hub.listen(""):
            assert hub.listening == MOST

    asyncio.run(look())
