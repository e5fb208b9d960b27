"""Importing, checking and deleting by the models' page."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.model_dialogs import WhichModelDialog
from app.gui.models_window import ModelsWindow
from app.services.core import Core
from tests.gui.conftest import KEYS
from tests.gui.models.conftest import can, dialog, left, press, settle, state, told, until
from tests.gui.models.test_fetch import answer
from tests.gui.test_panels import drop
from tests.services.models_kit import Publisher, onnx_bytes

GOOD = onnx_bytes()


def file(folder: Path, name: str, data: bytes = GOOD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def tells(page: ModelsWindow, words: str) -> bool:
    return told(page).startswith(words)


# ---- importing -------------------------------------------------------------------------------------------------


def test_a_file_is_imported_by_the_dialog(
    page: ModelsWindow, core: Core, qtbot: QtBot, tmp_path: Path, server: Publisher
) -> None:
    mine = file(tmp_path / "mine", "who.onnx")
    page.page.take.click()
    chooser = dialog(page, QFileDialog, qtbot)
    chooser.filesSelected.emit([str(mine)])
    chooser.reject()
    until(qtbot, lambda: state(page, "who") == "Here")
    assert (core.models.home / "who.onnx").read_bytes() == GOOD
    assert mine.exists()
    assert told(page) == f"who.onnx was checked and copied to {core.models.home}."
    assert server.requests == []


def test_files_are_dropped_onto_the_page_and_others_refused(
    page: ModelsWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    assert drop(page.page, file(tmp_path, "who.onnx"), file(tmp_path, "mask.onnx"), file(tmp_path, "notes.txt"))
    assert told(page) == "notes.txt is no file of a model. Models end in .onnx."
    until(qtbot, lambda: state(page, "who") == "Here" and state(page, "mask") == "Here")


def test_a_model_dropped_onto_the_window_is_imported(
    window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    drop(window, file(tmp_path, "who.onnx"))
    until(qtbot, lambda: left(core.models) == ["who.onnx"])
    assert window.models is not None
    assert window.models.window is not None
    assert window.models.window.isVisible()
    assert window.messages.message is None or window.messages.message.code != "window.not_a_picture"


def test_a_bad_file_is_told_and_nothing_is_kept(
    page: ModelsWindow, window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    for data, words in (
        (b"<!DOCTYPE html>" + b"." * 2000, "who.onnx is a web page, not a model."),
        (GOOD[:-100], "The model who.onnx is cut off: its end is missing."),
        (b"PK\x03\x04" + b"." * 2000, "who.onnx is an archive, not a model."),
    ):
        page._link.take([file(tmp_path, "who.onnx", data)])
        until(qtbot, partial(tells, page, words))
        settle(window, qtbot)
        assert left(core.models) == []
        assert state(page, "who") == "Missing"


def test_another_file_than_the_catalogue_s_is_told(
    page: ModelsWindow, core: Core, qtbot: QtBot, server: Publisher, tmp_path: Path
) -> None:
    rotten = bytearray(server.file)
    rotten[len(rotten) // 2] ^= 1  # of the length that the catalogue has, and not of its SHA-256
    page._link.take([file(tmp_path, "swap.onnx", bytes(rotten))])
    until(qtbot, lambda: "is not the Swapper One of the catalogue" in told(page))
    assert left(core.models) == []


def test_a_version_that_the_catalogue_does_not_know_is_taken_and_told(
    page: ModelsWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    page._link.take([file(tmp_path, "swap.onnx")])
    until(qtbot, lambda: state(page, "swap") == "Here, another version")
    assert left(core.models) == ["swap.onnx"]


def test_a_name_that_tells_nothing_is_asked_about(
    page: ModelsWindow, window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    page.page.choose("convert")
    page._link.take([file(tmp_path, "download.onnx")])
    asked = dialog(page, WhichModelDialog, qtbot)
    assert asked.model() == "convert"
    asked.reject()
    settle(window, qtbot)
    assert left(core.models) == []
    page._link.take([file(tmp_path, "mask (1).onnx")])
    asked = dialog(page, WhichModelDialog, qtbot)
    assert asked.model() == "mask"
    asked.combo.setCurrentIndex(asked.combo.findData("who"))
    asked.accept()
    until(qtbot, lambda: state(page, "who") == "Here")
    assert left(core.models) == ["who.onnx"]


def test_a_bad_file_of_an_unknown_name_is_told_before_anything_is_asked(
    page: ModelsWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page._link.take([file(tmp_path, "download.onnx", b"<html>" + b"." * 2000)])
    until(qtbot, lambda: told(page).startswith("download.onnx is a web page"))
    assert not page.findChildren(WhichModelDialog)


# ---- deleting --------------------------------------------------------------------------------------------------


def test_deleting_asks_first_and_frees_the_disk(page: ModelsWindow, core: Core, qtbot: QtBot) -> None:
    file(core.models.home, "who.onnx")
    file(core.models.home, "swap.onnx", onnx_bytes(300_000))
    page._link.look()
    until(qtbot, lambda: can(page, "delete", "who"))
    press(page, "delete", "who")
    asked = dialog(page, QMessageBox, qtbot)
    assert asked.text() == "Delete Who Is It?"
    assert "4.0 kB become free" in asked.informativeText()
    assert "These need it: Swapper One" in asked.informativeText()
    answer(asked, "Keep")
    assert left(core.models) == ["swap.onnx", "who.onnx"]
    page.page.list.setFocus()
    KEYS.keyClick(page.page.list, Qt.Key.Key_Delete)
    answer(dialog(page, QMessageBox, qtbot), "Delete")
    until(qtbot, lambda: state(page, "who") == "Missing")
    assert left(core.models) == ["swap.onnx"]


def test_the_part_of_a_fetch_can_be_deleted(page: ModelsWindow, core: Core, qtbot: QtBot) -> None:
    file(core.models.home, "convert.onnx.part", b"a" * 10)
    file(core.models.home, "convert.onnx.part.json", b'{"source": "x", "total": 100}')
    page._link.look()
    until(qtbot, lambda: state(page, "convert") == "10 % fetched")
    press(page, "delete", "convert")
    answer(dialog(page, QMessageBox, qtbot), "Delete")
    until(qtbot, lambda: state(page, "convert") == "Missing")
    assert left(core.models) == []


def test_a_file_of_another_program_can_not_be_deleted(
    page: ModelsWindow, settings: SettingsStore, qtbot: QtBot, tmp_path: Path
) -> None:
    theirs = file(tmp_path / "theirs", "who.onnx")
    page._link.add_folder(theirs.parent)
    until(qtbot, lambda: state(page, "who").startswith("Here, in"))
    assert not can(page, "delete", "who")
    assert can(page, "check", "who")


# ---- checking --------------------------------------------------------------------------------------------------


def test_a_changed_file_is_found_by_checking_and_can_be_accepted(
    page: ModelsWindow, window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    path = file(core.models.home, "who.onnx")
    page._link.look()
    until(qtbot, lambda: can(page, "check", "who"))
    press(page, "check", "who")
    until(qtbot, lambda: told(page) == f"Who Is It is as it should be: {path}.")
    settle(window, qtbot)
    before = path.stat()
    file(core.models.home, "who.onnx", onnx_bytes(letter=b"b"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # nothing but its content tells
    settle(window, qtbot)
    press(page, "check", "who")
    until(qtbot, lambda: state(page, "who") == "Damaged")
    settle(window, qtbot)
    assert "is not what it was when it was first used" in told(page)
    assert "accept the change if you made it yourself" in page.page.details.state.text()
    press(page, "accept", "who")
    answer(dialog(page, QMessageBox, qtbot), "Do not")
    assert state(page, "who") == "Damaged"
    press(page, "accept", "who")
    answer(dialog(page, QMessageBox, qtbot), "Accept the change")
    until(qtbot, lambda: state(page, "who") == "Here")
    assert not page.page.details.buttons["accept"].isVisible()
