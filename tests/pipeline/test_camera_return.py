"""A camera that was lost comes back, and no other one takes its place: twins, other ports, numbers that moved on, and a
device that the program itself begins to write."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import InputError
from app.pipeline import cameras, own_devices
from app.pipeline.camera_list import CameraInfo, list_cameras
from app.pipeline.camera_return import CameraReturn
from app.pipeline.sources import Source, open_source
from tests.pipeline.camera_device import DEADLINE_S, NOWHERE, Device, finish, next_frame, request, until_lost
from tests.pipeline.camera_kit import PlayedDriver, PlayedMachine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(cameras, "SILENT_S", 60.0)  # told by its failing reads, not by its silence
    return PlayedMachine(tmp_path, monkeypatch)


@pytest.fixture
def device() -> Iterator[Device]:
    device = Device()
    device.show(1)
    yield device
    device.unplug()


class Looks:
    """The list of cameras, which a test can wait for being asked."""

    def __init__(self) -> None:
        self.asked = queue.Queue[None]()

    def __call__(self) -> list[CameraInfo]:
        found = list_cameras()
        self.asked.put(None)
        return found

    def wait(self, times: int = 3) -> None:
        """Until the source has looked so often from now on."""
        self.asked = queue.Queue()
        for _ in range(times):
            self.asked.get(timeout=DEADLINE_S)


def on(device: Device, looks: Looks, spec: str = "camera:0") -> Source:
    return open_source(request(spec), NOWHERE, capture=device, cameras=looks)


def lose(machine: PlayedMachine, device: Device, source: Source) -> None:
    machine.pull(0)
    device.unplug()
    assert until_lost(source).code == "camera.lost"


def show(device: Device, value: int) -> None:
    """Pictures come again from whatever is opened."""
    device.plugged = True
    device.show(value)


# ---- a number that another camera has got ----------------------------------------------------------------------


class Hasty(Device):
    """The camera is pulled out, and another one plugged in, while it is opened."""

    machine: PlayedMachine
    armed = True

    def __call__(self, index: int, backend: int):  # type: ignore[no-untyped-def]
        if self.armed:
            self.armed = False
            self.machine.pull(0)
            self.machine.plug(0, PlayedDriver("Room"), model="1234:5678")
        return super().__call__(index, backend)


@pytest.fixture
def hasty(machine: PlayedMachine) -> Iterator[Hasty]:
    device = Hasty()
    device.machine = machine
    yield device
    device.unplug()


def test_a_camera_that_got_the_number_while_it_was_opened_is_not_taken(machine: PlayedMachine, hasty: Hasty) -> None:
    machine.plug(0, PlayedDriver("Face"))
    hasty.show(1)
    with pytest.raises(InputError) as caught:
        on(hasty, Looks())
    assert caught.value.message.code == "camera.gone"
    assert "Face" in caught.value.message.text
    assert hasty.released == 1


def test_nor_while_the_lost_one_is_taken_up_again(machine: PlayedMachine, hasty: Hasty) -> None:
    machine.plug(0, PlayedDriver("Face"))
    hasty.armed, looks = False, Looks()
    hasty.show(1)
    source = on(hasty, looks)
    try:
        next_frame(source)
        lose(machine, hasty, source)
        hasty.armed = True
        show(hasty, 2)
        machine.plug(0, PlayedDriver("Face"))  # and gone again as soon as it is opened
        looks.wait(5)
        assert hasty.opened == [0, 0]
        assert source.lost() is not None
        assert source.read(0.0) is None, "no picture of the other one"
        machine.pull(0)
        machine.plug(1, PlayedDriver("Face"))
        hasty.show(3)
        assert next_frame(source).image[0, 0, 0] == 3
        assert hasty.opened == [0, 0, 1]
    finally:
        finish(hasty, source)


# ---- twins without serial numbers ------------------------------------------------------------------------------


def test_a_twin_that_came_while_the_camera_ran_does_not_take_its_place(machine: PlayedMachine, device: Device) -> None:
    machine.plug(0, port="1")
    looks = Looks()
    source = on(device, looks)
    try:
        next_frame(source)
        machine.plug(2, port="2")
        lose(machine, device, source)
        show(device, 5)
        looks.wait()
        assert device.opened == [0]
        machine.plug(4, port="1")
        assert next_frame(source).image[0, 0, 0] == 5
        assert device.opened == [0, 4]
    finally:
        finish(device, source)


def test_a_twin_that_gets_another_number_is_still_the_twin(machine: PlayedMachine, device: Device) -> None:
    machine.plug(0, port="1")
    machine.plug(2, port="2")
    looks = Looks()
    source = on(device, looks)
    try:
        next_frame(source)
        lose(machine, device, source)
        show(device, 5)
        machine.pull(2)
        machine.plug(0, port="2")  # the lowest number that is free: that of the lost one
        looks.wait()
        assert device.opened == [0]
    finally:
        finish(device, source)


def test_of_two_twins_that_went_the_first_to_come_elsewhere_is_not_taken(
    machine: PlayedMachine, device: Device
) -> None:
    """A hub was pulled out and put into another port: nobody can tell which of the two this is."""
    machine.plug(0, port="1.1")
    machine.plug(2, port="1.2")
    looks = Looks()
    source = on(device, looks)
    try:
        next_frame(source)
        machine.pull(2)
        lose(machine, device, source)
        show(device, 5)
        machine.plug(0, port="3.2")
        looks.wait()
        assert device.opened == [0]
        machine.plug(2, port="1.1")  # but in its own port it is known
        assert next_frame(source).image[0, 0, 0] == 5
        assert device.opened == [0, 2]
    finally:
        finish(device, source)


def test_without_keys_the_name_tells_as_long_as_it_is_clear() -> None:
    known = CameraInfo(1, "OBS Virtual Camera", "", 700)
    back = CameraInfo(4, "OBS Virtual Camera", "", 700)
    another = CameraInfo(2, "Webcam", "x", 700)
    lost = CameraReturn(known, [another, known])
    assert lost.find([another]) is None
    assert lost.find([another, back]) == back
    assert lost.find([back, CameraInfo(5, "OBS Virtual Camera", "", 700)]) is None


# ---- the program's own -----------------------------------------------------------------------------------------


def test_a_device_that_the_program_begins_to_write_is_let_go(machine: PlayedMachine, device: Device) -> None:
    machine.add(0, PlayedDriver("Phone", driver="v4l2 loopback", controls=[]), "virtual")
    looks = Looks()
    source = on(device, looks)
    path = str(machine.dev / "video0")
    try:
        next_frame(source)
        own_devices.claim(path)
        try:
            device.show(2)  # what was on its way
            message = until_lost(source)
            assert message.code == "camera.own"
            assert "Phone" in message.text
            while source.read(0.0) is not None:
                pass
            device.show(3)
            looks.wait()
            assert source.read(0.0) is None
            assert device.opened == [0]
        finally:
            own_devices.give_back(path)
        assert next_frame(source).image[0, 0, 0] == 3
    finally:
        finish(device, source)


# ---- a first picture that does not come ------------------------------------------------------------------------


def test_the_reason_is_looked_for_before_patience_is_over(
    machine: PlayedMachine, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each read of a silent driver takes seconds: five of them would be longer than is waited for."""
    monkeypatch.setattr(cameras, "FIRST_S", 0.0)
    machine.add(0, PlayedDriver("Phone", driver="v4l2 loopback", controls=[]), "virtual")
    device.pictures.get()
    for _ in range(cameras.FAILED_READS):
        device.pictures.put(None)
    with pytest.raises(InputError) as caught:
        on(device, Looks())
    assert caught.value.message.code == "camera.no_sender"
    assert device.pictures.qsize() == cameras.FAILED_READS - 1
