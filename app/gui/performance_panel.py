"""The dock *Performance*: how fast a run is, what takes the time, and what it takes of the machine.

1. Only while it can be seen is anything read: ten times a second, for two minutes. Closed, or behind another panel, it
   has no timer and costs nothing; the lines have a gap then.
2. It is drawn as often as a small part of one core allows, which the graphs measure themselves, and only where it is on
   the screen. pyqtgraph is brought when the dock is opened for the first time.
3. *Save as table* writes every value that is held, *Save as picture* the whole panel.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QStandardPaths, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import Message, OutputError
from app.gui.file_dialog import FileDialog
from app.gui.sight import Sight
from app.gui.threads import Background
from app.gui.widgets import named

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow
    from app.gui.performance_cards import Card
    from app.services.machine_meters import MachineReading
    from app.services.performance import Performance

READ_MS = 100
DRAW_SHARE = 0.006
"""Part of one core that drawing may take."""
DRAW_S = (0.25, 4.0)
"""As often and as seldom as it is drawn."""
_COLUMN_PX = 300
"""A second column of cards comes where there is room for two as wide as this."""


def pause_s(spent_s: float) -> float:
    """How long to wait between two drawings that take so much of the processor."""
    quickest, slowest = DRAW_S
    return min(slowest, max(quickest, spent_s / DRAW_SHARE))


class PerformancePanel(QWidget):
    table_asked = pyqtSignal()
    picture_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[Card] = []
        self._columns = 0
        self.table, self.picture = QPushButton(self), QPushButton(self)
        self.table.clicked.connect(self.table_asked)
        self.picture.clicked.connect(self.picture_asked)
        self.inner = named(QWidget(), "panel")
        holder = QVBoxLayout(self.inner)
        holder.setContentsMargins(0, 0, 6, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        holder.addLayout(self._grid)
        holder.addStretch()
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.inner)
        buttons = QHBoxLayout()
        buttons.addWidget(self.table)
        buttons.addWidget(self.picture)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 10)
        layout.setSpacing(8)
        layout.addLayout(buttons)
        layout.addWidget(self.area, 1)
        self.setMinimumWidth(270)
        self.retranslate()

    def retranslate(self) -> None:
        self.area.setAccessibleName(self.tr("Graphs of the last two minutes"))
        self.table.setText(self.tr("Save as table…"))
        self.table.setToolTip(self.tr("Every value of the last two minutes, as CSV"))
        self.picture.setText(self.tr("Save as picture…"))
        self.picture.setToolTip(self.tr("All graphs as they are now, as PNG"))
        for card in self.cards:
            card.retranslate()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """These instead of those before, which are deleted where they are gone."""
        for card in self.cards:
            self._grid.removeWidget(card)
            if card not in cards:
                card.hide()
                card.deleteLater()
        self.cards = list(cards)
        for card in self.cards:
            card.retranslate()
        self._place()

    def settle(self) -> None:
        """Give everything its place now."""
        layout = self.inner.layout()
        assert layout is not None
        layout.activate()
        self.inner.resize(self.inner.width(), layout.totalHeightForWidth(self.inner.width()))

    def _place(self) -> None:
        self._columns = max(1, min(4, self.area.viewport().width() // _COLUMN_PX))  # type: ignore[union-attr]
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // self._columns, place % self._columns)
            card.show()  # Qt would do so later, and a picture may be asked for before
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if max(1, min(4, self.area.viewport().width() // _COLUMN_PX)) != self._columns:  # type: ignore[union-attr]
            self._place()


class PerformancePart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    def __init__(self, window: MainWindow, controller: Controller, _asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller
        self._background = Background(self, threads=1)
        self._ended = False
        self._performance: Performance | None = None
        self._gpus: tuple[str, ...] | None = None
        self._whole = False
        """Whether what lies beyond the edge of the panel is drawn, too."""
        self._drawn_at = self._drawing_s = self._painted_s = 0.0
        self.pause_s = DRAW_S[0]
        """Seconds between two drawings, by what the last ones took."""
        self.panel = PerformancePanel()
        self.dock = window.docks.add("performance", self.panel)
        self.timer = QTimer(self)
        self.timer.setInterval(READ_MS)
        self.timer.timeout.connect(self._tick)
        self.retranslate()
        window.menus.add_dock(self.dock)
        self.sight = Sight(self.dock, window)
        self.sight.changed.connect(self._show)
        self.panel.table_asked.connect(self._ask_for_table)
        self.panel.picture_asked.connect(self._ask_for_picture)

    @property
    def performance(self) -> Performance:
        """What is read; made when the dock is opened for the first time."""
        if self._performance is None:
            from app.services.performance import Performance

            core = self._controller.core
            self._performance = Performance(core.session, core.machine)
        return self._performance

    def retranslate(self) -> None:
        self.dock.setWindowTitle(self.tr("Performance"))
        self.panel.retranslate()
        self._drawn_at = 0.0

    def end(self) -> None:
        self._ended = True
        self.sight.end()
        self.timer.stop()

    def close(self) -> None:
        self._background.finish()

    # ---- reading and drawing ---------------------------------------------------------------------------------

    def _show(self, on: bool) -> None:
        """Read while somebody can see it, and only then."""
        if not on or self._ended:
            self.timer.stop()
            return
        self._tick()
        self.timer.start()

    def _tick(self) -> None:
        performance = self.performance
        performance.sample()
        now = time.monotonic()
        if now - self._drawn_at >= self.pause_s:
            self._drawn_at = now
            self.draw()

    def draw(self) -> None:
        """Show what has been read."""
        performance = self.performance
        reading = performance.reading
        if reading is None:
            return
        if self._fit_cards(reading):
            self._drawn_at = 0.0  # they get their places first
        # What the drawing before this one took, with the painting that came of it.
        painted_s = sum(graph.plot.painted_s for card in self.panel.cards for graph in card.graphs)
        self.pause_s = pause_s(self._drawing_s + max(0.0, painted_s - self._painted_s))
        self._painted_s = painted_s
        began = time.thread_time()
        times = performance.times()
        for card in self.panel.cards:
            card.show_reading(reading)
            card.show_now(performance, times, whole=self._whole)
        self._drawing_s = time.thread_time() - began

    def _fit_cards(self, reading: MachineReading) -> bool:
        """Other cards where the machine has others than before; whether that is so."""
        gpus = tuple(gpu.name for gpu in reading.gpus)
        if gpus == self._gpus:
            return False
        self._gpus = gpus
        from app.gui.performance_cards import (  # these bring pyqtgraph
            AgeCard,
            GpuCard,
            MemoryCard,
            NoGpuCard,
            ProcessorCard,
            RateCard,
            StagesCard,
        )

        first = self.panel.cards[:5] or [
            RateCard(),
            AgeCard(),
            StagesCard(),
            ProcessorCard(os.cpu_count() or 1),
            MemoryCard(reading.memory_total_mb),
        ]
        cards: list[Card] = [GpuCard(number, reading) for number in range(len(gpus))]
        self.panel.show_cards([*first, *(cards or [NoGpuCard()])])
        return True

    # ---- saving ----------------------------------------------------------------------------------------------

    def _ask_for_table(self) -> None:
        if self._performance is not None:
            self._ask(self.tr("Save as table"), self.tr("Tables"), ".csv", self.save_table)

    def _ask_for_picture(self) -> None:
        self._ask(self.tr("Save as picture"), self.tr("Pictures"), ".png", self.save_picture)

    def _ask(self, title: str, kind: str, suffix: str, save: Callable[[Path], None]) -> None:
        dialog = FileDialog(self._window, self._window.ini, title, [(kind, [suffix])], save=True)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        name = f"understudy-performance-{datetime.now().astimezone():%Y-%m-%d-%H%M}{suffix}"
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: save(Path(file)))
        dialog.open()

    def save_table(self, file: Path) -> None:
        """Write every value that is held; what comes of it is told in the message bar."""
        table = self.performance.table()
        self._save(file, lambda: table.encode())

    def save_picture(self, file: Path) -> None:
        """Write all graphs, also those beyond the panel's edge; what comes of it is told in the message bar."""
        self.panel.settle()
        self._whole = True
        self.draw()
        self._whole = False
        self.panel.settle()
        picture = self.panel.inner.grab().toImage()

        def png() -> bytes:
            data = QByteArray()
            buffer = QBuffer(data)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            if not picture.save(buffer, "PNG"):  # Qt says no more, and would have an empty file written
                raise OutputError(
                    "performance.no_picture",
                    "No picture could be made of the graphs.",
                    "Make the window smaller, or save a table.",
                )
            return data.data()

        self._save(file, png)

    def _save(self, file: Path, content: Callable[[], bytes]) -> None:
        def written(_: None) -> None:
            self._controller.told.emit(Message("performance.written", f"{file} was written.", "", {"file": str(file)}))

        self._background.run(lambda: _write(file, content), written, self._controller.tell_error)


def _write(file: Path, content: Callable[[], bytes]) -> None:
    from app.services.performance import write_whole

    write_whole(file, content())
