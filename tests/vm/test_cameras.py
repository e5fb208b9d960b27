"""Real cameras of a real kernel: named, asked, set, unplugged, and told apart from what the program makes itself."""

from __future__ import annotations

import pytest

from tests.vm.machine import Machine

NO_COLOUR = ("GREY", "Y10", "Y12", "Y16")
SPEC = "camera:id:dev:vivid-000-vid-cap::0@platform/vivid.0#vivid-000-vid-cap"


def test_the_webcam_is_listed_with_a_name_to_keep_and_our_own_camera_is_not(vm: Machine) -> None:
    """The device labelled Understudy is there as well, and so is everything that ``cameras --json`` says."""
    assert vm.call("webcams.listed") == [{"index": 20, "name": "vivid-000-vid-cap", "spec": SPEC}]
    (camera,) = vm.call("webcams.told")["cameras"]
    assert camera["source"] == SPEC
    assert camera["device"] == "/dev/video20"
    assert {"format": "NV12", "width": 640, "height": 360} in [
        {key: mode[key] for key in ("format", "width", "height")} for mode in camera["modes"]
    ]
    assert "brightness" in [control["id"] for control in camera["controls"]]


def test_modes_are_those_that_v4l2_ctl_reads(vm: Machine) -> None:
    found = vm.call("webcams.modes", width=640, height=480)
    assert found["ours"] == pytest.approx(found["theirs"], abs=0.001)
    assert found["sizes"][0] == [320, 180]
    assert found["sizes"][-1] == [3840, 2160]


def test_the_nearest_size_and_rate_are_chosen(vm: Machine) -> None:
    assert vm.call("webcams.choice", width=640, height=360, fps=30) == ["YUYV", 640, 360, 30.0]
    assert vm.call("webcams.choice", width=800, height=600, fps=60) == ["YUYV", 640, 480, 25.0]
    assert vm.call("webcams.choice", width=1280, height=720, fps=30) == ["YUYV", 1280, 720, 12.5]


def test_opencv_reads_every_format_that_is_offered(vm: Machine) -> None:
    """The list of readable formats is ours; it has to be OpenCV's."""
    found = vm.call("webcams.formats")
    assert len(found["far"]) >= 15
    # Without colour vivid gives the brightness of video, 16 to 235, which cameras for infrared do not.
    wrong = {name: far for name, far in found["far"].items() if far > (30 if name in NO_COLOUR else 15)}
    assert wrong == {}
    assert "NV24" in found["others"], "which OpenCV takes, and reads wrongly"


def test_a_control_that_is_set_is_read_by_v4l2_ctl(vm: Machine) -> None:
    assert vm.call("webcams.controls")["brightness"] == [0, 255, 128, 128, True]
    assert vm.call("webcams.set_and_read", control="brightness", value=200, name="brightness") == [200, 200]
    assert vm.call("webcams.controls")["gain"][4] is False, "the webcam decides on it"
    assert vm.call("webcams.set_and_read", control="gain_auto", value=0, name="gain_automatic") == [0, 0]
    assert vm.call("webcams.set_and_read", control="gain", value=300, name="gain") == [255, 255]
    vm.call("webcams.reset")
    found = vm.call("webcams.controls")
    assert found["brightness"][3] == 128
    assert found["gain_auto"][3] == 1


def test_unplugged_and_plugged_in_again_it_is_noticed_taken_up_and_set_as_before(vm: Machine) -> None:
    seen = vm.call("webcams.unplugged_and_back")
    assert seen["kept"] == seen["kept again"] == [77, 0, 55]
    assert seen["gone from the list"][1] == 0
    assert seen["in the list"][1]


def test_a_device_that_the_program_writes_is_not_offered_whatever_its_label(vm: Machine) -> None:
    vm.call("devices.camera", label="FaceCam")
    before, meanwhile, after, refused = vm.call("webcams.own")
    assert before == meanwhile == after == ["vivid-000-vid-cap"]
    assert refused == ["camera.own"]


def test_what_another_program_sends_as_jpeg_is_a_camera_like_any_other(vm: Machine) -> None:
    vm.call("devices.camera", label="FaceCam")
    seen = vm.call("webcams.sent_as_jpeg", width=640, height=480)
    assert seen["name"] == "FaceCam"
    assert seen["format"] == "MJPG"
    assert seen["size"] == [640, 480]
    assert seen["chosen"][:3] == ["MJPG", 640, 480]
    blue, green, red = seen["colour"]
    assert red > 200
    assert max(blue, green) < 40


def test_a_webcam_that_another_program_reads_is_told_with_that_program_s_name(vm: Machine) -> None:
    said = vm.call("webcams.held_by_another")
    assert said.startswith("camera.in_use: ")
    assert "v4l2-ctl" in said


def test_a_run_takes_the_webcam_by_its_key_and_tells_what_it_has_not(vm: Machine) -> None:
    words = ["--source", SPEC, "--size", "800x600", "--fps", "30"]
    vm.call("program.start", name="run", words=words)
    said = vm.call("program.wait_until_said", name="run", text="given")
    assert "vivid-000-vid-cap: wanted 800x600 at 30, given 640x480 at 25." in said
    assert vm.call("program.stop", name="run")["code"] == 0
