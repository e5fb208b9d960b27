"""The virtual camera in the output dock: its switch, how it is doing, and what its readers get.

Size, rate and fit stay fixed for the readers until they are chosen anew in the menu, which opens the camera again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QToolButton, QWidget

from app.gui.output_row import OutputRow
from app.gui.widgets import named

if TYPE_CHECKING:
    from app.base.sections import OutputSection

SIZES = ((640, 360), (640, 480), (960, 540), (1280, 720), (1920, 1080))
RATES = (15, 24, 25, 30, 50, 60)
FITS = ("letterbox", "crop")


class CameraBox(OutputRow):
    size_chosen = pyqtSignal(int, int)
    rate_chosen = pyqtSignal(int)
    fit_chosen = pyqtSignal(str)
    mirror_chosen = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readers: tuple[str, ...] = ()
        self._format = (1280, 720, 30)
        self.format = named(QToolButton(self), "tool")
        self.format.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.format.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.menu = QMenu(self.format)
        self.format.setMenu(self.menu)
        self._sizes, self._rates, self._fits = (QActionGroup(self) for _ in range(3))
        self.menus = [self._submenu() for _ in range(3)]
        """Of sizes, rates and fits."""
        self.mirror = QAction(self)
        self.mirror.setCheckable(True)
        self.mirror.triggered.connect(self.mirror_chosen)
        self.menu.addSeparator()
        self.menu.addAction(self.mirror)
        self._choices(0, self._sizes, SIZES)
        self._choices(1, self._rates, RATES)
        self._choices(2, self._fits, FITS)
        self._sizes.triggered.connect(lambda action: self.size_chosen.emit(*action.data()))
        self._rates.triggered.connect(lambda action: self.rate_chosen.emit(action.data()))
        self._fits.triggered.connect(lambda action: self.fit_chosen.emit(action.data()))
        self.rows.addWidget(self.format, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def _submenu(self) -> QMenu:
        menu = self.menu.addMenu("")
        assert menu is not None
        return menu

    def _choices(self, row: int, group: QActionGroup, values: Iterable[object]) -> None:
        for value in values:
            self._choice(row, group, value)

    def _choice(self, row: int, group: QActionGroup, value: object) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        action.setData(value)
        group.addAction(action)
        self.menus[row].addAction(action)
        return action

    def retranslate(self) -> None:
        self.switch.setText(self.tr("Virtual &camera"))
        self.switch.setToolTip(
            self.tr(
                "Show the swapped picture as a camera to other programs, until it is switched off or the program ends"
            )
        )
        self.format.setToolTip(self.tr("Size and rate that other programs get, whatever the source gives"))
        for menu, name in zip(self.menus, (self.tr("&Size"), self.tr("&Rate"), self.tr("&Fit")), strict=True):
            menu.setTitle(name)
        for action in self._rates.actions():
            action.setText(self.tr("{number} per second").format(number=action.data()))
        for action in self._sizes.actions():
            action.setText("{}x{}".format(*action.data()))
        names = {
            "letterbox": self.tr("Whole picture, with bars where the shape differs"),
            "crop": self.tr("Fill it, cutting off what sticks out"),
        }
        for action in self._fits.actions():
            action.setText(names[action.data()])
        self.mirror.setText(self.tr("&Mirror it for the others, too"))
        self.show_format()
        self.show_status(self._status)

    # ---- showing what is true --------------------------------------------------------------------------------

    def show_settings(self, output: OutputSection) -> None:
        """The choices that are in effect; one that the menu does not have joins it."""
        size = (output.virtual_camera_width, output.virtual_camera_height)
        self._format = (*size, output.virtual_camera_fps)
        chosen = (
            (0, self._sizes, size),
            (1, self._rates, output.virtual_camera_fps),
            (2, self._fits, output.virtual_camera_fit),
        )
        for row, group, value in chosen:
            known = next((action for action in group.actions() if action.data() == value), None)
            (known or self._choice(row, group, value)).setChecked(True)
        self.mirror.setChecked(output.mirror)
        self.retranslate()

    def show_format(self) -> None:
        width, height, rate = self._format
        self.format.setText(f"{width}x{height} · {rate} fps")
        words = self.tr("Picture of the virtual camera: {width} by {height}, {rate} per second")
        self.format.setAccessibleName(words.format(width=width, height=height, rate=rate))

    def show_readers(self, names: tuple[str, ...]) -> None:
        """The programs that show it, where the system tells."""
        if names != self._readers:
            self._readers = names
            self.show_status(self._status)

    def lines(self) -> list[str]:
        return [self.tr("Read by {names}").format(names=", ".join(self._readers))] if self._readers else []
