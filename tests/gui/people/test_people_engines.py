"""The list of people with engines that can use it and one that can not; their models, the keyboard, languages."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from tests.gui.conftest import KEYS, PATIENCE_MS
from tests.gui.people.conftest import add, mapped, opened, until_grey, until_kept
from tests.gui.test_choices import codes, settle, start
from tests.gui.test_look import speak, spoken_name

# ---- engines ---------------------------------------------------------------------------------------------------


def choose_engine(window: MainWindow, engine: str) -> None:
    window.engine.combo.setCurrentIndex(window.engine.combo.findData(engine))


def test_the_button_is_there_only_for_engines_that_can(window: MainWindow) -> None:
    assert window.gallery.people.isVisible()
    window.gallery.people.click()
    assert window.people is not None
    assert window.people.window is not None
    assert "Duo" not in window.people.window.others.text()
    choose_engine(window, "tint")
    assert not window.gallery.people.isVisible()
    assert "Duo" in window.people.window.others.text()
    choose_engine(window, "duo")
    assert window.gallery.people.isVisible()


def test_an_engine_that_can_not_runs_without_the_list_and_says_so(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    settings.set("engine.face_map", mapped((me, you)))
    choose_engine(window, "tint")
    start(window, qtbot)
    assert window.status.state.text() == "Running"
    assert codes(window) == ["window.people_unused"]
    assert "Tint" in window.messages.accessibleDescription()
    assert settings.current.engine.face_map == mapped((me, you))
    choose_engine(window, "duo")
    until_grey(qtbot, window, 150)
    assert codes(window) == [], "it is out of date"


def test_a_start_that_fails_at_a_person_says_which_and_keeps_the_chosen_face(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path, night: Path
) -> None:
    settings.set("engine.face_map", mapped((me, you), (you, night)))
    settings.set("engine.faces", ("demo:hopper",))
    start(window, qtbot)
    assert codes(window) == ["engine.no_face", "window.person_refused"]
    assert settings.current.engine.faces == ("demo:hopper",)
    people = opened(window)
    assert [bool(row.state.property("danger")) for row in people.rows] == [False, True]
    people.rows[1].remove.click()
    until_kept(qtbot, settings, (me, you))
    window.start.click()
    until_grey(qtbot, window, 150)
    assert codes(window) == []


def test_a_start_that_fails_at_a_missing_photo_of_a_person_says_which(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    settings.set("engine.face_map", mapped((me, you)))
    me.unlink()
    start(window, qtbot)
    settle(window, qtbot)
    assert codes(window) == ["photo.missing", "window.person_refused"]


def test_who_is_not_in_the_list_is_told_as_the_option_says(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    people = opened(window)
    assert "on everybody" in people.others.text()
    add(people, me, you)
    until_kept(qtbot, settings, (me, you))
    assert "is covered" in people.others.text()
    assert window.controller is not None
    window.engine.options_kept.emit({"others": "source"})
    assert "gets the face" in people.others.text()
    assert "Everybody else" in people.others.text()


def test_the_model_that_is_needed_is_shown_and_led_to(window: MainWindow, qtbot: QtBot) -> None:
    people = opened(window)
    qtbot.waitUntil(lambda: "Who Is It: Missing" in people.needs.text(), timeout=PATIENCE_MS)
    people.models.click()
    assert window.models is not None
    assert window.models.window is not None
    assert window.models.window.page.chosen() == "known"


# ---- keyboard, screen readers, language ------------------------------------------------------------------------


def test_everything_can_be_reached_and_has_a_name(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    people = opened(window)
    row = add(people, me, you)
    until_kept(qtbot, settings, (me, you))
    row.who.list.selectAll()
    people.activateWindow()
    row.remove.setFocus()
    reached: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and focused not in reached:
        reached.append(focused)
        KEYS.keyClick(focused, Qt.Key.Key_Tab)
    wanted: list[QWidget] = [
        row.remove, row.who.list, row.who.add, row.who.remove, row.face.list, row.face.add, row.face.other,
        people.add, people.undo, people.closing,
    ]  # fmt: skip
    assert [one for one in reached if one in wanted] == wanted
    assert [one for one in reached if not spoken_name(one)] == []


def test_the_list_speaks_chinese(window: MainWindow, qtbot: QtBot, me: Path, you: Path) -> None:
    people = opened(window)
    add(people, me, you)
    speak(window, qtbot, "zh_CN")
    qtbot.waitUntil(lambda: people.windowTitle() == "人物", timeout=PATIENCE_MS)
    texts = [button.text() for button in people.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in texts if text.isascii() and text.isalpha()] == []
    assert people.rows[0].title.text() == "人物 1"
