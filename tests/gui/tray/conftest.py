"""The window with a tray that comes and goes as a test likes, and keys that a test presses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.base.shortcut import Shortcut
from app.gui.arrivals import FileChoice
from app.gui.cover_keys import CoverKeys
from app.gui.hotkey.backend import OFF, Backend, on, taken
from app.gui.language import Language
from app.gui.main_window import MainWindow
from app.gui.theme import Theme
from app.gui.tray import Tray
from app.gui.tray_part import TrayPart
from app.services.core import Core
from tests.gui.conftest import close


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform has no tray to connect to, which an icon that is shown tries."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged"))


class SomeHost:
    """A tray, or none."""

    def __init__(self) -> None:
        self.is_there = True

    def there(self) -> bool:
        return self.is_there


class SomeKeys(Backend):
    """Keys that only a test presses; those in ``elsewhere`` belong to another program."""

    def __init__(self) -> None:
        super().__init__()
        self.elsewhere: set[str] = set()
        self.held = ""

    def take(self, shortcut: Shortcut) -> None:
        self.held = "" if shortcut.text in self.elsewhere else shortcut.text
        self._become(on(self.held) if self.held else taken(shortcut.text))

    def release(self) -> None:
        self.held = ""
        self.state = OFF


@dataclass
class Stage:
    """All that a test of the tray needs."""

    window: MainWindow
    core: Core
    host: SomeHost
    backend: SomeKeys

    @property
    def part(self) -> TrayPart:
        return next(extra for extra in self.window.extras if isinstance(extra, TrayPart))

    @property
    def tray(self) -> Tray:
        return self.part.tray

    @property
    def keys(self) -> CoverKeys:
        return self.part.keys


@pytest.fixture
def unattached(qapp: QApplication, qtbot: QtBot, paths: Paths, settings: SettingsStore, core: Core) -> Iterator[Stage]:
    """Not shown, and without its services."""
    theme, language = Theme(qapp, paths.resources / "icons"), Language(qapp, paths.resources / "translations")
    theme.choose("light")
    host, backend = SomeHost(), SomeKeys()
    window = MainWindow(
        paths, settings, theme, language,
        lambda window, controller, asking: [
            TrayPart(window, controller, asking, host=host, backend=backend), FileChoice(window, controller, asking),
        ],
    )  # fmt: skip
    yield Stage(window, core, host, backend)
    close(window, qtbot)
    qtbot.waitUntil(lambda: not window.closing.begun or window.closing._may)
    window.background.close()
    language.choose("en")
    window.deleteLater()


@pytest.fixture
def stage(unattached: Stage, qtbot: QtBot) -> Stage:
    """Shown, with its services."""
    unattached.window.show()
    qtbot.waitExposed(unattached.window)
    unattached.window.attach(unattached.core)
    return unattached
