"""What a video call in a browser gets: a page in Chromium opens the camera by getUserMedia.

The program's output is recorded and given to Chromium as its camera; and, where there is time for it, the page opens
the virtual camera itself, in the virtual machine. There it is Chromium without a window's parts
(chromium-headless-shell): on a busy machine of two cores it takes 55 to 80 s, and the whole one 200 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from engines.api import Image
from tests.vm.conftest import refuse
from tests.vm.engines.stamp.engine import BLOCKS, ROWS, read_stamp
from tests.vm.guest import browser
from tests.vm.machine import PROJECT, Machine, missing
from tests.vm.pictures import GREY_LEVELS, read_opencv
from tests.vm.test_camera_path import HEIGHT, WEBCAM, WIDTH

LONG = "UNDERSTUDY_LONG_TESTS"
IN_THE_GUEST = "chromium-headless-shell"


@pytest.fixture(autouse=True)
def _chromium() -> None:
    if missing("chromium"):
        refuse("the test of the browser needs chromium")


def as_camera(movie: Path, file: Path) -> list[Image]:
    """Write a movie as Chromium's fake camera reads it; its pictures as BGR."""
    pictures: list[Image] = []
    with av.open(str(movie)) as container, file.open("wb") as out:
        stream = container.streams.video[0]
        out.write(f"YUV4MPEG2 W{stream.width} H{stream.height} F30:1 Ip A1:1 C420\n".encode())
        for frame in container.decode(stream):
            picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            out.write(b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).tobytes())
            pictures.append(picture)
    return pictures


def test_a_page_shows_what_the_program_gives(tmp_path: Path) -> None:
    movie, camera = tmp_path / "out.mp4", tmp_path / "out.y4m"
    # fmt: off
    command = [
        sys.executable, "-m", "app", "run", "--source", "demo", "--face", "demo:astronaut", "--pace", "fast",
        "--frames", "8", "--out", str(movie), "--i-have-consent",
    ]
    # fmt: on
    subprocess.run(command, cwd=PROJECT, check=True, timeout=300)
    pictures = as_camera(movie, camera)
    height, width = pictures[0].shape[:2]
    flags = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
    seen = browser.look("", 5, 240, flags)
    assert seen["size"] == [width, height]
    given = np.array([image[height - 20, width // 16 :: width // 8] for image in pictures], int)
    for row in seen["rows"]:
        difference = np.abs(given - np.array(row["colours"])).max(axis=(1, 2))
        assert difference.min() <= 2 * GREY_LEVELS, "the page shows one of them (converted by two programs)"


@pytest.mark.skipif(not os.environ.get(LONG), reason=f"takes minutes; {LONG}=1 runs it")
def test_a_page_shows_the_camera(vm: Machine, share: Path) -> None:
    if missing(IN_THE_GUEST):
        refuse(f"the browser in the virtual machine is {IN_THE_GUEST}")
    vm.call("program.start", name="run", words=WEBCAM)
    vm.call("devices.wait_until_read")
    vm.call("readers.opencv", count=2, keep=1)
    bars = read_opencv(share)[HEIGHT - 20, WIDTH // 16 :: WIDTH // 8].astype(int)

    seen = vm.call("browser.look", label="Understudy", pictures=10, seconds=330, program=IN_THE_GUEST, timeout=360)
    assert seen["label"] == "Understudy"
    assert seen["size"] == [WIDTH, HEIGHT]
    stamps = []
    for row in seen["rows"]:
        assert np.abs(np.array(row["colours"]) - bars).max() <= GREY_LEVELS
        blocks = np.array(row["grey"], np.uint8).repeat(WIDTH // BLOCKS)
        stamps.append(read_stamp(np.broadcast_to(blocks[None, :, None], (ROWS, WIDTH, 3))))
    numbers = [stamp for stamp in stamps if stamp is not None]
    assert len(numbers) == len(stamps), "no card and no covered picture among them"
    assert all(later >= earlier for earlier, later in pairwise(numbers)), numbers
    assert numbers[-1] > numbers[0]
    assert vm.call("program.stop", name="run")["code"] == 0
