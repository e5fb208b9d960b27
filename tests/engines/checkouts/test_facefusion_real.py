"""The real FaceFusion through the bridge gives what its own functions give, byte for byte.

`UNDERSTUDY_CHECKOUTS=folder` names a folder with a checkout of it, its environment in `.venv`, its models (or those of
`tests.engines.checkouts.facefusion_networks`) in their place.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engines.api import EngineError, Frame, Image, NoFaceError, StopRunError
from tests.engines.checkouts.facefusion_kit import MEDIA, FaceFusionHere, objectionable


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({}, ""),
        (
            {"model": "inswapper_128_fp16", "pixel_boost": "256x256", "weight": 0.8, "mask_blur": 0.1},
            "--face-swapper-model inswapper_128_fp16 --face-swapper-pixel-boost 256x256 --face-swapper-weight 0.8 "
            "--face-mask-blur 0.1",
        ),
        (
            {"masks": "box+occlusion+region", "detector": "scrfd", "mask_top": 10, "mask_left": 5, "rotated": True},
            "--face-mask-types box occlusion region --face-detector-model scrfd --face-mask-padding 10 0 0 5 "
            "--face-detector-angles 0 90 180 270",
        ),
        (
            {"enhancer": "codeformer", "enhancer_blend": 60, "model": "simswap_256"},
            "--processors face_swapper face_enhancer --face-enhancer-model codeformer --face-enhancer-blend 60 "
            "--face-swapper-model simswap_256",
        ),
    ],
    ids=["as it comes", "boost", "masks", "enhancer"],
)
def test_the_picture_is_the_programs_own(
    facefusion: FaceFusionHere,
    demo_frames: dict[int, Image],
    portrait: Image,
    tmp_path: Path,
    options: dict[str, Any],
    arguments: str,
) -> None:
    files = []
    for number, image in demo_frames.items():
        files.append(str(tmp_path / f"{number}.png"))
        cv2.imwrite(files[-1], image)
    script = Path(__file__).with_name("facefusion_direct.py")
    command = [
        str(facefusion.python),
        str(script),
        str(MEDIA / "monalisa.jpg"),
        str(tmp_path),
        *files,
        "--",
        *arguments.split(),
    ]
    done = subprocess.run(command, cwd=facefusion.root, check=False, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    engine = facefusion.load(**options)
    engine.set_source([portrait])
    swapped = 0
    for number, image in demo_frames.items():
        result = engine.swap(Frame(image.copy(), number, number / 30))
        wanted = np.load(tmp_path / f"{number}.npy")
        assert np.array_equal(result.image, wanted), f"frame {number} differs"
        swapped += any(face.swapped for face in result.faces)
        assert any(face.swapped for face in result.faces) == bool(np.any(wanted != image))
    assert swapped >= 4  # in one of them nobody is there


def test_options_that_are_changed_are_those_of_a_new_start(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    changed: dict[str, Any] = {
        "model": "inswapper_128_fp16",
        "masks": "box+occlusion",
        "detector": "yunet",
        "weight": 1.0,
    }
    one, other = facefusion.load(), facefusion.load(**changed)
    one.set_source([portrait])
    other.set_source([portrait])
    one.configure(changed)
    frame = Frame(demo_frames[0].copy(), 0, 0.0)
    assert np.array_equal(one.swap(frame).image, other.swap(frame).image)


def test_it_says_so_where_there_is_no_face(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion.load()
    with pytest.raises(NoFaceError, match="no face"):
        engine.set_source([np.full((300, 300, 3), 40, np.uint8)])
    engine.set_source([portrait])
    with pytest.raises(NoFaceError, match="no face"):
        engine.set_source([np.full((300, 300, 3), 40, np.uint8)])
    assert any(face.swapped for face in engine.swap(Frame(demo_frames[0].copy(), 0, 0.0)).faces)  # the one before stays


def test_what_its_content_check_objects_to_ends_the_run(facefusion: FaceFusionHere, portrait: Image) -> None:
    green = objectionable(facefusion)
    engine = facefusion.load()
    engine.set_source([portrait])
    with pytest.raises(StopRunError, match="content check") as caught:
        engine.swap(Frame(green, 0, 0.0))
    assert caught.value.code == "checkout.refused"


def test_a_model_that_is_missing_or_damaged_is_told_and_none_is_deleted(
    facefusion: FaceFusionHere, tmp_path: Path
) -> None:
    root = facefusion.copy(tmp_path / "copy")
    models = root / ".assets" / "models"
    kept = (models / "fairface.onnx").read_bytes()
    for name in ("fairface.onnx", "2dfan4.hash"):
        (models / name).unlink()
    with pytest.raises(EngineError, match=r"FaceFusion lacks 2dfan4\.hash, fairface\.onnx\.") as caught:
        facefusion.load(root)
    assert caught.value.code == "checkout.model_missing"
    assert str(models) in caught.value.hint
    assert (models / "2dfan4.onnx").is_file()  # FaceFusion itself would have deleted it
    (models / "2dfan4.hash").hardlink_to(facefusion.models / "2dfan4.hash")
    (models / "fairface.onnx").write_bytes(kept[:-1])
    with pytest.raises(EngineError, match=r"fairface\.onnx is damaged") as caught:
        facefusion.load(root)
    assert caught.value.code == "checkout.model_damaged"
    assert (models / "fairface.onnx").is_file()


def test_a_model_that_does_not_load_ends_the_program_and_is_told(facefusion: FaceFusionHere, tmp_path: Path) -> None:
    root = facefusion.copy(tmp_path / "copy")
    model = root / ".assets" / "models" / "fairface.onnx"
    for file in (model, model.with_suffix(".hash")):
        file.unlink()
    model.write_bytes(b"no network")
    model.with_suffix(".hash").write_text(f"{zlib.crc32(b'no network'):08x}", "ascii")
    with pytest.raises(EngineError, match="fairface"):
        facefusion.load(root)


def test_a_choice_whose_model_is_missing_leaves_the_engine_as_it_was(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image, tmp_path: Path
) -> None:
    root = facefusion.copy(tmp_path / "copy")
    (root / ".assets" / "models" / "ghost_1_256.onnx").unlink()
    engine = facefusion.load(root)
    engine.set_source([portrait])
    before = engine.swap(Frame(demo_frames[0].copy(), 0, 0.0)).image
    with pytest.raises(EngineError, match=r"lacks ghost_1_256\.onnx"):
        engine.configure({"model": "ghost_1_256"})
    assert np.array_equal(engine.swap(Frame(demo_frames[0].copy(), 1, 0.1)).image, before)


def test_kill_after_kill_the_run_goes_on(
    facefusion: FaceFusionHere, demo_frames: dict[int, Image], portrait: Image
) -> None:
    engine = facefusion.load()
    engine.set_source([portrait])
    for number in range(10):
        pid = engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        result = engine.swap(Frame(demo_frames[0].copy(), number, time.monotonic()))
        assert any(face.swapped for face in result.faces)
        assert engine.pid != pid


def test_a_changed_content_filter_is_refused(facefusion: FaceFusionHere, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(facefusion.root), str(root)], check=True)
    (root / ".assets").symlink_to(facefusion.root / ".assets")
    file = root / "facefusion" / "content_analyser.py"
    file.write_text(file.read_text("utf-8").replace("return detect_nsfw(vision_frame)", "return False"), "utf-8")
    with pytest.raises(EngineError, match="content filter"):
        facefusion.load(root)
