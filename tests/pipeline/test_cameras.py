"""Cameras: choosing one, what was really given, and one that is pulled out, comes back, hangs or is in use.

The device is a stand-in behind the same four calls as ``cv2.VideoCapture``; everything above it is real.
"""

from __future__ import annotations

import ctypes
import dataclasses
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.base.errors import InputError
from app.pipeline import cameras, reader, v4l2
from app.pipeline.cameras import find_camera, why_closed
from app.pipeline.sources import CameraInfo, Source, SourceRequest, list_cameras, open_source
from engines.api import Image
from tests.pipeline.camera_device import (
    DEADLINE_S,
    NOWHERE,
    Device,
    finish,
    next_frame,
    opened,
    request,
    until_lost,
)
from tests.pipeline.camera_kit import BRIGHTNESS, PlayedControl, PlayedDriver, PlayedMachine


@pytest.fixture
def device() -> Iterator[Device]:
    device = Device()
    device.show(1)
    yield device
    device.unplug()


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        work()
    assert caught.value.message.text.endswith(".")
    return caught.value.message.code


def test_cameras_are_enumerated() -> None:
    found = list_cameras()
    assert [camera.index for camera in found] == sorted(camera.index for camera in found)
    assert all(camera.name for camera in found)


LAPTOP = CameraInfo(0, "Integrated Webcam", "/dev/video0", 0)
LEFT = CameraInfo(2, "HD Pro Webcam C920", "/dev/video2", 0)
RIGHT = CameraInfo(4, "HD Pro Webcam C920", "/dev/video4", 0)
PLAIN = CameraInfo(6, "Webcam", "/dev/video6", 0)
ALL = [LAPTOP, LEFT, RIGHT, PLAIN]


@pytest.mark.parametrize(
    ("wanted", "camera"),
    [("0", LAPTOP), ("4", RIGHT), ("integrated", LAPTOP), ("WEBCAM", PLAIN), (" Integrated Webcam ", LAPTOP)],
)
def test_a_camera_is_found_by_number_or_name(wanted: str, camera: CameraInfo) -> None:
    assert find_camera(wanted, ALL) == camera


def test_a_camera_that_is_not_there_or_not_clear() -> None:
    with pytest.raises(InputError) as caught:
        find_camera("logitech", ALL)
    assert caught.value.message.code == "camera.unknown"
    assert "camera:0 is Integrated Webcam" in caught.value.message.hint
    assert code_of(lambda: find_camera("1", ALL)) == "camera.unknown"
    assert code_of(lambda: find_camera("", ALL)) == "camera.unknown"
    with pytest.raises(InputError) as caught:
        find_camera("c920", ALL)
    assert caught.value.message.code == "camera.ambiguous"
    assert "camera:2" in caught.value.message.hint
    assert "camera:4" in caught.value.message.hint
    assert "camera:0" not in caught.value.message.hint
    with pytest.raises(InputError) as caught:
        find_camera("0", [])
    assert caught.value.message.code == "camera.none"
    assert "demo" in caught.value.message.hint


def test_what_was_asked_and_what_was_given(device: Device) -> None:
    source = opened(device, request(size=(1920, 1080)))
    try:
        assert (source.info.width, source.info.height, source.info.fps) == (640, 480, 30.0)
        assert source.info.wanted == (1920, 1080, 30.0)
        assert source.info.live
        assert source.info.frames is None
    finally:
        finish(device, source)
    mjpg = (cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc(*"MJPG")))
    assert device.asked == [
        mjpg,
        (cv2.CAP_PROP_FRAME_WIDTH, 1920),
        (cv2.CAP_PROP_FRAME_HEIGHT, 1080),
        (cv2.CAP_PROP_FPS, 30.0),
    ]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    return PlayedMachine(tmp_path, monkeypatch)


def on(device: Device, asked: SourceRequest) -> Source:
    """The camera of a played machine: what is told of it is the machine's, its pictures are the stand-in's."""
    return open_source(asked, NOWHERE, capture=device)


def test_the_mode_is_chosen_by_what_the_driver_tells(device: Device, machine: PlayedMachine) -> None:
    driver = machine.plug(0, PlayedDriver("Webcam", rate=12.5))
    for wanted, pixel_format, size in (
        ((1280, 720), "MJPG", (1280, 720)),
        ((640, 480), "YUYV", (640, 480)),
        ((2560, 1440), "MJPG", (1920, 1080)),
    ):
        device.plugged = True
        device.pictures = queue.Queue()
        device.show(1)
        device.asked.clear()
        source = on(device, request(size=wanted))
        assert source.info.wanted == (*wanted, 30.0)
        assert source.info.fps == 12.5, "what the driver says, not what OpenCV makes of it"
        assert not source.info.as_wanted
        finish(device, source)
        assert device.asked == [
            (cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc(*pixel_format))),
            (cv2.CAP_PROP_FRAME_WIDTH, size[0]),
            (cv2.CAP_PROP_FRAME_HEIGHT, size[1]),
            (cv2.CAP_PROP_FPS, 30.0),
        ]
    assert driver.asked == [], "nothing is kept for this camera"


def test_what_is_kept_for_a_camera_is_set_whenever_it_is_opened(
    device: Device, machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "SILENT_S", 60.0)
    driver = machine.plug(0, serial="5E2B", port="1")
    camera = list_cameras()[0]
    kept = {camera.kept_by: {"brightness": 7}}
    source = on(device, dataclasses.replace(request(camera.spec), controls=lambda: kept))
    try:
        assert driver.values[BRIGHTNESS] == 7
        assert source.notice is None
        next_frame(source)
        kept = {camera.kept_by: {"brightness": 9}}  # changed while it runs
        machine.pull(0)
        device.unplug()
        until_lost(source)
        again = machine.plug(4, serial="5E2B", port="2")
        device.plugged = True
        device.show(5)
        assert next_frame(source).image[0, 0, 0] == 5
        assert again.values[BRIGHTNESS] == 9
        assert device.opened[-1] == 4
    finally:
        finish(device, source)


def test_what_a_camera_does_not_take_is_told(device: Device, machine: PlayedMachine) -> None:
    controls = [PlayedControl(BRIGHTNESS, "Brightness")]
    driver = machine.plug(0, PlayedDriver("Webcam", controls=controls))
    camera = list_cameras()[0]
    answer = driver.answer

    def stubborn(number: int, struct: ctypes.Structure) -> None:
        if number == v4l2.S_CTRL:
            raise OSError(16, "Device or resource busy")
        answer(number, struct)

    driver.answer = stubborn  # type: ignore[method-assign, assignment]
    kept = {camera.kept_by: {"brightness": 7}}
    source = on(device, dataclasses.replace(request(), controls=lambda: kept))
    notice = source.notice
    finish(device, source)
    assert notice is not None
    assert notice.code == "camera.controls_refused"
    assert "Brightness" in notice.text


def test_an_equal_camera_beside_it_does_not_take_the_place_of_the_lost_one(
    device: Device, machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "SILENT_S", 60.0)
    machine.plug(0, port="1")
    machine.plug(2, port="2")
    source = on(device, request("camera:0"))
    try:
        next_frame(source)
        machine.pull(0)
        device.unplug()
        until_lost(source)
        looked = queue.Queue[bool]()
        listed = source._list  # type: ignore[attr-defined]

        def look() -> list[CameraInfo]:
            looked.put(True)
            return listed()  # type: ignore[no-any-return]

        source._list = look  # type: ignore[attr-defined]
        for _ in range(3):
            assert looked.get(timeout=DEADLINE_S)
        assert source.lost() is not None
        assert device.opened == [0], "although it is the only one of its model now"
        device.plugged = True
        device.show(5)
        machine.plug(3, port="7")  # the lost one comes back, elsewhere
        assert next_frame(source).image[0, 0, 0] == 5
        assert device.opened == [0, 3]
    finally:
        finish(device, source)


def test_without_known_modes_a_size_that_is_not_there_as_jpeg_is_taken_raw(device: Device) -> None:
    """As on Windows, where nothing tells the modes: what is given is compared with what was asked for."""
    size = {cv2.CAP_PROP_FRAME_WIDTH: 640.0, cv2.CAP_PROP_FRAME_HEIGHT: 480.0}
    get = device.get
    device.get = lambda prop: size.get(prop) or get(prop)  # type: ignore[method-assign]
    source = opened(device, request(size=(1280, 720)))
    finish(device, source)
    assert device.opened == [0, 0]
    formats = [prop for prop, _ in device.asked if prop == cv2.CAP_PROP_FOURCC]
    assert len(formats) == 1


def test_small_pictures_are_not_asked_for_as_jpeg_and_an_unknown_rate_is_0(device: Device) -> None:
    device.fps = -1.0
    source = opened(device)
    assert source.info.fps == 0.0
    finish(device, source)
    assert cv2.CAP_PROP_FOURCC not in [prop for prop, _ in device.asked]


def test_frames_come_in_order_and_the_newest_wins(device: Device) -> None:
    source = opened(device)
    try:
        assert next_frame(source).image[0, 0, 0] == 1
        before = time.monotonic()
        device.show(2)
        frame = next_frame(source)
        assert frame.image[0, 0, 0] == 2
        assert frame.index == 1
        assert before <= frame.captured_at <= time.monotonic()
        for value in range(3, 9):
            device.show(value)
        last = frame
        while last.image[0, 0, 0] != 8:
            last = next_frame(source)
        assert source.frames_in == 8
        assert last.index == 7
        assert source.lost() is None
    finally:
        finish(device, source)
    assert device.released == 1


def test_mirror_and_infrared(device: Device) -> None:
    picture = np.zeros((480, 640), np.uint8)
    picture[:, :320] = 200
    device.pictures.get()
    device.pictures.put(picture)
    source = opened(device, request(mirror=True))
    image = next_frame(source).image
    finish(device, source)
    assert image.shape == (480, 640, 3)
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[0, 639].tolist() == [200, 200, 200]


def test_one_broken_picture_is_no_loss(device: Device) -> None:
    source = opened(device)
    try:
        next_frame(source)
        device.pictures.put(None)
        device.show(7)
        assert next_frame(source).image[0, 0, 0] == 7
        assert source.lost() is None
        assert device.opened == [0]
    finally:
        finish(device, source)


def test_an_unplugged_camera_is_told_and_taken_up_again_under_its_new_number(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "SILENT_S", 60.0)  # told by its failing reads, not by its silence
    source = opened(device)
    try:
        next_frame(source)
        device.unplug()
        message = until_lost(source)
        assert message.code == "camera.lost"
        assert "Test Camera" in message.text
        device.info = CameraInfo(5, "Test Camera", "", 0)
        device.size = (320, 240)
        device.plugged = True
        device.show(9)
        frame = next_frame(source)
        assert frame.image.shape == (240, 320, 3)
        assert source.lost() is None
        assert frame.index == 1
        assert device.opened[0] == 0
        assert device.opened[-1] == 5
        assert (source.info.width, source.info.height) == (320, 240)
        device.show(10)
        assert next_frame(source).image[0, 0, 0] == 10
    finally:
        finish(device, source)


def test_another_camera_does_not_take_the_place_of_the_lost_one(device: Device) -> None:
    source = opened(device)
    try:
        next_frame(source)
        device.unplug()
        until_lost(source)
        looked = threading.Event()
        times = iter(range(5))

        def others() -> list[CameraInfo]:
            if next(times, None) is None:
                looked.set()
            return [CameraInfo(0, "Another", "", 0)]

        source._list = others  # type: ignore[attr-defined]
        assert looked.wait(DEADLINE_S)
        assert source.lost() is not None
        assert device.opened == [0]
    finally:
        source.close()


def test_a_silent_driver_is_a_lost_camera(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    source = opened(device)
    try:
        next_frame(source)
        assert source.lost() is None
        monkeypatch.setattr(cameras, "SILENT_S", 0.0)
        assert until_lost(source).code == "camera.lost"
        monkeypatch.setattr(cameras, "SILENT_S", 60.0)
        device.show(3)
        assert next_frame(source).image[0, 0, 0] == 3
        assert source.lost() is None
    finally:
        finish(device, source)


def test_close_does_not_hang_on_a_blocked_driver_and_says_so(
    device: Device, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "JOIN_S", 0.01)
    source = opened(device)
    next_frame(source)
    source.close()
    assert "blocked in its driver" in caplog.text
    thread = next(thread for thread in threading.enumerate() if thread.name == "source Test Camera")
    device.show(2)  # the driver comes back: the thread sees the end and lets the device go
    thread.join(DEADLINE_S)
    assert not thread.is_alive()
    assert device.released == 1


def test_a_camera_that_never_gives_a_picture(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "OPEN_S", 0.01)
    monkeypatch.setattr(reader, "JOIN_S", 0.01)
    device.pictures.get()
    assert code_of(lambda: opened(device)) == "camera.silent"
    thread = next(thread for thread in threading.enumerate() if thread.name == "source Test Camera")
    device.unplug()
    thread.join(DEADLINE_S)
    assert device.released == 1


def test_pictures_that_are_too_small_are_refused_in_words(device: Device) -> None:
    device.pictures.get()
    device.size = (640, 8)
    device.show(1)
    assert code_of(lambda: opened(device)) == "camera.too_small"
    assert device.released == 1


def test_a_camera_that_does_not_open(device: Device) -> None:
    device.opens = False
    before = threading.active_count()
    assert code_of(lambda: opened(device)) == "camera.silent"
    assert threading.active_count() == before
    device.plugged = False
    assert code_of(lambda: opened(device)) == "camera.none"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who holds a device")
def test_the_reason_names_the_program_that_holds_the_camera(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    camera = CameraInfo(0, "Test Camera", str(node), 0)
    assert why_closed(camera).message.code == "camera.silent"
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; f = open(sys.argv[1]); print(flush=True); sys.stdin.read()", str(node)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        message = why_closed(camera).message
        assert holder.stdin is not None
        holder.stdin.close()
        holder.wait(DEADLINE_S)
    assert message.code == "camera.in_use"
    assert "python" in message.text
    node.unlink()
    assert why_closed(camera).message.code == "camera.gone"


@pytest.mark.skipif(sys.platform != "linux", reason="permissions of device files")
def test_the_reason_is_a_missing_permission(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch(mode=0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        message = why_closed(CameraInfo(0, "Test Camera", str(node), 0)).message
    finally:
        if root:
            os.seteuid(0)
    assert message.code == "camera.permission"
    assert "usermod -aG video" in message.hint


def test_the_reason_is_that_nobody_sends_to_a_loopback_device(machine: PlayedMachine) -> None:
    phone = PlayedDriver("Phone", driver="v4l2 loopback", controls=[])
    machine.add(10, phone, "virtual")
    camera = list_cameras()[0]
    assert why_closed(camera).message.code == "camera.no_sender"
    phone.gone = True
    assert why_closed(camera).message.code == "camera.gone"


@pytest.mark.parametrize(
    ("platform", "code"),
    [("linux", "camera.silent"), ("win32", "camera.silent_or_forbidden"), ("darwin", "camera.silent_or_forbidden")],
)
def test_a_silent_camera_may_be_a_forbidden_one(platform: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert why_closed(CameraInfo(0, "Test Camera", "", 0)).message.code == code


def test_the_hint_names_the_group_that_may_use_the_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "video0"
    node.touch()
    camera = CameraInfo(0, "Test Camera", str(node), 0)

    def forbidden(path: str, _flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(os, "open", forbidden)
    monkeypatch.setattr(Path, "group", lambda _: "cameras")
    assert "usermod -aG cameras" in why_closed(camera).message.hint
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == "/.flatpak-info")
    assert why_closed(camera).message.code == "camera.sandbox"


def test_the_real_backend_says_nothing_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    capture = cameras.open_device(97, cv2.CAP_ANY)
    assert not capture.isOpened()
    capture.release()
    assert capfd.readouterr().err == ""


def test_buffers_are_filled_in_place(device: Device) -> None:
    """A driver that fills the array it is given must never fill one that somebody still looks at."""
    given: list[int] = []

    def read(image: Image | None = None, /) -> tuple[bool, Image | None]:
        picture = device.pictures.get()
        if picture is None or image is None:
            return picture is not None, picture
        given.append(id(image))
        image[:] = picture
        return True, image

    device.read = read  # type: ignore[method-assign]
    with closing(opened(device)) as source:
        held = []
        for value in range(2, 6):
            device.show(value)
            frame = next_frame(source)
            while frame.image[0, 0, 0] != value:
                frame = next_frame(source)
            held.append(frame)
        assert [int(frame.image[0, 0, 0]) for frame in held] == [2, 3, 4, 5]
        held.clear()
        del frame
        for value in range(6, 40):
            device.show(value)
            while next_frame(source).image[0, 0, 0] != value:
                pass
        assert len(set(given)) < 10
        device.unplug()
