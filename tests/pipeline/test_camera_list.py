"""Which cameras are offered, what each is known by, and finding the chosen one again wherever it is plugged in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import InputError
from app.pipeline import camera_list, own_devices, v4l2
from app.pipeline.camera_keys import CameraKey, find_key, mac_key, windows_key
from app.pipeline.camera_list import CameraInfo, find_camera, list_cameras, name_in, same_camera
from app.pipeline.camera_nodes import nodes_signature
from app.pipeline.camera_watch import cameras_signature
from tests.pipeline.camera_kit import CAPTURE, PlayedDriver, PlayedMachine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    return PlayedMachine(tmp_path, monkeypatch)


def names() -> list[str]:
    return [camera.name for camera in list_cameras()]


def chosen(spec: str) -> CameraInfo:
    return find_camera(spec.removeprefix("camera:"), list_cameras())


def code(spec: str) -> str:
    with pytest.raises(InputError) as caught:
        chosen(spec)
    return caught.value.message.code


# ---- what is offered -------------------------------------------------------------------------------------------


def test_a_camera_is_named_and_known_by_maker_serial_number_and_port(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("HD Pro Webcam C920"), serial="5E2B8A10", port="4.2", link="usb-046d_C920-index0")
    (camera,) = list_cameras()
    assert camera.name == "HD Pro Webcam C920"
    assert camera.id == str(machine.dev / "video0")
    assert camera.link == str(machine.dev / "v4l/by-id/usb-046d_C920-index0")
    assert camera.key == "usb:046d-0825:5E2B8A10:0.0@0000:00:14.0/4.2"
    assert camera.spec == f"camera:id:{camera.key}#HD Pro Webcam C920"


def test_a_name_is_one_line_that_no_terminal_obeys(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("Web\n\x1b[2Jcam\u202e & Söhne\t"))
    (camera,) = list_cameras()
    assert camera.name == "Web [2Jcam & Söhne"
    assert chosen(camera.spec) == camera


def test_only_nodes_that_give_pictures_are_offered(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("Webcam"))
    machine.plug(1, PlayedDriver("Webcam", caps=0x00A00000), index=1)  # its metadata
    machine.add(2, PlayedDriver("decoder", caps=v4l2.CAP_M2M), "platform/codec")
    machine.add(3, PlayedDriver("old codec", caps=CAPTURE | v4l2.CAP_OUTPUT), "platform/old")
    machine.add(4, PlayedDriver("ISP", caps=CAPTURE | v4l2.CAP_IO_MC), "platform/isp")
    machine.plug(5, PlayedDriver("Webcam", formats={"H264": {(640, 480): (30,)}}), index=2)  # nothing OpenCV decodes
    machine.add(6, PlayedDriver("writes only", caps=v4l2.CAP_OUTPUT), "virtual")
    machine.add(7, PlayedDriver("board camera"), "platform/csi")
    assert [camera.index for camera in list_cameras()] == [0, 7]


def test_nodes_that_may_not_be_opened_are_offered_once(machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that opening one tells what is missing; a second node of the same camera is its metadata."""
    machine.plug(0)
    machine.plug(1, index=1)

    def forbidden(path: str, _flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "open", forbidden)
    assert [camera.index for camera in list_cameras()] == [0]


def test_a_node_that_is_going_away_is_not_offered(machine: PlayedMachine) -> None:
    driver = machine.plug(0)
    driver.gone = True
    assert list_cameras() == []


def test_a_node_that_a_container_was_not_given_is_not_offered(machine: PlayedMachine) -> None:
    machine.plug(0)
    (machine.dev / "video0").unlink()
    assert list_cameras() == []
    assert nodes_signature() == ()


def test_a_machine_without_v4l2_has_no_cameras(machine: PlayedMachine) -> None:
    (machine.sys / "class" / "video4linux").rmdir()
    assert list_cameras() == []
    assert nodes_signature() == ()


# ---- the program's own -----------------------------------------------------------------------------------------


def loopback(name: str, caps: int = CAPTURE) -> PlayedDriver:
    return PlayedDriver(name, driver="v4l2 loopback", caps=caps, controls=[])


def test_the_program_s_own_camera_is_never_offered(machine: PlayedMachine) -> None:
    machine.add(9, loopback("Understudy"), "virtual")
    machine.add(10, loopback("FaceCam"), "virtual")
    machine.add(11, loopback("Phone"), "virtual")  # what another program sends is a camera like any other
    assert names() == ["FaceCam", "Phone"]
    own_devices.claim(str(machine.dev / "video10"))
    try:
        assert names() == ["Phone"]
        own_devices.claim(str(machine.dev / "video10"))
        own_devices.give_back(str(machine.dev / "video10"))
        assert names() == ["Phone"], "still written by the other one"
    finally:
        own_devices.give_back(str(machine.dev / "video10"))
    assert names() == ["FaceCam", "Phone"]


def test_a_camera_that_the_program_writes_is_refused_in_words(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("Webcam"))
    own_devices.claim("/dev/video10", "OBS Virtual Camera")
    try:
        specs = (
            "camera:10",
            "camera:/dev/video10",
            "camera:obs virtual camera",
            "camera:id:win:x:::@y#OBS Virtual Camera",
        )
        assert {spec: code(spec) for spec in specs} == dict.fromkeys(specs, "camera.own")
        assert code("camera:Understudy") == "camera.own"
        assert chosen("camera:0").name == "Webcam"
    finally:
        own_devices.give_back("/dev/video10", "OBS Virtual Camera")
    assert code("camera:10") == "camera.unknown"


def test_a_camera_that_is_written_by_a_link_to_it_is_not_offered_either(machine: PlayedMachine, tmp_path: Path) -> None:
    machine.add(10, loopback("FaceCam"), "virtual")
    link = tmp_path / "my-camera"
    link.symlink_to(machine.dev / "video10")
    own_devices.claim(str(link))
    try:
        link.unlink()
        assert names() == []
        link.symlink_to(machine.dev / "video10")
        assert code(f"camera:id:{link}") == "camera.own"
        link.unlink()
    finally:
        own_devices.give_back(str(link))
    assert names() == ["FaceCam"]


def test_a_loopback_device_that_takes_and_gives_is_a_camera(machine: PlayedMachine) -> None:
    machine.add(10, loopback("Phone", CAPTURE | v4l2.CAP_OUTPUT), "virtual")
    assert names() == ["Phone"]


# ---- found again -----------------------------------------------------------------------------------------------


def test_a_serial_number_is_found_under_another_number_and_in_another_port(machine: PlayedMachine) -> None:
    machine.plug(0, serial="A1", port="1")
    machine.plug(2, serial="B2", port="2")
    spec = list_cameras()[0].spec
    for number in (0, 2):
        machine.pull(number)
    machine.plug(0, serial="B2", port="1")
    machine.plug(7, serial="A1", port="3")
    assert chosen(spec).index == 7
    machine.pull(7)
    assert code(spec) == "camera.absent"


def test_two_equal_cameras_without_serial_numbers_are_told_apart_by_their_ports(machine: PlayedMachine) -> None:
    machine.plug(0, port="1")
    machine.plug(2, port="2")
    left, right = (camera.spec for camera in list_cameras())
    assert left != right
    for number in (0, 2):
        machine.pull(number)
    machine.plug(0, port="2")
    machine.plug(2, port="1")
    assert (chosen(left).index, chosen(right).index) == (2, 0)
    machine.pull(0)
    machine.pull(2)
    machine.plug(0, port="3")
    machine.plug(2, port="4")
    assert code(left) == "camera.absent", "nobody can tell which of the two it is"


def test_two_equal_cameras_with_the_same_serial_number_as_some_makers_give(machine: PlayedMachine) -> None:
    machine.plug(0, serial="200901010001", port="1")
    machine.plug(2, serial="200901010001", port="2")
    left, right = (camera.spec for camera in list_cameras())
    assert (chosen(left).index, chosen(right).index) == (0, 2)


def test_the_only_one_of_its_model_is_found_in_another_port(machine: PlayedMachine) -> None:
    machine.plug(0, port="1")
    spec = list_cameras()[0].spec
    machine.pull(0)
    machine.plug(3, port="2")
    assert chosen(spec).index == 3


def test_the_number_of_the_bus_does_not_matter(machine: PlayedMachine) -> None:
    machine.plug(0, bus=1)
    spec = list_cameras()[0].spec
    machine.pull(0)
    machine.plug(0, bus=3)
    assert list_cameras()[0].spec == spec


def test_colour_and_infrared_of_one_device_are_two_cameras(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("Integrated Camera"), serial="X", interface=0)
    machine.plug(2, PlayedDriver("Integrated IR"), serial="X", interface=2)
    colour, infrared = (camera.spec for camera in list_cameras())
    assert (chosen(colour).name, chosen(infrared).name) == ("Integrated Camera", "Integrated IR")


def test_a_camera_is_found_by_its_device_file_and_its_link(machine: PlayedMachine) -> None:
    machine.plug(2, link="usb-Webcam-index0")
    link = machine.dev / "v4l/by-id/usb-Webcam-index0"
    for spec in (f"camera:id:{link}", f"camera:{link}", f"camera:{machine.dev / 'video2'}"):
        if not str(link).startswith("/dev/"):  # only paths in /dev are taken for paths
            assert camera_list._matches(spec.removeprefix("camera:").removeprefix("id:"), list_cameras()) == []
    camera = list_cameras()[0]
    on_dev = CameraInfo(2, "Webcam", "/dev/null", 200, camera.key, "/dev/v4l/by-id/usb-Webcam-index0")
    for wanted in ("/dev/null", "id:/dev/null", "id:/dev/v4l/by-id/usb-Webcam-index0"):
        assert find_camera(wanted, [on_dev]) == on_dev
    with pytest.raises(InputError):
        find_camera("/dev/zero", [on_dev])


def test_words_for_a_camera_that_is_not_connected(machine: PlayedMachine) -> None:
    machine.plug(0, PlayedDriver("Webcam"))
    with pytest.raises(InputError) as caught:
        chosen("camera:id:usb:046d-0825:5E2B:0.0@1#HD Pro Webcam C920")
    assert caught.value.message.text == "The camera HD Pro Webcam C920 is not connected."
    assert "camera:0 is Webcam" in caught.value.message.hint
    assert code("camera:id:nonsense") == "camera.absent"
    assert name_in("camera:id:usb:046d-0825:5E2B:0.0@1#HD Pro Webcam C920") == "HD Pro Webcam C920"
    assert name_in("camera:id:nonsense") == "nonsense"
    assert name_in("camera:3") == "3"


def test_a_lost_camera_is_the_same_by_key_or_else_by_name() -> None:
    known = CameraInfo(0, "Twin", "/dev/video0", 200, "usb:a::@1")
    other = CameraInfo(2, "Twin", "/dev/video2", 200, "usb:b::@2")
    assert same_camera(known, [other]) is None, "the name alone says nothing where there is more"
    nameless = CameraInfo(0, "Twin", "", 0)
    assert same_camera(nameless, [CameraInfo(3, "Twin", "", 0)]) == CameraInfo(3, "Twin", "", 0)
    assert same_camera(nameless, [CameraInfo(3, "Twin", "a", 0), CameraInfo(4, "Twin", "b", 0)]) is None


def test_of_two_with_the_same_key_none_is_taken_unasked() -> None:
    twins = [CameraInfo(number, "Twin", f"/dev/video{number}", 200, "usb:a::0.0@1") for number in (0, 2)]
    with pytest.raises(InputError) as caught:
        find_camera("id:usb:a::0.0@1#Twin", twins)
    assert caught.value.message.code == "camera.ambiguous"
    assert same_camera(twins[0], twins) is None


def test_a_spec_of_a_damaged_file_is_no_camera() -> None:
    camera = CameraInfo(0, "Webcam", "/dev/video0", 200)
    for wanted in ("id:/dev/vid\0eo0x", "\0\0", "id:", "id:#", "/dev/", "-1", "99999999999999999999"):
        with pytest.raises(InputError):
            find_camera(wanted, [camera])


# ---- keys ------------------------------------------------------------------------------------------------------

fields = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.builds(CameraKey, st.sampled_from(["usb", "dev", "win", "mac"]), fields, fields, fields, fields)


@given(keys)
def test_every_key_is_read_back_from_its_text(key: CameraKey) -> None:
    text = str(key)
    assert CameraKey.parse(text) == key
    assert "#" not in text
    spec = CameraInfo(0, "A #1 (Name)", "", 200, text).spec
    assert CameraKey.parse(spec.removeprefix("camera:id:").partition("#")[0]) == key
    assert name_in(spec) == "A #1 (Name)"


@given(st.text())
def test_no_text_whatsoever_is_more_than_no_key(text: str) -> None:
    key = CameraKey.parse(text)
    assert key is None or CameraKey.parse(str(key)) == key


@given(keys, st.lists(keys, max_size=5, unique=True))
def test_a_camera_that_is_found_is_of_the_same_model_and_serial_number(key: CameraKey, others: list[CameraKey]) -> None:
    found = find_key(key, others)
    if found is not None:
        assert (found.kind, found.model, found.serial, found.part) == (key.kind, key.model, key.serial, key.part)
    assert find_key(key, [*others, key]) == key


def test_keys_of_windows_devices() -> None:
    path = r"\\?\usb#vid_046d&pid_0825&mi_00#6&1a2b3c4d&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
    assert windows_key("C270", path.upper()) == CameraKey("win", "046d-0825", "", "00", "6&1a2b3c4d&0&0000")
    whole = r"\\?\usb#vid_046d&pid_0825#5e2b8a10#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
    assert windows_key("C270", whole) == CameraKey("win", "046d-0825", "5e2b8a10", "", "5e2b8a10")
    odd = windows_key("Phone", r"\\?\swd#vcamdevapi#abc#{guid}")
    assert odd is not None
    assert (odd.model, odd.serial) == ("Phone", "")
    assert CameraKey.parse(str(odd)) == odd
    assert windows_key("OBS Virtual Camera", "") is None


def test_keys_of_macs() -> None:
    assert mac_key("C920", "0x14200000046d082d") == CameraKey("mac", "046d-082d", "", "", "14200000")
    built_in = mac_key("FaceTime HD Camera", "47B4B64B-7067-4B9C-AD2B-AE273A71F4B5")
    assert built_in is not None
    assert built_in.serial == "47B4B64B-7067-4B9C-AD2B-AE273A71F4B5"
    assert mac_key("nothing", "") is None


def test_elsewhere_cameras_are_known_by_what_the_system_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    import cv2_enumerate_cameras

    path = r"\\?\usb#vid_046d&pid_0825&mi_00#6&1a2b3c4d&0&0000#{guid}\global"
    found = [
        SimpleNamespace(index=1, name="OBS Virtual Camera", path="", backend=camera_list.DSHOW),
        SimpleNamespace(index=0, name="C270", path=path, backend=camera_list.DSHOW),
    ]
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _: found)
    webcam, obs = list_cameras()
    assert webcam.key == "win:046d-0825::00@6&1a2b3c4d&0&0000"
    assert obs.spec == "camera:OBS Virtual Camera", "what has no path is known by its name"
    own_devices.claim("OBS Virtual Camera")
    try:
        assert list_cameras() == [webcam]
    finally:
        own_devices.give_back("OBS Virtual Camera")


# ---- those that come and go ------------------------------------------------------------------------------------


def test_what_comes_and_goes_is_noticed(machine: PlayedMachine) -> None:
    seen = [cameras_signature()]
    machine.plug(0)
    seen.append(cameras_signature())
    assert cameras_signature() == seen[-1], "and nothing where nothing has changed"
    (machine.dev / "video0").chmod(0o640)  # udev gives the rights a moment after the node
    seen.append(cameras_signature())
    machine.pull(0)
    machine.plug(0)  # pulled out and plugged in again between two looks
    seen.append(cameras_signature())
    (machine.sys / "class/video4linux/video0/format").write_text("YUYV:640x480@30")  # a writer of a loopback device
    seen.append(cameras_signature())
    own_devices.claim("OBS Virtual Camera")  # which is no longer to be offered
    try:
        seen.append(cameras_signature())
    finally:
        own_devices.give_back("OBS Virtual Camera")
    assert len(set(seen)) == len(seen)
