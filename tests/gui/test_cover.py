"""Cover now: the button, the menu and the shortcut cover what leaves, and the window says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, TINT, middle


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Seconds pass only where the test says so."""
    clock = Clock()
    monkeypatch.setattr(window.covering, "_clock", clock)
    return clock


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
    window: MainWindow, core: Core, clock: Clock, qtbot: QtBot
) -> None:
    KEYS.keyClick(window, Qt.Key.Key_F8)
    assert core.session.status.covered_now
    assert window.cover.isChecked()
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert middle(window) != TINT
    clock.now += 1.1
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


def test_keys_hit_again_and_again_in_alarm_cover(window: MainWindow, core: Core, clock: Clock) -> None:
    """However long that goes on: only one that is hit after some rest shows the picture again."""
    for _ in range(8):
        window.covering.shortcut()
        assert core.session.status.covered_now
        clock.now += 0.4
    clock.now += 0.7
    window.covering.shortcut()
    assert not core.session.status.covered_now


@pytest.mark.parametrize("by", ["key", "button"])
@pytest.mark.parametrize("shown", [False, True])
def test_who_means_to_cover_a_moment_after_another_did_covers(
    window: MainWindow, core: Core, clock: Clock, qtbot: QtBot, by: str, shown: bool
) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # the local service; the window hears of it later
        elsewhere.submit(core.session.cover_now, True).result()
    if shown:
        qtbot.waitUntil(window.cover.isChecked, timeout=PATIENCE_MS)
    press = window.cover.click if by == "button" else lambda: KEYS.keyClick(window, Qt.Key.Key_F8)
    press()
    assert core.session.status.covered_now
    qtbot.waitUntil(window.cover.isChecked, timeout=PATIENCE_MS)
    clock.now += 1.1
    press()
    assert not core.session.status.covered_now


def test_a_key_that_is_held_covers_once(window: MainWindow, core: Core, qapp: QApplication, clock: Clock) -> None:
    window.activateWindow()
    for number in range(4):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, "", number > 0)
            qapp.sendEvent(qapp.focusWidget(), event)
            assert event.isAccepted()
        clock.now += 2.0
        assert core.session.status.covered_now
    assert not window.menus.cover.autoRepeat()


def test_the_button_hit_twice_in_alarm_covers(window: MainWindow, core: Core) -> None:
    left = Qt.MouseButton.LeftButton
    KEYS.mouseClick(window.cover, left)
    KEYS.mouseDClick(window.cover, left)  # what comes instead of the second press
    KEYS.mouseRelease(window.cover, left)
    assert core.session.status.covered_now
    assert window.cover.isChecked()
    KEYS.mouseClick(window.cover, left)
    assert not core.session.status.covered_now
    KEYS.mouseDClick(window.cover, left)  # hit at once after it was shown again
    KEYS.mouseRelease(window.cover, left)
    assert core.session.status.covered_now


def statement(window: MainWindow) -> QWidget:
    """A dialog that holds the window."""
    window.outputs.recording.click()
    return window.findChildren(ConsentDialog)[0]


def message(window: MainWindow) -> QWidget:
    """One that holds the whole program."""
    box = QMessageBox(window)
    box.setWindowModality(Qt.WindowModality.ApplicationModal)
    box.show()
    return box


def people(window: MainWindow) -> QWidget:
    """A window beside it."""
    window.menus.people.trigger()
    assert window.people is not None
    assert window.people.window is not None
    return window.people.window


def panel(window: MainWindow) -> QWidget:
    window.docks.outputs.setFloating(True)
    return window.docks.outputs


@pytest.mark.parametrize("make", [statement, message, people, panel])
def test_f8_covers_whatever_window_of_the_program_is_in_front(
    running: MainWindow, core: Core, qapp: QApplication, qtbot: QtBot, make: Callable[[MainWindow], QWidget]
) -> None:
    front = make(running)
    front.activateWindow()
    qtbot.waitUntil(front.isActiveWindow, timeout=PATIENCE_MS)
    KEYS.keyClick(qapp.focusWidget() or front, Qt.Key.Key_F8)
    assert core.session.status.covered_now
    assert front.isVisible()
    front.close()
