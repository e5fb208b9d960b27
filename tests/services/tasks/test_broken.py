"""Tasks where the child, the list or a program breaks, and what a killed program left."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.base.errors import ConsentError, InputError, OutputError, UserError
from app.services.tasks import TaskRequest, TaskState, naming, runner, service, store
from app.services.tasks.records import Job
from tests.services.tasks.kit import (
    SEGMENT,
    WAIT_S,
    Home,
    at_segment,
    belongings,
    code_of,
    done,
    finish,
    no_processes,
    wait_for,
    workers,
)

# ---- the child and the list ------------------------------------------------------------------------------------------


def test_what_a_library_prints_is_no_word_of_the_child_s(home: Home, clip: Path) -> None:
    with home.running() as tasks:
        done(tasks, clip, options={"prints": True})


def test_a_child_that_hangs_is_given_up(home: Home, clip: Path, gate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.write_text("3", "utf-8")
    monkeypatch.setattr(runner, "SILENT_S", 1.5)
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip)))
        assert code_of(task) == "tasks.hung"
        assert workers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_child_ends_with_the_program_wherever_it_is(home: Home, clip: Path, gate: Path) -> None:
    gate.write_text("0", "utf-8")
    tasks = home.tasks()
    asked = tasks.submit(TaskRequest(clip))
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.services.tasks.program", str(home.paths.user_config.parent)],
        cwd=Path(__file__).resolve().parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        assert any(tasks.get(asked.id).total == 60 for _ in program.stdout), "it waits in the engine from here on"
        children = psutil.Process(program.pid).children()
        program.kill()
    gone, alive = psutil.wait_procs(children, timeout=WAIT_S)
    assert (len(gone), alive) == (1, [])


def test_a_list_that_is_locked_for_long_is_no_fault_of_the_task(
    home: Home, clip: Path, gate: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with home.running() as tasks:
        whole = done(tasks, clip)
    monkeypatch.setattr(store, "_BUSY_S", 0.05)
    monkeypatch.setattr(runner, "_RETRY_S", 0.05)
    gate.write_text(str(SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(clip))
        at_segment(tasks, asked.id, 1)
        other = sqlite3.connect(home.paths.user_data / "tasks" / "tasks.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        gate.unlink()
        tick = threading.Event()
        assert any("locked" in caplog.text or tick.wait(0.02) for _ in range(1000))
        assert "000000.segment" in belongings(home, asked.id)
        other.execute("ROLLBACK")
        other.close()
        (task,) = finish(tasks, asked)
    assert (task.state, task.sha256) == (TaskState.DONE, whole.sha256)


def test_the_thread_outlives_a_bug(home: Home, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_RETRY_S", 0.01)
    first, good = iter([ValueError("a bug")]), store.TaskStore.first_queued

    def fails(self: store.TaskStore) -> Job | None:
        for error in first:
            raise error
        return good(self)

    monkeypatch.setattr(store.TaskStore, "first_queued", fails)
    with no_processes(), home.running() as tasks:
        done(tasks, clip)


def test_a_listener_that_fails_costs_no_work(home: Home, clip: Path) -> None:
    with no_processes(), home.running() as tasks:

        def fail(what: object) -> None:
            if threading.current_thread().name == "tasks":
                raise RuntimeError(f"the window is gone: {what}")

        ends = [event.subscribe(fail) for event in (tasks.changed, tasks.ended)]
        asked = tasks.submit(TaskRequest(clip))
        tick = threading.Event()
        assert any(tasks.get(asked.id).state.over or tick.wait(0.01) for _ in range(2000))
        assert tasks.get(asked.id).state is TaskState.DONE
        for end in ends:
            end()


def test_a_task_may_be_deleted_the_moment_it_is_over(home: Home, clip: Path, caplog: pytest.LogCaptureFixture) -> None:
    with no_processes(), home.running() as tasks:

        def delete(task: str) -> None:
            if task and any(one.id == task and one.state.over for one in tasks.list()):
                tasks.delete(task)

        end = tasks.changed.subscribe(delete)
        for _ in range(2):
            tasks.submit(TaskRequest(clip))
        wait_for(tasks, lambda: tasks.list() == ())
        end()
    assert caplog.text == ""


def test_a_result_that_got_its_name_before_the_list_broke_keeps_its_figures(
    home: Home, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_RETRY_S", 0.01)
    given: list[Path] = []

    def put(*what: Any) -> Path:
        given.append(naming.put_in_place(*what))
        raise UserError("tasks.unusable", "The list broke.")

    monkeypatch.setattr(runner, "put_in_place", put)
    with no_processes(), home.running() as tasks:
        task = done(tasks, media / "hopper.jpg")
        assert tasks.result(task.id) == given[0]
    assert (len(given), task.frames, task.total, task.swapped) == (1, 1, 1, 1)


# ---- what lies about -------------------------------------------------------------------------------------------------


def test_what_a_killed_program_left_of_tasks_and_uploads_is_deleted(home: Home, clip: Path) -> None:
    tasks = home.tasks()
    kept = tasks.submit(TaskRequest(clip))
    root = home.paths.user_data / "tasks"
    for name in ("a" * 32, "b" * 32):  # killed while one was added; and one of a list that was lost
        (root / name).mkdir()
        for file in ("source.mp4", "face-00.jpg"):
            (root / name / file).write_bytes(b"a real face")
    (root / ("b" * 32) / "result").mkdir()
    (root / ("b" * 32) / "result" / "a-swapped.mp4").write_bytes(b"made")
    (root / "incoming").mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"{gone.pid}-abc", f"{os.getpid()}-abc", "abc"):  # the second is written just now
        (root / "incoming" / name).write_bytes(b"a real face")
    with no_processes():
        tasks.start()
        finish(tasks, kept)
    assert belongings(home, "a" * 32) == set()
    assert not (root / ("a" * 32)).exists()
    assert belongings(home, "b" * 32) == {"result/a-swapped.mp4"}
    assert [path.name for path in (root / "incoming").iterdir()] == [f"{os.getpid()}-abc"]


def test_nobody_else_may_look_at_what_is_sent(home: Home) -> None:
    with home.tasks().upload("a.mp4") as upload:
        root = upload.path.parents[1]
        assert sys.platform == "win32" or root.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_an_upload_whose_disk_is_full_is_deleted_all_the_same(home: Home) -> None:
    upload = home.tasks().upload("a.mp4")
    upload._file.close()
    upload._file = Path("/dev/full").open("wb")  # noqa: SIM115 - closed by the upload
    upload.write(b"x")
    upload.discard()
    assert list((home.paths.user_data / "tasks" / "incoming").iterdir()) == []


def test_an_upload_that_would_be_refused_is_not_begun(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = home.tasks()
    home.settings.set("privacy.consent_date", "")
    with pytest.raises(ConsentError):
        tasks.upload("a.mp4")
    home.settings.set("privacy.consent_date", "2026-01-31")
    monkeypatch.setattr(service, "_MOST", 0)
    with pytest.raises(OutputError) as caught:
        tasks.upload("a.mp4")
    assert caught.value.message.code == "tasks.too_many"
    assert not (home.paths.user_data / "tasks" / "incoming").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_in_the_place_of_an_allowed_file_is_not_followed(home: Home, clip: Path, tmp_path: Path) -> None:
    """Looked at when the path was allowed, swapped before the task was added."""
    home.settings.set("tasks.folders", (str(tmp_path),))
    mine = tmp_path / "mine.mp4"
    shutil.copy(clip, mine)
    tasks = home.tasks()
    true = tasks.allowed(str(mine))
    mine.unlink()
    mine.symlink_to(clip)
    with pytest.raises(InputError) as caught:
        tasks.submit(TaskRequest(true, allowed=True))
    assert caught.value.message.code == "tasks.not_allowed"


@pytest.mark.parametrize("how", ["link", "other"])
def test_what_took_the_place_of_a_result_is_not_handed_out(home: Home, media: Path, tmp_path: Path, how: str) -> None:
    with no_processes(), home.running() as tasks:
        task = done(tasks, media / "hopper.jpg", folder=tmp_path / "out")
        result = tasks.result(task.id)
        secret = tmp_path / "secret"
        secret.write_bytes(result.read_bytes())
        result.unlink()
        if how == "link":
            result.symlink_to(secret)
        else:
            result.write_bytes(b"another one")
        with pytest.raises(InputError) as caught:
            tasks.result(task.id)
    assert caught.value.message.code == "tasks.result_gone"
