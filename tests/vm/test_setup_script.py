"""The set-up script on a real kernel: the module is there already, everything else is done for real."""

from __future__ import annotations

from typing import Any

from tests.vm.machine import Machine


def script(vm: Machine, word: str) -> dict[str, Any]:
    answer: dict[str, Any] = vm.call("setup_script.run", word=word)
    return answer


def test_the_camera_is_set_up_used_and_removed(vm: Machine) -> None:
    vm.call("devices.remove_camera")
    before = script(vm, "status")
    assert before["code"] == 3
    assert before["values"] | {"state": "not_loaded", "loaded": "no", "device": "none"} == before["values"]

    done = script(vm, "install")
    assert done["code"] == 0, done["said"]
    assert "The virtual camera /dev/video10 is there." in done["said"]
    ready = script(vm, "status")
    assert ready["code"] == 0
    expected = {"state": "ready", "device": "/dev/video10", "exclusive_caps": "yes", "options": "kept", "access": "yes"}
    assert ready["values"] | expected == ready["values"]
    assert vm.call("devices.capabilities") & 2
    assert "nothing was changed" in script(vm, "install")["said"]

    assert script(vm, "remove")["code"] == 0
    after = script(vm, "status")
    assert (after["code"], after["values"]["loaded"], after["values"]["options"]) == (3, "no", "none")
