"""The service as it runs in the program: real core, real server on a free port of this machine, real client."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.api.server import ApiServer
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.services.core import Core
from app.services.engines import discover
from app.services.local_service import ServiceState
from app.services.models import Models, merge
from app.services.permissions import Permissions
from app.services.session_state import PlainThread, SessionState, SessionStatus
from app.services.tokens import Role

ENGINES = Path(__file__).parents[1] / "gui" / "engines"
PATIENCE_S = 30.0

ClientMaker = Callable[[Role | None], httpx.Client]


@pytest.fixture
def paths() -> Paths:
    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


@pytest.fixture
def settings(paths: Paths) -> SettingsStore:
    """The quick engine of the tests on a still picture; any free ports."""
    store = SettingsStore(paths.project_file, paths.user_file, {}, {})
    store.set_all(
        {
            "engine.id": "tint",
            "camera.source": str(paths.media / "astronaut.jpg"),
            "ports.api": 0,
            "ports.monitor": 0,
            "api.failed_logins": 5,
            "api.disk_mb": 1,
            "api.memory_mb": 1,
        }
    )
    return store


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    engines = discover([ENGINES])
    catalogue, _ = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    core = assemble(paths, settings, engines, models, Permissions(paths, settings), PlainThread)
    yield core
    close_core(core)


@pytest.fixture
def service(core: Core) -> Iterator[ApiServer]:
    server = ApiServer(core)
    server.start()
    status = server.wait(PATIENCE_S)
    assert status.state is ServiceState.SERVING, status
    yield server
    server.stop()


@pytest.fixture
def url(service: ApiServer) -> str:
    return service.status.addresses[0].url


@pytest.fixture
def client_of(core: Core, url: str) -> Iterator[ClientMaker]:
    """Makes clients with a token of a role, or without one."""
    made: list[httpx.Client] = []

    def make(role: Role | None) -> httpx.Client:
        headers = {}
        if role is not None:
            headers["Authorization"] = f"Bearer {core.tokens.add(f'{role} {len(made)}', role).text}"
        made.append(httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_S))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def admin(client_of: ClientMaker) -> httpx.Client:
    return client_of(Role.ADMIN)


class Watch:
    """Waits for what the session says of itself."""

    def __init__(self, core: Core) -> None:
        self._session = core.session
        self._condition = threading.Condition()
        core.session.changed.subscribe(self._wake)

    def _wake(self, _: SessionStatus) -> None:
        with self._condition:
            self._condition.notify_all()

    def until(self, state: SessionState) -> None:
        with self._condition:
            assert self._condition.wait_for(lambda: self._session.status.state is state, PATIENCE_S)

    def pictures(self) -> None:
        """Until pictures leave."""
        self.until(SessionState.RUNNING)
        seen = threading.Event()
        for _ in range(1000):
            if self._session.preview(0) is not None:
                return
            seen.wait(0.01)
        raise AssertionError("no picture left")


@pytest.fixture
def watch(core: Core) -> Watch:
    return Watch(core)
