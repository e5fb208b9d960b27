"""The checks on real devices: a webcam whose rights are taken away, one that another program uses, no module at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.vm.machine import Machine

VIDEO = 44
"""Debian's group of cameras."""


@pytest.fixture
def webcam(vm: Machine) -> Iterator[Machine]:
    """As udev leaves it: for root and the group video."""
    vm.call("checks.give", path="/dev/video20", group=VIDEO, mode=0o660)
    yield vm
    vm.call("checks.release")


def test_a_webcam_of_a_group_that_the_user_is_not_in(webcam: Machine) -> None:
    check = webcam.call("checks.look", topics=["camera"])["camera.access"]
    assert (check["state"], check["code"]) == ("denied", "check.device.group")
    assert "vivid" in check["text"]
    assert "/dev/video20" in check["text"]
    assert "usermod -aG video nobody" in check["hint"]
    assert webcam.call("checks.look", topics=["camera"], groups=[VIDEO])["camera.access"]["state"] == "ok"


def test_a_webcam_that_another_program_uses_and_which(webcam: Machine) -> None:
    assert webcam.call("checks.look", topics=["camera"], root=True)["camera.free"]["state"] == "ok"
    number = webcam.call("checks.hold", path="/dev/video20")
    check = webcam.call("checks.look", topics=["camera"], root=True)["camera.free"]
    assert check["state"] == "denied"
    assert f"/dev/video20) is in use by v4l2-ctl ({number})" in check["text"]
    # Another user sees from the driver that it is taken, and may not see by whom.
    check = webcam.call("checks.look", topics=["camera"], groups=[VIDEO])["camera.free"]
    assert (check["state"], check["code"]) == ("denied", "check.camera.free.held_unseen")
    webcam.call("checks.release")
    for groups in ([], [VIDEO]):
        assert webcam.call("checks.look", topics=["camera"], groups=groups)["camera.free"]["state"] == "ok"


def test_a_webcam_that_is_pulled_out(webcam: Machine) -> None:
    assert webcam.call("checks.look", topics=["camera"], root=True)["camera.found"]["state"] == "ok"
    webcam.call("devices.unplug")
    checks = webcam.call("checks.look", topics=["camera"], root=True)
    assert checks["camera.found"]["state"] == "missing"
    assert checks["camera.access"]["state"] == "unknown"
    webcam.call("devices.plug_in")
    assert webcam.call("checks.look", topics=["camera"], root=True)["camera.found"]["state"] == "ok"


def test_the_virtual_camera_is_there_closed_to_the_user_and_gone(webcam: Machine) -> None:
    id_, topics = "virtual-camera.v4l2loopback", ["virtual-camera"]
    webcam.call("checks.give", path="/dev/video10", group=VIDEO, mode=0o660)
    assert webcam.call("checks.look", topics=topics, groups=[VIDEO])[id_]["state"] == "ok"
    check = webcam.call("checks.look", topics=topics)[id_]
    assert (check["state"], check["code"]) == ("denied", "check.device.group")
    webcam.call("devices.remove_camera")
    check = webcam.call("checks.look", topics=topics)[id_]
    assert check["state"] == "missing"
    # The set-up script tells it more closely, if it answers in time, which is hard on an emulated machine.
    assert check["code"] in ("check.virtual_camera.not_loaded", "virtual_camera.no_loopback")
