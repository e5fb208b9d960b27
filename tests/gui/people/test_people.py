"""The list of people: who gets which face, tried while a run goes on, kept, marked where it can not be, and undone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.base.sections import MappedFace
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.services.core import Core
from app.services.stand_ins import write_recogniser
from tests.gui.conftest import KEYS, PATIENCE_MS, close, middle
from tests.gui.people.conftest import add, looked_at, mapped, opened, until_grey, until_kept
from tests.gui.test_choices import codes, stop, wait_for_gate
from tests.gui.test_panels import picture

# ---- changes ---------------------------------------------------------------------------------------------------


def test_a_person_is_shown_at_once_and_kept(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    people = opened(running)
    add(people, me, you)
    until_grey(qtbot, running, 150)
    until_kept(qtbot, settings, (me, you))
    people.rows[0].remove.click()
    until_kept(qtbot, settings)
    qtbot.waitUntil(lambda: middle(running) != (150, 150, 150), timeout=PATIENCE_MS)


def test_a_row_counts_once_both_sides_have_a_photo(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path
) -> None:
    people = opened(window)
    people.add.click()
    row = people.rows[0]
    row.who.add_files([me])
    looked_at(qtbot, people)
    assert "both sides" in row.state.text()
    assert settings.current.engine.face_map == ()
    row.face.other.click()
    menu = people.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Grace Hopper").trigger()
    until_kept(qtbot, settings, (me, "demo:hopper"))
    assert row.state.text() == ""


def test_several_photos_of_one_person(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path, tmp_path: Path
) -> None:
    people = opened(window)
    row = add(people, me, you)
    other = picture(tmp_path / "me too.png", 110)
    row.who.add_files([other, me])
    both = (MappedFace(who=(str(me), str(other)), face=(str(you),)),)
    qtbot.waitUntil(lambda: settings.current.engine.face_map == both, timeout=PATIENCE_MS)


def test_somebody_without_a_face_is_marked_and_the_others_count(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path, night: Path
) -> None:
    people = opened(running)
    bad = add(people, night, me)
    qtbot.waitUntil(lambda: "night.png" in bad.state.text(), timeout=PATIENCE_MS)
    assert bad.state.property("danger")
    assert settings.current.engine.face_map == ()
    good = add(people, me, you)
    until_kept(qtbot, settings, (me, you))
    until_grey(qtbot, running, 150)
    assert good.state.text() == ""
    assert running.status.state.text() == "Running"
    bad.who.list.selectAll()
    KEYS.keyClick(bad.who.list, Qt.Key.Key_Delete)
    bad.who.add_files([you])
    until_kept(qtbot, settings, (you, me), (me, you))
    assert not bad.state.property("danger")


def test_changes_that_follow_fast_end_with_the_last(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    people = opened(running)
    assert running.controller is not None
    choice = running.controller.people
    choice.choose(mapped((me, you)))
    choice.choose(mapped((me, me)))
    choice.choose(mapped((you, me)))
    until_kept(qtbot, settings, (you, me))
    until_grey(qtbot, running, 100)
    assert people.isVisible()


def test_a_person_added_while_the_run_loads_is_shown_once_it_goes_on(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path, night: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_GATE", str(gate))
    window.start.click()
    wait_for_gate(window, qtbot)
    people = opened(window)
    add(people, me, you)
    bad = add(people, night, me)
    until_kept(qtbot, settings, (me, you), (night, me))
    gate.unlink()
    until_grey(qtbot, window, 150)
    assert bad.state.property("danger")
    until_kept(qtbot, settings, (me, you))


def test_a_run_that_begins_anew_meanwhile_shows_the_new_list_too(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    controller = running.controller
    assert controller is not None
    controller.people.choose(mapped((me, you)))
    controller.stop()
    assert controller.core.session.wait(60)
    controller.start()
    qtbot.waitUntil(lambda: running.status.state.text() == "Running", timeout=PATIENCE_MS)
    until_grey(qtbot, running, 150)
    until_kept(qtbot, settings, (me, you))


def test_a_list_that_is_refused_for_want_of_a_model_is_told_and_not_kept(
    running: MainWindow, core: Core, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lack = tmp_path / "lack"
    lack.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_LACK", str(lack))
    people = opened(running)
    qtbot.waitUntil(lambda: "Who Is It: Missing" in people.needs.text(), timeout=PATIENCE_MS)
    add(people, me, you)
    qtbot.waitUntil(lambda: people.messages.message is not None, timeout=PATIENCE_MS)
    assert people.messages.message is not None
    assert people.messages.message.code == "engine.failed"
    assert settings.current.engine.face_map == ()
    people.closing.click()
    people = opened(running)
    assert people.rows[0].photos() == ((str(me),), (str(you),)), "the rows are as they were left"
    lack.unlink()
    core.paths.user_models.mkdir(parents=True, exist_ok=True)
    write_recogniser(core.paths.user_models / "known.onnx")
    assert running.models is not None
    running.models.link.look()
    until_kept(qtbot, settings, (me, you))
    until_grey(qtbot, running, 150)
    assert people.messages.message is None, "it is out of date"
    assert "Missing" not in people.needs.text()


def test_a_fixed_setting_has_the_last_word(
    window: MainWindow, core: Core, qtbot: QtBot, me: Path, you: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.settings, "_flags", {"engine.face_map": ()})
    people = opened(window)
    add(people, me, you)
    qtbot.waitUntil(lambda: "window.fixed" in codes(window), timeout=PATIENCE_MS)
    assert people.rows == []


# ---- photos ----------------------------------------------------------------------------------------------------


def test_photos_that_are_gone_are_told_in_their_row(
    window: MainWindow, core: Core, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    settings.set("engine.face_map", mapped((me, you), (you, me)))
    me.unlink()
    people = opened(window)
    looked_at(qtbot, people)
    assert [row.state.property("danger") for row in people.rows] == [True, True]
    assert str(me) in people.rows[0].state.text()
    assert settings.current.engine.face_map == mapped((me, you), (you, me)), "it may be on a disk that comes back"


@pytest.mark.parametrize("name", ["broken.png", "notes.txt"])
def test_a_file_that_is_no_photo_does_not_stay(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, me: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"no picture")
    people = opened(window)
    row = add(people, me, tmp_path / name)
    qtbot.waitUntil(lambda: people.messages.message is not None, timeout=PATIENCE_MS)
    assert people.messages.message is not None
    assert people.messages.message.params["name"] == name
    assert row.photos() == ((str(me),), ())


def test_a_picture_of_the_own_face_is_taken_and_goes_when_it_is_removed(
    running: MainWindow, core: Core, qtbot: QtBot, settings: SettingsStore, you: Path
) -> None:
    people = opened(running)
    people.add.click()
    row = people.rows[0]
    row.who.other.click()
    qtbot.waitUntil(lambda: bool(row.who.photos()) and not row.looking, timeout=PATIENCE_MS)
    taken = Path(row.who.photos()[0])
    assert taken.parent == core.paths.people
    assert taken.stat().st_size > 0
    row.face.add_files([you])
    until_kept(qtbot, settings, (taken, you))
    people.closing.click()
    assert taken.is_file()
    people = opened(running)
    people.rows[0].remove.click()
    until_kept(qtbot, settings)
    assert taken.is_file(), "the change can be undone until the window is closed"
    people.closing.click()
    assert list(core.paths.people.iterdir()) == []


def test_pictures_can_be_taken_only_while_there_is_one(running: MainWindow, qtbot: QtBot) -> None:
    people = opened(running)
    people.add.click()
    assert people.rows[0].who.other.isEnabled()
    stop(running, qtbot)
    assert not people.rows[0].who.other.isEnabled()


# ---- opening, undoing, closing ---------------------------------------------------------------------------------


def test_undo_brings_back_the_list_as_it_was(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, me: Path, you: Path
) -> None:
    add(opened(running), me, you)
    until_kept(qtbot, settings, (me, you))
    assert running.people is not None
    assert running.people.window is not None
    running.people.window.closing.click()
    people = opened(running)
    assert not people.undo.isEnabled()
    people.rows[0].remove.click()
    add(people, you, me)
    until_kept(qtbot, settings, (you, me))
    people.undo.click()
    until_kept(qtbot, settings, (me, you))
    until_grey(qtbot, running, 150)
    assert not people.undo.isEnabled()


def test_what_the_settings_say_is_shown_even_when_they_were_changed_elsewhere(
    window: MainWindow, settings: SettingsStore, me: Path, you: Path
) -> None:
    people = opened(window)
    people.closing.click()
    settings.set("engine.face_map", mapped((me, you)))
    assert [row.photos() for row in opened(window).rows] == [((str(me),), (str(you),))]


def test_the_list_closes_with_the_window(window: MainWindow, qtbot: QtBot) -> None:
    people = opened(window)
    close(window, qtbot)
    assert not people.isVisible()
