"""Steering: what is asked for happens to the run and is kept; what only the user may do is refused."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from app.base.settings import SettingsStore
from app.services.control import ELSEWHERE, at_the_machine
from app.services.core import Core
from app.services.session_state import SessionState
from app.services.tokens import Role
from tests.api.conftest import ClientMaker, Watch
from tests.api.test_answers import code
from tests.pipeline.stream_kit import Collector


@pytest.fixture
def operator(client_of: ClientMaker) -> httpx.Client:
    return client_of(Role.OPERATOR)


def test_start_and_stop(core: Core, operator: httpx.Client, watch: Watch) -> None:
    response = operator.post("/api/v1/session/start")
    assert (response.status_code, response.json()["data"]["state"]) == (202, "loading")
    watch.pictures()
    again = operator.post("/api/v1/session/start")
    assert (again.status_code, code(again)) == (409, "session.busy")
    status = operator.get("/api/status").json()["data"]
    assert status["session"]["state"] == "running"
    assert status["source"]["name"] == "astronaut.jpg"
    assert operator.post("/api/v1/session/stop").status_code == 202
    watch.until(SessionState.IDLE)
    assert operator.post("/api/v1/session/stop").status_code == 202, "nothing to end is no failure"


def test_the_panic_switch_outlives_the_run(core: Core, operator: httpx.Client, watch: Watch) -> None:
    assert operator.post("/api/v1/cover", json={"on": True}).json()["data"]["covered_now"] is True
    operator.post("/api/v1/session/start")
    watch.pictures()
    assert core.session.status.covered > 0
    assert operator.post("/api/v1/cover", json={"on": False}).json()["data"]["covered_now"] is False
    core.session.request_stop()


def test_another_source_begins_the_run_anew(core: Core, operator: httpx.Client, watch: Watch) -> None:
    operator.post("/api/v1/session/start")
    watch.pictures()
    assert operator.put("/api/v1/source", json={"source": "demo"}).status_code == 200
    watch.pictures()
    source = core.session.status.source
    assert source is not None
    assert source.name == "demo"
    assert core.settings.current.camera.source == "demo"
    core.session.request_stop()


def test_a_face_is_kept_once_the_run_took_it(core: Core, operator: httpx.Client) -> None:
    listed = operator.get("/api/v1/faces").json()["data"]
    assert {"name": "hopper", "face": "demo:hopper", "chosen": False} in listed
    assert operator.put("/api/v1/faces", json={"faces": ["demo:hopper"]}).status_code == 200
    assert core.settings.current.engine.faces == ("demo:hopper",)
    none = operator.put("/api/v1/faces", json={"faces": ["demo:nobody"]})
    assert (none.status_code, code(none)) == (409, "face.unknown_demo")
    assert core.settings.current.engine.faces == ("demo:hopper",)


def test_photos_that_the_user_took_can_be_chosen_and_no_others(core: Core, operator: httpx.Client) -> None:
    folder = core.paths.own_faces
    folder.mkdir(parents=True)
    mine = folder / "mine.jpg"
    mine.write_bytes((core.paths.media / "hopper.jpg").read_bytes())
    other = core.paths.user_data / "other.jpg"
    other.write_bytes(mine.read_bytes())
    assert str(mine) in [one["face"] for one in operator.get("/api/v1/faces").json()["data"]]
    assert operator.put("/api/v1/faces", json={"faces": [str(mine)]}).status_code == 200
    for path in (str(other), f"{folder}/../other.jpg", "~/photo.jpg", "\\\\host\\share"):
        refused = operator.put("/api/v1/faces", json={"faces": [path]})
        assert (refused.status_code, code(refused)) == (403, "tasks.not_allowed")
    core.settings.set("tasks.folders", [str(core.paths.user_data)])
    assert operator.put("/api/v1/faces", json={"faces": [str(other)]}).status_code == 200


def test_engines_and_their_options(core: Core, operator: httpx.Client, watch: Watch) -> None:
    engines = {one["id"]: one for one in operator.get("/api/v1/engines").json()["data"]}
    assert engines["broken"]["error"]["code"].startswith("engine.")
    assert engines["tint"]["chosen"] is True
    option = engines["tint"]["options"][0]
    operator.post("/api/v1/session/start")
    watch.pictures()
    value = option["max"] if option["type"] in ("int", "float") else option["default"]
    answer = operator.patch("/api/v1/options", json={"options": {option["key"]: value}})
    assert answer.json()["data"]["options"][option["key"]] == value
    assert core.settings.current.engine.options["tint"][option["key"]] == value
    unknown = operator.patch("/api/v1/options", json={"options": {"none": 1}})
    assert (unknown.status_code, code(unknown)) == (404, "engine.unknown_option")
    broken = operator.put("/api/v1/engine", json={"engine": "broken"})
    assert broken.status_code == 409
    assert operator.put("/api/v1/engine", json={"engine": "many"}).status_code == 200
    watch.pictures()
    assert core.session.status.engine == "many"
    core.session.request_stop()


def test_nothing_leaves_before_the_user_has_made_the_statement(core: Core, client_of: ClientMaker) -> None:
    admin = client_of(Role.ADMIN)
    core.settings.set("api.preview", True)
    for method, path, body in (
        ("PUT", "/api/v1/virtual-camera", {"on": True}),
        ("PUT", "/api/v1/stream", {"on": True}),
        ("GET", "/api/v1/preview.jpg", None),
        ("GET", "/api/v1/preview.mjpeg", None),
    ):
        response = admin.request(method, path, json=body)
        assert (response.status_code, code(response)) == (403, "consent.missing")
    for values in (
        {"privacy.consent_date": "2026-01-01"},
        {"privacy.guard": "pass"},
        {"output.label": False},
        {"checkouts.pythons": {"facefusion": "/tmp/python"}},
    ):
        response = admin.patch("/api/v1/settings", json=values)
        assert (response.status_code, code(response)) == (409, "settings.at_the_machine")
    extra = admin.post("/api/v1/session/start", json={"consent": True})
    assert extra.status_code == 202, "what is not asked for is not looked at"
    assert core.settings.current.privacy.consent_date == ""
    assert not core.session.camera.on
    assert not core.session.stream.on


def test_a_stream_goes_where_it_is_sent(core: Core, operator: httpx.Client, watch: Watch) -> None:
    core.settings.set_all({"privacy.consent_date": "2026-01-01", "output.virtual_camera_width": 320,
                           "output.virtual_camera_height": 180})  # fmt: skip
    operator.post("/api/v1/session/start")
    watch.pictures()
    outside = operator.put("/api/v1/stream", json={"on": True, "address": "udp://8.8.8.8:5000"})
    assert outside.status_code == 409
    with Collector() as listener:
        sent = operator.put("/api/v1/stream", json={"on": True, "address": listener.address})
        assert sent.status_code == 200, sent.text
        assert core.settings.current.output.stream_address == listener.address
        assert core.session.stream.on
        assert operator.put("/api/v1/stream", json={"on": False}).status_code == 200
    assert not core.session.stream.on
    core.session.request_stop()


def test_settings_are_changed_all_or_none(core: Core, admin: httpx.Client) -> None:
    rows = {row["key"]: row for row in admin.get("/api/v1/settings").json()["data"]}
    assert rows["camera.width"] | {"value": 1280, "unit": "px", "changeable": True} == rows["camera.width"]
    changed = admin.patch("/api/v1/settings", json={"camera.width": 640, "camera.fps": 25.0})
    assert changed.json()["data"] == {"changed": ["camera.fps", "camera.width"], "needs_restart": False}
    assert (core.settings.current.camera.width, core.settings.current.camera.fps) == (640, 25.0)
    bad = admin.patch("/api/v1/settings", json={"camera.width": 800, "camera.fps": -1})
    assert (bad.status_code, code(bad)) == (422, "settings.bad_value")
    assert core.settings.current.camera.width == 640
    admin.patch("/api/v1/settings", json={"camera.width": None})
    assert core.settings.current.camera.width == 1280


def test_every_setting_is_changed_here_or_said_not_to_be(core: Core, admin: httpx.Client) -> None:
    for row in admin.get("/api/v1/settings").json()["data"]:
        response = admin.patch("/api/v1/settings", json={row["key"]: row["value"]})
        if row["changeable"]:
            assert response.status_code == 200, (row, response.text)
        else:
            assert code(response) in ("settings.at_the_machine", "settings.own_route")
            assert row["key"] in ELSEWHERE or at_the_machine(row["key"])
    # What is new is the user's until somebody has thought about what a token could do with it.
    for key in ("programs.python", "output.label", "output.recording_folder", "ui.cover_shortcut", "api.lan"):
        assert at_the_machine(key)


def test_a_setting_that_the_start_has_fixed(core: Core, client_of: ClientMaker) -> None:
    fixed = SettingsStore(core.paths.project_file, core.paths.user_file, {}, {"camera.width": "320"})
    core.settings.__dict__.update(fixed.__dict__)
    response = client_of(Role.ADMIN).patch("/api/v1/settings", json={"camera.width": 640})
    assert (response.status_code, code(response)) == (409, "settings.fixed")


def test_what_was_changed_lies_in_the_users_file(core: Core, admin: httpx.Client) -> None:
    admin.patch("/api/v1/settings", json={"camera.width": 640})
    assert json.loads(Path(core.paths.user_file).read_text("utf-8"))["camera"]["width"] == 640


def test_tokens_by_the_service(core: Core, admin: httpx.Client, client_of: ClientMaker) -> None:
    made = admin.post("/api/v1/tokens", json={"name": "deck", "role": "viewer"})
    assert made.status_code == 201
    text, about = made.json()["data"]["token"], made.json()["data"]["about"]
    client = client_of(None)
    client.headers["Authorization"] = f"Bearer {text}"
    assert client.get("/api/status").status_code == 200
    assert text not in admin.get("/api/v1/tokens").text
    assert admin.delete(f"/api/v1/tokens/{about['id']}").json()["data"]["revoked"]
    assert client.get("/api/status").status_code == 401
