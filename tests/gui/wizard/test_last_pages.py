"""The engine and what it runs on; the summary, and opening at login."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.base.errors import OutputError
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.wizard.engine import EnginePage
from app.gui.wizard.summary import SummaryPage
from app.gui.wizard.welcome import WelcomePage
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from tests.gui.conftest import PATIENCE_MS
from tests.gui.wizard.conftest import HAS_CAMERA, Scene, on

# ---- engine ----------------------------------------------------------------------------------------------------


@on(EnginePage)
def test_the_trial_runs_by_itself_once_and_says_what_works(
    page: EnginePage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "providers.cpu" in page.rows, timeout=PATIENCE_MS)
    assert page.rows["providers.cpu"].isVisible()
    cuda = page.rows["providers.cuda"]
    assert not cuda.isVisible()
    page.others.click()
    assert cuda.isVisible()
    assert cuda.reason.text() == "There is no CUDA here."
    wizard.back()
    wizard.next()
    wizard._returned.start()
    qtbot.waitUntil(lambda: not page.kit.checks.busy, timeout=PATIENCE_MS)
    assert scene.looks.count("providers") == 1
    page.trial.click()
    qtbot.waitUntil(lambda: scene.looks.count("providers") == 2, timeout=PATIENCE_MS)


@on(EnginePage)
def test_an_engine_is_chosen_and_skipping_takes_it_back(
    page: EnginePage, wizard: SetupWizard, settings: SettingsStore, window: MainWindow
) -> None:
    rows = [page.combo.itemData(row) for row in range(page.combo.count())]
    assert {"tint", "many"} <= set(rows)
    page.combo.setCurrentIndex(rows.index("many"))
    page.combo.activated.emit(rows.index("many"))
    assert settings.current.engine.id == "many"
    assert window.engine.combo.currentData() == "many"
    assert page.description.text() == window.engine.words[0]
    wizard.skip.click()
    assert settings.current.engine.id == "tint"


# ---- summary ---------------------------------------------------------------------------------------------------


def line(page: SummaryPage, name: str) -> str:
    return page.lines[name][2].text()


@on(SummaryPage)
def test_the_summary_says_what_was_chosen_and_what_is_missing(
    page: SummaryPage, wizard: SetupWizard, scene: Scene, core: Core, qtbot: QtBot
) -> None:
    assert "Not made" in line(page, "statement")
    assert line(page, "face") == "Eileen Collins (astronaut)"
    assert line(page, "camera") == "astronaut.jpg"
    qtbot.waitUntil(lambda: "Not set up" in line(page, "virtual_camera"), timeout=PATIENCE_MS)
    scene.found["virtual-camera"] = [HAS_CAMERA]
    core.settings.set("privacy.consent_date", "2026-01-31")
    wizard._returned.start()
    qtbot.waitUntil(lambda: "There" in line(page, "virtual_camera"), timeout=PATIENCE_MS)
    assert line(page, "statement") == "Made."


@on(SummaryPage)
def test_opening_at_login_is_set_and_what_fails_is_told(page: SummaryPage, scene: Scene, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.login.isEnabled, timeout=PATIENCE_MS)
    assert not page.login.isChecked()
    assert page.login_words.text() == "At login: off."
    page.login.click()
    qtbot.waitUntil(lambda: page.login_words.text() == "At login: on.", timeout=PATIENCE_MS)
    assert scene.login == "on"
    assert page.login.isChecked()
    scene.login_error = OutputError("autostart.not_written", "It can not be changed.", place="x", reason="y")
    page.login.click()
    qtbot.waitUntil(lambda: page.messages.isVisible(), timeout=PATIENCE_MS)
    qtbot.waitUntil(page.login.isEnabled, timeout=PATIENCE_MS)
    assert page.login.isChecked()


def test_a_statement_that_can_not_be_kept_is_told_where_one_looks(
    wizard: SetupWizard, settings: SettingsStore, qtbot: QtBot
) -> None:
    """Next stays where it is: the assistant says why, for the main window lies behind it."""
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    settings.user_file.unlink()
    settings.user_file.mkdir()  # even root can not write a file there
    page.statement.click()
    wizard.next()
    assert wizard.page_seen is page
    assert page.messages.message is not None
    assert page.messages.message.code == "settings.not_saved"
    settings.user_file.rmdir()
    wizard.next()
    assert wizard.page_seen is not page
