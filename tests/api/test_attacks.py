"""What a hostile neighbour or a broken client does: for the others the service goes on, and so does the program."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import connect

from app.api import door, gate, protocol
from app.api.gate import OPEN_LIMIT
from app.api.server import ApiServer
from app.services.control import Control
from app.services.core import Core
from app.services.session_state import SessionState, SessionStatus
from app.services.tokens import Role
from tests.api.conftest import PATIENCE_S, ClientMaker, Watch
from tests.api.test_answers import code


@pytest.fixture
def loading(core: Core, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run that loads until the file is taken away."""
    gate_file = tmp_path / "gate"
    gate_file.touch()
    monkeypatch.setenv("UNDERSTUDY_TEST_GATE", str(gate_file))
    yield gate_file
    gate_file.unlink(missing_ok=True)
    core.session.request_stop()
    core.session.wait(PATIENCE_S)


def opened(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), PATIENCE_S)


def answer(connection: socket.socket) -> tuple[int, str]:
    """Status and code of what comes back until the other side ends the connection."""
    got = b""
    while more := connection.recv(65536):
        got += more
    connection.close()
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), str(json.loads(body)["error"]["code"])


def push(connection: socket.socket, data: bytes, times: int) -> None:
    """Raises TimeoutError where the other side takes nothing for a while."""
    connection.settimeout(1.0)
    for _ in range(times):
        connection.sendall(data)


# ---- the panic switch and the end of a run come first ----------------------------------------------------------------


def test_the_panic_switch_waits_for_nobody(
    core: Core, client_of: ClientMaker, watch: Watch, loading: Path, url: str
) -> None:
    """More requests than there are threads wait for a run that does not end."""
    operator = client_of(Role.OPERATOR)
    operator.post("/api/v1/session/start")
    watch.until(SessionState.LOADING)
    body = b'{"source": "demo"}'
    head = (
        f"PUT /api/v1/source HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: {operator.headers['authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    waiting = [opened(url) for _ in range(60)]
    for one in waiting:
        one.sendall(head.encode() + body)
    assert operator.get("/health/live").status_code == 200  # behind all of them
    assert operator.post("/api/v1/cover", json={"on": True}, timeout=10).json()["data"]["covered_now"] is True
    assert operator.post("/api/v1/session/stop", timeout=10).status_code == 202
    loading.unlink()
    for one in waiting:
        assert one.recv(12) == b"HTTP/1.1 200"
        one.close()


def test_a_run_that_was_to_begin_anew_does_not_once_somebody_stops_it(
    core: Core, client_of: ClientMaker, watch: Watch, loading: Path
) -> None:
    deck, other = client_of(Role.OPERATOR), client_of(Role.OPERATOR)
    deck.post("/api/v1/session/start")
    watch.until(SessionState.LOADING)
    with ThreadPoolExecutor(1) as beside:
        chosen = beside.submit(deck.put, "/api/v1/source", json={"source": "demo"})
        watch.until(SessionState.STOPPING)
        assert other.post("/api/v1/session/stop").status_code == 202
        loading.unlink()
        assert chosen.result(PATIENCE_S).json()["data"]["state"] == "idle"
    assert core.settings.current.camera.source == "demo"
    assert other.post("/api/v1/session/start").json()["data"]["state"] == "loading", "later it may begin"


def test_nothing_begins_while_the_program_ends(core: Core, client_of: ClientMaker, watch: Watch, loading: Path) -> None:
    """A run that was to begin anew would keep the camera, and the program, for ever."""
    operator = client_of(Role.OPERATOR)
    operator.post("/api/v1/session/start")
    watch.until(SessionState.LOADING)
    with ThreadPoolExecutor(2) as beside:
        chosen = beside.submit(operator.put, "/api/v1/source", json={"source": "demo"})
        watch.until(SessionState.STOPPING)
        closing = beside.submit(core.session.close)
        loading.unlink()
        closing.result(PATIENCE_S)
        chosen.result(PATIENCE_S)
    assert core.session.status.state is SessionState.IDLE
    refused = operator.post("/api/v1/session/start")
    assert (refused.status_code, code(refused)) == (409, "session.closed")


def test_the_end_of_a_run_that_is_just_beginning_is_waited_for(core: Core) -> None:
    """It is loading, as everybody is told, and its thread is not there yet."""
    waiting: list[Future[bool]] = []

    def look(status: SessionStatus) -> None:
        if status.state is SessionState.LOADING and not waiting:
            core.session.request_stop()
            waiting.append(beside.submit(core.session.wait, PATIENCE_S))
            futures.wait(waiting, 0.1)  # it has every chance to go wrong

    with ThreadPoolExecutor(1) as beside:
        core.session.changed.subscribe(look)
        Control(core).start()
        assert waiting[0].result(PATIENCE_S)
    assert core.session.status.state is SessionState.IDLE


def test_what_is_chosen_while_a_run_loads_counts_for_it(
    core: Core, client_of: ClientMaker, watch: Watch, loading: Path
) -> None:
    operator = client_of(Role.OPERATOR)
    operator.post("/api/v1/session/start")
    watch.until(SessionState.LOADING)
    configured: list[object] = []
    configure = core.session.configure
    core.session.configure = lambda options: (configured.append(options), configure(options))[1]  # type: ignore[method-assign, func-returns-value]
    with ThreadPoolExecutor(1) as beside:
        chosen = beside.submit(operator.patch, "/api/v1/options", json={"options": {"blue": 7}})
        assert operator.get("/health/live").status_code == 200
        loading.unlink()
        assert chosen.result(PATIENCE_S).status_code == 200
    assert configured == [{"blue": 7}]


# ---- connections, heads and bodies -----------------------------------------------------------------------------------


def test_a_head_without_end_is_refused(url: str) -> None:
    connection = opened(url)
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * (protocol.HEAD_BYTES + 1))
    assert answer(connection) == (431, "api.head_too_large")
    connection = opened(url)
    connection.sendall(b"GET /health HTTP/1.1\r\n" + b"X: y\r\n" * (protocol.HEAD_BYTES // 6 + 1))
    assert answer(connection) == (431, "api.head_too_large")


def test_a_head_that_does_not_come_is_not_waited_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_S", 0.2)
    slow, silent = opened(url), opened(url)
    slow.sendall(b"GET /health HTTP/1.1\r\nHost: loc")
    assert answer(slow) == (408, "api.too_slow")
    assert silent.recv(100) == b""
    silent.close()
    again = opened(url)
    again.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert again.recv(12) == b"HTTP/1.1 200"
    again.sendall(b"\r\n")  # what is no head does not keep it open
    while again.recv(4096):
        pass
    again.close()


def test_a_body_of_somebody_unknown_is_not_read(core: Core, url: str) -> None:
    """It is refused before it comes, however large it says to be, and none is kept."""
    for path, wanted in (("/api/v1/cover", (401, "api.no_token")), ("/api/v1/login", (413, "api.too_large"))):
        connection = opened(url)
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"Content-Length: {OPEN_LIMIT + 1}\r\n\r\n".encode()
        )
        assert answer(connection) == wanted


def test_a_body_that_does_not_come_is_not_waited_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "OPEN_S", 0.1)
    connection = opened(url)
    connection.sendall(
        b"POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 20\r\n\r\n{"
    )
    assert answer(connection) == (408, "api.too_slow")


def test_connections_beyond_the_most_are_closed_at_once(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is an open file, which the camera and the recording need, too."""
    monkeypatch.setattr("app.api.server.CONNECTIONS", 3)
    monkeypatch.setattr("app.api.server._REFUSED", 2)
    server = ApiServer(core)
    server.start()
    url = server.wait(PATIENCE_S).addresses[0].url
    inside = [opened(url) for _ in range(5)]
    more = opened(url)
    assert more.recv(1) == b""
    more.close()
    inside.pop().close()
    for _ in range(1000):  # until the server has seen that one go
        again = opened(url)
        again.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        try:
            told = again.recv(12)
        except ConnectionError:
            told = b""
        again.close()
        if told:
            break
    assert told == b"HTTP/1.1 503", "there is room to be told that there is none"
    for one in inside:
        one.close()
    server.stop()


def test_half_of_the_room_is_kept_for_this_machine() -> None:
    class Inside:
        def __init__(self, address: str) -> None:
            self.client = (address, 1)

    async def look() -> None:
        inside: list[Inside] = []
        with socket.create_server(("127.0.0.1", 0)) as listening:
            one = door.Door(listening, asyncio.Protocol, inside, 200, None)
            inside += [Inside("192.168.1.5")] * 31
            assert not one._is_full("192.168.1.5")
            inside.append(Inside("192.168.1.5"))
            assert one._is_full("192.168.1.5"), "so many of one address"
            assert not one._is_full("192.168.1.6")
            inside += [Inside(f"192.168.2.{number}") for number in range(68)]
            assert one._is_full("192.168.1.6"), "so many of the network"
            assert not one._is_full("127.0.0.1")
            inside += [Inside("127.0.0.1")] * 100
            assert one._is_full("127.0.0.1")
            one.close()
            await one.wait_closed()

    asyncio.run(look())


def test_who_begins_no_tls_is_not_waited_for(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "GREETING_S", 0.2)
    core.settings.set("api.lan", True)
    server = ApiServer(core)
    server.start()
    address = server.wait(PATIENCE_S).addresses[0]
    silent = opened(address.url)
    assert silent.recv(1) == b""
    silent.close()
    server.stop()


def test_answers_that_nobody_reads_are_not_piled_up(core: Core, url: str) -> None:
    """The quick way writes without waiting: for one who asks in a row and reads nothing it is not taken."""
    token = core.tokens.add("deaf", Role.VIEWER).text
    assert core.tokens.verify(token) is not None
    request = f"GET /api/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    deaf = opened(url)
    with pytest.raises(TimeoutError):  # nobody takes any more
        push(deaf, request * 500, 400)
    deaf.close()


def test_who_reads_nothing_is_hung_up_on(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token is needed for that, and each would keep a place for ever."""
    monkeypatch.setattr("app.api.server.CONNECTIONS", 2)
    monkeypatch.setattr(protocol, "HEAD_S", 0.1)
    server = ApiServer(core)
    server.start()
    url = server.wait(PATIENCE_S).addresses[0].url
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    deaf.connect((urlsplit(url).hostname, urlsplit(url).port))
    deaf.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
    found = 503
    for _ in range(1000):
        found = httpx.get(f"{url}/health/live").status_code
        if found == 200:
            break
    deaf.close()
    server.stop()
    assert found == 200


def test_pings_of_one_who_reads_no_answer_are_not_read(core: Core, url: str) -> None:
    token = core.tokens.add("deaf", Role.VIEWER).text
    deaf = opened(url)
    deaf.sendall(
        b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: %b\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer %b\r\n\r\n"
        % (b"a" * 22 + b"==", token.encode())
    )
    assert deaf.recv(12) == b"HTTP/1.1 101"
    with pytest.raises(TimeoutError):
        push(deaf, (b"\x89\xfd\x00\x00\x00\x00" + b"a" * 125) * 500, 200)
    deaf.close()


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("Host: evil.example", (400, "api.bad_request")),
        ("Authorization: Bearer wrong", (400, "api.bad_request")),
        ("Origin: http://localhost\r\nOrigin: http://evil.example", (400, "api.bad_request")),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked", (400, "api.bad_request")),
        ("Content-Length: 2\r\nContent-Length: 3", (400, "api.bad_request")),
        ("Transfer-Encoding: chunked, identity", (400, "api.bad_request")),
        ("Content-Length: 2\r\nUpgrade: websocket\r\nConnection: Upgrade", (400, "api.bad_request")),
    ],
)
def test_what_others_may_read_in_another_way_is_refused(
    core: Core, url: str, more: str, wanted: tuple[int, str]
) -> None:
    token = core.tokens.add("one", Role.OPERATOR).text
    connection = opened(url)
    connection.sendall(
        f"POST /api/v1/cover HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\n{more}\r\n\r\n{{}}".encode()
    )
    assert answer(connection) == wanted


def test_a_websocket_where_there_is_none_is_told_so(core: Core, url: str) -> None:
    connection = opened(url)
    connection.sendall(
        b"GET /api/v1/none HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: YWFhYWFhYWFhYWFhYWFhYQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert answer(connection) == (404, "api.not_found")


def test_a_login_within_a_websocket_that_fails_is_written_down(core: Core, url: str, service: ApiServer) -> None:
    with connect(url.replace("http", "ws") + "/api/v1/events") as listener:
        listener.send('{"token": "wrong"}')
        assert json.loads(listener.recv(PATIENCE_S))["error"]["code"] == "api.bad_token"
    service.stop()  # all of it is written then
    (line,) = (core.paths.logs / "refused.log").read_text("utf-8").splitlines()
    assert (json.loads(line)["method"], json.loads(line)["status"]) == ("WS", 401)


# ---- tokens ----------------------------------------------------------------------------------------------------------


def test_a_forgotten_script_locks_nobody_else_out(core: Core, url: str, client_of: ClientMaker) -> None:
    old = core.tokens.add("old", Role.VIEWER)
    core.tokens.revoke("old")
    new = core.tokens.add("new", Role.VIEWER)
    with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
        for text, wanted in (
            *[(old.text, 401)] * 5,
            (old.text, 429),
            (f"ust_{new.token.id}_" + "a" * 43, 401),
            (new.text, 200),
        ):
            assert client.get("/api/status", headers={"Authorization": f"Bearer {text}"}).status_code == wanted
        code_ = core.logins.link_code()
        assert client.post("/api/v1/login", json={"code": code_}).status_code == 200


def test_wrong_secrets_of_a_token_are_limited_also_all_at_once(core: Core, url: str) -> None:
    token = core.tokens.add("known", Role.VIEWER).token
    verified = []
    verify = core.tokens.verify
    core.tokens.verify = lambda text: (verified.append(text), verify(text))[1]  # type: ignore[method-assign, func-returns-value]

    def ask(number: int) -> int:
        text = f"ust_{token.id}_{number:043d}"
        return httpx.get(f"{url}/api/status", headers={"Authorization": f"Bearer {text}"}).status_code

    with ThreadPoolExecutor(20) as many:
        assert sorted(many.map(ask, range(20))) == [401] * 5 + [429] * 15
    assert len(verified) == 5, "argon2 is paid for so often and no more"


def test_tokens_that_can_not_be_read_are_told_and_asked_for_again(
    core: Core, client_of: ClientMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(Role.VIEWER)
    assert client.get("/api/status").status_code == 200
    kept = core.paths.tokens.read_bytes()
    core.paths.tokens.unlink()
    core.paths.tokens.mkdir()
    for _ in range(2):
        refused = client.get("/api/status")
        assert (refused.status_code, code(refused)) == (409, "tokens.unreadable")
    core.paths.tokens.rmdir()
    core.paths.tokens.write_bytes(kept)
    assert client.get("/api/status").status_code == 200
