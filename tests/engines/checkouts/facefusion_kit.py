"""The real FaceFusion of whoever names one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import av
import cv2
import numpy as np
import pytest

from engines.api import Checkout, EngineContext, Image
from engines.facefusion.engine import FaceFusionEngine
from engines.facefusion.headless import HeadlessEngine

REPO = Path(__file__).parents[3]
MEDIA = REPO / "resources" / "media"
FRAMES = (0, 55, 130, 200, 320, 360)
"""Of the demo clip: still, moved, turned, speaking, nobody, half covered."""
_E = TypeVar("_E", FaceFusionEngine, HeadlessEngine)


def options_of_facefusion(**changed: Any) -> dict[str, Any]:
    manifest = json.loads((REPO / "engines" / "facefusion" / "engine.json").read_text("utf-8"))
    return {option["key"]: option["default"] for option in manifest["options"]} | changed


@dataclass
class FaceFusionHere:
    """A checkout and the engines that drive it."""

    root: Path
    cache: Path
    engines: list[FaceFusionEngine | HeadlessEngine] = field(default_factory=list)

    @property
    def python(self) -> Path:
        return self.root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def models(self) -> Path:
        return self.root / ".assets" / "models"

    def context(self, root: Path | None, **options: Any) -> EngineContext:
        return EngineContext(
            models=REPO / "resources" / "models",
            cache=self.cache,
            providers=("CPUExecutionProvider",),
            threads=2,
            options=options_of_facefusion(**options),
            report=lambda _fraction, _sentence: None,
            buffer=lambda shape: np.empty(shape, np.uint8),
            checkout=Checkout(root or self.root, self.python, live=False),
        )

    def keep(self, engine: _E) -> _E:
        self.engines.append(engine)
        return engine

    def load(self, root: Path | None = None, **options: Any) -> FaceFusionEngine:
        return self.keep(FaceFusionEngine(self.context(root, **options)))

    def headless(self, root: Path | None = None, **options: Any) -> HeadlessEngine:
        return self.keep(HeadlessEngine(self.context(root, **options)))

    def copy(self, to: Path) -> Path:
        """The program again, with models of its own that can be spoilt."""
        to.mkdir()
        for name in ("facefusion", "facefusion.py", "facefusion.ini"):
            (to / name).symlink_to(self.root / name)
        models = to / ".assets" / "models"
        models.mkdir(parents=True)
        for file in self.models.iterdir():
            models.joinpath(file.name).hardlink_to(file)
        return to


@pytest.fixture
def facefusion(tmp_path: Path) -> Iterator[FaceFusionHere]:
    folder = os.environ.get("UNDERSTUDY_CHECKOUTS")
    names = json.loads((REPO / "engines" / "facefusion" / "engine.json").read_text("utf-8"))["checkout"]["folders"]
    places = [Path(folder, name) for name in names] if folder else []
    root = next((place for place in places if (place / "facefusion.py").is_file()), None)
    if root is None:
        pytest.skip("UNDERSTUDY_CHECKOUTS names no folder with a checkout of FaceFusion")
    cache = tmp_path / "cache"
    cache.mkdir()
    here = FaceFusionHere(root, cache)
    yield here
    for engine in here.engines:
        engine.close()


@pytest.fixture(scope="session")
def demo_frames() -> dict[int, Image]:
    with av.open(str(MEDIA / "demo.mp4")) as clip:
        decoded = enumerate(clip.decode(video=0))
        return {
            number: np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            for number, frame in decoded
            if number in FRAMES
        }


@pytest.fixture(scope="session")
def portrait() -> Image:
    image = cv2.imread(str(MEDIA / "monalisa.jpg"))
    assert image is not None
    return np.asarray(image, np.uint8)
