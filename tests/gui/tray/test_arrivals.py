"""Files from outside that are no files, have odd names, or come when the window goes."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.gui.arrivals import Arrivals
from tests.gui.conftest import PATIENCE_MS
from tests.gui.tray.conftest import Stage


def code(stage: Stage) -> str:
    assert stage.window.messages.message is not None
    return stage.window.messages.message.code


def test_a_folder_and_a_name_that_no_file_can_have(stage: Stage, tmp_path: Path) -> None:
    arrivals = Arrivals(stage.window, [])
    arrivals.take([tmp_path], show=False)
    assert code(stage) == "window.file_folder"
    arrivals.take([tmp_path / ("x" * 300)], show=False)  # asking the system for it is an error of its own
    assert code(stage) == "window.file_missing"


def test_a_name_that_looks_like_html_is_shown_as_it_is(stage: Stage, tmp_path: Path) -> None:
    photo = tmp_path / "<b>me<b>.jpg"
    photo.write_bytes((stage.core.paths.media / "hopper.jpg").read_bytes())
    Arrivals(stage.window, []).take([photo], show=True)
    box = stage.window.findChild(QMessageBox)
    assert box is not None
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert photo.name in box.text()
    box.reject()


def test_a_window_that_closes_does_not_come_back(stage: Stage, qtbot: QtBot) -> None:
    arrivals = Arrivals(stage.window, [])
    stage.window.closing.quit()
    qtbot.waitUntil(lambda: stage.window.closing.over, timeout=PATIENCE_MS)
    arrivals.take([stage.core.paths.media / "demo.mp4"], show=True)
    assert not stage.window.isVisible()
    assert stage.core.settings.current.camera.source != str(stage.core.paths.media / "demo.mp4")
