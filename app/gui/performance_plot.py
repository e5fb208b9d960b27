"""A small graph of the last two minutes: lines and areas over a fixed span of time, drawn by pyqtgraph.

It is made for being cheap: nothing of it reacts to the mouse, its ranges change in steps, lines are not smoothed, and
what is not seen is not drawn. How much of the processor it takes it measures itself (:attr:`Plot.painted_s`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QColor, QPaintEvent
from PyQt6.QtWidgets import QFrame, QWidget

from app.gui.theme import DARK, Colours, colours_of

_AXIS_PX = 38
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROOM = 0.07
"""Part of the range that is left free below it, and twice that above."""
_SINK = 0.4
"""The range falls once the largest value is below this part of it, so that it does not go up and down."""

# Eight colours that can be told apart by most eyes (after Okabe and Ito), each for a light and for a dark ground.
_LIGHT_HUES = ("#3f57d8", "#b85c00", "#1c7a45", "#a3417f", "#7a6a00", "#0a7ea4", "#b3202c", "#6b7280")
_DARK_HUES = ("#7f95ff", "#f0a04b", "#5fcf97", "#e58ac3", "#d9c84a", "#56c2e6", "#ff8089", "#9aa3b2")
HUES = len(_LIGHT_HUES)


def hues(colours: Colours) -> Sequence[str]:
    """The colours of lines and areas, by number."""
    return _DARK_HUES if colours == DARK else _LIGHT_HUES


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a graph; ``hue`` is the number of its colour."""

    key: str
    hue: int
    form: Literal["line", "area"] = "line"


def round_top(value: float) -> float:
    """The next number of the kind 1, 2, 2.5, 5, 10 that is not below ``value``."""
    if value <= 0:
        return 1.0
    unit = 10.0
    while unit >= value:
        unit /= 10
    while unit * 10 < value:
        unit *= 10
    return next(step * unit for step in _STEPS if step * unit >= value - 1e-9 * unit)


class Plot(pg.PlotWidget):  # type: ignore[misc]
    def __init__(
        self,
        lines: Sequence[Line],
        seconds: int,
        height: int,
        parent: QWidget | None = None,
        *,
        top: float | None = None,
    ) -> None:
        """Later lines are drawn over earlier ones.

        Args:
            seconds: how far it looks back.
            top: the largest value where that is known; None follows what is drawn.
        """
        super().__init__(parent)
        self.lines: tuple[Line, ...] | None = None
        self.painted_s = 0.0
        """Processor time that painting took so far, in seconds."""
        self._fixed = top
        self.top = 0.0
        self._curves: dict[str, Any] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the wheel scrolls the panel
        self.setMenuEnabled(False)
        self.setMouseEnabled(False, False)
        self.hideButtons()
        self.hideAxis("bottom")
        self.getAxis("left").setWidth(_AXIS_PX)
        self.disableAutoRange()
        self.setXRange(-seconds, 0, padding=0)
        self.show_lines(lines)
        self.set_top(top or 1.0)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines than before."""
        if tuple(lines) == self.lines:
            return
        self.lines = tuple(lines)
        for curve in self._curves.values():
            self.removeItem(curve)
        self._curves = {}
        for place, line in enumerate(lines):
            curve = pg.PlotCurveItem(connect="finite", antialias=False)
            curve.setZValue(place)
            if line.form == "area":
                curve.setFillLevel(0.0)
            self.addItem(curve)
            self._curves[line.key] = curve
        self._paint_lines()

    def set_top(self, top: float) -> None:
        """The largest value that is shown."""
        if top == self.top:
            return
        self.top = top
        self.setYRange(-top * _ROOM, top * (1 + 2 * _ROOM), padding=0)  # so that the numbers are whole
        whole = top >= 2 or top == 1
        ticks = [
            (value, f"{value:.0f}" if whole and value == int(value) else f"{value:g}") for value in (0, top / 2, top)
        ]
        self.getAxis("left").setTicks([ticks])

    def follow_peak(self, peak: float) -> None:
        """Have the range reach up to ``peak``; it falls only where much of it is unused."""
        if self._fixed is None and (peak > self.top or peak < self.top * _SINK):
            self.set_top(round_top(peak))

    def draw(self, times: Any, values: Mapping[str, Any]) -> None:
        """Arrays by the keys of the lines, all of the same length."""
        for key, array in values.items():
            self._curves[key].setData(times, array)

    # ---- colours ---------------------------------------------------------------------------------------------

    def _paint_lines(self) -> None:
        colours = colours_of(self.palette())
        self.setBackground(colours.surface)
        axis = self.getAxis("left")
        axis.setPen(pg.mkPen(colours.line))
        axis.setTextPen(pg.mkPen(colours.quiet))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        axis.setStyle(tickFont=font, tickTextOffset=3, tickLength=-3)
        for line in self.lines or ():
            hue = QColor(hues(colours)[line.hue % HUES])
            curve = self._curves[line.key]
            if line.form == "area":
                # Opaque, for mixing colours takes time.
                curve.setBrush(pg.mkBrush(_mixed(hue, QColor(colours.surface), 0.6)))
            curve.setPen(pg.mkPen(hue, width=1))

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_curves"):
            self._paint_lines()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        began = time.thread_time()
        super().paintEvent(event)
        self.painted_s += time.thread_time() - began


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    """``share`` of one colour in another."""
    parts = zip((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue()), strict=True)
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
