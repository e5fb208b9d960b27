"""The engine dock says how many pictures a second are to be expected, and points to the engine that is live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core
from app.gui.main_window import MainWindow
from app.gui.threads import thread_factory
from app.services.core import Core
from tests.benchmarks.published_weight import write
from tests.gui.conftest import PATIENCE_MS


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    """With the engines that ship, and a small swapper without a recogniser."""
    paths.user_models.mkdir()
    write(paths.user_models / "inswapper_128.onnx", 32, 1)
    settings.set("engine.id", "neural")
    built = build_core(paths, settings, thread_factory)
    yield built
    close_core(built)


def said(window: MainWindow) -> str:
    return window.engine.rate.text() if window.engine.rate.isVisible() else ""


def learn(core: Core, network_ms: float, provider: str = "CPUExecutionProvider") -> None:
    rates = core.session.rates
    assert rates is not None
    (manifest,) = [entry.manifest for entry in core.engines if entry.id == "neural"]
    assert manifest is not None
    subject = rates.subject(manifest, {})
    assert subject is not None
    rates.learn(subject, provider, 30, {"swap.network": {"p50": network_ms}, "landmarks": {"p50": 14.0}})


def test_before_the_first_run_nothing_is_guessed(window: MainWindow) -> None:
    assert "is known after its first run" in said(window)
    assert "inswapper_128" in said(window)
    assert not any(letter.isdigit() for letter in said(window).replace("inswapper_128", ""))


def test_what_was_measured_is_told_and_mesh_is_one_click_away(
    empty_window: MainWindow, core: Core, qtbot: QtBot, settings: SettingsStore
) -> None:
    learn(core, 700.0)
    empty_window.attach(core)
    assert "inswapper_128 on the processor: about 1.4 pictures a second here." in said(empty_window)
    assert "without a graphics card choose" in said(empty_window)
    empty_window.engine.rate.linkActivated.emit("mesh")
    assert settings.current.engine.id == "mesh"
    assert empty_window.engine.combo.currentData() == "mesh"
    assert said(empty_window) == ""


def test_another_option_another_rate(empty_window: MainWindow, core: Core, qtbot: QtBot) -> None:
    learn(core, 35.0, "CPUExecutionProvider, int8 copy")
    empty_window.attach(core)
    assert "on the processor (int8 copy): about 20 pictures" in said(empty_window)
    assert "mesh" not in said(empty_window).lower()
    panel = empty_window.engine.panel
    assert panel is not None
    panel.changed.emit("boost", 2)
    qtbot.waitUntil(lambda: "is known after its first run" in said(empty_window), timeout=PATIENCE_MS)


def test_a_run_tells_it_while_it_goes_on(
    empty_window: MainWindow, core: Core, qtbot: QtBot, paths: Paths, media: Path, settings: SettingsStore
) -> None:
    from app.services.stand_ins import write_recogniser

    write_recogniser(paths.user_models / "w600k_r50.onnx")
    settings.set("camera.source", "demo")
    empty_window.attach(core)
    empty_window.start.click()
    qtbot.waitUntil(lambda: "pictures a second here" in said(empty_window), timeout=60_000)
    assert core.session.status.state == "running"
