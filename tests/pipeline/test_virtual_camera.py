"""Virtual cameras: which backend is taken, what a refusal means in words, and what is here without opening anything."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
import pyvirtualcam

from app.base.errors import OutputError
from app.pipeline import own_devices, virtual_camera, virtual_camera_probes
from app.pipeline.virtual_camera import (
    CameraWish,
    Opener,
    aligned,
    backends_here,
    known_backends,
    node_watch,
    open_camera,
)
from app.pipeline.virtual_camera_words import Refused, words
from tests.virtual_camera_kit import NAME, Machine, grey

# Word for word what pyvirtualcam 0.14 and 0.15 say.
REFUSALS = [
    (
        "v4l2loopback",
        "No v4l2 loopback device found at /dev/video[0-99]. Did you run 'modprobe v4l2loopback'? See also "
        "pyvirtualcam's documentation.",
        "virtual_camera.no_loopback",
        "setup_virtual_camera.sh",
    ),
    ("v4l2loopback", "Device /dev/video7 does not exist.", "virtual_camera.no_device", "/dev/video7"),
    (
        "v4l2loopback",
        "Could not access /dev/video7 due to missing permissions. Did you add your user to the 'video' group? Run "
        "'usermod -a -G video myusername' and log out and in again.",
        "virtual_camera.denied",
        "/dev/video7",
    ),
    ("v4l2loopback", "Device /dev/video7 is already in use.", "virtual_camera.busy", "/dev/video7"),
    (
        "v4l2loopback",
        "Device /dev/video7 could not be opened: Device or resource busy",
        "virtual_camera.busy",
        "/dev/video7",
    ),
    (
        "v4l2loopback",
        "Virtual camera device /dev/video7 could not be configured: Device or resource busy",
        "virtual_camera.busy",
        "/dev/video7",
    ),
    ("v4l2loopback", "Device /dev/video7 is not a video output device.", "virtual_camera.not_output", "/dev/video7"),
    ("v4l2loopback", "Device /dev/video7 is not a V4L2 device.", "virtual_camera.not_virtual", "/dev/video7"),
    (
        "v4l2loopback",
        "Device capabilities of /dev/video7 could not be queried.",
        "virtual_camera.not_virtual",
        "/dev/video7",
    ),
    (
        "v4l2loopback",
        "Virtual camera device /dev/video7 could not be configured: Invalid argument",
        "virtual_camera.failed",
        "Invalid argument",
    ),
    (
        "obs",
        "OBS Virtual Camera device not found! Did you install OBS?",
        "virtual_camera.obs_missing",
        "start its virtual camera once",
    ),
    ("obs", "virtual camera output could not be started", "virtual_camera.obs_busy", "Stop the virtual camera in OBS"),
    (
        "obs",
        "This backend supports only the 'OBS Virtual Camera' device.",
        "virtual_camera.one_device",
        "called OBS Virtual Camera",
    ),
    ("unitycapture", "No camera registered. Did you install any camera?", "virtual_camera.unity_missing", "regsvr32"),
    ("unitycapture", "No camera registered with this name.", "virtual_camera.unity_name", "called My camera"),
    ("unitycapture", "All cameras are already in use.", "virtual_camera.unity_busy", "InstallMultipleDevices"),
    (
        "unitycapture",
        "Device Unity Video Capture is already in use.",
        "virtual_camera.unity_busy",
        "InstallMultipleDevices",
    ),
    (
        "obs",
        "OBS Virtual Camera is not installed in your system. Use the Virtual Camera function in OBS 30.0 or later to "
        "trigger the installation and activate the System Extension in System Settings. You may need to restart your "
        "machine after that. [Device not found]",
        "virtual_camera.mac_extension",
        "Camera Extensions",
    ),
    (
        "obs",
        "OBS Virtual Camera is not installed in your system. Use the Virtual Camera function in OBS to trigger "
        "installation.",
        "virtual_camera.mac_plugin",
        "OBS Studio 28",
    ),
    (
        "obs",
        "Your OBS Virtual Camera version is not supported. Upgrade to OBS 28 or higher. After upgrading, use the "
        "Virtual Camera function once in OBS to trigger installation of the virtual camera.",
        "virtual_camera.mac_old",
        "Upgrade OBS",
    ),
    ("obs", "Stream not found", "virtual_camera.mac_stream", "quit OBS"),
    ("obs", "Couldn't start stream", "virtual_camera.mac_stream", "quit OBS"),
    (
        "obs",
        "Multiple cameras are not supported by this backend.",
        "virtual_camera.mac_twice",
        "still open in this program",
    ),
    ("obs", "unable to allocate pixel buffer pool", "virtual_camera.failed", "unable to allocate pixel buffer pool"),
    ("another", "No camera registered with this name.", "virtual_camera.failed", "another"),
    ("another", "", "virtual_camera.failed", "no reason"),
]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine().install(monkeypatch)


@pytest.mark.parametrize(("backend", "text", "code", "says"), REFUSALS)
def test_each_refusal_has_its_words(backend: str, text: str, code: str, says: str) -> None:
    message = words(Refused(backend, "My camera" if backend == "unitycapture" else "", text)).message
    assert message.code == code
    assert says in str(message)
    assert message.hint
    for value in message.params.values():
        assert str(value) in message.text


@pytest.mark.parametrize(("backend", "text", "code", "says"), REFUSALS)
def test_a_refusal_comes_out_of_pyvirtualcam_in_words(
    monkeypatch: pytest.MonkeyPatch, backend: str, text: str, code: str, says: str
) -> None:
    monkeypatch.setattr(virtual_camera, "ready_device", lambda wanted: wanted or "/dev/video7")
    machine = Machine().install(monkeypatch, backend, alone=True)
    machine.refuses = text or "no reason"
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0, "auto", "My camera" if backend == "unitycapture" else ""))
    assert caught.value.message.code == code
    assert says in str(caught.value)


def test_an_open_camera_takes_bgr_of_an_even_size_and_is_known_as_our_own(machine: Machine) -> None:
    camera = open_camera(CameraWish(63, 47, 30.0, NAME, "loop7"))
    assert camera.size == (64, 48)
    assert "loop7" in camera.name
    assert own_devices.is_own("loop7")
    picture = grey(90)
    picture[0, 0] = (1, 2, 3)
    camera.send(picture)
    camera.check()
    camera.close()
    camera.close()
    assert machine.closed == 1
    assert not own_devices.is_own("loop7")
    assert machine.sent[0][0, 0].tolist() == [1, 2, 3]
    assert machine.asked[0]["fps"] == 30.0
    with pytest.raises(OutputError):
        camera.send(picture)


def test_a_device_that_was_named_by_a_link_is_our_own_by_its_name_too(machine: Machine, tmp_path: Path) -> None:
    node, link = tmp_path / "video10", tmp_path / "by-me"
    node.touch()
    link.symlink_to(node)
    camera = open_camera(CameraWish(64, 48, 30.0, NAME, str(link)))
    assert own_devices.is_own(str(node), "Dummy video device")
    assert own_devices.is_own(str(link))
    link.unlink()
    camera.close()
    assert not own_devices.is_own(str(node))
    assert not own_devices.is_own(str(link))


def test_a_backend_that_breaks_is_told_by_device_and_reason(machine: Machine) -> None:
    camera = open_camera(CameraWish(64, 48, 30.0, NAME))
    machine.breaks = "error writing frame: No such device."
    with pytest.raises(OutputError) as caught:
        camera.send(grey(1))
    assert caught.value.message.params == {"device": "loop0", "reason": "error writing frame: No such device"}
    camera.close()


def test_auto_takes_the_first_that_opens_and_looks_at_the_kernel_first(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert known_backends()[-1] == NAME
    second = Machine().install(monkeypatch, "pipewire")
    third = Machine().install(monkeypatch, "later")
    order = [name for name in known_backends() if name in (NAME, "pipewire", "later", "v4l2loopback")]
    assert order == [*(("v4l2loopback",) if sys.platform == "linux" else ()), "pipewire", NAME, "later"]
    monkeypatch.setattr(virtual_camera, "ready_device", lambda _: "")
    monkeypatch.setattr(virtual_camera_probes, "loopback_devices", list)
    monkeypatch.delitem(pyvirtualcam.camera.BACKENDS, "obs", raising=False)
    monkeypatch.delitem(pyvirtualcam.camera.BACKENDS, "unitycapture", raising=False)
    monkeypatch.setattr(virtual_camera, "pipewire_refusal", lambda: None)
    second.refuses = "no daemon"
    camera = open_camera(CameraWish(64, 48, 30.0))
    assert camera.backend == NAME
    camera.close()
    assert (len(second.asked), len(machine.asked), len(third.asked)) == (1, 1, 0)


def test_of_several_refusals_the_one_nearest_to_working_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Machine().install(monkeypatch, "obs", alone=True)
    other = Machine()
    other.install(monkeypatch, "unitycapture")
    one.refuses = "OBS Virtual Camera device not found! Did you install OBS?"
    other.refuses = "All cameras are already in use."
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    assert caught.value.message.code == "virtual_camera.unity_busy"
    other.refuses = "No camera registered. Did you install any camera?"
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    message = caught.value.message
    assert message.code == "virtual_camera.none"
    assert "obs: " in message.text
    assert "unitycapture: " in message.text
    assert message.hint


def test_a_system_without_any_backend_and_one_that_it_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {})
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    assert caught.value.message.code == "virtual_camera.none"
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0, "obs"))
    assert caught.value.message.code == "virtual_camera.no_backend"
    assert "obs" in caught.value.message.text
    assert backends_here() == []


def test_the_search_of_pyvirtualcam_is_not_asked_where_no_loopback_device_is(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine().install(monkeypatch, "v4l2loopback", alone=True)
    monkeypatch.setattr(virtual_camera, "ready_device", lambda _: "")
    monkeypatch.setattr(virtual_camera_probes, "loopback_devices", list)
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    assert caught.value.message.code == "virtual_camera.no_loopback"
    assert machine.asked == [], "it would open every real camera"


def test_a_device_file_that_was_asked_for_is_not_replaced_by_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine().install(monkeypatch, "v4l2loopback", alone=True)
    other = Machine().install(monkeypatch, "pipewire")
    machine.refuses = "Device /dev/video7 does not exist."
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0, "auto", "/dev/video7"))
    assert caught.value.message.code == "virtual_camera.no_device"
    assert other.asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="PipeWire is only on Linux")
def test_a_machine_with_neither_module_nor_pipewire_is_told_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.base.errors import Message

    missing = Message("pipewire.not_running", "PipeWire is not running.", "Start it.")
    monkeypatch.setattr(virtual_camera_probes, "pipewire_state", lambda: missing)
    monkeypatch.setattr(virtual_camera_probes, "loopback_devices", list)
    monkeypatch.setattr(virtual_camera, "ready_device", lambda _: "")
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    message = caught.value.message
    assert message.code == "virtual_camera.none"
    assert "v4l2loopback is not loaded" in message.text
    assert "PipeWire is not running" in message.text
    assert "setup_virtual_camera.sh" in message.hint
    assert [one.usable for one in backends_here()] == [False, False]


def test_a_camera_that_went_away_is_waited_for_before_another_kind_is_taken(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Machine().install(monkeypatch, "later")
    monkeypatch.setattr(virtual_camera, "known_backends", lambda: (NAME, "later"))
    faithful, quick = Opener(CameraWish(64, 48, 30.0)), Opener(CameraWish(64, 48, 30.0), patience_s=0.0)
    for opener in (faithful, quick):
        opener().close()
    machine.refuses = "gone"
    with pytest.raises(OutputError):
        faithful()
    assert other.asked == []
    camera = quick()
    assert camera.backend == "later"
    camera.close()
    machine.refuses = ""
    camera = faithful()
    assert camera.backend == NAME
    camera.close()


def test_a_device_with_another_writer_is_told_as_the_loopback_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(_: str) -> str:
        raise OutputError("virtual_camera.taken", "Taken by ffmpeg.", "End it.")

    Machine().install(monkeypatch, "v4l2loopback", alone=True)
    other = Machine().install(monkeypatch, "later")
    monkeypatch.setattr(virtual_camera, "ready_device", taken)
    with pytest.raises(OutputError) as caught:
        open_camera(CameraWish(64, 48, 30.0))
    assert str(caught.value) == "Taken by ffmpeg. End it."
    assert other.asked == [], "there is a device: it is waited for"


@pytest.mark.parametrize(
    ("width", "system", "expected"), [(1280, "darwin", 1280), (854, "darwin", 864), (63, "linux", 64)]
)
def test_a_width_that_the_rows_of_macos_need(width: int, system: str, expected: int) -> None:
    assert aligned(width, system) == expected


def test_a_device_file_that_goes_or_is_another_one_is_noticed(tmp_path: Path) -> None:
    device = tmp_path / "video7"
    device.touch()
    check = node_watch(str(device))
    assert check() == ""
    device.unlink()
    assert "No such file" in check()
    (tmp_path / "keeps the inode's number from being used again").touch()
    device.touch()
    assert check() != ""
    assert node_watch("OBS Virtual Camera")() == ""


def test_a_backend_that_fails_to_close_is_only_logged(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    camera = open_camera(CameraWish(64, 48, 30.0, NAME))
    monkeypatch.setattr(machine, "closed", None)  # counting fails
    with caplog.at_level(logging.ERROR):
        camera.close()
    assert "loop0" in caplog.text
    assert not own_devices.is_own("loop0")
