"""The real FaceFusion through the bridge gives what its own functions give, byte for byte.

`UNDERSTUDY_CHECKOUTS=folder` names a folder with a checkout of it, its environment in `.venv`, its models (or those of
`tests.engines.checkouts.facefusion_networks`) in their place.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from engines.api import Checkout, EngineContext, EngineError, Frame, Image, NoFaceError, StopRunError
from engines.facefusion.engine import FaceFusionEngine

REPO = Path(__file__).parents[3]
MEDIA = REPO / "resources" / "media"
FRAMES = (0, 55, 130, 200, 320, 360)


def _root() -> Path | None:
    folder = os.environ.get("UNDERSTUDY_CHECKOUTS")
    names = json.loads((REPO / "engines" / "facefusion" / "engine.json").read_text("utf-8"))["checkout"]["folders"]
    places = [Path(folder, name) for name in names] if folder else []
    return next((place for place in places if (place / "facefusion.py").is_file()), None)


ROOT = _root()
pytestmark = pytest.mark.skipif(
    ROOT is None, reason="UNDERSTUDY_CHECKOUTS names no folder with a checkout of FaceFusion"
)


def _options(**changed: Any) -> dict[str, Any]:
    manifest = json.loads((REPO / "engines" / "facefusion" / "engine.json").read_text("utf-8"))
    return {option["key"]: option["default"] for option in manifest["options"]} | changed


def _python() -> Path:
    assert ROOT is not None
    return ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Loader:
    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.engines: list[FaceFusionEngine] = []

    def load(self, root: Path | None = None, **options: Any) -> FaceFusionEngine:
        place = root or ROOT
        assert place is not None
        context = EngineContext(
            models=REPO / "resources" / "models",
            cache=self.cache,
            providers=("CPUExecutionProvider",),
            threads=2,
            options=_options(**options),
            report=lambda _fraction, _sentence: None,
            buffer=lambda shape: np.empty(shape, np.uint8),
            checkout=Checkout(place, _python(), live=False),
        )
        engine = FaceFusionEngine(context)
        self.engines.append(engine)
        return engine


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[Loader]:
    made = Loader(tmp_path)
    yield made
    for engine in made.engines:
        engine.close()


@pytest.fixture(scope="module")
def frames() -> dict[int, Image]:
    with av.open(str(MEDIA / "demo.mp4")) as clip:
        decoded = enumerate(clip.decode(video=0))
        return {number: frame.to_ndarray(format="bgr24") for number, frame in decoded if number in FRAMES}


def _photo() -> Image:
    image = cv2.imread(str(MEDIA / "monalisa.jpg"))
    assert image is not None
    return np.asarray(image, np.uint8)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({}, []),
        (
            {"model": "inswapper_128_fp16", "pixel_boost": "256x256", "weight": 0.8, "mask_blur": 0.1},
            ["--face-swapper-model", "inswapper_128_fp16", "--face-swapper-pixel-boost", "256x256"]
            + ["--face-swapper-weight", "0.8", "--face-mask-blur", "0.1"],
        ),
        (
            {"masks": "box+occlusion+region", "detector": "scrfd", "mask_top": 10, "mask_left": 5, "rotated": True},
            ["--face-mask-types", "box", "occlusion", "region", "--face-detector-model", "scrfd"]
            + ["--face-mask-padding", "10", "0", "0", "5", "--face-detector-angles", "0", "90", "180", "270"],
        ),
        (
            {"enhancer": "codeformer", "enhancer_blend": 60, "model": "simswap_256"},
            ["--processors", "face_swapper", "face_enhancer", "--face-enhancer-model", "codeformer"]
            + ["--face-enhancer-blend", "60", "--face-swapper-model", "simswap_256"],
        ),
    ],
    ids=["as it comes", "boost", "masks", "enhancer"],
)
def test_the_picture_is_the_programs_own(
    loader: Loader, frames: dict[int, Image], tmp_path: Path, options: dict[str, Any], arguments: list[str]
) -> None:
    files = []
    for number, image in frames.items():
        files.append(str(tmp_path / f"{number}.png"))
        cv2.imwrite(files[-1], image)
    script = Path(__file__).with_name("facefusion_direct.py")
    command = [str(_python()), str(script), str(MEDIA / "monalisa.jpg"), str(tmp_path), *files, "--", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    engine = loader.load(**options)
    engine.set_source([_photo()])
    swapped = 0
    for number, image in frames.items():
        result = engine.swap(Frame(image.copy(), number, number / 30))
        wanted = np.load(tmp_path / f"{number}.npy")
        assert np.array_equal(result.image, wanted), f"frame {number} differs"
        swapped += any(face.swapped for face in result.faces)
        assert any(face.swapped for face in result.faces) == bool(np.any(wanted != image))
    assert swapped >= 4  # in one of them nobody is there


def test_options_that_are_changed_are_those_of_a_new_start(loader: Loader, frames: dict[int, Image]) -> None:
    changed = {"model": "inswapper_128_fp16", "masks": "box+occlusion", "detector": "yunet", "weight": 1.0}
    one, other = loader.load(), loader.load(**changed)
    one.set_source([_photo()])
    other.set_source([_photo()])
    one.configure(changed)
    frame = Frame(frames[0].copy(), 0, 0.0)
    assert np.array_equal(one.swap(frame).image, other.swap(frame).image)


def test_it_says_so_where_there_is_no_face(loader: Loader, frames: dict[int, Image]) -> None:
    engine = loader.load()
    with pytest.raises(NoFaceError, match="no face"):
        engine.set_source([np.full((300, 300, 3), 40, np.uint8)])
    engine.set_source([_photo()])
    with pytest.raises(NoFaceError, match="no face"):
        engine.set_source([np.full((300, 300, 3), 40, np.uint8)])
    assert any(face.swapped for face in engine.swap(Frame(frames[0].copy(), 0, 0.0)).faces)  # the one before stays


def test_what_its_content_check_objects_to_ends_the_run(loader: Loader) -> None:
    assert ROOT is not None
    if (ROOT / ".assets" / "models" / "nsfw_3.onnx").stat().st_size > 1_000_000:
        pytest.skip("the content networks are real ones: there is no such picture here")
    engine = loader.load()
    engine.set_source([_photo()])
    green = np.zeros((180, 320, 3), np.uint8)
    green[:, :, 1] = 255
    with pytest.raises(StopRunError, match="content check") as caught:
        engine.swap(Frame(green, 0, 0.0))
    assert caught.value.code == "checkout.refused"


def _copy_of(root: Path, to: Path) -> Path:
    """The program again, with models of its own that can be spoilt."""
    to.mkdir()
    for name in ("facefusion", "facefusion.py", "facefusion.ini"):
        (to / name).symlink_to(root / name)
    models = to / ".assets" / "models"
    models.mkdir(parents=True)
    for file in (root / ".assets" / "models").iterdir():
        models.joinpath(file.name).hardlink_to(file)
    return to


def test_a_model_that_is_missing_or_damaged_is_told_and_none_is_deleted(loader: Loader, tmp_path: Path) -> None:
    assert ROOT is not None
    root = _copy_of(ROOT, tmp_path / "copy")
    models = root / ".assets" / "models"
    kept = (models / "fairface.onnx").read_bytes()
    for name in ("fairface.onnx", "2dfan4.hash"):
        (models / name).unlink()
    with pytest.raises(EngineError, match=r"FaceFusion lacks 2dfan4\.hash, fairface\.onnx\.") as caught:
        loader.load(root)
    assert caught.value.code == "checkout.model_missing"
    assert str(models) in caught.value.hint
    assert (models / "2dfan4.onnx").is_file()  # FaceFusion itself would have deleted it
    (models / "2dfan4.hash").hardlink_to(ROOT / ".assets" / "models" / "2dfan4.hash")
    (models / "fairface.onnx").write_bytes(kept[:-1])
    with pytest.raises(EngineError, match=r"fairface\.onnx is damaged") as caught:
        loader.load(root)
    assert caught.value.code == "checkout.model_damaged"
    assert (models / "fairface.onnx").is_file()


def test_a_model_that_does_not_load_ends_the_program_and_is_told(loader: Loader, tmp_path: Path) -> None:
    assert ROOT is not None
    root = _copy_of(ROOT, tmp_path / "copy")
    model = root / ".assets" / "models" / "fairface.onnx"
    for file in (model, model.with_suffix(".hash")):
        file.unlink()
    model.write_bytes(b"no network")
    model.with_suffix(".hash").write_text(f"{zlib.crc32(b'no network'):08x}", "ascii")
    with pytest.raises(EngineError, match="fairface"):
        loader.load(root)


def test_a_choice_whose_model_is_missing_leaves_the_engine_as_it_was(
    loader: Loader, frames: dict[int, Image], tmp_path: Path
) -> None:
    assert ROOT is not None
    root = _copy_of(ROOT, tmp_path / "copy")
    (root / ".assets" / "models" / "ghost_1_256.onnx").unlink()
    engine = loader.load(root)
    engine.set_source([_photo()])
    before = engine.swap(Frame(frames[0].copy(), 0, 0.0)).image
    with pytest.raises(EngineError, match=r"lacks ghost_1_256\.onnx"):
        engine.configure({"model": "ghost_1_256"})
    assert np.array_equal(engine.swap(Frame(frames[0].copy(), 1, 0.1)).image, before)


def test_kill_after_kill_the_run_goes_on(loader: Loader, frames: dict[int, Image]) -> None:
    engine = loader.load()
    engine.set_source([_photo()])
    for number in range(3):
        pid = engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        result = engine.swap(Frame(frames[0].copy(), number, time.monotonic()))
        assert any(face.swapped for face in result.faces)
        assert engine.pid != pid


def test_a_changed_content_filter_is_refused(loader: Loader, tmp_path: Path) -> None:
    assert ROOT is not None
    root = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
    (root / ".assets").symlink_to(ROOT / ".assets")
    file = root / "facefusion" / "content_analyser.py"
    file.write_text(file.read_text("utf-8").replace("return detect_nsfw(vision_frame)", "return False"), "utf-8")
    with pytest.raises(EngineError, match="content filter"):
        loader.load(root)
