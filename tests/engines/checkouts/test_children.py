"""What the engines for Deep-Live-Cam and iRoop make of a program that looks like it, through the bridge."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.api import EngineError, Frame, NoFaceError, SwapResult
from tests.engines.checkouts import stand_ins
from tests.engines.checkouts.conftest import Open

LEFT, RIGHT = (60, 60, 200, 240), (400, 70, 560, 280)
BOTH = (LEFT, RIGHT)
MAKE = {"deep_live_cam": stand_ins.deep_live_cam, "iroop": stand_ins.iroop}
EACH = pytest.mark.parametrize("engine_id", list(MAKE))

Image = NDArray[np.uint8]


def _swap(engine: Any, image: Image, index: int = 0) -> SwapResult:
    result: SwapResult = engine.swap(Frame(image, index, 0.0))
    return result


def _inside(image: Image, box: tuple[int, int, int, int]) -> Image:
    x0, y0, x1, y1 = box
    return image[y0 + 20 : y1 - 20, x0 + 20 : x1 - 20]


def _fates(result: SwapResult) -> list[tuple[bool, str]]:
    """Of each face from left to right: swapped, and why not."""
    return [(face.swapped, face.reason) for face in sorted(result.faces, key=lambda face: face.box[0])]


@EACH
def test_one_of_two_faces_is_swapped_and_the_other_one_told(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    engine = open_engine(engine_id, MAKE[engine_id](tmp_path / "there"), stand_in_python)
    (found,) = engine.set_source([stand_ins.picture(faces=(RIGHT, LEFT))])
    assert [round(face.box[0]) for face in found] == [60, 400]  # the leftmost is the one taken
    frame = stand_ins.picture(faces=BOTH)
    before = frame.copy()

    result = _swap(engine, frame)

    assert _fates(result) == [(True, ""), (False, "not_selected")]
    assert np.abs(_inside(result.image, LEFT).astype(int) - _inside(frame, LEFT)).max(axis=2).min() > 30
    assert np.array_equal(_inside(result.image, RIGHT), _inside(frame, RIGHT))
    assert np.array_equal(frame, before)
    (left, _right) = sorted(result.faces, key=lambda face: face.box[0])
    assert np.allclose(left.box, LEFT, atol=8)
    assert left.landmarks is not None
    assert left.landmarks.shape == (5, 2)

    engine.configure({"many_faces": True})
    assert _fates(_swap(engine, frame, 1)) == [(True, ""), (True, "")]
    assert "engine.detect" in result.stages_ms


@EACH
def test_a_face_that_came_back_as_it_went_is_not_swapped(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there", "unchanged")
    engine = open_engine(engine_id, root, stand_in_python)
    engine.set_source([stand_ins.picture()])
    frame = stand_ins.picture()

    result = _swap(engine, frame)

    assert _fates(result) == [(False, "error")]
    assert np.array_equal(result.image, frame)


@EACH
def test_strange_strides_and_what_it_prints_make_no_difference(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    engine = open_engine(engine_id, root, stand_in_python)
    engine.set_source([stand_ins.picture()])
    frame = stand_ins.picture()
    plain = _swap(engine, frame).image.copy()
    for number, kind in enumerate(("non_contiguous", "printing")):
        stand_ins.behave(root, kind)  # type: ignore[arg-type]
        assert np.array_equal(_swap(engine, frame, number + 1).image, plain)
    assert stand_ins.happened(root) == 2


@EACH
def test_no_face_in_the_photo_is_an_answer(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    engine = open_engine(engine_id, MAKE[engine_id](tmp_path / "there"), stand_in_python)
    with pytest.raises(NoFaceError, match="No face was found"):
        engine.set_source([stand_ins.picture(faces=())])
    assert _swap(engine, stand_ins.picture()).faces == ()  # nobody was chosen: nothing is claimed
    assert [len(found) for found in engine.set_source([stand_ins.picture(faces=()), stand_ins.picture()])] == [0, 1]
    assert _fates(_swap(engine, stand_ins.picture(), 1)) == [(True, "")]


@EACH
@pytest.mark.parametrize(
    ("breakage", "code", "words"),
    [
        ("no swapper", "checkout.model_missing", "inswapper_128"),
        ("a page", "checkout.model_damaged", "a web page"),
        ("a pointer", "checkout.model_damaged", "Git LFS"),
        ("no pack", "checkout.model_missing", "det_10g.onnx"),
        ("raising", "checkout.model_damaged", "this network is of an unknown kind"),
        ("function", "checkout.api", "get_face_swapper.*0.0.0 of 2026-01-01"),
        ("onnxruntime", "checkout.package", "onnxruntime"),
    ],
)
def test_what_is_missing_is_one_sentence(
    engine_id: str, breakage: str, code: str, words: str, home: Path, tmp_path: Path, stand_in_python: Path,
    open_engine: Open,
) -> None:  # fmt: skip
    root = MAKE[engine_id](tmp_path / "there", without=("face_swapper:get_face_swapper",) * (breakage == "function"))
    (model,) = (root / "models").iterdir()
    if breakage == "no swapper":
        model.unlink()
    elif breakage == "a page":
        model.write_text("<!doctype html><html>")
    elif breakage == "a pointer":
        model.write_text("version https://git-lfs.github.com/spec/v1\n")
    elif breakage == "no pack":
        shutil.rmtree(home / ".insightface")
    elif breakage == "raising":
        stand_ins.behave(root, loading="raising")
    elif breakage == "onnxruntime":
        (root / "onnxruntime.py").unlink()
    with pytest.raises(EngineError) as caught:
        open_engine(engine_id, root, stand_in_python)
    assert caught.value.code == code
    told = f"{caught.value} {caught.value.hint}"
    assert "\n" not in told
    assert re.search(words, told), told


def test_deep_live_cam_says_why_the_half_precision_file_is_not_enough(
    home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = stand_ins.deep_live_cam(tmp_path / "there")
    (root / "models" / "inswapper_128.onnx").rename(root / "models" / "inswapper_128_fp16.onnx")
    with pytest.raises(EngineError, match=r"only with a torch that can use CUDA, and inswapper_128\.onnx") as caught:
        open_engine("deep_live_cam", root, stand_in_python)
    assert caught.value.code == "checkout.model_missing"


def test_deep_live_cam_says_what_its_swapper_said(
    home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = stand_ins.deep_live_cam(tmp_path / "there")
    (root / "models" / "inswapper_128.onnx").write_bytes(b"half of a network")
    with pytest.raises(EngineError, match="could not load its swapper: Error loading face swapper model: INVALID"):
        open_engine("deep_live_cam", root, stand_in_python)


def test_deep_live_cam_lays_no_picture_over_another_in_which_a_face_was_the_real_one(
    home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    engine = open_engine("deep_live_cam", stand_ins.deep_live_cam(tmp_path / "there"), stand_in_python,
                         enable_interpolation=False)  # fmt: skip
    engine.set_source([stand_ins.picture()])
    alone, two, nobody = (stand_ins.picture(faces=faces) for faces in ((LEFT,), BOTH, ()))
    moved = stand_ins.picture(faces=((70, 60, 210, 240),))
    plain = _swap(engine, alone).image.copy()

    engine.configure({"enable_interpolation": True, "interpolation_weight": 0.5})
    assert np.array_equal(_swap(engine, alone, 1).image, plain)  # nothing came before
    steadied = _swap(engine, moved, 2).image.copy()
    _swap(engine, nobody, 3)
    assert np.array_equal(_swap(engine, alone, 4).image, plain)  # the face before was in the picture as it was
    _swap(engine, two, 5)
    assert np.array_equal(_swap(engine, alone, 6).image, plain)  # somebody else's was
    _swap(engine, stand_ins.picture(faces=(RIGHT,)), 7)
    assert np.array_equal(_swap(engine, alone, 8).image, plain)  # it was somewhere else, and perhaps not found here
    assert np.array_equal(_swap(engine, moved, 9).image, steadied)
    assert not np.array_equal(steadied, _swap(engine, moved, 10).image)


def test_deep_live_cam_keeps_the_mouth_and_takes_its_options_while_running(
    home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    engine = open_engine("deep_live_cam", stand_ins.deep_live_cam(tmp_path / "there"), stand_in_python)
    engine.set_source([stand_ins.picture()])
    frame = stand_ins.picture()
    x0, y0, x1, y1 = 260, 250, 360, 280  # within the lower third of the face
    assert not np.array_equal(_swap(engine, frame).image[y0:y1, x0:x1], frame[y0:y1, x0:x1])
    engine.configure({"mouth_mask": True})
    assert np.array_equal(_swap(engine, frame, 1).image[y0:y1, x0:x1], frame[y0:y1, x0:x1])
    engine.configure({"opacity": 0.0})
    assert _fates(_swap(engine, frame, 2)) == [(False, "error")]


def test_iroop_chooses_and_follows_as_it_is_told(
    home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    engine = open_engine("iroop", stand_ins.iroop(tmp_path / "there"), stand_in_python)
    engine.set_source([stand_ins.picture(faces=BOTH)])
    frame = stand_ins.picture(faces=BOTH)
    left = _inside(_swap(engine, frame).image, LEFT).copy()
    engine.configure({"detect_face_right": True})
    assert _fates(_swap(engine, frame, 1)) == [(False, "not_selected"), (True, "")]
    engine.configure({"detect_face_right": False, "both_faces": True, "flip_faces": True})
    both = _swap(engine, frame, 2)
    assert _fates(both) == [(True, ""), (True, "")]
    assert not np.array_equal(_inside(both.image, LEFT), left)  # the photo's other face
    engine.configure({"both_faces": False, "flip_faces": False, "face_tracking": True})
    assert _fates(_swap(engine, frame, 3)) == [(False, "not_selected")] * 2  # it only remembers it
    assert _fates(_swap(engine, frame, 4)) == [(True, ""), (False, "not_selected")]
    engine.restart()
    assert _fates(_swap(engine, frame, 5)) == [(False, "not_selected")] * 2


@EACH
def test_a_card_that_did_not_load_is_told(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    both = ("CUDAExecutionProvider", "CPUExecutionProvider")
    stand_ins.behave(root, providers=both, real=False)
    told: list[str] = []
    engine = open_engine(engine_id, root, stand_in_python, providers=both, told=told)
    assert engine.provider == "CPUExecutionProvider"
    assert [sentence for sentence in told if "CUDA did not load" in sentence]
