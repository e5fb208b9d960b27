"""A window that shows exactly what leaves the program, for OBS and others to capture; and its place in the menu.

1. It has no controls and no parent: it goes on while the main window is minimised or in the tray. Its title never
   changes and is never translated, so that a capture by title finds it again.
2. It pulls what is shown from the session as the preview does (`services/output_tap.py`): guarded, labelled pictures of
   the run, cards before, between and after runs, and never the user's own face: there is no comparison here.
3. The picture has the shape of the virtual camera and is fitted as there; the window takes that shape after it was
   resized. A double click or F11 fills the screen, Esc leaves that. Where it was is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QEvent, QObject, QPoint, QRectF, QSettings, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PyQt6.QtWidgets import QApplication, QWidget

from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.preview import to_qimage
from app.gui.widgets import named

if TYPE_CHECKING:
    from app.base.sections import OutputSection
    from app.gui.main_window import MainWindow
    from app.services.output_tap import OutputTap, Shown

TITLE = "Understudy Output"
KEY = "Ctrl+Shift+W"
_SETTLE_MS = 150
"""After the last change of its size, so that the window does not fight with the hand that pulls at it."""
_LARGEST = 0.85
"""Part of the screen that a first window takes at most."""
_EDGE_PX = 8
_LEAST = QSize(160, 90)


class Projector(QWidget):
    closed = pyqtSignal()

    def __init__(self, tap: OutputTap, cards: Path) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._tap, self._cards = tap, cards
        self._language = "en"
        self._sequence = 0
        self._shown: Shown | None = None
        self._image = QImage()
        self._card = ""
        self._form = QSize(1280, 720)
        self._crop = False
        self._placed = False
        self._pressed: QPoint | None = None
        """Where a window without a frame was taken hold of."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pull)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._take_form)
        self.setWindowTitle(TITLE)
        self.setWindowRole("output")
        self.setMinimumSize(_LEAST)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(TITLE)

    # ---- how it is ---------------------------------------------------------------------------------------------

    def follow(self, output: OutputSection, fps: int, language: str) -> None:
        """Take the shape and the fit of the virtual camera, look ``fps`` times a second, and show cards in
        ``language``."""
        form = QSize(output.virtual_camera_width, output.virtual_camera_height)
        changed = form != self._form
        self._form, self._crop = form, output.virtual_camera_fit == "crop"
        self._tap.fit_to(form.width(), form.height(), output.virtual_camera_fit)
        self._timer.setInterval(max(1, round(1000 / fps)))
        if language != self._language:
            self._language, self._card = language, ""
        if changed and self._placed:
            self._take_form()
        self._take(self._shown)

    def set_frameless(self, on: bool) -> None:
        """With the window system's frame, or without it."""
        if on == self.frameless:
            return
        visible, geometry = self.isVisible(), self.saveGeometry()
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint, on)  # hides it
        self.restoreGeometry(geometry)
        if visible:
            self.show()

    @property
    def frameless(self) -> bool:
        return bool(self.windowFlags() & Qt.WindowType.FramelessWindowHint)

    def place(self, kept: QByteArray | None) -> None:
        """Where it was, or in the size of the output as far as the screen has room for that."""
        self._placed = True
        if kept is not None and self.restoreGeometry(kept):
            # One that fills the screen at once would hide everything.
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
            self._take_form()
            return
        screen = QGuiApplication.primaryScreen()
        size = self._form / self.devicePixelRatioF()
        if screen is not None:
            room = screen.availableSize() * _LARGEST
            if size.width() > room.width() or size.height() > room.height():
                size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.resize(size)

    @property
    def image(self) -> QImage:
        """What is painted now."""
        return self._image

    # ---- what is shown -----------------------------------------------------------------------------------------

    def _pull(self) -> None:
        newest = self._tap.newest(self._sequence)
        if newest is not None:
            self._sequence = newest.sequence
            self._take(newest)

    def _take(self, shown: Shown | None) -> None:
        if shown is None:
            return
        self._shown = shown
        if not isinstance(shown.what, str):
            self._image, self._card = to_qimage(shown.what), ""
        elif shown.what != self._card:
            self._card = str(shown.what)
            self._image = QImage(str(self._cards / self._language / f"{self._card}.png"))
        self.update()

    def _areas(self) -> tuple[QRectF, QRectF]:
        """Where the output stands in the window, and the part of the picture that fills it, or the picture within."""
        form = QSize(self._form).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        output = QRectF(
            (self.width() - form.width()) / 2, (self.height() - form.height()) / 2, form.width(), form.height()
        )
        own = self._image.size()
        if self._crop and not self._card:
            part = QSize(self._form).scaled(own, Qt.AspectRatioMode.KeepAspectRatio)
            corner = (own.width() - part.width()) / 2, (own.height() - part.height()) / 2
            return output, QRectF(*corner, part.width(), part.height())
        inner = own.scaled(form, Qt.AspectRatioMode.KeepAspectRatio)
        output.adjust(*(side * part for part in (1, -1) for side in (
            (form.width() - inner.width()) / 2, (form.height() - inner.height()) / 2,
        )))  # fmt: skip
        return output, QRectF(self._image.rect())

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        if self._image.isNull():
            painter.fillRect(self.rect(), Qt.GlobalColor.black)
            return
        target, source = self._areas()
        if target.toRect() != self.rect():
            bars = self._image.pixelColor(0, 0) if self._card else Qt.GlobalColor.black
            painter.fillRect(self.rect(), bars)
        if target.size() != source.size():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image, source)

    # ---- the window --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._form)

    def _take_form(self) -> None:
        """The shape of the output, with the width that it has; not while it fills the screen."""
        if self.isFullScreen() or self.isMaximized():
            return
        height = round(self.width() * self._form.height() / self._form.width())
        screen = self.screen()
        if screen is not None and height > screen.availableSize().height():
            self.resize(QSize(self._form).scaled(screen.availableSize(), Qt.AspectRatioMode.KeepAspectRatio))
        elif height != self.height():
            self.resize(self.width(), height)

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._settle.start()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._tap.look(True)
        self._pull()
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        self._timer.stop()
        self._settle.stop()
        self._tap.look(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.toggle_full_screen()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Without a frame its own edge is what it is resized by."""
        super().mousePressEvent(event)
        handle = self.windowHandle()
        self._pressed = None
        if event is None or handle is None or event.button() != Qt.MouseButton.LeftButton or not self._bare():
            return
        at = event.position().toPoint()
        edges = self._edges(at)
        if edges:
            handle.startSystemResize(edges)
        else:
            self._pressed = at

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Without a frame the picture is what it is moved by."""
        super().mouseMoveEvent(event)
        handle = self.windowHandle()
        if event is None or handle is None or self._pressed is None:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():  # not before: it could be a double click
            self._pressed = None
            handle.startSystemMove()

    def _bare(self) -> bool:
        return self.frameless and not self.isFullScreen()

    def _edges(self, at: QPoint) -> Qt.Edge:
        """The edges of the window that a point lies at; none in its middle."""
        edges = Qt.Edge(0)
        for near, edge in (
            (at.x() < _EDGE_PX, Qt.Edge.LeftEdge),
            (at.x() >= self.width() - _EDGE_PX, Qt.Edge.RightEdge),
            (at.y() < _EDGE_PX, Qt.Edge.TopEdge),
            (at.y() >= self.height() - _EDGE_PX, Qt.Edge.BottomEdge),
        ):
            if near:
                edges |= edge
        return edges

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        assert event is not None
        if event.key() == Qt.Key.Key_F11 or (event.key() == Qt.Key.Key_Escape and self.isFullScreen()):
            self.toggle_full_screen()
        elif event.matches(QKeySequence.StandardKey.Close):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.WindowStateChange:
            self.setCursor(Qt.CursorShape.BlankCursor if self.isFullScreen() else Qt.CursorShape.ArrowCursor)


class ProjectorPart(QObject):
    """A part of the window, see :mod:`app.gui.parts`: made once the window is asked for."""

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._asking = window, controller, asking
        self._ini = QSettings(str(window.paths.user_config / "window.ini"), QSettings.Format.IniFormat)
        self._projector: Projector | None = None
        menu = window.menus.view
        self.action, self.frameless = QAction(menu), QAction(menu)
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence(KEY))
        self.action.triggered.connect(self._show)
        self.frameless.setCheckable(True)
        self.frameless.setChecked(self._ini.value("projector/frameless", False, type=bool))
        self.frameless.triggered.connect(self._set_frameless)
        before = menu.actions()[0]
        menu.insertActions(before, [self.action, self.frameless])
        menu.insertSeparator(before)
        controller.status_changed.connect(self._follow)
        self.retranslate()

    @property
    def projector(self) -> Projector | None:
        """The window, while it is open."""
        return self._projector

    def retranslate(self) -> None:
        self.action.setText(self.tr("&Output window"))
        tip = self.tr("Shows only what leaves, for OBS to capture: “{title}”")
        self.action.setToolTip(tip.format(title=TITLE))
        self.frameless.setText(self.tr("Output window without a f&rame"))
        self._follow()

    def end(self) -> None:
        if self._projector is not None:
            self._projector.close()

    def close(self) -> None:
        """Nothing to wait for."""

    def _show(self, on: bool) -> None:
        if not on:
            self.end()
            return
        # It is there to be captured: what it shows leaves.
        self._asking.with_consent(self._open, lambda: self.action.setChecked(False))

    def _open(self) -> None:
        core = self._controller.core
        projector = named(Projector(core.session.window, core.paths.cards), "projector")
        projector.setWindowIcon(self._window.windowIcon())
        self._projector = projector
        self.action.setChecked(True)
        self._follow()
        projector.set_frameless(self.frameless.isChecked())
        kept = self._ini.value("projector/geometry")
        projector.place(kept if isinstance(kept, QByteArray) else None)
        projector.closed.connect(self._closed)
        projector.show()

    def _closed(self) -> None:
        projector, self._projector = self._projector, None
        self.action.setChecked(False)
        if projector is not None:
            self._ini.setValue("projector/geometry", projector.saveGeometry())
            projector.deleteLater()

    def _set_frameless(self, on: bool) -> None:
        self._ini.setValue("projector/frameless", on)
        if self._projector is not None:
            self._projector.set_frameless(on)

    def _follow(self, _: object = None) -> None:
        if self._projector is not None:
            now = self._controller.core.settings.current
            self._projector.follow(now.output, now.performance.preview_fps, self._window.language.code)
