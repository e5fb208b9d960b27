"""The engine's panel tells what an engine's program lacks, and mends it once that was agreed to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import EngineFailure
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.gui.checkout_dialogs import EnvironmentDialog, ProgramLicenceDialog, PutModelDialog
from app.gui.checkout_panel import CheckoutPanel
from app.gui.checkout_part import CheckoutPart
from app.gui.main_window import MainWindow
from app.gui.threads import thread_factory
from app.services.checkouts.environment import EnvironmentPlan, EnvironmentProgress
from app.services.checkouts.interpreters import Interpreter
from app.services.checkouts.look import State
from app.services.checkouts.places import Places
from app.services.child_process import Stop
from app.services.core import Core
from app.services.engines import discover
from app.services.models import Models, merge
from app.services.permissions import Permissions, patience
from tests.gui.conftest import ENGINES, PATIENCE_MS
from tests.services.checkouts.kit import ENGINE, MODEL_BYTES, bridged_program, write_bridged

MODEL = {"path": "models/puppet.onnx", "catalogue": "puppet"}
SHARP = {"path": "models/sharp.onnx", "when": {"sharp": [True]}}
ENTRY = {
    "id": "puppet", "file": "puppet.onnx", "kind": "swapper", "vendor": "Tests", "name": "Puppet", "licence": "MIT",
    "size": len(MODEL_BYTES), "sha256": hashlib.sha256(MODEL_BYTES).hexdigest(),
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Whole, but for its model."""
    return bridged_program(tmp_path / "src" / "Puppet-Show")


@pytest.fixture
def core(
    paths: Paths, settings: SettingsStore, tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Core]:
    """With the engine that drives it, which is chosen; the program can be found."""
    write_bridged(
        tmp_path / "engines", models=[MODEL, SHARP], manifest_catalogue=[ENTRY], runtimes={"cpu": "onnxruntime==1.2"}
    )
    engines = discover([tmp_path / "engines", ENGINES])
    catalogue, _ = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    monkeypatch.setattr(Places, "usual", lambda _beside=None: Places((tmp_path / "src",)))
    made = assemble(paths, settings, engines, models, Permissions(paths, settings), thread_factory)
    settings.set("engine.id", ENGINE)
    yield made
    close_core(made)


def looked(window: MainWindow, qtbot: QtBot) -> CheckoutPanel:
    """The panel, once it has looked."""
    panel = window.engine.checkout
    qtbot.waitUntil(lambda: panel.state is not None and panel.look.isEnabled(), timeout=PATIENCE_MS)
    return panel


def codes(panel: CheckoutPanel) -> list[str]:
    """What is seen without the details."""
    return [row.finding.message.code for row in panel.rows if row.isVisible()]


def press(panel: CheckoutPanel, action: str) -> None:
    next(row.buttons[action] for row in panel.rows if action in row.buttons and row.isVisible()).click()


def dialog(window: MainWindow, qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)), timeout=PATIENCE_MS)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_the_panel_is_there_for_engines_with_a_program_alone(window: MainWindow, qtbot: QtBot) -> None:
    panel = looked(window, qtbot)
    assert panel.isVisible()
    assert not window.engine.accelerator.trial.isVisible(), "what our own onnxruntime can do says nothing"
    window.engine.choose("tint")
    assert not panel.isVisible()
    window.engine.choose(ENGINE)
    looked(window, qtbot)
    assert panel.isVisible()


def test_from_found_to_ready_step_by_step(
    window: MainWindow, qtbot: QtBot, core: Core, program: Path, settings: SettingsStore
) -> None:
    panel = looked(window, qtbot)
    assert codes(panel) == ["checkout.only_found"]
    assert str(program) in panel.rows[0].reason.text()
    press(panel, "use")
    qtbot.waitUntil(lambda: "checkout.licence_open" in codes(panel), timeout=PATIENCE_MS)
    assert settings.current.checkouts.folders == {ENGINE: str(program)}
    assert codes(panel) == ["checkout.model_fetchable", "checkout.licence_open"]
    assert panel.place.text() == str(program)

    press(panel, "licence")
    licence = dialog(window, qtbot, ProgramLicenceDialog)
    assert isinstance(licence, ProgramLicenceDialog)
    assert licence.words.toPlainText() == "Share what you change."
    assert not licence.agree.isEnabled(), "nobody agrees by a slip"
    licence.check.click()
    licence.agree.click()
    qtbot.waitUntil(lambda: codes(panel) == ["checkout.model_fetchable"], timeout=PATIENCE_MS)

    core.paths.user_models.mkdir(exist_ok=True)
    (core.paths.user_models / "puppet.onnx").write_bytes(MODEL_BYTES)
    panel.look.click()
    qtbot.waitUntil(lambda: codes(panel) == ["checkout.model_offered"], timeout=PATIENCE_MS)
    press(panel, "put")
    put = dialog(window, qtbot, PutModelDialog)
    assert isinstance(put, PutModelDialog)
    assert not (program / "models").exists(), "nothing is put there before it was agreed to"
    put.link.click()
    put.agree.click()
    qtbot.waitUntil(lambda: codes(panel) == [], timeout=PATIENCE_MS)
    assert (program / "models" / "puppet.onnx").samefile(core.paths.user_models / "puppet.onnx")
    assert panel.word.text() == "Ready"
    panel.details.click()
    assert {row.finding.part for row in panel.rows if row.isVisible()} == {
        "program", "version", "python", "packages", "pins", "models", "licence",
    }  # fmt: skip


@pytest.fixture
def ready(window: MainWindow, qtbot: QtBot, core: Core, program: Path) -> MainWindow:
    (program / "models").mkdir()
    (program / "models" / "puppet.onnx").write_bytes(MODEL_BYTES)
    core.checkouts.use(ENGINE, program)
    core.checkouts.agree(ENGINE)
    looked(window, qtbot).look.click()
    qtbot.waitUntil(lambda: window.engine.checkout.word.text() == "Ready", timeout=PATIENCE_MS)
    return window


def test_a_trial_swaps_the_face_of_the_demo(ready: MainWindow, qtbot: QtBot) -> None:
    panel = ready.engine.checkout
    panel.attempt.click()
    assert panel.bar.isVisible()
    qtbot.waitUntil(lambda: "swaps the face of the demo" in panel.said.text(), timeout=PATIENCE_MS)
    assert not panel.bar.isVisible()


def test_the_program_runs_live_and_no_trial_disturbs_it(ready: MainWindow, qtbot: QtBot) -> None:
    ready.start.click()
    qtbot.waitUntil(lambda: not ready.preview.image.isNull(), timeout=PATIENCE_MS)
    panel = looked(ready, qtbot)
    panel.attempt.click()
    assert "Stop the run first." in panel.said.text()


def test_a_run_without_an_agreement_says_what_to_do(
    window: MainWindow, qtbot: QtBot, core: Core, program: Path
) -> None:
    core.checkouts.use(ENGINE, program)
    (program / "models").mkdir()
    (program / "models" / "puppet.onnx").write_bytes(MODEL_BYTES)
    window.start.click()
    assert window.controller is not None
    controller = window.controller
    qtbot.waitUntil(lambda: controller.status.state == "failed", timeout=PATIENCE_MS)
    message = controller.status.message
    assert message is not None
    assert message.code == "checkout.licence_open"
    looked(window, qtbot)


def test_an_answer_about_another_engine_than_is_shown_is_dropped(
    ready: MainWindow, qtbot: QtBot, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, go, done = core.checkouts.look, threading.Event(), threading.Event()

    def slow(engine: str, *, thorough: bool, leave: threading.Event) -> State:
        go.wait(PATIENCE_MS / 1000)
        try:
            return really(engine, thorough=thorough, leave=leave)
        finally:
            done.set()

    monkeypatch.setattr(core.checkouts, "look", slow)
    panel = ready.engine.checkout
    panel.look.click()
    ready.engine.choose("tint")
    shown: list[bool] = []
    monkeypatch.setattr(panel, "show_state", lambda state: shown.append(state is not None))
    go.set()
    qtbot.waitUntil(done.is_set, timeout=PATIENCE_MS)
    part = next(extra for extra in ready.extras if isinstance(extra, CheckoutPart))
    qtbot.waitUntil(lambda: not part.busy, timeout=PATIENCE_MS)
    assert shown == []
    assert not panel.isVisible()


def test_a_disk_that_never_answers_does_not_hold_up_the_windows_end(
    ready: MainWindow, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go, answered = threading.Event(), threading.Event(), threading.Event()

    def hung(_engine: str, *, thorough: bool, leave: threading.Event) -> None:
        asked.set()
        go.wait(PATIENCE_MS / 1000)
        answered.set()

    monkeypatch.setattr(patience, "_GRACE_S", 0.0)
    monkeypatch.setattr(core.checkouts, "look", hung)
    ready.engine.checkout.look.click()
    qtbot.waitUntil(asked.is_set, timeout=PATIENCE_MS)
    part = next(extra for extra in ready.extras if isinstance(extra, CheckoutPart))
    part.end()
    part.close()
    assert not answered.is_set()
    go.set()
    qtbot.waitUntil(answered.is_set, timeout=PATIENCE_MS)


def test_another_choice_that_needs_another_model_is_looked_at(ready: MainWindow, qtbot: QtBot) -> None:
    panel, options = ready.engine.checkout, ready.engine.panel
    assert options is not None
    options.changed.emit("sharp", True)
    qtbot.waitUntil(lambda: codes(panel) == ["checkout.no_model"], timeout=PATIENCE_MS)
    options.changed.emit("sharp", False)
    qtbot.waitUntil(lambda: codes(panel) == [], timeout=PATIENCE_MS)


def test_another_folder_is_refused_in_words(ready: MainWindow, qtbot: QtBot, tmp_path: Path, core: Core) -> None:
    panel = ready.engine.checkout
    panel.details.click()
    press(panel, "folder")
    chosen = dialog(ready, qtbot, QFileDialog)
    assert isinstance(chosen, QFileDialog)
    chosen.fileSelected.emit(str(tmp_path / "engines"))
    chosen.reject()
    qtbot.waitUntil(lambda: "no folder of Puppet Show" in panel.said.text(), timeout=PATIENCE_MS)
    assert core.checkouts.look(ENGINE).failure is None, "the one before counts still"


class Maker:
    """In place of uv: says what an environment would come to, and waits until it is stopped or let go."""

    def __init__(self, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
        self.core = core
        self.go, self.begun = threading.Event(), threading.Event()
        self.cancelled = False
        folder, python = core.paths.environments / ENGINE, "3.12.1"
        sizes = (10**9, 3 * 10**9, 10**10)
        self.plan = EnvironmentPlan(ENGINE, folder, python, python, False, "cpu", ("numpy",), 7, *sizes)
        monkeypatch.setattr(type(core.checkouts), "plan_environment", self._plan)
        monkeypatch.setattr(type(core.checkouts), "make_environment", self._make)
        self.asked: list[str] = []

    def _plan(self, _engine: str, runtime: str, _cancel: Stop) -> EnvironmentPlan:
        self.asked.append(runtime)
        if runtime:
            raise EngineFailure("checkout.uv_failed", "It can not be made.", "", program="P", reason="no such index")
        return self.plan

    def _make(self, plan: EnvironmentPlan, cancel: Stop) -> Interpreter:
        from app.services.child_process import Cancelled

        self.core.checkouts.progress.publish(EnvironmentProgress(plan.engine, "fetching", "numpy"))
        self.begun.set()
        while not self.go.wait(0.01):
            if cancel.is_set():
                self.cancelled = True
                raise Cancelled
        raise EngineFailure("checkout.no_uv", "uv is gone.")


@pytest.fixture
def maker(core: Core, monkeypatch: pytest.MonkeyPatch) -> Maker:
    return Maker(core, monkeypatch)


def ask(window: MainWindow, qtbot: QtBot) -> EnvironmentDialog:
    panel = window.engine.checkout
    panel.details.setChecked(True)
    press(panel, "environment")
    found = dialog(window, qtbot, EnvironmentDialog)
    assert isinstance(found, EnvironmentDialog)
    return found


def test_an_environment_is_planned_agreed_to_made_and_can_be_stopped(
    ready: MainWindow, qtbot: QtBot, maker: Maker
) -> None:
    panel, asked = ready.engine.checkout, ask(ready, qtbot)
    assert maker.asked == [], "nothing is asked of the network by opening the dialog"
    asked.agree.click()
    qtbot.waitUntil(lambda: asked.plan is not None, timeout=PATIENCE_MS)
    assert "1.00 GB" in asked.words.text()
    assert "3.00 GB" in asked.words.text()
    assert not maker.begun.is_set()
    asked.agree.click()
    qtbot.waitUntil(lambda: panel.step.text() == "Fetching numpy", timeout=PATIENCE_MS)
    assert not panel.attempt.isEnabled()
    panel.stop.click()
    qtbot.waitUntil(lambda: not panel.stop.isVisible(), timeout=PATIENCE_MS)
    assert maker.cancelled
    assert panel.said.text() == ""


def test_what_the_index_says_no_to_stands_in_the_dialog(ready: MainWindow, qtbot: QtBot, maker: Maker) -> None:
    asked = ask(ready, qtbot)
    asked.combo.setCurrentIndex(asked.combo.findData("cpu"))
    asked.agree.click()
    qtbot.waitUntil(lambda: "no such index" in asked.words.text(), timeout=PATIENCE_MS)
    assert asked.agree.isEnabled()
    asked.combo.setCurrentIndex(0)
    asked.agree.click()
    qtbot.waitUntil(lambda: asked.plan is not None, timeout=PATIENCE_MS)
    asked.show_plan(replace(maker.plan, free=1))
    assert not asked.agree.isEnabled(), "too little room"
    asked.reject()


def test_the_windows_end_stops_what_is_made(ready: MainWindow, qtbot: QtBot, maker: Maker) -> None:
    asked = ask(ready, qtbot)
    asked.agree.click()
    qtbot.waitUntil(lambda: asked.plan is not None, timeout=PATIENCE_MS)
    asked.agree.click()
    qtbot.waitUntil(maker.begun.is_set, timeout=PATIENCE_MS)
    ready.close()
    qtbot.waitUntil(lambda: maker.cancelled, timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_buttons_are_reached_by_tab_in_the_order_of_the_eye(ready: MainWindow, qtbot: QtBot, language: str) -> None:
    ready.language.choose(language)
    panel = ready.engine.checkout
    panel.details.setChecked(True)
    rows = [button for row in panel.rows for button in row.buttons.values()]
    options = ready.engine.panel
    assert options is not None
    buttons: list[QWidget] = [panel.details, *rows, panel.look, panel.attempt, ready.engine.accelerator.combo]
    buttons += [*options.tab_order(), ready.engine.reset]
    assert len(rows) >= 4
    at: QWidget = ready.engine.combo
    seen: list[QWidget] = []
    for _ in range(200):
        seen.append(at)
        following = at.nextInFocusChain()
        assert following is not None
        at = following
        if at is ready.engine.combo:
            break
    order = [widget for widget in seen if widget in buttons]
    assert order == buttons
