"""A graph of the dock *Performance* under a line of figures; or the words that the machine does not tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from app.gui.performance_figures import Entries, Figures
from app.gui.performance_plot import HUES, Line, Plot
from app.gui.widgets import text_label
from app.services.performance import SECONDS, STAGE, Performance

MOST_STAGES = 6
"""Those that take the longest; the others are added up."""
_OTHER = ""
_STAGES = (
    QT_TRANSLATE_NOOP("Stages", "read"),
    QT_TRANSLATE_NOOP("Stages", "detect"),
    QT_TRANSLATE_NOOP("Stages", "landmarks"),
    QT_TRANSLATE_NOOP("Stages", "warp"),
    QT_TRANSLATE_NOOP("Stages", "blend"),
    QT_TRANSLATE_NOOP("Stages", "guard"),
    QT_TRANSLATE_NOOP("Stages", "label"),
    QT_TRANSLATE_NOOP("Stages", "output"),
)

Words = Callable[[Performance], Entries]


def stage_name(name: str) -> str:
    """In the user's language where it is known there."""
    return QCoreApplication.translate("Stages", name)


class Graph(QWidget):
    def __init__(
        self,
        lines: Sequence[Line],
        words: Words,
        height: int,
        parent: QWidget | None = None,
        *,
        top: float | None = None,
        factor: float = 1.0,
    ) -> None:
        """``factor`` is what values are multiplied with to be drawn; ``top`` is of the values as they are drawn."""
        super().__init__(parent)
        self._words, self._factor = words, factor
        self.figures = Figures(self)
        self.plot = Plot(lines, SECONDS, height, self, top=top)
        self.missing = text_label(self, "quiet", wrap=True)
        self.missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.missing.setFixedHeight(height)
        self.missing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.figures)
        layout.addWidget(self.plot)
        layout.addWidget(self.missing)
        layout.addStretch()

    @property
    def is_missing(self) -> bool:
        return not self.missing.isHidden()

    @property
    def said(self) -> str:
        """The figures in words."""
        return self.figures.text

    def show_missing(self, missing: bool) -> None:
        """Whether the machine does not tell it."""
        if missing != self.is_missing:
            self.plot.setVisible(not missing)
            self.missing.setVisible(missing)
        if missing:
            self.missing.setText(QCoreApplication.translate("Performance", "Not available here"))

    @property
    def is_seen(self) -> bool:
        """Whether any part of it is on the screen, as far as the window knows."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def show_now(self, performance: Performance, times: Any, *, whole: bool = False) -> None:
        """Figures and lines as they are now; nothing where nobody sees them, unless ``whole``."""
        if not whole and not self.is_seen:
            return
        if not self.is_missing:
            self.draw(performance, times)
        self.figures.show_entries(self._words(performance))

    def draw(self, performance: Performance, times: Any) -> None:
        history = performance.history
        values = {line.key: performance.line(line.key) * self._factor for line in self.plot.lines or ()}
        self.plot.follow_peak(max((history.peak(key) for key in values), default=0.0) * self._factor)
        self.plot.draw(times, values)


class StagesGraph(Graph):
    """One area over the other; the sum is what one picture takes."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__([], self._legend, height, parent)
        self._hues: dict[str, int] = {}
        """A stage keeps its colour as long as it is shown."""

    def draw(self, performance: Performance, times: Any) -> None:
        stages = performance.stages
        means = {name: performance.line(STAGE + name) for name in stages}
        heavy = sorted(stages, key=lambda name: -stages[name])[:MOST_STAGES]
        self._hues = {name: hue for name, hue in self._hues.items() if name in heavy}
        for name in heavy:
            if name not in self._hues:
                self._hues[name] = min(set(range(HUES - 1)).difference(self._hues.values()))
        sums: dict[str, Any] = {}
        total: Any = 0.0
        for name in (name for name in means if name in heavy):
            total = sums[name] = total + means[name]
        others = [array for name, array in means.items() if name not in heavy]
        if others:
            total = sums[_OTHER] = sum(others, total)
        # The highest sum lies behind all others.
        self.plot.show_lines([Line(name, self._hues.get(name, HUES - 1), "area") for name in reversed(sums)])
        if sums:
            known = total[total == total]  # without what is no number
            self.plot.follow_peak(float(known.max()) if len(known) else 0.0)
            self.plot.draw(times, sums)

    def _legend(self, performance: Performance) -> Entries:
        last = {name: performance.history.last(STAGE + name) for name in performance.stages}
        now = {name: ms for name, ms in last.items() if ms is not None}
        words: list[tuple[int | None, str]] = [
            (self._hues[name], f"{stage_name(name)} {ms:.1f}") for name, ms in now.items() if name in self._hues
        ]
        others = [ms for name, ms in now.items() if name not in self._hues]
        if others:
            name = QCoreApplication.translate("Performance", "other")
            words.append((HUES - 1, f"{name} {sum(others):.1f}"))
        if now:
            text = QCoreApplication.translate("Performance", "together {ms} ms")
            words.append((None, text.format(ms=f"{sum(now.values()):.1f}")))
        return words or [(None, "—")]
