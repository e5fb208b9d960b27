"""A checkout of FaceFusion, real or a stand-in, and the engines that drive it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from engines.api import Checkout, EngineContext, Image
from engines.facefusion.engine import FaceFusionEngine
from engines.facefusion.headless import HeadlessEngine

REPO = Path(__file__).parents[3]
MEDIA = REPO / "resources" / "media"
_E = TypeVar("_E", FaceFusionEngine, HeadlessEngine)


@dataclass
class FaceFusionHere:
    """A checkout and the engines that drive it."""

    root: Path
    cache: Path
    options: dict[str, Any]
    """Every option as it is shipped."""
    own_python: Path | None = None
    """None: that of its `.venv`."""
    load_s: float = 600.0
    """Seconds that it may be silent."""
    engines: list[FaceFusionEngine | HeadlessEngine] = field(default_factory=list)

    @property
    def python(self) -> Path:
        return self.own_python or self.root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def models(self) -> Path:
        return self.root / ".assets" / "models"

    def context(self, root: Path | None, **options: Any) -> EngineContext:
        return EngineContext(
            models=REPO / "resources" / "models",
            cache=self.cache,
            providers=("CPUExecutionProvider",),
            threads=2,
            options={**self.options, **options},
            report=lambda _fraction, _sentence: None,
            buffer=lambda shape: np.empty(shape, np.uint8),
            checkout=Checkout(root or self.root, self.python, live=False, load_s=self.load_s),
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


def objectionable(here: FaceFusionHere) -> Image:
    """A picture, 180x320x3, that stand-in content networks object to; skips where they are real ones."""
    if (here.models / "nsfw_3.onnx").stat().st_size > 1_000_000:
        pytest.skip("the content networks are real ones: there is no such picture here")
    green = np.zeros((180, 320, 3), np.uint8)
    green[:, :, 1] = 255
    return green
