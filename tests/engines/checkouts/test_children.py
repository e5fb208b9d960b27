"""What the engines for Deep-Live-Cam and iRoop make of a program that looks like it, through the bridge."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.api import EngineError, Frame, NoFaceError, SwapResult
from engines.toolkit import bridge_insightface
from tests.engines.checkouts import stand_ins
from tests.engines.checkouts.conftest import REPOSITORY, Open, manifest, shipped
from tests.engines.checkouts.environments import environment

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


@pytest.mark.parametrize(
    ("engine_id", "kind"),
    [("deep_live_cam", "slow"), ("deep_live_cam", "crashing"), ("deep_live_cam", "stuck"), ("iroop", "hanging")],
)
def test_a_frame_that_the_program_does_not_give_back_is_made_again(
    engine_id: str, kind: stand_ins.Kind, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    engine = open_engine(engine_id, root, stand_in_python, frame_s=1.0 if kind in ("hanging", "stuck") else 60.0)
    engine.set_source([stand_ins.picture()])
    frame = stand_ins.picture()
    plain = _swap(engine, frame).image.copy()
    began = engine.pid
    stand_ins.behave(root, kind, times=1, seconds=0.1)
    result = _swap(engine, frame, 1)
    assert stand_ins.happened(root) == 1
    assert np.array_equal(result.image, plain)
    assert (engine.pid == began) == (kind == "slow")


@EACH
@pytest.mark.parametrize("kind", ["exiting", "raising", "wrong_shape"])
def test_a_frame_that_fails_is_one_frame(
    engine_id: str, kind: stand_ins.Kind, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    engine = open_engine(engine_id, root, stand_in_python)
    engine.set_source([stand_ins.picture()])
    began = engine.pid
    stand_ins.behave(root, kind, times=1)
    with pytest.raises(EngineError):
        _swap(engine, stand_ins.picture())
    assert _fates(_swap(engine, stand_ins.picture(), 1)) == [(True, "")]
    assert engine.pid == began


@EACH
@pytest.mark.parametrize("loading", ["crashing", "exiting", "leaving"])
def test_a_program_that_ends_while_it_loads_is_an_error_in_words(
    engine_id: str, loading: stand_ins.Loading, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    stand_ins.behave(root, loading=loading)
    with pytest.raises(EngineError) as caught:
        open_engine(engine_id, root, stand_in_python)
    assert caught.value.code.startswith("checkout.")


@EACH
def test_nothing_is_fetched(
    engine_id: str, home: Path, tmp_path: Path, stand_in_python: Path, open_engine: Open
) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    stand_ins.behave(root, loading="fetching")
    told: list[str] = []
    engine = open_engine(engine_id, root, stand_in_python, told=told)
    assert engine.provider == "CPUExecutionProvider"
    assert [sentence for sentence in told if "example.invalid" in sentence]


@EACH
def test_a_numpy_that_does_not_work_is_named(engine_id: str, home: Path, tmp_path: Path, open_engine: Open) -> None:
    root = MAKE[engine_id](tmp_path / "there")
    with pytest.raises(EngineError, match="no numpy that works: numpy was built for another") as caught:
        open_engine(engine_id, root, environment(root / ".venv", numpy="broken"))
    assert caught.value.code == "checkout.package"


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
    root = stand_ins.deep_live_cam(tmp_path / "there")
    engine = open_engine("deep_live_cam", root, stand_in_python)
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
    stand_ins.behave(root, "unchanged")
    _swap(engine, alone, 10)
    stand_ins.behave(root)
    assert np.array_equal(_swap(engine, alone, 11).image, plain)  # it was not swapped
    _swap(engine, moved, 12)
    assert not np.array_equal(steadied, _swap(engine, moved, 13).image)


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


@EACH
def test_the_manifest_and_the_child_name_the_same_options_and_models(engine_id: str) -> None:
    child: Any = importlib.import_module(f"engines.{engine_id}.child")
    assert set(shipped(engine_id)) == set(child._SETTINGS)
    models = manifest(engine_id)["checkout"]["models"]
    named = [Path(path).name for model in models for path in (model["path"], *model.get("alternatives", ()))]
    swappers = child._MODELS if engine_id == "deep_live_cam" else [child._MODEL]
    assert named == [*swappers, *(f"{name}.onnx" for name in child._PACK)]


def test_a_face_counts_as_changed_by_its_middle_and_not_by_what_rounding_does() -> None:
    before = np.full((100, 100, 3), 100, np.uint8)
    patch = bridge_insightface.Patch(before, (20.0, 20.0, 80.0, 80.0))
    rounded, edge, swapped = before - 1, before.copy(), before.copy()
    edge[20:34, 20:80] = 0  # a neighbour's
    swapped[40:60, 40:60] += 60
    assert [patch.changed(one, 1.0) for one in (rounded, edge, swapped)] == [False, False, True]
    assert not patch.changed(swapped[:50, :50], 1.0)
    outside = bridge_insightface.Patch(before, (90.0, 20.0, 170.0, 80.0))
    assert not outside.changed(swapped, 0.0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is loaded is read from /proc")
def test_libraries_of_cards_are_loaded_from_the_packages_before_the_program(tmp_path: Path) -> None:
    """Any library serves for one of a card's: it lies where they do, and one that can not be loaded lies beside it."""
    python = environment(tmp_path / ".venv", packages={"nvidia": "1"})
    (site,) = (tmp_path / ".venv").rglob("site-packages")
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    (any_library,) = [path for path in mapped if Path(path).name.startswith("libm.so")]
    (site / "nvidia" / "cublas" / "lib").mkdir(parents=True)
    shutil.copy(any_library, site / "nvidia" / "cublas" / "lib" / "libcublas.so.12")
    (site / "nvidia" / "cublas" / "lib" / "libbroken.so.1").write_text("no library")
    asked = (
        f"import os, sys; sys.path.append({str(REPOSITORY / 'engines' / 'toolkit')!r})\n"
        f"import bridge_insightface\nbridge_insightface.prepare_libraries({str(tmp_path)!r}, 1)\n"
        "print('libcublas.so.12' in open('/proc/self/maps').read(), os.environ['CUDA_VISIBLE_DEVICES'])"
    )
    plain = {name: value for name, value in os.environ.items() if name != "CUDA_VISIBLE_DEVICES"}
    run = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=60, env=plain)
    assert run.stdout.split() == ["True", "1"], run.stderr
