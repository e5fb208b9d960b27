"""Cover now: the button, the menu and the shortcut cover what leaves, and the window says so."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.cover import CoverButton, CoverNow
from app.gui.main_window import MainWindow
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, TINT, middle


def test_the_button_covers_the_picture_and_shows_it_again(running: MainWindow, core: Core, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: middle(running) == TINT, timeout=PATIENCE_MS)
    running.cover.click()
    assert core.session.status.covered_now
    qtbot.waitUntil(lambda: middle(running) != TINT, timeout=PATIENCE_MS)
    assert running.cover.isChecked()
    assert running.menus.cover.isChecked()
    assert running.status.covered_now.isVisible()
    assert running.preview.covering_notice.text() == "Covered by you"
    assert running.cover.text().replace("&", "") == "Covered: show again"
    running.cover.click()
    qtbot.waitUntil(lambda: middle(running) == TINT, timeout=PATIENCE_MS)
    assert not running.status.covered_now.isVisible()
    assert running.cover.text().replace("&", "") == "Cover now"


def test_the_key_covers_also_before_a_run_and_the_run_begins_covered(
    window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    KEYS.keyClick(window, Qt.Key.Key_F8)
    assert core.session.status.covered_now
    assert window.cover.isChecked()
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert middle(window) != TINT
    KEYS.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: middle(window) == TINT, timeout=PATIENCE_MS)
    assert not window.cover.isChecked()


def test_the_red_sign_gives_way_while_nothing_can_be_seen(window: MainWindow) -> None:
    assert window.controller is not None
    window.controller.set_guard("pass")
    assert window.status.guard.isVisible()
    window.cover.click()
    assert not window.status.guard.isVisible()
    window.cover.click()
    assert window.status.guard.isVisible()


def test_what_covers_elsewhere_is_shown_here(window: MainWindow, core: Core, qtbot: QtBot) -> None:
    core.session.cover_now(True)
    qtbot.waitUntil(window.cover.isChecked, timeout=PATIENCE_MS)
    assert window.menus.cover.isChecked()


@pytest.mark.parametrize(("later", "covered"), [(0.4, True), (1.1, False)])
def test_a_shortcut_hit_twice_in_alarm_covers(window: MainWindow, core: Core, later: float, covered: bool) -> None:
    now = 100.0
    assert window.controller is not None
    cover = CoverNow(window.controller, CoverButton(window), window.menus.cover, lambda _: None, lambda: now)
    cover.shortcut()
    assert core.session.status.covered_now
    now += later
    cover.shortcut()
    assert core.session.status.covered_now is covered
