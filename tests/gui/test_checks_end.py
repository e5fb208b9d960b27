"""Checks and their steps when the window goes, or when something breaks that should not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.check_row import CheckRow
from app.gui.main_window import MainWindow
from app.gui.mend_dialog import MendDialog
from app.services.core import Core
from app.services.permissions import Check, Mend, Patient, Topic, patience
from tests.gui.conftest import PATIENCE_MS, close
from tests.gui.wizard.conftest import Scene, Stub

STEP = Check(
    "camera.access",
    "denied",
    Message("test.row", "You may not use it."),
    action=Mend("command", "Join the group", ("usermod",), elevated=True),
)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.gate.set()
    return made


@pytest.fixture
def core(core: Core, paths: Paths, settings: SettingsStore, scene: Scene, gate: threading.Event) -> Core:
    """A quick topic, and a slow one that hangs."""

    def hangs(_: Patient) -> list[Check]:
        scene.looks.append("providers")
        gate.wait()
        return []

    permissions = Stub(paths, settings, [Topic("camera", lambda _: [STEP]), Topic("providers", hangs, slow=True)])
    permissions.scene = scene
    return replace(core, permissions=permissions)


@pytest.fixture
def step(window: MainWindow, qtbot: QtBot) -> CheckRow:
    """The row with a step, in the dock."""
    window.menus.diagnostics.trigger()
    box = window.diagnostics.boxes["camera"]
    qtbot.waitUntil(lambda: bool(box.rows), timeout=PATIENCE_MS)
    return box.rows["camera.access"]


def test_the_window_closes_while_a_check_hangs(
    window: MainWindow, scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread waits in the kernel as long as it likes; the window does not wait for it."""
    monkeypatch.setattr(patience, "_GRACE_S", 0.05)
    window.menus.diagnostics.trigger()
    window.diagnostics.everything.click()
    qtbot.waitUntil(lambda: "providers" in scene.looks, timeout=PATIENCE_MS)
    close(window, qtbot)
    window.close_jobs()


def test_a_command_that_is_shown_when_the_window_closes_does_not_run(
    window: MainWindow, step: CheckRow, scene: Scene, qtbot: QtBot
) -> None:
    step.button.click()
    dialog = window.findChild(MendDialog)
    assert dialog is not None
    window.close()
    assert not dialog.isVisible()
    dialog.agreed.emit()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    assert scene.mended == []


def test_a_step_that_breaks_can_be_tried_again(window: MainWindow, step: CheckRow, scene: Scene, qtbot: QtBot) -> None:
    def breaks() -> None:
        raise RuntimeError("out of luck")

    scene.after = breaks
    with qtbot.capture_exceptions() as caught:
        step.button.click()
        dialog = window.findChild(MendDialog)
        assert dialog is not None
        dialog.run.click()
        qtbot.waitUntil(lambda: bool(caught), timeout=PATIENCE_MS)
    assert str(caught[0][1]) == "out of luck"
    assert step.button.isEnabled()
    assert not any(one.isVisible() for one in window.findChildren(MendDialog))
