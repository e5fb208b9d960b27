"""The list of tasks where things go wrong: odd names, damage, other processes, a folder that can not be used."""

from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.base.errors import UserError
from app.services.tasks.records import Job, Segment, Task, TaskState
from app.services.tasks.store import TaskStore

ODD = os.fsdecode(b"/home/me/M\xfcller.mp4")
"""As an old disk has it: its name is no UTF-8."""


def job(name: str, source: str = "/somewhere/a.mp4", folder: str | None = None) -> Job:
    task = Task(name * 32, f"{name}.mp4", "video", TaskState.QUEUED, 1.5)
    return Job(task, Path(source), False, "{}", None if folder is None else Path(folder))


def test_names_that_are_no_utf_8_come_back_as_they_were(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    store.add(job("a", ODD, os.fsdecode(b"/out/\xff")))
    store.change("a" * 32, state="done", result=ODD)
    kept = store.job("a" * 32)
    assert (str(kept.source), str(kept.task.result)) == (ODD, ODD)
    assert os.fsencode(str(kept.folder)) == b"/out/\xff"
    store.close()


def test_a_plan_that_this_program_does_not_know_hides_no_other_task(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    for name in "ab":
        store.add(job(name))
    with sqlite3.connect(tmp_path / "tasks.db") as db:
        db.execute("UPDATE tasks SET plan = '[]' WHERE name = 'a.mp4'")
    db.close()
    assert [each.task.name for each in store.jobs()] == ["a.mp4", "b.mp4"]
    assert store.first_queued() is not None
    store.close()


@pytest.mark.parametrize("kind", ["file in its place", "no right"])
def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "no right":  # root may write anywhere
        monkeypatch.setattr(Path, "mkdir", _refuse)
    else:
        (tmp_path / "tasks").write_bytes(b"")
    with pytest.raises(UserError) as caught:
        TaskStore(tmp_path / "tasks" / "tasks.db")
    assert caught.value.message.code == "tasks.unusable"


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_damaged_list_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows moves no file that is open somewhere."""
    (tmp_path / "tasks.db").write_bytes(b"no database " * 100)
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(UserError) as caught:
        TaskStore(tmp_path / "tasks.db")
    assert caught.value.message.code == "tasks.unusable"


def test_a_list_that_breaks_while_it_is_open_is_told(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    store.close()
    for call in (store.changes, store.jobs):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.message.code == "tasks.unusable"


def _open(file: Path, begin: threading.Barrier) -> TaskStore:
    begin.wait()
    return TaskStore(file)


def test_programs_that_find_the_same_damage_at_once_share_one_new_list(tmp_path: Path) -> None:
    file = tmp_path / "tasks.db"
    for damage in range(5):
        file.write_bytes(b"no database " * 100)
        begin = threading.Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            stores = [one.result() for one in [pool.submit(_open, file, begin) for _ in range(4)]]
        for store, name in zip(stores, "abcd", strict=True):
            store.add(job(name))
        try:
            assert [len(store.jobs()) for store in stores] == [4] * 4
            assert len(list(tmp_path.glob("tasks.db.bad-*"))) == damage + 1, "only the damaged one was set aside"
        finally:
            for store in stores:
                store.close()


def test_segments_are_read_only_for_the_task_that_needs_them(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    store.add(job("a"))
    store.add_segment("a" * 32, Segment(0, 24, 20, 3, "sum"))
    assert store.jobs()[0].segments == ()
    assert store.job("a" * 32).segments == (Segment(0, 24, 20, 3, "sum"),)
    assert (store.jobs()[0].task.frames, store.jobs()[0].task.covered) == (24, 3)
    store.forget_segments("a" * 32)
    kept = store.job("a" * 32)
    assert (kept.segments, kept.task.frames, kept.task.swapped) == ((), 24, 20)
    assert store.count() == 1
    store.close()


def test_a_list_of_the_first_version_goes_on(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    store.add(job("a"))
    store.close()
    with sqlite3.connect(tmp_path / "tasks.db") as db:
        for table in ("tasks", "segments"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN covered")
        db.execute("INSERT INTO segments VALUES (?, 0, 24, 20, 'sum')", ("a" * 32,))
        db.execute("PRAGMA user_version = 1")
    db.close()
    store = TaskStore(tmp_path / "tasks.db")
    assert store.job("a" * 32).segments == (Segment(0, 24, 20, 0, "sum"),)
    store.add_segment("a" * 32, Segment(1, 24, 20, 7, "sum"))
    assert store.job("a" * 32).task.covered == 7
    store.close()
