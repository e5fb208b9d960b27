"""The program under Qt from the first picture to the exit code, threads, and exceptions that nobody caught."""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
from PyQt6.QtCore import QEvent, QObject, QThread, QTimer
from PyQt6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.base.errors import UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core, open_settings
from app.gui.application import BugDialog, StopSignals, build_window
from app.gui.main_window import MainWindow
from app.gui.threads import Background, PipelineThread, thread_factory
from app.services.session_state import SessionStatus
from tests.gui.conftest import PATIENCE_MS, close


def test_the_demo_plays_swapped_in_the_real_window(qapp: QApplication, qtbot: QtBot) -> None:
    """The main job: the window as it starts for a new user, with the shipped settings, engine, clip and face."""
    paths, settings = open_settings()
    window = build_window(qapp, paths, settings)
    window.show()
    window.background.run(lambda: build_core(paths, settings, thread_factory), window.attach, window.core_failed)
    qtbot.waitUntil(lambda: window.controller is not None, timeout=PATIENCE_MS)
    assert window.controller is not None
    core = window.controller.core

    def status() -> SessionStatus:
        return core.session.status

    qtbot.waitUntil(lambda: status().swapped >= 5 or status().state == "failed", timeout=2 * PATIENCE_MS)
    assert status().message is None
    preview = core.session.preview(0)
    assert preview is not None
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert window.status.state.text() in ("Running", "运行中")
    # What the window paints is the swapped picture: in the middle, where the face is, it is not the own one.
    shown = window.preview.grab().toImage()
    area = window.preview.picture_area()
    window.preview.compare(True)
    before = window.preview.grab().toImage()
    window.preview.compare(False)
    across, down = int(area.width()), int(area.height())
    points = [
        (int(area.left()) + x, int(area.top()) + y)
        for x in range(across * 4 // 10, across * 6 // 10, 4)
        for y in range(down * 3 // 10, down * 6 // 10, 4)
    ]
    changed = sum(shown.pixelColor(x, y).rgb() != before.pixelColor(x, y).rgb() for x, y in points)
    assert changed > len(points) / 4
    close(window, qtbot)
    close_core(core)
    window.background.close()
    window.deleteLater()


def test_services_that_can_not_be_built_are_told(empty_window: MainWindow, qtbot: QtBot) -> None:
    def build() -> None:
        raise UserError("paths.not_writable", "No room.", folder="/x", reason="full")

    empty_window.background.run(build, lambda _: None, empty_window.core_failed)
    qtbot.waitUntil(lambda: empty_window.messages.isVisible(), timeout=PATIENCE_MS)
    assert empty_window.messages.accessibleDescription() == "No room."
    assert not empty_window.start.isEnabled()


def test_a_fault_while_the_services_are_built_is_told_in_the_window(
    empty_window: MainWindow, qtbot: QtBot, paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    empty_window.background.run(lambda: 1 / 0, lambda _: None, empty_window.core_failed)
    qtbot.waitUntil(lambda: empty_window.messages.isVisible(), timeout=PATIENCE_MS)
    assert "ZeroDivisionError" in empty_window.messages.accessibleDescription()
    assert str(paths.logs) in empty_window.messages.accessibleDescription()
    assert empty_window.status.state.text() == "Stopped by an error"
    assert empty_window.preview.idle.text() == "The program could not be loaded."
    assert not empty_window.preview.progress.isVisible()
    assert "ZeroDivisionError" in caplog.text


def test_a_damaged_settings_file_is_told_in_the_window(
    qapp: QApplication, qtbot: QtBot, paths: Paths, core: object, tmp_path: Path
) -> None:
    paths.user_file.write_text("{ no json", encoding="utf-8")
    settings = SettingsStore(paths.project_file, paths.user_file, {}, {"ui.autostart": "false", "ui.language": "en"})
    window = build_window(qapp, paths, settings)
    window.show()
    built = build_core(paths, settings, thread_factory)
    window.attach(built)
    assert "damaged" in window.messages.accessibleDescription()
    close(window, qtbot)
    close_core(built)
    window.background.close()


# ---- threads ---------------------------------------------------------------------------------------------------


def test_the_session_runs_on_a_qthread(qapp: QApplication) -> None:
    seen: list[QThread | None] = []
    go = threading.Event()

    def work() -> None:
        seen.append(QThread.currentThread())
        go.wait(10)

    thread = thread_factory(work, "pipeline")
    assert isinstance(thread, PipelineThread)
    thread.start()
    assert not thread.join(0.01)
    assert thread.is_alive()
    go.set()
    assert thread.join(10)
    assert not thread.is_alive()
    assert seen == [thread]


def test_background_calls_back_on_the_gui_thread(qapp: QApplication, qtbot: QtBot) -> None:
    background = Background()
    gui, answers = threading.get_ident(), []
    background.run(threading.get_ident, lambda worker: answers.append((worker, threading.get_ident())))
    assert background.busy
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert answers[0][0] != gui
    assert answers[0][1] == gui
    assert not background.busy
    background.close()


def test_background_hands_on_errors_and_forgets_what_was_cancelled(qapp: QApplication, qtbot: QtBot) -> None:
    background = Background()
    errors: list[Exception] = []
    cancelled: Future[None] = Future()
    background.watch(cancelled, lambda _: pytest.fail("it was cancelled"), errors.append)
    cancelled.cancel()
    background.run(lambda: 1 / 0, lambda _: pytest.fail("there is no result"), errors.append)
    qtbot.waitUntil(lambda: not background.busy, timeout=PATIENCE_MS)
    assert [type(error) for error in errors] == [ZeroDivisionError]
    background.close()


# ---- exceptions and signals ------------------------------------------------------------------------------------


def test_an_exception_in_a_slot_shows_a_dialog_with_the_log(
    qapp: QApplication, qtbot: QtBot, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: logged.append(kind))
    bugs = BugDialog(paths)
    try:
        try:
            raise RuntimeError("the slot broke")
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)

        def boxes() -> list[QMessageBox]:
            shown = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
            return [widget for widget in shown if isinstance(widget, QMessageBox)]

        qtbot.waitUntil(lambda: len(boxes()) == 1, timeout=PATIENCE_MS)
        assert "the slot broke" in boxes()[0].informativeText()
        assert str(paths.logs) in boxes()[0].informativeText()
        assert logged == [RuntimeError]
        boxes()[0].reject()
        assert boxes() == []
    finally:
        bugs.close()


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ctrl_c_and_a_closed_terminal_close_the_window(window: MainWindow, qtbot: QtBot, name: str) -> None:
    signals = StopSignals(window)
    try:
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), getattr(signal, name)))
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    finally:
        signals.close()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="there is no nohup")
def test_a_closed_terminal_that_is_to_be_ignored_is(window: MainWindow) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        signals = StopSignals(window)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signals.close()
    finally:
        signal.signal(signal.SIGHUP, before)


class KillsInPaint(QObject):
    """Sends the signal while Qt paints, and looks whether the end began in there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.begun: list[bool] = []

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        if event is not None and event.type() == QEvent.Type.Paint and not self.begun:
            os.kill(os.getpid(), signal.SIGTERM)
            for _ in range(1000):  # steps between which Python would call the handler
                pass
            self.begun.append(self.window.closing.begun)
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
def test_a_signal_waits_until_qt_has_painted(window: MainWindow, qtbot: QtBot) -> None:
    signals = StopSignals(window)
    kills = KillsInPaint(window)
    try:
        window.start.installEventFilter(kills)
        window.start.update()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    finally:
        signals.close()
    assert kills.begun == [False]
