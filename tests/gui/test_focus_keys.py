"""Keys heard where the focus is, also when what had it is deleted."""

from __future__ import annotations

from PyQt6 import sip
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.gui.focus_keys import FocusKeys
from tests.gui.conftest import PATIENCE_MS


def test_a_button_that_qt_made_goes_with_its_dialog(qapp: QApplication, qtbot: QtBot) -> None:
    """Python does not hear of that: what was kept of it would be a name for memory that is something else by now."""
    parent = QObject()
    keys = FocusKeys(parent, lambda _widget, _event: False)
    dialog = QDialog()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    QVBoxLayout(dialog).addWidget(buttons)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    button = buttons.button(QDialogButtonBox.StandardButton.Cancel)
    assert button is not None
    button.setFocus()
    assert keys._watched is button
    qapp.blockSignals(True)  # as where the focus goes nowhere else, so that nothing is told
    sip.delete(dialog)
    qapp.blockSignals(False)
    assert keys._watched is None
    keys.close()
