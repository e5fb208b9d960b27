"""The window with the real services, a quick engine of the tests, and folders of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.main_window import MainWindow
from app.gui.threads import thread_factory
from app.services.core import Core
from app.services.engines import discover
from app.services.session import Session

ENGINES = Path(__file__).parent / "engines"
PATIENCE_MS = 15_000


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    found = Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "home")})
    found.make_user_folders()
    return found


@pytest.fixture
def flags(paths: Paths) -> dict[str, str]:
    """Settings of the test's start: a still picture as the source, small and quick."""
    return {"performance.preview_fps": "60"}


@pytest.fixture
def settings(paths: Paths, flags: dict[str, str]) -> SettingsStore:
    store = SettingsStore(paths.project_file, paths.user_file, {}, flags)
    store.set("engine.id", "tint")
    store.set("camera.source", str(paths.media / "astronaut.jpg"))
    store.set("ui.autostart", False)
    store.set("ui.language", "en")
    return store


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    engines = discover([ENGINES])
    session = Session(lambda: settings.current, paths, engines, thread_factory)
    made = Core(paths, settings, engines, session)
    before = set(threading.enumerate())
    yield made
    session.close()
    left = [t.name for t in set(threading.enumerate()) - before if not isinstance(t, threading._DummyThread)]
    assert not left, f"threads left behind: {left}"


@pytest.fixture
def empty_window(qapp: QApplication, qtbot: QtBot, paths: Paths, settings: SettingsStore) -> Iterator[MainWindow]:
    """Shown, and waiting for its services."""
    window = build_window(qapp, paths, settings)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    window.background.close()
    window.deleteLater()


@pytest.fixture
def window(empty_window: MainWindow, core: Core) -> MainWindow:
    """Shown, with its services."""
    empty_window.attach(core)
    return empty_window


@pytest.fixture
def running(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """With a run going on and a picture in the preview."""
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    return window
