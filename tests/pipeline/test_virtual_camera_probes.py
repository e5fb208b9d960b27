"""Which virtual cameras are here, found without opening one, and who reads the one that is open."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.pipeline.loopback import LoopbackDevice
from app.pipeline.virtual_camera import backends_here
from app.pipeline.virtual_camera_probes import loopback, mac_extension, readers, state, unity_cameras
from tests.virtual_camera_kit import NAME, Machine


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine().install(monkeypatch)


def device(path: str, label: str, access: str) -> LoopbackDevice:
    return LoopbackDevice(path, 7, label, access, True, False)  # type: ignore[arg-type]


def test_what_v4l2loopback_offers() -> None:
    assert loopback([device("/dev/video7", "Understudy", "ok")]).device == "/dev/video7 “Understudy”"
    denied = loopback([device("/dev/video7", "Understudy", "denied")]).refusal
    assert denied is not None
    assert denied.message.code == "virtual_camera.denied"
    missing = loopback([device("/dev/video7", "Understudy", "missing")]).refusal
    assert missing is not None
    assert missing.message.code == "virtual_camera.no_device"
    none = loopback([]).refusal
    assert none is not None
    assert none.message.code == "virtual_camera.no_loopback"


@pytest.mark.skipif(sys.platform != "linux", reason="by /proc")
def test_other_programs_that_have_the_device_open_are_named_and_we_are_not() -> None:
    master, device = os.openpty()
    path = os.ttyname(device)
    assert readers(path) == ()
    child = subprocess.Popen(["sleep", "60"], stdin=device)
    try:
        names = readers(path)
    finally:
        child.kill()
        child.wait()
        os.close(master)
        os.close(device)
    assert len(names) == 1
    assert str(child.pid) in names[0]
    assert readers("OBS Virtual Camera") == ()


EXTENSIONS = """1 extension(s)
--- com.apple.system_extension.cmio
enabled\tactive\tteamID\tbundleID (version)\tname\t[state]
{line}
"""
LINE = "*\t*\t2MMRE5MTB8\tcom.obsproject.obs-studio.mac-camera-extension (30.0.0/1)\tOBS Virtual Camera\t[{}]"


@pytest.mark.parametrize(
    ("line", "usable", "code"),
    [
        (LINE.format("activated enabled"), True, "virtual_camera.ready"),
        (LINE.format("activated waiting for user"), False, "virtual_camera.mac_waiting"),
        (LINE.format("terminated waiting to uninstall on reboot"), False, "virtual_camera.mac_extension"),
        ("", False, "virtual_camera.mac_extension"),
    ],
)
def test_what_macos_says_of_the_extension(line: str, usable: bool, code: str) -> None:
    found, message = mac_extension(EXTENSIONS.format(line=line))
    assert (found, message.code) == (usable, code)


def test_the_names_of_unity_capture_in_the_registry() -> None:
    registry = {
        r"CLSID\{5C2CD55C-92AD-4999-8666-912BD3E70010}": "Unity Video Capture\n",
        r"CLSID\{5C2CD55C-92AD-4999-8666-912BD3E70012}": "Second",
    }
    assert list(unity_cameras(registry.get)) == ["Unity Video Capture", "Second"]


@pytest.mark.skipif(sys.platform == "win32", reason="asks the real registry there")
def test_the_backends_of_windows_where_nothing_is_installed() -> None:
    assert (state("obs", "win32").usable, state("obs", "win32").message.code) == (False, "virtual_camera.obs_missing")
    assert state("unitycapture", "win32").message.code == "virtual_camera.unity_missing"


def test_looking_opens_nothing(machine: Machine) -> None:
    found = {one.name: one for one in backends_here()}
    assert machine.asked == []
    assert found[NAME].usable is None
    assert NAME in found[NAME].message.text
    if sys.platform == "linux":
        assert found["v4l2loopback"].usable in (True, False)
