"""What a video call in a browser gets: a page in Chromium opens the virtual camera by getUserMedia."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.vm.conftest import refuse
from tests.vm.engines.stamp.engine import BLOCKS, ROWS, read_stamp
from tests.vm.machine import Machine, missing
from tests.vm.pictures import GREY_LEVELS, read_opencv
from tests.vm.test_camera_path import HEIGHT, WEBCAM, WIDTH


@pytest.fixture(autouse=True)
def _chromium() -> None:
    if missing("chromium"):
        refuse("the test of the browser needs chromium")


def test_a_page_shows_the_camera(vm: Machine, share: Path) -> None:
    vm.call("program.start", name="run", words=WEBCAM)
    vm.call("devices.wait_until_read")
    vm.call("readers.opencv", count=2, keep=1)
    bars = read_opencv(share)[HEIGHT - 20, WIDTH // 16 :: WIDTH // 8].astype(int)

    seen = vm.call("browser.look", label="Understudy", pictures=10, seconds=300, timeout=330)
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
