"""Webcams of a real kernel that misbehave; what a played driver can not show."""

from __future__ import annotations

import itertools

from tests.vm.machine import Machine


def test_another_camera_on_the_same_device_file_is_not_taken(vm: Machine) -> None:
    seen = vm.call("odd_webcams.another_on_the_same_file")
    assert seen == {"lost": "camera.lost", "of the other one": 0, "back": True}


def test_a_loose_cable_leaves_nothing_open(vm: Machine) -> None:
    seen = vm.call("odd_webcams.wobbling", times=8)
    assert seen["camera"] == "vivid-000-vid-cap"
    assert len(seen["numbers"]) > 1
    assert seen["after"] == seen["before"]


def test_broken_pictures_are_no_loss_and_none_is_older_than_the_one_before(vm: Machine) -> None:
    """OpenCV gives what it had instead of a JPEG that it can not read, and what there is of half a one."""
    seen = vm.call("odd_webcams.broken_pictures")
    assert seen["lost"] == ""
    shown = [below for _, below in seen["read"]][1:]  # of the first one there may be nothing before
    assert set(shown) <= set(range(20, 240, 20))
    assert all(after >= before or after == 20 for before, after in itertools.pairwise(shown))


def test_a_device_that_is_written_by_a_link_to_it_is_not_offered(vm: Machine) -> None:
    assert vm.call("odd_webcams.written_by_a_link") == [["vivid-000-vid-cap"]]
