"""What the networks run on is chosen in the window, and a trial says why something can not be used."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.accelerator import AcceleratorChoice
from app.gui.main_window import MainWindow
from app.services import providers
from app.services.providers import ProbeResult, of_this_system
from tests.gui.conftest import PATIENCE_MS


def choose(window: MainWindow, word: str) -> None:
    combo = window.engine.accelerator.combo
    combo.setCurrentIndex(combo.findData(word))


@pytest.fixture
def neural(window: MainWindow) -> MainWindow:
    """With an engine chosen that can use accelerators."""
    window.engine.combo.setCurrentIndex(window.engine.combo.findData("many"))
    return window


def test_only_engines_that_can_use_more_than_the_processor_offer_it(window: MainWindow, qtbot: QtBot) -> None:
    choice = window.engine.accelerator
    assert not choice.isVisible()
    window.engine.combo.setCurrentIndex(window.engine.combo.findData("many"))
    assert choice.isVisible()
    words = [choice.combo.itemData(row) for row in range(choice.combo.count())]
    assert words == ["auto", *(word for word in of_this_system() if word in ("cuda", "openvino", "cpu"))]


def test_the_choice_is_kept_and_begins_the_run_anew(neural: MainWindow, qtbot: QtBot, settings: SettingsStore) -> None:
    neural.start.click()
    qtbot.waitUntil(lambda: not neural.preview.image.isNull(), timeout=PATIENCE_MS)
    assert neural.controller is not None
    states: list[str] = []
    neural.controller.status_changed.connect(lambda status: states.append(status.state))
    choose(neural, "cpu")
    assert settings.current.gpu.provider == "cpu"
    qtbot.waitUntil(lambda: "loading" in states and states[-1] == "running", timeout=PATIENCE_MS)


def test_a_trial_says_what_works_and_why_the_rest_does_not(
    neural: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        providers,
        "probe_all",
        lambda _gpu, _cancel: [
            ProbeResult("cuda", False, 0, 0, "There is no card.", "Buy one."),
            ProbeResult("openvino", True, 1.25, 3.0),
            ProbeResult("cpu", True, 3.0, 3.0),
        ],
    )
    choice = neural.engine.accelerator
    choice.trial.click()
    assert not choice.trial.isEnabled(), "one trial at a time"
    qtbot.waitUntil(choice.trial.isEnabled, timeout=PATIENCE_MS)
    row = choice.combo.findData("openvino")
    assert "1.25 ms" in choice.combo.itemText(row)
    row = choice.combo.findData("cuda")
    assert "can not be used" in choice.combo.itemText(row)
    assert choice.combo.itemData(row, Qt.ItemDataRole.ToolTipRole) == "There is no card. Buy one."
    assert not choice.combo.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled  # type: ignore[union-attr]
    assert not choice.note.isVisible(), "automatic finds OpenVINO"


def shown(results: Sequence[ProbeResult], wanted: str) -> str:
    choice = AcceleratorChoice()
    choice.show_choices(("auto", "cuda", "cpu"), wanted)
    choice.show_results(results)
    text = "" if choice.note.isHidden() else choice.note.text()
    choice.deleteLater()
    return text


def test_the_note_tells_what_stands_in_the_way_of_the_choice(qtbot: QtBot) -> None:
    none = [ProbeResult("cuda", False, 0, 0, "No driver.", "Get it."), ProbeResult("cpu", True, 1, 1)]
    assert shown(none, "cuda") == "No driver. Get it."
    assert "No accelerator" in shown(none, "auto")
    assert shown([ProbeResult("cuda", True, 1, 2), ProbeResult("cpu", True, 2, 2)], "cuda") == ""


@pytest.mark.skipif(sys.platform == "darwin", reason="Core ML is there")
def test_a_real_trial_ends(neural: MainWindow, qtbot: QtBot) -> None:
    choice = neural.engine.accelerator
    choice.trial.click()
    qtbot.waitUntil(choice.trial.isEnabled, timeout=60_000)
    assert "ms" in choice.combo.itemText(choice.combo.findData("cpu"))
