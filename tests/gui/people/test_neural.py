"""The list of people with the shipped engine: who is in it is swapped, everybody else is covered."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core
from app.gui.application import build_window
from app.gui.threads import thread_factory
from engines.neural.contracts import RECOGNISER, SWAPPERS
from tests.engines.neural.stand_ins import colour, hues
from tests.engines.neural.test_contracts import photo
from tests.engines.neural.test_people import blue
from tests.gui.conftest import PATIENCE_MS, close
from tests.gui.people.conftest import add, opened


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_who_is_in_the_list_is_swapped_and_who_is_not_is_covered(
    qapp: QApplication, qtbot: QtBot, paths: Paths, settings: SettingsStore, tmp_path: Path
) -> None:
    colour(tmp_path / "inswapper_128.onnx", SWAPPERS["inswapper_128"])
    hues(tmp_path / RECOGNISER)
    warm, cold, face = (tmp_path / f"{name}.png" for name in ("warm", "cold", "face"))
    cv2.imwrite(str(warm), photo("hopper"))
    cv2.imwrite(str(cold), blue(photo("hopper")))
    cv2.imwrite(str(face), photo("monalisa"))
    for key, value in {
        "engine.id": "neural", "gpu.provider": "cpu", "camera.source": str(warm), "models.folders": (str(tmp_path),),
    }.items():  # fmt: skip
        settings.set(key, value)
    window = build_window(qapp, paths, settings)
    window.show()
    core = build_core(paths, settings, thread_factory)
    window.attach(core)
    controller = window.controller
    assert controller is not None

    def until(swapped: bool) -> None:
        """A frame of the newest list has come: covered or not."""
        qtbot.waitUntil(lambda: window.preview.covering_notice.isVisible() != swapped, timeout=4 * PATIENCE_MS)

    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=4 * PATIENCE_MS)
    until(swapped=True)
    people = opened(window)
    add(people, cold, face)
    until(swapped=False)
    add(people, warm, face)
    until(swapped=True)
    people.rows[1].remove.click()
    until(swapped=False)
    assert len(settings.current.engine.face_map) == 1
    assert window.messages.message is None
    close(window, qtbot)
    window.close_jobs()
    close_core(core)
    window.deleteLater()
