"""The dock *Performance*: what it shows, that it costs nothing while it is not seen, and what it saves."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.gui.main_window import MainWindow
from app.gui.performance_cards import Card, GpuCard
from app.gui.performance_graph import Graph, StagesGraph
from app.gui.performance_panel import DRAW_S, DRAW_SHARE, PerformancePart, pause_s
from app.gui.performance_plot import HUES, Line, Plot, hues, round_top
from app.gui.theme import DARK, LIGHT
from app.services.core import Core
from app.services.gpu import GpuReading
from app.services.machine_meters import MachineMeters, MachineReading
from tests.gui.conftest import PATIENCE_MS

CARD = GpuReading("Card <1>", 57.0, 8192.0, 24576.0, 64.0, 273.0, 2048.0, 25.0)


class Machine(MachineMeters):
    """Says what it is told to, and counts how often it is asked."""

    def __init__(self) -> None:
        none = Message("machine.no_gpu", "No graphics card was found whose values can be read.")
        self.reading = MachineReading(0.0, 40.0, 50.0, 512.0, 4096.0, 16384.0, None, None, None, (), none)
        self.reads = 0

    def read(self) -> MachineReading:
        self.reads += 1
        return self.reading

    def close(self) -> None:
        """Nothing runs."""


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def core(core: Core, machine: Machine) -> Core:
    return replace(core, machine=machine)


@pytest.fixture
def part(window: MainWindow) -> PerformancePart:
    return next(extra for extra in window.extras if isinstance(extra, PerformancePart))


@pytest.fixture
def seen(part: PerformancePart, window: MainWindow) -> PerformancePart:
    window.docks.outputs.hide()
    window.resize(1280, 1400)
    window.docks.bring(part.dock)
    return part


def card(part: PerformancePart, title: str) -> Card:
    return next(one for one in part.panel.cards if one.title.text().startswith(title))


def graph(part: PerformancePart, key: str) -> Graph:
    graphs = (one for found in part.panel.cards for one in found.graphs)
    return next(one for one in graphs if key in [line.key for line in one.plot.lines or ()])


# ---- what it costs ---------------------------------------------------------------------------------------------


def test_closed_it_reads_nothing_and_brings_nothing(part: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    assert part.dock.isHidden()
    assert not part.timer.isActive()
    assert part.panel.cards == []
    assert part._performance is None
    before = machine.reads
    qtbot.wait(250)
    assert machine.reads == before


def test_the_window_does_without_the_graphs_package_until_the_dock_is_opened() -> None:
    code = "import sys; import app.gui.application; assert 'pyqtgraph' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])


def test_hidden_behind_another_panel_it_costs_nothing(
    seen: PerformancePart, window: MainWindow, machine: Machine, qtbot: QtBot
) -> None:
    assert seen.timer.isActive()
    assert seen.timer.interval() == 100  # ten readings a second
    qtbot.waitUntil(lambda: machine.reads > 3, timeout=PATIENCE_MS)
    window.docks.bring(window.docks.engine)
    qtbot.waitUntil(lambda: not seen.timer.isActive(), timeout=PATIENCE_MS)
    before = machine.reads
    qtbot.wait(250)
    assert machine.reads == before
    window.docks.bring(seen.dock)
    qtbot.waitUntil(lambda: machine.reads > before, timeout=PATIENCE_MS)


def test_a_minimised_window_and_the_tray_cost_nothing(seen: PerformancePart, window: MainWindow) -> None:
    window.hide()
    assert not seen.timer.isActive()
    window.show()
    assert seen.timer.isActive()
    window.showMinimized()
    assert not seen.timer.isActive()
    window.showNormal()
    assert seen.timer.isActive()


def test_it_is_drawn_the_less_often_the_more_that_takes() -> None:
    assert pause_s(0.0) == DRAW_S[0]
    assert pause_s(0.004) == pytest.approx(0.004 / DRAW_SHARE)
    assert pause_s(10.0) == DRAW_S[1]


def test_what_lies_beyond_the_edge_is_not_drawn(
    seen: PerformancePart, window: MainWindow, machine: Machine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.reading = replace(machine.reading, gpus=tuple(replace(CARD, name=f"Card {n}") for n in range(8)))
    window.resize(1000, 620)
    qtbot.waitUntil(lambda: len(seen.panel.cards) == 13, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: seen.panel.inner.height() > 1500, timeout=PATIENCE_MS)
    drawn: list[Plot] = []
    real = Plot.draw

    def draw(self: Plot, *rest: Any) -> None:
        drawn.append(self)
        real(self, *rest)

    monkeypatch.setattr(Plot, "draw", draw)
    seen.draw()
    last = seen.panel.cards[-1].graphs[0].plot
    assert seen.panel.cards[0].graphs[0].plot in drawn
    assert last not in drawn
    seen.panel.area.verticalScrollBar().setValue(100_000)  # type: ignore[union-attr]
    seen.draw()
    assert last in drawn


# ---- what it shows ---------------------------------------------------------------------------------------------


def test_a_run_is_shown_with_rate_age_and_stages(
    seen: PerformancePart, window: MainWindow, machine: Machine, qtbot: QtBot
) -> None:
    rate = graph(seen, "fps")
    qtbot.waitUntil(lambda: rate.said == "— fps", timeout=PATIENCE_MS)
    window.start.click()
    qtbot.waitUntil(lambda: rate.said not in ("", "— fps"), timeout=PATIENCE_MS)
    stages = card(seen, "Stages").graphs[0]
    assert isinstance(stages, StagesGraph)
    qtbot.waitUntil(lambda: "together" in stages.said, timeout=PATIENCE_MS)
    assert graph(seen, "age_ms").said.endswith(" ms")
    lines = stages.plot.lines
    assert lines
    assert {line.form for line in lines} == {"area"}
    assert len({line.hue for line in lines}) == len(lines)
    # One over the other: what is drawn first reaches highest.
    tops = [stages.plot._curves[line.key].yData for line in lines]
    for higher, lower in itertools.pairwise(tops):
        known = higher == higher
        assert (higher[known] >= lower[known]).all()


def test_processor_and_memory(seen: PerformancePart, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(graph(seen, "own_memory_mb").said), timeout=PATIENCE_MS)
    cores = seen.performance.history.last("own_cpu_of_all")
    assert graph(seen, "cpu").said == f"all 40 %, own {cores:.0f} %"
    assert graph(seen, "memory_mb").said == "all 4.0 GB"
    assert graph(seen, "own_memory_mb").said == "own 0.50 GB"
    assert card(seen, "Memory").title.text() == "Memory (16.0 GB)"
    assert "own 0.50 GB" in card(seen, "Memory").accessibleDescription()


def test_a_machine_without_a_card_says_so(seen: PerformancePart) -> None:
    found = card(seen, "Graphics card")
    assert found.graphs == []
    assert found.note.text() == "Not available here. No graphics card was found whose values can be read."


def test_a_card_that_tells_everything(seen: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    machine.reading = replace(machine.reading, gpus=(CARD,), gpus_unavailable=None)
    qtbot.waitUntil(lambda: isinstance(seen.panel.cards[-1], GpuCard), timeout=PATIENCE_MS)
    found = seen.panel.cards[-1]
    qtbot.waitUntil(lambda: bool(found.graphs[0].said), timeout=PATIENCE_MS)
    assert found.title.text() == "Card <1>"  # a name is no markup
    assert [one.said for one in found.graphs] == ["use 57 %, own 25", "8.0 GB, own 2.0", "64 °C", "273 W"]
    assert [one.plot.top for one in found.graphs] == [100.0, 25.0, 100.0, 500.0]
    assert not any(one.is_missing for one in found.graphs)


def test_what_a_card_does_not_tell_is_said(seen: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    why = Message("machine.probe_failed", "The driver does not tell more.")
    machine.reading = replace(
        machine.reading, gpus=(GpuReading("Other", 13.0, unavailable=why),), gpus_unavailable=None
    )
    qtbot.waitUntil(lambda: isinstance(seen.panel.cards[-1], GpuCard), timeout=PATIENCE_MS)
    found = seen.panel.cards[-1]
    assert [one.is_missing for one in found.graphs] == [False, True, True, True]
    assert found.graphs[1].missing.text() == "Not available here"
    assert found.note.text() == "The driver does not tell more."
    machine.reading = replace(machine.reading, gpus=(replace(CARD, name="Other"),))
    qtbot.waitUntil(lambda: not found.graphs[1].is_missing, timeout=PATIENCE_MS)
    assert found.note.isHidden()


def test_cards_that_come_and_go(seen: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    names = tuple(replace(CARD, name=f"Card {number}") for number in range(8))
    machine.reading = replace(machine.reading, gpus=names, gpus_unavailable=None)
    qtbot.waitUntil(lambda: len(seen.panel.cards) == 13, timeout=PATIENCE_MS)
    assert [one.title.text() for one in seen.panel.cards[5:]] == [gpu.name for gpu in names]
    rate = seen.panel.cards[0]
    machine.reading = replace(machine.reading, gpus=names[:1])
    qtbot.waitUntil(lambda: len(seen.panel.cards) == 6, timeout=PATIENCE_MS)
    assert seen.panel.cards[0] is rate  # what has not changed stays


def test_a_wide_panel_has_several_columns(seen: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    assert len({one.x() for one in seen.panel.cards}) == 1
    seen.dock.setFloating(True)
    seen.dock.resize(1000, 700)
    qtbot.waitUntil(lambda: len({one.x() for one in seen.panel.cards}) == 3, timeout=PATIENCE_MS)


def test_it_speaks_the_language_of_the_window(seen: PerformancePart, window: MainWindow) -> None:
    window.language.choose("zh_CN")
    window.language.choose("en")
    assert seen.dock.windowTitle() == "Performance"
    assert seen.panel.table.text() == "Save as table…"
    assert seen.panel.cards[0].title.text() == "Pictures per second"


def test_it_takes_the_colours_of_the_window(seen: PerformancePart, window: MainWindow, qtbot: QtBot) -> None:
    plot = graph(seen, "fps").plot

    def ground() -> str:
        return plot.backgroundBrush().color().name()  # type: ignore[no-any-return]

    assert ground() == LIGHT.surface
    window._theme.choose("dark")
    try:
        qtbot.waitUntil(lambda: ground() == DARK.surface, timeout=PATIENCE_MS)
        assert plot._curves["fps"].opts["pen"].color().name() == hues(DARK)[0]
    finally:
        window._theme.choose("light")


# ---- graphs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (0.0, 1.0), (-1.0, 1.0), (1.0, 1.0), (1.1, 2.0), (2.1, 2.5), (23.5, 25.0), (29.97, 50.0), (60.0, 100.0),
        (100.0, 100.0), (101.0, 200.0), (0.03, 0.05), (0.33, 0.5), (480.0, 500.0), (1e6, 1e6),
    ],
)  # fmt: skip
def test_a_range_ends_at_a_round_number(value: float, top: float) -> None:
    assert round_top(value) == pytest.approx(top)


def test_a_range_does_not_go_up_and_down(qtbot: QtBot) -> None:
    plot = Plot([Line("x", 0)], 120, 60)
    qtbot.addWidget(plot)
    for peak, top in ((30.0, 50.0), (49.0, 50.0), (51.0, 100.0), (45.0, 100.0), (39.0, 50.0)):
        plot.follow_peak(peak)
        assert plot.top == top
    fixed = Plot([Line("x", 0)], 120, 60, top=100.0)
    qtbot.addWidget(fixed)
    fixed.follow_peak(500.0)
    assert fixed.top == 100.0


def test_colours_differ() -> None:
    for colours in (LIGHT, DARK):
        assert len(set(hues(colours))) == HUES


# ---- saving ----------------------------------------------------------------------------------------------------


def test_a_table_is_saved(
    seen: PerformancePart, window: MainWindow, machine: Machine, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: machine.reads > 5, timeout=PATIENCE_MS)
    seen.panel.table.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    file = tmp_path / "table.csv"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=PATIENCE_MS)
    assert window.messages.message == Message("performance.written", f"{file} was written.", "", {"file": str(file)})
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert len(rows) >= 5
    assert rows[-1]["cpu_percent"] == "40.000"
    dialog.reject()


def test_a_picture_is_saved_with_what_lies_beyond_the_edge(
    seen: PerformancePart, window: MainWindow, machine: Machine, qtbot: QtBot, tmp_path: Path
) -> None:
    machine.reading = replace(machine.reading, gpus=tuple(replace(CARD, name=f"Card {n}") for n in range(8)))
    window.resize(1000, 620)
    qtbot.waitUntil(lambda: len(seen.panel.cards) == 13, timeout=PATIENCE_MS)
    seen.panel.picture.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    file = tmp_path / "picture.png"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=PATIENCE_MS)
    picture = QImage(str(file))
    assert picture.height() > 1500 > seen.panel.area.height()
    assert seen.panel.cards[-1].graphs[0].said.startswith("use 57 %")
    dialog.reject()


def test_a_file_that_can_not_be_written_is_told(
    seen: PerformancePart, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    seen.save_table(tmp_path / "no" / "table.csv")
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=PATIENCE_MS)
    assert window.messages.message is not None
    assert window.messages.message.code == "performance.not_written"


def test_a_picture_that_can_not_be_made_is_told(
    seen: PerformancePart, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt only says no, as of one that is too large."""
    monkeypatch.setattr(QImage, "save", lambda *_: False)
    seen.save_picture(tmp_path / "graphs.png")
    qtbot.waitUntil(lambda: window.messages.message is not None, timeout=PATIENCE_MS)
    assert window.messages.message is not None
    assert window.messages.message.code == "performance.no_picture"
    assert not list(tmp_path.glob("graphs*"))


def test_after_the_end_nothing_is_read(seen: PerformancePart, machine: Machine, qtbot: QtBot) -> None:
    seen.end()
    before = machine.reads
    seen.dock.hide()
    seen.dock.show()
    qtbot.wait(250)
    assert machine.reads == before
