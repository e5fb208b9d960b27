"""Where the picture comes from: demo, a camera, a video or an image; a camera's size; and what was really given.

Cameras are looked for off the GUI thread, when the window is ready and when asked again; ``camera_part.py`` follows
those that come and go, and tells which sizes the chosen one has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.base.errors import InputError
from app.gui.widgets import named, text_label
from app.pipeline.camera_list import CameraInfo, find_camera, list_cameras, name_in

if TYPE_CHECKING:
    from app.pipeline.sources import SourceInfo

Size = tuple[int, int, float]
"""Width and height in pixels, and the rate that a camera would give there; 0.0 where nobody knows."""


def find_cameras() -> list[CameraInfo]:
    """The cameras that are there; off the GUI thread."""
    return list_cameras()


def size_text(width: int, height: int, fps: float) -> str:
    """Such as ``1280x720 · 30 fps``; without the rate where that is not known."""
    size = f"{width}x{height}"
    if not fps:
        return size
    words = QCoreApplication.translate("SourceBar", "{size} · {fps} fps")
    return words.format(size=size, fps=rate_text(fps))


def rate_text(fps: float) -> str:
    """Such as ``30`` or ``29.97``."""
    return f"{fps:.2f}".rstrip("0").rstrip(".")


class SourceBar(QWidget):
    source_chosen = pyqtSignal(str)
    size_chosen = pyqtSignal(int, int)
    """Width and height to ask of the camera."""
    camera_asked = pyqtSignal()
    """Everything else that can be set on it."""
    mirror_changed = pyqtSignal(bool)
    open_asked = pyqtSignal()
    refresh_asked = pyqtSignal()
    """By whoever can not wait for the next look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: SourceInfo | None = None
        self._cameras: list[CameraInfo] | None = None
        """None before they have been looked for."""
        self._spec = "demo"
        self.label = QLabel(self)
        self.combo = QComboBox(self)
        self.combo.setMinimumWidth(120)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setMaximumWidth(320)
        self.combo.currentIndexChanged.connect(self._chosen)
        self.label.setBuddy(self.combo)
        self.sizes = QComboBox(self)
        self.sizes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sizes.setMinimumContentsLength(9)
        self.sizes.activated.connect(lambda _: self.size_chosen.emit(*self.sizes.currentData()[:2]))
        self.sizes.hide()
        self.camera = named(QToolButton(self), "tool")
        self.camera.setText("⚙")
        self.camera.clicked.connect(self.camera_asked)
        self.camera.hide()
        self.open = named(QToolButton(self), "tool")
        self.open.clicked.connect(self.open_asked)
        self.mirror = QCheckBox(self)
        self.mirror.toggled.connect(self.mirror_changed)
        self.info = text_label(self, "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.label)
        layout.addWidget(self.combo, 1)
        layout.addWidget(self.sizes)
        layout.addWidget(self.camera)
        layout.addWidget(self.open)
        layout.addSpacing(4)
        layout.addWidget(self.mirror)
        layout.addStretch()
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(self.tr("So&urce"))
        self.combo.setAccessibleName(self.tr("Source"))
        self.sizes.setAccessibleName(self.tr("Size and rate to ask of the camera"))
        self.sizes.setToolTip(self.tr("Size and rate to ask of the camera"))
        self.camera.setToolTip(self.tr("Mode, exposure, focus and more of this camera (Ctrl+Shift+C)"))
        self.camera.setAccessibleName(self.tr("Set the camera"))
        self.open.setText(self.tr("&Open file…"))
        self.open.setToolTip(self.tr("Take the picture from a video or an image"))
        self.open.setAccessibleName(self.tr("Open a video or an image"))
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

    def show_sizes(self, sizes: Sequence[Size], wanted: Size) -> None:
        """The sizes that the chosen camera has, and the one that is asked for; none: the source is no camera."""
        self.sizes.setVisible(bool(sizes))
        self.camera.setVisible(bool(sizes))
        view = self.sizes.view()
        if view is not None and view.isVisible():
            return  # a list that is open stays open
        with QSignalBlocker(self.sizes):
            self.sizes.clear()
            for size in sizes:
                self.sizes.addItem(size_text(*size), size)
            row = next((row for row, size in enumerate(sizes) if size[:2] == wanted[:2]), -1)
            if sizes and row < 0:  # it gives the nearest
                self.sizes.addItem(self.tr("{size} (not offered)").format(size=size_text(*wanted[:2], 0.0)), wanted)
                row = len(sizes)
            self.sizes.setCurrentIndex(row)

    def show_cameras(self, cameras: Sequence[CameraInfo]) -> None:
        """The cameras that are there."""
        self._cameras = list(cameras)
        self._fill()

    def show_info(self, info: SourceInfo | None) -> None:
        """What the source really gives."""
        self._info = info
        if info is None:
            self.info.clear()
            return
        given = size_text(info.width, info.height, info.fps)
        wanted = size_text(*info.wanted)
        differs = info.live and not info.as_wanted
        self.info.setText(
            self.tr("{given} (wanted: {wanted})").format(given=given, wanted=wanted) if differs else given
        )
        tip = self.tr("Given by {name}: {given} {format}. Asked for: {wanted}")
        self.info.setToolTip(tip.format(name=info.name, given=given, format=info.format, wanted=wanted))

    def _fill(self) -> None:
        rows = [("demo", self.tr("Demo clip")), *self._camera_rows()]
        if self._spec not in [spec for spec, _ in rows]:
            camera = self._spec.startswith("camera:")
            rows.append((self._spec, self._absent_camera() if camera else Path(self._spec).name))
        shown = [(self.combo.itemData(row), self.combo.itemText(row)) for row in range(self.combo.count())]
        if rows == shown and self.combo.currentData() == self._spec:
            return  # a list that is open stays open
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for spec, name in rows:
                self.combo.addItem(name, spec)
            self.combo.setCurrentIndex(self.combo.findData(self._spec))
        self.combo.setToolTip("" if self._spec == "demo" else self._spec)

    def _camera_rows(self) -> list[tuple[str, str]]:
        """Source spec and words for each camera that is there; a name that two share is told apart by the number. The
        chosen one keeps the spec that it was chosen by."""
        cameras = self._cameras or []
        names = [camera.name for camera in cameras]
        chosen = self._meant(cameras)
        rows = []
        for camera in cameras:
            unique = bool(camera.name) and names.count(camera.name) == 1
            name = camera.name or self.tr("Camera")
            words = name if unique else f"{name} ({camera.index})"
            rows.append((self._spec if camera == chosen else self._spec_of(camera, unique=unique), words))
        return rows

    def _spec_of(self, camera: CameraInfo, *, unique: bool) -> str:
        return camera.spec if camera.key or unique else f"camera:{camera.index}"

    def _meant(self, cameras: Sequence[CameraInfo]) -> CameraInfo | None:
        """Which of the cameras the chosen source is."""
        if not self._spec.startswith("camera:"):
            return None
        try:
            return find_camera(self._spec.removeprefix("camera:"), cameras)
        except InputError:
            return None

    def _absent_camera(self) -> str:
        wanted = name_in(self._spec)
        name = self.tr("Camera {number}").format(number=wanted) if wanted.isdecimal() else wanted
        return name if self._cameras is None else self.tr("{camera} (not found)").format(camera=name)

    def _chosen(self) -> None:
        spec = self.combo.currentData()
        if spec is not None and spec != self._spec:
            self._spec = spec
            self.source_chosen.emit(spec)
