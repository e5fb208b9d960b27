"""Killed amid a task and started again: the same bytes as without the kill.

The program, or its child, is killed with SIGKILL at places that are drawn anew in each run; which they were is told
where a test fails. The engine is the one that ships, over a face that moves, and the video has sound.
"""

from __future__ import annotations

import ast
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.tasks import Task, TaskRequest, TaskState
from tests.services.tasks.kit import Home, done, faces, finish, make_home, play, wait_for, workers, write_video

FRAMES = 84
KILLS = 4
ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, media: Path) -> Path:
    """Three segments and a half of a moving face, with sound."""
    path = tmp_path_factory.mktemp("clip") / "face.mp4"
    return write_video(path, FRAMES, size=(320, 240), sound="aac", draw=faces(media))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Task:
    """What comes out where nobody is killed."""
    home = make_home(tmp_path_factory.mktemp("whole") / "home", engine__id="mesh")
    with home.running() as tasks:
        task = done(tasks, clip)
        assert task.swapped > FRAMES * 0.9
        assert len(play(tasks.result(task.id)).images) == FRAMES
        return task


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home", engine__id="mesh")


def submit(home: Home, clip: Path) -> str:
    tasks = home.tasks()
    task = tasks.submit(TaskRequest(clip))
    tasks.close()
    return task.id


def look(home: Home, task: str) -> Task:
    tasks = home.tasks()
    try:
        return tasks.get(task)
    finally:
        tasks.close()


def until(home: Home, frames: int) -> bool:
    """Start the program and kill it once it is at a picture or beyond; whether it came to its end before."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.services.tasks.program", str(home.paths.user_config.parent)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        for line in program.stdout:
            (now,) = ast.literal_eval(line)
            if now >= frames:
                program.kill()
                break
        program.stdout.read()
        return program.wait() == 0


def test_the_program_killed_at_random_places(home: Home, clip: Path, whole: Task) -> None:
    task = submit(home, clip)
    places = sorted(random.sample(range(FRAMES + 1), KILLS))
    for place in places:
        if until(home, place):
            break
    assert until(home, FRAMES + 1), places
    now = look(home, task)
    assert now.state is TaskState.DONE, (places, now.message)
    assert now.sha256 == whole.sha256, places
    assert now.notes == (), places
    assert now.result is not None
    assert [path.name for path in now.result.parent.iterdir()] == [now.result.name]


def test_the_child_killed_at_random_places(home: Home, clip: Path, whole: Task) -> None:
    places = sorted(random.sample(range(1, FRAMES), 2))
    with home.running() as tasks:
        asked = tasks.submit(TaskRequest(clip))
        for place in places:
            wait_for(tasks, lambda place=place: tasks.get(asked.id).frames >= place)  # type: ignore[misc]
            for child in workers():
                child.kill()
        (task,) = finish(tasks, asked)
    assert task.state is TaskState.DONE, (places, task.message)
    assert task.sha256 == whole.sha256, places


def test_killed_between_the_result_s_name_and_the_list(home: Home, clip: Path, whole: Task) -> None:
    """The list says that the task runs, and the result has its name already: it is found, and not made twice."""
    with home.running() as tasks:
        first = done(tasks, clip)
        result = tasks.result(first.id)
        content = result.read_bytes()
        folder = result.parent
    assert first.sha256 == whole.sha256
    with sqlite3.connect(home.paths.user_data / "tasks" / "tasks.db") as db:
        db.execute("UPDATE tasks SET state = 'running'")
    db.close()
    with home.running() as tasks:
        (task,) = finish(tasks, first)
        assert task.state is TaskState.DONE
        assert tasks.result(task.id).read_bytes() == content
    assert [path.name for path in folder.iterdir()] == [result.name]
