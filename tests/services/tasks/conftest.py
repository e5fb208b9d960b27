"""A user's home, a clip, and an engine that waits where a test wants it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.tasks.kit import Home, make_home, write_video


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = make_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 pictures: two segments and a half."""
    return write_video(tmp_path_factory.mktemp("clip") / "a clip.mp4", 60)


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """While the file is there the engine waits from the picture on whose number it holds."""
    path = tmp_path / "gate"
    monkeypatch.setenv("UNDERSTUDY_TEST_GATE", str(path))
    yield path
    path.unlink(missing_ok=True)
