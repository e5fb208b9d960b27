"""The options of one engine as widgets, built from its manifest.

A switch is a check box, a number a slider with a spin box, a choice a list. Each change is emitted by key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from app.gui.messages import engine_text
from app.gui.widgets import NumberField, WheelGuard

if TYPE_CHECKING:
    from app.services.engines import Manifest, OptionSpec
    from engines.api import OptionValue


class OptionsPanel(QWidget):
    changed = pyqtSignal(str, object)
    """Key and new value of an option that the user changed."""

    def __init__(self, manifest: Manifest, values: Mapping[str, OptionValue], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._manifest = manifest
        self._choices: dict[str, str] = {}
        self._setters: dict[str, Callable[[OptionValue], None]] = {}
        self._namers: list[Callable[[], None]] = []
        self.fields: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 4, 12, 8)
        self._layout.setSpacing(4)
        for spec in manifest.options:
            self._add(spec)
        self._layout.addStretch()
        self.show_values(values)
        self.retranslate()

    def show_values(self, values: Mapping[str, OptionValue]) -> None:
        """Show these values, and defaults for the others, without emitting."""
        for spec in self._manifest.options:
            self._setters[spec.key](values.get(spec.key, spec.default))

    def tab_order(self) -> list[QWidget]:
        """What takes the focus, from top to bottom."""
        order: list[QWidget] = []
        for field in self.fields.values():
            order += field.tab_order() if isinstance(field, NumberField) else [field]
        return order

    def name_choices(self, names: Mapping[str, str]) -> None:
        """What choices are called besides the manifest's words, by choice: such as models, with what they lack."""
        self._choices = dict(names)
        self.retranslate()

    def retranslate(self) -> None:
        for name in self._namers:
            name()

    def _text(self, text: str) -> str:
        return engine_text(self._manifest.id, text)

    def _add(self, spec: OptionSpec) -> None:
        if spec.type == "bool":
            self._add_switch(spec)
        elif spec.type == "choice":
            self._add_choice(spec)
        else:
            self._add_number(spec)
        self._layout.addSpacing(6)

    def _add_switch(self, spec: OptionSpec) -> None:
        box = QCheckBox(self)

        def name() -> None:
            box.setText(self._text(spec.label))
            box.setToolTip(self._text(spec.help))

        def put(value: OptionValue) -> None:
            with QSignalBlocker(box):
                box.setChecked(bool(value))

        box.toggled.connect(lambda on: self.changed.emit(spec.key, on))
        self._register(spec, box, name, put)
        self._layout.addWidget(box)

    def _add_choice(self, spec: OptionSpec) -> None:
        label, combo = QLabel(self), QComboBox(self)
        label.setBuddy(combo)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.installEventFilter(WheelGuard(combo))
        combo.setMinimumContentsLength(6)  # long names are cut off here, and whole in the list that drops down
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for choice in spec.choices:
            combo.addItem(choice, choice)

        def name() -> None:
            label.setText(self._text(spec.label))
            label.setToolTip(self._text(spec.help))
            combo.setAccessibleName(self._text(spec.label))
            combo.setToolTip(self._text(spec.help))
            for row, choice in enumerate(spec.choices):
                shown = self._choices.get(choice) or self._text(choice)
                combo.setItemText(row, shown[:1].upper() + shown[1:])

        def put(value: OptionValue) -> None:
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))

        combo.currentIndexChanged.connect(lambda _: self.changed.emit(spec.key, combo.currentData()))
        self._register(spec, combo, name, put)
        self._layout.addWidget(label)
        self._layout.addWidget(combo)

    def _add_number(self, spec: OptionSpec) -> None:
        assert spec.min is not None
        assert spec.max is not None
        whole = spec.type == "int"
        step = spec.step or (1 if whole else (spec.max - spec.min) / 100)
        label, field = QLabel(self), NumberField(spec.min, spec.max, step, whole=whole, parent=self)
        label.setBuddy(field.slider)

        def name() -> None:
            label.setText(self._text(spec.label))
            label.setToolTip(self._text(spec.help))
            field.name(self._text(spec.label), self._text(spec.help))

        field.changed.connect(lambda value: self.changed.emit(spec.key, int(value) if whole else value))
        self._register(spec, field, name, lambda value: field.set_value(float(value)))
        self._layout.addWidget(label)
        self._layout.addWidget(field)

    def _register(
        self, spec: OptionSpec, field: QWidget, name: Callable[[], None], put: Callable[[OptionValue], None]
    ) -> None:
        self.fields[spec.key] = field
        self._namers.append(name)
        self._setters[spec.key] = put
