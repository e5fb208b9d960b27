"""Neural engines over a folder of stand-in models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.api import EngineContext, OptionValue
from engines.neural.engine import NeuralEngine

ROOT = Path(__file__).resolve().parents[3]
MANIFEST = json.loads((ROOT / "engines" / "neural" / "engine.json").read_text("utf-8"))
DEFAULTS: dict[str, OptionValue] = {option["key"]: option["default"] for option in MANIFEST["options"]}

Make = Callable[..., NeuralEngine]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The user's model folder, empty."""
    made = tmp_path / "models"
    made.mkdir()
    return made


@pytest.fixture
def make(tmp_path: Path, folder: Path) -> Iterator[Make]:
    """Engines that find their models in `folder`, closed at the end."""
    made: list[NeuralEngine] = []

    def find(file: str) -> Path | None:
        return folder / file if (folder / file).exists() else None

    def build(
        change: Callable[[EngineContext], EngineContext] = lambda context: context, /, **options: OptionValue
    ) -> NeuralEngine:
        context = EngineContext(
            ROOT / "resources" / "models",
            tmp_path,
            ("CPUExecutionProvider",),
            1,
            DEFAULTS | options,
            lambda _part, _what: None,
            lambda shape: np.empty(shape, np.uint8),
            find,
        )
        made.append(NeuralEngine(change(context)))
        return made[-1]

    yield build
    for engine in made:
        engine.close()
