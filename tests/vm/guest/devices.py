"""The cameras of the guest: v4l2loopback and vivid, loaded, unplugged and looked at."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from app.pipeline.loopback import Kernel

WEBCAM = "/dev/video20"
CAMERA = "/dev/video10"
_VIVID = Path("/sys/bus/platform/drivers/vivid")
_CAN_CAPTURE = 1


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def webcam() -> None:
    """Have vivid as :data:`WEBCAM`, showing colour bars without text."""
    if not _VIVID.is_dir():
        run("modprobe", "vivid", "n_devs=1", "node_types=0x1", "input_types=0x0", "vid_cap_nr=20")
    elif not (_VIVID / "vivid.0").exists():  # a failed test left it unplugged
        bind()
    wait_for_file(WEBCAM)
    control(WEBCAM, "osd_text_mode", 2)


def camera(number: int = 10, label: str = "Understudy", more: str = "") -> None:
    """Have v4l2loopback freshly loaded, as the set-up script loads it. ``more``: a second device, ``number:label``.

    Only here it has room for four pictures. With the two that it takes by itself a reader that is late, as one under
    emulation is, may be given a picture while the next but one is written into its place; and where it has more than a
    reader asks for, 0.12.7 damages a list in the kernel.
    """
    remove_camera()
    numbers, labels = [str(number)], [label]
    if more:
        numbers.append(more.partition(":")[0])
        labels.append(more.partition(":")[2])
    exclusive = ",".join("1" for _ in numbers)
    run(
        "modprobe", "v4l2loopback", f"exclusive_caps={exclusive}", f"video_nr={','.join(numbers)}",
        f"card_label={','.join(labels)}",
        "max_buffers=4",
    )  # fmt: skip
    for each in numbers:
        wait_for_file(f"/dev/video{each}")


def remove_camera() -> None:
    if Path("/sys/module/v4l2loopback").is_dir():
        run("rmmod", "v4l2loopback")


def removal_is_refused() -> str:
    """Try to unload the module; what was said. Raises RuntimeError where it was unloaded."""
    done = subprocess.run(["rmmod", "v4l2loopback"], capture_output=True, text=True, check=False, timeout=60)
    if not done.returncode:
        raise RuntimeError("the module was unloaded")
    return done.stderr


def control(path: str, name: str, value: int) -> None:
    run("v4l2-ctl", "-d", path, "-c", f"{name}={value}")


def unplug() -> None:
    """Pull the webcam: its device file goes away although it is open."""
    (_VIVID / "unbind").write_text("vivid.0", encoding="ascii")


def bind() -> None:
    """Put the webcam back, whatever device file it gets."""
    (_VIVID / "bind").write_text("vivid.0", encoding="ascii")


def plug_in() -> None:
    webcam()


def capabilities(path: str = CAMERA) -> int:
    return Kernel().capabilities(path).flags


def told_rate(path: str = CAMERA) -> float:
    """Pictures per second that readers are told."""
    told = run("v4l2-ctl", "-d", path, "--get-parm")
    return float(told.partition("Frames per second:")[2].split()[0])


def wait_until_read(path: str = CAMERA, seconds: float = 120.0) -> None:
    """Wait until a device is offered to readers, which a loopback with ``exclusive_caps`` is once somebody writes."""
    deadline = time.monotonic() + seconds
    while not capabilities(path) & _CAN_CAPTURE:
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody writes to {path}")
        time.sleep(0.05)


def wait_for_file(path: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not Path(path).exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not come")
        time.sleep(0.05)
