"""Where the picture comes from: demo, a camera, a video or an image; and what was really given.

Cameras are looked for off the GUI thread, when the window is ready and when asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.pipeline.sources import SourceInfo


def find_cameras() -> list[tuple[int, str]]:
    """Number and name of each camera; off the GUI thread."""
    from app.pipeline.cameras import list_cameras  # brings OpenCV, which is there once the core is

    return [(camera.index, camera.name) for camera in list_cameras()]


class SourceBar(QWidget):
    source_chosen = pyqtSignal(str)
    mirror_changed = pyqtSignal(bool)
    open_asked = pyqtSignal()
    refresh_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: SourceInfo | None = None
        self._cameras: list[tuple[int, str]] | None = None
        """Number and name of each; None before they have been looked for."""
        self._spec = "demo"
        self.label = QLabel(self)
        self.combo = QComboBox(self)
        self.combo.setMinimumWidth(120)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setMaximumWidth(320)
        self.combo.currentIndexChanged.connect(self._chosen)
        self.label.setBuddy(self.combo)
        self.open = named(QToolButton(self), "tool")
        self.open.clicked.connect(self.open_asked)
        self.refresh = named(QToolButton(self), "tool")
        self.refresh.setText("⟳")
        self.refresh.clicked.connect(self.refresh_asked)
        self.mirror = QCheckBox(self)
        self.mirror.toggled.connect(self.mirror_changed)
        self.info = text_label(self, "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.label)
        layout.addWidget(self.combo, 1)
        layout.addWidget(self.open)
        layout.addWidget(self.refresh)
        layout.addSpacing(4)
        layout.addWidget(self.mirror)
        layout.addStretch()
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(self.tr("So&urce"))
        self.combo.setAccessibleName(self.tr("Source"))
        self.open.setText(self.tr("&Open file…"))
        self.open.setToolTip(self.tr("Take the picture from a video or an image"))
        self.open.setAccessibleName(self.tr("Open a video or an image"))
        self.refresh.setToolTip(self.tr("Look for cameras again"))
        self.refresh.setAccessibleName(self.tr("Look for cameras again"))
        self.mirror.setText(self.tr("M&irror"))
        self.mirror.setToolTip(self.tr("Show the picture in this window as a mirror does; what leaves is not flipped"))
        self._fill()
        self.show_info(self._info)

    def show_source(self, spec: str, *, mirror: bool) -> None:
        """Show what the settings say, without emitting."""
        self._spec = spec
        with QSignalBlocker(self.mirror):
            self.mirror.setChecked(mirror)
        self._fill()

    def show_cameras(self, cameras: Sequence[tuple[int, str]]) -> None:
        """The cameras that are there: number and name of each."""
        self._cameras = list(cameras)
        self._fill()

    def show_info(self, info: SourceInfo | None) -> None:
        """What the source really gives."""
        self._info = info
        if info is None:
            self.info.clear()
            return
        size = f"{info.width}x{info.height}"
        known = self.tr("{size} · {fps:g} fps").format(size=size, fps=round(info.fps, 2))
        self.info.setText(known if info.fps else size)
        wanted = "{}x{} · {:g}".format(*info.wanted)
        self.info.setToolTip(self.tr("Given by {name}. Asked for: {wanted} fps").format(name=info.name, wanted=wanted))

    def _fill(self) -> None:
        rows = [("demo", self.tr("Demo clip")), *self._camera_rows()]
        if self._spec not in [spec for spec, _ in rows]:
            camera = self._spec.startswith("camera:")
            rows.append((self._spec, self._absent_camera() if camera else Path(self._spec).name))
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for spec, name in rows:
                self.combo.addItem(name, spec)
            self.combo.setCurrentIndex(self.combo.findData(self._spec))
        self.combo.setToolTip("" if self._spec == "demo" else self._spec)

    def _camera_rows(self) -> list[tuple[str, str]]:
        """Source spec and words for each camera that is there; a name that two share is told apart by the number."""
        cameras = self._cameras or []
        names = [name for _, name in cameras]
        rows = []
        for number, name in cameras:
            unique = bool(name) and names.count(name) == 1
            by_number = f"camera:{number}"
            spec = f"camera:{name}" if unique and self._spec != by_number else by_number
            words = name if unique else f"{name or self.tr('Camera')} ({number})"
            rows.append((spec, words))
        return rows

    def _absent_camera(self) -> str:
        wanted = self._spec.removeprefix("camera:")
        name = self.tr("Camera {number}").format(number=wanted) if wanted.isdecimal() else wanted
        return name if self._cameras is None else self.tr("{camera} (not found)").format(camera=name)

    def _chosen(self) -> None:
        spec = self.combo.currentData()
        if spec is not None and spec != self._spec:
            self._spec = spec
            self.source_chosen.emit(spec)
