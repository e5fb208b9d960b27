"""Tasks through their public door, worked off by the real child."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from app.base.errors import ConsentError, EngineFailure, InputError, OutputError, SettingsError, UserError
from app.services.tasks import TaskRequest, Tasks, TaskState
from app.services.tasks.segments import file_sum
from tests.services.tasks.kit import (
    SEGMENT,
    Home,
    done,
    finish,
    make_home,
    play,
    wait_for,
    workers,
    write_video,
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = make_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 pictures: two segments and a half."""
    return write_video(tmp_path_factory.mktemp("clip") / "a clip.mp4", 60)


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """While the file is there the engine waits from the picture on whose number it holds."""
    path = tmp_path / "gate"
    monkeypatch.setenv("UNDERSTUDY_TEST_GATE", str(path))
    yield path
    path.unlink(missing_ok=True)


def at_segment(tasks: Tasks, task: str, number: int) -> None:
    """Until so many segments are written down."""
    wait_for(tasks, lambda: tasks.get(task).frames >= number * SEGMENT)


def belongings(home: Home, task: str) -> set[str]:
    folder = home.paths.user_data / "tasks" / task
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


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
    with home.running() as tasks:
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
    with home.running() as tasks:
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


# ---- what goes wrong -------------------------------------------------------------------------------------------------


def bad_files(folder: Path) -> dict[str, Path]:
    """Sources by the code of the sentence that each fails with."""
    good = write_video(folder / "good.mp4", 60, sound="aac")
    mkv = write_video(folder / "cut.mkv", 90)
    mkv.write_bytes(mkv.read_bytes()[: mkv.stat().st_size // 2])
    noise = folder / "noise.mp4"
    noise.write_bytes(os.urandom(50_000))
    text = folder / "text.mp4"
    text.write_text("no video\n" * 100, "utf-8")
    cut = folder / "cut.mp4"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])  # its index is lost
    with av.open(str(folder / "sound.mp4"), "w") as out, av.open(str(good)) as source:
        track = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.size:
                packet.stream = track
                out.mux(packet)
    return {
        "clip.not_a_video": noise,
        "clip.no_video": folder / "sound.mp4",
        "tasks.cut_off": mkv,
        "": cut,
        "text": text,
    }


def test_a_bad_file_fails_alone_with_a_sentence(home: Home, clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bad = bad_files(tmp_path)
    with home.running() as tasks:
        asked = {code: tasks.submit(TaskRequest(path, folder=out)) for code, path in bad.items()}
        good = tasks.submit(TaskRequest(clip, folder=out))
        finish(tasks, *asked.values(), good)
        for code, task in asked.items():
            now = tasks.get(task.id)
            assert now.state is TaskState.FAILED
            assert now.message is not None
            assert now.message.text.endswith(".")
            assert now.message.hint
            if "." in code:
                assert now.message.code == code
            with pytest.raises(InputError) as caught:
                tasks.result(task.id)
            assert caught.value.message.code == "tasks.no_result"
            assert belongings(home, task.id) == set()
        assert tasks.get(good.id).state is TaskState.DONE
    assert [path.name for path in out.iterdir()] == ["a clip-swapped.mp4"]


def test_a_video_without_a_face_fails_and_leaves_nothing(home: Home, clip: Path, tmp_path: Path) -> None:
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, options={"faces": 0}, folder=tmp_path / "out")))
    assert (task.state, task.result) == (TaskState.FAILED, None)
    assert task.message is not None
    assert task.message.code == "tasks.no_face"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_face_that_is_not_swapped_never_leaves(home: Home, clip: Path) -> None:
    """The guard covers it as in a live run, and the sum of swapped pictures says so."""
    home.settings.set("privacy.hold_s", 0.0)
    home.settings.set("output.recording_quality", 1)
    with home.running() as tasks:
        shown = done(tasks, clip, options={"faces": 1, "not_swapped": 0})
        covered = done(tasks, clip, options={"faces": 1, "not_swapped": 1})
        plain, hidden = play(tasks.result(shown.id)).images, play(tasks.result(covered.id)).images
    for first, second in zip(plain, hidden, strict=True):
        head = np.s_[10:54, 20:76]
        assert np.abs(first[head].astype(int) - second[head]).mean() > 5


def test_an_engine_that_always_fails_fails_the_task(home: Home, clip: Path) -> None:
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, options={"fails": True})))
    assert task.message is not None
    assert task.message.code == "engine.failing"
    assert [note.code for note in task.notes] == ["engine.frame_failed"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_child_that_crashes_again_and_again_is_given_up(home: Home, clip: Path) -> None:
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, options={"dies": True})))
        assert task.message is not None
        assert task.message.code == "tasks.died"
        assert "SIGKILL" in task.message.text
        done(tasks, clip)


def test_a_source_that_is_gone_when_its_turn_comes_is_told(home: Home, clip: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.mp4"
    shutil.copy(clip, source)
    tasks = home.tasks()
    asked = tasks.submit(TaskRequest(source))
    source.unlink()
    tasks.start()
    (task,) = finish(tasks, asked)
    assert task.message is not None
    assert task.message.code == "tasks.moved"


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
@pytest.mark.parametrize("share", [0.1, 0.95])
def test_a_full_disk_fails_that_task_alone(home: Home, tmp_path: Path, share: float) -> None:
    """No file of the child's may grow beyond that share of the result: a segment, or the whole, can not be written."""
    large = write_video(tmp_path / "large.mp4", 40, size=(320, 240))
    small = write_video(tmp_path / "small.mp4", 10, size=(32, 32))
    with home.running() as tasks:
        room = int(done(tasks, large).size * share)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        asked = tasks.submit(TaskRequest(large, folder=tmp_path / "out"))
        wait_for(tasks, lambda: tasks.get(asked.id).total > 0)
        (child,) = workers()
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (room, before[1]))
        (task,) = finish(tasks, asked)
        assert task.state is TaskState.FAILED
        assert task.message is not None
        assert task.message.code == "tasks.disk_full"
        assert list((tmp_path / "out").iterdir()) == []
        assert belongings(home, asked.id) <= {"thumbnail.jpg"}
        done(tasks, small)


def test_a_folder_that_can_not_be_written_to_is_told(home: Home, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, folder=tmp_path / "file" / "out")))
    assert task.message is not None
    assert task.message.code == "tasks.failed"


def test_a_list_that_can_not_be_used_is_told(home: Home, clip: Path) -> None:
    (home.paths.user_data / "tasks").mkdir()
    (home.paths.user_data / "tasks" / "tasks.db").mkdir()
    tasks = home.tasks()
    for call in (tasks.list, tasks.start, lambda: tasks.submit(TaskRequest(clip))):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.message.code == "tasks.unusable"


def test_an_upload_on_a_full_disk_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = home.tasks()
    usage = shutil.disk_usage(home.paths.user_data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(OutputError) as caught, tasks.upload("a.mp4") as upload:
        upload.write(b"x")
    assert caught.value.message.code == "tasks.upload_not_kept"
