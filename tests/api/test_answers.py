"""Every answer has the one form, whatever gives it; and the gate lets in what it should."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.gate import BODY_LIMIT
from app.api.limits import WINDOW_S, Attempts
from app.api.server import ApiServer
from app.base.errors import OutputError
from app.services import audit
from app.services.core import Core
from app.services.tokens import Role
from tests.api.conftest import ClientMaker


def envelope(response: httpx.Response) -> dict[str, object]:
    """The body, held against the form."""
    body: dict[str, object] = response.json()
    assert set(body) == {"ok", "data", "error", "meta"}
    meta = body["meta"]
    assert isinstance(meta, dict)
    assert meta["request_id"] == response.headers["x-request-id"]
    assert meta["version"]
    assert meta["time"]
    assert body["ok"] is (response.status_code < 400)
    if not body["ok"]:
        assert isinstance(body["error"], dict)
        assert set(body["error"]) == {"code", "message", "hint"}
        assert all(isinstance(part, str) for part in body["error"].values())
    else:
        assert body["error"] is None
    return body


def code(response: httpx.Response) -> str:
    error = envelope(response)["error"]
    assert isinstance(error, dict)
    return str(error["code"])


def test_a_success_and_its_headers(client_of: ClientMaker) -> None:
    response = client_of(None).get("/health/live", headers={"X-Request-ID": "mine-1"})
    assert envelope(response)["data"] == {"alive": True, "version": response.json()["meta"]["version"]}
    assert response.headers["x-request-id"] == "mine-1"
    for name, value in {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
    }.items():
        assert response.headers[name] == value
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not [name for name in response.headers if name.startswith("access-control")], "no CORS"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "wanted"),
    [
        ("GET", "/nothing", None, 404, "api.not_found"),
        ("GET", "/api/v1/nothing", None, 404, "api.not_found"),
        ("DELETE", "/api/status", None, 405, "api.method"),
        ("TRACE", "/api/v1/cover", None, 405, "api.method"),
        ("POST", "/api/v1/cover", b"{", 422, "api.bad_value"),
        ("POST", "/api/v1/cover", b'{"on": 1}', 422, "api.bad_value"),
        ("POST", "/api/v1/cover", b'{"on": true, "more": 1}', 422, "api.bad_value"),
        ("PUT", "/api/v1/engine", b'{"engine": "none"}', 404, "engine.unknown"),
        ("PUT", "/api/v1/faces", b'{"faces": ["/etc/passwd"]}', 403, "tasks.not_allowed"),
        ("PUT", "/api/v1/source", b'{"source": "../../etc/passwd"}', 403, "tasks.not_allowed"),
        ("PUT", "/api/v1/virtual-camera", b'{"on": true}', 403, "consent.missing"),
        ("PUT", "/api/v1/stream", b'{"on": true, "address": "udp://127.0.0.1:5000"}', 403, "consent.missing"),
        ("PATCH", "/api/v1/settings", b'{"camera.wide": 1}', 404, "settings.unknown_key"),
        ("PATCH", "/api/v1/settings", b'{"camera.width": "x"}', 422, "settings.bad_value"),
        ("DELETE", "/api/v1/tokens/none", None, 404, "tokens.unknown"),
        ("GET", "/api/v1/preview.jpg", None, 409, "service.no_preview"),
    ],
)
def test_a_failure_of_each_kind(
    admin: httpx.Client, method: str, path: str, body: bytes | None, status: int, wanted: str
) -> None:
    response = admin.request(method, path, content=body, headers={"content-type": "application/json"})
    assert (response.status_code, code(response)) == (status, wanted)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/v1/faces", b'{"faces": ["\\ud800"]}'),
        ("PUT", "/api/v1/source", b'{"source": "\\ud800.mp4"}'),
        ("PATCH", "/api/v1/settings", b'{"\\ud800": 1}'),
        ("PATCH", "/api/v1/settings", b'{"ui.theme": "\\ud800"}'),
        ("PATCH", "/api/v1/settings", b'{"camera.fps": NaN}'),
        ("PATCH", "/api/v1/settings", b'{"camera.width": 1' + b"0" * 5000 + b"}"),
        ("PATCH", "/api/v1/options", b'{"options": {"\\ud800": "\\ud800"}}'),
        ("POST", "/api/v1/tokens", b'{"name": "\\ud800", "role": "viewer"}'),
        ("POST", "/api/v1/cover", b"[" * 100_000),
        ("POST", "/api/v1/cover", b"\xff\xfe"),
        ("DELETE", "/api/v1/tokens/%ED%A0%80", b""),
        ("DELETE", "/api/v1/tokens/%00", b""),
        ("GET", "/%ED%A0%80", b""),
    ],
)
def test_odd_texts_are_refused_and_not_a_bug(admin: httpx.Client, method: str, path: str, body: bytes) -> None:
    response = admin.request(method, path, content=body, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500, response.text
    code(response)


def test_a_wrong_method_names_the_right_ones(admin: httpx.Client) -> None:
    assert admin.delete("/api/v1/cover").headers["allow"] == "POST"
    assert admin.delete("/api/v1/settings").headers["allow"] == "GET, PATCH"
    assert admin.get("/api/v1/tokens/none").headers["allow"] == "DELETE"


def test_a_bug_is_told_without_its_details(
    core: Core, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: bool) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(core.session, "cover_now", broken)
    response = admin.post("/api/v1/cover", json={"on": True})
    assert (response.status_code, code(response)) == (500, "api.bug")
    assert "secret" not in response.text
    assert response.headers["x-request-id"] in caplog.text
    assert "secret" in caplog.text


def test_an_error_for_people_keeps_its_words(core: Core, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: bool) -> None:
        raise OutputError("output.odd", "It is odd.", "Make it even.")

    monkeypatch.setattr(core.session, "cover_now", broken)
    response = admin.post("/api/v1/cover", json={"on": True})
    assert response.status_code == 409
    assert response.json()["error"] == {"code": "output.odd", "message": "It is odd.", "hint": "Make it even."}


def raw(url: str, data: bytes) -> tuple[int, dict[str, object]]:
    """What comes back for bytes that no client would send."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), 10) as connection:
        connection.sendall(data)
        got = b""
        while more := connection.recv(65536):
            got += more
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_what_is_no_http_is_answered_by_an_envelope_too(url: str) -> None:
    status, body = raw(url, b"\x16\x03\x01 nonsense\r\n\r\n")
    assert status == 400
    assert body["ok"] is False
    assert body["error"]["code"] == "api.bad_request"  # type: ignore[index]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5", "", "[::1", "localhost@evil"]
)
def test_names_that_are_not_ours_are_refused(client_of: ClientMaker, host: str) -> None:
    response = client_of(None).get("/health", headers={"Host": host})
    assert (response.status_code, code(response)) == (400, "api.wrong_host")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "studio.local", "STUDIO.local"]
)
def test_names_that_are_ours_are_answered(core: Core, client_of: ClientMaker, host: str) -> None:
    core.settings.set("api.allowed_hosts", ["Studio.local"])
    assert client_of(None).get("/health/live", headers={"Host": host}).status_code == 200


def test_a_page_of_another_place_is_refused(admin: httpx.Client) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        response = admin.post("/api/v1/cover", json={"on": True}, headers={"Origin": origin})
        assert (response.status_code, code(response)) == (403, "api.wrong_origin")
    own = str(admin.base_url).rstrip("/")
    assert admin.post("/api/v1/cover", json={"on": True}, headers={"Origin": own}).status_code == 200


def test_a_body_that_is_too_large_is_refused(admin: httpx.Client) -> None:
    whole = admin.post("/api/v1/cover", content=b" " * (BODY_LIMIT + 1))
    assert (whole.status_code, code(whole)) == (413, "api.too_large")

    def pieces() -> Iterator[bytes]:
        for _ in range(BODY_LIMIT // 50_000 + 2):
            yield b" " * 50_000

    chunked = admin.post("/api/v1/cover", content=pieces())
    assert (chunked.status_code, code(chunked)) == (413, "api.too_large")


def test_wrong_tokens_are_counted_and_right_ones_go_on(core: Core, client_of: ClientMaker) -> None:
    known, stranger = client_of(Role.VIEWER), client_of(None)
    assert known.get("/api/status").status_code == 200
    for _ in range(5):
        response = stranger.get("/api/status", headers={"Authorization": "Bearer ust_00000000_" + "a" * 43})
        assert (response.status_code, code(response)) == (401, "api.bad_token")
    response = stranger.get("/api/status", headers={"Authorization": "Bearer wrong"})
    assert (response.status_code, code(response)) == (429, "api.too_many_logins")
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert known.get("/api/status").status_code == 200
    wrong = {"Authorization": "Bearer wrong"}
    assert stranger.get("/health/live", headers=wrong).status_code == 200, "nobody is asked for a token there"


def test_without_a_token_and_with_one_that_is_none(client_of: ClientMaker) -> None:
    client = client_of(None)
    nobody = client.get("/api/status")
    assert (nobody.status_code, code(nobody)) == (401, "api.no_token")
    assert nobody.headers["www-authenticate"] == "Bearer"
    basic = client.get("/api/status", headers={"Authorization": "Basic YTpi"})
    assert (basic.status_code, code(basic)) == (401, "api.bad_token")


def test_a_revoked_token_counts_no_more_whoever_revoked_it(core: Core, client_of: ClientMaker) -> None:
    from app.services.tokens import Tokens

    client = client_of(Role.VIEWER)
    assert client.get("/api/status").status_code == 200
    Tokens(core.paths.tokens).revoke(core.tokens.list()[-1].id)  # as another process does
    response = client.get("/api/status")
    assert (response.status_code, code(response)) == (401, "api.bad_token")


def test_what_is_changed_is_kept_in_the_audit_log(core: Core, service: ApiServer, client_of: ClientMaker) -> None:
    client_of(Role.OPERATOR).post("/api/v1/cover", json={"on": True}, headers={"X-Request-ID": "one"})
    client_of(Role.VIEWER).post("/api/v1/cover", json={"on": True})
    client_of(None).get("/api/status")
    client_of(Role.VIEWER).get("/api/status")
    lines = [json.loads(line) for line in (core.paths.logs / "audit.log").read_text("utf-8").splitlines()]
    assert [(one["role"], one["method"], one["path"], one["status"]) for one in lines] == [
        ("operator", "POST", "/api/v1/cover", 200),
        ("viewer", "POST", "/api/v1/cover", 403),
    ]
    (refused,) = (core.paths.logs / "refused.log").read_text("utf-8").splitlines()
    stranger = json.loads(refused)
    assert (stranger["role"], stranger["path"], stranger["status"]) == ("", "/api/status", 401)
    assert lines[0]["request_id"] == "one"
    assert lines[0]["name"].startswith("operator")
    assert lines[0]["client"] == "127.0.0.1"


def test_the_answer_that_lies_ready_is_the_same_as_the_one_of_the_route(client_of: ClientMaker) -> None:
    """The quick way is taken by a token that is known on a connection that stays."""
    client = client_of(Role.VIEWER)
    slow, quick = client.get("/api/status"), client.get("/api/status", headers={"X-Request-ID": "mine-2"})
    assert "date" in slow.headers, "this one went the long way, through uvicorn's own"
    assert "date" not in quick.headers
    assert quick.headers.keys() == slow.headers.keys() - {"date"}
    assert envelope(quick)["data"].keys() == envelope(slow)["data"].keys()  # type: ignore[attr-defined]
    assert quick.headers["x-request-id"] == "mine-2"
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Authorization": "Bearer no"}):
        refused = client.get("/api/status", headers=headers)
        assert refused.status_code in (400, 401, 403)
        assert envelope(refused)["ok"] is False


def test_requests_in_a_row_without_waiting_are_answered_in_their_order(core: Core, url: str) -> None:
    token = core.tokens.add("row", Role.VIEWER).text
    assert core.tokens.verify(token) is not None
    parts = []
    for number in range(6):
        path = "/api/status" if number % 2 else "/health/live"
        parts.append(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: row-{number}\r\n"
            f"Authorization: Bearer {token}\r\n{'Connection: close' + chr(13) + chr(10) if number == 5 else ''}\r\n"
        )
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), 10) as connection:
        connection.sendall("".join(parts).encode())
        got = b""
        while more := connection.recv(65536):
            got += more
    names = [line.split(b": ")[1].strip() for line in got.split(b"\n") if line.lower().startswith(b"x-request-id")]
    assert names == [f"row-{number}".encode() for number in range(6)]


def test_both_ports_answer(service: ApiServer, client_of: ClientMaker) -> None:
    api, monitor = service.status.addresses
    assert (api.service, monitor.service) == ("api", "monitor")
    viewer, nobody = client_of(Role.VIEWER), client_of(None)
    for url in (api.url, monitor.url):
        for path in ("/status", "/api/status", "/api/v1/status"):
            assert viewer.get(url + path).json()["data"]["engine"] == "tint"
            assert nobody.get(url + path).status_code == 401
        for path in ("/health", "/health/live", "/health/ready"):
            assert nobody.get(url + path).json()["data"]["alive"] is True


def test_nothing_is_left_when_it_has_stopped(core: Core) -> None:
    server = ApiServer(core)
    server.start()
    url = server.wait(30).addresses[0].url
    server.stop()
    assert not [one for one in threading.enumerate() if one.name == "api"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_the_audit_log_is_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MAX_BYTES", 2000)
    log = audit.Audit(tmp_path)
    for number in range(200):
        odd = f"{number}\n\u2028\x9b31m"
        log.write(audit.AuditRecord(odd, "127.0.0.1", "id", "name", "admin", "POST", "/api/v1/cover", 200))
    log.close()
    files = sorted(tmp_path.glob("audit.log*"))
    assert len(files) == audit.KEPT_FILES + 1
    assert all(file.stat().st_size <= 2000 for file in files)
    written = (tmp_path / "audit.log").read_text("utf-8")
    assert written.isascii(), "and steers no terminal"
    newest = json.loads(written.splitlines()[-1])
    assert newest["request_id"] == "199\n\u2028\x9b31m", "a line stays a line whatever was sent"


def test_an_audit_log_that_can_not_be_written_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "audit.log").mkdir()
    log = audit.Audit(tmp_path)
    for _ in range(3):
        log.write(audit.AuditRecord("1", "127.0.0.1", "id", "name", "admin", "POST", "/", 200))
    log.close()
    assert len([one for one in caplog.records if "audit log" in one.message]) == 1


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 10))
def test_so_many_wrong_tokens_in_a_minute_and_no_more(gaps: list[float], limit: int) -> None:
    now = 0.0
    attempts = Attempts(lambda: limit, lambda: now)
    failed: list[float] = []
    for gap in gaps:
        now += gap
        within = [at for at in failed if at > now - WINDOW_S]
        wait = attempts.wait_s("a")
        assert (wait > 0) == (len(within) >= limit)
        if not wait:
            attempts.failed("a")
            failed.append(now)
        assert attempts.wait_s("b") == 0
