"""A line of figures with the colours of their lines, painted without any layout: a label of rich text that changes
several times a second costs more than the graph below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.gui.performance_plot import HUES, hues
from app.gui.theme import colours_of

Entries = Sequence[tuple[int | None, str]]
"""Texts, each with the number of its line's colour, or None."""

_GAP_PX = 10
_SQUARE_PX = 9


class Figures(QWidget):
    """Breaks between entries only. It grows with the lines that it needs, and shrinks no more: what lies below would
    go up and down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: Entries = ()
        self._lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """As it is heard."""
        return ", ".join(text for _, text in self.entries)

    def show_entries(self, entries: Entries) -> None:
        if entries == self.entries:
            return
        self.entries = entries
        lines = 1 + max((line for line, *_ in self._places()), default=0)
        if lines > self._lines:
            self._lines = lines
            self.updateGeometry()
        self.update()

    def _places(self) -> list[tuple[int, float, int | None, str]]:
        """Line, left edge, colour and text of each entry."""
        metrics = QFontMetricsF(self.font())
        places = []
        line, left = 0, 0.0
        for hue, text in self.entries:
            width = metrics.horizontalAdvance(text) + (0 if hue is None else _SQUARE_PX + 4)
            if left > 0 and left + width > self.width():
                line, left = line + 1, 0.0
            places.append((line, left, hue, text))
            left += width + _GAP_PX
        return places

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(100, round(QFontMetricsF(self.font()).lineSpacing() * self._lines))

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        colours = colours_of(self.palette())
        metrics = QFontMetricsF(self.font())
        painter.setPen(QColor(colours.text))
        for line, left, hue, text in self._places():
            top = line * metrics.lineSpacing()
            if hue is not None:
                middle = top + metrics.lineSpacing() / 2
                square = QRectF(left, middle - _SQUARE_PX / 2, _SQUARE_PX, _SQUARE_PX)
                painter.fillRect(square, QColor(hues(colours)[hue % HUES]))
                left += _SQUARE_PX + 4
            painter.drawText(QPointF(left, top + metrics.ascent()), text)
