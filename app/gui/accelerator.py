"""What the networks run on: the choice, and what a trial of each accelerator found.

Shown for engines that can use more than the processor. A trial takes some seconds for each accelerator, goes on in the
background, and is remembered by the services.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QStandardItemModel
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.widgets import WheelGuard, text_label

if TYPE_CHECKING:
    from app.services.providers import ProbeResult

_NAMES = {
    "tensorrt": "TensorRT (NVIDIA)",
    "cuda": "CUDA (NVIDIA)",
    "directml": "DirectML (Windows)",
    "openvino": "OpenVINO (Intel)",
    "coreml": "Core ML (Apple)",
    "webgpu": "WebGPU",
}


class AcceleratorChoice(QWidget):
    chosen = pyqtSignal(str)
    """A value of the setting ``gpu.provider``."""
    trial_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: dict[str, ProbeResult] = {}
        self._running = self._foreign = False
        self.title = QLabel(self)
        self.combo = QComboBox(self)
        self.combo.setMinimumContentsLength(6)  # long names are cut off here, and whole in the list that drops down
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.installEventFilter(WheelGuard(self.combo))
        self.combo.currentIndexChanged.connect(self._chosen)
        self.title.setBuddy(self.combo)
        self.trial = QPushButton(self)
        self.trial.clicked.connect(self.trial_asked)
        self.note = text_label(self, "quiet", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.combo, 1)
        row.addWidget(self.trial)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addLayout(row)
        layout.addWidget(self.note)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Runs on"))
        self.combo.setAccessibleName(self.tr("What the networks run on"))
        self.trial.setText(self.tr("Testing…") if self._running else self.tr("Test"))
        self.trial.setToolTip(self.tr("Try every accelerator of this machine and say what is wrong with one"))
        for row in range(self.combo.count()):
            self._name_row(row)
        self._say()

    def show_choices(self, words: Sequence[str], wanted: str) -> None:
        """The values that can be chosen here; hidden where there is only the processor."""
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for row, word in enumerate(words):
                self.combo.addItem(word, word)
                self._name_row(row)
            self.combo.setCurrentIndex(max(self.combo.findData(wanted), 0))
        self.setVisible(any(word in _NAMES for word in words))
        self._say()

    def show_foreign(self, on: bool) -> None:
        """Another program's networks run on it: what was tried here says nothing about them."""
        self._foreign = on
        self.trial.setVisible(not on)
        self.retranslate()

    def show_running(self) -> None:
        """A trial goes on."""
        self._running = True
        self.trial.setEnabled(False)
        self.retranslate()

    def show_results(self, results: Sequence[ProbeResult]) -> None:
        """What the trial found; one that can not be used stays in the list and says why."""
        self._running = False
        self._results = {result.id: result for result in results}
        self.trial.setEnabled(True)
        self.retranslate()

    def end_trial(self) -> None:
        """It came to nothing."""
        self.show_results(tuple(self._results.values()))

    def _chosen(self) -> None:
        self._say()
        word = self.combo.currentData()
        if word is not None:
            self.chosen.emit(word)

    def _name(self, word: str) -> str:
        if word == "auto":
            return self.tr("Automatic")
        return self.tr("Processor") if word == "cpu" else _NAMES[word]

    def _name_row(self, row: int) -> None:
        word = self.combo.itemData(row)
        result = self._results.get(word) if not self._foreign else None
        text, tip, usable = self._name(word), self.tr("The fastest that works") if word == "auto" else "", True
        if result is not None and result.usable:
            text = self.tr("{name}: {ms} ms").format(name=text, ms=f"{result.run_ms:.2f}")
            tip = self.tr("How long a small test network took")
        elif result is not None:
            text = self.tr("{name} (can not be used)").format(name=text)
            tip, usable = f"{result.reason} {result.hint}".strip(), False
        self.combo.setItemText(row, text)
        self.combo.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        model = self.combo.model()
        item = model.item(row) if isinstance(model, QStandardItemModel) else None
        if item is not None:
            item.setEnabled(usable or row == self.combo.currentIndex())

    def _say(self) -> None:
        results = {} if self._foreign else self._results
        result = results.get(self.combo.currentData())
        text = "" if result is None or result.usable else f"{result.reason} {result.hint}".strip()
        tried = [one for one in results.values() if one.id != "cpu"]
        if not text and tried and not any(one.usable for one in tried):
            text = self.tr("No accelerator can be used here; the list says why.")
        self.note.setText(text)
        self.note.setVisible(bool(text))
