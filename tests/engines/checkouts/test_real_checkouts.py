"""The real programs, driven by the engines, give the very pictures that their own functions give when called directly.

``UNDERSTUDY_CHECKOUTS=folder`` names a folder with the checkouts under their usual names, each with its environment
(`.venv` or `venv`). They run on stand-in networks, in a copy of their code: nothing is written into the checkouts.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.api import Frame, OptionValue
from tests.engines.checkouts import direct, networks
from tests.engines.checkouts.conftest import Open, manifest, shipped

RESOURCES = Path(__file__).parents[3] / "resources"
SHOWN = [0, 45, 90, 120, 185, 215, 260, 270, 345]
"""Frames of the demo in which a face is found: still, moving, turning, speaking, nodding, back again."""
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


@functools.cache
def _pictures() -> dict[str, Pictures]:
    """Frames of the demo by what they are for, and a photo."""
    wanted, frames = {*SHOWN, *STILL}, {}
    clip = cv2.VideoCapture(str(RESOURCES / "media" / "demo.mp4"))
    for number in range(max(wanted) + 1):
        there, frame = clip.read()
        assert there
        if number in wanted:
            frames[number] = frame
    clip.release()
    two = [np.hstack([frames[i][:, 320:960], frames[j][:, 320:960]]) for i, j in ((0, 90), (45, 0))]
    photo = cv2.imread(str(RESOURCES / "media" / "pearl.jpg"))
    empty = np.full_like(frames[0], 90)
    chosen = {"shown": [frames[i] for i in SHOWN], "still": [frames[i] for i in STILL], "two": two, "nobody": [empty]}
    return {name: np.stack(of).astype(np.uint8) for name, of in chosen.items()} | {"photo": np.asarray(photo, np.uint8)}


def _found(engine: str) -> tuple[Path, Path]:
    """Folder and interpreter of a checkout. Skips where there is none."""
    folder = os.environ.get("UNDERSTUDY_CHECKOUTS")
    if not folder:
        pytest.skip("UNDERSTUDY_CHECKOUTS names no folder with checkouts")
    names = manifest(engine)["checkout"]["folders"]
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


def _through_the_bridge(engine: Any, pictures: dict[str, Pictures], cases: Cases, options: dict[str, OptionValue],
                        ) -> dict[str, Pictures]:  # fmt: skip
    results = {}
    for case, (frames, values) in cases.items():
        engine.configure({**options, **values})
        engine.restart()
        swapped = [engine.swap(Frame(image.copy(), index, 0.0)) for index, image in enumerate(pictures[frames])]
        results[case] = np.stack([result.image for result in swapped])
        assert [bool(result.faces) for result in swapped] == [frames != "nobody"] * len(swapped), case
    return results


@pytest.mark.parametrize(
    ("engine_id", "model", "cases"),
    [("deep_live_cam", "inswapper_128.onnx", DEEP_LIVE_CAM), ("iroop", "inswapper_128_fp16.onnx", IROOP)],
)
def test_the_engine_gives_what_the_program_gives(
    engine_id: str, model: str, cases: Cases, home: Path, tmp_path: Path, open_engine: Open
) -> None:
    root, python = _found(engine_id)
    settings = (root / "modules" / "globals.py").read_text(encoding="utf-8")
    assert [key for key in shipped(engine_id) if not re.search(rf"^{key}\b", settings, re.MULTILINE)] == []
    pictures = _pictures()
    code = _copied(root, tmp_path / "checkout", model)
    networks.write_pack(home / ".insightface" / "models" / "buffalo_l")
    told: list[str] = []
    engine = open_engine(engine_id, code, python, told=told)
    assert engine.provider == "CPUExecutionProvider"
    assert engine.set_source([pictures["photo"]])[0]
    ours = _through_the_bridge(engine, pictures, cases, shipped(engine_id))

    work = tmp_path / "work"
    work.mkdir()
    for name, shown in pictures.items():
        np.save(work / f"{name}.npy", shown)
    job = {case: (f"{frames}.npy", {**shipped(engine_id), **values}) for case, (frames, values) in cases.items()}
    (work / "job.json").write_text(json.dumps({"photo": "photo.npy", "cases": job}))
    command = [str(python), str(direct.__file__), engine_id, str(code), str(work)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr

    for case, (frames, _values) in cases.items():
        theirs: Pictures = np.load(work / f"result_{case}.npy")
        differing = [index for index in range(len(theirs)) if not np.array_equal(theirs[index], ours[case][index])]
        assert not differing, f"{case}: frames {differing} differ"
        changed = np.abs(theirs.astype(int) - pictures[frames]).max(axis=(1, 2, 3))
        if case == "followed":
            assert changed[0] == 0  # the program only remembers the first face, and swaps from the second frame on
            changed = changed[1:]
        assert (changed == 0).all() if frames == "nobody" else (changed > 40).all(), case
    assert told == []
