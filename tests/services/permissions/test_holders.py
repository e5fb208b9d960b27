"""A camera that another program really has open."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.base.holders import holders
from app.services.permissions.streaming import in_use
from tests.services.permissions.kit import NOBODY, found, needs_linux, needs_root, permissions, places, video_node

pytestmark = needs_linux
HOLD = """
import os, sys
file = open(sys.argv[1], "rb")
if sys.argv[2]:
    os.setuid(int(sys.argv[2]))
print(flush=True)
sys.stdin.read()
"""


@contextmanager
def held(device: Path, user: str = "") -> Iterator[int]:
    """A program that has the device open, until the end; its number."""
    command = [sys.executable, "-c", HOLD, str(device), user]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child.pid
        child.communicate()


def test_the_program_that_has_the_camera_is_named(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home", **places(tmp_path))
    device = video_node(tmp_path, "Desk Cam")
    with held(device) as number:
        check = found(service.check(["camera"]))["camera.free"]
        assert check.state == "denied"
        assert f"Desk Cam ({device}) is in use by python" in check.reason
        assert f"({number})" in check.reason
    assert found(service.check(["camera"]))["camera.free"].state == "ok"


@needs_root
def test_another_user_s_program_is_named_with_its_user(tmp_path: Path) -> None:
    device = video_node(tmp_path, "Desk Cam")
    with held(device, str(NOBODY)):
        check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.free"]
    assert check.state == "denied"
    assert ", nobody)" in check.reason


def test_a_link_to_the_device_is_the_device(tmp_path: Path) -> None:
    device = video_node(tmp_path, "Desk Cam")
    link = tmp_path / "by-id"
    link.symlink_to(device)
    with held(link):
        check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.free"]
    assert check.state == "denied"


def test_other_files_are_no_camera(tmp_path: Path) -> None:
    video_node(tmp_path, "Desk Cam")
    service = permissions(tmp_path / "home", **places(tmp_path))
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as other, held(Path(other.name)), held(Path("/dev/null")):
        assert found(service.check(["camera"]))["camera.free"].state == "ok"


@needs_root
def test_a_device_by_another_name_is_known_by_its_number(open_folder: Path) -> None:
    device, other = open_folder / "video0", Path("/dev/understudy-test-node")
    number = os.makedev(1, 7)  # /dev/full
    os.mknod(device, stat.S_IFCHR | 0o666, number)
    os.mknod(other, stat.S_IFCHR | 0o666, number)
    try:
        with held(other) as pid:
            names = holders([device])[device].names
            assert any(f"({pid})" in name for name in names)
    finally:
        other.unlink()


def test_what_this_program_itself_has_open_is_free(tmp_path: Path) -> None:
    device = video_node(tmp_path, "Desk Cam")
    with device.open("rb"):
        check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.free"]
    assert check.state == "ok"


def test_it_is_needed_where_a_camera_is_chosen_and_every_one_is_taken(tmp_path: Path) -> None:
    first, second = video_node(tmp_path, "Desk Cam"), video_node(tmp_path, "Door Cam", 1)
    service = permissions(tmp_path / "home", {"camera.source": "camera:0"}, **places(tmp_path))
    with held(first):
        assert found(service.check(["camera"]))["camera.free"].mark == "warn"
        with held(second):
            assert found(service.check(["camera"]))["camera.free"].mark == "fail"


def test_a_camera_that_another_program_makes_is_not_taken_by_it(tmp_path: Path) -> None:
    device = video_node(tmp_path, "Phone", 3, virtual=True)
    with held(device):
        checks = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))
    assert "Phone" in checks["camera.found"].reason
    assert checks["camera.free"].state == "ok"


def test_a_sleeping_camera_is_left_asleep(tmp_path: Path) -> None:
    device = video_node(tmp_path, "Desk Cam")
    power = tmp_path / "sys" / "class" / "video4linux" / "video0" / "device" / "power"
    power.mkdir(parents=True)
    (power / "runtime_status").write_text("suspended\n")
    with held(device):
        check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.free"]
    assert check.state == "ok"


@pytest.mark.parametrize(("answer", "busy"), [(0, False), (errno.EBUSY, True), (errno.ENOTTY, None)])
def test_the_driver_tells_whether_somebody_takes_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: int, busy: bool | None
) -> None:
    """A program may have it open without taking pictures, and may be hidden while it takes some."""
    device = video_node(tmp_path, "Desk Cam")

    def ioctl(*words: object) -> bytes:
        if answer:
            raise OSError(answer, os.strerror(answer))
        return b""

    monkeypatch.setattr("fcntl.ioctl", ioctl)
    assert in_use(device) is busy
    service = permissions(tmp_path / "home", **places(tmp_path))
    check = found(service.check(["camera"]))["camera.free"]
    assert check.state == ("denied" if busy else "ok")
    if busy:
        assert check.message.code == "check.camera.free.held_unseen"
        assert f"sudo fuser -v {device}" in check.mend
    with held(device):
        check = found(service.check(["camera"]))["camera.free"]
        assert check.state == ("ok" if busy is False else "denied")
    with device.open("rb"):  # it is this very program that takes the pictures
        assert found(service.check(["camera"]))["camera.free"].state == "ok"
