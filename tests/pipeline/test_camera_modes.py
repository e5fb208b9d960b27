"""The modes that a camera has, and which of them is asked for."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline import v4l2
from app.pipeline.camera_list import READABLE, CameraInfo, list_cameras
from app.pipeline.camera_modes import (
    AUTO,
    Choice,
    Mode,
    Wanted,
    choose_mode,
    formats_of,
    list_modes,
    rates_of,
    real_rate,
    sizes_of,
)
from app.pipeline.v4l2 import (
    CapabilityStruct,
    FormatStruct,
    IntervalStruct,
    QueryControlStruct,
    SizeStruct,
    V4l2Device,
    fourcc_number,
    fourcc_text,
)
from tests.pipeline.camera_kit import WEBCAM, PlayedDriver, PlayedMachine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    return PlayedMachine(tmp_path, monkeypatch)


WEBCAM_MODES = [
    Mode(name, width, height, tuple(sorted(rates, reverse=True)))
    for name, sizes in WEBCAM.items()
    for (width, height), rates in sizes.items()
]


def chosen(width: int, height: int, fps: float, pixel_format: str = AUTO) -> tuple[str, int, int, float]:
    choice = choose_mode(WEBCAM_MODES, Wanted(width, height, fps, pixel_format))
    return choice.format, choice.width, choice.height, choice.fps


def test_jpeg_where_raw_would_cost_rate_and_only_there() -> None:
    assert chosen(1280, 720, 30) == ("MJPG", 1280, 720, 30)
    assert chosen(640, 480, 30) == ("YUYV", 640, 480, 30)
    assert chosen(1280, 720, 10) == ("YUYV", 1280, 720, 10)
    assert chosen(1280, 720, 15) == ("MJPG", 1280, 720, 15)


def test_the_nearest_size_and_rate_where_there_is_none_such() -> None:
    assert chosen(800, 600, 30) == ("YUYV", 640, 480, 30)
    assert chosen(3840, 2160, 30) == ("MJPG", 1920, 1080, 30)
    assert chosen(1920, 1080, 5) == ("MJPG", 1920, 1080, 30)
    assert chosen(640, 480, 25) == ("YUYV", 640, 480, 30)
    assert not choose_mode(WEBCAM_MODES, Wanted(800, 600, 30)).has_size(Wanted(800, 600, 30))


def test_a_format_that_was_chosen_is_kept_to() -> None:
    assert chosen(1280, 720, 30, "YUYV") == ("YUYV", 1280, 720, 10)
    assert chosen(640, 480, 30, "MJPG") == ("MJPG", 640, 480, 30)
    assert chosen(640, 480, 30, "NV12")[0] == "YUYV", "one that the camera has not is left aside"


def test_colour_comes_before_infrared_and_what_the_driver_prefers_before_the_rest() -> None:
    sizes = [Mode(name, 640, 480, (30.0,)) for name in ("GREY", "MJPG", "NV12", "YUYV")]
    assert choose_mode(sizes, Wanted(640, 480, 30)).format == "NV12"
    assert choose_mode(sizes[:1], Wanted(640, 480, 30)).format == "GREY"


def test_without_known_modes_just_what_is_wanted() -> None:
    assert choose_mode([], Wanted(1280, 720, 30)) == Choice("", 1280, 720, 30)
    assert choose_mode([], Wanted(1280, 720, 30, "MJPG")).format == "MJPG"


rates = st.lists(st.sampled_from((1.0, 5.0, 7.5, 10.0, 15.0, 25.0, 29.97, 30.0, 60.0)), unique=True, max_size=4)
modes = st.builds(
    Mode,
    st.sampled_from(sorted(READABLE)),
    st.integers(16, 4096),
    st.integers(16, 4096),
    rates.map(lambda found: tuple(sorted(found, reverse=True))),
)
wanteds = st.builds(Wanted, st.integers(16, 7680), st.integers(16, 4320), st.floats(1, 240), st.just(AUTO))


@given(st.lists(modes, min_size=1, max_size=12), wanteds)
def test_what_is_chosen_is_there_and_no_size_is_nearer(found: list[Mode], wanted: Wanted) -> None:
    choice = choose_mode(found, wanted)
    there = [
        one for one in found if (one.format, one.width, one.height) == (choice.format, choice.width, choice.height)
    ]
    assert there
    assert any(choice.fps in (one.rates or (wanted.fps,)) for one in there)
    exact = Wanted(found[0].width, found[0].height, wanted.fps)
    assert choose_mode(found, exact).has_size(exact), "a size that the camera has is taken"


@given(st.lists(modes, min_size=1, max_size=8))
def test_raw_is_not_chosen_where_it_would_cost_rate(found: list[Mode]) -> None:
    wanted = Wanted(found[0].width, found[0].height, 60.0)  # no rate of the camera is above it
    choice = choose_mode(found, wanted)
    best = max(max(one.rates, default=60.0) for one in found if choice.has_size(Wanted(one.width, one.height, 60)))
    assert choice.fps >= best * 0.9


def test_modes_are_read_off_the_driver(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver(formats={**WEBCAM, "H264": {(1920, 1080): (30,)}}))
    (camera,) = list_cameras()
    found = list_modes(camera)
    assert found == WEBCAM_MODES, "what can not be decoded is left out"
    assert sizes_of(found) == [(640, 480), (1280, 720), (1920, 1080)]
    assert rates_of(found, 1280, 720) == [30, 15, 10, 5]
    assert rates_of(found, 1280, 720, "YUYV") == [10, 5]
    assert formats_of(found, 1280, 720) == ["YUYV", "MJPG"]
    assert formats_of(found, 1920, 1080) == ["MJPG"]


def test_the_rate_of_an_interval_that_is_no_whole_number(machine: PlayedMachine) -> None:
    driver = machine.plug(0, PlayedDriver(rate=12.5))
    (camera,) = list_cameras()
    assert real_rate(camera) == 12.5
    driver.gone = True
    assert real_rate(camera) == 0.0
    assert list_modes(camera) == []


def test_where_nobody_tells_modes_there_are_none() -> None:
    assert list_modes(CameraInfo(0, "Webcam", "", 700)) == []
    assert real_rate(CameraInfo(0, "Webcam", "", 700)) == 0.0
    assert (1280, 720) in sizes_of([])


# ---- odd drivers -----------------------------------------------------------------------------------------------


@pytest.fixture
def device(machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch) -> V4l2Device:
    machine.plug(0)
    return V4l2Device(str(machine.dev / "video0"))


def play(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    monkeypatch.setattr(v4l2, "kernel_ioctl", answer)


def test_a_driver_that_never_ends_a_list_does_not_hang_the_program(
    device: V4l2Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_: int, __: int, struct: ctypes.Structure) -> None:
        if isinstance(struct, FormatStruct):
            struct.pixelformat = fourcc_number("YUYV")
        elif isinstance(struct, SizeStruct | IntervalStruct):
            struct.type, struct.numbers[0], struct.numbers[1] = 1, 640, 480
        elif isinstance(struct, QueryControlStruct):
            struct.id = 0x00980900  # the same one again and again
            struct.maximum = 1

    play(monkeypatch, endless)
    with device:
        assert list(device.formats()) == ["YUYV"]
        assert {(wide.least, high.least) for wide, high in device.sizes("YUYV")} == {(640, 480)}
        assert len(list(device.rates("YUYV", 640, 480))) <= 512
        assert len(list(device.controls())) == 1


def test_steps_and_ranges_of_sizes_and_rates(machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.plug(0)
    (camera,) = list_cameras()

    def ranges(_: int, __: int, struct: ctypes.Structure) -> None:
        if isinstance(struct, FormatStruct) and struct.index == 0 and struct.type == 1:
            struct.pixelformat = fourcc_number("YUYV")
        elif isinstance(struct, SizeStruct) and struct.index == 0:
            struct.type = 3
            for place, number in enumerate((48, 1600, 16, 32, 1200, 8)):
                struct.numbers[place] = number
        elif isinstance(struct, IntervalStruct) and struct.index == 0:
            struct.type = 2
            for place, number in enumerate((1, 50, 1, 1, 1, 50)):  # from 1/50 s to 1 s
                struct.numbers[place] = number
        else:
            raise OSError(errno.EINVAL, "end")

    play(monkeypatch, ranges)
    found = list_modes(camera, Wanted(1000, 704, 20))
    assert Mode("YUYV", 1008, 704, (50.0, 30.0, 25.0, 20.0, 15.0)) in found, "the nearest that the steps allow"
    assert Mode("YUYV", 1280, 720, (50.0, 30.0, 25.0, 20.0, 15.0)) in found
    assert max(one.width for one in found) <= 1600
    assert max(one.height for one in found) <= 1200


@given(st.binary(min_size=44, max_size=44), st.binary(min_size=52, max_size=52))
def test_no_answer_of_a_driver_raises_or_gives_nonsense(size: bytes, interval: bytes) -> None:
    def answer(_: int, __: int, struct: ctypes.Structure) -> None:
        data = size if isinstance(struct, SizeStruct) else interval
        ctypes.memmove(ctypes.addressof(struct), data, min(len(data), ctypes.sizeof(struct)))

    with pytest.MonkeyPatch.context() as patch, V4l2Device("/dev/null") as device:
        play(patch, answer)
        for wide, high in device.sizes("YUYV"):
            assert 0 < wide.least <= wide.most
            assert 0 < high.least <= high.most
        for span in device.rates("YUYV", 640, 480):
            assert span.least > 0
            assert span.most > 0


@given(st.integers(0, 2**32 - 1))
def test_every_pixel_format_has_a_text_that_can_be_printed(number: int) -> None:
    assert fourcc_text(number).isprintable()


@given(st.sampled_from(sorted(READABLE)))
def test_known_pixel_formats_are_read_back(name: str) -> None:
    assert fourcc_text(fourcc_number(name)) == name


def test_old_drivers_tell_what_they_can_in_the_other_field(device: V4l2Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def old(_: int, __: int, struct: ctypes.Structure) -> None:
        assert isinstance(struct, CapabilityStruct)
        struct.driver, struct.card, struct.capabilities = b"gspca", b"Caf\xe9 Cam", 1

    play(monkeypatch, old)
    with device:
        capability = device.capability()
    assert capability.camera
    assert capability.card == "Caf� Cam", "letters that are none are replaced"


def test_the_structures_have_the_kernel_s_sizes() -> None:
    """The sizes are part of the numbers by which the kernel knows a call."""
    sizes = {
        v4l2.QUERYCAP: 0x80685600, v4l2.ENUM_FMT: 0xC0405602, v4l2.G_PARM: 0xC0CC5615, v4l2.G_CTRL: 0xC008561B,
        v4l2.S_CTRL: 0xC008561C, v4l2.QUERYMENU: 0xC02C5625, v4l2.ENUM_FRAMESIZES: 0xC02C564A,
        v4l2.ENUM_FRAMEINTERVALS: 0xC034564B, v4l2.QUERY_EXT_CTRL: 0xC0E85667,
    }  # fmt: skip
    assert {hex(ours): hex(kernel) for ours, kernel in sizes.items() if ours != kernel} == {}
