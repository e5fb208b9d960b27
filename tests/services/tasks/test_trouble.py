"""What goes wrong with tasks: bad files, faces that are not swapped, crashes, full disks, a list that is not there."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from app.base.errors import InputError, OutputError, UserError
from app.pipeline.clips import Clip, ClipFrame
from app.services.tasks import TaskRequest, TaskState
from tests.services.tasks.kit import (
    SEGMENT,
    Home,
    at_segment,
    belongings,
    code_of,
    done,
    finish,
    no_processes,
    play,
    wait_for,
    workers,
    write_video,
)


def bad_files(folder: Path) -> dict[str, Path]:
    """Sources by the code of the sentence that each fails with."""
    good = write_video(folder / "good.mp4", 60, sound="aac")
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
        "": cut,
        "text": text,
    }


def test_a_bad_file_fails_alone_with_a_sentence(home: Home, clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bad = bad_files(tmp_path)
    with no_processes(), home.running() as tasks:
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
    with no_processes(), home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, options={"faces": 0}, folder=tmp_path / "out")))
    assert (task.state, task.result) == (TaskState.FAILED, None)
    assert task.message is not None
    assert task.message.code == "tasks.no_face"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_face_that_is_not_swapped_never_leaves(home: Home, clip: Path) -> None:
    """The guard covers it as in a live run, and the sum of swapped pictures says so."""
    home.settings.set("privacy.hold_s", 0.0)
    home.settings.set("output.recording_quality", 1)
    with no_processes(), home.running() as tasks:
        shown = done(tasks, clip, options={"faces": 1, "not_swapped": 0})
        covered = done(tasks, clip, options={"faces": 1, "not_swapped": 1})
        assert (shown.covered, shown.notes) == (0, ())
        assert covered.covered == 60
        assert [note.code for note in covered.notes] == ["tasks.covered"]
        plain, hidden = play(tasks.result(shown.id)).images, play(tasks.result(covered.id)).images
    for first, second in zip(plain, hidden, strict=True):
        head = np.s_[10:54, 20:76]
        assert np.abs(first[head].astype(int) - second[head]).mean() > 5


def test_an_engine_that_always_fails_fails_the_task(home: Home, clip: Path) -> None:
    with no_processes(), home.running() as tasks:
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
    with no_processes(), home.running() as tasks:
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


# ---- the source ------------------------------------------------------------------------------------------------------


def test_sentences_about_a_file_that_was_sent_say_its_name(home: Home) -> None:
    with no_processes(), home.running() as tasks:
        for name in ("my clip.mp4", "thumbnail.jpg", "request.json", ".."):
            with tasks.upload(name) as upload:
                upload.write(b"no video")
                asked = tasks.submit(TaskRequest(upload.finish(), name=upload.name, owned=True))
            (task,) = finish(tasks, asked)
            assert task.message is not None
            assert task.message.params["name"] == (name if name != ".." else "task")
            assert belongings(home, task.id) == set()


def test_a_video_that_was_cut_off_is_worked_on_as_far_as_it_goes_and_that_is_told(home: Home, tmp_path: Path) -> None:
    mkv = write_video(tmp_path / "cut.mkv", 90)
    mkv.write_bytes(mkv.read_bytes()[: mkv.stat().st_size // 2])
    with no_processes(), home.running() as tasks:
        task = done(tasks, mkv)
        there = len(play(mkv).images)
        assert len(play(tasks.result(task.id)).images) == there
    assert 20 < there < 80
    assert [note.code for note in task.notes] == ["tasks.cut_off"]


def test_a_disk_that_fails_is_no_end_of_the_video(home: Home, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Clip.decoded

    def breaks(self: Clip) -> Iterator[ClipFrame]:
        yield from itertools.islice(whole(self), 30)
        self.ended_by = av.error.OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Clip, "decoded", breaks)
    with no_processes(), home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip)))
    assert (task.state, code_of(task)) == (TaskState.FAILED, "tasks.failed")


def test_a_source_that_is_changed_amid_the_work_is_told(home: Home, clip: Path, gate: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.mp4"
    shutil.copy(clip, source)
    gate.write_text("5", "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(source))
        wait_for(tasks, lambda: tasks.get(asked.id).total == 60)
        (tmp_path / "new.mp4").write_bytes(clip.read_bytes()[:-1])
        (tmp_path / "new.mp4").replace(source)
        gate.unlink()
        (task,) = finish(tasks, asked)
    assert code_of(task) == "tasks.source_changed"


@pytest.mark.skipif(sys.platform != "linux", reason="names are letters elsewhere")
def test_files_may_be_called_anything(home: Home, clip: Path, media: Path, tmp_path: Path) -> None:
    source = tmp_path / os.fsdecode(b"M\xfcller\x1b[2J\n.mp4")
    face = tmp_path / os.fsdecode(b"\xff.j\xff")
    folder = tmp_path / os.fsdecode(b"out \xfe")
    shutil.copy(clip, source)
    shutil.copy(media / "hopper.jpg", face)
    with no_processes(), home.running() as tasks:
        task = done(tasks, source, faces=(str(face),), folder=folder)
        assert task.name == "M\ufffdller\ufffd[2J\ufffd.mp4"
        assert tasks.result(task.id) == folder / "M_ller_[2J_-swapped.mp4"
        source.write_bytes(b"no video")
        (bad,) = finish(tasks, tasks.submit(TaskRequest(source)))
        assert bad.message is not None
        assert bad.message.params["name"] == "M\ufffdller\ufffd[2J\n.mp4"
        str(bad.message).encode("utf-8")


# ---- what was asked for since ----------------------------------------------------------------------------------------


def test_cover_and_mark_that_are_asked_for_later_count(home: Home, clip: Path, gate: Path) -> None:
    """Also for a task that is at work: it is begun anew."""
    home.settings.set("privacy.hold_s", 0.0)
    with home.running() as tasks:
        wanted = done(tasks, clip, options={"not_swapped": 1})
    home.settings.set("privacy.guard", "pass")
    home.settings.set("output.label", False)
    gate.write_text(str(SEGMENT + 3), "utf-8")
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(clip, options={"not_swapped": 1}))
        waits = tasks.submit(TaskRequest(clip, options={"not_swapped": 1}))
        at_segment(tasks, asked.id, 1)
        assert tasks.get(asked.id).covered == 0, "it would let faces through"
        home.settings.set("privacy.guard", "cover")
        home.settings.set("output.label", True)
        gate.unlink()
        both = finish(tasks, asked, waits)
    assert [task.covered for task in both] == [60, 60]
    assert [task.sha256 for task in both] == [wanted.sha256] * 2


def test_a_plan_of_another_version_fails_alone(home: Home, clip: Path) -> None:
    tasks = home.tasks()
    asked, good = (tasks.submit(TaskRequest(clip)) for _ in range(2))
    with sqlite3.connect(home.paths.user_data / "tasks" / "tasks.db") as db:
        db.execute("UPDATE tasks SET plan = '{}' WHERE id = ?", (asked.id,))
    db.close()
    with no_processes():
        tasks.start()
        bad, done_ = finish(tasks, asked, good)
    assert (code_of(bad), done_.state) == ("tasks.other_version", TaskState.DONE)
