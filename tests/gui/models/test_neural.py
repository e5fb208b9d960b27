"""What the page is for: a user's own model files in the real window, with the shipped engine and catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PyQt6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core
from app.gui.application import build_window
from app.gui.threads import thread_factory
from app.services.stand_ins import write_recogniser, write_swapper
from tests.gui.conftest import PATIENCE_MS, close
from tests.gui.models.conftest import cells, until
from tests.gui.test_panels import drop


def test_dropped_files_of_a_swapper_and_its_recogniser_turn_up_in_the_engine_s_panel_and_swap(
    qapp: QApplication, qtbot: QtBot, paths: Paths, settings: SettingsStore, tmp_path: Path
) -> None:
    for key, value in {"engine.id": "neural", "gpu.provider": "cpu", "camera.source": "demo"}.items():
        settings.set(key, value)
    write_swapper(tmp_path / "inswapper_128.onnx")
    write_recogniser(tmp_path / "w600k_r50.onnx")
    window = build_window(qapp, paths, settings)
    window.show()
    core = build_core(paths, settings, thread_factory)
    window.attach(core)
    assert window.models is not None
    assert window.engine.panel is not None
    page = window.models.open()
    choice = cast(QComboBox, window.engine.panel.fields["model"])
    row = choice.findData("inswapper_128")
    until(qtbot, lambda: choice.itemText(row) == "Inswapper 128 (not here)")
    assert drop(page.page, tmp_path / "inswapper_128.onnx", tmp_path / "w600k_r50.onnx")
    until(qtbot, lambda: choice.itemText(row) == "Inswapper 128")
    assert cells(page, "inswapper_128")[1] == "Here, another version"  # than the published one
    assert not window.engine.models_hint.isVisible()
    window.start.click()

    def done() -> bool:
        return core.session.status.swapped >= 3 or core.session.status.state == "failed"

    qtbot.waitUntil(done, timeout=2 * PATIENCE_MS)
    assert core.session.status.message is None
    assert core.session.status.engine == "neural"
    close(window, qtbot)
    close_core(core)
    window.close_jobs()
    window.deleteLater()
