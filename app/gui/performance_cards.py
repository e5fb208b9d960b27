"""The cards of the dock *Performance*: a title, what is true now in figures, and its graph, each.

What the machine does not tell is said in words instead of an empty graph.
"""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.gui.messages import message_text
from app.gui.performance_figures import Entries
from app.gui.performance_graph import Graph, StagesGraph
from app.gui.performance_plot import Line, round_top
from app.gui.widgets import text_label
from app.services.machine_meters import MachineReading
from app.services.performance import Performance

HEIGHT = 84
_SMALL = 56
_MB_PER_GB = 1024.0


class Card(QFrame):
    """One or several graphs under a title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.title = text_label(self, "heading", wrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.graphs: list[Graph] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self.note = text_label(self, "quiet", wrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 7, 10, 8)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addLayout(self._grid)
        layout.addWidget(self.note)
        layout.addStretch()

    def add(self, graph: Graph, row: int = 0, column: int = 0) -> None:
        self.graphs.append(graph)
        self._grid.addWidget(graph, row, column)
        self._grid.setColumnStretch(column, 1)

    def show_title(self, text: str) -> None:
        if text != self.title.text():
            self.title.setText(text)
            self.setAccessibleName(text)

    def show_note(self, text: str) -> None:
        if text != self.note.text():
            self.note.setText(text)
            self.note.setVisible(bool(text))

    def retranslate(self) -> None:
        """The title in the language that was chosen just now; figures follow with the next reading."""

    def show_reading(self, reading: MachineReading) -> None:
        """Which values the machine tells at all."""

    def show_now(self, performance: Performance, times: Any, *, whole: bool = False) -> None:
        """What is seen of it as it is now, or all."""
        for graph in self.graphs:
            graph.show_now(performance, times, whole=whole)
        said = "; ".join(graph.said for graph in self.graphs if graph.said)
        self.setAccessibleDescription(f"{said} {self.note.text()}".strip())


def _told(value: float | None, form: str) -> str:
    return "—" if value is None else form.format(value)


def _gb(megabytes: float | None, digits: int = 1) -> str:
    return _told(None if megabytes is None else megabytes / _MB_PER_GB, f"{{:.{digits}f}}")


class RateCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add(Graph([Line("fps", 0)], self._figures, HEIGHT, self))

    def retranslate(self) -> None:
        self.show_title(self.tr("Pictures per second"))

    def _figures(self, performance: Performance) -> Entries:
        return [(0, self.tr("{fps} fps").format(fps=_told(performance.history.last("fps"), "{:.1f}")))]


class AgeCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add(Graph([Line("age_ms", 1)], self._figures, HEIGHT, self))

    def retranslate(self) -> None:
        self.show_title(self.tr("Age of a picture when it leaves"))

    def _figures(self, performance: Performance) -> Entries:
        return [(1, self.tr("{ms} ms").format(ms=_told(performance.history.last("age_ms"), "{:.0f}")))]


class StagesCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add(StagesGraph(HEIGHT + 24, self))

    def retranslate(self) -> None:
        self.show_title(self.tr("Stages of a picture, in ms"))


class ProcessorCard(Card):
    """Both as parts of all cores, so that they can be compared."""

    def __init__(self, cores: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cores = cores
        self.add(Graph([Line("cpu", 7, "area"), Line("own_cpu_of_all", 0)], self._figures, HEIGHT, self, top=100.0))

    def retranslate(self) -> None:
        self.show_title(self.tr("Processor ({cores} cores)").format(cores=self._cores))

    def _figures(self, performance: Performance) -> Entries:
        every, own = (_told(performance.history.last(name), "{:.0f}") for name in ("cpu", "own_cpu_of_all"))
        words = self.tr("all {percent} %").format(percent=every), self.tr("own {percent} %").format(percent=own)
        return list(zip((7, 0), words, strict=True))


class MemoryCard(Card):
    def __init__(self, total_mb: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._total_mb = total_mb
        factor, top = 1 / _MB_PER_GB, round_top(total_mb / _MB_PER_GB)
        self.add(Graph([Line("memory_mb", 7, "area")], self._all, _SMALL, self, factor=factor, top=top), 0, 0)
        self.add(Graph([Line("own_memory_mb", 0, "area")], self._own, _SMALL, self, factor=factor), 0, 1)

    def retranslate(self) -> None:
        self.show_title(self.tr("Memory ({gb} GB)").format(gb=_gb(self._total_mb)))

    def _all(self, performance: Performance) -> Entries:
        return [(7, self.tr("all {gb} GB").format(gb=_gb(performance.history.last("memory_mb"))))]

    def _own(self, performance: Performance) -> Entries:
        return [(0, self.tr("own {gb} GB").format(gb=_gb(performance.history.last("own_memory_mb"), 2)))]


class GpuCard(Card):
    """Use and memory with the part of this program, temperature and power."""

    def __init__(self, number: int, reading: MachineReading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._gpu = number, reading.gpus[number]
        key = f"gpu{number}:"
        self._use = Graph(
            [Line(key + "use", 7, "area"), Line(key + "own_use", 0)], self._use_figures, _SMALL, self, top=100.0
        )
        self._memory = Graph(
            [Line(key + "memory_mb", 7, "area"), Line(key + "own_memory_mb", 0)],
            self._memory_figures,
            _SMALL,
            self,
            factor=1 / _MB_PER_GB,
            top=None if self._gpu.memory_total_mb is None else round_top(self._gpu.memory_total_mb / _MB_PER_GB),
        )
        self._temperature = Graph([Line(key + "temperature_c", 1)], self._temperature_figures, _SMALL, self)
        self._power = Graph([Line(key + "power_w", 2)], self._power_figures, _SMALL, self)
        for place, graph in enumerate((self._use, self._memory, self._temperature, self._power)):
            self.add(graph, place // 2, place % 2)

    def show_reading(self, reading: MachineReading) -> None:
        gpu = self._gpu = reading.gpus[self._number]
        self.show_title(gpu.name)
        self._use.show_missing(gpu.use_percent is None and gpu.own_use_percent is None)
        self._memory.show_missing(gpu.memory_used_mb is None and gpu.own_memory_mb is None)
        self._temperature.show_missing(gpu.temperature_c is None)
        self._power.show_missing(gpu.power_w is None)
        self.show_note("" if gpu.unavailable is None else " ".join(message_text(gpu.unavailable)).strip())

    def _use_figures(self, _: Performance) -> Entries:
        used, own = (_told(value, "{:.0f}") for value in (self._gpu.use_percent, self._gpu.own_use_percent))
        return [(7, self.tr("use {percent} %").format(percent=used)), (0, self.tr("own {value}").format(value=own))]

    def _memory_figures(self, _: Performance) -> Entries:
        used, own = _gb(self._gpu.memory_used_mb), _gb(self._gpu.own_memory_mb)
        return [(7, self.tr("{gb} GB").format(gb=used)), (0, self.tr("own {value}").format(value=own))]

    def _temperature_figures(self, _: Performance) -> Entries:
        return [(1, self.tr("{degrees} °C").format(degrees=_told(self._gpu.temperature_c, "{:.0f}")))]

    def _power_figures(self, _: Performance) -> Entries:
        return [(2, self.tr("{watts} W").format(watts=_told(self._gpu.power_w, "{:.0f}")))]


class NoGpuCard(Card):
    """There is no card that tells anything."""

    def retranslate(self) -> None:
        self.show_title(self.tr("Graphics card"))

    def show_reading(self, reading: MachineReading) -> None:
        reason = reading.gpus_unavailable
        words = [self.tr("Not available here.")] if reason is None or reason.code != "machine.looking" else []
        self.show_note(" ".join([*words, *(message_text(reason) if reason is not None else ())]).strip())
