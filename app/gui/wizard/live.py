"""A small live picture of a source, for the assistant alone: it never leaves the window and nothing of it is kept.

1. :meth:`LiveView.show_source` opens a source off the window's thread; :meth:`LiveView.stop` lets go of it, also while
   it is still being opened. Sources are opened and closed one after the other, so that a device is free before it is
   opened again.
2. While a run goes on with that very source its own pictures are shown: no device is opened twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.base.errors import UserError
from app.gui.preview import to_qimage
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.services.camera_look import CameraLook
    from app.services.session_state import SessionStatus
    from engines.api import Image

_LOOK_MS = 66
"""Fifteen pictures a second are live enough for a thumbnail."""


class LiveView(QWidget):
    opened = pyqtSignal(object)
    """SourceInfo of a source that was opened."""
    failed = pyqtSignal(object)
    """Message: why there is no picture."""
    pictured = pyqtSignal()
    """The first picture is there."""

    def __init__(self, controller: Controller, devices: Background, parent: QWidget | None = None) -> None:
        """``devices``: does one job after the other, and outlives this widget."""
        super().__init__(parent)
        self._controller = controller
        self._devices = devices
        self._look: CameraLook | None = None
        self._spec = ""
        self._from_run = False
        self._sequence = 0
        self._picture: Image | None = None
        self._image = QImage()
        self._words = ""
        self._lost = False
        self._mirrored = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._pull)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(192, 108)
        controller.status_changed.connect(self._follow_run)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Picture of the camera"))
        self.setAccessibleDescription(self._words)

    # ---- what is shown ---------------------------------------------------------------------------------------

    @property
    def picture(self) -> Image | None:
        """The newest picture (BGR); None while there is none."""
        return self._picture

    @property
    def image(self) -> QImage:
        """What is painted; null while there is no picture."""
        return self._image

    @property
    def spec(self) -> str:
        """The source that is shown; empty: none."""
        return self._spec

    def show_source(self, spec: str) -> None:
        """Show what a source gives: ``demo``, ``camera:NAME`` or a path."""
        self._let_go()
        self._spec = spec
        self._clear(self.tr("Opening…"))
        self._from_run = self._runs(spec)
        if self._from_run:
            self._timer.start()
            return
        from app.services.camera_look import CameraLook  # these bring OpenCV, which is there once the core is
        from app.services.session_state import source_request

        core = self._controller.core
        look = CameraLook(source_request(core.settings.current, spec=spec), core.paths.media)
        self._look = look

        def opened(info: object) -> None:
            if self._look is look and info is not None:
                self._timer.start()
                self.opened.emit(info)

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if self._look is look:
                self._look = None
                self._clear(self.tr("No picture"))
                self.failed.emit(error.message)

        self._devices.run(look.open, opened, failed)

    def mirror(self, on: bool) -> None:
        """Paint the picture as a mirror shows it."""
        self._mirrored = on
        self.update()

    def stop(self, words: str = "") -> None:
        """Let go of the source; ``words`` stand where the picture was."""
        self._let_go()
        self._spec = ""
        self._clear(words)

    def hold(self) -> None:
        """Let go of the source, and go on showing its last picture."""
        self._let_go()
        self._spec = ""

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _runs(self, spec: str) -> bool:
        """Whether a run goes on with this source, or is about to."""
        return self._controller.busy and self._controller.core.settings.current.camera.source == spec

    def _follow_run(self, status: SessionStatus) -> None:
        """A run began or ended: the device belongs to it while it goes on."""
        if not self._spec:
            return
        if self._from_run != self._runs(self._spec):
            self.show_source(self._spec)
        elif self._from_run and status.state == "loading" and self._picture is not None:
            self._clear(self.tr("Opening…"))  # another run took its place, which counts its pictures anew

    def _let_go(self) -> None:
        self._timer.stop()
        look, self._look = self._look, None
        if look is not None:
            look.give_up()
            self._devices.run(look.close, lambda _: None)

    def _clear(self, words: str) -> None:
        self._picture, self._image, self._sequence, self._lost = None, QImage(), 0, False
        self._words = words
        self.setAccessibleDescription(words)
        self.update()

    def _pull(self) -> None:
        picture = self._newest()
        if picture is not None:
            first = self._picture is None
            self._picture, self._image = picture, to_qimage(picture)
            self._lost = False
            self.update()
            if first:
                self.setAccessibleDescription(self.tr("A picture is shown."))
                if self._from_run and self._controller.status.source is not None:
                    self.opened.emit(self._controller.status.source)
                self.pictured.emit()
            return
        trouble = self._look.trouble() if self._look is not None else None
        if trouble is not None and not self._lost:
            self._clear(self.tr("No picture"))
            self._lost = True
            self.failed.emit(trouble)

    def _newest(self) -> Image | None:
        if not self._from_run:
            return self._look.newest() if self._look is not None else None
        preview = self._controller.core.session.preview(self._sequence)
        if preview is None:
            return None
        self._sequence = preview.sequence
        return preview.before

    # ---- painting --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(384, 216)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 10, 10)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), self.palette().shadow())
        if self._image.isNull():
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 8, -12, -8), flags, self._words)
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
