"""What leaves the program: virtual camera, recording, the visible mark, and the guard.

The switches show what is on; asking for something is a signal, and the window puts the switch back when it could not
be done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.camera_box import CameraBox
from app.gui.messages import message_text
from app.gui.widgets import NumberField, WheelGuard, named, repolish, text_label

if TYPE_CHECKING:
    from app.pipeline.outputs import OutputStatus

CORNERS = ("top-left", "top-right", "bottom-left", "bottom-right")
POLICIES = ("cover", "pass")


def duration(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


class OutputPanel(QScrollArea):
    virtual_camera_asked = pyqtSignal(bool)
    recording_asked = pyqtSignal(bool)
    folder_asked = pyqtSignal()
    label_changed = pyqtSignal(bool, str, float)
    guard_asked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(250)
        panel = named(QWidget(), "panel")
        self.setWidget(panel)
        self.camera_box = CameraBox(panel)
        self.camera_box.switched.connect(self.virtual_camera_asked)
        self.camera, self.camera_detail = self.camera_box.switch, self.camera_box.detail
        self.recording = QCheckBox(panel)
        self.recording.toggled.connect(self.recording_asked)
        self.recording_detail = text_label(panel, "quiet", wrap=True)
        self.folder = QPushButton(panel)
        self.folder.clicked.connect(self.folder_asked)
        self.label = QCheckBox(panel)
        self.corner = QComboBox(panel)
        for corner in CORNERS:
            self.corner.addItem(corner, corner)
        self.mark_size = NumberField(2, 25, 0.5, whole=False, parent=panel)
        self.mark_label = QLabel(panel)
        self.mark_label.setBuddy(self.mark_size.slider)
        self.label.toggled.connect(self._label_changed)
        self.corner.currentIndexChanged.connect(self._label_changed)
        self.mark_size.changed.connect(self._label_changed)
        self.guard_label = QLabel(panel)
        self.guard = QComboBox(panel)
        for policy in POLICIES:
            self.guard.addItem(policy, policy)
        self.guard.setItemData(1, Qt.GlobalColor.red, Qt.ItemDataRole.ForegroundRole)
        self.guard.currentIndexChanged.connect(lambda _: self.guard_asked.emit(self.guard.currentData()))
        self.guard_label.setBuddy(self.guard)
        for combo in (self.corner, self.guard):
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.installEventFilter(WheelGuard(combo))
        self._lay_out(panel)
        self.retranslate()

    def _lay_out(self, panel: QWidget) -> None:
        recording = QHBoxLayout()
        recording.addWidget(self.recording)
        recording.addStretch()
        recording.addWidget(self.folder)
        mark = QHBoxLayout()
        mark.addWidget(self.label)
        mark.addWidget(self.corner, 1)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(12, 6, 12, 10)
        layout.setSpacing(5)
        layout.addWidget(self.camera_box)
        layout.addSpacing(4)
        layout.addLayout(recording)
        layout.addWidget(self.recording_detail)
        self._further = QVBoxLayout()
        self._further.setSpacing(5)
        layout.addLayout(self._further)
        layout.addSpacing(8)
        layout.addLayout(mark)
        layout.addWidget(self.mark_label)
        layout.addWidget(self.mark_size)
        layout.addSpacing(8)
        layout.addWidget(self.guard_label)
        layout.addWidget(self.guard)
        layout.addStretch()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Outputs"))
        self.camera_box.retranslate()
        self.recording.setText(self.tr("Reco&rding"))
        self.recording.setToolTip(self.tr("Write the swapped picture to an MP4 file"))
        self.folder.setText(self.tr("&Save as…"))
        self.folder.setToolTip(self.tr("Choose where to record, and begin"))
        self.folder.setAccessibleName(self.tr("Choose the file to record to"))
        self.label.setText(self.tr("AI mar&k"))
        self.label.setToolTip(self.tr("Draw a small AI mark on everything that leaves the program"))
        self.corner.setAccessibleName(self.tr("Corner of the AI mark"))
        names = (self.tr("Top left"), self.tr("Top right"), self.tr("Bottom left"), self.tr("Bottom right"))
        for row, name in enumerate(names):
            self.corner.setItemText(row, name)
        self.mark_label.setText(self.tr("Mark si&ze, %"))
        tip = self.tr("Height of the mark as a share of the picture's height")
        self.mark_size.name(self.tr("Size of the AI mark in percent"), tip)
        self.guard_label.setText(self.tr("When the face can not be s&wapped"))
        self.guard.setAccessibleName(self.tr("When the face can not be swapped"))
        self.guard.setItemText(0, self.tr("Cover it (safe)"))
        self.guard.setItemText(1, self.tr("Show my real face"))
        self.guard.setToolTip(self.tr("Covering hides your face whenever no credible swap can be shown"))

    # ---- showing what is true --------------------------------------------------------------------------------

    def show_label(self, on: bool, corner: str, size: float) -> None:
        """``size`` is a share of the picture's height."""
        with QSignalBlocker(self.label), QSignalBlocker(self.corner):
            self.label.setChecked(on)
            self.corner.setCurrentIndex(self.corner.findData(corner))
        self.mark_size.set_value(size * 100)
        self._enable_label()

    def show_guard(self, policy: str) -> None:
        with QSignalBlocker(self.guard):
            self.guard.setCurrentIndex(self.guard.findData(policy))
        self.guard.setProperty("danger", policy == "pass")
        repolish(self.guard)

    def add_output(self, row: QWidget) -> None:
        """Put the row of a further output below the recording; it comes with a margin of its own above it."""
        self._further.addSpacing(4)
        self._further.addWidget(row)

    def show_virtual_camera(self, on: bool) -> None:
        self.camera_box.show_on(on)

    def show_recording(self, on: bool) -> None:
        with QSignalBlocker(self.recording):
            self.recording.setChecked(on)

    def show_outputs(self, outputs: Iterable[OutputStatus], armed: str) -> None:
        """Details of what is on; ``armed`` is the name of the file that the next run records to."""
        by_kind = {output.kind: output for output in outputs}
        recording = by_kind.get("recording")
        self.camera_box.show_status(by_kind.get("virtual_camera"))
        text = armed
        if recording is not None:
            megabytes = recording.bytes / 1e6
            text = f"● {duration(recording.seconds)} · {megabytes:.1f} MB\n{recording.detail}"
            text = self._described(recording, text)
        self._detail(self.recording_detail, text)

    @staticmethod
    def _described(output: OutputStatus, text: str) -> str:
        return " ".join(message_text(output.error)) if output.error is not None else text

    @staticmethod
    def _detail(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setToolTip(text)
        label.setVisible(bool(text))

    def _label_changed(self) -> None:
        self._enable_label()
        self.label_changed.emit(
            self.label.isChecked(), self.corner.currentData(), round(self.mark_size.value() / 100, 4)
        )

    def _enable_label(self) -> None:
        for widget in (self.corner, self.mark_size, self.mark_label):
            widget.setEnabled(self.label.isChecked())
