"""Faces, options of the engine and outputs, through the window's own controls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PyQt6.QtWidgets import QApplication, QCheckBox, QComboBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.gui.widgets import NumberField
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, close, middle


def drop(widget: QWidget, *files: Path) -> bool:
    """Drop files as a file manager does; whether they were accepted."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(5, 5), copy, data, left, none)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def picture(path: Path, value: int) -> Path:
    image = QImage(200, 240, QImage.Format.Format_RGB32)
    image.fill(value * 0x010101)
    assert image.save(str(path))
    return path


def message_code(window: MainWindow) -> str:
    return window.messages.message.code if window.messages.message is not None else ""


# ---- faces -----------------------------------------------------------------------------------------------------


def test_the_demo_portraits_are_there_and_the_chosen_one_is_selected(window: MainWindow, media: Path) -> None:
    names = {f"demo:{path.stem}" for path in media.glob("*.jpg")}
    assert {window.gallery.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(len(names))} == names  # type: ignore[union-attr]
    assert window.gallery.chosen() == ("demo:astronaut",)


@pytest.mark.parametrize("onto", ["list", "window"])
def test_a_dropped_photo_is_added_and_chosen(
    running: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore, onto: str
) -> None:
    photo = picture(tmp_path / "Gesicht 脸.png", 120)
    target: QWidget | None = running.gallery.list.viewport() if onto == "list" else running
    assert target is not None
    assert drop(target, photo)
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(photo),), timeout=PATIENCE_MS)
    assert running.gallery.photos() == [str(photo)]
    assert message_code(running) == ""


def test_a_photo_without_a_face_is_told_and_the_face_before_stays(
    running: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore
) -> None:
    running.gallery.add_photos([picture(tmp_path / "night.png", 0)])
    qtbot.waitUntil(lambda: message_code(running) == "engine.no_face", timeout=PATIENCE_MS)
    assert running.gallery.chosen() == ("demo:astronaut",)
    assert settings.current.engine.faces == ("demo:astronaut",)
    assert running.status.state.text() == "Running"


@pytest.mark.qt_log_ignore("JPEG", "This plugin does not support")  # Qt's decoder warns while it makes the thumbnail
def test_a_damaged_photo_is_told_by_name(running: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    running.gallery.add_photos([broken])
    qtbot.waitUntil(lambda: message_code(running) != "", timeout=PATIENCE_MS)
    assert "broken.jpg" in running.messages.accessibleDescription()
    assert running.gallery.chosen() == ("demo:astronaut",)


def test_a_dropped_text_file_is_refused_in_words(window: MainWindow, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no face")
    drop(window, notes)
    assert message_code(window) == "window.not_a_picture"
    assert "notes.txt" in window.messages.accessibleDescription()


def test_a_dropped_video_becomes_the_source(window: MainWindow, settings: SettingsStore, media: Path) -> None:
    drop(window, media / "demo.mp4")
    assert settings.current.camera.source == str(media / "demo.mp4")
    assert window.source.combo.currentText() == "demo.mp4"


def test_several_photos_of_one_person_are_chosen_together(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore
) -> None:
    photos = [picture(tmp_path / f"{number}.png", 90 + number) for number in range(3)]
    window.gallery.add_photos(photos)
    expected = tuple(str(photo) for photo in photos)
    qtbot.waitUntil(lambda: settings.current.engine.faces == expected, timeout=PATIENCE_MS)


def test_photos_stay_in_the_list_over_a_restart_and_go_with_delete(
    qapp: QApplication, window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    photo = picture(tmp_path / "me.png", 100)
    window.gallery.add_photos([photo])
    qtbot.waitUntil(lambda: core.settings.current.engine.faces == (str(photo),), timeout=PATIENCE_MS)
    close(window, qtbot)
    again = build_window(qapp, core.paths, core.settings)
    again.show()
    again.attach(core)
    assert again.gallery.photos() == [str(photo)]
    assert again.gallery.chosen() == (str(photo),)
    KEYS.keyClick(again.gallery.list, Qt.Key.Key_Delete)
    assert again.gallery.photos() == []
    assert len(again.gallery.chosen()) == 1  # a demo portrait: there is always a face
    close(again, qtbot)
    assert photo.exists()


def test_a_demo_portrait_can_not_be_removed(window: MainWindow) -> None:
    count = window.gallery.list.count()
    assert not window.gallery.remove.isEnabled()
    KEYS.keyClick(window.gallery.list, Qt.Key.Key_Delete)
    assert window.gallery.list.count() == count


def test_thumbnails_arrive(window: MainWindow, qtbot: QtBot) -> None:
    item = window.gallery.list.item(0)
    assert item is not None

    def colours() -> set[int]:
        image = item.icon().pixmap(window.gallery.list.iconSize()).toImage()
        return {image.pixel(x, y) for x in range(20, 60, 8) for y in range(20, 60, 8)}

    qtbot.waitUntil(lambda: len(colours()) > 5, timeout=PATIENCE_MS)


# ---- engine ----------------------------------------------------------------------------------------------------


def field(window: MainWindow, key: str) -> QWidget:
    assert window.engine.panel is not None
    return window.engine.panel.fields[key]


def test_the_panel_is_built_from_the_manifest(window: MainWindow) -> None:
    strength, blue = cast(NumberField, field(window, "strength")), cast(NumberField, field(window, "blue"))
    assert (strength.spin.minimum(), strength.spin.maximum(), strength.value()) == (0.0, 1.0, 1.0)
    assert (blue.spin.minimum(), blue.spin.maximum(), blue.value()) == (0, 255, 200)
    assert isinstance(field(window, "keep_border"), QCheckBox)
    choice = cast(QComboBox, field(window, "face"))
    assert [choice.itemData(row) for row in range(choice.count())] == ["largest", "leftmost", "all"]
    assert choice.toolTip() == "Which face to swap"


def test_a_moved_slider_changes_the_picture_and_is_kept(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    cast(NumberField, field(running, "blue")).slider.setValue(10)  # steps of 5
    qtbot.waitUntil(lambda: abs(middle(running)[2] - 50) <= 2, timeout=PATIENCE_MS)
    assert dict(settings.current.engine.current_options) == {"blue": 50}


def test_reset_brings_every_option_back(running: MainWindow, qtbot: QtBot, settings: SettingsStore) -> None:
    cast(NumberField, field(running, "blue")).spin.setValue(50)
    cast(QCheckBox, field(running, "keep_border")).setChecked(True)
    qtbot.waitUntil(lambda: len(settings.current.engine.current_options) == 2, timeout=PATIENCE_MS)
    running.engine.reset.click()
    qtbot.waitUntil(lambda: abs(middle(running)[2] - 200) <= 2, timeout=PATIENCE_MS)
    assert dict(settings.current.engine.current_options) == {}
    assert not cast(QCheckBox, field(running, "keep_border")).isChecked()


def test_kept_options_are_used_at_the_next_start(window: MainWindow, qtbot: QtBot) -> None:
    cast(NumberField, field(window, "blue")).spin.setValue(100)
    window.engine.flush()
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert middle(window)[2] == pytest.approx(100, abs=2)


def test_a_broken_engine_is_in_the_list_and_can_not_be_chosen(window: MainWindow) -> None:
    combo = window.engine.combo
    row = combo.findData("broken")
    assert "can not be used" in combo.itemText(row)
    assert "version 99" in combo.itemData(row, Qt.ItemDataRole.ToolTipRole)
    assert not combo.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled  # type: ignore[union-attr]


def test_the_wheel_over_a_slider_without_focus_changes_nothing(window: MainWindow) -> None:
    slider = cast(NumberField, field(window, "blue")).slider
    before = slider.value()
    window.start.setFocus()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.value() == before


# ---- outputs ---------------------------------------------------------------------------------------------------


def consent_dialog(window: MainWindow) -> ConsentDialog:
    dialogs = window.findChildren(ConsentDialog)
    assert len(dialogs) == 1
    return dialogs[0]


def test_nothing_leaves_before_the_statement_is_made(
    running: MainWindow, qtbot: QtBot, core: Core, settings: SettingsStore
) -> None:
    running.outputs.recording.click()
    dialog = consent_dialog(running)
    assert not dialog.agree.isEnabled()
    dialog.reject()
    assert not running.outputs.recording.isChecked()
    assert core.session.status.outputs == ()
    assert settings.current.privacy.consent_date == ""
    assert not core.paths.recordings.exists()


def test_recording_after_the_statement(running: MainWindow, qtbot: QtBot, core: Core, settings: SettingsStore) -> None:
    running.outputs.recording.click()
    dialog = consent_dialog(running)
    dialog.statement.click()
    dialog.agree.click()
    qtbot.waitUntil(lambda: "MB" in running.outputs.recording_detail.text(), timeout=PATIENCE_MS)
    assert running.outputs.recording.isChecked()
    kept = json.loads(core.paths.user_file.read_text("utf-8"))
    assert settings.current.privacy.consent_date in json.dumps(kept)
    assert len(settings.current.privacy.consent_date) == len("2026-01-31")
    qtbot.waitUntil(lambda: core.session.status.outputs[0].frames >= 5, timeout=PATIENCE_MS)  # none leaves no file
    running.outputs.recording.click()
    controller = running.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.outputs.settled, timeout=PATIENCE_MS)
    assert core.session.status.outputs == ()
    files = list(core.paths.recordings.glob("Understudy *.mp4"))
    assert len(files) == 1
    assert files[0].stat().st_size > 500
    assert message_code(running) == "window.recorded"
    assert str(files[0]) in running.messages.accessibleDescription()
    running.outputs.recording.click()  # asked once only
    assert not running.findChildren(ConsentDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)


def test_a_recording_asked_for_before_the_start_begins_with_it(
    window: MainWindow, qtbot: QtBot, core: Core, settings: SettingsStore
) -> None:
    settings.set("privacy.consent_date", "2026-01-31")
    window.outputs.recording.click()
    assert window.outputs.recording_detail.text().endswith(".mp4")
    window.start.click()
    qtbot.waitUntil(lambda: "MB" in window.outputs.recording_detail.text(), timeout=PATIENCE_MS)
    window.start.click()
    qtbot.waitUntil(lambda: not window.outputs.recording.isChecked(), timeout=PATIENCE_MS)


def test_a_recording_that_ends_by_itself_takes_its_switch_along(
    running: MainWindow, qtbot: QtBot, core: Core, settings: SettingsStore
) -> None:
    settings.set("privacy.consent_date", "2026-01-31")
    running.outputs.recording.click()
    qtbot.waitUntil(lambda: "MB" in running.outputs.recording_detail.text(), timeout=PATIENCE_MS)
    core.session.set_recording(None)  # as after a full disk: the run ends it, not the window
    qtbot.waitUntil(lambda: not running.outputs.recording.isChecked(), timeout=PATIENCE_MS)


def test_a_recording_folder_that_can_not_be_made_is_told(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings.set("privacy.consent_date", "2026-01-31")
    settings.set("output.recording_folder", str(tmp_path / "file" / "in"))
    running.outputs.recording.click()
    assert message_code(running) == "window.no_folder"
    qtbot.waitUntil(lambda: not running.outputs.recording.isChecked(), timeout=PATIENCE_MS)


def test_the_mark_is_drawn_and_can_be_moved_and_taken_off(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    def marked() -> set[str]:
        image = running.preview.image
        across, down = image.width(), image.height()
        found = set()
        for name, left, top in (("top-left", 0, 0), ("bottom-right", across // 2, down // 2)):
            part = image.copy(left, top, across // 2, down // 2)
            if len({part.pixel(x, y) for x in range(0, part.width(), 3) for y in range(0, part.height(), 3)}) > 1:
                found.add(name)
        return found

    assert marked() == {"bottom-right"}
    running.outputs.corner.setCurrentIndex(running.outputs.corner.findData("top-left"))
    qtbot.waitUntil(lambda: marked() == {"top-left"}, timeout=PATIENCE_MS)
    running.outputs.label.click()
    qtbot.waitUntil(lambda: marked() == set(), timeout=PATIENCE_MS)
    assert settings.current.output.label is False
    assert not running.outputs.corner.isEnabled()


def choose_pass(window: MainWindow) -> QMessageBox:
    window.outputs.guard.setCurrentIndex(window.outputs.guard.findData("pass"))
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


def test_letting_the_real_face_through_is_asked_about(running: MainWindow, qtbot: QtBot) -> None:
    box = choose_pass(running)
    box.reject()
    assert running.outputs.guard.currentData() == "cover"
    assert not running.status.guard.isVisible()


def test_the_real_face_is_a_red_sign_and_never_kept(running: MainWindow, qtbot: QtBot, settings: SettingsStore) -> None:
    box = choose_pass(running)
    show = next(button for button in box.buttons() if box.buttonRole(button) == QMessageBox.ButtonRole.AcceptRole)
    show.click()
    assert running.status.guard.isVisible()
    assert running.outputs.guard.property("danger")
    assert settings.current.privacy.guard == "cover"
    running.outputs.guard.setCurrentIndex(running.outputs.guard.findData("cover"))
    assert not running.status.guard.isVisible()
