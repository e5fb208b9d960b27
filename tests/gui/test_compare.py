"""Holding a key or a button shows the user's own face, wherever the focus is, and never for longer than it is held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.gui.compare_keys import takes_letters
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.gui.widgets import NumberField
from tests.gui.conftest import KEYS, PATIENCE_MS, TINT, middle

B = Qt.Key.Key_B


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_B])
def test_holding_a_key_shows_the_own_face_under_a_notice(running: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    preview = running.preview
    preview.setFocus()
    KEYS.keyPress(preview, key)
    assert preview.before_notice.isVisible()
    assert middle(running) != pytest.approx(TINT, abs=2)
    KEYS.keyRelease(preview, key)
    assert not preview.before_notice.isVisible()
    qtbot.waitUntil(lambda: middle(running) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)


def test_the_compare_button_works_while_held(running: MainWindow, qtbot: QtBot) -> None:
    KEYS.mousePress(running.compare, Qt.MouseButton.LeftButton)
    assert running.preview.before_notice.isVisible()
    KEYS.mouseRelease(running.compare, Qt.MouseButton.LeftButton)
    assert not running.preview.before_notice.isVisible()


def test_losing_the_focus_ends_the_comparison(running: MainWindow) -> None:
    running.preview.setFocus()
    KEYS.keyPress(running.preview, Qt.Key.Key_Space)
    running.start.setFocus()
    assert not running.preview.before_notice.isVisible()


def number(window: MainWindow) -> NumberField:
    assert window.engine.panel is not None
    field = window.engine.panel.fields["blue"]
    assert isinstance(field, NumberField)
    return field


PLACES: dict[str, Callable[[MainWindow], QWidget]] = {
    "button": lambda window: window.start,
    "gallery": lambda window: window.gallery.list,
    "combo box": lambda window: window.outputs.corner,
    "spin box": lambda window: number(window).spin,
    "slider": lambda window: number(window).slider,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("floating", [False, True])
def test_b_compares_wherever_the_focus_is(running: MainWindow, place: str, floating: bool, qtbot: QtBot) -> None:
    for dock in running.docks.all:
        dock.setFloating(floating)
    widget = PLACES[place](running)
    widget.activateWindow()  # as a click into it does
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus, timeout=PATIENCE_MS)
    shown = running.outputs.corner.currentIndex(), number(running).value(), running.gallery.chosen()
    KEYS.keyPress(widget, B)
    assert running.preview.before_notice.isVisible()
    KEYS.keyRelease(widget, B)
    assert not running.preview.before_notice.isVisible()
    assert shown == (running.outputs.corner.currentIndex(), number(running).value(), running.gallery.chosen())


def test_a_b_is_typed_where_text_is_edited(running: MainWindow, qtbot: QtBot) -> None:
    line = QLineEdit(running)
    line.show()
    line.setFocus()
    KEYS.keyClick(line, B)
    assert line.text() == "b"
    assert not running.preview.before_notice.isVisible()


def test_what_takes_letters(qapp: QApplication, qtbot: QtBot) -> None:
    editable, fixed, numbers, read_only = QComboBox(), QComboBox(), QDoubleSpinBox(), QPlainTextEdit()
    editable.setEditable(True)
    read_only.setReadOnly(True)
    for widget in (editable, fixed, numbers, read_only):
        qtbot.addWidget(widget)
    assert [takes_letters(widget) for widget in (editable, fixed, numbers, read_only, None)] == [True] + 4 * [False]


def test_b_is_the_dialog_s_own_while_one_is_open(running: MainWindow) -> None:
    running.outputs.recording.click()
    dialog = running.findChildren(ConsentDialog)[0]
    KEYS.keyPress(dialog.statement, B)
    assert not running.preview.before_notice.isVisible()
    dialog.reject()


def test_another_window_ends_the_comparison(running: MainWindow, qtbot: QtBot) -> None:
    running.docks.engine.setFloating(True)
    running.activateWindow()
    running.preview.setFocus()
    KEYS.keyPress(running.preview, B)
    assert running.preview.before_notice.isVisible()
    running.docks.engine.activateWindow()
    qtbot.waitUntil(lambda: not running.preview.before_notice.isVisible(), timeout=PATIENCE_MS)


def test_another_program_ends_the_comparison(running: MainWindow, qapp: QApplication) -> None:
    running.gallery.list.setFocus()
    KEYS.keyPress(running.gallery.list, B)
    assert running.preview.before_notice.isVisible()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert not running.preview.before_notice.isVisible()


def test_space_compares_once_a_run_is_there_and_does_not_stop_it(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    assert window.start.hasFocus()
    KEYS.keyClick(window.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert focused() is window.preview
    KEYS.keyPress(focused(), Qt.Key.Key_Space)
    assert window.preview.before_notice.isVisible()
    KEYS.keyRelease(focused(), Qt.Key.Key_Space)
    assert window.status.state.text() == "Running"


def test_a_run_takes_the_focus_from_nothing_but_the_start_button(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.gallery.list.setFocus()
    window.menus.start_stop.trigger()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert focused() is window.gallery.list


def test_stopping_by_the_keyboard_keeps_the_focus_on_the_button(running: MainWindow, qtbot: QtBot) -> None:
    running.activateWindow()
    running.start.setFocus()
    KEYS.keyClick(running.start, Qt.Key.Key_Space)
    assert focused() is running.start
    assert running.controller is not None
    if running.controller.status.state == "stopping":
        running.start.click()  # once more while it stops: nothing
    qtbot.waitUntil(lambda: running.status.state.text() == "Ready", timeout=PATIENCE_MS)
    assert focused() is running.start
    running.start.click()
    qtbot.waitUntil(lambda: not running.preview.image.isNull(), timeout=PATIENCE_MS)
    running.preview.setFocus()
    running.menus.start_stop.trigger()
    qtbot.waitUntil(lambda: running.status.state.text() == "Ready", timeout=PATIENCE_MS)
    assert focused() is running.start, "on the empty stage Space would do nothing"
