"""Recordings: what is in the file afterwards, also after a kill, on a full disk and with a slow encoder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from app.base.errors import OutputError
from app.pipeline import recording
from app.pipeline.outputs import Output, open_recording
from engines.api import Image

ROOT = Path(recording.__file__).parents[2]
WAIT_S = 60.0


@dataclass(frozen=True)
class Played:
    """What a player finds in a file."""

    times: list[float]
    images: list[Image]
    duration: float
    codec: str


def play(path: Path) -> Played:
    times, images = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            times.append(frame.time)
            images.append(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
        return Played(times, images, (container.duration or 0) / 1e6, stream.codec_context.name)


def colour(index: int, size: tuple[int, int] = (96, 64)) -> Image:
    image = np.empty((size[1], size[0], 3), np.uint8)
    image[:] = (60 + index, 180 - index, 40 + 2 * index)
    return image


def noise(seed: int, size: tuple[int, int]) -> Image:
    return np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)


def opened(path: Path, *, size: tuple[int, int] = (96, 64), codec: str = "h264", wait: bool = True) -> Output:
    return open_recording(path, *size, 30.0, codec, 16, wait=wait)


def refused(work: Callable[[], object]) -> OutputError:
    before = threading.active_count()
    with pytest.raises(OutputError) as caught:
        work()
    assert threading.active_count() == before
    assert caught.value.message.text.endswith(".")
    return caught.value


@pytest.mark.parametrize("codec", ["h264", "mpeg4"])
def test_what_was_sent_is_in_the_file(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "neuer Ordner" / "schöne Aufnahme 录像.mp4"
    before = threading.active_count()
    output = opened(path, codec=codec)
    for index in range(45):
        output.send(colour(index), 500.0 + index / 30)
    assert output.status().active
    output.close()
    output.close()
    assert threading.active_count() <= before  # one of an earlier test may end meanwhile
    status = output.status()
    assert (status.kind, status.active, status.frames, status.error) == ("recording", False, 45, None)
    assert status.seconds == pytest.approx(1.5, abs=1e-3)
    assert status.bytes == path.stat().st_size
    assert str(path) in status.detail
    played = play(path)
    assert played.times == pytest.approx([index / 30 for index in range(45)], abs=1e-3)
    assert played.duration == pytest.approx(1.5, abs=0.02)
    assert played.codec == codec
    for index in (0, 20, 44):
        assert np.abs(played.images[index][30, 50].astype(int) - colour(index)[0, 0]).max() <= 6


def test_times_are_the_frames_own_and_always_grow(tmp_path: Path) -> None:
    output = opened(tmp_path / "a.mp4")
    sent = [7.0, 7.02, 7.5, 7.5, 7.49, 9.0]
    for index, at in enumerate(sent):
        output.send(colour(index), at)
    output.close()
    times = play(tmp_path / "a.mp4").times
    assert [times[index] for index in (0, 1, 2, 5)] == pytest.approx([0.0, 0.02, 0.5, 2.0], abs=1e-4)
    assert np.diff(times).min() > 0
    assert times[4] - times[2] < 0.001


@pytest.mark.parametrize(("size", "even"), [((95, 63), (96, 64)), ((17, 16), (18, 16)), ((16, 17), (16, 18))])
def test_odd_sizes_get_one_pixel_more(tmp_path: Path, size: tuple[int, int], even: tuple[int, int]) -> None:
    output = opened(tmp_path / "a.mp4", size=size)
    image = colour(3, size)
    kept = image.copy()
    output.send(image, 1.0)
    output.close()
    picture = play(tmp_path / "a.mp4").images[0]
    assert picture.shape == (even[1], even[0], 3)
    assert np.abs(picture[-1, -1].astype(int) - image[-1, -1]).max() <= 8
    assert np.array_equal(image, kept)


def test_another_size_midway_goes_on_in_the_first(tmp_path: Path) -> None:
    output = opened(tmp_path / "a.mp4")
    output.send(colour(0), 1.0)
    output.send(colour(1, (48, 64)), 1.1)
    output.close()
    first, second = play(tmp_path / "a.mp4").images
    assert first.shape == second.shape == (64, 96, 3)
    assert int(second[32, 4].max()) < 20
    assert int(second[32, 48].max()) > 100


def test_a_slow_encoder_never_holds_the_pipeline_up(tmp_path: Path) -> None:
    size = (1280, 720)
    pictures = [noise(seed, size) for seed in range(3)]
    output = opened(tmp_path / "a.mp4", size=size, wait=False)
    for index in range(60):
        output.send(pictures[index % 3], index / 30)
    output.close()
    status = output.status()
    said = re.search(r"(\d+) frames dropped", status.detail)
    assert said is not None
    assert status.frames + int(said[1]) == 60
    assert len(play(tmp_path / "a.mp4").times) == status.frames > 0


def test_a_missing_encoder_is_replaced_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(recording.ENCODERS, "h264", ("no_such_encoder", "mpeg4"))
    output = opened(tmp_path / "a.mp4")
    output.send(colour(0), 1.0)
    assert "no_such_encoder is missing" in output.status().detail
    output.close()
    assert play(tmp_path / "a.mp4").codec == "mpeg4"
    monkeypatch.setitem(recording.ENCODERS, "h264", ("no_such_encoder",))
    assert refused(lambda: opened(tmp_path / "b.mp4")).message.code == "recording.codec"
    assert refused(lambda: opened(tmp_path / "b.mp4", codec="divx")).message.code == "recording.codec"
    assert not (tmp_path / "b.mp4").exists()


def test_what_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.mp4").mkdir()
    assert refused(lambda: opened(tmp_path / "file" / "a.mp4")).message.code == "recording.unwritable"
    assert refused(lambda: opened(tmp_path / "folder.mp4")).message.code == "recording.not_a_file"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mp4")
        assert refused(lambda: opened(tmp_path / "pipe.mp4")).message.code == "recording.not_a_file"
        (tmp_path / "loop.mp4").symlink_to("loop.mp4")
        assert refused(lambda: opened(tmp_path / "loop.mp4")).message.code == "recording.unwritable"
    monkeypatch.setattr(recording, "MIN_FREE_BYTES", 1 << 60)
    assert refused(lambda: opened(tmp_path / "a.mp4")).message.code == "recording.no_space"
    assert not (tmp_path / "a.mp4").exists()


def test_a_recording_without_a_frame_leaves_no_file(tmp_path: Path) -> None:
    output = opened(tmp_path / "a.mp4")
    output.close()
    assert output.status().error is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OutputError):
        output.send(colour(0), 1.0)


def test_a_file_that_is_there_is_replaced_only_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "a.mp4", tmp_path / "a.part.mp4"
    path.write_bytes(b"an older film")
    other.write_bytes(b"left by a crash")
    empty = opened(path)
    empty.close()
    assert path.read_bytes() == b"an older film"
    with monkeypatch.context() as broken:
        broken.setattr(recording, "_open_stream", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            opened(path)
    assert path.read_bytes() == b"an older film"
    output = opened(path)
    output.send(colour(0), 0.0)
    assert path.read_bytes() == b"an older film"
    output.close()
    assert len(play(path).times) == 1
    assert {file.name for file in tmp_path.iterdir()} == {"a.mp4", "a.part.mp4"}
    assert other.read_bytes() == b"left by a crash"


def child(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("codec", ["h264", "mpeg4"])
def test_a_killed_program_leaves_a_playable_file(tmp_path: Path, codec: str) -> None:
    script = """
import sys, numpy as np
from pathlib import Path
from app.pipeline.outputs import open_recording
output = open_recording(Path(sys.argv[1]), 96, 64, 30.0, sys.argv[2], 20, wait=True)
image = np.full((64, 96, 3), 90, np.uint8)  # so few bytes that they would all still lie in a buffer
for index in range(100_000):
    output.send(image, index / 30)
    if index == 300:
        print("ten seconds", flush=True)
"""
    with child(script, tmp_path / "a.mp4", codec) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ten seconds\n"
        process.kill()
        process.wait(WAIT_S)
    times = play(tmp_path / "a.mp4").times
    assert len(times) >= 240
    assert np.diff(times) == pytest.approx(np.full(len(times) - 1, 1 / 30), abs=1e-3)


LIMITED = """
import resource, sys, numpy as np
from pathlib import Path
from app.base.errors import OutputError
from app.pipeline.outputs import open_recording
path, limit, frames = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
output = open_recording(path, 96, 64, 30.0, "h264", 20, wait=True)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
image = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)
told = []
try:
    for index in range(frames):
        output.send(np.roll(image, index, 1), index / 30)
except OutputError as error:
    told.append(error.message.code)
try:
    output.close()
except OutputError as error:
    told.append(error.message.code)
status = output.status()
print(told, status.active, status.error and status.error.code, status.bytes == path.stat().st_size, sep="|")
"""


def limited(path: Path, limit: int, frames: int) -> str:
    with child(LIMITED, path, limit, frames) as process:
        out, _ = process.communicate(timeout=WAIT_S)
    return out.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_file_that_may_not_grow_stops_the_recording_and_stays_playable(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    assert limited(path, 400_000, 5000) == "['recording.disk_full']|False|recording.disk_full|True"
    assert 200_000 < path.stat().st_size <= 400_000
    assert len(play(path).times) > 30


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_disk_that_is_full_just_before_the_end_is_told_by_close(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    assert limited(path, 0, 100) == "[]|False|None|True"
    whole = path.stat().st_size
    for missing in (1, 300, 3000):  # the index, its beginning, the last fragment
        path.unlink()
        assert limited(path, whole - missing, 100) == "['recording.disk_full']|False|recording.disk_full|True"
        assert len(play(path).times) >= 60


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_disk_that_is_full_from_the_start_leaves_no_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    script = LIMITED.replace("status.bytes == path.stat().st_size", "path.exists()")
    with child(script, path, 2000, 500) as process:
        out, _ = process.communicate(timeout=WAIT_S)
    assert out.strip() == "['recording.nothing_kept']|False|recording.nothing_kept|False"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = recording.MIN_FREE_BYTES + 8_000_000
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_stops_the_recording_and_the_file_stays_playable(small_disk: Path) -> None:
    path = small_disk / "a.mp4"
    output = opened(path)
    with (small_disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, recording.MIN_FREE_BYTES + 7_500_000)

    def send_all() -> None:
        for index in range(5000):
            output.send(noise(index, (96, 64)), index / 30)

    with pytest.raises(OutputError) as caught:
        send_all()
    message = caught.value.message
    assert message.code == "recording.disk_full"
    assert output.status().error == caught.value.message
    assert not output.status().active
    output.close()
    played = play(path).times
    assert len(played) > 30
    assert float(message.params["seconds"]) == pytest.approx(played[-1] + 1 / 30, abs=0.06)
    assert output.status().bytes == path.stat().st_size
