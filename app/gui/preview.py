"""The large picture in the middle of the window, pulled from the session by a timer.

1. The timer asks for a picture newer than the last; where there is none, nothing is painted.
2. The picture's own memory is wrapped in a QImage; the result is held so that the memory is not used again meanwhile.
3. It is painted with its aspect kept. Holding the compare key or button shows the user's own face instead, under a
   notice that cannot be missed; it ends when the key, the focus or the window is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.gui.messages import progress_text
from app.gui.widgets import text_label

if TYPE_CHECKING:
    from app.pipeline.pipeline import Preview
    from engines.api import Image

Fetch = Callable[[int], "Preview | None"]
COMPARE_KEY = Qt.Key.Key_Space
"""While the picture has the focus; app.gui.compare_keys has the one for the whole window."""


def to_qimage(image: Image) -> QImage:
    """A BGR uint8 HxWx3 array as a QImage of its own memory, in the format that paints fastest."""
    height, width = image.shape[:2]
    wrapped = QImage(image.data, width, height, image.strides[0], QImage.Format.Format_BGR888)  # type: ignore[call-overload]
    painted: QImage = wrapped.convertToFormat(QImage.Format.Format_RGB32)
    return painted


class PreviewWidget(QWidget):
    compare_changed = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fetch: Fetch = lambda _: None
        self._sequence = 0
        self._comparing = False
        self._mirrored = False
        self._shown: Preview | None = None
        self._image = QImage()
        self._unusable = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pull)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)

        self.idle = text_label(self, "idle", wrap=True)
        self.idle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self.idle.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.idle.setFont(font)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(260)
        self.progress.hide()
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self.idle)
        layout.addSpacing(10)
        layout.addWidget(self.progress)
        layout.setAlignment(self.progress, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.before_notice = text_label(self, "before")
        self.covering_notice = text_label(self, "covering")
        self._by_user = False
        for notice in (self.before_notice, self.covering_notice):
            notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            notice.hide()
        self.retranslate()

    def show_covered_now(self, by_user: bool) -> None:
        """Whether the user covered everything, which is another reason than no face to show."""
        if by_user != self._by_user:
            self._by_user = by_user
            self._name_cover()

    def _name_cover(self) -> None:
        words = self.tr("Covered by you") if self._by_user else self.tr("Covered: no swapped face to show")
        self.covering_notice.setText(words)
        self.covering_notice.adjustSize()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Preview"))
        described = self.tr("The picture that leaves the program. Hold Space to see your own face.")
        self.setAccessibleDescription(described)
        self.progress.setAccessibleName(self.tr("Loading"))
        self.before_notice.setText(self.tr("Before: your own face, only in this window"))
        self._name_cover()
        self._show_idle()
        self._place_notices()

    # ---- what is shown ---------------------------------------------------------------------------------------

    def follow(self, fetch: Fetch, fps: int) -> None:
        """Show the pictures that ``fetch`` gives, at most ``fps`` a second."""
        self._fetch = fetch
        self._sequence = 0
        self._timer.start(max(1, round(1000 / fps)))

    def clear(self) -> None:
        """Back to the empty stage."""
        self._timer.stop()
        self._shown = None
        self._image = QImage()
        self._sequence = 0
        self.compare(False)
        self.covering_notice.hide()
        self.progress.hide()
        self.idle.show()
        self.retranslate()
        self.update()

    def show_loading(self, part: float, text: str) -> None:
        """The stage while a run loads: ``part`` is 0..1."""
        self.idle.setText(progress_text(text))
        self.idle.show()
        self.progress.setValue(round(part * 100))
        self.progress.show()

    def show_unusable(self) -> None:
        """The program could not be loaded: a message says why."""
        self._unusable = True
        self.clear()

    def _show_idle(self) -> None:
        words = self.tr("Choose a face and a source, then press Start.")
        self.idle.setText(self.tr("The program could not be loaded.") if self._unusable else words)

    @property
    def image(self) -> QImage:
        """What is painted now; null while there is no picture."""
        return self._image

    @property
    def running(self) -> bool:
        """Whether pictures are pulled."""
        return self._timer.isActive()

    def compare(self, on: bool) -> None:
        """Show the user's own face, in this window only, while ``on``."""
        on = on and self._shown is not None
        if on == self._comparing:
            return
        self._comparing = on
        self._take(self._shown)
        self.compare_changed.emit(on)

    def mirror(self, on: bool) -> None:
        """Paint the picture as a mirror shows it, in this window only."""
        self._mirrored = on
        self.update()

    def _pull(self) -> None:
        newest = self._fetch(self._sequence)
        if newest is not None:
            self._sequence = newest.sequence
            self._take(newest)

    def _take(self, preview: Preview | None) -> None:
        self._shown = preview
        if preview is None:
            self._image = QImage()
        else:
            self._image = to_qimage(preview.before if self._comparing else preview.after)
            self.idle.hide()
            self.progress.hide()
        self.before_notice.setVisible(self._comparing)
        self.covering_notice.setVisible(preview is not None and preview.covering and not self._comparing)
        self._place_notices()
        self.update()

    # ---- painting and keys -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(860, 520)

    def picture_area(self) -> QRectF:
        """Where the picture is painted, in this widget's own coordinates; empty without one."""
        if self._image.isNull():
            return QRectF()
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().shadow())
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        if not self._image.isNull():
            self._paint_picture(painter)
        if self.hasFocus() and not self._image.isNull():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(self.palette().highlight().color())
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _paint_picture(self, painter: QPainter) -> None:
        painter.save()
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(self.picture_area(), self._image)
        painter.restore()

    def _place_notices(self) -> None:
        area = self.picture_area().toRect()
        for notice in (self.before_notice, self.covering_notice):
            notice.setMaximumWidth(max(60, self.width() - 20))
            notice.adjustSize()
            notice.move((self.width() - notice.width()) // 2, area.top() + 12)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place_notices()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        assert event is not None
        if event.key() != COMPARE_KEY or event.modifiers():
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.compare(True)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        assert event is not None
        if event.key() != COMPARE_KEY:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self.compare(False)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.compare(False)
        self.update()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.compare(False)
