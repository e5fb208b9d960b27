"""The assistant as a whole: when it comes, how it is walked through, and what is left of it when it is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PyQt6.QtCore import QEvent, QObject, Qt, QTranslator
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget, QWizard
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.main_window import MainWindow
from app.gui.wizard.camera import CameraPage
from app.gui.wizard.engine import EnginePage
from app.gui.wizard.face import FacePage
from app.gui.wizard.part import PAGES, SetupPart
from app.gui.wizard.summary import SummaryPage
from app.gui.wizard.virtual_camera import VirtualCameraPage
from app.gui.wizard.welcome import WelcomePage
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, close
from tests.gui.wizard.conftest import HAS_CAMERA, Scene, go_to, part_of

FINISH = QWizard.WizardButton.FinishButton


def closed(part: SetupPart, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: part.wizard is None, timeout=PATIENCE_MS)


# ---- when it comes ---------------------------------------------------------------------------------------------


def test_it_comes_at_the_first_start_and_no_run_begins_behind_it(
    first_start: None, empty_window: MainWindow, core: Core, settings: SettingsStore
) -> None:
    settings.set("ui.autostart", True)
    empty_window.attach(core)
    wizard = part_of(empty_window).wizard
    assert wizard is not None
    assert wizard.isVisible()
    assert isinstance(wizard.page_seen, WelcomePage)
    assert core.session.status.state == "idle"


def test_it_does_not_come_again(window: MainWindow) -> None:
    assert part_of(window).wizard is None


def test_it_does_not_come_where_nobody_sees_the_window(
    first_start: None, qapp: QApplication, core: Core, settings: SettingsStore, qtbot: QtBot
) -> None:
    window = build_window(qapp, core.paths, settings)
    window.attach(core)
    assert part_of(window).wizard is None
    assert not settings.current.ui.first_run_done
    window.show()
    close(window, qtbot)
    window.close_jobs()


def test_a_flag_keeps_it_away(
    first_start: None, qapp: QApplication, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import __main__ as program

    monkeypatch.delenv("UNDERSTUDY_UI__FIRST_RUN_DONE")
    seen: list[bool] = []

    def run_gui(paths: object, settings: SettingsStore, *_: object, **more: object) -> int:
        seen.append(settings.current.ui.first_run_done)
        return 0

    monkeypatch.setattr("app.gui.application.run_gui", run_gui)
    assert program.main([]) == 0
    assert program.main(["--no-wizard"]) == 0
    assert seen == [False, True]


# ---- how it ends -----------------------------------------------------------------------------------------------


def test_closed_half_way_it_keeps_what_was_chosen_and_does_not_come_again(
    wizard: SetupWizard, part: SetupPart, settings: SettingsStore, window: MainWindow, qtbot: QtBot
) -> None:
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    page.statement.click()
    wizard.next()
    go_to(wizard, FacePage, qtbot)
    window.gallery.choose(("demo:hopper",))
    qtbot.waitUntil(lambda: settings.current.engine.faces == ("demo:hopper",), timeout=PATIENCE_MS)
    KEYS.keyClick(wizard, Qt.Key.Key_Escape)
    closed(part, qtbot)
    assert settings.current.privacy.consent_date == datetime.now().astimezone().date().isoformat()
    assert settings.current.engine.faces == ("demo:hopper",)
    assert settings.current.ui.first_run_done
    assert window.controller is not None
    assert not window.controller.busy  # this window does not start by itself
    assert "Help brings it back" in window.messages.accessibleDescription()


def test_closed_half_way_the_run_of_every_start_begins(
    first_start: None, empty_window: MainWindow, core: Core, settings: SettingsStore, qtbot: QtBot
) -> None:
    settings.set("ui.autostart", True)
    empty_window.attach(core)
    wizard = part_of(empty_window).wizard
    assert wizard is not None
    wizard.reject()
    qtbot.waitUntil(lambda: core.session.status.state == "running", timeout=PATIENCE_MS)


def test_the_last_button_starts(wizard: SetupWizard, core: Core, qtbot: QtBot) -> None:
    go_to(wizard, SummaryPage, qtbot)
    button = wizard.button(FINISH)
    assert button is not None
    assert button.text() == "&Start"
    button.click()
    qtbot.waitUntil(lambda: core.session.status.state == "running", timeout=PATIENCE_MS)


def test_closing_the_window_closes_it(wizard: SetupWizard, part: SetupPart, window: MainWindow, qtbot: QtBot) -> None:
    go_to(wizard, CameraPage, qtbot)
    close(window, qtbot)
    assert part.wizard is None
    assert window.controller is not None
    assert window.controller.core.settings.current.ui.first_run_done


# ---- from Help -------------------------------------------------------------------------------------------------


def test_help_brings_it_back(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.setup.trigger()
    part = part_of(window)
    wizard = part.wizard
    assert wizard is not None
    assert len(wizard.pages) == len(PAGES)
    window.menus.setup.trigger()
    assert part.wizard is wizard
    assert not wizard.isModal()  # the models' window and the rest of the program can be used meanwhile
    wizard.reject()
    closed(part, qtbot)


@pytest.mark.parametrize("kind", PAGES)
def test_help_shows_each_page_alone(window: MainWindow, qtbot: QtBot, kind: type) -> None:
    part = part_of(window)
    texts = [action.text() for action in window.menus.setup_parts.actions()]
    assert texts == [page.name() for page in PAGES]
    part.actions[kind].trigger()
    wizard = part.wizard
    assert wizard is not None
    assert isinstance(wizard.page_seen, kind)
    assert not wizard.skip.isVisible()
    assert wizard.windowTitle() == kind.name()  # type: ignore[attr-defined]
    button = wizard.button(FINISH)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    button.click()
    closed(part, qtbot)
    assert window.controller is not None
    assert not window.controller.busy


# ---- coming back -----------------------------------------------------------------------------------------------


def test_the_page_looks_again_when_the_user_comes_back(wizard: SetupWizard, scene: Scene, qtbot: QtBot) -> None:
    go_to(wizard, VirtualCameraPage, qtbot)
    qtbot.waitUntil(lambda: "virtual-camera" in scene.looks, timeout=PATIENCE_MS)
    before = scene.looks.count("virtual-camera")
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: scene.looks.count("virtual-camera") > before, timeout=PATIENCE_MS)
    before = scene.looks.count("virtual-camera")
    QApplication.sendEvent(wizard, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: scene.looks.count("virtual-camera") > before, timeout=PATIENCE_MS)
    assert "gpu" not in scene.looks  # what is not seen is not looked at


# ---- keyboard and screen readers -------------------------------------------------------------------------------


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    KEYS.keyClick(focused, key, modifier)


def test_all_pages_can_be_walked_with_the_keyboard_alone(
    wizard: SetupWizard, part: SetupPart, core: Core, settings: SettingsStore, scene: Scene, qtbot: QtBot
) -> None:
    def seen(kind: type) -> Any:
        """The page, once it is there: a mnemonic presses its button a moment later."""
        qtbot.waitUntil(lambda: isinstance(wizard.page_seen, kind), timeout=PATIENCE_MS)
        return wizard.page_seen

    alt = Qt.KeyboardModifier.AltModifier
    assert seen(WelcomePage).statement.hasFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_N, alt)
    assert seen(CameraPage).combo.hasFocus()
    press(Qt.Key.Key_Up)  # from the picture of the tests to the demo clip
    qtbot.waitUntil(lambda: settings.current.camera.source == "demo", timeout=PATIENCE_MS)
    press(Qt.Key.Key_N, alt)
    assert seen(FacePage).view.hasFocus()
    press(Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: settings.current.engine.faces == ("demo:hopper",), timeout=PATIENCE_MS)
    press(Qt.Key.Key_N, alt)
    seen(VirtualCameraPage)
    press(Qt.Key.Key_B, alt)
    seen(FacePage)
    press(Qt.Key.Key_K, alt)
    seen(VirtualCameraPage)
    press(Qt.Key.Key_K, alt)
    assert seen(EnginePage).combo.hasFocus()
    press(Qt.Key.Key_N, alt)
    seen(SummaryPage)
    press(Qt.Key.Key_S, alt)
    closed(part, qtbot)
    qtbot.waitUntil(lambda: core.session.status.state in ("loading", "running"), timeout=PATIENCE_MS)
    assert settings.current.privacy.consent_date


def spoken(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return widget.accessibleName() or text


@pytest.mark.parametrize("kind", PAGES)
def test_tab_reaches_everything_and_everything_has_a_name(wizard: SetupWizard, qtbot: QtBot, kind: type) -> None:
    go_to(wizard, kind, qtbot)
    page = wizard.page_seen
    assert page is not None
    qtbot.waitUntil(lambda: not page.kit.checks.busy, timeout=PATIENCE_MS)

    def wanted() -> list[QWidget]:
        return [
            widget
            for widget in wizard.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.window() is wizard
            and not widget.objectName().startswith("qt_")
        ]

    assert [type(widget).__name__ for widget in wanted() if not spoken(widget)] == []
    reached: list[QObject] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in reached:
            break
        reached.append(focused)
        KEYS.keyClick(focused, Qt.Key.Key_Tab)
    missing = [spoken(widget) for widget in wanted() if widget not in reached]
    assert missing == []


def test_tab_goes_by_the_eye_also_to_rows_that_came_later(wizard: SetupWizard, scene: Scene, qtbot: QtBot) -> None:
    scene.found["virtual-camera"] = [HAS_CAMERA]
    go_to(wizard, VirtualCameraPage, qtbot)
    page = wizard.page_seen
    assert isinstance(page, VirtualCameraPage)
    qtbot.waitUntil(lambda: bool(page.rows) and not page._ordered.isActive(), timeout=PATIENCE_MS)
    row = page.rows[HAS_CAMERA.id]
    row.setFocus()
    KEYS.keyClick(row, Qt.Key.Key_Tab)
    assert page.on.hasFocus()


@pytest.mark.parametrize("kind", PAGES)
def test_no_two_controls_of_a_page_share_a_mnemonic(wizard: SetupWizard, qtbot: QtBot, kind: type) -> None:
    go_to(wizard, kind, qtbot)
    page = wizard.page_seen
    assert page is not None
    qtbot.waitUntil(lambda: not page.kit.checks.busy, timeout=PATIENCE_MS)
    kinds = QWizard.WizardButton
    buttons = [kinds.CustomButton1, kinds.BackButton, kinds.NextButton, kinds.CancelButton, kinds.FinishButton]
    texts = [button.text() for one in buttons if (button := wizard.button(one)) is not None]
    texts += [one.text() for one in page.findChildren(QAbstractButton)]
    texts += [one.text() for one in page.findChildren(QLabel) if one.buddy() is not None]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")]
    assert sorted(keys) == sorted(set(keys)), texts


def test_the_title_says_where_one_is(wizard: SetupWizard, qtbot: QtBot) -> None:
    assert wizard.windowTitle() == "Set up Understudy: Welcome (1 of 6)"
    go_to(wizard, FacePage, qtbot)
    assert wizard.windowTitle() == "Set up Understudy: Face (3 of 6)"
    page = wizard.page_seen
    assert page is not None
    assert page.accessibleName() == "Face"


class Marked(QTranslator):
    """Every text in another language."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(self, _context: str | None, text: str | None, *_: object) -> str:
        return f"«{text}»" if text else ""


def test_the_language_may_change_while_it_is_open(wizard: SetupWizard, qapp: QApplication, qtbot: QtBot) -> None:
    go_to(wizard, FacePage, qtbot)
    marked = Marked()
    qapp.installTranslator(marked)
    try:
        qtbot.waitUntil(lambda: wizard.windowTitle().startswith("«"), timeout=PATIENCE_MS)
        assert "«Face»" in wizard.windowTitle()
        assert [page.heading.text() for page in wizard.pages if not page.heading.text().startswith("«")] == []
        assert [page.words.text() for page in wizard.pages if not page.words.text().startswith("«")] == []
        assert wizard.skip.text().startswith("«")
        untold = [
            widget.text()
            for page in wizard.pages
            for widget in page.panel.findChildren(QAbstractButton)
            if widget.text() and "«" not in widget.text()
        ]
        assert untold == []
    finally:
        qapp.removeTranslator(marked)
    qtbot.waitUntil(lambda: wizard.windowTitle().startswith("Set up"), timeout=PATIENCE_MS)


# ---- small screens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAGES)
def test_a_small_screen_clips_nothing(wizard: SetupWizard, qtbot: QtBot, kind: type) -> None:
    """As large as 1280x720 at 150 % leaves."""
    wizard.resize(829, 420)
    go_to(wizard, kind, qtbot)
    page = wizard.page_seen
    assert page is not None
    qtbot.waitUntil(lambda: not page.kit.checks.busy, timeout=PATIENCE_MS)
    assert wizard.size().width() <= 829
    assert wizard.size().height() <= 420

    def clipped() -> list[str]:
        found = []
        for button in wizard.findChildren(QAbstractButton):
            if button.isVisible() and button.text() and not button.objectName().startswith("qt_"):
                found += [button.text()] if button.width() < button.minimumSizeHint().width() else []
        for label in wizard.findChildren(QLabel):
            if label.isVisible() and label.text():
                needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
                found += [label.text()] if label.height() < needed else []
        return found

    qtbot.waitUntil(lambda: clipped() == [], timeout=PATIENCE_MS)
