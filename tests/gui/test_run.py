"""Start, stop, loading, failing, comparing and closing, through the window's own controls."""

from __future__ import annotations

import dataclasses
import os
import threading
from pathlib import Path

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.main_window import MainWindow
from app.gui.widgets import NumberField
from app.pipeline.camera_list import CameraInfo
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, TINT, close, middle


def stop(window: MainWindow, qtbot: QtBot) -> None:
    window.start.click()
    qtbot.waitUntil(lambda: window.status.state.text() == "Ready", timeout=PATIENCE_MS)


def test_start_shows_the_swapped_picture_and_stop_empties_the_stage(running: MainWindow, qtbot: QtBot) -> None:
    assert middle(running) == pytest.approx(TINT, abs=2)
    assert running.start.accessibleName() == "Stop"
    qtbot.waitUntil(lambda: running.status.fps.text().endswith("fps"), timeout=PATIENCE_MS)
    assert running.source.info.text() == "512x512 · 30 fps"
    assert running.status.provider.text() == "CPU"
    grabbed = running.preview.grab().toImage()
    shown = grabbed.pixelColor(grabbed.rect().center())
    assert (shown.red(), shown.green(), shown.blue()) == pytest.approx(TINT, abs=2)
    stop(running, qtbot)
    assert running.preview.image.isNull()
    assert running.start.accessibleName() == "Start"
    assert not running.compare.isEnabled()


def test_it_starts_again_after_a_stop(running: MainWindow, qtbot: QtBot) -> None:
    stop(running, qtbot)
    running.menus.start_stop.trigger()
    qtbot.waitUntil(lambda: not running.preview.image.isNull(), timeout=PATIENCE_MS)


def test_a_run_that_was_to_begin_anew_does_not_once_somebody_else_stops_it(
    running: MainWindow, core: Core, qtbot: QtBot
) -> None:
    assert running.controller is not None
    running.controller.restart()
    core.session.request_stop()  # by the local service, before the window has heard of the end
    qtbot.waitUntil(lambda: running.status.state.text() == "Ready", timeout=PATIENCE_MS)
    assert running.preview.image.isNull()
    running.controller.start()
    running.controller.restart()  # and by itself it still does
    qtbot.waitUntil(lambda: not running.preview.image.isNull(), timeout=PATIENCE_MS)


@pytest.mark.parametrize("key", ["Ctrl+R", "F5"])
def test_shortcuts_start(window: MainWindow, qtbot: QtBot, key: str) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier if "+" in key else Qt.KeyboardModifier.NoModifier
    window.activateWindow()
    KEYS.keyClick(window, Qt.Key.Key_R if "+" in key else Qt.Key.Key_F5, modifiers)
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)


def test_it_starts_by_itself_when_the_settings_say_so(
    settings: SettingsStore, empty_window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    settings.set("ui.autostart", True)
    empty_window.attach(core)
    qtbot.waitUntil(lambda: not empty_window.preview.image.isNull(), timeout=PATIENCE_MS)


def test_before_the_services_are_there_nothing_can_be_pressed(empty_window: MainWindow) -> None:
    assert not empty_window.start.isEnabled()
    assert not empty_window.menus.start_stop.isEnabled()
    assert empty_window.preview.progress.isVisible()


def test_loading_shows_progress_and_can_be_stopped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_GATE", str(gate))
    window.start.click()
    qtbot.waitUntil(lambda: window.preview.idle.text() == "Half of it is loaded", timeout=PATIENCE_MS)
    assert 0 < window.preview.progress.value() < 100
    window.start.click()  # the engine still loads: the window must answer all the same
    assert window.start.text() == "Stopping…"
    gate.unlink()
    qtbot.waitUntil(lambda: window.status.state.text() == "Ready", timeout=PATIENCE_MS)
    assert window.preview.image.isNull()


def test_what_is_chosen_while_it_loads_counts(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_GATE", str(gate))
    settings.set("privacy.consent_date", "2026-01-31")
    window.start.click()
    qtbot.waitUntil(lambda: window.preview.idle.text() == "Half of it is loaded", timeout=PATIENCE_MS)
    assert window.engine.panel is not None
    blue = window.engine.panel.fields["blue"]
    assert isinstance(blue, NumberField)
    blue.spin.setValue(40)
    window.engine.flush()
    window.outputs.recording.click()
    window.outputs.label.click()
    gate.unlink()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: middle(window) == pytest.approx((30, 60, 40), abs=2), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "MB" in window.outputs.recording_detail.text(), timeout=PATIENCE_MS)
    assert window.outputs.recording.isChecked()


def test_a_choice_that_the_command_line_overrides_is_told(
    paths: Paths, qapp: QApplication, qtbot: QtBot, settings: SettingsStore, core: Core
) -> None:
    fixed = SettingsStore(paths.project_file, paths.user_file, {}, {"camera.mirror": "true"})
    window = build_window(qapp, paths, fixed)
    window.show()
    window.attach(dataclasses.replace(core, settings=fixed))
    window.source.mirror.click()
    assert window.messages.message is not None
    assert window.messages.message.code == "window.fixed"
    close(window, qtbot)


def test_a_source_that_can_not_be_read_is_told_and_the_next_start_works(
    window: MainWindow, qtbot: QtBot, settings: SettingsStore, tmp_path: Path
) -> None:
    good = settings.current.camera.source
    bad = tmp_path / "bäd 视频.mp4"
    bad.write_bytes(b"no clip")
    settings.set("camera.source", str(bad))
    window.start.click()
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=PATIENCE_MS)
    assert window.messages.message is not None
    assert window.messages.message.code == "clip.not_a_video"
    assert bad.name in window.messages.accessibleDescription()
    qtbot.waitUntil(lambda: window.status.state.text() == "Stopped by an error", timeout=PATIENCE_MS)
    settings.set("camera.source", good)
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)


def test_another_source_takes_the_place_of_the_running_one(
    running: MainWindow, qtbot: QtBot, settings: SettingsStore, media: Path
) -> None:
    running.source.source_chosen.emit(str(media / "hopper.jpg"))
    qtbot.waitUntil(lambda: running.source.info.text().startswith("512x600"), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not running.preview.image.isNull(), timeout=PATIENCE_MS)
    assert settings.current.camera.source.endswith("hopper.jpg")


def test_the_picture_keeps_its_shape(running: MainWindow) -> None:
    for width, height in ((1000, 700), (900, 600)):
        running.resize(width, height)
        area = running.preview.picture_area()
        assert area.width() == pytest.approx(area.height(), abs=1)
        assert QRect(running.preview.rect()).contains(area.toRect())


def test_closing_while_it_runs_stops_the_run_first(running: MainWindow, core: Core, qtbot: QtBot) -> None:
    running.close()
    assert running.isVisible()  # not blocked, and not gone before the run
    qtbot.waitUntil(lambda: not running.isVisible(), timeout=PATIENCE_MS)
    assert core.session.status.state == "idle"


def test_closing_while_it_loads_waits_for_the_engine(
    window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_GATE", str(gate))
    window.start.click()
    qtbot.waitUntil(lambda: window.preview.idle.text() == "Half of it is loaded", timeout=PATIENCE_MS)
    window.close()
    assert window.isVisible()
    gate.unlink()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    assert core.session.wait(0)


def test_closing_before_the_services_are_there_waits_for_them(
    empty_window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    go = threading.Event()

    def build() -> Core:
        go.wait(10)
        return core

    empty_window.background.run(build, empty_window.attach, empty_window.core_failed)
    empty_window.close()
    assert empty_window.isVisible()
    go.set()
    qtbot.waitUntil(lambda: not empty_window.isVisible(), timeout=PATIENCE_MS)
    assert core.session.status.state == "idle"


def named(index: int, name: str) -> CameraInfo:
    """A camera of a system that tells nothing but its name."""
    return CameraInfo(index, name, "", 0)


def test_cameras_are_listed_by_name_and_can_be_chosen(window: MainWindow, settings: SettingsStore) -> None:
    window.source.show_cameras([named(0, "Front"), named(1, "Twin"), named(2, "Twin")])
    combo = window.source.combo
    assert combo.findText("Twin (2)") >= 0
    combo.setCurrentIndex(combo.findText("Front"))
    assert settings.current.camera.source == "camera:Front"
    window.source.show_cameras([])  # unplugged: what is chosen stays shown
    assert combo.currentText() == "Front (not found)"


def test_a_camera_of_the_settings_is_named_by_what_is_known_of_it(window: MainWindow) -> None:
    bar = window.source
    bar.show_cameras([named(0, "Front"), named(1, "")])
    for spec, words in (("camera:99", "Camera 99 (not found)"), ("camera:0", "Front"), ("camera:1", "Camera (1)")):
        bar.show_source(spec, mirror=False)
        assert bar.combo.currentText() == words
        assert bar.combo.currentData() == spec


def test_a_window_without_services_closes(empty_window: MainWindow, qtbot: QtBot) -> None:
    close(empty_window, qtbot)
