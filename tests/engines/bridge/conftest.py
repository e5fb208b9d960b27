"""A bridge to a program of the tests."""

from __future__ import annotations

import json
import queue
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.api import Checkout, EngineContext, Frame, Image
from engines.toolkit.bridge import BridgeEngine

MODELS = Path(__file__).parents[3] / "resources" / "models"


class ToyEngine(BridgeEngine):
    program = "Toy"
    child = Path(__file__).with_name("program.py")


@dataclass
class Toy:
    """Where the program lies, and the engines that drive it."""

    root: Path
    cache: Path
    python: Path = Path(sys.executable)
    told: queue.Queue[tuple[str, str]] = field(default_factory=queue.Queue)
    reported: list[tuple[float, str]] = field(default_factory=list)
    engines: list[BridgeEngine] = field(default_factory=list)
    frames: int = 0

    def order(self, **orders: Any) -> None:
        """What the program does from now on."""
        new = self.root / "orders.new"
        new.write_text(json.dumps(orders), "utf-8")
        new.replace(self.root / "orders.json")

    def load(self, options: dict[str, Any] | None = None, **checkout: Any) -> BridgeEngine:
        context = EngineContext(
            models=MODELS,
            cache=self.cache,
            providers=("CPUExecutionProvider",),
            threads=1,
            options=options or {},
            report=lambda fraction, sentence: self.reported.append((fraction, sentence)),
            buffer=lambda shape: np.empty(shape, np.uint8),
            checkout=replace(Checkout(self.root, self.python), **checkout),
            tell=lambda sentence, hint: self.told.put((sentence, hint)),
        )
        engine = ToyEngine(context)
        self.engines.append(engine)
        return engine

    def frame(self, height: int = 96, width: int = 128) -> Frame:
        rng = np.random.default_rng(self.frames)
        image: Image = rng.integers(0, 256, (height, width, 3), np.uint8)
        self.frames += 1
        return Frame(image, self.frames - 1, time.monotonic())

    def hear(self, words: str) -> str:
        """Wait until the user is told something with these words in it."""
        while True:
            sentence, hint = self.told.get(timeout=60)
            if words in f"{sentence} {hint}":
                return f"{sentence} {hint}"


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Toy]:
    root, cache = tmp_path / "checkout", tmp_path / "cache"
    root.mkdir()
    cache.mkdir()
    made = Toy(root, cache)
    made.order()
    yield made
    for engine in made.engines:
        engine.close()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Ask again and again, for a minute at most."""

    def ask(true: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not true():
            assert time.monotonic() < end, "it did not come about"
            time.sleep(0.005)

    return ask
