"""Who may do what: every route with every role. A route that is not in the table here fails."""

from __future__ import annotations

import json
from collections.abc import Iterable

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from app.api.permissions import ALLOWED, Permission, may
from app.api.routes import all_routes
from app.api.routing import Declared, Routes
from app.services.core import Core
from app.services.tokens import Role
from tests.api.conftest import ClientMaker

EVERYBODY: frozenset[Role | None] = frozenset({None, *Role})
ALL_ROLES: frozenset[Role | None] = frozenset(Role)
STEERS: frozenset[Role | None] = frozenset({Role.OPERATOR, Role.ADMIN})
ADMIN: frozenset[Role | None] = frozenset({Role.ADMIN})

TABLE: dict[tuple[str, str], frozenset[Role | None]] = {
    ("GET", "/health"): EVERYBODY,
    ("GET", "/health/live"): EVERYBODY,
    ("GET", "/health/ready"): EVERYBODY,
    ("GET", "/status"): ALL_ROLES,
    ("GET", "/api/status"): ALL_ROLES,
    ("GET", "/api/v1/status"): ALL_ROLES,
    ("GET", "/api/v1/session"): ALL_ROLES,
    ("POST", "/api/v1/session/start"): STEERS,
    ("POST", "/api/v1/session/stop"): STEERS,
    ("POST", "/api/v1/cover"): STEERS,
    ("PUT", "/api/v1/source"): STEERS,
    ("PUT", "/api/v1/faces"): STEERS,
    ("PUT", "/api/v1/engine"): STEERS,
    ("PATCH", "/api/v1/options"): STEERS,
    ("PUT", "/api/v1/virtual-camera"): STEERS,
    ("PUT", "/api/v1/stream"): STEERS,
    ("GET", "/api/v1/engines"): ALL_ROLES,
    ("GET", "/api/v1/cameras"): STEERS,
    ("GET", "/api/v1/faces"): STEERS,
    ("GET", "/api/v1/preview.jpg"): STEERS,
    ("GET", "/api/v1/preview.mjpeg"): STEERS,
    ("GET", "/api/v1/tasks"): STEERS,
    ("POST", "/api/v1/tasks"): STEERS,
    ("GET", "/api/v1/tasks/{id}"): STEERS,
    ("POST", "/api/v1/tasks/{id}/cancel"): STEERS,
    ("GET", "/api/v1/tasks/{id}/result"): STEERS,
    ("GET", "/api/v1/tasks/{id}/thumbnail"): STEERS,
    ("DELETE", "/api/v1/tasks/{id}"): STEERS,
    ("GET", "/api/v1/settings"): ADMIN,
    ("PATCH", "/api/v1/settings"): ADMIN,
    ("GET", "/api/v1/tokens"): ADMIN,
    ("POST", "/api/v1/tokens"): ADMIN,
    ("DELETE", "/api/v1/tokens/{id}"): ADMIN,
    ("GET", "/api/v1/metrics"): ALL_ROLES,
    ("GET", "/api/v1/ports"): ALL_ROLES,
    ("GET", "/api/v1/docs"): EVERYBODY,
    ("GET", "/"): EVERYBODY,
    ("GET", "/monitor.css"): EVERYBODY,
    ("GET", "/monitor.js"): EVERYBODY,
    ("GET", "/charts.js"): EVERYBODY,
    ("GET", "/icon.svg"): EVERYBODY,
    ("POST", "/api/v1/login"): EVERYBODY,
    ("POST", "/api/v1/logout"): ALL_ROLES,
    ("GET", "/api/v1/log"): STEERS,
    ("WS", "/api/v1/events"): ALL_ROLES,
}


def declared() -> list[Declared]:
    return [route for topic in all_routes() for route in topic.declared]


def test_every_route_stands_in_the_table() -> None:
    assert {(one.method, one.path) for one in declared()} == set(TABLE)


def test_no_route_is_there_that_was_not_declared() -> None:
    known = {(one.method, one.path) for one in declared()}
    there = set()
    for topic in all_routes():
        for route in topic.router.routes:
            if isinstance(route, APIWebSocketRoute):
                there.add(("WS", route.path))
            else:
                assert isinstance(route, APIRoute), "a route that the framework does not guard"
                there |= {(method, route.path) for method in route.methods or ()}
    assert there == known


def test_a_route_can_not_be_declared_without_a_permission() -> None:
    with pytest.raises(TypeError, match="permission"):
        Routes("new").get("/new")  # type: ignore[call-arg]


def test_the_table_of_permissions_knows_every_role_and_every_permission() -> None:
    assert set(ALLOWED) == set(Role)
    assert frozenset().union(*ALLOWED.values()) == set(Permission)
    assert not [one for one in Permission if may(None, one) and one is not Permission.PUBLIC]
    assert ALLOWED[Role.VIEWER] < ALLOWED[Role.OPERATOR] < ALLOWED[Role.ADMIN]


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_at_every_route(core: Core, client_of: ClientMaker, role: Role | None) -> None:
    client = client_of(role)
    wrong = []
    for (method, path), roles in TABLE.items():
        for got in _ask(client, method, path):
            if got != (403 if role else 401) and role not in roles:
                wrong.append((method, path, got))
            if got in (401, 403) and role in roles:
                wrong.append((method, path, got))
    assert not wrong
    assert all(one.name.startswith(str(one.role)) for one in core.tokens.list()), "nobody made another one"


def _ask(client: httpx.Client, method: str, path: str) -> Iterable[int]:
    """The status of a call that changes nothing: what is sent fits no route."""
    if method == "WS":
        yield _listen(client, path)
        return
    with client.stream(method, path.format(id="none"), json=[] if method != "GET" else None) as response:
        yield response.status_code


def _listen(client: httpx.Client, path: str) -> int:
    """101 where it is let in."""
    url = str(client.base_url.join(path)).replace("http", "ws")
    token = client.headers.get("authorization")
    try:
        with connect(url, additional_headers={"Authorization": token} if token else {}) as socket:
            if token is None:
                socket.send("{}")
            if json.loads(socket.recv(10)).get("ok", True):
                return 101
            socket.recv(10)  # the end
    except InvalidStatus as refused:
        return refused.response.status_code
    except ConnectionClosed as closed:
        return (closed.rcvd.code if closed.rcvd else 0) - 4000
    return 0
