"""What the governor trades stands at the bottom of the window, why and what under the mouse, and goes again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import assemble, close_core
from app.gui.governor_part import GovernorPart
from app.gui.main_window import MainWindow
from app.gui.threads import thread_factory
from app.services.core import Core
from app.services.engines import discover
from app.services.governor import Governor
from app.services.machine_meters import MachineMeters
from app.services.models import Models
from app.services.permissions import Permissions
from tests.gui.conftest import PATIENCE_MS

WEIGHED = Path(__file__).resolve().parents[1] / "benchmarks" / "engines"


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    """With an engine that has everything to trade."""
    for key, value in {
        "engine.id": "weighed",
        "resources.target_fps": 1.0,
        "resources.temperature_c": 0.0,
        "resources.battery_load": 100,
        "resources.trades": ("pixel_boost", "processing_size"),
    }.items():
        settings.set(key, value)
    engines = discover([WEIGHED])
    models = Models({}, paths.user_models, paths.model_records, lambda: settings.current.models)
    core = assemble(paths, settings, engines, models, Permissions(paths, settings), thread_factory)
    machine, governor = MachineMeters(paths.user_data, lambda: ()), core.governor
    core.machine.close()
    governor.close()
    core = replace(core, machine=machine, governor=Governor(core.session, machine, lambda: settings.current, pace=8.0))
    yield core
    close_core(core)


def part(window: MainWindow) -> GovernorPart:
    (found,) = [extra for extra in window.extras if isinstance(extra, GovernorPart)]
    return found


def test_what_is_traded_is_said_and_goes_again(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    label = part(window).label
    assert not label.isVisible()
    settings.set("resources.memory_mb", 1)  # less than any program has: the pixel boost is all that helps
    window.toggle_run()
    assert window.controller is not None
    qtbot.waitUntil(lambda: label.isVisible() and "1 of 3" in label.text(), timeout=PATIENCE_MS)
    assert label.text() == "Quality traded for speed: 1 of 3"
    qtbot.waitUntil(
        lambda: "Nothing is left to trade that would take less memory. Choose" in label.toolTip(), timeout=PATIENCE_MS
    )
    lines = label.toolTip().split("\n")
    assert lines[0] == "The program takes more than 1 MB of memory."
    assert lines[1] == "The pixel boost is 1."
    assert lines[-1] == "It is given back by itself, as soon as there is room again."
    settings.set("resources.trades", ())
    qtbot.waitUntil(lambda: label.text() == "Too much for this machine", timeout=PATIENCE_MS)
    assert "given back" not in label.toolTip()
    settings.set("resources.memory_mb", 0)
    qtbot.waitUntil(lambda: not label.isVisible(), timeout=PATIENCE_MS)
