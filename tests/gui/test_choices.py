"""What is chosen is what is true: kept once it works, taken back where it does not, carried over to the next run."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.main_window import MainWindow
from app.gui.output_switches import following
from app.pipeline.camera_list import CameraInfo
from app.services.core import Core
from app.services.session_state import SessionRequest
from tests.gui.conftest import PATIENCE_MS, close
from tests.gui.test_panels import choose_pass, message_code, picture


def state(window: MainWindow) -> str:
    assert window.controller is not None
    return window.controller.status.state


def codes(window: MainWindow) -> list[str]:
    return [message.code for message in window.messages.all_messages]


def start(window: MainWindow, qtbot: QtBot) -> None:
    """Start, and wait until it runs or has failed."""
    window.start.click()
    settle(window, qtbot)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.status.state.text() in ("Running", "Stopped by an error"), timeout=PATIENCE_MS)


def stop(window: MainWindow, qtbot: QtBot) -> None:
    window.start.click()
    qtbot.waitUntil(lambda: window.status.state.text() == "Ready", timeout=PATIENCE_MS)


def choose_face(window: MainWindow, *photos: Path) -> None:
    window.gallery.add_photos(photos)
    window.gallery.flush()


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engine of the tests loads while this file is there."""
    path = tmp_path / "gate"
    path.touch()
    monkeypatch.setitem(os.environ, "UNDERSTUDY_TEST_GATE", str(path))
    return path


def wait_for_gate(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.preview.idle.text() == "Half of it is loaded", timeout=PATIENCE_MS)


# ---- the guard -------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(core: Core, monkeypatch: pytest.MonkeyPatch) -> list[SessionRequest]:
    """What the session is asked for."""
    requests: list[SessionRequest] = []
    begin = core.session.start

    def note(request: SessionRequest, **more: int | None) -> bool:
        requests.append(request)
        return begin(request, **more)

    monkeypatch.setattr(core.session, "start", note)
    return requests


def test_covering_chosen_in_the_window_counts_from_the_first_frame_of_every_run(
    settings: SettingsStore, asked: list[SessionRequest], core: Core, empty_window: MainWindow, qtbot: QtBot
) -> None:
    settings.set("privacy.guard", "pass")
    window = empty_window
    window.attach(core)
    window.outputs.show_guard("pass")
    window.outputs.guard.setCurrentIndex(window.outputs.guard.findData("cover"))
    assert settings.current.privacy.guard == "cover", "the next start of the program covers as well"
    start(window, qtbot)
    window.outputs.camera_box.mirror.trigger()  # it needs a new run
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=PATIENCE_MS)
    settle(window, qtbot)
    assert [request.guard for request in asked] == ["cover", "cover"]


def test_showing_the_real_face_lasts_over_a_new_run_and_is_never_kept(
    window: MainWindow, asked: list[SessionRequest], settings: SettingsStore, qtbot: QtBot
) -> None:
    box = choose_pass(window)
    accept = QMessageBox.ButtonRole.AcceptRole
    next(button for button in box.buttons() if box.buttonRole(button) == accept).click()
    start(window, qtbot)
    assert [request.guard for request in asked] == ["pass"]
    assert settings.current.privacy.guard == "cover"


# ---- sources ---------------------------------------------------------------------------------------------------


def test_a_good_source_after_one_that_failed_runs_at_once(
    running: MainWindow, qtbot: QtBot, tmp_path: Path, media: Path
) -> None:
    bad = tmp_path / "no clip.mp4"
    bad.write_bytes(b"no clip")
    assert running.controller is not None
    running.controller.choose_source(str(bad))
    qtbot.waitUntil(lambda: running.status.state.text() == "Stopped by an error", timeout=PATIENCE_MS)
    assert codes(running) == ["clip.not_a_video"]
    running.controller.choose_source(str(media / "hopper.jpg"))
    qtbot.waitUntil(lambda: not running.preview.image.isNull(), timeout=PATIENCE_MS)
    assert codes(running) == [], "what the failed start told is out of date"


def test_a_source_chosen_after_a_stop_waits_for_the_start(
    running: MainWindow, qtbot: QtBot, media: Path, settings: SettingsStore
) -> None:
    stop(running, qtbot)
    assert running.controller is not None
    running.controller.choose_source(str(media / "hopper.jpg"))
    assert state(running) == "idle"
    assert settings.current.camera.source.endswith("hopper.jpg")


# ---- faces -----------------------------------------------------------------------------------------------------


def test_what_a_refused_face_told_goes_with_the_next_good_one(
    running: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_face(running, picture(tmp_path / "night.png", 0))
    qtbot.waitUntil(lambda: codes(running) == ["engine.no_face"], timeout=PATIENCE_MS)
    choose_face(running, picture(tmp_path / "day.png", 120))
    qtbot.waitUntil(lambda: codes(running) == [], timeout=PATIENCE_MS)


def test_a_refused_photo_does_not_stay_in_the_list(running: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    good = picture(tmp_path / "day.png", 120)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    choose_face(running, good, tmp_path / "broken.png")
    qtbot.waitUntil(lambda: codes(running) == ["photo.not_a_picture"], timeout=PATIENCE_MS)
    assert running.gallery.photos() == [str(good)], "the other one has done nothing"
    assert running.gallery.chosen() == ("demo:astronaut",)


def test_a_face_chosen_while_the_run_loads_is_kept_only_once_it_is_shown(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore, gate: Path
) -> None:
    window.start.click()
    wait_for_gate(window, qtbot)
    choose_face(window, picture(tmp_path / "night.png", 0))
    assert settings.current.engine.faces == ("demo:astronaut",)
    gate.unlink()
    qtbot.waitUntil(lambda: codes(window) == ["engine.no_face"], timeout=PATIENCE_MS)
    assert settings.current.engine.faces == ("demo:astronaut",)
    assert window.gallery.chosen() == ("demo:astronaut",)
    assert state(window) == "running"


def test_a_good_face_chosen_while_the_run_loads_is_shown(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore, gate: Path
) -> None:
    day = picture(tmp_path / "day.png", 120)
    window.start.click()
    wait_for_gate(window, qtbot)
    choose_face(window, day)
    gate.unlink()
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(day),), timeout=PATIENCE_MS)
    assert window.gallery.chosen() == (str(day),)


def test_a_face_that_the_next_start_refuses_gives_way_to_the_one_before(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore
) -> None:
    night = picture(tmp_path / "night.png", 0)
    choose_face(window, night)
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(night),), timeout=PATIENCE_MS)
    start(window, qtbot)
    assert codes(window) == ["engine.no_face", "window.face_before"]
    assert settings.current.engine.faces == ("demo:astronaut",)
    assert window.gallery.chosen() == ("demo:astronaut",)
    assert window.gallery.photos() == []
    start(window, qtbot)
    assert state(window) == "running"
    assert codes(window) == ["window.face_before"]


def test_a_damaged_photo_is_refused_without_a_run_too(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, settings: SettingsStore
) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    choose_face(window, tmp_path / "broken.png")
    qtbot.waitUntil(lambda: codes(window) == ["photo.not_a_picture"], timeout=PATIENCE_MS)
    assert window.gallery.chosen() == settings.current.engine.faces == ("demo:astronaut",)
    assert window.gallery.photos() == []
    good = picture(tmp_path / "day.png", 120)
    choose_face(window, good)
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(good),), timeout=PATIENCE_MS)
    choose_face(window, tmp_path / "broken.png")
    qtbot.waitUntil(lambda: window.gallery.photos() == [str(good)], timeout=PATIENCE_MS)
    assert window.gallery.chosen() == settings.current.engine.faces == (str(good),)


def test_a_face_chosen_after_the_start_failed_at_the_face_starts(
    empty_window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path, settings: SettingsStore
) -> None:
    settings.set("engine.faces", (str(tmp_path / "gone.png"),))
    window = empty_window
    window.attach(core)
    start(window, qtbot)
    assert codes(window) == ["photo.missing"]
    choose_face(window, picture(tmp_path / "day.png", 120))
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert codes(window) == []


def test_photos_that_are_not_there_are_not_shown_and_not_forgotten(
    qapp: QApplication, window: MainWindow, core: Core, qtbot: QtBot, tmp_path: Path
) -> None:
    photo, other = picture(tmp_path / "me.png", 100), picture(tmp_path / "you.png", 110)
    choose_face(window, photo, other)
    qtbot.waitUntil(lambda: len(core.settings.current.engine.faces) == 2, timeout=PATIENCE_MS)
    close(window, qtbot)
    photo.unlink()
    again = build_window(qapp, core.paths, core.settings)
    again.show()
    shown = [again.gallery.list.item(row) for row in range(again.gallery.list.count())]
    assert [item.text() for item in shown if item is not None][-1] == "you"
    assert sorted(again.gallery.photos()) == [str(photo), str(other)]
    close(again, qtbot)


# ---- outputs ---------------------------------------------------------------------------------------------------


@pytest.fixture
def consented(settings: SettingsStore) -> None:
    settings.set("privacy.consent_date", "2026-01-31")


def recorded(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until the recording holds pictures."""
    assert window.controller is not None
    session = window.controller.core.session
    qtbot.waitUntil(
        lambda: any(output.kind == "recording" and output.frames >= 5 for output in session.status.outputs),
        timeout=PATIENCE_MS,
    )


@pytest.mark.usefixtures("consented")
def test_a_recording_goes_on_in_a_new_file_with_another_source(
    running: MainWindow, qtbot: QtBot, core: Core, media: Path, tmp_path: Path
) -> None:
    running.outputs.recording.click()
    recorded(running, qtbot)
    assert running.controller is not None
    bad = tmp_path / "no clip.mp4"
    bad.write_bytes(b"no clip")
    running.controller.choose_source(str(bad))  # even over a source that fails
    qtbot.waitUntil(lambda: running.status.state.text() == "Stopped by an error", timeout=PATIENCE_MS)
    assert "window.recording_goes_on" in codes(running)
    assert running.outputs.recording.isChecked()
    running.controller.choose_source(str(media / "hopper.jpg"))
    recorded(running, qtbot)
    stop(running, qtbot)
    assert message_code(running) == "window.recorded"
    first, second = sorted(core.paths.recordings.glob("*.mp4"), key=lambda path: len(path.name))
    assert second.stem == f"{first.stem} (2)"
    assert not running.outputs.recording.isChecked()


def test_recordings_are_numbered_on(tmp_path: Path) -> None:
    first = tmp_path / "A (b).mp4"
    assert following(first).name == "A (b) (2).mp4"
    following(first).touch()
    assert following(first).name == "A (b) (3).mp4"
    assert following(tmp_path / "A (b) (2).mp4").name == "A (b) (3).mp4"


# ---- what can not be chosen ------------------------------------------------------------------------------------


def test_widgets_go_back_to_what_is_fixed_from_outside(
    paths: Paths, qapp: QApplication, qtbot: QtBot, core: Core, media: Path
) -> None:
    flags = {
        "camera.source": "demo", "camera.mirror": "false", "ui.theme": "light", "ui.language": "en",
        "engine.id": "tint", "engine.faces": "demo:hopper", "output.label_corner": "top-left", "ui.autostart": "false",
    }  # fmt: skip
    fixed = SettingsStore(paths.project_file, paths.user_file, {}, flags)
    window = build_window(qapp, paths, fixed)
    window.show()
    window.attach(dataclasses.replace(core, settings=fixed))
    window.source.show_cameras([CameraInfo(0, "Front", "", 0)])
    window.source.combo.setCurrentIndex(window.source.combo.findText("Front"))
    window.source.mirror.click()
    window.menus.themes["dark"].trigger()
    window.menus.languages["zh_CN"].trigger()
    window.outputs.corner.setCurrentIndex(window.outputs.corner.findData("top-right"))
    window.gallery.list.setCurrentRow(0)
    window.gallery.flush()
    assert window.source.combo.currentData() == "demo"
    assert not window.source.mirror.isChecked()
    assert window.menus.themes["light"].isChecked()
    assert window.menus.languages["en"].isChecked()
    assert window.outputs.corner.currentData() == "top-left"
    assert window.gallery.chosen() == ("demo:hopper",)
    assert set(codes(window)) == {"window.fixed"}
    close(window, qtbot)
