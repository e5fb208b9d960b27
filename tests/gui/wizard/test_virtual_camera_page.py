"""The virtual camera: set up by one button whose command is shown first, or said why not."""

from __future__ import annotations

from functools import partial

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.gui.main_window import MainWindow
from app.gui.mend_dialog import MendDialog
from app.gui.wizard.part import SetupPart
from app.gui.wizard.virtual_camera import VirtualCameraPage
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from app.services.permissions import Check, MendResult
from tests.gui.conftest import KEYS, PATIENCE_MS
from tests.gui.wizard.conftest import COMMAND, HAS_CAMERA, NO_CAMERA, SET_UP, Scene, on


def mend_dialog(page: VirtualCameraPage) -> MendDialog:
    dialog = page.findChild(MendDialog)
    assert dialog is not None
    return dialog


@on(VirtualCameraPage)
def test_one_button_sets_it_up_and_shows_the_command_before(
    page: VirtualCameraPage, scene: Scene, qtbot: QtBot
) -> None:
    assert page.setup.isVisible()
    assert page.setup.text() == "Set up the virtual camera"
    assert not page.on.isEnabled()
    page.setup.click()
    dialog = mend_dialog(page)
    assert dialog.command.toPlainText() == COMMAND
    assert "administrator" in dialog.intro.text()
    assert scene.mended == []
    dialog.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == COMMAND
    scene.gate.clear()
    scene.after = lambda: scene.found.update({"virtual-camera": [HAS_CAMERA]})
    dialog.run.click()
    assert dialog.progress.isVisible()
    assert "a question that is still open closes" in dialog.intro.text()
    assert page.progress.isVisible()
    assert not page.setup.isEnabled()
    scene.gate.set()
    qtbot.waitUntil(lambda: dialog.said.text() == "Done: the command ran.", timeout=PATIENCE_MS)
    assert not dialog.heading.isVisible(), "what was wrong does not stand above that it was mended"
    assert not dialog.hint.isVisible()
    assert scene.mended == [(NO_CAMERA, True)]
    dialog.cancel.click()
    qtbot.waitUntil(lambda: not page.setup.isVisible(), timeout=PATIENCE_MS)
    assert "has a virtual camera" in page.answer.text()
    assert page.result.text() == "Done: the command ran."
    assert page.on.isEnabled()


@on(VirtualCameraPage)
def test_a_long_command_and_a_long_answer_are_not_cut_off(
    page: VirtualCameraPage, scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "\n".join(f"# step {number}: " + "word " * 30 for number in range(12))
    monkeypatch.setattr(page.kit.checks.permissions, "shown_command", lambda _: command)
    scene.result = MendResult("failed", Message("test.long", "It ended with an error. " * 12, "Look at it. " * 20))
    page.setup.click()
    dialog = mend_dialog(page)

    def apart() -> bool:
        inside = [one for one in dialog.findChildren(QWidget) if one.parent() is dialog and one.isVisible()]
        areas = [one.geometry() for one in inside]
        crossing = any(a.intersects(b) for number, a in enumerate(areas) for b in areas[number + 1 :])
        labels = [one for one in inside if isinstance(one, QLabel)]
        return not crossing and all(one.height() >= one.heightForWidth(one.width()) for one in labels)

    qtbot.waitUntil(apart, timeout=PATIENCE_MS)
    dialog.run.click()
    qtbot.waitUntil(lambda: dialog.said.isVisible() and apart(), timeout=PATIENCE_MS)
    dialog.reject()


@on(VirtualCameraPage)
def test_nothing_runs_when_the_command_is_not_agreed_to(page: VirtualCameraPage, scene: Scene, qtbot: QtBot) -> None:
    page.setup.click()
    mend_dialog(page).cancel.click()
    qtbot.waitUntil(lambda: page.findChild(MendDialog) is None, timeout=PATIENCE_MS)
    page.setup.click()
    dialog = mend_dialog(page)
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    assert dialog.command.hasFocus()
    KEYS.keyClick(dialog.command, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(MendDialog) is None, timeout=PATIENCE_MS)
    assert scene.mended == []
    assert page.setup.isEnabled()


@on(VirtualCameraPage)
def test_a_step_that_fails_is_told_and_can_be_tried_again(page: VirtualCameraPage, scene: Scene, qtbot: QtBot) -> None:
    scene.result = MendResult("refused", Message("test.refused", "Nothing was changed.", "Try it again."))
    page.setup.click()
    dialog = mend_dialog(page)
    dialog.run.click()
    qtbot.waitUntil(lambda: dialog.said.isVisible(), timeout=PATIENCE_MS)
    assert dialog.said.text() == "Nothing was changed."
    assert dialog.run.isVisible()
    scene.gate.clear()
    dialog.run.click()
    assert dialog.intro.isVisible()
    assert not dialog.said.isVisible(), "what came of the first try"
    scene.gate.set()
    qtbot.waitUntil(lambda: len(scene.mended) == 2 and dialog.said.isVisible(), timeout=PATIENCE_MS)
    dialog.reject()
    qtbot.waitUntil(lambda: page.result.text() == "Nothing was changed.", timeout=PATIENCE_MS)
    assert page.setup.isVisible()


@on(VirtualCameraPage)
def test_the_dialog_can_be_closed_while_the_step_goes_on(
    page: VirtualCameraPage, scene: Scene, part: SetupPart, qtbot: QtBot
) -> None:
    scene.gate.clear()
    page.setup.click()
    dialog = mend_dialog(page)
    dialog.run.click()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: page.findChild(MendDialog) is None, timeout=PATIENCE_MS)
    scene.gate.set()
    qtbot.waitUntil(lambda: page.result.text() == "Done: the command ran.", timeout=PATIENCE_MS)


@on(VirtualCameraPage)
def test_where_it_can_not_be_set_up_it_says_why_and_what_to_do(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    reason = Message("test.neither", "This kernel has no modules, and there is no PipeWire.", "Install PipeWire.")
    scene.found["virtual-camera"] = [Check("virtual-camera.device", "missing", reason)]
    wizard._returned.start()
    qtbot.waitUntil(lambda: not page.setup.isVisible(), timeout=PATIENCE_MS)
    row = page.rows["virtual-camera.device"]
    assert row.reason.text() == reason.text
    assert row.hint.text() == "Install PipeWire."
    assert "can not set one up" in page.answer.text()


@on(VirtualCameraPage)
def test_one_that_waits_for_the_next_login_is_not_called_missing(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    """As it is after the set-up where nothing but the group opens the device."""
    reason = Message("test.login", "You are in the group video, but this login began before.", "Log out and in again.")

    def says(words: str) -> bool:
        return page.answer.text().endswith(words)

    for action, words in ((None, "but you may not use it yet:"), (SET_UP, "This step helps:")):
        scene.found["virtual-camera"] = [Check("virtual-camera.device", "denied", reason, action=action)]
        wizard._returned.start()
        qtbot.waitUntil(partial(says, words), timeout=PATIENCE_MS)
        assert page.answer.text().startswith("This machine has a virtual camera")
        assert page.setup.isVisible() == (action is not None)
        assert not page.on.isEnabled()


@on(VirtualCameraPage)
def test_what_nobody_knows_is_not_called_missing(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    scene.found["virtual-camera"] = [Check("virtual-camera.obs", "unknown", Message("test.open", "Opening it tells."))]
    wizard._returned.start()
    qtbot.waitUntil(lambda: page.answer.text().endswith("is not known yet:"), timeout=PATIENCE_MS)


@on(VirtualCameraPage)
def test_what_helps_further_programs_is_offered_where_there_is_a_camera(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    pipewire = Check("virtual-camera.pipewire", "ok", Message("test.pipewire", "PipeWire carries it."))
    scene.found["virtual-camera"] = [NO_CAMERA, pipewire]
    wizard._returned.start()
    qtbot.waitUntil(page.on.isEnabled, timeout=PATIENCE_MS)
    assert page.setup.isVisible()
    assert "Where a program does not see it" in page.answer.text()
    assert not page.rows[NO_CAMERA.id].button.isVisible()  # the large one above is the only one


@on(VirtualCameraPage)
def test_the_switch_asks_for_the_statement(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    from app.gui.consent import ConsentDialog

    scene.found["virtual-camera"] = [HAS_CAMERA]
    wizard._returned.start()
    qtbot.waitUntil(page.on.isEnabled, timeout=PATIENCE_MS)
    assert window.controller is not None
    outputs = window.controller.outputs
    page.on.click()
    asked = page.findChild(ConsentDialog) or wizard.findChild(ConsentDialog)
    assert asked is not None
    asked.reject()
    qtbot.waitUntil(lambda: not page.on.isChecked(), timeout=PATIENCE_MS)
    assert not outputs.camera
    core.settings.set("privacy.consent_date", "2026-01-31")
    page.on.click()
    assert outputs.camera
    wizard.skip.click()
    assert not outputs.camera
