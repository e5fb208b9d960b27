"""What tasks are built of: allowed files, growing times, names of results, progress, kept settings, and the store."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import sys
from fractions import Fraction
from pathlib import Path, PureWindowsPath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import InputError, Message, UserError
from app.services.tasks.folders import _on_another_machine, allowed_file, still_itself
from app.services.tasks.look import LEAST_SIDE, has_parts, overlooked
from app.services.tasks.naming import ENDING, plain_name, put_in_place, safe_stem
from app.services.tasks.plans import SECTIONS, kept_settings, settings_of
from app.services.tasks.progress import Progress
from app.services.tasks.records import Job, Segment, Task, TaskPlan, TaskState
from app.services.tasks.store import VERSION, TaskStore
from app.services.tasks.timing import GAP_S, Times
from engines.api import Face, Image
from tests.services.tasks.kit import make_home

# ---- allowed files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two allowed folders, ``in`` and ``also``, beside ``in-not`` and a secret."""
    for name in ("in/deep", "also", "in-not"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("in/a.mp4", "in/deep/b.mp4", "also/c.mp4", "in-not/d.mp4", "secret.mp4"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def ask(tree: Path, name: str) -> Path:
    return allowed_file(str(tree / name), [str(tree / "in"), str(tree / "also"), "", "relative"])


@pytest.mark.parametrize("name", ["in/a.mp4", "in/deep/b.mp4", "also/c.mp4", "in/deep/../a.mp4", "in-not/../in/a.mp4"])
def test_files_in_allowed_folders_are_taken_by_their_true_path(tree: Path, name: str) -> None:
    assert ask(tree, name) == (tree / name).resolve()


@pytest.mark.parametrize(
    "name",
    ["secret.mp4", "in/../secret.mp4", "in-not/d.mp4", "in", "in/none.mp4", "in/deep/../../secret.mp4", "in/a.mp4\0"],
)
def test_all_else_is_refused_in_the_same_words(tree: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(tree, name)
    assert caught.value.message.code == "tasks.not_allowed"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_that_lead_out_are_refused_and_those_that_stay_are_followed(tree: Path) -> None:
    (tree / "in" / "out.mp4").symlink_to(tree / "secret.mp4")
    (tree / "in" / "up").symlink_to(tree)
    (tree / "in" / "circle.mp4").symlink_to(tree / "in" / "circle.mp4")
    (tree / "in" / "stays.mp4").symlink_to(tree / "also" / "c.mp4")
    for name in ("in/out.mp4", "in/up/secret.mp4", "in/circle.mp4"):
        with pytest.raises(InputError):
            ask(tree, name)
    assert ask(tree, "in/stays.mp4") == (tree / "also" / "c.mp4").resolve()
    os.mkfifo(tree / "in" / "pipe.mp4")
    with pytest.raises(InputError):
        ask(tree, "in/pipe.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_takes_the_place_of_a_file_later_is_seen(tree: Path) -> None:
    true = ask(tree, "in/deep/b.mp4")
    assert still_itself(true)
    (tree / "in" / "deep").rename(tree / "elsewhere")
    (tree / "in" / "deep").symlink_to(tree / "elsewhere")
    assert not still_itself(true)


def test_no_other_machine_is_asked_whether_a_file_is_there() -> None:
    """Windows would send the user's name and the hash of the password along."""
    mine = [r"\\nas\videos", "", "C:\\\\videos"]
    for path, asked in ((r"\\evil\a\b.mp4", True), (r"\\NAS\Videos\b.mp4", False), (r"D:\b.mp4", False)):
        assert _on_another_machine(PureWindowsPath(path), mine) is asked


def test_a_relative_path_is_refused(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "in")
    with pytest.raises(InputError):
        allowed_file("a.mp4", [str(tree / "in")])


@given(parts=st.lists(st.sampled_from(["in", "also", "in-not", "deep", "..", ".", "a.mp4", "secret.mp4"]), max_size=8))
def test_no_path_leads_out(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    root = tmp_path_factory.getbasetemp() / "paths"
    for name in ("in/deep", "also", "in-not"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in ("in/a.mp4", "secret.mp4", "in-not/a.mp4"):
        (root / name).write_bytes(b"x")
    try:
        found = allowed_file(os.path.join(root, *parts), [str(root / "in"), str(root / "also")])  # noqa: PTH118
    except InputError:
        return
    assert found == (root / "in" / "a.mp4").resolve()


# ---- times -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40)), max_size=50), st.integers(1, 5000))
def test_times_always_grow(told: list[int | None], step: int) -> None:
    times = Times(Fraction(1, 90000), step)
    given = [times.next(one) for one in told]
    assert all(a < b for a, b in itertools.pairwise(given))


@given(st.integers(-90000, 90000), st.lists(st.integers(1, 90000 * 60), max_size=50))
def test_times_that_grow_stay_what_they_are(first: int, gaps: list[int]) -> None:
    told = list(itertools.accumulate(gaps, initial=first))
    times = Times(Fraction(1, 90000), 3000)
    assert [times.next(one) for one in told] == told


def test_what_comes_behind_a_new_count_keeps_its_distances() -> None:
    times = Times(Fraction(1, 1000), 40)
    told = [10_000, 10_040, 0, 40, 80, None, int((GAP_S + 99) * 1000)]
    assert [times.next(one) for one in told] == [10_000, 10_040, 10_080, 10_120, 10_160, 10_200, 10_240]


def test_the_same_time_twice_moves_nothing_else() -> None:
    times = Times(Fraction(1, 1000), 40)
    assert [times.next(one) for one in (0, 40, 40, 80)] == [0, 40, 41, 80]


# ---- parts of a picture ----------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(st.data(), st.integers(16, 700), st.integers(16, 700), st.integers(20, LEAST_SIDE // 2))
def test_every_face_lies_wholly_in_some_part(data: st.DataObject, height: int, width: int, face: int) -> None:
    face = min(face, height, width)
    top, left = data.draw(st.integers(0, height - face)), data.draw(st.integers(0, width - face))
    image = np.zeros((height, width, 3), np.uint8)
    image[top : top + face, left : left + face] = 255

    def find(part: Image) -> list[Face]:
        rows, columns = (np.flatnonzero(part[:, :, 0].max(axis=axis)) for axis in (1, 0))
        if len(rows) != face or len(columns) != face:  # none of it, or it is cut
            return []
        box = (float(columns[0]), float(rows[0]), columns[-1] + 1.0, rows[-1] + 1.0)
        return [Face(box, 0.9, None, swapped=True)]

    found = overlooked(find, image, ())
    assert len(found) == has_parts((width, height)), "once, however many parts it lies in"
    for one in found:
        assert (one.box, one.swapped) == ((left, top, left + face, top + face), False)
        assert overlooked(find, image, (one,)) == ()


# ---- names -----------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(), max_size=300))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    stem = safe_stem(name)
    assert stem
    assert not set(stem) & set('<>:"/\\|?*\0\n')
    assert stem not in (".", "..")
    assert len((stem + ENDING).encode()) < 200


def test_a_name_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    taken = tmp_path / f"my clip{ENDING}.mp4"
    taken.write_bytes(b"mine")
    tried: list[Path] = []
    for content in (b"one", b"two"):
        made = tmp_path / ".part"
        made.write_bytes(content)
        path = put_in_place(made, "../my clip.mov", ".mp4", tried.append)
        assert path.read_bytes() == content
        assert not made.exists()
    assert taken.read_bytes() == b"mine"
    assert [path.name for path in tried] == [f"my clip{ENDING}-2.mp4", f"my clip{ENDING}-3.mp4"]


def test_a_file_system_without_links_gets_it_by_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    made = tmp_path / ".part"
    made.write_bytes(b"one")
    assert put_in_place(made, "a.png", ".png", lambda _: None).read_bytes() == b"one"
    assert not made.exists()


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def comes(_made: Path, path: Path) -> None:
        if not (tmp_path / f"a{ENDING}.png").exists():
            path.write_bytes(b"mine")
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", comes)
    made = tmp_path / ".part"
    made.write_bytes(b"one")
    path = put_in_place(made, "a.png", ".png", lambda _: None)
    assert (path.name, path.read_bytes()) == (f"a{ENDING}-2.png", b"one")
    assert (tmp_path / f"a{ENDING}.png").read_bytes() == b"mine"


@given(st.text(st.characters(), max_size=400))
def test_any_name_can_be_shown(name: str) -> None:
    shown = plain_name(name)
    shown.encode("utf-8")
    assert len(shown) <= 200
    assert not any(ord(letter) < 32 for letter in shown)


# ---- progress --------------------------------------------------------------------------------------------------------


def test_the_time_left_is_that_of_the_last_seconds() -> None:
    now = 0.0
    progress = Progress("a", lambda: now)
    task = Task("a", "clip", "video", TaskState.RUNNING, 0.0, frames=24, total=0)
    progress.count(0, "loading")
    assert progress.within(task).seconds_left is None
    progress.begin(1024)
    for second in range(60):
        now = float(second)
        progress.count(24 + (second * 5 if second < 30 else 150 + (second - 30) * 10), "swapping")
    shown = progress.within(task)
    assert (shown.step, shown.total) == ("swapping", 1024)
    assert shown.fps == pytest.approx(10, rel=0.02)
    assert shown.seconds_left == pytest.approx((1024 - shown.frames) / 10, rel=0.02)
    assert shown.part == pytest.approx(shown.frames / 1024)
    progress.count(1024, "joining")
    assert progress.within(task).seconds_left is None


# ---- settings that a task keeps --------------------------------------------------------------------------------------


def plan(**settings: dict[str, object]) -> TaskPlan:
    return TaskPlan(engine="memory", options={}, faces=(), face_names=(), settings=settings, segment_frames=24)


def test_a_task_keeps_the_settings_of_its_submission(tmp_path: Path) -> None:
    store = make_home(tmp_path).settings
    kept = kept_settings(store.current)
    assert set(kept) == set(SECTIONS)
    store.set("output.label_corner", "top-left")
    store.set("camera.fps", 12.0)
    back = settings_of(TaskPlan.model_validate_json(plan(**kept).model_dump_json()), store.current)
    assert back.output.label_corner == "bottom-right"
    assert back.camera.fps == 12.0


def test_keys_and_values_that_the_program_does_not_know_any_more_are_left_out(tmp_path: Path) -> None:
    store = make_home(tmp_path).settings
    old = plan(output={"gone": 1, "label_size": 9.0, "label_corner": "top-left"}, gone={"a": 1})
    back = settings_of(old, store.current)
    assert back.output.label_size == store.current.output.label_size
    assert back.output.label_corner == "top-left"


# ---- the store -------------------------------------------------------------------------------------------------------


def job(name: str) -> Job:
    task = Task(name * 32, f"{name}.mp4", "video", TaskState.QUEUED, 1.5)
    return Job(task, Path("/somewhere") / f"{name}.mp4", False, plan().model_dump_json(), None)


def test_what_was_written_is_there_at_the_next_start(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "new" / "tasks.db")
    store.add(job("a"))
    store.add(job("b"))
    store.change("a" * 32, state="running", total=99)
    for number in (0, 1, 2):
        store.add_segment("a" * 32, Segment(number, 24, 20 + number, 0, f"sum {number}"))
    store.drop_segments("a" * 32, 2)
    message = Message("tasks.anew", "Begun anew.", "", {"name": "a"})
    store.note("a" * 32, message)
    store.note("a" * 32, message)
    before = store.jobs()
    store.close()
    store = TaskStore(tmp_path / "new" / "tasks.db")
    assert store.jobs() == before
    first = store.job("a" * 32)
    assert (first.task.frames, first.task.swapped, len(first.segments)) == (48, 41, 2)
    assert first.task.notes == (message,)
    queued = store.first_queued()
    assert queued is not None
    assert queued.task.name == "b.mp4"
    store.put_back()
    queued = store.first_queued()
    assert queued is not None
    assert queued.task.name == "a.mp4"
    store.delete("a" * 32)
    with pytest.raises(UserError, match="There is no task"):
        store.job("a" * 32)
    store.close()
    with sqlite3.connect(tmp_path / "new" / "tasks.db") as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("SELECT COUNT(*) FROM segments").fetchone()[0] == 0
    db.close()


def test_a_change_happens_only_in_the_states_it_is_for(tmp_path: Path) -> None:
    store = TaskStore(tmp_path / "tasks.db")
    store.add(job("a"))
    assert store.change("a" * 32, only=(TaskState.QUEUED,), state="running")
    assert not store.change("a" * 32, only=(TaskState.QUEUED, TaskState.DONE), state="cancelled")
    assert store.job("a" * 32).task.state is TaskState.RUNNING
    store.close()


def test_another_process_s_changes_are_seen(tmp_path: Path) -> None:
    one, other = TaskStore(tmp_path / "tasks.db"), TaskStore(tmp_path / "tasks.db")
    before = one.changes()
    one.add(job("a"))
    assert one.changes() == before
    other.add(job("b"))
    assert one.changes() != before
    assert [each.task.name for each in one.jobs()] == ["a.mp4", "b.mp4"]
    one.close()
    other.close()


def test_a_list_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    TaskStore(tmp_path / "tasks.db").close()
    with sqlite3.connect(tmp_path / "tasks.db") as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(UserError) as caught:
        TaskStore(tmp_path / "tasks.db")
    assert caught.value.message.code == "tasks.newer"
    assert (tmp_path / "tasks.db").exists()


@pytest.mark.parametrize("damage", [b"no database at all, and longer than its header would be " * 4, None])
def test_a_damaged_list_is_set_aside_and_told(tmp_path: Path, damage: bytes | None) -> None:
    file = tmp_path / "tasks.db"
    store = TaskStore(file)
    for name in "abcdefgh":
        store.add(job(name))
    store.close()
    content = bytearray(file.read_bytes())
    if damage is None:
        content[4096 : 4096 + 8192] = os.urandom(8192)
    file.write_bytes(damage or bytes(content))
    store = TaskStore(file)
    assert store.jobs() == []
    assert store.notice is not None
    assert store.notice.code == "tasks.damaged"
    assert (tmp_path / "tasks.db.bad-1").exists()
    store.add(job("a"))
    store.close()


def test_a_folder_that_can_not_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "tasks.db").mkdir()
    with pytest.raises(UserError) as caught:
        TaskStore(tmp_path / "tasks.db")
    assert caught.value.message.code == "tasks.unusable"
    assert json.dumps(caught.value.message.params)
