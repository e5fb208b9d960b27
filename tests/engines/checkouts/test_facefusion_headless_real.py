"""The real FaceFusion's command line as a task uses it; by `UNDERSTUDY_CHECKOUTS`, as in `test_facefusion_real.py`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from engines.api import EngineError, Frame, Image
from tests.engines.checkouts.facefusion_kit import FaceFusionHere, objectionable


def test_many_pictures_come_out_as_one_by_one(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    one_by_one, together = facefusion.load(), facefusion.headless()
    told: list[int] = []
    for engine in (one_by_one, together):
        engine.set_source([portrait])
    for image in demo_frames.values():
        assert not together.collect(image)
    results = list(together.work(told.append))
    assert len(results) == len(demo_frames)
    for (number, image), (before, result) in zip(demo_frames.items(), results, strict=True):
        wanted = one_by_one.swap(Frame(image.copy(), number, number / 30))
        assert np.array_equal(before, image)
        assert np.array_equal(result.image, wanted.image), f"frame {number} differs"
        assert [face.swapped for face in result.faces if face.swapped] == [
            face.swapped for face in wanted.faces if face.swapped
        ], number
    assert told[-1] == len(demo_frames)
    assert not list(facefusion.cache.rglob("*.mov"))


def test_a_photo_comes_out_as_the_bridge_gives_it(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    options: dict[str, Any] = {"model": "inswapper_128_fp16", "masks": "box+occlusion", "weight": 0.15000000000000002}
    live, photo = facefusion.load(**options), facefusion.headless(**options)
    for engine in (live, photo):
        engine.set_source([portrait])
    frame = Frame(demo_frames[55], 0, 0.0)
    assert np.array_equal(photo.swap(frame).image, live.swap(frame).image)
    assert any(face.swapped for face in photo.swap(frame).faces)


def test_pictures_of_odd_sides_keep_their_size(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion.headless()
    engine.set_source([portrait])
    image = np.ascontiguousarray(demo_frames[0][:601, 400:901])
    result = engine.swap(Frame(image, 0, 0.0))
    engine.collect(image)
    ((before, again),) = engine.work(lambda _done: None)
    for one in (result, again):
        assert one.image.shape == image.shape
        assert one.faces[0].swapped
        assert np.array_equal(one.image[:40], image[:40])
    assert np.array_equal(before, image)


def test_what_its_content_check_objects_to_is_refused(facefusion: FaceFusionHere, portrait: Image) -> None:
    green = objectionable(facefusion)
    engine = facefusion.headless()
    engine.set_source([portrait])
    with pytest.raises(EngineError, match="content check") as caught:
        engine.swap(Frame(green, 0, 0.0))
    assert caught.value.code == "checkout.refused"
    for _ in range(30):
        engine.collect(green)
    with pytest.raises(EngineError, match="content check") as caught:
        list(engine.work(lambda _done: None))
    assert caught.value.code == "checkout.refused"


def test_work_that_nobody_wants_any_more_ends_and_leaves_nothing(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion.headless()
    engine.set_source([portrait])
    for _ in range(60):
        engine.collect(demo_frames[0])
    before = psutil.Process().children(recursive=True)
    children: list[psutil.Process] = []
    words: list[str] = []

    def stop(done: int) -> None:
        children.extend(child for child in psutil.Process().children(recursive=True) if child not in before)
        words.extend(word for child in children for word in _words(child))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(engine.work(stop))
    assert "headless-run" in words
    _, alive = psutil.wait_procs(children, 30)
    assert not alive
    assert not list(facefusion.cache.glob("headless-*/*"))
    assert engine.swap(Frame(demo_frames[0], 0, 0.0)).faces[0].swapped  # it works on


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def test_a_model_that_is_missing_is_told_and_none_is_deleted(facefusion: FaceFusionHere, tmp_path: Path) -> None:
    root = facefusion.copy(tmp_path / "copy")
    models = root / ".assets" / "models"
    (models / "2dfan4.hash").unlink()
    with pytest.raises(EngineError, match=r"lacks 2dfan4\.hash"):
        facefusion.headless(root)
    assert (models / "2dfan4.onnx").is_file()


def test_a_face_that_it_does_not_find_is_told(facefusion: FaceFusionHere, demo_frames: dict[int, Image]) -> None:
    engine = facefusion.headless()
    engine.set_source([np.ascontiguousarray(demo_frames[0][:, :, ::-1])])  # blue: only our own detector sees a face
    with pytest.raises(EngineError, match="no face in the photo") as caught:
        engine.swap(Frame(demo_frames[0], 0, 0.0))
    assert caught.value.code == "checkout.no_face"


_KILLED = """
import sys, os, json
from pathlib import Path
import numpy as np
from tests.engines.checkouts.facefusion_kit import FaceFusionHere
from tests.engines.checkouts.conftest import shipped
here = FaceFusionHere(Path(sys.argv[1]), Path(sys.argv[2]), shipped('facefusion'))
engine = here.headless()
image = np.load(sys.argv[3])
engine.set_source([image])
for _ in range(200):
    engine.collect(image)
list(engine.work(lambda done: print(done, flush=True)))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are Unix's")
def test_nothing_is_left_of_a_task_whose_process_is_killed(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], tmp_path: Path
) -> None:
    np.save(tmp_path / "frame.npy", demo_frames[0])
    command = [sys.executable, "-c", _KILLED, str(facefusion.root), str(facefusion.cache), str(tmp_path / "frame.npy")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as task:
        assert task.stdout is not None
        for line in task.stdout:
            if int(line):
                break
        children = psutil.Process(task.pid).children(recursive=True)
        assert any("headless-run" in _words(child) for child in children)
        task.send_signal(signal.SIGKILL)
    end = time.monotonic() + 60
    while any(child.is_running() for child in children) or list(facefusion.cache.glob("headless-*-*")):
        assert time.monotonic() < end, "something is left"
        time.sleep(0.02)
