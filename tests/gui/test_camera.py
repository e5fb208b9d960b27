"""The camera in the window: the list that follows the cables, sizes of the chosen one, and the dialog that sets it.

The machine and its drivers are played (``tests/pipeline/camera_kit.py``); the window and all between are real.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import queue
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui import camera_part
from app.gui.camera_dialog import CameraDialog
from app.gui.camera_part import CameraPart
from app.gui.main_window import MainWindow
from app.gui.widgets import NumberField
from app.pipeline import sources, v4l2
from app.services.core import Core
from engines.api import Image
from tests.gui.conftest import KEYS, PATIENCE_MS
from tests.gui.test_choices import codes, settle, state
from tests.pipeline.camera_kit import (
    BRIGHTNESS,
    EXPOSURE,
    EXPOSURE_AUTO,
    FLIP,
    GAIN,
    GAIN_AUTO,
    POWER_LINE,
    PlayedDriver,
    PlayedMachine,
)


class Pictures:
    """A device that gives grey pictures of one size as long as its number is plugged in."""

    machine: PlayedMachine

    def __init__(self, index: int, _backend: int) -> None:
        self._node = self.machine.dev / f"video{index}"
        self._ticks: queue.Queue[None] = queue.Queue()

    def isOpened(self) -> bool:  # noqa: N802 - cv2's name
        return self._node.exists()

    def read(self, _: Image | None = None, /) -> tuple[bool, Image | None]:
        if not self._node.exists():
            return False, None
        with contextlib.suppress(queue.Empty):
            self._ticks.get(timeout=0.02)  # the rate of a camera
        return True, np.full((480, 640, 3), 90, np.uint8)

    def set(self, *_: float) -> bool:
        return True

    def get(self, _: int, /) -> float:
        return 0.0

    def release(self) -> None:
        pass


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(camera_part, "LOOK_MS", 20)
    machine = PlayedMachine(tmp_path / "machine", monkeypatch)
    Pictures.machine = machine
    defaults = sources.open_source.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "capture", Pictures)
    return machine


@pytest.fixture
def driver(machine: PlayedMachine) -> PlayedDriver:
    return machine.plug(0, PlayedDriver("Front"), serial="5E2B")


@pytest.fixture
def shown(driver: PlayedDriver, core: Core, empty_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """With the camera *Front* chosen and its modes known."""
    empty_window.attach(core)
    choose(empty_window, "Front", qtbot)
    qtbot.waitUntil(lambda: empty_window.source.sizes.isVisible(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(part(empty_window)._modes) > 0, timeout=PATIENCE_MS)
    return empty_window


def part(window: MainWindow) -> CameraPart:
    return next(one for one in window.extras if isinstance(one, CameraPart))


def names(window: MainWindow) -> list[str]:
    return [window.source.combo.itemText(row) for row in range(window.source.combo.count())]


def choose(window: MainWindow, name: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: name in names(window), timeout=PATIENCE_MS)
    window.source.combo.setCurrentIndex(window.source.combo.findText(name))


def opened(window: MainWindow, qtbot: QtBot) -> CameraDialog:
    """The dialog, with the camera's controls."""
    part(window).action.trigger()
    dialog = part(window).dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.fields.fields) and dialog.area.isEnabled(), timeout=PATIENCE_MS)
    return dialog


def number(dialog: CameraDialog, control: str) -> NumberField:
    field = dialog.fields.fields[control]
    assert isinstance(field, NumberField)
    return field


def box(dialog: CameraDialog, control: str) -> QCheckBox:
    field = dialog.fields.fields[control]
    assert isinstance(field, QCheckBox)
    return field


def kept(settings: SettingsStore) -> dict[str, dict[str, int]]:
    return {camera: dict(values) for camera, values in settings.current.camera.controls.items()}


# ---- the list --------------------------------------------------------------------------------------------------


def test_cameras_come_and_go_in_the_list_by_themselves(
    machine: PlayedMachine, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    empty_window.attach(core)
    machine.plug(0, PlayedDriver("Front"))
    qtbot.waitUntil(lambda: "Front" in names(empty_window), timeout=PATIENCE_MS)
    machine.plug(2, PlayedDriver("Top"), port="7")
    qtbot.waitUntil(lambda: "Top" in names(empty_window), timeout=PATIENCE_MS)
    machine.pull(0)
    qtbot.waitUntil(lambda: "Front" not in names(empty_window), timeout=PATIENCE_MS)
    assert "Top" in names(empty_window)


def test_a_choice_survives_another_number_another_port_and_a_twin(
    shown: MainWindow, machine: PlayedMachine, settings: SettingsStore, qtbot: QtBot
) -> None:
    spec = settings.current.camera.source
    assert spec.startswith("camera:id:usb:046d-0825:5E2B:")
    assert spec.endswith("#Front")
    machine.pull(0)
    qtbot.waitUntil(lambda: shown.source.combo.currentText() == "Front (not found)", timeout=PATIENCE_MS)
    machine.plug(0, PlayedDriver("Front"), serial="9999", port="4")  # a twin takes its number and its port
    machine.plug(3, PlayedDriver("Front"), serial="5E2B", port="6")
    qtbot.waitUntil(lambda: shown.source.combo.currentText() == "Front (3)", timeout=PATIENCE_MS)
    assert "Front (0)" in names(shown)
    assert settings.current.camera.source == spec
    camera = part(shown).camera
    assert camera is not None
    assert camera.index == 3


def test_a_list_that_is_open_is_not_torn_away(shown: MainWindow) -> None:
    model = shown.source.combo.model()
    assert model is not None
    touched: list[object] = []
    camera = part(shown).camera
    assert camera is not None
    shown.source.show_cameras([camera])  # without the row of the source before
    model.rowsRemoved.connect(lambda *_: touched.append(None))
    shown.source.show_cameras([camera])
    assert touched == []


def test_a_run_that_failed_for_want_of_its_camera_begins_when_that_comes(
    shown: MainWindow, machine: PlayedMachine, qtbot: QtBot
) -> None:
    machine.pull(0)
    qtbot.waitUntil(lambda: shown.source.combo.currentText() == "Front (not found)", timeout=PATIENCE_MS)
    shown.start.click()
    settle(shown, qtbot)
    assert codes(shown) == ["camera.none"]
    machine.plug(1, PlayedDriver("Front"), serial="5E2B")
    qtbot.waitUntil(lambda: state(shown) == "running", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: codes(shown) == [], timeout=PATIENCE_MS)


def test_a_run_that_failed_for_want_of_rights_begins_when_they_come(
    shown: MainWindow, machine: PlayedMachine, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    node = machine.dev / "video0"
    with monkeypatch.context() as patch:
        really = os.open

        def forbidden(path: str, *args: Any, **more: Any) -> int:
            if path == str(node):
                raise PermissionError(13, "Permission denied", path)
            return really(path, *args, **more)

        patch.setattr(os, "open", forbidden)
        patch.setattr(Pictures, "isOpened", lambda _: False)
        shown.start.click()
        qtbot.waitUntil(lambda: codes(shown) == ["camera.permission"], timeout=PATIENCE_MS)
    node.chmod(0o640)  # udev gives the rights, or the user has joined the group
    qtbot.waitUntil(lambda: state(shown) == "running", timeout=PATIENCE_MS)


def test_a_stopped_run_does_not_begin_by_itself(shown: MainWindow, machine: PlayedMachine, qtbot: QtBot) -> None:
    machine.pull(0)
    qtbot.waitUntil(lambda: shown.source.combo.currentText() == "Front (not found)", timeout=PATIENCE_MS)
    machine.plug(1, PlayedDriver("Front"), serial="5E2B")
    qtbot.waitUntil(lambda: shown.source.combo.currentText() == "Front", timeout=PATIENCE_MS)
    assert state(shown) == "idle"


# ---- sizes -----------------------------------------------------------------------------------------------------


def sizes(window: MainWindow) -> list[str]:
    return [window.source.sizes.itemText(row) for row in range(window.source.sizes.count())]


def test_the_camera_s_own_sizes_are_offered_with_their_rates(
    shown: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    assert sizes(shown) == ["640x480 · 30 fps", "1280x720 · 30 fps", "1920x1080 · 30 fps"]
    assert shown.source.sizes.currentText() == "1280x720 · 30 fps"
    shown.source.sizes.setFocus()
    KEYS.keyClick(shown.source.sizes, Qt.Key.Key_Down)
    assert (settings.current.camera.width, settings.current.camera.height) == (1920, 1080)


def test_a_size_that_the_camera_has_not_is_shown_as_wanted_beside_what_is_given(
    shown: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    shown.start.click()
    qtbot.waitUntil(lambda: state(shown) == "running", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "wanted" in shown.source.info.text(), timeout=PATIENCE_MS)
    assert shown.source.info.text() == "640x480 · 30 fps (wanted: 1280x720 · 30 fps)"
    settings.set("camera.width", 800)
    settings.set("camera.height", 600)
    part(shown)._show_modes()
    assert shown.source.sizes.currentText() == "800x600 (not offered)"


def test_what_is_no_camera_has_no_sizes(shown: MainWindow, qtbot: QtBot) -> None:
    shown.source.combo.setCurrentIndex(shown.source.combo.findText("Demo clip"))
    qtbot.waitUntil(lambda: not shown.source.sizes.isVisible(), timeout=PATIENCE_MS)
    assert not shown.source.camera.isVisible()
    part(shown).open()
    dialog = part(shown).dialog
    assert dialog is not None
    assert dialog.name.text() == "The chosen source is no camera."
    assert not dialog.sizes.isEnabled()
    assert not dialog.area.isVisible()


def test_another_size_begins_the_run_anew(shown: MainWindow, qtbot: QtBot) -> None:
    shown.start.click()
    qtbot.waitUntil(lambda: state(shown) == "running", timeout=PATIENCE_MS)
    dialog = opened(shown, qtbot)
    qtbot.waitUntil(lambda: dialog.given.text().startswith("Given: 640x480"), timeout=PATIENCE_MS)
    assert "Wanted: 1280x720" in dialog.given.text()
    dialog.sizes.setCurrentIndex(dialog.sizes.findText("640x480"))
    dialog.sizes.activated.emit(dialog.sizes.currentIndex())
    qtbot.waitUntil(lambda: dialog.given.text() == "Given: 640x480 · 30 fps", timeout=PATIENCE_MS)
    assert state(shown) == "running"


def test_modes_of_the_dialog_are_those_of_the_size(shown: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    dialog = opened(shown, qtbot)

    def rows(combo: QComboBox) -> list[str]:
        return [combo.itemText(row) for row in range(combo.count())]

    assert rows(dialog.rates) == ["30", "15", "10", "5"]
    assert rows(dialog.formats) == ["Automatic", "YUYV", "MJPG"]
    for combo, text in ((dialog.formats, "YUYV"), (dialog.rates, "10")):
        combo.setCurrentIndex(combo.findText(text))
        combo.activated.emit(combo.currentIndex())
    assert (settings.current.camera.format, settings.current.camera.fps) == ("YUYV", 10)
    assert rows(dialog.rates) == ["10", "5"]


# ---- controls --------------------------------------------------------------------------------------------------


def test_a_slider_sets_the_camera_at_once_and_is_kept_for_it(
    shown: MainWindow, driver: PlayedDriver, settings: SettingsStore, qtbot: QtBot
) -> None:
    dialog = opened(shown, qtbot)
    brightness = number(dialog, "brightness")
    brightness.slider.setFocus()
    for _ in range(3):
        KEYS.keyClick(brightness.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: driver.values[BRIGHTNESS] == 131, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: kept(settings) == {"usb:046d-0825:5E2B:0.0@": {"brightness": 131}}, timeout=PATIENCE_MS)
    assert state(shown) == "idle", "without a run, too"


def test_an_automatic_takes_its_slider_away_and_gives_it_back(
    shown: MainWindow, driver: PlayedDriver, settings: SettingsStore, qtbot: QtBot
) -> None:
    dialog = opened(shown, qtbot)
    exposure, automatic = number(dialog, "exposure"), box(dialog, "exposure_auto")
    assert automatic.isChecked()
    assert not exposure.isEnabled()
    automatic.click()
    qtbot.waitUntil(exposure.isEnabled, timeout=PATIENCE_MS)
    assert driver.values[EXPOSURE_AUTO] == 1
    exposure.spin.setValue(80)
    qtbot.waitUntil(lambda: driver.values[EXPOSURE] == 80, timeout=PATIENCE_MS)
    automatic.click()
    qtbot.waitUntil(lambda: not exposure.isEnabled(), timeout=PATIENCE_MS)
    assert driver.values[EXPOSURE_AUTO] == 3
    dialog.close()
    assert kept(settings)["usb:046d-0825:5E2B:0.0@"] == {"exposure": 80}


def test_the_values_of_an_automatic_are_followed(shown: MainWindow, driver: PlayedDriver, qtbot: QtBot) -> None:
    dialog = opened(shown, qtbot)
    driver.values[GAIN] = 33
    qtbot.waitUntil(lambda: number(dialog, "gain").value() == 33, timeout=PATIENCE_MS)


def test_a_number_that_is_typed_is_not_taken_away(shown: MainWindow, driver: PlayedDriver, qtbot: QtBot) -> None:
    dialog = opened(shown, qtbot)
    brightness = number(dialog, "brightness")
    brightness.spin.setFocus()
    brightness.spin.selectAll()
    KEYS.keyClicks(brightness.spin, "20")
    driver.values[GAIN] = 34  # it is looked at again and again what the camera does by itself
    qtbot.waitUntil(lambda: number(dialog, "gain").value() == 34, timeout=PATIENCE_MS)
    assert brightness.spin.text() == "20"
    assert driver.values[BRIGHTNESS] == 128
    KEYS.keyClicks(brightness.spin, "1")
    KEYS.keyClick(brightness.spin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: driver.values[BRIGHTNESS] == 201, timeout=PATIENCE_MS)
    driver.values[BRIGHTNESS] = 90
    qtbot.waitUntil(lambda: brightness.spin.text() == "90", timeout=PATIENCE_MS)


def test_what_was_moved_on_one_camera_is_not_set_on_the_next(
    shown: MainWindow, machine: PlayedMachine, driver: PlayedDriver, settings: SettingsStore, qtbot: QtBot
) -> None:
    other = machine.plug(2, PlayedDriver("Top"), port="7")
    qtbot.waitUntil(lambda: "Top" in names(shown), timeout=PATIENCE_MS)
    dialog = opened(shown, qtbot)
    answer, began, go_on = driver.answer, threading.Event(), threading.Event()

    def slow(request: int, struct: ctypes.Structure) -> None:
        if request == v4l2.S_CTRL:
            began.set()
            assert go_on.wait(PATIENCE_MS / 1000)
        answer(request, struct)

    driver.answer = slow  # type: ignore[method-assign]
    spin = number(dialog, "brightness").spin
    spin.setValue(140)
    qtbot.waitUntil(began.is_set, timeout=PATIENCE_MS)
    spin.setValue(150)  # waits for the first to be taken
    choose(shown, "Top", qtbot)
    go_on.set()
    qtbot.waitUntil(lambda: "gain" in dialog.fields.fields, timeout=PATIENCE_MS)
    other.values[GAIN] = 35
    qtbot.waitUntil(lambda: number(dialog, "gain").value() == 35, timeout=PATIENCE_MS)
    assert (driver.values[BRIGHTNESS], other.values[BRIGHTNESS]) == (140, 128)
    dialog.close()
    assert kept(settings) == {"usb:046d-0825:5E2B:0.0@": {"brightness": 140}}


def test_reset_gives_the_defaults_and_forgets_what_was_kept(
    shown: MainWindow, driver: PlayedDriver, settings: SettingsStore, qtbot: QtBot
) -> None:
    dialog = opened(shown, qtbot)
    box(dialog, "flip_horizontal").click()
    lamps = dialog.fields.fields["power_line"]
    assert isinstance(lamps, QComboBox)
    lamps.setCurrentIndex(lamps.findText("50 Hz"))
    lamps.activated.emit(lamps.currentIndex())
    qtbot.waitUntil(lambda: (driver.values[FLIP], driver.values[POWER_LINE]) == (1, 1), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: kept(settings) != {}, timeout=PATIENCE_MS)
    dialog.reset.click()
    qtbot.waitUntil(lambda: kept(settings) == {}, timeout=PATIENCE_MS)
    assert (driver.values[FLIP], driver.values[POWER_LINE]) == (0, 2)
    qtbot.waitUntil(lambda: not box(dialog, "flip_horizontal").isChecked(), timeout=PATIENCE_MS)


def test_what_is_kept_is_set_when_the_camera_comes_back_to_the_run(
    shown: MainWindow, machine: PlayedMachine, settings: SettingsStore, qtbot: QtBot
) -> None:
    settings.set("camera.reconnect_s", 0.1)
    shown.start.click()
    qtbot.waitUntil(lambda: state(shown) == "running", timeout=PATIENCE_MS)
    dialog = opened(shown, qtbot)
    box(dialog, "gain_auto").click()
    qtbot.waitUntil(lambda: number(dialog, "gain").isEnabled(), timeout=PATIENCE_MS)
    number(dialog, "gain").spin.setValue(7)
    qtbot.waitUntil(lambda: kept(settings).get("usb:046d-0825:5E2B:0.0@", {}).get("gain") == 7, timeout=PATIENCE_MS)
    machine.pull(0)
    qtbot.waitUntil(lambda: "camera.lost" in codes(shown), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "No camera was found" in dialog.problem.text(), timeout=PATIENCE_MS)
    assert not dialog.area.isEnabled()
    again = machine.plug(5, PlayedDriver("Front"), serial="5E2B", port="2")
    qtbot.waitUntil(lambda: (again.values[GAIN_AUTO], again.values[GAIN]) == (0, 7), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "camera.lost" not in codes(shown), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: dialog.area.isEnabled() and "gain" in dialog.fields.fields, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: number(dialog, "gain").value() == 7, timeout=PATIENCE_MS)


def test_a_camera_that_refuses_is_told_in_the_dialog(shown: MainWindow, driver: PlayedDriver, qtbot: QtBot) -> None:
    dialog = opened(shown, qtbot)
    driver.gone = True
    qtbot.waitUntil(lambda: "does not let itself be set" in dialog.problem.text(), timeout=PATIENCE_MS)
    assert not dialog.area.isEnabled()
    driver.gone = False
    qtbot.waitUntil(dialog.area.isEnabled, timeout=PATIENCE_MS)
    assert not dialog.problem.isVisible()


def test_what_a_device_calls_itself_is_shown_as_it_is(
    machine: PlayedMachine, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    name = "<h1>A&B</h1>"
    machine.plug(0, PlayedDriver(name))
    empty_window.attach(core)
    choose(empty_window, name, qtbot)
    part(empty_window).open()
    dialog = part(empty_window).dialog
    assert dialog is not None
    assert dialog.name.text() == name
    assert dialog.name.textFormat() == Qt.TextFormat.PlainText


def test_why_the_source_is_lost_is_told_once_and_with_one_reason(shown: MainWindow) -> None:
    assert shown.controller is not None
    status = shown.controller.status
    for code in ("camera.lost", "camera.lost", "camera.own"):
        message = Message(code, "A reason.", "", {"name": "Front", "wanted": "Front"})
        shown.controller.status_changed.emit(replace(status, source_lost=message))
        assert codes(shown) == [code]
    shown.controller.status_changed.emit(status)
    assert codes(shown) == []


def test_a_camera_without_controls_is_told(
    machine: PlayedMachine, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    machine.plug(0, PlayedDriver("Plain", controls=[]))
    empty_window.attach(core)
    choose(empty_window, "Plain", qtbot)
    part(empty_window).open()
    dialog = part(empty_window).dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.nothing.isVisible, timeout=PATIENCE_MS)
    assert not dialog.reset.isEnabled()


def test_a_setting_that_is_fixed_from_outside_is_not_changed(
    driver: PlayedDriver, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    import dataclasses

    paths = core.paths
    flags = {"camera.width": "640", "camera.height": "480", "camera.source": "camera:Front"}
    fixed = SettingsStore(paths.project_file, paths.user_file, {}, flags)
    empty_window.settings = fixed
    empty_window.attach(dataclasses.replace(core, settings=fixed))
    qtbot.waitUntil(lambda: len(part(empty_window)._modes) > 0, timeout=PATIENCE_MS)
    bar = empty_window.source
    bar.sizes.setCurrentIndex(2)
    bar.sizes.activated.emit(2)
    assert bar.sizes.currentText() == "640x480 · 30 fps"
    assert "window.fixed" in codes(empty_window)


# ---- keyboard and screen reader --------------------------------------------------------------------------------


def test_every_control_has_a_name_to_be_heard_and_is_reached_by_the_keyboard(
    shown: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    dialog = opened(shown, qtbot)
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    box(dialog, "exposure_auto").click()
    qtbot.waitUntil(lambda: number(dialog, "exposure").isEnabled(), timeout=PATIENCE_MS)
    reached: list[QWidget] = []
    dialog.sizes.setFocus()
    for _ in range(40):
        focus = qapp.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.append(focus)
        KEYS.keyClick(focus, Qt.Key.Key_Tab)
    wanted: list[Any] = [dialog.sizes, dialog.rates, dialog.formats, dialog.reset, dialog.closing]
    for field in dialog.fields.fields.values():
        if field.isEnabled():
            wanted += [field.slider, field.spin] if isinstance(field, NumberField) else [field]
    assert {id(one) for one in wanted} <= {id(one) for one in reached}
    nameless = [one for one in wanted if not (one.accessibleName() or getattr(one, "text", str)())]
    assert nameless == []
    exposure, automatic = number(dialog, "exposure"), box(dialog, "exposure_auto")
    assert exposure.slider.accessibleName() == "Exposure time (0.1 ms)"
    assert automatic.accessibleName() == "Automatic exposure"
    assert reached.index(automatic) == reached.index(exposure.spin) + 1


def test_the_dialog_speaks_the_chosen_language(shown: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(shown, qtbot)
    dialog.sizes.setAccessibleName("")
    shown.retranslate()
    dialog.retranslate()
    assert dialog.sizes.accessibleName() == "Size"
    assert part(shown).action.text() == "Came&ra…"


def test_the_shortcut_opens_the_dialog(shown: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(shown.isActiveWindow, timeout=PATIENCE_MS)
    KEYS.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = part(shown).dialog
    assert dialog is not None
    assert dialog.isVisible()
