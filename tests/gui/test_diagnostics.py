"""The dock of checks: live while it is seen, with signs and words, mended by buttons, copied without private paths."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.check_row import CheckRow, CheckSign
from app.gui.diagnostics import DiagnosticsPanel
from app.gui.main_window import MainWindow
from app.gui.mend_dialog import MendDialog
from app.gui.sight import Sight
from app.services.core import Core
from app.services.doctor import build_permissions
from app.services.permissions import Check, Mend, Patient, Topic
from tests.gui.conftest import KEYS, PATIENCE_MS
from tests.gui.wizard.conftest import COMMAND, SET_UP, Scene, Stub


def check(name: str, state: str = "ok", text: str = "It works.", action: Mend | None = None, **more: object) -> Check:
    return Check(name, state, Message("test.row", text, "Mend it." if state != "ok" else ""), action=action, **more)  # type: ignore[arg-type]


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.gate.set()
    made.found = {
        "camera": [check("camera.found"), check("camera.access", "denied", "You may not use it.", SET_UP)],
        "providers": [check("providers.cpu", text="The processor works.")],
    }
    return made


@pytest.fixture
def core(core: Core, paths: Paths, settings: SettingsStore, scene: Scene) -> Core:
    """The real checks, with one quick and one slow topic of the test's."""

    def topic(name: str, *, slow: bool) -> Topic:
        def look(_: Patient) -> Iterator[Check]:
            scene.looks.append(name)
            yield from list(scene.found[name])

        return Topic(name, look, slow=slow)

    permissions = Stub(paths, settings, [topic("camera", slow=False), topic("providers", slow=True)])
    permissions.scene = scene
    return replace(core, permissions=permissions)


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> DiagnosticsPanel:
    """Opened by Help, with the quick checks looked at."""
    window.menus.diagnostics.trigger()
    qtbot.waitUntil(lambda: bool(window.diagnostics.boxes["camera"].rows), timeout=PATIENCE_MS)
    return window.diagnostics


def row(panel: DiagnosticsPanel, name: str) -> CheckRow:
    return panel.boxes[name.partition(".")[0]].rows[name]


def looked(scene: Scene, topic: str, times: int, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: scene.looks.count(topic) >= times, timeout=PATIENCE_MS)


# ---- the dock --------------------------------------------------------------------------------------------------


def test_it_is_closed_at_first_and_looks_at_nothing(window: MainWindow, scene: Scene) -> None:
    assert window.docks.diagnostics.isHidden()
    assert scene.looks == []
    assert not window.diagnostics.timer.isActive()
    assert window.docks.diagnostics.toggleViewAction() in window.menus.view.actions()


def test_help_brings_it_to_the_front_and_closing_it_ends_the_looking(
    panel: DiagnosticsPanel, window: MainWindow
) -> None:
    assert panel.isVisible()
    assert panel.timer.isActive()
    window.docks.diagnostics.close()
    assert not panel.timer.isActive()
    window.menus.diagnostics.trigger()
    assert panel.isVisible()


def test_behind_another_panel_and_in_a_minimised_window_it_looks_at_nothing(
    panel: DiagnosticsPanel, window: MainWindow, scene: Scene, qtbot: QtBot
) -> None:
    """Qt calls it visible there, too."""
    window.docks.engine.raise_()
    qtbot.waitUntil(lambda: not panel.timer.isActive(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not panel._link.busy, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    looks = scene.looks.count("camera")
    panel.timer.timeout.emit()
    QApplication.sendEvent(panel, QEvent(QEvent.Type.ActivationChange))
    assert scene.looks.count("camera") == looks
    assert not panel._link.busy  # type: ignore[union-attr]
    window.docks.diagnostics.raise_()
    qtbot.waitUntil(panel.timer.isActive, timeout=PATIENCE_MS)
    looked(scene, "camera", looks + 1, qtbot)
    window.showMinimized()
    qtbot.waitUntil(lambda: not panel.timer.isActive(), timeout=PATIENCE_MS)
    window.showNormal()
    qtbot.waitUntil(panel.timer.isActive, timeout=PATIENCE_MS)


def test_a_panel_that_was_open_before_anybody_asks_is_in_sight(window: MainWindow, qtbot: QtBot) -> None:
    """As one that was open when the window was closed last."""
    dock = window.docks.add("late", QWidget())
    window.docks.bring(dock)
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty(), timeout=PATIENCE_MS)
    sight = Sight(dock, window)
    assert sight.seen
    window.docks.bring(window.docks.engine)
    qtbot.waitUntil(lambda: not sight.seen, timeout=PATIENCE_MS)
    assert not Sight(dock, window).seen


def test_every_topic_of_the_doctor_is_there(panel: DiagnosticsPanel, core: Core, qtbot: QtBot) -> None:
    assert tuple(panel.boxes) == core.permissions.topics
    quick = {topic for topic in core.permissions.quick_topics if core.permissions.check([topic])}
    qtbot.waitUntil(lambda: quick <= {one.topic for one in panel.checks()}, timeout=PATIENCE_MS)


# ---- rows ------------------------------------------------------------------------------------------------------


def test_a_row_says_its_state_by_sign_and_word_and_how_it_is_mended(panel: DiagnosticsPanel) -> None:
    denied = row(panel, "camera.access")
    assert denied.word.text() == "Not allowed"
    assert denied.reason.text() == "You may not use it."
    assert denied.hint.text() == "Mend it."
    assert denied.button.text() == "Set up the virtual camera"
    assert denied.accessibleName() == "The right to use the camera, Not allowed: You may not use it."
    good = row(panel, "camera.found")
    assert good.word.text() == "All right"
    assert not good.button.isVisible()
    assert not good.hint.isVisible()
    assert list(panel.boxes["camera"].rows) == ["camera.access", "camera.found"]  # what is broken comes first


def test_the_signs_differ_in_shape_and_not_in_colour_alone(panel: DiagnosticsPanel) -> None:
    """In grey, every two of them differ in many points."""
    shapes = []
    for mark in ("ok", "warn", "fail", "info"):
        sign = CheckSign(panel)
        sign.show_mark(mark)
        image = sign.grab().toImage()
        ground = image.pixelColor(0, 0).lightness()
        shapes.append(
            {
                (x, y)
                for x in range(image.width())
                for y in range(image.height())
                if abs(image.pixelColor(x, y).lightness() - ground) > 40
            }
        )
        sign.deleteLater()
    for number, one in enumerate(shapes):
        assert len(one) > 20
        assert all(len(one ^ other) > 20 for other in shapes[number + 1 :])


@pytest.mark.parametrize(
    ("state", "needed", "word"),
    [("missing", True, "Trouble"), ("missing", False, "Attention"), ("unknown", False, "Not known")],
)
def test_the_word_follows_the_state(
    panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot, state: str, needed: bool, word: str
) -> None:
    scene.found["camera"] = [check("camera.found", state, needed=needed)]
    panel.timer.timeout.emit()
    qtbot.waitUntil(lambda: row(panel, "camera.found").word.text() == word, timeout=PATIENCE_MS)
    assert list(panel.boxes["camera"].rows) == ["camera.found"]  # one that is gone has no row


def test_a_row_that_did_not_change_is_left_alone(panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot) -> None:
    before = row(panel, "camera.access")
    before.setFocus()
    times = scene.looks.count("camera")
    panel.timer.timeout.emit()
    looked(scene, "camera", times + 1, qtbot)
    qtbot.waitUntil(lambda: not panel._link.busy, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    assert row(panel, "camera.access") is before
    assert before.hasFocus()


def test_the_arrow_keys_go_from_row_to_row(panel: DiagnosticsPanel, window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    first, second = row(panel, "camera.access"), row(panel, "camera.found")
    first.setFocus()
    KEYS.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    KEYS.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()


# ---- live ------------------------------------------------------------------------------------------------------


def test_the_quick_ones_are_live_and_the_slow_ones_wait_for_the_button(
    panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot
) -> None:
    scene.found["camera"] = [check("camera.access")]
    panel.timer.timeout.emit()
    qtbot.waitUntil(lambda: row(panel, "camera.access").word.text() == "All right", timeout=PATIENCE_MS)
    assert "providers" not in scene.looks
    assert panel.boxes["providers"].state.text() == "Not checked yet"
    assert 1000 <= panel.timer.interval() <= 10_000
    panel.everything.click()
    assert panel.progress.isVisible()
    assert not panel.everything.isEnabled()
    qtbot.waitUntil(lambda: bool(panel.boxes["providers"].rows), timeout=PATIENCE_MS)
    assert row(panel, "providers.cpu").reason.text() == "The processor works."
    qtbot.waitUntil(panel.everything.isEnabled, timeout=4 * PATIENCE_MS)
    assert not panel.progress.isVisible()


def test_coming_back_to_the_window_looks_at_once(
    panel: DiagnosticsPanel, window: MainWindow, scene: Scene, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    panel.timer.stop()
    qtbot.waitUntil(lambda: not panel._link.busy, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    times = scene.looks.count("camera")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.ActivationChange))
    looked(scene, "camera", times + 1, qtbot)


def test_a_topic_is_not_looked_at_twice_at_the_same_time(
    window: MainWindow, scene: Scene, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.gui.wizard.conftest import part_of

    link = part_of(window).checks
    entered, go_on = threading.Event(), threading.Event()
    real = core.permissions.check

    def slow(topics: object = (), leave: threading.Event | None = None) -> list[Check]:
        entered.set()
        go_on.wait(PATIENCE_MS / 1000)
        return real(topics, leave)  # type: ignore[arg-type]

    monkeypatch.setattr(core.permissions, "check", slow)
    link.look(["camera"])
    assert entered.wait(PATIENCE_MS / 1000)
    for _ in range(3):
        link.look(["camera"], fresh=False)
    link.look(["camera"])  # something has changed meanwhile: once more, after this one
    link.look(["camera"])
    go_on.set()
    qtbot.waitUntil(lambda: not link.busy, timeout=PATIENCE_MS)
    assert scene.looks.count("camera") == 2


# ---- mending ---------------------------------------------------------------------------------------------------


def test_the_button_shows_the_command_first_and_the_result_stands_by_the_check(
    panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot
) -> None:
    asked = row(panel, "camera.access")
    asked.button.click()
    dialog = panel.findChild(MendDialog)
    assert dialog is not None
    assert dialog.command.toPlainText() == COMMAND
    assert scene.mended == []
    dialog.run.click()
    qtbot.waitUntil(lambda: asked.result.text() == "Done: the command ran.", timeout=PATIENCE_MS)
    assert [confirmed for _, confirmed in scene.mended] == [True]
    looked(scene, "camera", 2, qtbot)
    dialog.reject()


def test_a_page_of_the_system_s_settings_opens_without_a_further_question(
    panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot
) -> None:
    scene.found["camera"] = [check("camera.access", "denied", action=Mend("open", "Open the settings", target="x:y"))]
    panel.timer.timeout.emit()
    qtbot.waitUntil(lambda: row(panel, "camera.access").button.text() == "Open the settings", timeout=PATIENCE_MS)
    row(panel, "camera.access").button.click()
    qtbot.waitUntil(lambda: len(scene.mended) == 1, timeout=PATIENCE_MS)
    assert panel.findChild(MendDialog) is None


# ---- the report ------------------------------------------------------------------------------------------------


def test_the_report_goes_to_the_clipboard(panel: DiagnosticsPanel, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.clear()
    assert not panel.copied.isVisible()
    panel.copy.click()
    qtbot.waitUntil(lambda: clipboard.text().startswith("Understudy report of"), timeout=PATIENCE_MS)
    assert panel.copied.isVisible()


def test_the_real_report_has_no_private_paths(
    window: MainWindow, paths: Paths, settings: SettingsStore, qtbot: QtBot
) -> None:
    permissions = build_permissions(paths, settings)
    found = permissions.check(["disk", "folders"])
    text = permissions.report(found)
    assert len(text.splitlines()) > len(found)
    assert str(paths.user_data) not in text


def test_the_summary_counts(panel: DiagnosticsPanel, scene: Scene, qtbot: QtBot) -> None:
    scene.found["camera"] = [
        check("camera.a", "missing", needed=True), check("camera.b", "missing"), check("camera.c", "missing"),
    ]  # fmt: skip
    panel.timer.timeout.emit()
    qtbot.waitUntil(lambda: "camera.c" in panel.boxes["camera"].rows, timeout=PATIENCE_MS)
    marks = [one.mark for one in panel.checks()]
    assert marks.count("fail") >= 1
    assert marks.count("warn") >= 2
    counted = f"Trouble: {marks.count('fail')}, attention: {marks.count('warn')}, of {len(marks)} checks."
    assert panel.summary.text() == counted
