"""/health: nothing private, and each check fails when its part does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.base.errors import Message, OutputError
from app.base.paths import Paths
from app.pipeline.output import OutputStatus
from app.services.core import Core
from app.services.health import LOADING_S, STILL_S, STOPPING_S, Health
from app.services.session_state import SessionState, SessionStatus
from app.services.tokens import Role
from tests.api.conftest import ClientMaker, Watch
from tests.api.test_answers import envelope

PARTS = ["pipeline", "camera", "engine", "output", "disk", "memory", "models"]
LOST = Message("camera.lost", "The camera Private Name is gone.")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def failed(health: Health) -> dict[str, str]:
    return {one["name"]: str(one["code"]) for one in health.checks() if not one["ok"]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(core: Core, clock: Clock) -> Health:
    return Health(core, clock)


def show(core: Core, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Have the session say something else of itself."""
    status = replace(SessionStatus(SessionState.RUNNING, engine="tint", turned_at=1000.0), **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(type(core.session), "status", status)


def test_all_is_well_while_nothing_runs_and_while_pictures_flow(
    core: Core, client_of: ClientMaker, watch: Watch
) -> None:
    client, operator = client_of(None), client_of(Role.OPERATOR)
    for _ in range(2):
        response = client.get("/health")
        assert response.status_code == 200, response.text
        checks = envelope(response)["data"]["checks"]  # type: ignore[index]
        assert checks == [{"name": name, "ok": True, "code": None} for name in PARTS]
        assert client.get("/health/ready").status_code == 200
        operator.post("/api/v1/session/start")
        watch.pictures()
    core.session.request_stop()


def test_a_failed_run_makes_it_503_without_anything_private(core: Core, client_of: ClientMaker, watch: Watch) -> None:
    core.settings.set("camera.source", "/secret/place/film.mp4")
    client = client_of(Role.OPERATOR)
    client.post("/api/v1/session/start")
    watch.until(SessionState.FAILED)
    response = client_of(None).get("/health")
    assert response.status_code == 503
    body = envelope(response)
    assert body["error"] == {
        "code": "health.failed",
        "message": "Failed: pipeline, camera.",
        "hint": "`python -m app doctor` says more, on the machine itself.",
    }
    codes = {one["name"]: one["code"] for one in body["data"]["checks"]}  # type: ignore[index]
    assert (codes["pipeline"], codes["camera"]) == ("health.run_failed", "health.no_source")
    assert "secret" not in response.text
    assert client_of(None).get("/health/ready").status_code == 503
    assert client_of(None).get("/health/live").status_code == 200
    assert "secret" in client.get("/api/status").text, "those who have a token are told"


def test_a_pipeline_that_does_not_turn(
    core: Core, health: Health, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(core, monkeypatch, source_lost=LOST)
    assert failed(health) == {"camera": "health.source_lost"}
    clock.now += STILL_S + 0.1
    assert failed(health) == {"pipeline": "health.pipeline_still", "camera": "health.source_lost"}


def test_a_source_that_gives_nothing_and_an_engine_that_keeps_it(
    core: Core, health: Health, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(core, monkeypatch)
    assert failed(health) == {}
    clock.now += STILL_S + 0.1
    show(core, monkeypatch, turned_at=clock.now)
    assert failed(health) == {"camera": "health.source_still"}
    show(core, monkeypatch, turned_at=clock.now, frames_in=10)
    assert failed(health) == {"engine": "health.engine_still"}
    show(core, monkeypatch, turned_at=clock.now, frames_in=11, frames_out=1)
    assert failed(health) == {}
    show(core, monkeypatch, turned_at=clock.now, frames_in=12, frames_out=2, failed_in_a_row=1)
    assert failed(health) == {"engine": "health.engine_failing"}


@pytest.mark.parametrize(
    ("state", "seconds", "code"),
    [
        (SessionState.LOADING, LOADING_S, "health.loading_long"),
        (SessionState.STOPPING, STOPPING_S, "health.stopping_long"),
    ],
)
def test_what_takes_too_long(
    core: Core,
    health: Health,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    state: SessionState,
    seconds: float,
    code: str,
) -> None:
    show(core, monkeypatch, state=state)
    assert failed(health) == {}
    assert not health.ready()
    clock.now += seconds + 1
    assert failed(health) == {"pipeline": code}


def test_an_output_that_takes_nothing(core: Core, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = OutputStatus("virtual_camera", False, "/dev/video9", 0, 0.0, 0, Message("virtual_camera.gone", "Gone."))
    show(core, monkeypatch, outputs=(broken,))
    assert failed(health) == {"output": "health.output_failed"}
    show(core, monkeypatch)
    core.session.output_failure = OutputError("recording.full", "Full.")
    assert failed(health) == {"output": "health.output_ended"}


def test_an_engine_that_is_not_there(core: Core, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    show(core, monkeypatch, engine="broken")
    assert failed(health) == {"engine": "health.no_engine"}


def test_no_disk_and_no_memory(core: Core, health: Health) -> None:
    core.settings.set_all({"api.disk_mb": 1_048_576, "api.memory_mb": 1_048_576})
    assert failed(health) == {"disk": "health.disk_full", "memory": "health.memory_short"}


def test_models_that_are_not_whole(core: Core, tmp_path: Path, clock: Clock) -> None:
    root = tmp_path / "program"
    folder = root / "resources" / "models"
    folder.mkdir(parents=True)
    sound = Paths.find({}).models
    wanted = json.loads((sound / "manifest.json").read_text("utf-8"))["models"][:1]
    (folder / "manifest.json").write_text(json.dumps({"models": wanted}), "utf-8")
    file = folder / wanted[0]["file"]
    health = Health(replace(core, paths=replace(core.paths, root=root)), clock)
    assert failed(health) == {"models": "health.model_missing"}
    file.write_bytes((sound / wanted[0]["file"]).read_bytes())
    assert failed(health) == {}
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert failed(health) == {"models": "health.model_damaged"}
    (folder / "manifest.json").write_text("{", "utf-8")
    assert failed(health) == {"models": "health.model_unreadable"}


def test_the_metrics_say_the_same(core: Core, admin: httpx.Client, watch: Watch) -> None:
    admin.post("/api/v1/session/start")
    watch.pictures()
    text = admin.get("/api/v1/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert figures['understudy_session_state{state="running"}'] == "1.0"
    assert figures['understudy_session_state{state="idle"}'] == "0.0"
    assert float(figures['understudy_frames_total{kind="out"}']) > 0
    assert figures['understudy_healthy{part="camera"}'] == "1.0"
    assert "# HELP understudy_fps Pictures a second that leave" in text
    core.session.request_stop()
