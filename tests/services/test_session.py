"""The session with its real parts: start, change, stop, fail, start again; and the real face never leaves."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.base.errors import ConsentError, EngineFailure, InputError, Message, UserError
from app.bootstrap import build_core, close_core, open_settings
from app.pipeline.photos import load_photo
from app.pipeline.sources import SourceRequest
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    built = build_core(*open_settings())
    yield built
    close_core(built)


class Watch:
    """Waits for states without sleeping: every change of the session goes through a condition."""

    def __init__(self, core: Core) -> None:
        self._condition = threading.Condition()
        self._session = core.session
        self.told: list[Message] = []
        core.session.changed.subscribe(self._wake)
        core.session.notice.subscribe(self.told.append)

    def _wake(self, _: SessionStatus) -> None:
        with self._condition:
            self._condition.notify_all()

    def until(self, *states: SessionState) -> SessionStatus:
        with self._condition:
            ends = (*states, SessionState.FAILED)
            assert self._condition.wait_for(lambda: self._session.status.state in ends, 60)
        status = self._session.status
        assert status.state in states, status.message
        return status


def request(core: Core, **changes: object) -> SessionRequest:
    values: dict[str, object] = {
        "source": source_request(core.settings.current, loop=False, pace="fast"),
        "faces": ("demo:astronaut",),
        "engine": "mesh",
        "options": {},
        "consent": False,
    }
    return SessionRequest(**{**values, **changes})  # type: ignore[arg-type]


def live(core: Core) -> SourceRequest:
    return source_request(core.settings.current, loop=True, pace="fast")


def test_a_run_to_its_limit_and_again(core: Core) -> None:
    for _ in range(2):
        core.session.start(request(core, frame_limit=5))
        assert core.session.wait(60)
        status = core.session.status
        assert status.state is SessionState.IDLE
        assert status.frames_out == 5
        assert core.session.preview(0) is None, "nothing runs"


def test_what_can_be_changed_while_it_runs(core: Core, tmp_path: Path) -> None:
    watch = Watch(core)
    core.session.start(request(core, source=live(core), consent=True))
    watch.until(SessionState.RUNNING)
    core.session.set_faces(["demo:hopper"]).result(60)
    core.session.configure({"opacity": 0.5}).result(60)
    core.session.set_label(False, "top-left", 0.05).result(60)
    core.session.set_guard("pass").result(60)
    movie = tmp_path / "live.mp4"
    core.session.set_recording(movie).result(60)
    assert [output.kind for output in core.session.status.outputs] == ["recording"]
    core.session.set_recording(None).result(60)
    assert core.session.status.outputs == ()
    assert movie.stat().st_size > 0
    core.session.request_stop()
    assert core.session.wait(60)
    assert core.session.status.state is SessionState.IDLE


def test_a_photo_without_a_face_is_an_answer_and_the_run_goes_on(core: Core, tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((200, 200, 3), 128, np.uint8))
    watch = Watch(core)
    core.session.start(request(core, source=live(core)))
    watch.until(SessionState.RUNNING)
    with pytest.raises(EngineFailure, match=r"wall\.png"):
        core.session.set_faces([str(wall)]).result(60)
    with pytest.raises(InputError):
        core.session.set_faces([str(tmp_path / "none.png")]).result(60)
    with pytest.raises(UserError):
        core.session.configure({"opacity": 9})
    assert core.session.status.state is SessionState.RUNNING


def test_what_the_photos_hold_is_told(core: Core, tmp_path: Path) -> None:
    two, wall = tmp_path / "two.png", tmp_path / "wall.png"
    first, second = (load_photo(core.paths.media / name) for name in ("astronaut.jpg", "hopper.jpg"))
    height = max(first.shape[0], second.shape[0])
    canvas = np.zeros((height, first.shape[1] + second.shape[1], 3), np.uint8)
    canvas[: first.shape[0], : first.shape[1]] = first
    canvas[: second.shape[0], first.shape[1] :] = second
    cv2.imwrite(str(two), canvas)
    cv2.imwrite(str(wall), np.full((200, 200, 3), 128, np.uint8))
    watch = Watch(core)
    core.session.start(request(core, faces=(str(two), str(wall)), frame_limit=2))
    assert core.session.wait(60)
    assert core.session.status.state is SessionState.IDLE
    assert [(message.code, message.params["name"]) for message in watch.told] == [
        ("photo.several_faces", str(two)),
        ("photo.no_face", str(wall)),
    ]
    assert "2 faces" in watch.told[0].text


def test_a_failed_start_says_why_and_the_next_one_works(core: Core) -> None:
    core.session.start(request(core, faces=("demo:nobody",)))
    assert core.session.wait(60)
    failed = core.session.status
    assert failed.state is SessionState.FAILED
    assert failed.message is not None
    assert "nobody" in failed.message.text
    core.session.start(request(core, frame_limit=2))
    assert core.session.wait(60)
    assert core.session.status.state is SessionState.IDLE


@pytest.mark.parametrize(("asked", "covered"), [("cover", 5), ("pass", 0), (None, 0)])
def test_the_guard_asked_for_counts_from_the_first_frame(
    core: Core, tmp_path: Path, asked: str | None, covered: int
) -> None:
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((200, 200, 3), 128, np.uint8))
    core.settings.set("privacy.guard", "pass")
    source = source_request(core.settings.current, spec=str(wall), loop=False, pace="fast")
    core.session.start(request(core, source=source, frame_limit=5, guard=asked))
    assert core.session.wait(60)
    assert core.session.status.frames_out == 5
    assert core.session.status.covered == covered


def test_a_guard_chosen_while_the_run_loads_counts_from_the_first_frame(core: Core, tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((200, 200, 3), 128, np.uint8))
    source = source_request(core.settings.current, spec=str(wall), loop=False, pace="fast")

    def choose(status: SessionStatus) -> None:
        if status.progress[1] == "Opening the source":
            core.session.set_guard("cover").result(0)

    core.session.changed.subscribe(choose)
    core.session.start(request(core, source=source, frame_limit=5, guard="pass"))
    assert core.session.wait(60)
    assert core.session.status.covered == 5


def test_a_failed_run_says_what_it_failed_at(core: Core, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.png")
    source = source_request(core.settings.current, spec=missing)
    for changes, part in (({"faces": (missing,)}, "face"), ({"source": source}, "source")):
        core.session.start(request(core, **changes))
        assert core.session.wait(60)
        assert core.session.status.failed_at == part


def test_no_output_without_the_statement(core: Core, tmp_path: Path) -> None:
    with pytest.raises(ConsentError):
        core.session.start(request(core, recording=tmp_path / "a.mp4"))
    watch = Watch(core)
    core.session.start(request(core, source=live(core)))
    watch.until(SessionState.RUNNING)
    with pytest.raises(ConsentError):
        core.session.set_recording(tmp_path / "a.mp4").result(60)
    assert not (tmp_path / "a.mp4").exists()


def test_an_unknown_engine_and_a_second_start_are_refused(core: Core) -> None:
    with pytest.raises(EngineFailure, match="nothing"):
        core.session.start(request(core, engine="nothing"))
    watch = Watch(core)
    core.session.start(request(core, source=live(core)))
    watch.until(SessionState.RUNNING)
    with pytest.raises(UserError, match="already"):
        core.session.start(request(core))


def test_a_virtual_camera_that_does_not_open_is_told_and_the_run_goes_on(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(core)
    core.settings.set("output.virtual_camera_device", "/dev/video-none")
    core.session.start(request(core, virtual_camera=True, consent=True, frame_limit=3))
    assert core.session.wait(60)
    assert core.session.status.state is SessionState.IDLE
    assert core.session.status.frames_out == 3
    assert watch.told
    assert core.session.camera.failure is not None


# A process of its own: in the tests' own, what hundreds of tests left in the allocator's arenas would be measured.
ROUNDS = """
import gc, json, threading, psutil
from app.bootstrap import build_core, close_core, open_settings
from app.services.session_state import SessionRequest, SessionState, source_request
core = build_core(*open_settings())
before = threading.active_count()
memory = []
for _ in range(16):
    source = source_request(core.settings.current, loop=False, pace="fast")
    request = SessionRequest(source, ("demo:astronaut",), "mesh", {}, consent=False, frame_limit=40)
    core.session.start(request)
    assert core.session.wait(120)
    assert core.session.status.state is SessionState.IDLE, core.session.status
    gc.collect()
    memory.append(psutil.Process().memory_info().rss)
print(json.dumps([memory, threading.active_count() - before]))
close_core(core)
"""


def test_many_runs_leave_memory_and_threads_as_they_were() -> None:
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", ROUNDS], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    memory, threads = json.loads(ran.stdout)
    growth = max(memory[-4:]) - max(memory[4:8])
    assert growth < 20e6, f"{growth / 1e6:.0f} MB more: {[round(value / 1e6) for value in memory]}"
    assert threads <= 1, "at most the photo reader stays"
