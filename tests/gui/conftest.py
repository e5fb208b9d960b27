"""The window with the real services, a quick engine of the tests, and folders of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.qt_env import keep_own_qt_plugins
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.gui.application import build_window
from app.gui.main_window import MainWindow
from app.gui.threads import thread_factory
from app.services.core import Core
from app.services.engines import discover
from app.services.models import Models, merge
from app.services.permissions import Permissions

ENGINES = Path(__file__).parent / "engines"
PATIENCE_MS = 15_000
TINT = (30, 60, 200)
"""Red, green and blue that the engine of the tests paints by default."""
KEYS: Any = QTest
"""Keys and mouse buttons; PyQt's stubs do not know these functions as static."""

keep_own_qt_plugins()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform tells of what it has no window manager for."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def _no_wizard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run's assistant comes only where a test is about it."""
    monkeypatch.setenv("UNDERSTUDY_UI__FIRST_RUN_DONE", "true")


@pytest.fixture
def paths() -> Paths:
    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


@pytest.fixture
def settings(paths: Paths) -> SettingsStore:
    """The quick engine on a still picture, in English, not started by itself."""
    store = SettingsStore(paths.project_file, paths.user_file, {}, {})
    for key, value in {
        "engine.id": "tint",
        "camera.source": str(paths.media / "astronaut.jpg"),
        "ui.autostart": False,
        "ui.first_run_done": True,
        "ui.language": "en",
        "ui.theme": "light",
    }.items():
        store.set(key, value)
    return store


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    engines = discover([ENGINES])
    catalogue, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    assert not problems
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    core = assemble(paths, settings, engines, models, Permissions(paths, settings), thread_factory)
    yield core
    close_core(core)


@pytest.fixture
def empty_window(qapp: QApplication, qtbot: QtBot, paths: Paths, settings: SettingsStore) -> Iterator[MainWindow]:
    """Shown, and waiting for its services."""
    window = build_window(qapp, paths, settings)
    window.show()
    qtbot.waitExposed(window)
    yield window
    close(window, qtbot)
    window.close_jobs()
    window.language.choose("en")  # the translators belong to the application, which all tests share
    window.deleteLater()


@pytest.fixture
def window(core: Core, empty_window: MainWindow) -> MainWindow:
    """Shown, with its services."""
    empty_window.attach(core)
    return empty_window


@pytest.fixture
def running(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """With a run going on and a picture in the preview."""
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    return window


def close(window: MainWindow, qtbot: QtBot) -> None:
    """Close as the user does, and wait for it."""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)


def middle(window: MainWindow) -> tuple[int, int, int]:
    """Red, green and blue in the middle of what the preview shows."""
    colour = window.preview.image.pixelColor(window.preview.image.rect().center())
    return colour.red(), colour.green(), colour.blue()
