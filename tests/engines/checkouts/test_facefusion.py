"""What the engine for FaceFusion makes of a program that looks like it: live through the bridge, and for tasks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.api import EngineError, Frame, Image, NoFaceError, StopRunError, SwapResult
from engines.facefusion.engine import FaceFusionEngine
from tests.engines.checkouts import stand_ins
from tests.engines.checkouts.facefusion_kit import FaceFusionHere

LEFT, RIGHT = (60, 60, 200, 240), (400, 70, 560, 280)
Spoil = Callable[[Path], object]


def _swap(engine: FaceFusionEngine, image: Image, index: int = 0) -> SwapResult:
    return engine.swap(Frame(image, index, 0.0))


def _fates(result: SwapResult) -> list[tuple[bool, str]]:
    return [(face.swapped, face.reason) for face in sorted(result.faces, key=lambda face: face.box[0])]


def _green() -> Image:
    image = np.zeros((180, 320, 3), np.uint8)
    image[:, :, 1] = 255
    return image


def test_all_faces_are_told_and_the_chosen_one_is_swapped(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    (found,) = engine.set_source([stand_ins.picture(faces=(LEFT, RIGHT))])
    assert [round(face.box[0], -1) for face in found] == [400, 60]  # FaceFusion takes the largest
    frame = stand_ins.picture(faces=(LEFT, RIGHT))
    assert _fates(_swap(engine, frame)) == [(False, "not_selected"), (True, "")]
    engine.configure({"order": "left-right"})
    assert _fates(_swap(engine, frame, 1)) == [(True, ""), (False, "not_selected")]
    engine.configure({"faces": "many"})
    result = _swap(engine, frame, 2)
    assert _fates(result) == [(True, ""), (True, "")]
    assert {"engine.content", "engine.detect", "engine.swap"} <= result.stages_ms.keys()
    engine.configure({"gender": "male"})
    result = _swap(engine, frame, 3)
    assert _fates(result) == [(False, "not_selected")] * 2
    assert np.array_equal(result.image, frame)
    assert _swap(engine, np.full((180, 320, 3), 40, np.uint8), 4).faces == ()


def test_a_large_photo_is_made_smaller_and_its_face_told_where_it_is(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    photo = stand_ins.picture(width=2560, height=1440, faces=((800, 320, 1600, 1200),))
    ((face,),) = engine.set_source([photo])
    assert np.allclose(face.box, (800, 320, 1600, 1200), atol=40)


def test_a_face_of_which_masks_leave_most_as_it_was_is_not_swapped(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load(masks="box+region")
    engine.set_source([stand_ins.picture()])
    assert _fates(_swap(engine, stand_ins.picture())) == [(False, "covered")]
    engine.configure({"masks": "box"})
    assert _fates(_swap(engine, stand_ins.picture(), 1)) == [(True, "")]


def test_options_reach_the_program(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    engine.set_source([stand_ins.picture()])
    frame = stand_ins.picture()
    before = _swap(engine, frame).image
    engine.configure({"weight": 1.0})
    stronger = _swap(engine, frame, 1).image
    assert not np.array_equal(stronger, before)
    assert engine.models[-1].endswith("yoloface_8n.onnx")
    engine.configure({"detector": "scrfd", "model": "inswapper_128_fp16", "pixel_boost": "1024x1024"})
    assert np.array_equal(_swap(engine, frame, 2).image, stronger)  # other networks, the same values
    with pytest.raises(EngineError, match=r"lacks retinaface_10g\.onnx, retinaface_10g\.hash"):
        engine.configure({"detector": "retinaface"})
    other = stand_ins.picture(faces=(LEFT,))  # one that it has not seen
    assert _fates(_swap(engine, other, 3)) == [(True, "")]


def test_no_face_in_the_photo_is_an_answer_and_the_photo_before_stays(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    for _ in range(2):
        with pytest.raises(NoFaceError, match="no face in the photo"):
            engine.set_source([np.full((200, 200, 3), 40, np.uint8)])
        engine.set_source([np.full((200, 200, 3), 40, np.uint8), stand_ins.picture()])
        assert _fates(_swap(engine, stand_ins.picture())) == [(True, "")]
        with pytest.raises(EngineError, match="were not taken"):
            engine.configure({"detector_score": 0.95})
        assert _fates(_swap(engine, stand_ins.picture(), 1)) == [(True, "")]


def test_its_content_check_ends_the_run(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    engine.set_source([stand_ins.picture()])
    with pytest.raises(StopRunError, match="content check"):  # the first picture is looked at
        _swap(engine, _green())
    with pytest.raises(StopRunError, match="content check"):  # and not passed over then
        _swap(engine, _green(), 1)
    engine.set_source([stand_ins.picture()])
    _swap(engine, stand_ins.picture(), 2)
    refused = 0
    for index in range(3, 40):
        try:
            _swap(engine, _green(), index)
        except StopRunError:
            refused += 1
    assert refused >= 1  # every so many frames


def test_it_keeps_no_face_a_frame(facefusion_stand_in: FaceFusionHere) -> None:
    engine = facefusion_stand_in.load()
    engine.set_source([stand_ins.picture()])
    first = _swap(engine, stand_ins.picture()).image
    for index in range(1, 140):  # it forgets, and still knows the photo
        frame = stand_ins.picture(width=160, height=90, faces=((50, 20, 100, 80),))
        frame[0, 0] = index
        assert _fates(_swap(engine, frame, index)) == [(True, "")]
    assert np.array_equal(_swap(engine, stand_ins.picture(), 140).image, first)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda models: (models / "fairface.onnx").unlink(), r"lacks fairface\.onnx\."),
        (lambda models: (models / "nsfw_2.hash").unlink(), r"lacks nsfw_2\.hash\."),
        (
            lambda models: (models / "xseg_1.onnx").write_bytes(b"stand-in, and not that one"),
            r"xseg_1\.onnx is damaged",
        ),
    ],
    ids=["gone", "no sum", "another"],
)
def test_a_wrong_model_is_told_before_the_program_deletes_it(
    facefusion_stand_in: FaceFusionHere, spoil: Spoil, words: str
) -> None:
    spoil(facefusion_stand_in.models)
    left = sorted(facefusion_stand_in.models.iterdir())
    with pytest.raises(EngineError, match=words):
        facefusion_stand_in.load()
    assert sorted(facefusion_stand_in.models.iterdir()) == left


def test_a_program_that_changed_or_was_meddled_with_is_told(
    facefusion_stand_in: FaceFusionHere, tmp_path: Path
) -> None:
    without = ("face_store:clear_faces", "content_analyser:analyse_stream")
    other = stand_ins.facefusion(tmp_path / "other", without=without)
    with pytest.raises(EngineError, match="is not known") as caught:
        facefusion_stand_in.load(other)
    assert all(name.replace(":", ".") in str(caught.value) for name in without)
    stand_ins.behave(facefusion_stand_in.root, loading="raising")
    with pytest.raises(EngineError, match="content filter"):
        facefusion_stand_in.load()
    stand_ins.behave(facefusion_stand_in.root, loading="leaving")
    with pytest.raises(EngineError, match="could not be loaded"):
        facefusion_stand_in.load()


# ---- tasks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Says that the first ffmpeg on the path is of that version."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))

    def be(said: str) -> None:
        script = folder / ("ffmpeg.bat" if sys.platform == "win32" else "ffmpeg")
        echo = "@echo off\r\necho " if sys.platform == "win32" else "#!/bin/sh\necho "
        script.write_text(echo + said + "\n")
        script.chmod(0o755)

    be("ffmpeg version 7.1.1 Copyright")
    return be


def test_a_task_gets_the_pictures_that_a_run_gets(
    facefusion_stand_in: FaceFusionHere, ffmpeg: object, demo_frames: dict[int, Image], portrait: Image
) -> None:
    live, task = facefusion_stand_in.load(), facefusion_stand_in.headless()
    for engine in (live, task):
        engine.set_source([portrait])
    for image in demo_frames.values():
        task.collect(image)
    told: list[int] = []
    together = list(task.work(told.append))
    assert told[-1] == len(demo_frames)
    for (number, image), (before, result) in zip(demo_frames.items(), together, strict=True):
        wanted = _swap(live, image.copy(), number).image
        assert np.array_equal(before, image)
        assert np.array_equal(result.image, wanted)
        assert np.array_equal(task.swap(Frame(image, 0, 0.0)).image, wanted)
        assert any(face.swapped for face in result.faces) == (not np.array_equal(wanted, image))
    assert not list(facefusion_stand_in.cache.rglob("*.mov"))


def test_a_face_that_a_task_got_back_as_it_was_is_not_swapped(
    facefusion_stand_in: FaceFusionHere, ffmpeg: object, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion_stand_in.headless()
    engine.set_source([portrait])
    stand_ins.behave(facefusion_stand_in.root, "unchanged")
    result = engine.swap(Frame(demo_frames[0], 0, 0.0))
    assert _fates(result) == [(False, "not_selected")]
    assert np.array_equal(result.image, demo_frames[0])


def test_a_task_says_why_it_has_no_result(
    facefusion_stand_in: FaceFusionHere, ffmpeg: Callable[[str], None], demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion_stand_in.headless()
    engine.set_source([portrait])
    for _ in range(12):
        engine.collect(_green())
    with pytest.raises(EngineError, match="content check refused"):
        list(engine.work(lambda _done: None))
    with pytest.raises(EngineError, match="content check refused"):
        engine.swap(Frame(_green(), 0, 0.0))
    stand_ins.behave(facefusion_stand_in.root, "raising")
    with pytest.raises(EngineError, match="nothing can be swapped today"):
        engine.swap(Frame(demo_frames[0], 0, 0.0))
    stand_ins.behave(facefusion_stand_in.root, "wrong_shape")
    with pytest.raises(EngineError, match=r"of another size|is no picture"):
        engine.swap(Frame(demo_frames[0], 0, 0.0))


def test_a_task_that_is_given_up_ends_the_program(
    facefusion_stand_in: FaceFusionHere, ffmpeg: object, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion_stand_in.headless()
    engine.set_source([portrait])
    stand_ins.behave(facefusion_stand_in.root, "hanging", at=2)

    def stop(done: int) -> None:
        if done:
            raise KeyboardInterrupt

    for _ in range(3):
        engine.collect(demo_frames[0])
    with pytest.raises(KeyboardInterrupt):
        list(engine.work(stop))
    assert not list(facefusion_stand_in.cache.glob("headless-*"))
    stand_ins.behave(facefusion_stand_in.root)
    assert _fates(engine.swap(Frame(demo_frames[0], 0, 0.0))) == [(True, "")]


def test_a_program_that_hangs_in_a_task_is_ended(
    facefusion_stand_in: FaceFusionHere, ffmpeg: object, demo_frames: dict[int, Image], portrait: Image
) -> None:
    facefusion_stand_in.load_s = 1.0
    engine = facefusion_stand_in.headless()
    engine.set_source([portrait])
    stand_ins.behave(facefusion_stand_in.root, "hanging")
    with pytest.raises(EngineError, match="said nothing for 1 seconds"):
        engine.swap(Frame(demo_frames[0], 0, 0.0))


def test_what_a_task_collected_does_not_outlive_its_process(
    facefusion_stand_in: FaceFusionHere, ffmpeg: object, tmp_path: Path
) -> None:
    here = facefusion_stand_in
    command = [sys.executable, "-c", _COLLECTS, str(here.root), str(here.cache), str(here.python)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as task:
        assert task.stdout is not None
        assert task.stdout.readline() == "collected\n"
        (folder,) = here.cache.glob("headless-*")
        assert any(folder.iterdir())
        task.kill()
    end = time.monotonic() + 60
    while folder.exists():
        assert time.monotonic() < end, "it is still there"
        time.sleep(0.01)


_COLLECTS = """
import sys
from pathlib import Path
from tests.engines.checkouts import stand_ins
from tests.engines.checkouts.conftest import shipped
from tests.engines.checkouts.facefusion_kit import FaceFusionHere
engine = FaceFusionHere(Path(sys.argv[1]), Path(sys.argv[2]), shipped("facefusion"), Path(sys.argv[3])).headless()
engine.collect(stand_ins.picture())
print("collected", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ffmpeg version 9.0 Copyright", "does not work with ffmpeg 9.0"),
        ("ffmpeg version N-123456-gabcdef Copyright", "does not work with ffmpeg N-123456-gabcdef"),
    ],
)
def test_an_ffmpeg_with_which_the_content_check_fails_is_refused(
    facefusion_stand_in: FaceFusionHere, ffmpeg: Callable[[str], None], said: str, words: str
) -> None:
    ffmpeg(said)
    with pytest.raises(EngineError, match=words):
        facefusion_stand_in.headless()
