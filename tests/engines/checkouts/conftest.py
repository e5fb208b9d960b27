"""Engines that drive a program, opened through the bridge and closed after the test."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from engines.api import Checkout, EngineContext, Image, OptionValue
from tests.engines.checkouts import stand_ins
from tests.engines.checkouts.environments import environment, other_python
from tests.engines.checkouts.facefusion_kit import FaceFusionHere

REPOSITORY = Path(__file__).parents[3]
CLASSES = {"deep_live_cam": "DeepLiveCamEngine", "iroop": "IRoopEngine"}
FRAMES = (0, 55, 130, 200, 320, 360)
"""Of the demo clip: still, moved, turned, speaking, nobody, half covered."""

Open = Callable[..., Any]


def manifest(engine_id: str) -> dict[str, Any]:
    """What the engine's manifest says."""
    told: dict[str, Any] = json.loads((REPOSITORY / "engines" / engine_id / "engine.json").read_text(encoding="utf-8"))
    return told


def shipped(engine_id: str) -> dict[str, OptionValue]:
    """Every option of an engine as it is shipped."""
    return {option["key"]: option["default"] for option in manifest(engine_id)["options"]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, in which insightface's models are stand-ins."""
    folder = tmp_path / "home"
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    stand_ins.pack(folder)
    return folder


@pytest.fixture(scope="session")
def stand_in_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with numpy alone, of another version than this one where the machine has it."""
    return environment(tmp_path_factory.mktemp("environment") / ".venv", python=other_python())


@pytest.fixture
def open_engine(tmp_path: Path) -> Iterator[Open]:
    """``open_engine(engine_id, root, python, providers=..., told=..., **options)``: the engine, loaded."""
    engines: list[Any] = []
    cache = tmp_path / "cache"
    cache.mkdir()

    def opened(engine_id: str, root: Path, python: Path, *, providers: tuple[str, ...] = ("CPUExecutionProvider",),
               told: list[str] | None = None, frame_s: float = 20.0, **options: OptionValue) -> Any:  # fmt: skip
        heard = [] if told is None else told
        context = EngineContext(
            models=REPOSITORY / "resources" / "models",
            cache=cache,
            providers=providers,
            threads=1,
            options={**shipped(engine_id), **options},
            report=lambda _fraction, _sentence: None,
            buffer=lambda shape: np.empty(shape, np.uint8),
            checkout=Checkout(root, python, versions="0.0.0 of 2026-01-01", live=False, frame_s=frame_s),
            tell=lambda sentence, _hint: heard.append(sentence),
        )
        engines.append(getattr(importlib.import_module(f"engines.{engine_id}.engine"), CLASSES[engine_id])(context))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.close()


@pytest.fixture
def facefusion(tmp_path: Path) -> Iterator[FaceFusionHere]:
    """The real one of whoever names it; skips where nobody does."""
    folder = os.environ.get("UNDERSTUDY_CHECKOUTS")
    places = [Path(folder, name) for name in manifest("facefusion")["checkout"]["folders"]] if folder else []
    root = next((place for place in places if (place / "facefusion.py").is_file()), None)
    if root is None:
        pytest.skip("UNDERSTUDY_CHECKOUTS names no folder with a checkout of FaceFusion")
    cache = tmp_path / "cache"
    cache.mkdir()
    here = FaceFusionHere(root, cache, shipped("facefusion"))
    yield here
    for engine in here.engines:
        engine.close()


@pytest.fixture
def facefusion_stand_in(tmp_path: Path, stand_in_python: Path) -> Iterator[FaceFusionHere]:
    """A stand-in for it."""
    cache = tmp_path / "cache"
    cache.mkdir()
    root = stand_ins.facefusion(tmp_path / "facefusion")
    here = FaceFusionHere(root, cache, shipped("facefusion"), stand_in_python)
    yield here
    for engine in here.engines:
        engine.close()


@pytest.fixture(scope="session")
def demo_frames() -> dict[int, Image]:
    """By number, those of `FRAMES`."""
    with av.open(str(REPOSITORY / "resources" / "media" / "demo.mp4")) as clip:
        decoded = enumerate(clip.decode(video=0))
        return {
            number: np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            for number, frame in decoded
            if number in FRAMES
        }


@pytest.fixture(scope="session")
def portrait() -> Image:
    """A photo with a face."""
    image = cv2.imread(str(REPOSITORY / "resources" / "media" / "monalisa.jpg"))
    assert image is not None
    return np.asarray(image, np.uint8)
