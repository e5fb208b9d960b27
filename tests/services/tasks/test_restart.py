"""Engines that ship, brought back to how they were before the first frame: the same frames give the same pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.pipeline.clips import Clip
from app.pipeline.photos import load_photo
from app.services.engines import check_options, discover, load, usable
from engines.api import Engine, EngineContext, Frame, Image
from tests.services.copies_kit import make_home

ENGINES = ("mesh", "neural")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    home = make_home(tmp_path / "home")
    made: list[Engine] = []

    def engine(name: str) -> Engine:
        if name == "neural":
            made.append(home.engine())
            return made[-1]
        manifest = usable(discover([home.paths.engines]), name)
        context = EngineContext(
            models=home.paths.models,
            cache=tmp_path,
            providers=("CPUExecutionProvider",),
            threads=1,
            options=check_options(manifest, {}),
            report=lambda _part, _text: None,
            buffer=lambda shape: np.empty(shape, np.uint8),
        )
        made.append(load(manifest, context))
        return made[-1]

    yield engine
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def frames(media: Path) -> list[Image]:
    """Of a moving head, every third."""
    clip = Clip(media / "demo.mp4", threads=1)
    shown = [each.image() for number, each in zip(range(90), clip.decoded(), strict=False) if number % 3 == 0]
    clip.close()
    return shown


@pytest.mark.parametrize("name", ENGINES)
def test_the_same_frames_give_the_same_pictures_again(
    make: Callable[[str], Engine], frames: list[Image], media: Path, name: str
) -> None:
    engine = make(name)
    engine.set_source([load_photo(media / "astronaut.jpg")])
    first = _swap(engine, frames[20:], 20)
    followed = _swap(engine, frames[:20], 0) and _swap(engine, frames[20:], 20)
    engine.restart()  # type: ignore[attr-defined]
    again = _swap(engine, frames[20:], 20)
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert not np.array_equal(first[0], followed[0]), "what came before is seen, so the restart is of use"


def _swap(engine: Engine, frames: list[Image], begin: int) -> list[Image]:
    shown = []
    for number, image in enumerate(frames, begin):
        result = engine.swap(Frame(image, number, number / 10))
        assert result.faces
        shown.append(result.image.copy())
    return shown
