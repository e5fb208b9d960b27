"""The tray: what its icon and menu show, what they do, and where the window goes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeVar

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QApplication, QDialog, QMessageBox, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.gui.tray_look import STATES, look
from app.pipeline.outputs import OutputStatus
from app.services.autostart import Autostart
from app.services.session_state import SessionState, SessionStatus
from tests.gui.conftest import PATIENCE_MS
from tests.gui.tray.conftest import Stage

Dialog = TypeVar("Dialog", bound=QWidget)


def opened(window: MainWindow, kind: type[Dialog]) -> Dialog:
    """The dialog of a kind that is seen."""
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


def press(box: QMessageBox, words: str) -> None:
    next(button for button in box.buttons() if button.text().replace("&", "") == words).click()


def close_by_user(stage: Stage) -> bool:
    """As the cross of the window does; whether the program goes on. Only a window system sends the event itself."""
    return stage.window.closing.instead()


def kept(stage: Stage) -> str:
    """What the settings say about closing."""
    return stage.core.settings.current.ui.close_to_tray


# ---- the icon --------------------------------------------------------------------------------------------------

LOST = Message("camera.lost", "The camera is gone.")


@pytest.mark.parametrize(
    ("status", "guard", "state", "words"),
    [
        (SessionStatus(), "cover", "idle", "Stopped"),
        (SessionStatus(), "pass", "idle", "Stopped"),
        (SessionStatus(SessionState.LOADING, progress=(0.1, "Ready")), "cover", "idle", "Loading: Ready"),
        (SessionStatus(SessionState.RUNNING, fps=29.7), "cover", "running", "30 pictures"),
        (SessionStatus(SessionState.RUNNING, covering=True), "cover", "covered", "can not be swapped"),
        (SessionStatus(SessionState.RUNNING, covered_now=True), "cover", "covered", "You covered"),
        (SessionStatus(covered_now=True), "cover", "covered", "Stopped, and covered"),
        (SessionStatus(SessionState.RUNNING), "pass", "exposed", "REAL FACE"),
        (SessionStatus(SessionState.RUNNING, covered_now=True), "pass", "covered", "You covered"),
        (SessionStatus(SessionState.RUNNING, source_lost=LOST), "pass", "exposed", "REAL FACE"),
        (SessionStatus(SessionState.RUNNING, source_lost=LOST), "cover", "trouble", "The camera is gone."),
        (SessionStatus(SessionState.FAILED, message=LOST), "cover", "trouble", "The camera is gone."),
        (SessionStatus(SessionState.FAILED), "cover", "trouble", "error"),
        (
            SessionStatus(
                SessionState.RUNNING,
                outputs=(
                    OutputStatus("virtual_camera", False, "", 0, 0.0, 0, error=Message("x.y", "The device is gone.")),
                ),
            ),
            "cover",
            "trouble",
            "The device is gone.",
        ),
    ],
)
def test_what_matters_most_is_shown(status: SessionStatus, guard: str, state: str, words: str) -> None:
    seen = look(status, guard, camera=False)
    assert seen.state == state
    assert words in seen.words
    assert seen.words.startswith("Understudy\n")
    assert seen.words.endswith("Virtual camera off")


def test_every_state_has_a_shape_of_its_own(qapp: QApplication, stage: Stage) -> None:
    """Who does not see colours tells them apart: the outlines differ in many points."""
    outlines = []
    for state in STATES:
        image = QIcon(str(stage.core.paths.resources / "icons" / f"tray-{state}.svg")).pixmap(32, 32).toImage()
        outlines.append([image.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32)])
    for row, outline in enumerate(outlines):
        for other in outlines[:row]:
            assert sum(a != b for a, b in zip(outline, other, strict=True)) > 60


def test_the_icon_follows_the_run(stage: Stage, qtbot: QtBot) -> None:
    tray = stage.tray
    assert "Stopped" in tray.icon.toolTip()
    tray.menu.start_stop.trigger()
    qtbot.waitUntil(lambda: "Running" in tray.icon.toolTip(), timeout=PATIENCE_MS)
    assert tray.menu.start_stop.text() == "S&top"
    before = tray.icon.icon().cacheKey()
    tray.menu.cover.trigger()
    assert stage.core.session.status.covered_now
    qtbot.waitUntil(lambda: "You covered" in tray.icon.toolTip(), timeout=PATIENCE_MS)
    assert tray.icon.icon().cacheKey() != before
    assert tray.menu.cover.isChecked()
    assert stage.window.cover.isChecked()
    tray.menu.cover.trigger()
    tray.menu.start_stop.trigger()
    qtbot.waitUntil(lambda: "Stopped" in tray.icon.toolTip(), timeout=PATIENCE_MS)


# ---- the menu --------------------------------------------------------------------------------------------------


def test_engines_are_those_of_the_dock(stage: Stage, qtbot: QtBot) -> None:
    tray, combo = stage.tray, stage.window.engine.combo
    entries = tray.menu.engines.entries
    assert list(entries) == [combo.itemData(row) for row in range(combo.count())]
    assert [key for key, action in entries.items() if action.isChecked()] == ["tint"]
    broken = [entry.id for entry in stage.core.engines if entry.manifest is None]
    assert [key for key, action in entries.items() if not action.isEnabled()] == broken
    other = next(key for key, action in entries.items() if action.isEnabled() and not action.isChecked())
    entries[other].trigger()
    assert stage.core.settings.current.engine.id == other
    assert combo.currentData() == other
    assert [key for key, action in tray.menu.engines.entries.items() if action.isChecked()] == [other]
    combo.setCurrentIndex(combo.findData("tint"))
    assert [key for key, action in tray.menu.engines.entries.items() if action.isChecked()] == ["tint"]


def test_faces_are_those_of_the_dock(stage: Stage, qtbot: QtBot) -> None:
    tray, gallery = stage.tray, stage.window.gallery
    assert list(tray.menu.faces.entries) == [spec for spec, _, _ in gallery.faces()]
    tray.menu.faces.entries["demo:hopper"].trigger()
    qtbot.waitUntil(lambda: stage.core.settings.current.engine.faces == ("demo:hopper",), timeout=PATIENCE_MS)
    assert gallery.chosen() == ("demo:hopper",)
    checked = [key for key, action in tray.menu.faces.entries.items() if action.isChecked()]
    assert checked == ["demo:hopper"]


def test_a_click_on_what_is_chosen_leaves_it_checked(stage: Stage) -> None:
    stage.tray.menu.engines.entries["tint"].trigger()
    assert stage.tray.menu.engines.entries["tint"].isChecked()


def test_many_faces_end_in_a_word(stage: Stage) -> None:
    rows = [(f"/x/{number}.jpg", f"{number} & co") for number in range(40)]
    stage.tray.menu.show_faces(rows, [])
    assert len(stage.tray.menu.faces.entries) == 30
    actions = stage.tray.menu.faces.menu.actions()
    assert actions[-1].text() == "10 more in the window"
    assert not actions[-1].isEnabled()
    assert actions[0].text() == "0 && co"


def test_a_face_with_an_odd_name_is_one_line_of_a_menu(stage: Stage) -> None:
    """Files are called what their owner likes."""
    stage.tray.menu.show_faces([("/a", "one\ttwo\nthree & four"), ("/b", "x" * 300)], [])
    first, second = stage.tray.menu.faces.entries.values()
    assert first.text() == "one two three && four"
    assert len(second.text()) == 48


def test_a_long_sentence_is_cut_in_the_menu_and_whole_at_the_icon(stage: Stage, qtbot: QtBot) -> None:
    missing = "/a/folder/with/a/rather/long/name/of/its/own/clip & co.mp4"
    stage.core.settings.set("camera.source", missing)
    stage.tray.menu.start_stop.trigger()
    qtbot.waitUntil(lambda: missing in stage.tray.icon.toolTip(), timeout=PATIENCE_MS)
    shown = stage.tray.menu.status.text()
    assert shown.startswith("There is no file /a/folder/")
    assert shown.endswith("…")
    assert len(shown) == 48


def test_the_virtual_camera_asks_for_the_statement_in_the_window(stage: Stage, qtbot: QtBot) -> None:
    tray = stage.tray
    tray.hide()
    tray.menu.camera.trigger()
    dialog = opened(stage.window, ConsentDialog)
    assert stage.window.isVisible()
    dialog.reject()
    assert not tray.menu.camera.isChecked()
    tray.menu.camera.trigger()
    dialog = opened(stage.window, ConsentDialog)
    dialog.statement.setChecked(True)
    dialog.agree.click()
    qtbot.waitUntil(tray.menu.camera.isChecked, timeout=PATIENCE_MS)
    assert stage.window.outputs.camera.isChecked()
    assert "Virtual camera on" in tray.icon.toolTip()
    tray.menu.camera.trigger()
    assert not stage.window.outputs.camera.isChecked()
    assert not tray.menu.camera.isChecked()


def test_the_menu_speaks_the_language_that_is_chosen(stage: Stage, qtbot: QtBot) -> None:
    entry = stage.tray.menu.faces.entries["demo:astronaut"].text()
    stage.window.menus.languages["zh_CN"].trigger()
    qtbot.waitUntil(lambda: stage.tray.menu.faces.entries["demo:astronaut"].text() != entry, timeout=PATIENCE_MS)


def test_quit_really_quits_and_stops_the_run(stage: Stage, qtbot: QtBot) -> None:
    stage.core.settings.set("ui.close_to_tray", "tray")
    stage.window.start.click()
    qtbot.waitUntil(lambda: not stage.window.preview.image.isNull(), timeout=PATIENCE_MS)
    tray = stage.tray
    tray.hide()
    with qtbot.waitSignal(stage.window.closing.ended, timeout=PATIENCE_MS):
        tray.menu.quit.trigger()
    assert stage.core.session.status.state == "idle"
    assert not tray.there


def test_opening_at_login_and_staying_are_at_hand(stage: Stage, tmp_path: Path) -> None:
    menu = stage.tray.menu
    assert not menu.stay.isChecked()
    menu.stay.trigger()
    assert kept(stage) == "tray"
    menu.stay.trigger()
    assert kept(stage) == "quit"
    menu.login.trigger()
    autostart = Autostart(stage.core.paths)
    assert autostart.state().state == "on"
    assert menu.login.isChecked()
    autostart.set(False)  # as in the system's settings
    menu.aboutToShow.emit()
    assert not menu.login.isChecked()


def test_a_place_for_login_that_can_not_be_written_is_told(stage: Stage, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("a file stands in the way of a folder")
    (tmp_path / "xdg-config").write_text("a file where the folder should be")
    stage.tray.menu.login.trigger()
    assert not stage.tray.menu.login.isChecked()
    assert stage.window.messages.message is not None
    assert stage.window.messages.message.code == "autostart.not_written"


# ---- showing and hiding ----------------------------------------------------------------------------------------


def test_a_click_hides_the_window_and_opens_it(stage: Stage) -> None:
    icon = stage.tray.icon
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not stage.window.isVisible()
    assert stage.tray.menu.open.text() == "Open the &window"
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert stage.window.isVisible()
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert stage.window.isVisible()
    assert stage.tray.menu.open.text() == "Hide the &window"


def test_what_the_window_has_opened_goes_and_comes_with_it(stage: Stage) -> None:
    stage.window.docks.engine.setFloating(True)
    stage.tray.hide()
    assert not stage.window.docks.engine.isVisible()
    stage.tray.open()
    assert stage.window.docks.engine.isVisible()
    assert stage.window.docks.engine.isFloating()


def test_so_do_dialogs_of_dialogs_but_none_that_has_ended_meanwhile(stage: Stage) -> None:
    parent = QDialog(stage.window)
    inner, ended = QMessageBox(parent), QMessageBox(parent)
    ended.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for dialog in (parent, inner, ended):
        dialog.show()
    elsewhere = QWidget()  # as the window for OBS, which belongs to nothing
    elsewhere.show()
    menu = stage.window.menus.view
    menu.popup(stage.window.pos())
    stage.tray.hide()
    assert [one.isVisible() for one in (parent, inner, ended, elsewhere)] == [False, False, False, True]
    menu.close()
    sip.delete(ended)
    stage.tray.open()
    assert [one.isVisible() for one in (parent, inner, menu)] == [True, True, False]
    for widget in (inner, parent, elsewhere):
        widget.close()


def test_closing_asks_once_and_goes_on_in_the_tray(stage: Stage) -> None:
    assert close_by_user(stage)
    assert stage.window.isVisible()
    press(opened(stage.window, QMessageBox), "Go on in the tray")
    assert not stage.window.isVisible()
    assert kept(stage) == "tray"
    stage.tray.open()
    assert close_by_user(stage)
    assert not stage.window.isVisible()


def test_closing_asks_again_where_nothing_shall_be_remembered(stage: Stage, qtbot: QtBot) -> None:
    close_by_user(stage)
    box = opened(stage.window, QMessageBox)
    check = box.checkBox()
    assert check is not None
    check.setChecked(False)
    press(box, "Go on in the tray")
    assert kept(stage) == "ask"
    stage.tray.open()
    close_by_user(stage)
    box = opened(stage.window, QMessageBox)
    with qtbot.waitSignal(stage.window.closing.ended, timeout=PATIENCE_MS):
        press(box, "Quit")
    assert kept(stage) == "quit"


def test_cancelling_the_question_leaves_the_window(stage: Stage) -> None:
    close_by_user(stage)
    opened(stage.window, QMessageBox).reject()
    assert stage.window.isVisible()
    assert not stage.window.closing.begun
    assert kept(stage) == "ask"


def test_without_a_tray_closing_ends_the_program(stage: Stage) -> None:
    stage.core.settings.set("ui.close_to_tray", "tray")
    stage.host.is_there = False
    assert not close_by_user(stage)


def test_the_user_may_want_closing_to_quit(stage: Stage) -> None:
    stage.core.settings.set("ui.close_to_tray", "quit")
    assert not close_by_user(stage)


def test_a_tray_that_goes_while_the_window_is_hidden_brings_it_back(stage: Stage) -> None:
    stage.tray.hide()
    stage.host.is_there = False
    stage.tray.look_for_host()
    assert stage.window.isVisible()
    assert stage.window.messages.message is not None
    assert stage.window.messages.message.code == "tray.gone"


def test_the_checks_are_told_what_the_tray_knows(stage: Stage) -> None:
    assert [check.state for check in stage.core.permissions.check(["tray"])] == ["ok"]
    stage.host.is_there = False
    stage.tray.look_for_host()
    assert [check.state for check in stage.core.permissions.check(["tray"])] == ["missing"]


def test_a_tray_that_goes_while_the_window_is_seen_is_no_matter(stage: Stage) -> None:
    stage.host.is_there = False
    stage.tray.look_for_host()
    assert stage.window.messages.message is None
    assert not stage.tray.icon.isVisible()
    stage.host.is_there = True
    stage.tray.look_for_host()
    assert stage.tray.icon.isVisible()


def test_a_hidden_start_stays_hidden_and_does_not_begin_a_run(unattached: Stage) -> None:
    unattached.core.settings.set("ui.autostart", True)
    unattached.window.attach(unattached.core)
    unattached.tray.look_for_host()
    assert not unattached.window.isVisible()
    assert unattached.core.session.status.state == "idle"
    assert unattached.tray.there


def test_a_hidden_start_without_a_tray_shows_the_window_after_some_looks(unattached: Stage) -> None:
    unattached.host.is_there = False
    unattached.window.attach(unattached.core)
    assert not unattached.window.isVisible()
    for _ in range(5):
        unattached.tray.look_for_host()
    assert unattached.window.isVisible()
    assert unattached.window.messages.message is not None
    assert unattached.window.messages.message.code == "tray.none"


def test_a_tray_that_comes_late_is_used(unattached: Stage) -> None:
    unattached.host.is_there = False
    unattached.window.attach(unattached.core)
    unattached.tray.look_for_host()
    unattached.host.is_there = True
    for _ in range(6):
        unattached.tray.look_for_host()
    assert not unattached.window.isVisible()
    assert unattached.tray.there


# ---- files from outside ----------------------------------------------------------------------------------------


def test_a_photo_from_outside_can_be_the_face_or_the_source(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    from app.gui.arrivals import Arrivals

    photo = tmp_path / "me.jpg"
    photo.write_bytes((stage.core.paths.media / "hopper.jpg").read_bytes())
    arrivals = Arrivals(stage.window, [photo])
    stage.tray.hide()
    arrivals.deliver()
    press(opened(stage.window, QMessageBox), "The source")
    assert stage.core.settings.current.camera.source == str(photo)
    arrivals.take([photo], show=True)
    assert stage.window.isVisible()
    press(opened(stage.window, QMessageBox), "The face to show")
    assert str(photo) in stage.window.gallery.photos()


def test_videos_and_missing_files_from_outside(stage: Stage, tmp_path: Path) -> None:
    from app.gui.arrivals import Arrivals

    arrivals = Arrivals(stage.window, [])
    arrivals.take([stage.core.paths.media / "demo.mp4", tmp_path / "gone.jpg"], show=False)
    assert stage.core.settings.current.camera.source == str(stage.core.paths.media / "demo.mp4")
    assert stage.window.messages.message is not None
    assert stage.window.messages.message.code == "window.file_missing"


def test_files_wait_for_the_services(unattached: Stage) -> None:
    from app.gui.arrivals import Arrivals

    arrivals = Arrivals(unattached.window, [])
    arrivals.take([unattached.core.paths.media / "demo.mp4"], show=True)
    assert unattached.window.isVisible()
    assert unattached.core.settings.current.camera.source != str(unattached.core.paths.media / "demo.mp4")
    unattached.window.attach(unattached.core)
    arrivals.deliver()
    assert unattached.core.settings.current.camera.source == str(unattached.core.paths.media / "demo.mp4")
