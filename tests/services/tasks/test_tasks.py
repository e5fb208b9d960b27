"""Tasks through their public door, worked off by the real child."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import ConsentError, EngineFailure, InputError, SettingsError, UserError
from app.services.tasks import TaskRequest, TaskState
from app.services.tasks.segments import file_sum
from tests.services.tasks.kit import (
    SEGMENT,
    Home,
    at_segment,
    belongings,
    done,
    finish,
    no_processes,
    play,
    wait_for,
    workers,
    write_video,
)


def test_a_video_is_worked_off_and_said_to_be_synthetic(home: Home, clip: Path) -> None:
    before = file_sum(clip)
    with home.running() as tasks:
        task = done(tasks, clip)
        assert tasks.list() == (task,)
        result = tasks.result(task.id)
    assert (task.kind, task.frames, task.total, task.swapped, task.part) == ("video", 60, 60, 60, 1.0)
    assert result.name == "a clip-swapped.mp4"
    assert (file_sum(result), result.stat().st_size) == (task.sha256, task.size)
    assert task.thumbnail is not None
    assert belongings(home, task.id) == {"thumbnail.jpg", f"result/{result.name}"}
    played, source = play(result), play(clip)
    assert played.times == source.times
    assert "Synthetic" in played.tags["comment"]
    assert "compositeWithTrainedAlgorithmicMedia" in played.tags["comment"]
    for image in played.images:  # the visible mark: light letters on a dark plate in the corner
        corner = image[-22:, -34:].astype(int)
        assert corner.max() - corner.min() > 120
    assert file_sum(clip) == before


def test_tasks_wait_for_a_start_and_are_worked_off_one_after_the_other(home: Home, clip: Path, gate: Path) -> None:
    gate.write_text("0", "utf-8")
    tasks = home.tasks()
    first, second = (tasks.submit(TaskRequest(clip, name=f"{name}.mp4")) for name in ("one", "two"))
    assert [task.state for task in tasks.list()] == [TaskState.QUEUED, TaskState.QUEUED]
    tasks.start()
    wait_for(tasks, lambda: tasks.get(first.id).total == 60)
    assert [task.state for task in tasks.list()] == [TaskState.RUNNING, TaskState.QUEUED]
    (child,) = workers()
    if sys.platform != "win32":
        assert child.nice() == 19
    if sys.platform == "linux":  # where memory is short it goes, not the program
        assert Path(f"/proc/{child.pid}/oom_score_adj").read_text("ascii").strip() == "500"
    with pytest.raises(UserError) as caught:
        tasks.delete(first.id)
    assert caught.value.message.code == "tasks.at_work"
    gate.unlink()
    assert [task.state for task in finish(tasks, first, second)] == [TaskState.DONE, TaskState.DONE]
    one, two = (tasks.get(task.id) for task in (first, second))
    assert one.ended is not None
    assert two.started is not None
    assert one.ended <= two.started
    assert one.sha256 == two.sha256


def test_the_result_goes_where_it_was_asked_for_and_stays_when_the_task_is_deleted(
    home: Home, clip: Path, tmp_path: Path
) -> None:
    with home.running() as tasks:
        own = done(tasks, clip)
        task = done(tasks, clip, folder=tmp_path / "new" / "videos")
        assert task.result == tmp_path / "new" / "videos" / "a clip-swapped.mp4"
        assert [path.name for path in task.result.parent.iterdir()] == [task.result.name]
        for each in (own, task):
            tasks.delete(each.id)
        assert tasks.list() == ()
        assert task.result.is_file()
        assert own.result is not None
        assert not own.result.exists()
        with pytest.raises(UserError, match="no task"):
            tasks.result(own.id)


def test_a_result_that_was_deleted_is_told(home: Home, clip: Path) -> None:
    with no_processes(), home.running() as tasks:
        task = done(tasks, clip)
        tasks.result(task.id).unlink()
        with pytest.raises(InputError) as caught:
            tasks.result(task.id)
    assert caught.value.message.code == "tasks.result_gone"


def test_an_upload_belongs_to_its_task(home: Home, clip: Path) -> None:
    with home.running() as tasks:
        with tasks.upload("../../Über <me>.MP4") as upload:
            upload.write(clip.read_bytes())
            asked = tasks.submit(TaskRequest(upload.finish(), name=upload.name, owned=True))
        (task,) = finish(tasks, asked)
        assert task.name == "../../Über <me>.MP4"
        assert tasks.result(task.id).name == "Über _me_-swapped.mp4"
        assert belongings(home, task.id) == {"thumbnail.jpg", "result/Über _me_-swapped.mp4"}
        assert list((home.paths.user_data / "tasks" / "incoming").iterdir()) == []


def test_an_upload_is_limited_and_leaves_nothing(home: Home) -> None:
    home.settings.set("api.upload_mb", 1)
    tasks = home.tasks()
    with tasks.upload("big.mp4") as upload:
        upload.write(bytes(1_000_000))
        with pytest.raises(InputError) as caught:
            upload.write(b"x")
    assert caught.value.message.code == "tasks.upload_too_large"
    assert list((home.paths.user_data / "tasks" / "incoming").iterdir()) == []


def test_only_allowed_folders_are_read_for_the_api(home: Home, clip: Path, tmp_path: Path) -> None:
    tasks = home.tasks()
    with pytest.raises(InputError):
        tasks.allowed(str(clip))
    home.settings.set("tasks.folders", (str(clip.parent),))
    assert tasks.allowed(str(clip)) == clip.resolve()


def test_nothing_is_taken_without_the_statement(home: Home, clip: Path) -> None:
    home.settings.set("privacy.consent_date", "")
    with home.running() as tasks:
        with pytest.raises(ConsentError):
            tasks.submit(TaskRequest(clip))
        assert tasks.list() == ()
        done(tasks, clip, consent=True)


def test_what_can_be_refused_at_once_is_and_leaves_nothing(home: Home, clip: Path, tmp_path: Path) -> None:
    tasks = home.tasks()
    for request, kind in (
        (TaskRequest(tmp_path / "none.mp4"), InputError),
        (TaskRequest(tmp_path), InputError),
        (TaskRequest(clip, faces=()), InputError),
        (TaskRequest(clip, faces=("none.jpg",)), InputError),
        (TaskRequest(clip, faces=("demo:nobody",)), InputError),
        (TaskRequest(clip, engine="none"), EngineFailure),
        (TaskRequest(clip, options={"faces": "many"}), SettingsError),
    ):
        with pytest.raises(kind):
            tasks.submit(request)
    assert tasks.list() == ()
    assert [path.name for path in (home.paths.user_data / "tasks").iterdir() if path.is_dir()] == []


def test_a_task_that_waits_or_is_worked_on_can_be_cancelled(home: Home, clip: Path, gate: Path, tmp_path: Path) -> None:
    gate.write_text(str(SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        first = tasks.submit(TaskRequest(clip, folder=tmp_path / "out"))
        second = tasks.submit(TaskRequest(clip))
        assert tasks.cancel(second.id).state is TaskState.CANCELLED
        at_segment(tasks, first.id, 1)
        tasks.cancel(first.id)
        (task,) = finish(tasks, first)
        assert (task.state, task.result, task.message) == (TaskState.CANCELLED, None, None)
        assert belongings(home, first.id) <= {"thumbnail.jpg"}
        assert belongings(home, second.id) == set()
        assert list((tmp_path / "out").iterdir()) == []
        assert tasks.cancel(first.id).state is TaskState.CANCELLED  # nothing more happens
        gate.unlink()
        done(tasks, clip)  # the next one goes its way
        tasks.delete(first.id)
        tasks.delete(second.id)
        assert len(tasks.list()) == 1


def test_a_list_is_shared_by_programs_and_worked_off_by_one(home: Home, clip: Path, gate: Path) -> None:
    gate.write_text("0", "utf-8")
    with home.running() as window, home.running() as other:
        task = other.submit(TaskRequest(clip))
        wait_for(window, lambda: window.get(task.id).total == 60)
        assert len(workers()) == 1
        other.cancel(task.id)
        finish(window, task)
        assert other.get(task.id).state is TaskState.CANCELLED


def test_a_program_that_ends_cuts_off_and_the_next_one_goes_on(home: Home, clip: Path, gate: Path) -> None:
    with home.running() as tasks:
        whole = done(tasks, clip)
    gate.write_text(str(SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(clip))
        at_segment(tasks, asked.id, 1)
    tasks = home.tasks()
    shown = tasks.get(asked.id)
    assert (shown.state, shown.frames, shown.total) == (TaskState.QUEUED, SEGMENT, 60)
    gate.unlink()
    tasks.start()
    (task,) = finish(tasks, asked)
    assert task.sha256 == whole.sha256
    assert task.notes == ()


def test_a_source_that_changed_meanwhile_is_begun_anew(home: Home, clip: Path, gate: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.mp4"
    shutil.copy(clip, source)
    gate.write_text(str(SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(source))
        at_segment(tasks, asked.id, 1)
    gate.unlink()
    write_video(source, 30, size=(80, 48))
    with home.running() as tasks:
        (task,) = finish(tasks, asked)
        assert (task.state, task.frames) == (TaskState.DONE, 30)
        assert [note.code for note in task.notes] == ["tasks.anew"]
        assert len(play(tasks.result(task.id)).images) == 30


def test_a_damaged_segment_is_made_again(home: Home, clip: Path, gate: Path) -> None:
    with home.running() as tasks:
        whole = done(tasks, clip)
    gate.write_text(str(2 * SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(clip))
        at_segment(tasks, asked.id, 2)
    file = home.paths.user_data / "tasks" / asked.id / "000001.segment"
    file.write_bytes(file.read_bytes()[:-1])
    gate.unlink()
    with home.running() as tasks:
        (task,) = finish(tasks, asked)
    assert task.sha256 == whole.sha256


def test_the_picture_does_not_jump_where_segments_meet(home: Home, clip: Path) -> None:
    """The engine's memory halves with each picture: after the warm-up nothing of the gap is left."""
    home.settings.set("output.recording_quality", 1)
    with no_processes(), home.running() as tasks:
        one = play(tasks.result(done(tasks, clip).id))
        home.settings.set("tasks.segment_frames", 240)
        other = play(tasks.result(done(tasks, clip).id))
    assert len(one.images) == len(other.images) == 60
    for first, second in zip(one.images, other.images, strict=True):
        assert np.abs(first.astype(int) - second).mean() < 2


def test_an_engine_that_can_not_be_brought_back_is_loaded_anew(home: Home, clip: Path) -> None:
    tasks = home.tasks(Path(__file__).parents[2] / "gui" / "engines")
    tasks.start()
    (task,) = finish(tasks, tasks.submit(TaskRequest(clip, engine="tint")))
    assert (task.state, task.swapped) == (TaskState.DONE, 60)
