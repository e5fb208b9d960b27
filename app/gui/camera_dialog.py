"""What can be set on the chosen camera: its mode, and exposure, focus and the rest, live while the picture is seen.

It shows what it is told and tells what the user chose; ``camera_part.py`` asks the camera.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QEvent, QSettings, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import Message
from app.gui.camera_fields import CameraFields
from app.gui.messages import message_text
from app.gui.source_bar import rate_text, size_text
from app.gui.widgets import text_label
from app.pipeline.camera_controls import Control
from app.pipeline.camera_modes import AUTO, Mode, Wanted, formats_of, rates_of, sizes_of

if TYPE_CHECKING:
    from app.pipeline.sources import SourceInfo

_GEOMETRY = "camera/geometry"
_USUAL_RATES = (60.0, 30.0, 25.0, 15.0)
"""To choose from where nobody tells a camera's own."""


class CameraDialog(QDialog):
    size_chosen = pyqtSignal(int, int)
    rate_chosen = pyqtSignal(float)
    format_chosen = pyqtSignal(str)
    control_changed = pyqtSignal(str, int)
    reset_asked = pyqtSignal()

    def __init__(self, ini: QSettings, parent: QWidget) -> None:
        """``ini`` is the window's own file."""
        super().__init__(parent)
        self._ini = ini
        self._name: str | None = None
        self._modes: Sequence[Mode] = ()
        self._wanted: Wanted | None = None
        self._info: SourceInfo | None = None
        self._problem: Message | None = None
        self._known = False
        """Whether the camera was asked for its controls."""
        self.name = text_label(self, "heading", wrap=True)
        self.problem = text_label(self, "sentence", wrap=True)
        self.sizes, self.rates, self.formats = QComboBox(self), QComboBox(self), QComboBox(self)
        self.sizes.activated.connect(lambda _: self.size_chosen.emit(*self.sizes.currentData()))
        self.rates.activated.connect(lambda _: self.rate_chosen.emit(self.rates.currentData()))
        self.formats.activated.connect(lambda _: self.format_chosen.emit(self.formats.currentData()))
        self._labels = {combo: QLabel(self) for combo in (self.sizes, self.rates, self.formats)}
        self.given = text_label(self, "quiet", wrap=True)
        self.fields = CameraFields()
        self.fields.changed.connect(self.control_changed)
        self.nothing = text_label(self, "sentence", wrap=True)
        self.reset, self.closing = QPushButton(self), QPushButton(self)
        self.reset.clicked.connect(self.reset_asked)
        self.closing.clicked.connect(self.reject)
        for button in (self.reset, self.closing):
            button.setAutoDefault(False)
        self._lay_out()
        self.resize(560, 620)
        geometry = ini.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.finished.connect(lambda _: self._ini.setValue(_GEOMETRY, self.saveGeometry()))
        self.retranslate()

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setColumnStretch(1, 1)
        for row, (combo, label) in enumerate(self._labels.items()):
            label.setBuddy(combo)
            form.addWidget(label, row, 0)
            form.addWidget(combo, row, 1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.fields)
        footer = QHBoxLayout()
        footer.addWidget(self.reset)
        footer.addStretch()
        footer.addWidget(self.closing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.name)
        layout.addWidget(self.problem)
        layout.addLayout(form)
        layout.addWidget(self.given)
        layout.addWidget(self.nothing)
        layout.addWidget(self.area, 1)
        layout.addLayout(footer)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Camera"))
        for combo, text in (
            (self.sizes, self.tr("&Size")),
            (self.rates, self.tr("Pictures per s&econd")),
            (self.formats, self.tr("Pixel &format")),
        ):
            self._labels[combo].setText(text)
            combo.setAccessibleName(text.replace("&", ""))
        self.formats.setToolTip(
            self.tr("Automatic takes raw pictures, and JPEG where those would come more slowly over USB")
        )
        self.area.setAccessibleName(self.tr("Picture of the camera"))
        self.reset.setText(self.tr("&Reset to defaults"))
        self.reset.setToolTip(self.tr("Give exposure, focus and the rest the values that the camera came with"))
        self.closing.setText(self.tr("&Close"))
        self.fields.retranslate()
        self._show()

    # ---- told by the part ------------------------------------------------------------------------------------

    def show_camera(self, name: str | None) -> None:
        """The chosen camera; None where the source is none."""
        self._name = name
        self._show()

    def show_problem(self, problem: Message | None) -> None:
        """Why the camera can not be set just now."""
        self._problem = problem
        self._show()

    def show_modes(self, modes: Sequence[Mode], wanted: Wanted) -> None:
        """The modes that the camera has (none known: the usual), and the one that is asked for."""
        self._modes, self._wanted = modes, wanted
        self._show()

    def show_given(self, info: SourceInfo | None) -> None:
        """What the camera gives to the run that goes on."""
        if info != self._info:
            self._info = info
            self._show()

    def show_controls(self, controls: Sequence[Control] | None) -> None:
        """The camera's controls as they are now; None before it was asked."""
        self._known = controls is not None
        self.fields.show_controls(controls or ())
        self._show()

    def _show(self) -> None:
        self.name.setText(self._name if self._name is not None else self.tr("The chosen source is no camera."))
        there = self._name is not None
        problem, hint = message_text(self._problem) if self._problem is not None else ("", "")
        self.problem.setText(f"{problem} {hint}".strip())
        self.problem.setVisible(bool(problem) and there)
        usable = there and self._problem is None
        for combo, label in self._labels.items():
            combo.setEnabled(usable)
            label.setEnabled(usable)
        if there and self._wanted is not None:
            self._fill(self._wanted)
        self.area.setEnabled(usable)
        found = bool(self.fields.fields)
        self.area.setVisible(there and found)
        self.reset.setEnabled(usable and found)
        self.nothing.setVisible(usable and self._known and not found)
        self.nothing.setText(
            self.tr("This camera, or this system, offers nothing else to set here. Its maker's own program may.")
        )
        self.given.setText(self._given())
        self.given.setVisible(bool(self.given.text()) and there)

    def _given(self) -> str:
        info = self._info
        if info is None or not info.live:
            return ""
        given = f"{size_text(info.width, info.height, info.fps)} {info.format}".strip()
        if info.as_wanted:
            return self.tr("Given: {given}").format(given=given)
        return self.tr("Given: {given}. Wanted: {wanted}").format(given=given, wanted=size_text(*info.wanted))

    def _fill(self, wanted: Wanted) -> None:
        size = (wanted.width, wanted.height)
        sizes = [(one, f"{one[0]}x{one[1]}") for one in sizes_of(self._modes)]
        rates = rates_of(self._modes, *size, wanted.format) or _USUAL_RATES
        formats = [(AUTO, self.tr("Automatic")), *((one, one) for one in formats_of(self._modes, *size))]
        _refill(self.sizes, sizes, size, self._absent(size_text(*size, 0.0)))
        _refill(
            self.rates, [(rate, rate_text(rate)) for rate in rates], wanted.fps, self._absent(rate_text(wanted.fps))
        )
        _refill(self.formats, formats, wanted.format, self._absent(wanted.format))

    def _absent(self, text: str) -> str:
        return self.tr("{size} (not offered)").format(size=text) if self._modes else text

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _refill(combo: QComboBox, rows: Iterable[tuple[object, str]], now: object, absent: str) -> None:
    """Rows by value, with the present one, which may not be among them, chosen. An opened list is left alone."""
    texts = dict(rows)
    if now not in texts:
        texts[now] = absent
    view = combo.view()
    if view is not None and view.isVisible():
        return
    with QSignalBlocker(combo):
        combo.clear()
        for value, text in texts.items():
            combo.addItem(text, value)
        combo.setCurrentIndex(list(texts).index(now))
