"""What can be set on a camera, setting it, and what is kept for the next time."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import InputError
from app.pipeline import v4l2
from app.pipeline.camera_controls import (
    Control,
    apply_kept,
    kept_after,
    kept_values,
    read_controls,
    reset_controls,
    set_control,
)
from app.pipeline.camera_list import CameraInfo, list_cameras
from tests.pipeline.camera_kit import (
    BRIGHTNESS,
    EXPOSURE,
    EXPOSURE_AUTO,
    FLIP,
    GAIN,
    GAIN_AUTO,
    PlayedControl,
    PlayedDriver,
    PlayedMachine,
    webcam_controls,
)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    return PlayedMachine(tmp_path, monkeypatch)


@pytest.fixture
def driver(machine: PlayedMachine) -> PlayedDriver:
    return machine.plug(0, serial="5E2B")


@pytest.fixture
def camera(driver: PlayedDriver) -> CameraInfo:
    return list_cameras()[0]


def by_id(controls: list[Control]) -> dict[str, Control]:
    return {control.id: control for control in controls}


def test_ranges_defaults_and_values(camera: CameraInfo) -> None:
    found = by_id(read_controls(camera))
    assert list(found) == [
        "brightness", "gain_auto", "gain", "flip_horizontal", "power_line", "exposure_auto", "exposure",
    ]  # fmt: skip
    exposure = found["exposure"]
    assert (exposure.minimum, exposure.maximum, exposure.default, exposure.value) == (3, 2047, 250, 250)
    assert not exposure.active, "the camera decides"
    assert found["exposure_auto"].automatic
    assert found["power_line"].menu == {0: "Disabled", 1: "50 Hz", 2: "60 Hz"}
    assert found["flip_horizontal"].kind == "switch"


def test_what_nobody_can_use_is_not_offered(machine: PlayedMachine) -> None:
    odd = [
        PlayedControl(0x00980905, "Volume"),
        PlayedControl(0x0098F900, "Boolean", 0, 1, 1),  # a driver's own
        PlayedControl(0x009A0910, "Privacy", 0, 1, 0, flags=v4l2.FLAG_READ_ONLY),
        PlayedControl(0x00980921, "Push", 0, 1, 0, flags=v4l2.FLAG_WRITE_ONLY),
        PlayedControl(0x00980922, "Off", flags=v4l2.FLAG_DISABLED),
        PlayedControl(0x00980923, "Nothing to choose", 5, 5, 5),
        PlayedControl(0x00980924, "Array", flags=v4l2.FLAG_HAS_PAYLOAD),
        PlayedControl(0x00980925, "Backwards", 9, 3, 5),
        PlayedControl(0x00980926, "Broken", broken=True),
        PlayedControl(0x009C0900, "Of a codec"),
        PlayedControl(0x00980927, "Of the driver's own name"),
    ]
    machine.plug(0, PlayedDriver(controls=odd))
    (control,) = read_controls(list_cameras()[0])
    assert (control.id, control.name) == ("0x00980927", "Of the driver's own name")


def test_setting_answers_with_all_as_they_are_then(camera: CameraInfo, driver: PlayedDriver) -> None:
    found = by_id(set_control(camera, "gain_auto", 0))
    assert found["gain"].active
    assert by_id(set_control(camera, "gain", 999))["gain"].value == 255, "the nearest that it takes"
    assert driver.values[GAIN] == 255
    before = list(driver.asked)
    set_control(camera, "no_such_control", 1)
    assert driver.asked == before


def test_automatic_exposure_has_values_of_its_own(camera: CameraInfo, driver: PlayedDriver) -> None:
    switch = by_id(read_controls(camera))["exposure_auto"]
    assert (switch.for_automatic(True), switch.for_automatic(False)) == (3, 1)
    found = by_id(set_control(camera, "exposure_auto", switch.for_automatic(False)))
    assert not found["exposure_auto"].automatic
    assert found["exposure"].active
    gain = found["gain_auto"]
    assert (gain.for_automatic(True), gain.for_automatic(False)) == (1, 0)


def test_reset_gives_everything_its_default(camera: CameraInfo, driver: PlayedDriver) -> None:
    for control, value in (("exposure_auto", 1), ("exposure", 80), ("brightness", 7), ("flip_horizontal", 1)):
        set_control(camera, control, value)
    reset_controls(camera)
    assert driver.values[EXPOSURE_AUTO] == 3
    assert driver.values[BRIGHTNESS] == 128
    assert driver.values[FLIP] == 0


def test_what_is_kept_is_set_again_automatics_first(camera: CameraInfo, driver: PlayedDriver) -> None:
    driver.reset()
    refused = apply_kept(camera, {"exposure": 80, "exposure_auto": 1, "gain": 9, "gone": 1})
    assert refused == []
    assert driver.asked == [(EXPOSURE_AUTO, 1), (EXPOSURE, 80)], "what an automatic decides is left to it"


def test_a_control_that_refuses_is_named_and_the_others_are_set(machine: PlayedMachine) -> None:
    controls = webcam_controls()
    driver = machine.plug(0, PlayedDriver(controls=controls))
    camera = list_cameras()[0]
    answer = driver.answer

    def stubborn(request: int, struct: object) -> None:
        if request == v4l2.S_CTRL and getattr(struct, "id", 0) == BRIGHTNESS:
            raise OSError(16, "busy")
        answer(request, struct)  # type: ignore[arg-type]

    driver.answer = stubborn  # type: ignore[method-assign]
    assert apply_kept(camera, {"brightness": 5, "flip_horizontal": 1}) == ["Brightness"]
    assert driver.values[FLIP] == 1
    with pytest.raises(InputError) as caught:
        set_control(camera, "brightness", 5)
    assert caught.value.message.code == "camera.control"
    assert "busy" in caught.value.message.text


def test_a_camera_that_is_gone_is_told(camera: CameraInfo, machine: PlayedMachine) -> None:
    machine.pull(0)
    for ask in (
        read_controls,
        reset_controls,
        lambda one: set_control(one, "gain", 1),
        lambda one: apply_kept(one, {"a": 1}),
    ):
        with pytest.raises(InputError) as caught:
            ask(camera)
        assert caught.value.message.code == "camera.control"


def test_a_camera_that_hangs_is_waited_for_once(
    camera: CameraInfo, driver: PlayedDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel gives up on each question after five seconds: twenty controls would take minutes."""
    answer, asked = driver.answer, list[int]()

    def mute(request: int, struct: ctypes.Structure) -> None:
        if isinstance(struct, v4l2.ControlStruct):
            asked.append(struct.id)
            raise OSError(errno.ETIMEDOUT, "Connection timed out")
        answer(request, struct)

    monkeypatch.setattr(driver, "answer", mute)
    for ask in (read_controls, reset_controls, lambda one: apply_kept(one, {"brightness": 1, "gain_auto": 0})):
        asked.clear()
        with pytest.raises(InputError) as caught:
            ask(camera)
        assert "Connection timed out" in caught.value.message.text
        assert len(asked) == 1


def test_elsewhere_nothing_can_be_set() -> None:
    camera = CameraInfo(0, "Webcam", "", 700)
    assert read_controls(camera) == []
    assert apply_kept(camera, {"gain": 1}) == []


# ---- what is kept ----------------------------------------------------------------------------------------------


def test_only_what_the_user_changed_is_kept(camera: CameraInfo, driver: PlayedDriver) -> None:
    kept: dict[str, int] = {}
    kept = kept_after(kept, "brightness", set_control(camera, "brightness", 200))
    assert kept == {"brightness": 200}
    driver.values[FLIP] = 1  # by another program
    kept = kept_after(kept, "brightness", set_control(camera, "brightness", 210))
    assert kept == {"brightness": 210}
    kept = kept_after(kept, "brightness", set_control(camera, "brightness", 128))
    assert kept == {}


def test_an_automatic_that_is_switched_off_keeps_the_value_that_it_left(
    camera: CameraInfo, driver: PlayedDriver
) -> None:
    driver.values[GAIN] = 33  # what the camera judged right
    kept = kept_after({}, "gain_auto", set_control(camera, "gain_auto", 0))
    assert kept == {"gain_auto": 0, "gain": 33}
    set_control(camera, "gain_auto", 1)
    driver.values[GAIN] = 90  # the camera has thought again
    kept = kept_after(kept, "gain_auto", read_controls(camera))
    assert kept == {"gain": 33}, "the switch is back at its default; the value waits for the next time"
    driver.reset()
    apply_kept(camera, kept)
    assert driver.values[GAIN_AUTO] == 1


def test_values_are_kept_by_serial_number_or_else_by_port(machine: PlayedMachine) -> None:
    machine.plug(0, serial="5E2B", port="1")
    machine.plug(2, port="2")
    first, second = list_cameras()
    kept = {first.kept_by: {"gain": 1}, second.kept_by: {"gain": 2}}
    assert len(kept) == 2
    for number in (0, 2):
        machine.pull(number)
    machine.plug(0, port="7")  # the only one without a serial number: it is the one that was in port 2
    machine.plug(2, serial="5E2B", port="8")
    moved, numbered = list_cameras()
    assert kept_values(numbered, kept) == {"gain": 1}
    assert kept_values(moved, kept) == {"gain": 2}
    assert kept_values(CameraInfo(0, "Another", "", 0), kept) == {}


controls = st.builds(
    lambda low, span, step, value: Control("x", 1, "X", "number", low, low + span, step, low, value, True, {}),
    st.integers(-(2**31), 2**30),
    st.integers(1, 2**30),
    st.integers(1, 1000),
    st.integers(),
)


@given(controls, st.integers())
def test_a_value_that_is_fitted_is_one_that_the_control_takes(control: Control, wanted: int) -> None:
    fitted = control.fit(wanted)
    assert control.minimum <= fitted <= control.maximum
    if control.minimum <= wanted <= control.maximum:
        assert abs(fitted - wanted) <= control.step
