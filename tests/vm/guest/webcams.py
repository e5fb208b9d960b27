"""Webcams as the program sees them: listed, asked for modes and controls, read, unplugged, sent by another program."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from app.base.errors import InputError
from app.pipeline import camera_controls
from app.pipeline.camera_list import READABLE, CameraInfo, find_camera, list_cameras
from app.pipeline.camera_modes import Wanted, choose_mode, list_modes
from app.pipeline.camera_watch import cameras_signature
from app.pipeline.sources import Source, SourceRequest, open_source
from app.pipeline.v4l2 import V4l2Device, fourcc_number
from app.pipeline.virtual_camera import CameraWish, open_camera
from tests.vm.guest import devices
from tests.vm.guest.devices import CAMERA, WEBCAM, run

DEADLINE_S = 60.0
NOWHERE = Path("nowhere")


def listed() -> list[dict[str, Any]]:
    return [{"index": one.index, "name": one.name, "spec": one.spec} for one in list_cameras()]


def told() -> dict[str, Any]:
    """What ``python -m app cameras --json`` writes."""
    return json.loads(run(sys.executable, "-m", "app", "cameras", "--json"))  # type: ignore[no-any-return]


def modes(width: int, height: int) -> dict[str, Any]:
    """The rates of the webcam in a size as we read them and as v4l2-ctl does, highest first; and all sizes."""
    found = list_modes(_webcam())
    ours = next(one.rates for one in found if (one.format, one.width, one.height) == ("YUYV", width, height))
    text = run("v4l2-ctl", "-d", WEBCAM, f"--list-frameintervals=width={width},height={height},pixelformat=YUYV")
    theirs = [float(line.split("(")[1].split()[0]) for line in text.splitlines() if "fps" in line]
    return {"ours": ours, "theirs": sorted(theirs, reverse=True), "sizes": sorted({(o.width, o.height) for o in found})}


def choice(width: int, height: int, fps: float, path: str = WEBCAM) -> list[Any]:
    """The mode that is chosen."""
    wanted = Wanted(width, height, fps)
    found = choose_mode(list_modes(_camera(path), wanted), wanted)
    return [found.format, found.width, found.height, found.fps]


def controls() -> dict[str, list[int]]:
    """Least, most, default and value of each control that is offered, and whether it can be set now."""
    found = camera_controls.read_controls(_webcam())
    return {one.id: [one.minimum, one.maximum, one.default, one.value, one.active] for one in found}


def set_and_read(control: str, value: int, name: str) -> list[int]:
    """Set a control by ours; what we and v4l2-ctl (which calls it ``name``) read then."""
    found = camera_controls.set_control(_webcam(), control, value)
    ours = next(one.value for one in found if one.id == control)
    return [ours, _value(name)]


def reset() -> None:
    camera_controls.reset_controls(_webcam())


def formats() -> dict[str, Any]:
    """For each pixel format that we call readable and the webcam has: how far OpenCV's picture of it is from the one
    in YUYV, in grey levels, between the bars. And those that the webcam has and we have not."""
    with V4l2Device(WEBCAM) as device:
        there = list(device.formats())
    reference = _picture("YUYV")
    far = {name: round(_far(_picture(name), reference, name), 1) for name in there if name in READABLE}
    return {"far": far, "others": [name for name in there if name not in READABLE]}


def unplugged_and_back() -> dict[str, Any]:
    """A source with a kept control goes through unplugging and replugging; what was seen, and seconds until then."""
    camera = _webcam()
    kept = {camera.kept_by: {"brightness": 77, "gain_auto": 0, "gain": 55}}
    seen: dict[str, Any] = {}
    with reading(camera.spec, kept) as source:
        until(lambda: source.read(0.1) is not None)
        seen["kept"] = [_value("brightness"), _value("gain_automatic"), _value("gain")]
        known, began = cameras_signature(), time.monotonic()
        devices.unplug()
        until(lambda: cameras_signature() != known)
        seen["gone from the list"] = [time.monotonic() - began, len(list_cameras())]
        until(lambda: source.lost() is not None)
        seen["told"] = time.monotonic() - began
        known, began = cameras_signature(), time.monotonic()
        devices.plug_in()
        until(lambda: cameras_signature() != known)
        seen["in the list"] = [time.monotonic() - began, [one.spec for one in list_cameras()] == [camera.spec]]
        until(lambda: source.lost() is None)
        seen["back"] = time.monotonic() - began
        until(lambda: _value("gain") == 55)
        seen["kept again"] = [_value("brightness"), _value("gain_automatic"), _value("gain")]
    reset()
    return seen


def own() -> list[list[str]]:
    """The names that are offered before, while and after this process writes to a device that is not labelled ours;
    and the code by which that device is refused as a source."""
    seen = [[one.name for one in list_cameras()]]
    camera = open_camera(CameraWish(320, 240, 30.0, "v4l2loopback", CAMERA))
    try:
        camera.send(np.zeros((240, 320, 3), np.uint8))
        seen.append([one.name for one in list_cameras()])
        try:
            find_camera("10", list_cameras())
        except InputError as error:
            refused = error.message.code
    finally:
        camera.close()
    seen.append([one.name for one in list_cameras()])
    return [*seen, [refused]]


def sent_as_jpeg(width: int, height: int) -> dict[str, Any]:
    """Another program sends JPEG into the loopback device: what is listed, chosen and read of it; and, once that has
    ended, what is said."""
    # fmt: off
    command = [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-f", "lavfi",
        "-i", f"color=c=red:size={width}x{height}:rate=5", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj422p",
        "-f", "v4l2", CAMERA,
    ]
    # fmt: on
    known = cameras_signature()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as sender:
        try:
            devices.wait_until_read(CAMERA)
            until(lambda: cameras_signature() != known)
            camera = _camera(CAMERA)
            with reading(camera.spec, {}) as source:
                until(lambda: (frame := source.read(0.1)) is not None and frame.image.shape[:2] == (height, width))
                frame = None
                while frame is None:
                    frame = source.read(1.0)
                info, colour = source.info, frame.image[height // 2, width // 2].tolist()
            chosen = choice(640, 480, 30.0, CAMERA)
        finally:
            sender.terminate()
            sender.wait(20)
    return {
        "name": camera.name,
        "format": info.format,
        "size": [info.width, info.height],
        "colour": colour,
        "chosen": chosen,
    }


def held_by_another() -> str:
    """Read the webcam while another process reads it: the code of what is said."""
    words = ["v4l2-ctl", "-d", WEBCAM, "--stream-mmap", "--stream-count=0", "--stream-to=/dev/null"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as reader:
        try:
            until(lambda: _streams(reader.pid))
            with reading(_webcam().spec, {}):
                return "it was opened"
        except InputError as error:
            return f"{error.message.code}: {error}"
        finally:
            reader.terminate()
            reader.wait(20)


def _streams(pid: int) -> bool:
    """Whether a process has mapped the webcam's buffers."""
    return WEBCAM in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


def _camera(path: str) -> CameraInfo:
    return next(one for one in list_cameras() if one.id == path)


def _webcam() -> CameraInfo:
    return _camera(WEBCAM)


@contextmanager
def reading(spec: str, kept: dict[str, dict[str, int]]) -> Iterator[Source]:
    request = SourceRequest(spec, 640, 480, 30.0, False, False, "camera", 0.5, controls=lambda: kept)
    source = open_source(request, NOWHERE)
    try:
        yield source
    finally:
        source.close()


def _value(name: str) -> int:
    return int(run("v4l2-ctl", "-d", WEBCAM, "-C", name).split(":")[1])


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come")
        time.sleep(0.02)


def _picture(pixel_format: str) -> Any:
    capture = cv2.VideoCapture(20, cv2.CAP_V4L2)
    try:
        capture.set(cv2.CAP_PROP_FOURCC, fourcc_number(pixel_format))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, 320)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 180)
        good, image = capture.read()
        assert good, pixel_format
        return image
    finally:
        capture.release()


def _far(image: Any, reference: Any, pixel_format: str) -> float:
    """The furthest that the middle of a bar is from the reference; in brightness where a format has no colour."""
    middles = [320 * (2 * bar + 1) // 16 for bar in range(8)]
    ours, theirs = (one[90, middles].astype(float) for one in (image, reference))
    if pixel_format in ("GREY", "Y10", "Y12", "Y16"):
        weights = np.array((0.114, 0.587, 0.299))
        ours, theirs = ours @ weights, theirs @ weights
    return float(np.abs(ours - theirs).max())
