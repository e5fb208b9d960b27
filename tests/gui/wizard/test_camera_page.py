"""The statement, and where the picture comes from: chosen, skipped, looked at live, and told where it does not open."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.wizard.camera import CameraPage
from app.gui.wizard.welcome import WelcomePage
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from app.services.permissions import Check, Mend
from tests.gui.conftest import PATIENCE_MS
from tests.gui.wizard.conftest import Scene, on

# ---- welcome ---------------------------------------------------------------------------------------------------


def test_the_statement_is_asked_for_or_skipped(wizard: SetupWizard, settings: SettingsStore) -> None:
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    assert not page.isComplete()
    page.statement.click()
    assert page.isComplete()
    wizard.skip.click()
    assert isinstance(wizard.page_seen, CameraPage)
    assert settings.current.privacy.consent_date == ""
    wizard.back()
    assert isinstance(wizard.page_seen, WelcomePage)
    assert not page.statement.isChecked()


def test_a_statement_that_was_made_is_shown(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    from tests.gui.wizard.conftest import part_of

    settings.set("privacy.consent_date", "2026-01-31")
    wizard = part_of(window).open(WelcomePage)
    assert wizard is not None
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    assert page.statement.isChecked()
    assert not page.statement.isEnabled()
    assert "2026" in page.made.text()
    wizard.accept()
    assert settings.current.privacy.consent_date == "2026-01-31"


# ---- camera ----------------------------------------------------------------------------------------------------


def pictured(page: CameraPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.live.image.isNull(), timeout=PATIENCE_MS)


@on(CameraPage)
def test_the_live_picture_comes_and_the_source_is_let_go_with_the_page(
    page: CameraPage, wizard: SetupWizard, qtbot: QtBot
) -> None:
    pictured(page, qtbot)
    assert "astronaut.jpg: 512x" in page.info.text()
    look = page.live._look
    assert look is not None
    wizard.next()
    assert page.live.image.isNull()
    qtbot.waitUntil(lambda: look._source is None, timeout=PATIENCE_MS)


@on(CameraPage)
def test_what_is_chosen_counts_at_once_and_skipping_takes_it_back(
    page: CameraPage, wizard: SetupWizard, settings: SettingsStore, window: MainWindow, qtbot: QtBot
) -> None:
    before = settings.current.camera.source
    page.combo.setCurrentIndex(0)
    page.combo.activated.emit(0)
    assert settings.current.camera.source == "demo"
    assert window.source.combo.currentData() == "demo"
    qtbot.waitUntil(lambda: page.info.text().startswith("demo: 1280x720, 30 pictures"), timeout=PATIENCE_MS)
    pictured(page, qtbot)
    wizard.skip.click()
    assert settings.current.camera.source == before
    assert window.source.combo.currentData() == before


@on(CameraPage)
def test_a_source_that_does_not_open_is_told_and_tried_again_on_return(
    page: CameraPage, wizard: SetupWizard, scene: Scene, tmp_path: Path, media: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "clip.jpg"
    before = scene.looks.count("camera")
    page._choose(str(file))
    qtbot.waitUntil(lambda: page.trouble.isVisible(), timeout=PATIENCE_MS)
    assert str(file) in page.trouble.text()
    assert page.again.isVisible()
    qtbot.waitUntil(lambda: scene.looks.count("camera") > before, timeout=PATIENCE_MS)
    file.write_bytes((media / "astronaut.jpg").read_bytes())
    wizard._returned.start()  # as when the window comes to the front
    pictured(page, qtbot)
    assert not page.trouble.isVisible()


@on(CameraPage)
def test_a_camera_that_may_not_be_used_shows_how_that_is_mended(
    page: CameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    assert page.rows["camera.access"].word.text() == "All right"
    mend = Mend("command", "Join the group of cameras", ("usermod",), elevated=True)
    reason = Message("test.denied", "You may not use cameras.", "Join the group.")
    scene.found["camera"] = [Check("camera.access", "denied", reason, action=mend)]
    wizard._returned.start()
    row = page.rows["camera.access"]
    qtbot.waitUntil(lambda: row.word.text() == "Not allowed", timeout=PATIENCE_MS)
    assert row.reason.text() == "You may not use cameras."
    assert row.button.isVisible()
    assert row.button.text() == "Join the group of cameras"
    assert "Not allowed" in row.accessibleName()


@on(CameraPage)
def test_a_run_that_goes_on_gives_its_own_picture(
    page: CameraPage, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    pictured(page, qtbot)
    assert window.controller is not None
    look = page.live._look
    assert look is not None
    window.controller.start()
    qtbot.waitUntil(lambda: page.live._from_run and not page.live.image.isNull(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: look._source is None, timeout=PATIENCE_MS)
    assert page.live._look is None
    preview = core.session.preview(0)
    assert preview is not None
    assert (page.live.picture == preview.before).all()  # type: ignore[union-attr]
    window.controller.stop()
    qtbot.waitUntil(lambda: not page.live._from_run and not page.live.image.isNull(), timeout=PATIENCE_MS)


@on(CameraPage)
def test_another_source_while_a_run_goes_on_shows_the_next_run(
    page: CameraPage, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.controller is not None
    window.controller.start()
    qtbot.waitUntil(lambda: core.session.status.frames_out > 30, timeout=PATIENCE_MS)
    page._choose("demo")
    qtbot.waitUntil(lambda: page.live.image.width() == 1280, timeout=PATIENCE_MS)
    assert core.session.status.state == "running"


@on(CameraPage)
def test_a_run_that_begins_anew_counts_its_pictures_anew(page: CameraPage, window: MainWindow, qtbot: QtBot) -> None:
    assert window.controller is not None
    window.controller.start()
    qtbot.waitUntil(lambda: page.live._sequence > 40, timeout=PATIENCE_MS)
    window.controller.restart()
    qtbot.waitUntil(lambda: page.live._sequence < 20, timeout=PATIENCE_MS)
    pictured(page, qtbot)


@on(CameraPage)
def test_a_list_that_is_filled_anew_leaves_the_choice(
    page: CameraPage, window: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    chosen = settings.current.camera.source
    window.source.retranslate()  # clears the list and fills it, as when a camera comes or goes
    window.source.combo.addItem("Webcam", "camera:Webcam")
    qtbot.waitUntil(lambda: page.combo.currentData() == chosen, timeout=PATIENCE_MS)
    assert page.combo.findData("camera:Webcam") >= 0
    assert settings.current.camera.source == chosen


@on(CameraPage)
def test_a_source_chosen_in_the_window_is_shown_here(page: CameraPage, window: MainWindow, qtbot: QtBot) -> None:
    pictured(page, qtbot)
    window.source.combo.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.live.image.width() == 1280, timeout=PATIENCE_MS)
    assert page.combo.currentData() == "demo"
