"""Clips and still images through ``open_source``: pace, loop, rotation, damage, and the sentence for what fails."""

from __future__ import annotations

import re
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from PIL import Image as PilImage

from app.base.errors import InputError
from app.pipeline.sources import EndOfSource, Source, SourceRequest, open_source
from engines.api import Frame, Image

THIRTY = tuple(index / 30 for index in range(30))
DEADLINE_S = 20.0


def request(
    spec: object,
    *,
    pace: Literal["camera", "fast"] = "fast",
    loop: bool = False,
    mirror: bool = False,
    fps: float = 30.0,
) -> SourceRequest:
    return SourceRequest(str(spec), 1280, 720, fps, mirror, loop, pace, 0.01)


def grey(index: int, size: tuple[int, int]) -> Image:
    return np.full((size[1], size[0], 3), 20 + 30 * index % 200, np.uint8)


def make_clip(
    path: Path,
    *,
    times: Sequence[float] = THIRTY,
    size: tuple[int, int] = (64, 48),
    codec: str = "mpeg4",
    pixels: str = "yuv420p",
    picture: Callable[[int, tuple[int, int]], Image] = grey,
    **options: str,
) -> Path:
    with av.open(str(path), "w", container_options=options) as container:
        stream = container.add_stream(codec, rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        for index, at in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(index, size), format="bgr24")
            frame.pts, frame.time_base = round(at * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames(source: Source) -> Iterator[Frame]:
    """All that come until the end."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        try:
            frame = source.read(0.05)
        except EndOfSource:
            return
        if frame is not None:
            yield frame
    pytest.fail("the source did not end")


def refused(spec: object) -> InputError:
    before = threading.active_count()
    with pytest.raises(InputError) as caught:
        open_source(request(spec), Path("nowhere"))
    assert threading.active_count() == before
    assert caught.value.message.text.endswith(".")
    assert "\n" not in str(caught.value)
    return caught.value


def has_given(source: Source, count: int) -> bool:
    return source.frames_in >= count


def until(condition: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        pause.wait(0.002)


def test_fast_gives_every_frame_once_with_the_times_of_the_clip(tmp_path: Path) -> None:
    times = (0.0, 0.02, 0.1, 0.11, 0.5, 0.533)  # variable rate
    path = make_clip(tmp_path / "mein schöner Clip 视频.mp4", times=times, codec="libx264")
    with closing(open_source(request(path), tmp_path)) as source:
        got = list(frames(source))
        assert source.info.name == path.name
        assert (source.info.width, source.info.height, source.info.frames) == (64, 48, 6)
        assert source.info.wanted == (1280, 720, 30.0)
        assert not source.info.live
        assert (source.dropped, source.frames_in, source.notice, source.lost()) == (0, 6, None, None)
        assert source.read_ms > 0
    assert [frame.index for frame in got] == list(range(6))
    assert [frame.captured_at - got[0].captured_at for frame in got] == pytest.approx(times, abs=1e-6)
    for index, frame in enumerate(got):
        assert frame.image.shape == (48, 64, 3)
        assert frame.image.flags.c_contiguous
        assert abs(int(frame.image[20, 20, 0]) - (20 + 30 * index)) <= 8


def test_a_looping_clip_goes_on_in_time_and_number(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", times=THIRTY[:5])
    with closing(open_source(request(path, loop=True), tmp_path)) as source:
        got = [frame for frame, _ in zip(frames(source), range(13), strict=False)]
    assert [frame.index for frame in got] == list(range(13))
    assert np.diff([frame.captured_at for frame in got]) == pytest.approx(np.full(12, 1 / 30), abs=2e-3)
    assert np.array_equal(got[0].image, got[5].image)
    assert np.array_equal(got[2].image, got[12].image)


def test_camera_pace_is_never_ahead_of_the_clip_and_drops_what_nobody_takes(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", times=(0.0, 0.01, 0.02, 0.05, 0.08))
    with closing(open_source(request(path, pace="camera"), tmp_path)) as source:
        until(lambda: source.frames_in == 5)
        got = list(frames(source))
        assert [frame.index for frame in got] == [4]
        assert source.dropped == 4
        assert got[0].captured_at <= time.monotonic()
    started = time.monotonic()
    with closing(open_source(request(path, pace="camera"), tmp_path)) as source:
        for frame in frames(source):
            assert frame.captured_at - started >= (0.0, 0.01, 0.02, 0.05, 0.08)[frame.index]


def test_close_ends_a_clip_that_waits_for_its_next_frame_and_one_that_nobody_reads(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", times=(0.0, 9.0))
    before = threading.active_count()
    for pace in ("camera", "fast"):
        source = open_source(request(path, pace=pace, loop=True), tmp_path)
        assert source.read(DEADLINE_S) is not None
        until(partial(has_given, source, 3 if pace == "fast" else 1))
        source.close()
        source.close()
        assert threading.active_count() == before


def test_the_demo_is_the_clip_in_the_media_folder(tmp_path: Path) -> None:
    make_clip(tmp_path / "demo.mp4", times=THIRTY[:2])
    with closing(open_source(request("demo"), tmp_path)) as source:
        assert source.info.name == "demo"
        assert len(list(frames(source))) == 2
    with pytest.raises(InputError) as caught:
        open_source(request("demo"), tmp_path / "missing")
    assert caught.value.message.code == "source.missing"


@pytest.mark.parametrize("mirror", [False, True])
def test_a_phone_clip_is_shown_upright(tmp_path: Path, mirror: bool) -> None:
    def left_half_white(index: int, size: tuple[int, int]) -> Image:
        image = np.zeros((size[1], size[0], 3), np.uint8)
        image[:, : size[0] // 2] = 255
        image[:8, -8:] = 128
        return image

    path = make_clip(tmp_path / "a.mp4", times=THIRTY[:3], picture=left_half_white)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 44
    # ISO 14496-12, 8.3.2: to be turned by 90 degrees clockwise, as a phone held upright writes it.
    data[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    with closing(open_source(request(path, mirror=mirror), tmp_path)) as source:
        image = next(frames(source)).image
        assert (source.info.width, source.info.height) == (48, 64)
    assert image.shape == (64, 48, 3)
    assert image.flags.c_contiguous
    assert image[:28, 4:44].min() > 240
    assert image[36:50].max() < 20
    grey_corner, other = ((60, 3), (60, 44)) if mirror else ((60, 44), (60, 3))
    assert 100 < int(image[grey_corner][0]) < 160
    assert int(image[other][0]) < 40


# a, b, c, d of ISO 14496-12, 8.3.2 in units of 1: x' = a x + c y, y' = b x + d y
TURNS = [
    (1, 0, 0, 1),
    (-1, 0, 0, 1),
    (-1, 0, 0, -1),
    (0, 1, 1, 0),
    (0, 1, -1, 0),
    (0, -1, 1, 0),
    (0, -1, -1, 0),
]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_every_turn_and_mirror_of_a_clip_is_shown_as_players_do(
    tmp_path: Path, turn: tuple[int, int, int, int]
) -> None:
    def four_greys(index: int, size: tuple[int, int]) -> Image:
        image = np.empty((size[1], size[0], 3), np.uint8)
        half_w, half_h = size[0] // 2, size[1] // 2
        image[:half_h, :half_w], image[:half_h, half_w:] = 20, 90
        image[half_h:, :half_w], image[half_h:, half_w:] = 160, 230
        return image

    path = make_clip(tmp_path / "a.mp4", times=THIRTY[:2], picture=four_greys)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 44
    a, b, c, d = (part << 16 for part in turn)
    data[matrix : matrix + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    with closing(open_source(request(path), tmp_path)) as source:
        image = next(frames(source)).image
    height, width = image.shape[:2]
    for x, y, value in ((-1, -1, 20), (1, -1, 90), (-1, 1, 160), (1, 1, 230)):  # corners around the middle
        shown_x, shown_y = turn[0] * x + turn[2] * y, turn[1] * x + turn[3] * y
        pixel = image[height // 2 + shown_y * height // 4, width // 2 + shown_x * width // 4]
        assert int(pixel[0]) == pytest.approx(value, abs=12)


def test_wide_pixels_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "wide.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 72, 58, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(64, 45)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(grey(0, (72, 58)), format="bgr24")))
        container.mux(stream.encode(None))
    with closing(open_source(request(path), tmp_path)) as source:
        assert (source.info.width, source.info.height) == (102, 58)
        assert next(frames(source)).image.shape == (58, 102, 3)


def test_odd_sized_and_tiny_clips(tmp_path: Path) -> None:
    odd = make_clip(tmp_path / "odd.mkv", codec="ffv1", pixels="bgr0", size=(53, 37), times=THIRTY[:3])
    with closing(open_source(request(odd), tmp_path)) as source:
        got = list(frames(source))
    assert [frame.image.shape for frame in got] == [(37, 53, 3)] * 3
    assert int(got[2].image[36, 52, 1]) == 80
    thin = make_clip(tmp_path / "thin.mov", codec="png", pixels="rgb24", size=(1, 64), times=THIRTY[:2])
    error = refused(thin)
    assert error.message.code == "clip.too_small"
    assert "1 x 64" in error.message.text


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_a_cut_off_clip_plays_what_is_there_and_says_so(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def noise(index: int, size: tuple[int, int]) -> Image:
        return np.random.default_rng(index).integers(0, 255, (size[1], size[0], 3), np.uint8)

    path = tmp_path / f"cut.{kind}"
    if kind == "mp4":
        make_clip(path, picture=noise, movflags="faststart")
    else:
        make_clip(path, picture=noise)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.6)])
    with closing(open_source(request(path), tmp_path)) as source:
        count = len(list(frames(source)))
        assert 5 < count < 25
        assert source.notice is not None
        assert source.notice.code == "clip.damaged"
        assert source.notice.params["frames"] == count
    path.write_bytes(data[: data.index(b"mdat") + 10] if kind == "mp4" else data[:600])
    assert refused(path).message.code == "clip.no_frames"
    assert capfd.readouterr() == ("", "")


def test_a_damaged_packet_is_skipped(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mov", codec="png", pixels="rgb24", times=THIRTY[:10])
    data = bytearray(path.read_bytes())
    fourth = [match.start() for match in re.finditer(b"\x89PNG", data)][3]
    data[fourth : fourth + 8] = bytes(8)
    path.write_bytes(data)
    with closing(open_source(request(path), tmp_path)) as source:
        got = [int(frame.image[5, 5, 0]) for frame in frames(source)]
        assert source.notice is not None
        assert source.notice.code == "clip.damaged"
    whole = [20 + 30 * index % 200 for index in range(10)]
    assert got == whole[:3] + whole[4:]


def test_a_clip_without_its_index_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = make_clip(tmp_path / "a.mp4")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refused(path).message.code == "clip.not_a_video"
    assert capfd.readouterr() == ("", "")


def test_what_is_no_clip(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    (tmp_path / "text.mp4").write_text("no video at all\n" * 50)
    (tmp_path / "empty.mp4").touch()
    assert refused(tmp_path / "sound.wav").message.code == "clip.no_video"
    assert refused(tmp_path / "text.mp4").message.code == "clip.not_a_video"
    assert refused(tmp_path / "empty.mp4").message.code == "source.empty"
    assert refused(tmp_path).message.code == "source.not_a_file"
    assert refused(tmp_path / "none.mp4").message.code == "source.missing"
    assert refused(" ").message.code == "source.none"
    assert refused("~nobody-of-that-name/a.mp4").message.code == "path.no_home"


def test_a_playlist_does_not_reach_for_the_network(tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    assert refused(tmp_path / "list.m3u8").message.code in ("clip.not_a_video", "clip.no_video", "clip.no_frames")


@pytest.mark.parametrize("pace", ["camera", "fast"])
def test_a_still_image_repeats_at_the_rate_asked_for(tmp_path: Path, pace: Literal["camera", "fast"]) -> None:
    picture = PilImage.new("RGB", (40, 30), (0, 0, 0))
    picture.paste((255, 0, 0), (0, 0, 20, 30))
    path = tmp_path / "still.mp4"  # the content decides, not the name
    picture.save(path, "PNG")
    with closing(open_source(request(path, pace=pace, mirror=True, fps=50.0), tmp_path)) as source:
        got = [frame for frame, _ in zip(frames(source), range(5), strict=False)]
        assert (source.info.width, source.info.height, source.info.fps) == (40, 30, 50.0)
        assert source.info.frames is None
    steps = np.diff([frame.captured_at for frame in got])
    assert steps == pytest.approx(np.full(4, 0.02), abs=1e-6) if pace == "fast" else steps.min() > 0
    assert got[-1].image[10, 30].tolist() == [0, 0, 255]
    assert got[-1].image[10, 5].tolist() == [0, 0, 0]


def test_an_animated_gif_is_a_clip(tmp_path: Path) -> None:
    first, second = PilImage.new("RGB", (32, 32), (255, 0, 0)), PilImage.new("RGB", (32, 32), (0, 0, 255))
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second], duration=100)
    with closing(open_source(request(tmp_path / "a.gif"), tmp_path)) as source:
        got = [frame.image[16, 16].tolist() for frame in frames(source)]
    assert got == [[0, 0, 255], [255, 0, 0]]


def test_a_damaged_photo_as_a_source_is_named_as_one(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    PilImage.fromarray(noise).save(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[: len(data) // 2])
    assert refused(tmp_path / "a.jpg").message.code == "photo.damaged"


def test_untagged_hd_is_read_as_bt709(tmp_path: Path) -> None:
    def colour(index: int, size: tuple[int, int]) -> Image:
        return np.full((size[1], size[0], 3), (40, 200, 60), np.uint8)

    def to_709(index: int, size: tuple[int, int]) -> av.VideoFrame:
        frame = av.VideoFrame.from_ndarray(colour(index, size), format="bgr24")
        return frame.reformat(format="yuv420p", dst_colorspace="ITU709")

    path = tmp_path / "hd.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = 1280, 720
        frame = to_709(0, (1280, 720))
        frame.colorspace = 2
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with closing(open_source(request(path), tmp_path)) as source:
        pixel = next(frames(source)).image[300, 300]
    assert np.abs(pixel.astype(int) - (40, 200, 60)).max() <= 4
