"""``installers/linux/setup_virtual_camera.sh`` on systems that are not as they should be, on the same made-up ones as
``test_virtual_camera_setup``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_virtual_camera_setup import KERNEL, PROJECT, SCRIPT, make_system

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a script for Linux")


def test_a_device_in_use_is_removed_at_the_next_try(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    assert system.run("install") == 0
    (system.root / "busy").touch()
    assert system.run("remove") == 1
    assert "in use" in system.said
    assert all(file.exists() for file in system.files)  # nothing was changed
    (system.root / "busy").unlink()
    assert system.run("remove") == 0
    assert system.status()["loaded"] == "no"


def test_a_source_of_packages_that_does_not_answer_is_no_end(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAILS="update")
    assert system.run("install") == 0, system.said
    assert "does not answer" in system.said


def test_a_build_that_fails_within_the_package_is_told_as_one(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAILS="half")
    for log in ("0.12.5/6.1.0-9-amd64/x86_64/log/make.log", "0.12.7/build/make.log"):
        file = system.root / "var/lib/dkms/v4l2loopback" / log
        file.parent.mkdir(parents=True)
        file.write_text(f"of {log}\n", encoding="utf-8")
    assert system.run("install") == 3
    assert f"The module could not be built for the kernel {KERNEL}." in system.said
    assert "of 0.12.7/build/make.log" in system.said
    assert "of 0.12.5" not in system.said  # that one was built


def test_headers_of_a_kernel_that_was_updated_since(tmp_path: Path) -> None:
    system = make_system(tmp_path, headers=False, FAILS="package")
    assert system.run("install") == 1
    assert f"If it is linux-headers-{KERNEL} that was not found, the kernel was updated" in system.said


@pytest.mark.parametrize(
    ("where", "uname", "words"),
    [("run/ostree-booted", KERNEL, "rpm-ostree install"), ("x", "5.15.1-microsoft-standard-WSL2", "kernel of WSL")],
)
def test_systems_that_take_no_packages_are_told_at_once(tmp_path: Path, where: str, uname: str, words: str) -> None:
    system = make_system(tmp_path, "ID=fedora")
    (system.root / where).parent.mkdir(exist_ok=True)
    (system.root / where).touch()
    (tmp_path / "bin/uname").write_text(f"#!/bin/sh\necho {uname}\n", encoding="utf-8")
    assert system.run("install", "--print") == 3
    assert words in system.said
    assert system.out == ""
    assert system.asked == []


@pytest.mark.parametrize(("value", "state"), [(1, "on"), (0, "off")])
def test_secure_boot_is_read_off_the_firmware_without_mokutil(tmp_path: Path, value: int, state: str) -> None:
    system = make_system(tmp_path)
    (tmp_path / "bin/mokutil").unlink()
    said = system.root / "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
    said.parent.mkdir(parents=True)
    assert system.status()["secure_boot"] == "unknown"
    said.write_bytes(bytes([6, 0, 0, 0, value]))
    assert system.status()["secure_boot"] == state
    if value:
        assert system.run("install", SECURE_BOOT="on") == 3
        assert "install the package of that name first" in system.said


def test_options_in_any_folder_of_modprobe_count_and_those_that_have_ours_are_left_alone(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    theirs = system.root / "usr/lib/modprobe.d/obs.conf"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("options v4l2loopback devices=2 card_label='OBS,Understudy'\n", encoding="utf-8")
    assert system.run("install") == 1
    assert str(theirs) in system.said
    (system.root / "etc/modprobe.d").mkdir()
    (system.root / "lib/modules" / KERNEL / "modules.dep").write_text("a/v4l2loopback.ko:\nb/v4l2loopback.ko:\n")
    subprocess.run(
        ["modprobe", "v4l2loopback"], env=system.environ, executable=str(tmp_path / "bin/modprobe"), check=True
    )
    (system.root / "etc/modules-load.d").mkdir()
    assert system.run("install") == 0, system.said
    options, at_boot = system.files
    assert not options.exists()  # it would mix with theirs at the next start
    assert at_boot.exists()
    assert (system.status()["options"], system.status()["module"]) == ("kept", "0.12.7")


def test_a_number_that_was_taken_is_another_one_then(tmp_path: Path) -> None:
    """The kernel gives the device the next free number, and the module goes on naming the one that was asked for."""
    system = make_system(tmp_path)
    assert system.run("install") == 0
    video = system.root / "sys/class/video4linux"
    (video / "video10").rename(video / "video12")
    (system.root / "dev/video12").touch()
    assert system.status() | {"state": "ready", "device": "/dev/video12", "exclusive_caps": "yes"} == system.status()
    (system.root / "sys/module/v4l2loopback/parameters/exclusive_caps").write_text("N,N,N\n", encoding="utf-8")
    assert system.status()["state"] == "other_options"


@pytest.mark.parametrize(
    ("name", "written"),
    [("anna@example.org", "anna@example.org"), ("EXAMPLE\\anna", "'EXAMPLE\\anna'"), ("-f", ""), ("a b", "")],
)
def test_names_of_users(tmp_path: Path, name: str, written: str) -> None:
    system = make_system(tmp_path, SUDO_USER=name)
    assert system.run("install", "--print") == (0 if written else 1)
    if written:
        assert system.out.splitlines()[-1] == f"usermod -aG video {written}"
        words = subprocess.run(
            ["/bin/sh", "-c", system.out.splitlines()[-1].replace("usermod", "printf '%s\\n'", 1)],
            capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        assert words[-1] == name


def test_what_came_of_the_printed_commands_is_told_afterwards(tmp_path: Path) -> None:
    """As the program does it: the commands run by themselves, and the script says what came of them."""
    system = make_system(tmp_path, FAKE_UID="1000", FAKE_GROUPS="anna")
    assert system.run("install", "--print") == 0
    steps = system.out
    ran = subprocess.run(["/bin/sh", "-exc", steps], env=system.environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert system.run("after", "install") == 0
    assert system.said.startswith("The virtual camera /dev/video10 is there.")
    assert system.run("after", "install", "rmmod v4l2loopback") == 1
    assert "The module is in use" in system.said
    assert system.run("after", "remove") == 2

    other = make_system(tmp_path / "other", FAKE_UID="1000", FAKE_GROUPS="anna", SECURE_BOOT="on")
    assert other.run("install", "--print") == 0
    ran = subprocess.run(["/bin/sh", "-exc", other.out], env=other.environ, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert [line for line in ran.stderr.splitlines() if line.startswith("+ ")][-1] == "+ modprobe v4l2loopback"
    assert other.run("after", "install", "modprobe v4l2loopback") == 3
    assert "'Enroll MOK'" in other.said


def test_it_runs_from_wherever_it_is_called(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    for folder, word in ((SCRIPT.parent, SCRIPT.name), (PROJECT, "installers/linux/setup_virtual_camera.sh")):
        done = subprocess.run(
            ["/bin/sh", word, "status"], cwd=folder, env=system.environ, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (3, "")
