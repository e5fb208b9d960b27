"""The engine: which one, its options, and which of its models are here.

Changes of options are collected for a moment, so that a dragged slider does not flood the run; what differs from the
manifest's defaults is kept in the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QStandardItemModel
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.gui.accelerator import AcceleratorChoice
from app.gui.checkout_panel import CheckoutPanel
from app.gui.messages import engine_text, message_text
from app.gui.model_words import choice_text, names_text
from app.gui.options_panel import OptionsPanel
from app.gui.rate_label import RateLabel
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.services.engines import EngineEntry
    from app.services.models import Overview, Row
    from engines.api import OptionValue

_COLLECT_MS = 60


class EnginePanel(QWidget):
    engine_chosen = pyqtSignal(str)
    configured = pyqtSignal(object)
    """Changed options by key, for the run."""
    options_kept = pyqtSignal(object)
    """All options that differ from the defaults, for the settings."""
    models_asked = pyqtSignal()
    shown = pyqtSignal(str)
    """The engine whose options are shown now, in whatever way it was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, EngineEntry] = {}
        self._values: dict[str, OptionValue] = {}
        self._changes: dict[str, OptionValue] = {}
        self._overview: Overview | None = None
        self.panel: OptionsPanel | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COLLECT_MS)
        self._timer.timeout.connect(self.flush)
        self.combo = QComboBox(self)
        self.combo.currentIndexChanged.connect(self._chosen)
        self.options = QScrollArea(self)
        holder = named(QWidget(), "panel")
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.description = text_label(holder, "quiet", wrap=True)
        self.description.setContentsMargins(12, 0, 12, 2)
        self._holder.addWidget(self.description)
        self.models_hint = text_label(holder, "sentence", wrap=True)
        self.models_hint.setContentsMargins(12, 0, 12, 4)
        self._holder.addWidget(self.models_hint)
        self.checkout = CheckoutPanel(holder)
        self._holder.addWidget(self.checkout)
        self.rate = RateLabel(holder)
        self.rate.engine_asked.connect(self.choose)
        self._holder.addWidget(self.rate)
        self.accelerator = AcceleratorChoice(holder)
        self.accelerator.setContentsMargins(12, 2, 12, 2)
        self._holder.addWidget(self.accelerator)
        self._holder.addStretch()
        self.options.setWidget(holder)
        self.options.setWidgetResizable(True)
        self.options.setFrameShape(QFrame.Shape.NoFrame)
        self.options.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.options.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reset = QPushButton(self)
        self.reset.clicked.connect(self._reset)
        self.models = QPushButton(self)
        self.models.clicked.connect(self.models_asked)
        top = QVBoxLayout()
        top.setContentsMargins(12, 6, 12, 0)
        top.setSpacing(6)
        top.addWidget(self.combo)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 4, 12, 10)
        bottom.addWidget(self.reset)
        bottom.addStretch()
        bottom.addWidget(self.models)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.options, 1)
        layout.addLayout(bottom)
        self.setMinimumWidth(250)
        self.checkout.reordered.connect(self._order_tab)
        self._order_tab()
        self.retranslate()

    def retranslate(self) -> None:
        self.combo.setAccessibleName(self.tr("Engine"))
        self.options.setAccessibleName(self.tr("Options of the engine"))
        self.reset.setText(self.tr("Reset to &defaults"))
        self.reset.setToolTip(self.tr("Set all options of this engine back to their defaults"))
        self.models.setText(self.tr("Mode&ls…"))
        self.models.setToolTip(self.tr("Fetch, import and delete the models of the engines"))
        for row in range(self.combo.count()):
            self._name_row(row)
        if self.panel is not None:
            self.panel.retranslate()
        self.checkout.retranslate()
        self.accelerator.retranslate()
        self.rate.retranslate()
        self._describe()
        self._show_models()

    def show_engines(self, entries: Sequence[EngineEntry], chosen: str, values: Mapping[str, OptionValue]) -> None:
        """Fill the list; broken engines are there too, and say why they can not be used."""
        self._entries = {entry.id: entry for entry in entries}
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for row, entry in enumerate(entries):
                self.combo.addItem(entry.id, entry.id)
                self._name_row(row)
        self.show_choice(chosen, values)

    def show_choice(self, chosen: str, values: Mapping[str, OptionValue]) -> None:
        """Show which engine is chosen, with its options, without emitting."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(chosen))
        self.show_options(chosen, values)

    def show_options(self, engine: str, values: Mapping[str, OptionValue]) -> None:
        """Build the options panel of an engine."""
        self.flush()
        entry = self._entries.get(engine)
        self._values = dict(values)
        if self.panel is not None:
            self._holder.removeWidget(self.panel)
            self.panel.hide()  # out of the way of Tab at once
            self.panel.deleteLater()
            self.panel = None
        if entry is not None and entry.manifest is not None:
            self.panel = OptionsPanel(entry.manifest, values, self._holder.parentWidget())
            self.panel.changed.connect(self._changed)
            self._holder.insertWidget(5, self.panel)
            self.panel.show()
            self._order_tab()
        self.reset.setEnabled(self.panel is not None and bool(entry and entry.manifest and entry.manifest.options))
        self.accelerator.show_foreign(bool(entry and entry.manifest and entry.manifest.checkout is not None))
        self._describe()
        self._show_models()
        self.shown.emit(engine)

    def show_models(self, overview: Overview) -> None:
        """Which models are here, for the choices and the sentence above them."""
        self._overview = overview
        self._show_models()

    def _order_tab(self) -> None:
        """Tab goes in the order of the eye, also through what was made after that which follows it."""
        options = self.panel.tab_order() if self.panel is not None else []
        previous: QWidget = self.combo
        for widget in (*self.checkout.tab_order(), self.accelerator.combo, self.accelerator.trial, *options):
            QWidget.setTabOrder(previous, widget)
            previous = widget

    def flush(self) -> None:
        """Emit what has been collected."""
        self._timer.stop()
        changes, self._changes = self._changes, {}
        if changes:
            self.configured.emit(changes)
            self.options_kept.emit(self._kept())

    def _kept(self) -> dict[str, OptionValue]:
        manifest = self._entries[self.combo.currentData()].manifest
        defaults = {spec.key: spec.default for spec in manifest.options} if manifest is not None else {}
        return {key: value for key, value in self._values.items() if value != defaults.get(key)}

    def _changed(self, key: str, value: OptionValue) -> None:
        self._values[key] = value
        self._changes[key] = value
        self._timer.start()
        self._show_models_hint()

    def _reset(self) -> None:
        entry = self._entries[self.combo.currentData()]
        if self.panel is None or entry.manifest is None:
            return
        self._values = {}
        self._changes = {spec.key: spec.default for spec in entry.manifest.options}
        self.panel.show_values({})
        self.flush()
        self._show_models_hint()

    def _chosen(self) -> None:
        self.flush()
        engine = self.combo.currentData()
        if engine is not None:
            self.engine_chosen.emit(engine)

    @property
    def words(self) -> tuple[str, str]:
        """What the chosen engine does, and what it lacks; empty where there is nothing to say."""
        entry = self._entries.get(self.combo.currentData())
        does = self.description.text()
        if entry is not None and entry.manifest is not None and entry.manifest.checkout is not None:
            text = self.tr("It drives {program}, which you have in a folder of your own. The panel Engine shows it.")
            does = f"{does} {text.format(program=entry.manifest.checkout.program)}".strip()
        return does, self.models_hint.text()

    def choose(self, engine: str) -> None:
        """As if it were chosen in the list."""
        row = self.combo.findData(engine)
        if row >= 0:
            self.combo.setCurrentIndex(row)

    def _name_row(self, row: int) -> None:
        entry = self._entries.get(self.combo.itemData(row))
        if entry is None:
            return
        model = self.combo.model()
        if entry.manifest is not None:
            self.combo.setItemText(row, engine_text(entry.id, entry.manifest.name))
            return
        self.combo.setItemText(row, self.tr("{name} (can not be used)").format(name=entry.id))
        if entry.error is not None:
            self.combo.setItemData(row, " ".join(message_text(entry.error)), Qt.ItemDataRole.ToolTipRole)
        item = model.item(row) if isinstance(model, QStandardItemModel) else None
        if item is not None:
            item.setEnabled(False)

    def _describe(self) -> None:
        entry = self._entries.get(self.combo.currentData())
        text = engine_text(entry.id, entry.manifest.description) if entry is not None and entry.manifest else ""
        self.description.setText(text)
        self.description.setVisible(bool(text))

    # ---- models ----------------------------------------------------------------------------------------------

    def _rows(self) -> dict[str, Row]:
        """The models of the engine that is shown, by id, as far as they were looked at."""
        entry = self._entries.get(self.combo.currentData())
        if self._overview is None or entry is None or entry.manifest is None:
            return {}
        rows = self._overview.rows
        return {one.id: rows[one.id] for one in entry.manifest.catalogue if one.id in rows}

    def _show_models(self) -> None:
        entry = self._entries.get(self.combo.currentData())
        self.models.setVisible(bool(entry is not None and entry.manifest is not None and entry.manifest.catalogue))
        if self.panel is not None:
            self.panel.name_choices({model: choice_text(row) for model, row in self._rows().items()})
        self._show_models_hint()

    def _show_models_hint(self) -> None:
        """Whether the engine can be used with what is here, and what it lacks."""
        rows = self._rows()
        text = self._lack(rows) if rows else ""
        self.models_hint.setText(text)
        self.models_hint.setVisible(bool(text))

    def _lack(self, rows: Mapping[str, Row]) -> str:
        """A sentence when the chosen model, or where none is chosen every one, can not be used; else empty."""
        entry = self._entries[self.combo.currentData()]
        assert entry.manifest is not None
        choices = {choice for spec in entry.manifest.options for choice in spec.choices if choice in rows}
        values = {spec.key: self._values.get(spec.key, spec.default) for spec in entry.manifest.options}
        for chosen in (rows[value] for value in values.values() if isinstance(value, str) and value in rows):
            if not chosen.here:
                text = self.tr("{name} is not here. “Models…” fetches it, or takes the file if you have it.")
                return text.format(name=chosen.entry.name)
            if chosen.lacks:
                text = self.tr("{name} can not be used without {names}. “Models…” fetches what is missing.")
                return text.format(name=chosen.entry.name, names=names_text(chosen.lacks))
            return ""
        if choices and not any(rows[choice].ready for choice in choices):
            return self.tr("None of its models is here yet. “Models…” fetches one, or takes a file that you have.")
        return ""
