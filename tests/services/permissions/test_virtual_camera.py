"""The virtual camera as a check: what works, what is in the way, and what sets it up."""

from __future__ import annotations

import dataclasses
import os
import platform
import shlex
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Message
from app.pipeline.loopback import LoopbackDevice
from app.pipeline.virtual_camera_probes import BackendState, loopback, mac_extension
from app.services.permissions import Permissions
from tests.services.permissions.kit import found, looked, needs_linux, needs_root, permissions, told

GOOD = Message("virtual_camera.ready", "It can be used.", "", {"device": "It"})


def service(folder: Path, platform: str, *backends: BackendState, wanted: bool = False, **more: Any) -> Permissions:
    flags = {"output.virtual_camera": "true"} if wanted else {}
    return permissions(folder / "home", flags, platform=platform, virtual_cameras=lambda: backends, **more)


def kernel(*devices: LoopbackDevice) -> BackendState:
    answer = loopback(devices)
    if answer.refusal is None:
        return BackendState("v4l2loopback", "v4l2loopback", True, GOOD)
    return BackendState("v4l2loopback", "v4l2loopback", False, answer.refusal.message)


PIPEWIRE = BackendState("pipewire", "PipeWire", True, GOOD)
NO_PIPEWIRE = BackendState("pipewire", "PipeWire", False, Message("pipewire.system", "PipeWire is only on Linux."))


@needs_linux
def test_this_machine_names_each_kind(tmp_path: Path) -> None:
    checks = permissions(tmp_path / "home").check(["virtual-camera"])
    assert {"virtual-camera.v4l2loopback", "virtual-camera.pipewire"} <= {check.id for check in checks}


def test_without_the_module_the_script_sets_it_up(tmp_path: Path) -> None:
    first = service(tmp_path, "linux", kernel())
    root = tmp_path / "program"
    script = root / "installers" / "linux" / "setup_virtual_camera.sh"
    script.parent.mkdir(parents=True)
    script.write_text('[ "$2" != --print ] || echo modprobe it\n')
    own = Permissions(dataclasses.replace(first._paths, root=root), first._settings, machine=first._machine)
    check = found(own.check(["virtual-camera"]))["virtual-camera.v4l2loopback"]
    assert (check.state, check.mark) == ("missing", "warn")
    assert check.action is not None
    assert (check.action.command, check.action.elevated) == (("sh", "-exc", "modprobe it"), True)
    script.write_text("echo This system is not known. >&2; exit 3\n")
    check = found(own.check(["virtual-camera"]))["virtual-camera.v4l2loopback"]
    assert check.action is None  # nobody is asked for a password only to be told so
    assert check.reason.endswith("can not be from here: This system is not known.")
    script.unlink()
    assert found(own.check(["virtual-camera"]))["virtual-camera.v4l2loopback"].action is None


@pytest.fixture
def machine_root(tmp_path: Path) -> Path:
    """What the set-up script takes for the system: a Debian without anything."""
    (tmp_path / "root" / "etc").mkdir(parents=True)
    (tmp_path / "root" / "sys").mkdir()
    (tmp_path / "root" / "etc" / "os-release").write_text("ID=debian\n")
    (tmp_path / "root" / "etc" / "group").write_text("video:x:44:\n")
    return tmp_path / "root"


def program(folder: Path, name: str, says: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(0o755)


@needs_linux
def test_why_there_is_no_device_and_what_setting_it_up_would_run(tmp_path: Path, machine_root: Path) -> None:
    stubs = tmp_path / "bin"
    environ = {"UNDERSTUDY_ROOT": str(machine_root), "PATH": f"{stubs}{os.pathsep}{os.environ['PATH']}"}
    checks = service(tmp_path, "linux", kernel(), environ=environ, administrator=False)
    id_ = "virtual-camera.v4l2loopback"
    program(stubs, "dpkg-query", "exit 1")
    program(stubs, "mokutil", "echo SecureBoot disabled")

    def code() -> str:
        return found(checks.check(["virtual-camera"]))[id_].message.code

    assert code() == "check.virtual_camera.not_installed"
    action = found(checks.check(["virtual-camera"]))[id_].action
    assert action is not None
    # Nothing that the user, or a program of the user, could change while the question is open: only the commands.
    shown = shlex.split(checks.shown_command(action))
    assert shown[:2] == ["pkexec", "--disable-internal-agent"]
    assert shown[2] in ("/usr/bin/sh", "/bin/sh")
    assert (shown[3], len(shown)) == ("-exc", 5)
    steps = shown[4].splitlines()
    assert steps[0] == "apt-get update || true"
    assert "install -y v4l2loopback-dkms" in steps[1]
    assert "modprobe v4l2loopback" in steps
    assert not any("setup_virtual_camera" in step for step in steps)
    program(stubs, "dpkg-query", "echo install ok installed")
    assert code() == "check.virtual_camera.not_built"
    modules = machine_root / "lib" / "modules" / platform.release()
    modules.mkdir(parents=True)
    (modules / "modules.dep").write_text("updates/v4l2loopback.ko: kernel/videodev.ko\n")
    assert code() == "check.virtual_camera.not_loaded"
    program(stubs, "mokutil", "echo SecureBoot enabled")
    assert code() == "check.virtual_camera.secure_boot"
    (machine_root / "sys" / "module" / "v4l2loopback").mkdir(parents=True)
    assert code() == "check.virtual_camera.no_device"


@needs_linux
def test_a_device_that_many_programs_do_not_see(tmp_path: Path, machine_root: Path) -> None:
    entry = machine_root / "sys" / "class" / "video4linux" / "video10"
    parameters = machine_root / "sys" / "module" / "v4l2loopback" / "parameters"
    for folder in (entry, parameters, machine_root / "dev"):
        folder.mkdir(parents=True)
    (entry / "name").write_text("Understudy\n")
    (entry / "max_openers").write_text("10\n")
    (parameters / "video_nr").write_text("10,-1\n")
    (parameters / "exclusive_caps").write_text("N,N\n")
    (machine_root / "dev" / "video10").touch()
    usable = kernel(LoopbackDevice("/dev/video10", 10, "Understudy", "ok", True, False))
    checks = service(tmp_path, "linux", usable, environ={"UNDERSTUDY_ROOT": str(machine_root), **os.environ})
    by_id = found(checks.check(["virtual-camera"]))
    assert by_id["virtual-camera.v4l2loopback"].state == "ok"
    assert by_id["virtual-camera.options"].state == "missing"
    assert by_id["virtual-camera.options"].action is not None
    (parameters / "exclusive_caps").write_text("Y,N\n")
    assert "virtual-camera.options" not in found(checks.check(["virtual-camera"]))


def test_it_is_needed_only_where_it_is_switched_on_and_no_other_kind_works(tmp_path: Path) -> None:
    for others, wanted, mark in (
        ([NO_PIPEWIRE], True, "fail"), ([NO_PIPEWIRE], False, "warn"), ([PIPEWIRE], True, "warn")
    ):  # fmt: skip
        checks = found(service(tmp_path, "linux", kernel(), *others, wanted=wanted).check(["virtual-camera"]))
        assert checks["virtual-camera.v4l2loopback"].mark == mark
        assert checks["virtual-camera.pipewire"].mark == ("ok" if others == [PIPEWIRE] else mark)


@needs_linux
@needs_root
def test_a_device_of_a_group_that_the_user_is_not_in(open_folder: Path) -> None:
    device = open_folder / "dev" / "video10"
    device.parent.mkdir()
    device.touch()
    os.chown(device, 0, 44)
    device.chmod(0o660)
    wish = {"topics": ["virtual-camera"], "home": str(open_folder), "loopback": str(device)}
    check = looked(wish)["virtual-camera.v4l2loopback"]
    assert (check["state"], check["code"]) == ("denied", "check.device.group")
    assert check["command"][:2] == ["usermod", "-aG"]
    assert looked({**wish, "groups": [44]})["virtual-camera.v4l2loopback"]["state"] == "ok"


def test_windows_needs_one_of_two(tmp_path: Path) -> None:
    missing = Message("virtual_camera.obs_missing", "No.", "Install it.")
    obs, unity = BackendState("obs", "OBS", False, missing), BackendState("unitycapture", "Unity", False, missing)
    checks = service(tmp_path, "win32", obs, unity).check(["virtual-camera"])
    assert [check.state for check in checks] == ["missing", "missing"]
    assert checks[0].action is not None
    assert checks[0].action.target.startswith("https://obsproject.com/")
    checks = service(tmp_path, "win32", obs, dataclasses.replace(unity, usable=True, message=GOOD)).check(
        ["virtual-camera"]
    )
    assert [(check.id, check.state) for check in checks] == [("virtual-camera.unitycapture", "ok")]


@pytest.mark.parametrize(
    ("listing", "state", "target"),
    [
        ("*\t*\tX\tcom.obsproject.obs-studio.mac-camera-extension (30/1)\tOBS\t[activated enabled]", "ok", ""),
        ("\t*\tX\tcom.obsproject.obs-studio.mac-camera-extension (30/1)\tOBS\t[activated waiting for user]", "denied",
         "x-apple.systempreferences:"),
        ("0 extension(s)", "missing", "https://obsproject.com/"),
    ],
)  # fmt: skip
def test_macos_has_the_extension_waits_or_has_it_not(tmp_path: Path, listing: str, state: str, target: str) -> None:
    usable, message = mac_extension(listing)
    check = service(tmp_path, "darwin", BackendState("obs", "OBS", usable, message)).check(["virtual-camera"])[0]
    assert check.state == state
    assert (check.action.target if check.action else "").startswith(target)
    if state == "denied":
        told(check.message)


def test_what_nobody_can_tell_is_unknown(tmp_path: Path) -> None:
    only_opening = Message("virtual_camera.unknown", "Whether X works is seen later.")
    check = service(tmp_path, "linux", BackendState("mine", "X", None, only_opening)).check(["virtual-camera"])[0]
    assert (check.id, check.mark) == ("virtual-camera.mine", "info")
