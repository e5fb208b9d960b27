"""A camera's controls as widgets: a slider for a number, a list for a choice, a box for a switch.

A switch that gives a number to the camera's own judgement stands beside that number as *Automatic*, and the number
can not be moved meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from app.gui.camera_words import choice_name, control_name, in_order
from app.gui.widgets import NumberField, WheelGuard, named
from app.pipeline.camera_controls import AUTOS, Control

_MOST_STEPS = 2000
"""Positions of a slider above which it takes larger steps; the field beside it still takes each value."""


class CameraFields(QWidget):
    changed = pyqtSignal(str, int)
    """A control that the user moved, and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "panel")
        self._controls: dict[str, Control] = {}
        self._built: tuple[object, ...] = ()
        self._setters: dict[str, Callable[[Control], None]] = {}
        self._namers: list[Callable[[], None]] = []
        self.fields: dict[str, QWidget] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 2, 8, 2)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(9)
        self._grid.setColumnStretch(1, 1)

    def show_controls(self, controls: Sequence[Control]) -> None:
        """Show these with their values, without emitting."""
        self._controls = {control.id: control for control in controls}
        built = tuple((one.id, one.kind, one.minimum, one.maximum, one.step, tuple(one.menu)) for one in controls)
        if built != self._built:
            self._built = built
            self._build(in_order(list(controls)))
        for control in controls:
            if control.id in self._setters:
                self._setters[control.id](control)

    def retranslate(self) -> None:
        for name in self._namers:
            name()

    def _build(self, controls: Sequence[Control]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._setters, self._namers, self.fields = {}, [], {}
        beside = {AUTOS[one.id] for one in controls if one.id in AUTOS and AUTOS[one.id] in self._controls}
        shown: set[str] = set()
        for control in controls:
            if control.id in beside:
                continue
            row = self._grid.rowCount()
            if control.kind == "switch":
                self._add_switch(row, control)
            elif control.kind == "menu":
                self._add_menu(row, control)
            else:
                self._add_number(row, control)
            switch = AUTOS.get(control.id, "")
            if switch in beside - shown:  # one switch may decide on two numbers: it stands beside the first
                shown.add(switch)
                self._add_automatic(row, self._controls[switch], control)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.retranslate()

    def _add_number(self, row: int, control: Control) -> None:
        step = max(control.step, -(-(control.maximum - control.minimum) // _MOST_STEPS))
        field = NumberField(control.minimum, control.maximum, step, whole=True, parent=self)
        field.spin.setSingleStep(control.step)
        label = QLabel(self)
        label.setBuddy(field.slider)

        def name() -> None:
            label.setText(control_name(control))
            tip = self.tr("{low} to {high}; the camera's own: {default}")
            text = tip.format(low=control.minimum, high=control.maximum, default=control.default)
            field.name(control_name(control), text)

        def put(now: Control) -> None:
            if not field.in_hand:
                field.set_value(now.value)
            field.setEnabled(now.active)

        field.changed.connect(lambda value: self.changed.emit(control.id, round(value)))
        self._register(control, field, name, put)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)

    def _add_menu(self, row: int, control: Control) -> None:
        combo, label = QComboBox(self), QLabel(self)
        label.setBuddy(combo)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.installEventFilter(WheelGuard(combo))
        for value in control.menu:
            combo.addItem("", value)

        def name() -> None:
            label.setText(control_name(control))
            combo.setAccessibleName(control_name(control))
            for place, value in enumerate(control.menu):
                combo.setItemText(place, choice_name(control, value))

        def put(now: Control) -> None:
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(now.value))
            combo.setEnabled(now.active)

        combo.activated.connect(lambda _: self.changed.emit(control.id, combo.currentData()))
        self._register(control, combo, name, put)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(combo, row, 1, Qt.AlignmentFlag.AlignLeft)

    def _add_switch(self, row: int, control: Control) -> None:
        box = QCheckBox(self)

        def put(now: Control) -> None:
            with QSignalBlocker(box):
                box.setChecked(bool(now.value))
            box.setEnabled(now.active)

        box.toggled.connect(lambda on: self.changed.emit(control.id, int(on)))
        self._register(control, box, lambda: box.setText(control_name(control)), put)
        self._grid.addWidget(box, row, 0, 1, 3)

    def _add_automatic(self, row: int, switch: Control, decided: Control) -> None:
        box = QCheckBox(self)

        def name() -> None:
            box.setText(self.tr("Automatic"))
            box.setAccessibleName(control_name(switch))
            box.setToolTip(self.tr("Leave {control} to the camera").format(control=control_name(decided)))

        def put(now: Control) -> None:
            with QSignalBlocker(box):
                box.setChecked(now.automatic)
            box.setEnabled(now.active)

        box.toggled.connect(lambda on: self.changed.emit(switch.id, self._controls[switch.id].for_automatic(on)))
        self._register(switch, box, name, put)
        self._grid.addWidget(box, row, 2)

    def _register(
        self, control: Control, field: QWidget, name: Callable[[], None], put: Callable[[Control], None]
    ) -> None:
        self.fields[control.id] = field
        self._namers.append(name)
        self._setters[control.id] = put
