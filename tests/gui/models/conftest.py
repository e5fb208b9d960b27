"""The window with an engine that wants models, a publisher on this machine, and the models' page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PyQt6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.gui.main_window import MainWindow
from app.gui.models_window import ModelsWindow
from app.gui.threads import thread_factory
from app.services.core import Core
from app.services.engines import discover
from app.services.models import Models, fetch, merge
from app.services.permissions import Permissions
from tests.gui.conftest import ENGINES as PLAIN_ENGINES
from tests.gui.conftest import PATIENCE_MS
from tests.services.models_kit import Publisher, entry, publishing, sha256

ENGINES = Path(__file__).parent / "engines"
LONG_NAME = "A mask of what covers the face, with a name that is much longer than names of models usually are"
D = TypeVar("D", bound=QDialog)


@pytest.fixture(autouse=True)
def _no_pause_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_S", 0.0)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's home folder, empty at first."""
    made = tmp_path / "user"
    made.mkdir()
    monkeypatch.setattr(Path, "home", classmethod(lambda _: made))
    return made


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publishing() as made:
        yield made


@pytest.fixture
def core(paths: Paths, settings: SettingsStore, server: Publisher, threads: set[int]) -> Iterator[Core]:
    """Five models: ``swap`` needs ``who``; ``other`` needs ``who`` and ``convert``; nobody knows an address for
    ``other`` and ``mask``."""
    swap = {"size": len(server.file), "sha256": sha256(server.file)}
    catalogue = (
        entry("swap", name="Swapper One", url=server.url("swap"), needs=["who"], **swap),
        entry("other", name="Swapper Two", needs=["who", "convert"]),
        entry("who", kind="recogniser", name="Who Is It", url=server.url("who"), licence="Non-commercial"),
        entry("convert", kind="converter", name="Converter", url=server.url("convert"), licence="Unknown"),
        entry("mask", kind="occlusion", name=LONG_NAME, licence="Unknown"),
    )
    engines = tuple(
        replace(one, manifest=one.manifest.model_copy(update={"catalogue": catalogue}))
        if one.manifest is not None and one.id == "needy"
        else one
        for one in discover([PLAIN_ENGINES, ENGINES])
    )
    merged, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    assert not problems
    models = Watched(merged, paths.user_models, paths.model_records, lambda: settings.current.models)
    models.threads = threads
    settings.set("engine.id", "needy")
    core = assemble(paths, settings, engines, models, Permissions(paths, settings), thread_factory)
    yield core
    close_core(core)


@pytest.fixture
def threads() -> Iterator[set[int]]:
    """The threads that were at the models' files; none of them may be the window's."""
    made: set[int] = set()
    yield made
    assert threading.get_ident() not in made


class Watched(Models):
    """Notes which thread does what may take long."""

    threads: set[int]

    def __getattribute__(self, name: str) -> Any:
        if name in ("find", "check", "fetch", "add", "delete", "address", "accept_change", "folders", "disk_use"):
            self.threads.add(threading.get_ident())
        return super().__getattribute__(name)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ModelsWindow:
    """The models' page, opened by the menu, with its list filled."""
    window.menus.models.trigger()
    assert window.models is not None
    opened = window.models.window
    assert opened is not None
    settle(window, qtbot)
    return opened


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is done with models any more."""
    models = window.models
    assert models is not None
    qtbot.waitUntil(lambda: not models.link.at_work, timeout=PATIENCE_MS)


def until(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()), timeout=PATIENCE_MS)


def cells(page: ModelsWindow, model: str) -> list[str]:
    """What a row of the list says, by column."""
    item = page.page._items[model]
    return [item.text(column) for column in range(page.page.list.columnCount())]


def state(page: ModelsWindow, model: str) -> str:
    return cells(page, model)[1]


def press(page: ModelsWindow, action: str, model: str) -> None:
    """Choose a model and press one of its buttons, as a user can only where it can be pressed."""
    page.page.choose(model)
    button = page.page.details.buttons[action]
    assert button.isVisible()
    assert button.isEnabled()
    button.click()


def can(page: ModelsWindow, action: str, model: str) -> bool:
    page.page.choose(model)
    button = page.page.details.buttons[action]
    return button.isVisible() and button.isEnabled()


def dialog(parent: QWidget, kind: type[D], qtbot: QtBot) -> D:
    """The one dialog of a kind that is open, or will be."""

    def found() -> list[D]:
        return [one for one in parent.findChildren(kind) if one.isVisible()]

    until(qtbot, found)
    assert len(found()) == 1
    return found()[0]


def told(page: ModelsWindow) -> str:
    """What the page's bar says."""
    bar = page.page.messages
    return bar.accessibleDescription() if bar.isVisible() else ""


def left(models: Models) -> list[str]:
    """Names in the program's own folder, without the locks."""
    return sorted(one.name for one in models.home.glob("*") if not one.name.startswith("."))
