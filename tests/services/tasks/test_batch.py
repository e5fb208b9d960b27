"""Engines that work on many pictures in one go: what comes out is what one picture after the other gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.tasks import TaskRequest, TaskState
from engines.api import OptionValue
from tests.services.tasks.kit import ENGINES, Home, done, finish, make_home, wait_for, write_video


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = make_home(tmp_path / "home", engine__id="together")
    yield made
    made.close()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "clip.mp4", 50)


def _alone(folder: Path) -> Path:
    """The same engine without the way of many in one go."""
    shutil.copytree(ENGINES / "together", folder / "together")
    manifest = folder / "together" / "engine.json"
    told = json.loads(manifest.read_text("utf-8"))
    del told["batch"]
    manifest.write_text(json.dumps(told), "utf-8")
    return folder


@pytest.mark.parametrize("options", [{"unswapped_every": 5}, {"most": 1000}])
def test_the_result_is_that_of_one_after_the_other(
    home: Home, clip: Path, tmp_path: Path, options: dict[str, OptionValue]
) -> None:
    results = []
    for folder in (ENGINES, _alone(tmp_path / "alone")):
        tasks = home.tasks(folder)
        tasks.start()
        task = done(tasks, clip, options=options)
        assert task.result is not None
        results.append((task.result.read_bytes(), task.frames, task.swapped))
        tasks.close()
    assert results[0] == results[1]
    frames, swapped = results[0][1:]
    assert frames == 50
    assert (swapped == 50) == ("unswapped_every" not in options)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"refuses": True}, "It does not like these pictures."), ({"lost": 2}, "gave no result for 2 pictures")],
)
def test_what_it_can_not_do_is_told(home: Home, clip: Path, options: dict[str, OptionValue], words: str) -> None:
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(clip, options=options)))
    assert task.state is TaskState.FAILED
    assert task.message is not None
    assert words in task.message.text


def test_it_is_cancelled_amid_its_work(home: Home, clip: Path) -> None:
    with home.running() as tasks:
        task = tasks.submit(TaskRequest(clip, options={"waits": True}))
        wait_for(tasks, lambda: tasks.get(task.id).frames > 0)
        tasks.cancel(task.id)
        (ended,) = finish(tasks, task)
    assert ended.state is TaskState.CANCELLED


def test_a_photo_is_worked_on_by_itself(home: Home, tmp_path: Path) -> None:
    photo = Path(__file__).parents[3] / "resources" / "media" / "hopper.jpg"
    with home.running() as tasks:
        assert done(tasks, photo).swapped == 1
