"""The real programs, driven by the engines, give the very pictures that their own functions give when called directly.

``UNDERSTUDY_CHECKOUTS=folder`` names a folder with the checkouts under their usual names, each with its environment
(`.venv` or `venv`). They run on stand-in networks, in a copy of their code: nothing is written into the checkouts.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.api import Checkout, Engine, EngineContext, Frame, OptionValue
from tests.engines.checkouts import direct, networks

RESOURCES = Path(__file__).parents[3] / "resources"
ENGINES = Path(__file__).parents[3] / "engines"
SHOWN = [0, 45, 90, 130, 170, 215, 260, 300]
"""Frames of the demo in which a face is found: still, moving, turning, speaking, nodding."""
STILL = list(range(60, 72))

Pictures = NDArray[np.uint8]
Cases = dict[str, tuple[str, dict[str, OptionValue]]]
"""By name: which frames, and which options are not as they are shipped."""

DEEP_LIVE_CAM: Cases = {
    "shipped": ("shown", {}),
    "nobody": ("nobody", {}),
    "mouth": ("shown", {"mouth_mask": True, "mouth_mask_size": 35.0}),
    "blended": ("shown", {"poisson_blend": True, "opacity": 0.7}),
    "sharpened": ("shown", {"sharpness": 2.0}),
    "steadied": ("still", {"enable_interpolation": True, "interpolation_weight": 0.4}),
    "left_of_two": ("two", {}),
    "both": ("two", {"many_faces": True, "mouth_mask": True}),
}
IROOP: Cases = {
    "shipped": ("shown", {}),
    "nobody": ("nobody", {}),
    "mouth": ("shown", {"mouth_mask": True, "mask_down_size": 0.8, "mask_size": 3}),
    "left_of_two": ("two", {}),
    "right_of_two": ("two", {"detect_face_right": True}),
    "two": ("two", {"both_faces": True, "flip_faces": True}),
    "all": ("two", {"many_faces": True}),
    "followed": ("still", {"face_tracking": True}),
}


@pytest.fixture(scope="module")
def pictures() -> dict[str, Pictures]:
    """Frames of the demo by what they are for, and a photo."""
    clip = cv2.VideoCapture(str(RESOURCES / "media" / "demo.mp4"))
    frames = []
    while True:
        there, frame = clip.read()
        if not there:
            break
        frames.append(frame)
    clip.release()
    two = [np.hstack([frames[i][:, 320:960], frames[j][:, 320:960]]) for i, j in ((0, 90), (45, 0))]
    photo = cv2.imread(str(RESOURCES / "media" / "pearl.jpg"))
    empty = np.full_like(frames[0], 90)
    chosen = {"shown": [frames[i] for i in SHOWN], "still": [frames[i] for i in STILL], "two": two, "nobody": [empty]}
    return {name: np.stack(of).astype(np.uint8) for name, of in chosen.items()} | {"photo": np.asarray(photo, np.uint8)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with insightface's models."""
    networks.write_pack(tmp_path / "home" / ".insightface" / "models" / "buffalo_l")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


def _found(engine: str) -> tuple[Path, Path]:
    """Folder and interpreter of a checkout. Skips where there is none."""
    folder = os.environ.get("UNDERSTUDY_CHECKOUTS")
    if not folder:
        pytest.skip("UNDERSTUDY_CHECKOUTS names no folder with checkouts")
    names = json.loads((ENGINES / engine / "engine.json").read_text(encoding="utf-8"))["checkout"]["folders"]
    root = next((Path(folder, name) for name in names if Path(folder, name).is_dir()), None)
    if root is None:
        pytest.skip(f"{folder} has no folder {' or '.join(names)}")
    below = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    python = next((root / name / below for name in (".venv", "venv") if (root / name / below).exists()), None)
    if python is None:
        pytest.skip(f"{root} has no environment .venv or venv")
    return root, python


def _copied(root: Path, to: Path, model: str) -> Path:
    """The code of a checkout alone, with a stand-in for its swapper."""
    shutil.copytree(root / "modules", to / "modules", ignore=shutil.ignore_patterns("__pycache__"))
    networks.write_swappers(to / "models", (model,))
    return to


@pytest.fixture
def opened() -> Iterator[list[Engine]]:
    """Engines that are closed afterwards."""
    engines: list[Engine] = []
    yield engines
    for engine in engines:
        engine.close()


def _through_the_bridge(engine: Any, pictures: dict[str, Pictures], cases: Cases, options: dict[str, OptionValue],
                        ) -> dict[str, Pictures]:  # fmt: skip
    results = {}
    for case, (frames, values) in cases.items():
        engine.configure({**options, **values})
        engine.restart()
        swapped = [engine.swap(Frame(image.copy(), index, 0.0)) for index, image in enumerate(pictures[frames])]
        results[case] = np.stack([result.image for result in swapped])
        for result in swapped:
            assert bool(result.faces) == (frames != "nobody")
    return results


@pytest.mark.parametrize(
    ("engine_id", "factory", "model", "cases"),
    [
        ("deep_live_cam", "DeepLiveCamEngine", "inswapper_128.onnx", DEEP_LIVE_CAM),
        ("iroop", "IRoopEngine", "inswapper_128_fp16.onnx", IROOP),
    ],
)
def test_the_engine_gives_what_the_program_gives(
    engine_id: str, factory: str, model: str, cases: Cases, pictures: dict[str, Pictures], home: Path, tmp_path: Path,
    opened: list[Engine],
) -> None:  # fmt: skip
    root, python = _found(engine_id)
    code = _copied(root, tmp_path / "checkout", model)
    manifest = json.loads((ENGINES / engine_id / "engine.json").read_text(encoding="utf-8"))
    shipped: dict[str, OptionValue] = {option["key"]: option["default"] for option in manifest["options"]}
    told: list[str] = []
    (tmp_path / "cache").mkdir()
    context = EngineContext(
        models=RESOURCES / "models",
        cache=tmp_path / "cache",
        providers=("CPUExecutionProvider",),
        threads=1,
        options=shipped,
        report=lambda _fraction, _sentence: None,
        buffer=lambda shape: np.empty(shape, np.uint8),
        checkout=Checkout(code, python, live=False),
        tell=lambda sentence, _hint: told.append(sentence),
    )
    engine = getattr(importlib.import_module(f"engines.{engine_id}.engine"), factory)(context)
    opened.append(engine)
    assert engine.provider == "CPUExecutionProvider"
    assert engine.set_source([pictures["photo"]])[0]
    ours = _through_the_bridge(engine, pictures, cases, shipped)

    work = tmp_path / "work"
    work.mkdir()
    for name, frames in pictures.items():
        np.save(work / f"{name}.npy", frames)
    job = {case: (f"{frames}.npy", {**shipped, **values}) for case, (frames, values) in cases.items()}
    (work / "job.json").write_text(json.dumps({"photo": "photo.npy", "cases": job}))
    command = [str(python), str(direct.__file__), engine_id, str(code), str(work)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr

    for case, (frames, _values) in cases.items():
        theirs = np.load(work / f"{case}.npy")
        differing = [index for index in range(len(theirs)) if not np.array_equal(theirs[index], ours[case][index])]
        assert not differing, f"{case}: frames {differing} differ"
        changed = np.abs(theirs.astype(int) - pictures[frames]).max(axis=(1, 2, 3))
        if case == "followed":
            assert changed[0] == 0  # the program only remembers the first face, and swaps from the second frame on
            changed = changed[1:]
        assert (changed == 0).all() if frames == "nobody" else (changed > 40).all(), case
    assert told == []
