"""The panels' places."""

from __future__ import annotations

from pathlib import Path

from PyQt6 import sip
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.gui.layout import DockLayout


def test_a_window_that_goes_while_panels_are_seen_goes_quietly(qtbot: QtBot, tmp_path: Path) -> None:
    window = QMainWindow()
    ini = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    parts = {name: QWidget() for name in ("faces", "engine", "outputs", "diagnostics")}
    layout = DockLayout(window, ini, **parts)
    layout.restore()
    window.show()
    qtbot.waitExposed(window)
    with qtbot.captureExceptions() as raised:
        sip.delete(window)
        layout.name_tabs()
    assert raised == []
