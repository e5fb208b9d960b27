"""The window with an engine that can tell people apart, and one that can not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.sections import MappedFace
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.gui.main_window import MainWindow
from app.gui.people_window import PeopleWindow
from app.gui.person_row import PersonRow
from app.gui.threads import thread_factory
from app.services.core import Core
from app.services.engines import discover
from app.services.models import Models, merge
from app.services.permissions import Permissions
from tests.gui.conftest import ENGINES as PLAIN_ENGINES
from tests.gui.conftest import PATIENCE_MS, middle
from tests.gui.test_panels import drop, picture

ENGINES = Path(__file__).parent / "engines"


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    engines = discover([PLAIN_ENGINES, ENGINES])
    catalogue, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    assert not problems
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    settings.set("engine.id", "duo")
    core = assemble(paths, settings, engines, models, Permissions(paths, settings), thread_factory)
    yield core
    close_core(core)


@pytest.fixture
def me(tmp_path: Path) -> Path:
    return picture(tmp_path / "me.png", 100)


@pytest.fixture
def you(tmp_path: Path) -> Path:
    return picture(tmp_path / "you.png", 150)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """No face is on it."""
    return picture(tmp_path / "night.png", 0)


def opened(window: MainWindow) -> PeopleWindow:
    window.menus.people.trigger()
    assert window.people is not None
    assert window.people.window is not None
    assert window.people.window.isVisible()
    return window.people.window


def add(people: PeopleWindow, who: Path, face: Path) -> PersonRow:
    """One more person, with photos dropped on both sides."""
    people.add.click()
    row = people.rows[-1]
    for side, file in ((row.who, who), (row.face, face)):
        viewport = side.list.viewport()
        assert viewport is not None
        assert drop(viewport, file)
    return row


def mapped(*pairs: tuple[Path | str, Path | str]) -> tuple[MappedFace, ...]:
    return tuple(MappedFace(who=(str(who),), face=(str(face),)) for who, face in pairs)


def until_kept(qtbot: QtBot, settings: SettingsStore, *pairs: tuple[Path | str, Path | str]) -> None:
    qtbot.waitUntil(lambda: settings.current.engine.face_map == mapped(*pairs), timeout=PATIENCE_MS)


def until_grey(qtbot: QtBot, window: MainWindow, value: int) -> None:
    def grey() -> bool:
        return not window.preview.image.isNull() and middle(window) == (value, value, value)

    qtbot.waitUntil(grey, timeout=PATIENCE_MS)


def looked_at(qtbot: QtBot, people: PeopleWindow) -> None:
    qtbot.waitUntil(lambda: not any(row.looking for row in people.rows), timeout=PATIENCE_MS)
