"""Finding, choosing and mending devices of v4l2loopback; the kernel is a stand-in here (the real one: tests/vm)."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.base.errors import OutputError
from app.pipeline.loopback import (
    Capabilities,
    Kernel,
    LoopbackDevice,
    announce_rate,
    heal,
    loopback_devices,
    ready_device,
)

CAPTURE, OUTPUT = 1, 2


@dataclass
class StandIn:
    """Answers by path; what it was asked to mend stands in ``healed``."""

    flags: dict[str, int | OSError] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    drivers: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    flows: set[str] = field(default_factory=set)
    mends: bool = True
    asked: list[str] = field(default_factory=list)
    healed: list[str] = field(default_factory=list)
    rates: dict[str, float] = field(default_factory=dict)

    def capabilities(self, path: str) -> Capabilities:
        self.asked.append(path)
        flags = self.flags.get(path, OUTPUT)
        if isinstance(flags, OSError):
            raise flags
        return Capabilities(self.drivers.get(path, "v4l2 loopback"), self.cards.get(path, ""), flags)

    def stream_on(self, path: str) -> None:
        self.healed.append(path)
        if self.mends:
            self.flags[path] = OUTPUT

    def announce(self, path: str, fps: float) -> None:
        if path in self.flows:
            raise OSError(22, "no")
        self.rates[path] = fps

    def writers(self, path: str) -> list[str]:
        return self.names.get(path, [])

    def flowing(self, path: str, seconds: float) -> bool:
        return path in self.flows


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """A webcam, OBS's camera and, behind it, our own."""
    for number, name, virtual in ((0, "Webcam", False), (2, "OBS Virtual Camera", True), (10, "Understudy", True)):
        folder = tmp_path / "sys" / f"video{number}"
        folder.mkdir(parents=True)
        (folder / "name").write_text(name + "\n", encoding="utf-8")
        if virtual:
            (folder / "max_openers").write_text("10\n", encoding="utf-8")
    return tmp_path / "sys"


def look(sysfs: Path, driver: StandIn) -> list[LoopbackDevice]:
    return loopback_devices(sysfs, Path("/dev"), driver)


def device(path: str = "/dev/video10", label: str = "Understudy", *, writable: bool = False) -> LoopbackDevice:
    return LoopbackDevice(path, int(path.removeprefix("/dev/video")), label, "ok", writable, not writable)


def test_ours_comes_first_and_real_cameras_are_not_opened(sysfs: Path) -> None:
    driver = StandIn(flags={"/dev/video10": CAPTURE})
    found = look(sysfs, driver)
    assert [(one.path, one.label, one.own, one.writable, one.readable) for one in found] == [
        ("/dev/video10", "Understudy", True, False, True),
        ("/dev/video2", "OBS Virtual Camera", False, True, False),
    ]
    assert "/dev/video0" not in driver.asked


@pytest.mark.parametrize(
    ("error", "access"), [(PermissionError(13, "no"), "denied"), (FileNotFoundError(2, "no"), "missing")]
)
def test_a_device_that_can_not_be_opened_is_listed_with_the_reason(sysfs: Path, error: OSError, access: str) -> None:
    found = look(sysfs, StandIn(flags={"/dev/video10": error}))
    assert found[0].own
    assert (found[0].access, found[0].writable) == (access, False)


def test_what_is_no_loopback_is_left_out(sysfs: Path) -> None:
    driver = StandIn(flags={"/dev/video2": OSError(19, "gone")}, drivers={"/dev/video10": "akvcam"})
    assert look(sysfs, driver) == []
    assert loopback_devices(sysfs / "none") == []


def test_a_device_that_forgot_its_job_is_mended() -> None:
    driver = StandIn(flags={"/dev/video10": CAPTURE})
    assert heal(device(), driver).writable
    assert driver.healed == ["/dev/video10"]
    healthy = device(writable=True)
    assert heal(healthy, driver) is healthy
    assert driver.healed == ["/dev/video10"]


@pytest.mark.parametrize(
    ("driver", "programs"),
    [
        (StandIn(names={"/dev/video10": ["obs", "ffmpeg"]}), "obs, ffmpeg"),
        (StandIn(flows={"/dev/video10"}), "another program"),
        (StandIn(flags={"/dev/video10": CAPTURE}, mends=False), "another program"),
    ],
)
def test_a_device_with_another_writer_is_left_alone(driver: StandIn, programs: str) -> None:
    with pytest.raises(OutputError) as caught:
        heal(device(), driver)
    assert caught.value.message.code == "virtual_camera.taken"
    assert caught.value.message.params["programs"] == programs
    assert driver.healed == ([] if driver.mends else ["/dev/video10"])


def test_a_device_that_went_away_is_left_to_whoever_opens_it() -> None:
    driver = StandIn(flags={"/dev/video10": OSError(19, "gone")}, mends=False)
    assert not heal(device(), driver).writable


def test_our_own_device_is_taken_mended_and_never_somebody_elses_in_its_place() -> None:
    obs, ours = device("/dev/video2", "OBS Virtual Camera", writable=True), device()
    driver = StandIn(flags={"/dev/video10": CAPTURE})
    assert ready_device("", [ours, obs], driver) == "/dev/video10"
    assert driver.healed == ["/dev/video10"]
    with pytest.raises(OutputError, match=r"Understudy \(/dev/video10\) already gets its picture from zoom"):
        ready_device("", [ours, obs], StandIn(names={"/dev/video10": ["zoom"]}))
    denied = LoopbackDevice("/dev/video10", 10, "Understudy", "denied", False, False)
    assert ready_device("", [denied, obs], driver) == "/dev/video10"


def test_without_our_own_the_first_that_is_free_is_taken() -> None:
    first, second = device("/dev/video2", "A"), device("/dev/video3", "B", writable=True)
    assert ready_device("", [first, second], StandIn(names={"/dev/video2": ["obs"]})) == "/dev/video3"
    with pytest.raises(OutputError, match="obs"):
        ready_device("", [first], StandIn(names={"/dev/video2": ["obs"]}))
    assert ready_device("", [], StandIn()) == ""


def test_readers_are_told_the_rate_and_a_device_that_does_not_take_it_is_used_all_the_same() -> None:
    driver = StandIn(flows={"/dev/video2"})
    announce_rate("/dev/video10", 15.0, driver)
    announce_rate("/dev/video2", 15.0, driver)
    assert driver.rates == {"/dev/video10": 15.0}


def test_a_device_that_was_named_is_the_one_that_is_mended(tmp_path: Path) -> None:
    link = tmp_path / "camera"
    link.symlink_to("/dev/video2")
    driver = StandIn(flags={"/dev/video2": CAPTURE, "/dev/video10": CAPTURE})
    assert ready_device(str(link), [device(), device("/dev/video2", "B")], driver) == str(link)
    assert driver.healed == ["/dev/video2"]
    assert ready_device("/dev/video77", [device()], driver) == "/dev/video77"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_writers_are_found_by_how_they_opened_the_file(tmp_path: Path) -> None:
    """A file in the device's place, held by three programs, one of which only writes."""
    import subprocess

    target = tmp_path / "video"
    target.write_bytes(b"")
    holding = "import os, sys; os.open(sys.argv[1], int(sys.argv[2])); print('open', flush=True); sys.stdin.read()"
    names = []
    programs = []
    try:
        for number, flags in enumerate((os.O_WRONLY, os.O_RDWR, os.O_RDONLY)):
            name = tmp_path / f"holder{number}"
            name.symlink_to(sys.executable)
            programs.append(
                subprocess.Popen(
                    [str(name), "-I", "-c", holding, str(target), str(flags)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            assert programs[-1].stdout is not None
            assert programs[-1].stdout.readline() == b"open\n"
        names = Kernel().writers(str(target))
    finally:
        for program in programs:
            program.communicate()
    assert names == ["holder0"]
