"""The PipeWire camera, read back by another program, with everything that can go wrong around it, for real."""

from __future__ import annotations

import itertools
import os
import queue
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import pyvirtualcam

from app.base.errors import Message, OutputError
from app.pipeline import pipewire as module
from app.pipeline.feed import Feed
from app.pipeline.pipewire_state import pipewire_state
from app.pipeline.virtual_camera import CameraWish, Opener, open_camera
from engines.api import Image
from tests.pipeline.pipewire_kit import PATIENCE_S, Daemon, Reader, opened, pipewire

ROOT = Path(__file__).resolve().parents[2]
TURN_S = 1 / 30
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="PipeWire is only on Linux")


@cache
def soft(size: tuple[int, int]) -> Image:
    """Soft colours, which two pixels can share."""
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    blue, green, red = 40 + 170 * across, 60 + 150 * down, 200 - 120 * across * down
    image: Image = np.stack([blue, green, red], -1).round().astype(np.uint8)
    return image


def picture(size: tuple[int, int], number: int = 0) -> Image:
    """Soft colours; the left upper corner says the number, in steps of four grey levels."""
    image = soft(size).copy()
    image[:32, :32] = number % 50 * 4 + 20
    return image


def numbers_in(data: bytes, width: int, height: int) -> list[int]:
    """The number of each picture of raw YUY2, read off its brightness."""
    corners = np.frombuffer(data, np.uint8).reshape(-1, height, width, 2)[:, 8:24, 8:24, 0].astype(float)
    greys = (corners.mean(axis=(1, 2)) - 16) * 255 / 219
    return [round((float(grey) - 20) / 4) for grey in greys]


def decoded(data: bytes, width: int, height: int) -> list[Image]:
    """BGR pictures of raw YUY2 in BT.601 and video range, by the definition."""
    packed = np.frombuffer(data, np.uint8).reshape(-1, height, width, 2).astype(np.float64)
    bright = (packed[..., 0] - 16) * 255 / 219
    blue_less, red_less = (np.repeat((packed[:, :, k::2, 1] - 128) * 255 / 224, 2, axis=2) for k in (0, 1))
    red, blue = bright + 1.402 * red_less, bright + 1.772 * blue_less
    green = (bright - 0.299 * red - 0.114 * blue) / 0.587
    images = np.clip(np.stack([blue, green, red], -1), 0, 255).round().astype(np.uint8)
    return [np.asarray(one) for one in images]


def send_until_ended(camera: Any, reader: Reader, image: Any) -> int:
    """Send at the usual rate until the reader has what it wants; how many were sent. ``image`` makes the nth one."""
    for number in range(int(PATIENCE_S / TURN_S)):
        camera.send(image(number))
        if reader.ended(TURN_S):
            return number + 1
    raise AssertionError(f"the reader got {reader.size} bytes: {reader.said()}")


def send_on(send: Callable[[], None]) -> None:
    """Send at the usual rate for a long time: it is expected to raise."""
    for _ in range(int(PATIENCE_S / TURN_S)):
        send()
        select.select([], [], [], TURN_S)


@pytest.mark.parametrize("size", [(640, 480), (639, 479), (1280, 720), (322, 242), (1023, 577)])
def test_another_program_sees_the_pictures_as_they_are_and_in_order(
    daemon: Daemon, tmp_path: Path, size: tuple[int, int]
) -> None:
    width, height = size[0] + size[0] % 2, size[1]
    camera = opened(size)
    reader = Reader(daemon, "Understudy", 30, tmp_path / "raw")
    try:
        send_until_ended(camera, reader, lambda number: picture(size, number))
        assert reader.process.returncode == 0, reader.said()
        data, one = reader.data(), width * height * 2
        got = decoded(data[:one] + data[-one:], width, height)
    finally:
        reader.close()
        camera.close()
    numbers = numbers_in(data, width, height)
    assert len(numbers) == 30
    steps = [(later - earlier) % 50 for earlier, later in itertools.pairwise(numbers)]
    assert all(0 < step < 25 for step in steps), numbers  # in order, and none twice
    for image, number in zip(got, (numbers[0], numbers[-1]), strict=True):
        wanted = picture(size, number).astype(int)
        off = np.abs(image[:, : size[0]].astype(int) - wanted)
        off[:34, 28:36] = 0  # the hard edge of the number
        off[28:36, :34] = 0
        assert off.max() <= 3
        if size[0] % 2:
            assert np.abs(image[:, -1].astype(int) - image[:, -2]).max() <= 3


def test_the_node_says_what_browsers_and_obs_look_for(daemon: Daemon) -> None:
    camera = opened((640, 360), fps=29.97)
    try:
        (node,) = daemon.nodes("Understudy")
        assert (camera.device, camera.native_fmt) == ("Understudy", pyvirtualcam.PixelFormat.YUYV)
        properties, (offer,) = node["info"]["props"], node["info"]["params"]["EnumFormat"]
        assert properties["media.class"] == "Video/Source"
        assert properties["media.role"] == "Camera"
        assert properties["node.description"] == "Understudy"
        assert (offer["mediaSubtype"], offer["format"]) == ("raw", "YUY2")
        assert (offer["size"], offer["framerate"]) == ({"width": 640, "height": 360}, {"num": 2997, "denom": 100})
    finally:
        camera.close()
    assert daemon.nodes("Understudy") == []


def test_a_name_and_rgb(daemon: Daemon, tmp_path: Path) -> None:
    camera = opened((64, 48), name="Second.camera-2", rgb=True)
    reader = Reader(daemon, "Second.camera-2", 3, tmp_path / "raw")
    try:
        assert camera.device == "Second.camera-2"
        send_until_ended(camera, reader, lambda _: np.full((48, 64, 3), (200, 100, 50), np.uint8))
        assert np.abs(decoded(reader.data(), 64, 48)[-1].astype(int) - (50, 100, 200)).max() <= 3
    finally:
        reader.close()
        camera.close()


def test_two_programs_read_and_one_is_killed(daemon: Daemon, tmp_path: Path) -> None:
    camera = opened((640, 480))
    first, second = (Reader(daemon, "Understudy", count, tmp_path / f"{count}") for count in (100_000, 100_001))
    third = None
    try:
        for number in range(int(PATIENCE_S / TURN_S)):
            camera.send(picture((640, 480), number))
            if first.ended(TURN_S) or second.ended(0):
                raise AssertionError(first.said() + second.said())
            if first.size > 10 * 640 * 480 * 2 and second.size > 10 * 640 * 480 * 2:
                break
        second.process.kill()
        had = first.size
        third = Reader(daemon, "Understudy", 10, tmp_path / "third")
        send_until_ended(camera, third, lambda number: picture((640, 480), number))
        assert third.process.returncode == 0
        assert first.size > had
    finally:
        for reader in (first, second, third):
            if reader is not None:
                reader.close()
        camera.close()


def test_nobody_reads_and_somebody_comes_late(daemon: Daemon, tmp_path: Path) -> None:
    camera = opened((640, 480))
    for number in range(200):
        camera.send(picture((640, 480), number))
    reader = Reader(daemon, "Understudy", 5, tmp_path / "raw")
    try:
        send_until_ended(camera, reader, lambda number: picture((640, 480), number))
        assert reader.process.returncode == 0
    finally:
        reader.close()
        camera.close()


def test_a_reader_that_hangs_is_told_and_the_next_camera_works(
    daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STUCK_S", 0.5)
    output = open_camera(CameraWish(1280, 720, 30.0, module.BACKEND))
    hung = Reader(daemon, "Understudy", 100_000, tmp_path / "hung")
    image = picture((1280, 720))
    try:
        for _ in range(int(PATIENCE_S / TURN_S)):
            output.send(image)
            hung.ended(TURN_S)
            if hung.size:
                break
        hung.process.send_signal(signal.SIGSTOP)
        with pytest.raises(OutputError, match="takes no pictures any more"):
            send_on(lambda: output.send(image))
        output.close()
    finally:
        hung.close()
    again = opened((1280, 720))
    reader = Reader(daemon, "Understudy", 5, tmp_path / "raw")
    try:
        send_until_ended(again, reader, lambda _: image)
        assert reader.process.returncode == 0
    finally:
        reader.close()
        again.close()


class Heard:
    """A :class:`app.pipeline.feed.FeedWatch` whose news can be waited for."""

    def __init__(self) -> None:
        self.news: queue.SimpleQueue[str] = queue.SimpleQueue()

    def trouble(self, message: Message) -> None:
        self.news.put(message.code)

    def back(self, message: Message) -> None:
        self.news.put(message.code)

    def changed(self) -> None:
        """Not waited for."""


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSTOP"])
def test_a_child_that_is_killed_or_stopped_is_made_anew(
    daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(module, "_STUCK_S", 0.5)
    heard, grey = Heard(), np.full((48, 64, 3), 90, np.uint8)
    own = psutil.Process()
    before = {child.pid for child in own.children()}
    wish = CameraWish(640, 480, 30.0, module.BACKEND)
    feed = Feed(Opener(wish), lambda _: grey, heard, kind="virtual_camera", fps=30.0, fit="letterbox", retry_s=0.05)
    reader = None
    try:
        assert any(
            feed.status().active or select.select([], [], [], TURN_S)[0] for _ in range(int(PATIENCE_S / TURN_S))
        )
        first = {child.pid for child in own.children()} - before
        (child,) = first
        os.kill(child, signal.Signals[name])
        assert heard.news.get(timeout=PATIENCE_S) == "virtual_camera.lost"
        assert heard.news.get(timeout=PATIENCE_S) == "virtual_camera.back"
        assert not first & {child.pid for child in own.children()}
        reader = Reader(daemon, "Understudy", 5, tmp_path / "raw")
        assert reader.ended(PATIENCE_S), reader.said()
        assert reader.process.returncode == 0
    finally:
        if reader is not None:
            reader.close()
        feed.close()
    assert {child.pid for child in own.children()} <= before


def test_pipewire_goes_away_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with pipewire() as own:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(own.folder))
        camera = opened((640, 480))
        own.kill()
        with pytest.raises(RuntimeError, match=r"camera has ended.*: PipeWire itself has ended"):
            send_on(lambda: camera.send(picture((640, 480))))
        camera.close()
        state = pipewire_state()
        assert state is not None
        assert state.code == "pipewire.not_running"


KILLED = """
import numpy as np, psutil, pyvirtualcam
from app.pipeline import pipewire
camera = pyvirtualcam.Camera(640, 480, 30, fmt=pyvirtualcam.PixelFormat.BGR, backend=pipewire.BACKEND)
print(*(child.pid for child in psutil.Process().children()), flush=True)
image = np.zeros((480, 640, 3), np.uint8)
while True:
    camera.send(image)
    if camera._backend.dropped == 3:
        print("full", flush=True)
"""


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_the_child_ends_with_a_program_that_is_killed_in_mid_frame(daemon: Daemon, name: str) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=ROOT, env=daemon.environment, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    try:
        (child,) = program.stdout.readline().split()
        ends = os.pidfd_open(int(child))
        try:
            assert len(daemon.nodes("Understudy")) == 1
            program.send_signal(signal.Signals[name])
            assert select.select([ends], [], [], PATIENCE_S)[0], "the child lives on"
        finally:
            os.close(ends)
    finally:
        program.kill()
        program.wait(PATIENCE_S)
        program.stdout.close()
    assert daemon.nodes("Understudy") == []


def test_a_child_that_hangs_ends_with_the_program_too(daemon: Daemon, tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=ROOT, env=daemon.environment, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    reader = None
    try:
        ends = os.pidfd_open(int(program.stdout.readline()))
        reader = Reader(daemon, "Understudy", 100_000, tmp_path / "raw")
        assert any(reader.size or reader.ended(TURN_S) for _ in range(int(PATIENCE_S / TURN_S)))
        reader.process.send_signal(signal.SIGSTOP)
        assert program.stdout.readline() == "full\n"
        program.kill()
        try:
            assert select.select([ends], [], [], PATIENCE_S)[0], "the child lives on"
        finally:
            os.close(ends)
    finally:
        if reader is not None:
            reader.close()
        program.kill()
        program.wait(PATIENCE_S)
        program.stdout.close()


def test_twenty_starts_and_stops(daemon: Daemon) -> None:
    for _ in range(20):
        camera = opened((64, 48))
        camera.send(picture((64, 48)))
        camera.close()
    assert daemon.nodes("Understudy") == []


def test_the_whole_program_is_seen_as_a_camera(daemon: Daemon, tmp_path: Path) -> None:
    """The demo, swapped, through the steady feed into the node, as another program gets it."""
    settings = ("virtual_camera_backend=pipewire", "virtual_camera_width=640", "virtual_camera_height=360")
    words = [word for setting in settings for word in ("--set", f"output.{setting}")]
    words += ["run", "--source", "demo", "--face", "demo:astronaut", "--out", "vcam", "--i-have-consent"]
    environment = {**daemon.environment, "UNDERSTUDY_HOME": str(tmp_path / "home")}
    program = subprocess.Popen(
        [sys.executable, "-m", "app", *words], cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True
    )
    assert program.stderr is not None
    reader = None
    try:
        assert any(daemon.nodes("Understudy") for _ in range(int(PATIENCE_S / 0.1)) if program.poll() is None)
        reader = Reader(daemon, "Understudy", 120, tmp_path / "raw")
        assert reader.ended(PATIENCE_S), reader.said()
        os.killpg(program.pid, signal.SIGINT)  # Ctrl-C in a terminal: every process there hears it
        said = program.communicate(timeout=PATIENCE_S)[1].decode()
        assert (program.returncode, "no longer takes pictures" in said) == (0, False), said
        data, one = reader.data(), 640 * 360 * 2
        pictures = np.frombuffer(data, np.uint8).reshape(120, 360, 640, 2)[..., 0].astype(int)
        assert len({picture.tobytes() for picture in pictures}) > 20, "it moves"
        last = decoded(data[-one:], 640, 360)[0]
        assert last.std() > 20, "it is a picture and no card"
    finally:
        if reader is not None:
            reader.close()
        program.kill()
        program.wait(PATIENCE_S)
        program.stderr.close()
    assert daemon.nodes("Understudy") == []


def test_two_cameras_at_once(daemon: Daemon) -> None:
    first, second = opened((64, 48)), opened((32, 24))
    try:
        assert len(daemon.nodes("Understudy")) == 2
    finally:
        first.close()
        second.close()
