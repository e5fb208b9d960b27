"""For tests of tasks: a user's home, small videos and photos of every kind, and waiting for what a task becomes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import psutil
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.base.paths import HOME_VARIABLE, Paths
from app.base.settings import SettingsStore
from app.pipeline.photos import load_photo
from app.services.child_process import Ended
from app.services.engines import discover
from app.services.tasks import Task, TaskRequest, Tasks, TaskState, runner
from app.services.tasks.child import Teller, work_on
from app.services.tasks.runner import CHILD
from engines.api import Image

ENGINES = Path(__file__).parent / "engines"
WAIT_S = 60.0
SEGMENT = 24
"""Pictures of a segment, the least that the setting takes."""


def workers() -> list[psutil.Process]:
    """The processes that work on tasks, and none of another test, such as what multiprocessing keeps for itself."""
    found = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [one for one in found if CHILD in one.cmdline()]


@dataclass
class Home:
    """A user's folders, with tasks over the engine ``memory`` and those that ship."""

    paths: Paths
    settings: SettingsStore
    made: list[Tasks] = field(default_factory=list)

    def tasks(self, *engines: Path) -> Tasks:
        """As a program that was just started has them; closed by the caller, or with the home."""
        folders = engines or (ENGINES, self.paths.engines)
        tasks = Tasks(self.paths, lambda: self.settings.current, discover(folders))
        self.made.append(tasks)
        return tasks

    def close(self) -> None:
        for tasks in self.made:
            tasks.close()

    @contextmanager
    def running(self) -> Iterator[Tasks]:
        """Worked off while the block lasts."""
        tasks = self.tasks()
        try:
            tasks.start()
            yield tasks
        finally:
            tasks.close()


def make_home(folder: Path, **values: object) -> Home:
    """With the statement made, and further settings by key, a double underscore for the dot."""
    paths = Paths.find({HOME_VARIABLE: str(folder)})
    paths.make_user_folders()
    settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
    chosen: dict[str, object] = {
        "engine.id": "memory",
        "privacy.consent_date": "2026-01-31",
        "tasks.segment_frames": SEGMENT,
    }
    chosen.update({key.replace("__", "."): value for key, value in values.items()})
    for key, value in chosen.items():
        settings.set(key, value)
    return Home(paths, settings)


def wait_for(tasks: Tasks, holds: Callable[[], bool]) -> None:
    """Until it holds: looked at whenever the tasks tell of a change."""
    changed = threading.Event()
    end = tasks.changed.subscribe(lambda _task: changed.set())
    try:
        while not holds():
            assert changed.wait(WAIT_S), [str(task) for task in tasks.list()]
            changed.clear()
    finally:
        end()


def finish(tasks: Tasks, *asked: Task) -> list[Task]:
    """The tasks, once they are over."""
    wait_for(tasks, lambda: all(tasks.get(task.id).state.over for task in asked))
    return [tasks.get(task.id) for task in asked]


def done(tasks: Tasks, source: Path, **request: Any) -> Task:
    """Submit a file and wait for its good end."""
    (task,) = finish(tasks, tasks.submit(TaskRequest(source, **request)))
    assert task.state is TaskState.DONE, task.message
    return task


def code_of(task: Task) -> str:
    """Why it failed; empty where it did not."""
    return "" if task.message is None else task.message.code


def at_segment(tasks: Tasks, task: str, number: int) -> None:
    """Until so many segments are written down."""
    wait_for(tasks, lambda: tasks.get(task).frames >= number * SEGMENT)


def belongings(home: Home, task: str) -> set[str]:
    folder = home.paths.user_data / "tasks" / task
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@contextmanager
def no_processes() -> Iterator[None]:
    """What a child would do is done by the tasks' own thread: for tests of many formats, which say nothing of processes
    and would wait half a second for each."""

    def here(command: Sequence[str], _folder: Path, _end: object, heard: Callable[..., None], **_: object) -> Ended:
        teller = _Here(heard)
        work_on(Path(command[-1]), teller)
        return Ended(teller.last, 0, "")

    threads = cv2.getNumThreads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "run_child", here)
        yield
    cv2.setNumThreads(threads)


class _Here(Teller):
    """Tells without a pipe."""

    def __init__(self, heard: Callable[..., None]) -> None:
        self._heard = heard
        self.last: dict[str, Any] = {}

    def tell(self, **what: Any) -> None:
        self.last = json.loads(json.dumps(what))
        self._heard(self.last)

    def progress(self, frames: int, step: str) -> None:
        self.tell(frames=frames, step=step)


def picture(index: int, size: tuple[int, int] = (96, 64)) -> Image:
    """A picture that differs from all others, and has structure."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([(x * 2 + index * 3) % 256, (y * 3 + index) % 256, (x + y + index * 5) % 256], axis=2)
    return image.astype(np.uint8)


def write_video(
    path: Path,
    frames: int = 60,
    *,
    size: tuple[int, int] = (96, 64),
    times: Sequence[int] | None = None,
    time_base: Fraction = Fraction(1, 15360),
    codec: str = "libx264",
    sound: str = "",
    turn: int = 0,
    format: str | None = None,
    draw: Callable[[int, tuple[int, int]], Image] = picture,
) -> Path:
    """A video of ``frames`` pictures. ``times`` are theirs in ticks, else 30 a second; ``sound`` an audio codec."""
    ticks = list(times) if times is not None else [round(index / 30 / time_base) for index in range(frames)]
    with av.open(str(path), "w", format=format) as out:
        video = out.add_stream(codec, rate=30)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.time_base = video.codec_context.time_base = time_base
        if codec == "libx264":
            video.options = {"preset": "ultrafast", "crf": "4"}
        audio = out.add_stream(sound, rate=48000, layout="stereo") if sound else None
        heard = float(ticks[-1] * time_base) + 1 / 30 if ticks else 0.0
        if turn:
            video.set_display_rotation(turn)
        for index, at in enumerate(ticks):
            frame = VideoFrame.from_ndarray(draw(index, size), format="bgr24").reformat(format="yuv420p")
            frame.pts, frame.time_base = at, time_base
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            assert isinstance(audio, AudioStream)
            out.mux(list(_tone(audio, heard)))
    return path


def _tone(audio: AudioStream, seconds: float) -> Iterator[Any]:
    context = audio.codec_context
    length = context.frame_size or 1024
    resampler = av.AudioResampler(format=context.format, layout="stereo", rate=48000, frame_size=length)
    for begin in range(0, int(seconds * 48000), 1024):
        wave = np.sin((np.arange(begin, begin + 1024)) * 2 * np.pi * 440 / 48000) * 12000
        frame = AudioFrame.from_ndarray(np.repeat(wave.astype(np.int16), 2)[None], format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48000, begin, Fraction(1, 48000)
        for ready in resampler.resample(frame):
            yield from audio.encode(ready)
    for ready in resampler.resample(None):
        yield from audio.encode(ready)
    yield from audio.encode(None)


def faces(media: Path) -> Callable[[int, tuple[int, int]], Image]:
    """Draws a portrait that moves, for engines that really look for a face."""
    portrait = load_photo(media / "hopper.jpg")

    def draw(index: int, size: tuple[int, int]) -> Image:
        width, height = size
        side = round(height * 0.9)
        image = np.full((height, width, 3), 90, np.uint8)
        left = round((width - side) / 2 + (width - side) / 2 * np.sin(index / 9))
        image[-side:, left : left + side] = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
        return image

    return draw


@dataclass(frozen=True)
class Played:
    """What a player finds in a file."""

    times: list[Fraction]
    images: list[Image]
    tags: dict[str, str]
    format: str
    sound: list[str]
    """Codecs of the sound tracks."""


def play(path: Path) -> Played:
    times, images = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        sound = [one.codec_context.codec.canonical_name for one in container.streams.audio]
        for frame in container.decode(stream):
            assert frame.pts is not None
            assert frame.time_base is not None
            times.append(frame.pts * frame.time_base)
            images.append(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
        return Played(times, images, dict(container.metadata), container.format.name, sound)


def sound_of(path: Path) -> list[tuple[int | None, bytes]]:
    """The packets of the first sound track, with their times."""
    with av.open(str(path)) as container:
        return [(packet.pts, bytes(packet)) for packet in container.demux(container.streams.audio[0]) if packet.size]
