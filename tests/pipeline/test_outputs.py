"""The null output, the virtual camera with each of its ways to fail, and fitting a picture to a size."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
import pyvirtualcam

from app.base.errors import OutputError
from app.pipeline.output import fit
from app.pipeline.outputs import open_null, open_virtual_camera
from engines.api import Image


class Backend:
    """A backend of pyvirtualcam, registered as its documentation says. Keeps what it is sent."""

    sent: list[Image]
    broken = False
    closed = 0

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None, **_: Any) -> None:
        if device == "missing":
            raise RuntimeError("there is no device missing")
        self.size = (height, width, 3)
        self.name = device or "loop0"
        type(self).sent = []

    def send(self, frame: Image) -> None:
        if self.broken:
            raise RuntimeError("error writing frame: No such device")
        self.sent.append(frame.reshape(self.size).copy())

    def device(self) -> str:
        return self.name

    def native_fourcc(self) -> None:
        return None

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> type[Backend]:
    class Fresh(Backend):
        pass

    monkeypatch.setitem(pyvirtualcam.camera.BACKENDS, "standin", Fresh)
    return Fresh


def picture(size: tuple[int, int] = (64, 48), value: int = 90) -> Image:
    image = np.full((size[1], size[0], 3), value, np.uint8)
    image[0, 0] = (1, 2, 3)
    return image


def test_null_counts() -> None:
    output = open_null()
    for at in (10.0, 10.5, 12.0):
        output.send(picture(), at)
    status = output.status()
    assert (status.kind, status.active, status.frames, status.seconds, status.bytes) == ("null", True, 3, 2.0, 0)
    assert status.error is None
    output.close()


def test_the_virtual_camera_gets_bgr_of_an_even_size(backend: type[Backend]) -> None:
    output = open_virtual_camera(63, 47, 30.0, "standin", "")
    image = picture((63, 47))
    before = image.copy()
    output.send(image, 1.0)
    status = output.status()
    assert (status.kind, status.active, status.frames, status.error) == ("virtual_camera", True, 1, None)
    assert "loop0" in status.detail
    assert "standin" in status.detail
    output.close()
    output.close()
    assert backend.closed == 1
    assert backend.sent[0].shape == (48, 64, 3)
    assert backend.sent[0][0, 0].tolist() == [1, 2, 3]
    assert backend.sent[0][47, 63].tolist() == [90, 90, 90]
    assert np.array_equal(image, before)
    assert not output.status().active


def test_auto_takes_the_first_backend_that_opens(backend: type[Backend]) -> None:
    output = open_virtual_camera(64, 48, 30.0, "auto", "")
    assert output.status().active
    output.close()


def test_the_reason_of_every_backend_is_shown(backend: type[Backend]) -> None:
    with pytest.raises(OutputError) as caught:
        open_virtual_camera(64, 48, 30.0, "auto", "missing")
    message = caught.value.message
    assert message.code == "virtual_camera.none"
    for name in pyvirtualcam.camera.BACKENDS:
        assert f"{name}: " in message.text
    assert "there is no device missing" in message.text
    if sys.platform == "linux":
        assert "v4l2loopback" in message.text
        assert "sudo modprobe v4l2loopback" in message.hint
    with pytest.raises(OutputError) as caught:
        open_virtual_camera(64, 48, 30.0, "nonsense", "")
    assert "nonsense" in caught.value.message.text
    assert "standin" in caught.value.message.text


def test_a_device_that_goes_away_while_it_runs(backend: type[Backend]) -> None:
    output = open_virtual_camera(64, 48, 30.0, "standin", "")
    output.send(picture(), 1.0)
    backend.broken = True
    with pytest.raises(OutputError) as caught:
        output.send(picture(), 2.0)
    assert caught.value.message.code == "virtual_camera.lost"
    assert "No such device" in caught.value.message.text
    status = output.status()
    assert not status.active
    assert status.error == caught.value.message
    assert status.frames == 1
    output.close()
    with pytest.raises(OutputError):
        output.send(picture(), 3.0)


@pytest.mark.parametrize("size", [(32, 48), (640, 48), (64, 200), (200, 150), (1, 1), (640, 480)])
def test_another_size_is_scaled_within_black_bars(size: tuple[int, int]) -> None:
    image = np.full((size[1], size[0], 3), 200, np.uint8)
    fitted = fit(image, 64, 48)
    assert fitted.shape == (48, 64, 3)
    assert fitted.flags.c_contiguous
    rows, columns = np.nonzero(fitted[:, :, 0])
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert height == 48 or width == 64
    assert abs(width - 48 * size[0] / size[1]) <= 1 or abs(height - 64 * size[1] / size[0]) <= 1
    assert abs(int(rows.min()) - (47 - int(rows.max()))) <= 1
    assert abs(int(columns.min()) - (63 - int(columns.max()))) <= 1
    assert fitted[rows.min(), columns.min()].tolist() == [200, 200, 200]


def test_the_right_size_is_passed_through() -> None:
    image = picture()
    assert fit(image, 64, 48) is image
