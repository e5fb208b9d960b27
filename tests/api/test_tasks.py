"""Tasks over HTTP: sent as a form or named by a path, worked off by the real child, fetched and deleted."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base.settings import SettingsStore
from app.services.core import Core
from app.services.tasks import Tasks
from app.services.tokens import Role
from tests.api.conftest import ClientMaker
from tests.api.test_answers import code
from tests.services.tasks.kit import no_processes, wait_for, write_video

URL = "/api/v1/tasks"
FORM = "multipart/form-data; boundary=x"
DISPOSITION = b'Content-Disposition: form-data; name="file"'
PIECES = (b"--x", b"--x--", b"\r\n", b"\n", DISPOSITION, b": ", b"wish", b"\0", b"abc")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    (tmp_path / "videos").mkdir()
    return write_video(tmp_path / "videos" / "a clip.mp4", 30)


@pytest.fixture
def quick() -> Iterator[None]:
    """Worked off without a process."""
    with no_processes():
        yield


@pytest.fixture
def operator(client_of: ClientMaker, core: Core) -> httpx.Client:
    """With the user's statement made, and tasks worked off."""
    core.settings.set("privacy.consent_date", "2026-01-31")
    core.tasks.start()
    return client_of(Role.OPERATOR)


def over(core: Core, client: httpx.Client, task: str) -> dict[str, Any]:
    """The task, once it is over, as the API has it."""
    wait_for(core.tasks, lambda: core.tasks.get(task).state.over)
    data: dict[str, Any] = client.get(f"{URL}/{task}").json()["data"]
    return data


def incoming(core: Core) -> list[Path]:
    return list((core.paths.user_data / "tasks" / "incoming").glob("*"))


def test_a_file_that_is_sent_is_worked_off_and_fetched(core: Core, operator: httpx.Client, clip: Path) -> None:
    files = {"file": ("my clip.mp4", clip.read_bytes(), "video/mp4")}
    response = operator.post(URL, files=files, data={"wish": json.dumps({"options": {"blue": 20}})})
    assert response.status_code == 201, response.text
    asked = response.json()["data"]
    assert (asked["name"], asked["kind"], asked["state"]) == ("my clip.mp4", "video", "queued")
    assert operator.get(f"{URL}/{asked['id']}/thumbnail").status_code in (200, 404)
    task = over(core, operator, asked["id"])
    assert (task["state"], task["progress"], task["frames"], task["message"]) == ("done", 1.0, 30, None)
    assert operator.get(URL).json()["data"] == [task]
    result = operator.get(f"{URL}/{task['id']}/result")
    assert result.headers["content-disposition"].endswith("my%20clip-swapped.mp4")
    assert (hashlib.sha256(result.content).hexdigest(), len(result.content)) == (task["sha256"], task["size"])
    rest = operator.get(f"{URL}/{task['id']}/result", headers={"Range": "bytes=100-"})
    assert (rest.status_code, rest.content) == (206, result.content[100:])
    for odd in ("bytes=5-1", "bytes=-", "words", f"bytes={task['size']}-", "bytes=0-1,5-6"):
        assert operator.get(f"{URL}/{task['id']}/result", headers={"Range": odd}).content == result.content
    thumbnail = operator.get(f"{URL}/{task['id']}/thumbnail")
    assert thumbnail.content.startswith(b"\xff\xd8")
    assert operator.delete(f"{URL}/{task['id']}").json()["data"] == {"id": task["id"]}
    for path in ("", "/result", "/thumbnail"):
        gone = operator.get(f"{URL}/{task['id']}{path}")
        assert (gone.status_code, code(gone)) == (404, "tasks.unknown")
    assert incoming(core) == []


@pytest.mark.usefixtures("quick")
def test_what_is_deleted_just_as_it_is_fetched_comes_whole_or_is_said_to_be_gone(
    core: Core, operator: httpx.Client, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = operator.post(URL, files={"file": ("a.mp4", clip.read_bytes())}).json()["data"]
    over(core, operator, asked["id"])
    result, task = core.tasks.result(asked["id"]), core.tasks.get(asked["id"])
    content = b"x" * 20_000_000  # more than lies in buffers on the way
    result.write_bytes(content)
    monkeypatch.setattr(Tasks, "result", lambda *_: result)  # as it was a moment before
    monkeypatch.setattr(Tasks, "get", lambda *_: task)
    with operator.stream("GET", f"{URL}/{asked['id']}/result") as response:
        result.unlink()
        assert b"".join(response.iter_bytes()) == content
    gone = operator.get(f"{URL}/{asked['id']}/result")
    assert (gone.status_code, code(gone)) == (404, "tasks.result_gone")
    assert task.thumbnail is not None
    task.thumbnail.unlink()
    gone = operator.get(f"{URL}/{asked['id']}/thumbnail")
    assert (gone.status_code, code(gone)) == (404, "tasks.no_thumbnail")


@pytest.mark.usefixtures("quick")
def test_a_path_is_taken_only_from_allowed_folders(core: Core, operator: httpx.Client, clip: Path) -> None:
    outside = clip.parents[1] / "secret.mp4"
    outside.write_bytes(clip.read_bytes())
    (clip.parent / "link.mp4").symlink_to(outside)
    refused = operator.post(URL, json={"path": str(clip)})
    assert (refused.status_code, code(refused)) == (403, "tasks.not_allowed")
    core.settings.set("tasks.folders", (str(clip.parent),))
    for path in (outside, clip.parent / "link.mp4", clip.parent / ".." / "secret.mp4", clip.parent / "none.mp4"):
        refused = operator.post(URL, json={"path": str(path)})
        assert (refused.status_code, code(refused)) == (403, "tasks.not_allowed")
    response = operator.post(URL, json={"path": str(clip), "engine": "tint", "faces": ["demo:hopper"]})
    assert response.status_code == 201, response.text
    assert over(core, operator, response.json()["data"]["id"])["state"] == "done"
    assert clip.exists()


def test_faces_of_elsewhere_are_not_read(core: Core, operator: httpx.Client, clip: Path) -> None:
    files = {"file": ("a.mp4", clip.read_bytes())}
    refused = operator.post(URL, files=files, data={"wish": json.dumps({"faces": ["/etc/passwd"]})})
    assert (refused.status_code, code(refused)) == (403, "tasks.not_allowed")
    assert incoming(core) == []


def test_the_statement_is_the_user_s(core: Core, client_of: ClientMaker, clip: Path) -> None:
    refused = client_of(Role.ADMIN).post(URL, files={"file": ("a.mp4", clip.read_bytes())})
    assert (refused.status_code, code(refused)) == (403, "consent.missing")
    assert core.tasks.list() == ()
    assert incoming(core) == []


@pytest.mark.usefixtures("quick")
def test_a_bad_file_fails_with_a_sentence(core: Core, operator: httpx.Client) -> None:
    response = operator.post(URL, files={"file": ("a.mp4", b"no video")})
    task = over(core, operator, response.json()["data"]["id"])
    assert task["state"] == "failed"
    assert task["message"]["code"] == "clip.not_a_video"
    assert task["message"]["hint"]
    none = operator.get(f"{URL}/{task['id']}/result")
    assert (none.status_code, code(none)) == (409, "tasks.no_result")


def test_a_task_is_cancelled(core: Core, operator: httpx.Client, clip: Path, tmp_path: Path, monkeypatch: Any) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setenv("UNDERSTUDY_TEST_GATE", str(gate))
    asked = operator.post(URL, files={"file": ("a.mp4", clip.read_bytes())}).json()["data"]
    wait_for(core.tasks, lambda: core.tasks.get(asked["id"]).step == "loading")
    busy = operator.delete(f"{URL}/{asked['id']}")
    assert (busy.status_code, code(busy)) == (409, "tasks.at_work")
    assert operator.post(f"{URL}/{asked['id']}/cancel").status_code == 200
    assert over(core, operator, asked["id"])["state"] == "cancelled"


def test_more_than_may_be_sent_is_refused_and_leaves_nothing(
    core: Core, operator: httpx.Client, settings: SettingsStore
) -> None:
    settings.set("api.upload_mb", 1)
    large = bytes(1_200_000)
    refused = operator.post(URL, files={"file": ("a.mp4", large)})
    assert (refused.status_code, code(refused)) == (413, "api.too_large")

    def chunks() -> Iterator[bytes]:  # without a length that could be refused beforehand
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
        for _ in range(40):
            yield large[:60_000]
        yield b"\r\n--x--\r\n"

    refused = operator.post(URL, content=chunks(), headers={"Content-Type": FORM})
    assert (refused.status_code, code(refused)) == (413, "api.too_large")
    settings.set("api.upload_mb", 100)
    refused = operator.post(URL, content=b" " * 1_100_000, headers={"Content-Type": "application/json"})
    assert (refused.status_code, code(refused)) == (413, "api.too_large")
    assert incoming(core) == []
    assert core.tasks.list() == ()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 422),
        (b"[", "application/json", 422),
        (b'{"path": "/a", "more": 1}', "application/json", 422),
        (b"", "multipart/form-data", 400),
        (b"--x--\r\n", FORM, 422),
        (b"nothing", FORM, 400),
        (b'--x\r\nContent-Disposition: form-data; name="wish"\r\n\r\n{}\r\n--x--\r\n', FORM, 422),
        (b'--x\r\nContent-Disposition: form-data; name="wish"\r\n\r\n\xff\r\n--x--\r\n', FORM, 400),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc', FORM, 400),
    ],
)
def test_odd_bodies_are_refused_in_the_envelope(
    core: Core, operator: httpx.Client, content: bytes, kind: str, status: int
) -> None:
    refused = operator.post(URL, content=content, headers={"Content-Type": kind})
    assert refused.status_code == status, refused.text
    assert refused.json()["error"]["hint"]
    assert incoming(core) == []
    assert core.tasks.list() == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_form_breaks_the_service(core: Core, operator: httpx.Client, parts: list[bytes]) -> None:
    response = operator.post(URL, content=b"".join(parts), headers={"Content-Type": FORM})
    assert response.status_code in (400, 409, 422), (parts, response.text)
    assert incoming(core) == []


def test_a_sender_that_breaks_off_leaves_nothing(core: Core, operator: httpx.Client) -> None:
    begun = threading.Event()

    def chunks() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
        yield bytes(2_000_000)
        begun.set()
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        operator.post(URL, content=chunks(), headers={"Content-Type": FORM})
    assert begun.is_set()
    assert operator.get(URL).json()["data"] == []
    tick = threading.Event()
    assert any(not incoming(core) or tick.wait(0.02) for _ in range(500))
