"""Videos of many kinds: times, rotation, sound and size are those of the source, in a container that takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from PIL import Image as PilImage

from app.pipeline.photos import load_photo
from app.services.child_process import Cancelled
from app.services.tasks import Task, TaskRequest, TaskState, child, runner
from app.services.tasks.joining import Container
from engines.api import Image
from tests.services.tasks.kit import Home, Played, finish, make_home, no_processes, picture, play, sound_of, write_video

VARIABLE = [0, 1000, 2100, 2200, 9000, 9100, 30000, 31000, 200_000, 201_000]
"""In 90000ths of a second; a pause of two seconds among them."""


@dataclass(frozen=True)
class Case:
    """A source, and what its result must be."""

    suffix: str
    """Of the result."""
    copied: bool = True
    """Whether the sound is that of the source, packet by packet."""
    sound: str = ""
    """Codec of the result's sound."""


CASES = {
    "variable.mp4": Case(".mp4"),
    "turned.mp4": Case(".mp4"),
    "aac.mp4": Case(".mp4", sound="aac"),
    "mp3.mkv": Case(".mkv", sound="mp3"),
    "opus.webm": Case(".mkv", sound="opus"),
    "pcm.mov": Case(".mov", sound="pcm_s16le"),
    "pcm.avi": Case(".mp4", copied=False, sound="aac"),
    "aac.ts": Case(".mp4", copied=False, sound="aac"),  # copied, but each packet loses the header that only TS needs
    "odd.avi": Case(".mp4"),
    "one.mp4": Case(".mp4"),
    "late.mkv": Case(".mkv"),
    "moves.gif": Case(".mp4"),
}


def write(folder: Path, name: str) -> Path:
    path = folder / name
    ticks = Fraction(1, 90000)
    match name:
        case "variable.mp4":
            return write_video(path, times=VARIABLE, time_base=ticks)
        case "turned.mp4":
            return write_video(path, 30, turn=90)
        case "aac.mp4":
            return write_video(path, 60, sound="aac")
        case "mp3.mkv":
            return write_video(path, 40, time_base=Fraction(1, 1000), sound="libmp3lame")
        case "opus.webm":
            return write_video(path, 40, time_base=Fraction(1, 1000), codec="libvpx", sound="libopus")
        case "pcm.mov":
            return write_video(path, 40, sound="pcm_s16le")
        case "pcm.avi":
            return write_video(path, 40, time_base=Fraction(1, 30), codec="mpeg4", sound="pcm_s16le")
        case "aac.ts":
            return write_video(path, 40, time_base=ticks, sound="aac", format="mpegts")
        case "odd.avi":
            return write_video(path, 30, size=(66, 50), time_base=Fraction(1, 30), codec="mpeg4")
        case "one.mp4":
            return write_video(path, 1)
        case "moves.gif":
            frames = [PilImage.fromarray(picture(index)) for index in range(12)]
            frames[0].save(path, save_all=True, append_images=frames[1:], duration=80)
            return path
        case "late.mkv":
            return write_video(path, times=[5000 + 40 * index for index in range(30)], time_base=Fraction(1, 1000))
    raise AssertionError(name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = make_home(tmp_path_factory.mktemp("videos") / "home", output__recording_quality=4)
    with no_processes():
        yield made
        made.close()


@pytest.fixture(scope="module")
def made(home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Task]]:
    """Every source, and its task, all worked off."""
    folder = tmp_path_factory.mktemp("sources")
    sources = {name: write(folder, name) for name in CASES}
    with home.running() as tasks:
        asked = {name: tasks.submit(TaskRequest(path)) for name, path in sources.items()}
        over = finish(tasks, *asked.values())
    return {name: (sources[name], task) for name, task in zip(sources, over, strict=True)}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, made: dict[str, tuple[Path, Task]]) -> tuple[Case, Path, Path]:
    """What must be, the source, and the result."""
    source, task = made[request.param]
    assert task.state is TaskState.DONE, task.message
    assert task.result is not None
    return CASES[request.param], source, task.result


def test_times_and_pictures_are_those_of_the_source(case: tuple[Case, Path, Path]) -> None:
    wanted, source, result = case
    before, after = play(source), play(result)
    assert result.suffix == wanted.suffix
    # Where the file says that it begins is a matter of containers: MP4 has no other begin than its first picture.
    assert _from_first(after) == _from_first(before)
    assert len(after.images) == len(before.images)


def _from_first(played: Played) -> list[Fraction]:
    return [at - played.times[0] for at in played.times]


def test_the_sound_is_that_of_the_source(case: tuple[Case, Path, Path]) -> None:
    wanted, source, result = case
    assert play(result).sound == ([wanted.sound] if wanted.sound else [])
    if not wanted.sound:
        return
    if wanted.copied:
        assert [data for _, data in sound_of(result)] == [data for _, data in sound_of(source)]
    with av.open(str(source)) as one, av.open(str(result)) as other:
        lengths = [_heard(container) for container in (one, other)]
    assert abs(lengths[0] - lengths[1]) < 0.06
    assert _lag(source) == pytest.approx(_lag(result), abs=0.03)


def _heard(container: av.container.InputContainer) -> float:
    frames = list(container.decode(container.streams.audio[0]))
    return sum(frame.samples / frame.sample_rate for frame in frames)


def _lag(path: Path) -> float:
    """Seconds from the first picture to the first sound."""
    with av.open(str(path)) as container:
        sound = next(iter(container.decode(container.streams.audio[0]))).time
    assert sound is not None
    return sound - float(play(path).times[0])


def test_sound_that_is_encoded_anew_is_told(made: dict[str, tuple[Path, Task]]) -> None:
    for name, (_, task) in made.items():
        codes = [note.code for note in task.notes]
        assert codes == (["tasks.sound_encoded"] if name == "pcm.avi" else []), name


def test_subtitles_are_kept_or_told(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [(100, 900), (100, 500), (1200, 700)]  # two begin at once
    said = _with_subtitles(tmp_path, lines)
    with home.running() as tasks:
        (kept,) = finish(tasks, tasks.submit(TaskRequest(said)))
        monkeypatch.setattr(child, "container_of", lambda _: Container("mp4", ".mp4"))
        (lost,) = finish(tasks, tasks.submit(TaskRequest(said)))
    assert (kept.state, lost.state) == (TaskState.DONE, TaskState.DONE)
    assert ([note.code for note in kept.notes], [note.code for note in lost.notes]) == (
        [],
        ["tasks.subtitles_left_out"],
    )
    assert kept.result is not None
    with av.open(str(kept.result)) as container:
        (stream,) = container.streams.subtitles
        found = [(packet.pts, packet.duration) for packet in container.demux(stream) if packet.size]
        assert (found, stream.metadata["language"]) == (lines, "fre")


def _with_subtitles(folder: Path, lines: list[tuple[int, int]]) -> Path:
    """A video in Matroska; the lines' begin and length are in thousandths."""
    entries = [
        f"{number}\n00:00:0{begin / 1000:.3f} --> 00:00:0{(begin + length) / 1000:.3f}\nLine\n"
        for number, (begin, length) in enumerate(lines)
    ]
    (folder / "a.srt").write_text("\n".join(entries), "utf-8")
    plain = write_video(folder / "plain.mkv", 60, sound="aac", time_base=Fraction(1, 1000))
    with (
        av.open(str(folder / "said.mkv"), "w") as out,
        av.open(str(plain)) as pictures,
        av.open(str(folder / "a.srt")) as words,
    ):
        targets = {
            source: {stream.index: out.add_stream_from_template(stream) for stream in source.streams}
            for source in (pictures, words)
        }
        targets[words][0].metadata["language"] = "fre"
        for source, streams in targets.items():
            for packet in source.demux():
                if packet.size:
                    packet.stream = streams[packet.stream.index]
                    out.mux(packet)
    return folder / "said.mkv"


def test_transparency_that_is_lost_is_told(home: Home, tmp_path: Path) -> None:
    sources = {alpha: tmp_path / f"{alpha}.mov" for alpha in (0, 255)}
    for alpha, path in sources.items():
        with av.open(str(path), "w") as out:
            stream = out.add_stream("qtrle", rate=30)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = 96, 64, "argb"
            image = np.full((64, 96, 4), 255, np.uint8)
            image[:, :48, 3] = alpha
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgba").reformat(format="argb")))
            out.mux(stream.encode(None))
    with home.running() as tasks:
        over = finish(tasks, *(tasks.submit(TaskRequest(path)) for path in sources.values()))
    assert [[note.code for note in task.notes] for task in over] == [["tasks.transparent"], []]


def test_a_turned_video_is_upright(made: dict[str, tuple[Path, Task]]) -> None:
    source, task = made["turned.mp4"]
    assert task.result is not None
    with av.open(str(task.result)) as container:
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (64, 96, 0)
        upright = frame.to_ndarray(format="bgr24").astype(int)
    stored = play(source).images[0].astype(int)
    errors = [np.abs(np.rot90(stored, turns)[:60] - upright[:60]).mean() for turns in (1, 3)]
    assert min(errors) < 6 < max(errors)


def test_the_same_source_gives_the_same_bytes(home: Home, made: dict[str, tuple[Path, Task]]) -> None:
    with home.running() as tasks:
        again = [tasks.submit(TaskRequest(made[name][0])) for name in ("pcm.avi", "mp3.mkv")]
        sums = [task.sha256 for task in finish(tasks, *again)]
    assert sums == [made["pcm.avi"][1].sha256, made["mp3.mkv"][1].sha256]


def test_no_file_tells_when_or_where_it_was_made(made: dict[str, tuple[Path, Task]]) -> None:
    for _, task in made.values():
        assert task.result is not None
        tags = {key.lower() for key in play(task.result).tags}
        assert not tags & {"creation_time", "date", "location", "com.apple.quicktime.location.iso6709"}
        assert "comment" in tags


def test_a_video_without_h264_in_the_settings(home: Home, made: dict[str, tuple[Path, Task]]) -> None:
    source = made["variable.mp4"][0]
    home.settings.set("output.recording_codec", "mpeg4")
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(source)))
        home.settings.reset("output.recording_codec")
        played = play(tasks.result(task.id))
    assert len(played.images) == len(VARIABLE)
    for one, other in zip(_from_first(played), VARIABLE, strict=True):
        assert abs(float(one) - other / 90000) < 1 / 30000


def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next task is cut off behind its first segment, once."""
    run = vars(runner)["run_child"]
    cut: list[object] = []

    def once(command: Any, folder: Any, end: Any, heard: Any, **more: Any) -> Any:
        def hear(line: dict[str, Any]) -> None:
            heard(line)
            if "segment" in line and not cut:
                cut.append(line)
                raise Cancelled

        return run(command, folder, end, hear, **more)

    monkeypatch.setattr(runner, "run_child", once)


def test_small_faces_that_the_engine_overlooks_are_covered(
    home: Home, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every picture, also from the eighth before the one in which somebody is seen first, whichever is looked at;
    and the same where the work was cut off."""
    portrait = load_photo(media / "hopper.jpg")
    small = cv2.resize(portrait, (102, 120), interpolation=cv2.INTER_AREA)

    def draw(index: int, size: tuple[int, int]) -> Image:
        image = np.full((size[1], size[0], 3), 90, np.uint8)
        image[120:720, :512] = portrait[:600]
        if index >= 11:
            image[100:220, 700:802] = small
        return image

    source = write_video(tmp_path / "both.mp4", 26, size=(900, 720), draw=draw)
    home.settings.set("privacy.hold_s", 0.0)
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(source, engine="mesh")))
        images = play(tasks.result(task.id)).images
        cut_off(monkeypatch)
        (again,) = finish(tasks, tasks.submit(TaskRequest(source, engine="mesh")))
        assert (again.sha256, again.covered) == (task.sha256, task.covered)
    assert (task.frames, task.covered, [note.code for note in task.notes]) == (26, 17, ["tasks.covered"])
    for number, image in enumerate(images):
        face = image[125:185, 720:780].astype(int)
        assert np.abs(face - small[25:85, 20:80]).mean() > 12, number
        assert number < 11 or np.abs(face - 90).mean() > 12, number


def test_faces_that_are_too_small_for_that_are_told(home: Home, media: Path, tmp_path: Path) -> None:
    portrait = load_photo(media / "hopper.jpg")

    def draw(_index: int, size: tuple[int, int]) -> Image:
        image = np.full((size[1], size[0], 3), 90, np.uint8)
        image[400:1000, :512] = portrait
        image[100:160, 900:951] = cv2.resize(portrait, (51, 60), interpolation=cv2.INTER_AREA)
        return image

    source = write_video(tmp_path / "both.mp4", 2, size=(1000, 1000), draw=draw)
    with home.running() as tasks:
        (task,) = finish(tasks, tasks.submit(TaskRequest(source, engine="mesh")))
    assert [note.code for note in task.notes] == ["tasks.small_faces", "tasks.covered"]
