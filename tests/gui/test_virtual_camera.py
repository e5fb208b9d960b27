"""The virtual camera in the window: its switch, its state in words, what its readers get, and the mirror."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import pyvirtualcam
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui.camera_box import CameraBox
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.pipeline import feed
from app.pipeline.output import OutputStatus
from app.services.core import Core
from engines.api import Image
from tests.gui.conftest import PATIENCE_MS, close
from tests.virtual_camera_kit import NAME, Machine


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, settings: SettingsStore) -> Iterator[Machine]:
    made = Machine().install(monkeypatch)
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {NAME: pyvirtualcam.camera.BACKENDS[NAME]})
    monkeypatch.setattr(feed, "_SURE_S", 0.0)
    settings.set("privacy.consent_date", "2026-01-31")
    yield made
    made.driver.set()


def codes(window: MainWindow) -> list[str]:
    return [message.code for message in window.messages.all_messages]


def detail(window: MainWindow) -> str:
    return window.outputs.camera_detail.text()


def test_it_is_on_without_a_run_and_stays_on_over_runs_and_starts(
    machine: Machine, window: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    window.outputs.camera.click()
    qtbot.waitUntil(lambda: "Paused" in detail(window), timeout=PATIENCE_MS)
    assert "loop0" in detail(window)
    assert settings.current.output.virtual_camera is True
    window.start.click()
    qtbot.waitUntil(lambda: "live" in detail(window), timeout=PATIENCE_MS)
    window.start.click()
    qtbot.waitUntil(lambda: "Paused" in detail(window), timeout=PATIENCE_MS)
    assert window.outputs.camera.isChecked()
    assert machine.opened == 1
    window.outputs.camera.click()
    qtbot.waitUntil(lambda: machine.closed == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(window.outputs.camera_detail.isHidden, timeout=PATIENCE_MS)
    assert settings.current.output.virtual_camera is False


def test_the_next_start_of_the_program_switches_it_on_again(
    machine: Machine, settings: SettingsStore, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    settings.set("output.virtual_camera", True)
    empty_window.attach(core)
    qtbot.waitUntil(lambda: "Paused" in detail(empty_window), timeout=PATIENCE_MS)
    assert empty_window.outputs.camera.isChecked()


def test_nothing_opens_before_the_statement(
    machine: Machine, settings: SettingsStore, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    settings.set("privacy.consent_date", "")
    settings.set("output.virtual_camera", True)
    empty_window.attach(core)
    assert machine.asked == []
    empty_window.start.click()
    dialog = next(iter(empty_window.findChildren(ConsentDialog)))
    dialog.statement.click()
    dialog.agree.click()
    qtbot.waitUntil(lambda: "live" in detail(empty_window), timeout=PATIENCE_MS)


def test_a_refused_statement_leaves_it_off(
    machine: Machine, settings: SettingsStore, window: MainWindow, qtbot: QtBot
) -> None:
    settings.set("privacy.consent_date", "")
    window.outputs.camera.click()
    next(iter(window.findChildren(ConsentDialog))).reject()
    assert not window.outputs.camera.isChecked()
    assert settings.current.output.virtual_camera is False
    assert machine.asked == []


def test_one_that_does_not_open_is_told_waited_for_and_taken(
    machine: Machine, running: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    machine.refuses = "no such camera"
    running.outputs.camera.click()
    qtbot.waitUntil(lambda: codes(running) == ["virtual_camera.failed"], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "no such camera" in detail(running), timeout=PATIENCE_MS)
    assert detail(running).startswith("Waiting:")
    assert running.outputs.camera.isChecked()
    assert running.status.state.text() == "Running"
    assert settings.current.output.virtual_camera is True
    machine.refuses = ""
    qtbot.waitUntil(lambda: "live" in detail(running), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: codes(running) == ["virtual_camera.back"], timeout=PATIENCE_MS)


def test_switching_it_off_takes_away_what_was_told_of_it(machine: Machine, window: MainWindow, qtbot: QtBot) -> None:
    machine.refuses = "no such camera"
    window.outputs.camera.click()
    qtbot.waitUntil(lambda: codes(window) == ["virtual_camera.failed"], timeout=PATIENCE_MS)
    window.outputs.camera.click()
    assert codes(window) == []
    assert not window.outputs.camera.isChecked()


def test_size_rate_and_fit_are_chosen_in_its_menu(
    machine: Machine, window: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    box = window.outputs.camera_box
    window.outputs.camera.click()
    qtbot.waitUntil(lambda: bool(machine.sent) and machine.sent[-1].shape == (720, 1280, 3), timeout=PATIENCE_MS)
    assert box.format.text() == "1280x720 · 30 fps"

    def choose(words: str) -> None:
        actions = [action for menu in box.menus for action in menu.actions()]
        next(action for action in actions if action.text() == words).trigger()

    choose("640x360")
    qtbot.waitUntil(lambda: machine.sent[-1].shape == (360, 640, 3), timeout=PATIENCE_MS)
    choose("60 per second")
    qtbot.waitUntil(lambda: machine.asked[-1]["fps"] == 60, timeout=PATIENCE_MS)
    choose("Fill it, cutting off what sticks out")
    output = settings.current.output
    assert (output.virtual_camera_width, output.virtual_camera_height) == (640, 360)
    assert (output.virtual_camera_fps, output.virtual_camera_fit) == (60, "crop")
    assert box.format.text() == "640x360 · 60 fps"
    assert "640 by 360" in box.format.accessibleName()


def test_a_size_that_the_menu_does_not_have_joins_it(qtbot: QtBot, settings: SettingsStore) -> None:
    settings.set("output.virtual_camera_width", 800)
    settings.set("output.virtual_camera_height", 600)
    settings.set("output.virtual_camera_fps", 20)
    box = CameraBox()
    qtbot.addWidget(box)
    box.show_settings(settings.current.output)
    box.show_settings(settings.current.output)
    checked = [action.text() for menu in box.menus for action in menu.actions() if action.isChecked()]
    assert checked == ["800x600", "20 per second", "Whole picture, with bars where the shape differs"]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (OutputStatus("virtual_camera", False, "", 0, 0.0, 0, None), "Opening"),
        (
            OutputStatus("virtual_camera", False, "", 0, 0.0, 0, Message("x", "Because.", "Do this.")),
            "Waiting: Because.",
        ),
        (OutputStatus("virtual_camera", True, "/dev/video7", 1, 1.0, 0, None, showing="lost"), "Camera lost"),
        (None, ""),
    ],
)
def test_its_state_is_told_in_words(qtbot: QtBot, status: OutputStatus | None, says: str) -> None:
    box = CameraBox()
    qtbot.addWidget(box)
    box.show_status(status)
    assert says in box.detail.text()
    assert box.detail.isHidden() == (status is None)
    if status is not None and status.error is not None:
        assert box.detail.toolTip() == "Do this."


def test_the_programs_that_read_it_are_named(qtbot: QtBot) -> None:
    box = CameraBox()
    qtbot.addWidget(box)
    box.show_status(OutputStatus("virtual_camera", True, "/dev/video7", 1, 1.0, 0, None, showing="live"))
    box.show_readers(("firefox", "zoom"))
    assert "Read by firefox, zoom" in box.detail.text()
    box.show_readers(())
    assert "Read by" not in box.detail.text()


def test_cover_now_shows_its_card_without_a_run(machine: Machine, window: MainWindow, qtbot: QtBot, core: Core) -> None:
    window.outputs.camera.click()
    qtbot.waitUntil(lambda: "Paused" in detail(window), timeout=PATIENCE_MS)
    core.session.cover_now(True)
    qtbot.waitUntil(lambda: "Covered" in detail(window), timeout=PATIENCE_MS)


# ---- the mirror ------------------------------------------------------------------------------------------------------


def sides(window: MainWindow) -> tuple[QColor, QColor]:
    """The colours left and right of the middle of the painted picture, in the upper half."""
    area = window.preview.picture_area().toRect()
    painted = window.preview.grab().toImage()
    row = area.top() + area.height() // 10
    left, right = (painted.pixelColor(area.left() + area.width() * part // 10, row) for part in (3, 6))
    return left, right


def test_the_mirror_flips_the_window_and_not_what_leaves(
    machine: Machine, running: MainWindow, qtbot: QtBot, settings: SettingsStore
) -> None:
    running.outputs.camera.click()
    qtbot.waitUntil(lambda: len(machine.sent) > 3 and "live" in detail(running), timeout=PATIENCE_MS)
    sent = machine.sent[-1]
    assert not np.array_equal(sent, sent[:, ::-1]), "the AI mark is in one corner"
    corner = running.preview.picture_area().toRect().bottomRight() - QPoint(20, 20)
    marked = running.preview.grab().toImage().pixelColor(corner)
    running.preview.compare(True)
    own = running.preview.image
    left, right = sides(running)
    assert left != right
    running.source.mirror.click()
    assert sides(running) != (left, right), "the comparison, too"
    running.preview.compare(False)
    assert running.preview.grab().toImage().pixelColor(corner) != marked
    assert settings.current.camera.mirror is True
    count = len(machine.sent)
    qtbot.waitUntil(lambda: len(machine.sent) > count + 2, timeout=PATIENCE_MS)
    assert np.array_equal(machine.sent[-1], sent)
    running.source.mirror.click()
    running.preview.compare(True)
    assert sides(running) == (left, right)
    assert running.preview.image == own, "the run went on"


def test_where_what_leaves_is_mirrored_the_window_shows_it_as_it_is(
    machine: Machine, settings: SettingsStore, core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    def newest() -> Image | None:
        preview = core.session.preview(0)
        return None if preview is None else preview.before

    settings.set("camera.mirror", True)
    empty_window.attach(core)
    empty_window.start.click()
    qtbot.waitUntil(lambda: not empty_window.preview.image.isNull(), timeout=PATIENCE_MS)
    plain = newest()
    assert plain is not None
    empty_window.preview.compare(True)
    seen = empty_window.preview.grab().toImage()
    empty_window.outputs.camera_box.mirror.trigger()
    assert settings.current.output.mirror is True

    def flipped() -> bool:
        now = newest()
        return now is not None and np.array_equal(now, plain[:, ::-1]) and not empty_window.preview.image.isNull()

    qtbot.waitUntil(flipped, timeout=PATIENCE_MS)
    empty_window.preview.compare(True)
    area = empty_window.preview.picture_area().toRect().adjusted(4, 60, -4, -4)
    again = empty_window.preview.grab().toImage()
    for across in range(area.left(), area.right(), 40):
        one, other = (picture.pixelColor(across, area.center().y()) for picture in (seen, again))
        assert abs(one.lightness() - other.lightness()) <= 8
    close(empty_window, qtbot)
