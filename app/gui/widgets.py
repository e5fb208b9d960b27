"""Small parts that several panels use."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from PyQt6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QSlider, QSpinBox, QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """The widget under a name, by which the style sheet and a kept layout know it."""
    widget.setObjectName(name)
    return widget


def text_label(parent: QWidget, name: str, *, wrap: bool = False, text: str = "") -> QLabel:
    """A label of the kind that the style sheet calls ``name``. Its text is shown as it is: names of cameras, files and
    engines are other people's words, and no HTML."""
    label = named(QLabel(text, parent), name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def sentence_label(parent: QWidget, name: str) -> QLabel:
    """A :func:`text_label` for whole sentences, of which one can copy by the mouse."""
    label = text_label(parent, name, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Qt gives it one for that; Tab goes by what can be done
    return label


def scroll_area(parent: QWidget, content: QWidget) -> QScrollArea:
    """Shows ``content`` as wide as there is room, and scrolls it up and down only; Tab goes by what is in it."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def tab_by_eye(panel: QWidget) -> None:
    """Let Tab go from top to bottom and from left to right through a panel, whose widgets were not made in that
    order."""
    inside = [
        (widget.mapTo(panel, QPoint()).y(), widget.mapTo(panel, QPoint()).x(), number, widget)
        for number, widget in enumerate(panel.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(panel)
        and widget.window() is panel.window()  # a dialog over it has an order of its own
    ]
    for (*_, before), (*_, after) in itertools.pairwise(sorted(inside)):
        QWidget.setTabOrder(before, after)


def repolish(widget: QWidget) -> None:
    """Let the style sheet see that a property has changed."""
    style = widget.style()
    assert style is not None
    style.polish(widget)


class WheelGuard(QObject):
    """Lets the wheel scroll the panel instead of changing a value that only lies under the pointer."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        idle = isinstance(watched, QWidget) and not watched.hasFocus()
        if idle and event is not None and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


class NumberField(QWidget):
    """A slider and a spin box for the same number."""

    changed = pyqtSignal(float)

    def __init__(self, low: float, high: float, step: float, *, whole: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._step, self._whole = low, step, whole
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, max(1, round((high - low) / step)))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.spin: QSpinBox | QDoubleSpinBox = QSpinBox(self) if whole else QDoubleSpinBox(self)
        if isinstance(self.spin, QSpinBox):
            self.spin.setRange(round(low), round(high))
            self.spin.setSingleStep(round(step))
        else:
            self.spin.setDecimals(3 if step < 0.01 else 2 if step < 0.1 else 1)
            self.spin.setRange(low, high)
            self.spin.setSingleStep(step)
        self.spin.setKeyboardTracking(False)
        self.spin.setMinimumWidth(76)
        self.slider.setMinimumWidth(90)
        guard = WheelGuard(self)
        for widget in (self.slider, self.spin):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(guard)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.spin)
        self.slider.valueChanged.connect(self._slid)
        self.spin.valueChanged.connect(self._typed)

    def name(self, text: str, tip: str) -> None:
        """For those who hear the window, and the tooltip."""
        self.slider.setAccessibleName(text)
        self.spin.setAccessibleName(text)
        self.slider.setToolTip(tip)
        self.spin.setToolTip(tip)

    def tab_order(self) -> list[QWidget]:
        """What takes the focus, from left to right."""
        return [self.slider, self.spin]

    def value(self) -> float:
        return self.spin.value()

    @property
    def in_hand(self) -> bool:
        """Whether the slider is held just now, or a number is typed that is not taken yet."""
        text_of: Callable[..., str] = self.spin.textFromValue
        return self.slider.isSliderDown() or self.spin.cleanText() != text_of(self.spin.value())

    def set_value(self, value: float) -> None:
        """Show a value without emitting it."""
        with QSignalBlocker(self.spin):
            self._put(value)
        self._follow(value)

    def _put(self, value: float) -> None:
        if isinstance(self.spin, QSpinBox):
            self.spin.setValue(round(value))
        else:
            self.spin.setValue(value)

    def _follow(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((value - self._low) / self._step))

    def _slid(self, position: int) -> None:
        self._put(self._low + position * self._step)

    def _typed(self, value: float) -> None:
        self._follow(value)
        self.changed.emit(value)
