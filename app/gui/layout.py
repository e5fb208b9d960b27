"""The panels beside the preview: where they are, where they were at the last close, and how it all began."""

from __future__ import annotations

from PyQt6 import sip
from PyQt6.QtCore import QByteArray, QCoreApplication, QSettings, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from app.gui.widgets import named

_NUMBER = 1
"""Of the layout: a kept layout of another number is not restored."""


class DockLayout:
    def __init__(
        self,
        window: QMainWindow,
        ini: QSettings,
        *,
        faces: QWidget,
        engine: QWidget,
        outputs: QWidget,
        diagnostics: QWidget,
    ) -> None:
        """``ini`` is the window's own file, where the layout is kept."""
        self._window, self._ini = window, ini
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.faces = self._dock("faces", faces, left)
        self.engine = self._dock("engine", engine, right)
        self.outputs = self._dock("output", outputs, right)
        self.diagnostics = self._dock("diagnostics", diagnostics, right)
        self.all: tuple[QDockWidget, ...] = (self.faces, self.engine, self.outputs, self.diagnostics)
        self._late: list[QDockWidget] = []
        self._first = QByteArray()

    def add(self, name: str, content: QWidget) -> QDockWidget:
        """One more panel, which is made after :meth:`restore`: where it was when the window was closed last, and
        closed before it was ever opened."""
        dock = self._made(name, content)
        self._late.append(dock)
        self.all = (*self.all, dock)
        if not self._window.restoreDockWidget(dock):
            self._put_behind(dock)
        return dock

    def _put_behind(self, dock: QDockWidget) -> None:
        """Closed, and before another one at the right when it is opened: there is no room beside the picture."""
        dock.setFloating(False)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self._window.addDockWidget(right, dock)
        for other in (self.engine, self.outputs, self.diagnostics, self.faces):
            # Qt puts none behind one that is closed.
            if not other.isHidden() and not other.isFloating() and self._window.dockWidgetArea(other) == right:
                self._window.tabifyDockWidget(other, dock)
                break
        dock.hide()

    def _dock(self, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = self._made(name, content)
        self._window.addDockWidget(area, dock)
        return dock

    def _made(self, name: str, content: QWidget) -> QDockWidget:
        dock = named(QDockWidget(self._window), name)
        dock.setWidget(content)
        dock.visibilityChanged.connect(lambda _: self.name_tabs())
        dock.dockLocationChanged.connect(lambda _: self.name_tabs())
        return dock

    def name_tabs(self) -> None:
        """For those who hear the window; Qt makes the tabs where docks lie one behind the other."""
        if sip.isdeleted(self._window):  # it ends, and its docks say so on their way
            return
        for bar in self._window.findChildren(QTabBar):
            bar.setAccessibleName(QCoreApplication.translate("DockLayout", "Panels"))

    def restore(self) -> None:
        """Every dock where it was when the window was closed last."""
        # One behind the other: there is no room for a fourth beside the picture.
        self._window.tabifyDockWidget(self.engine, self.diagnostics)
        self.diagnostics.hide()
        self._place()
        self._first = self._window.saveState(_NUMBER)
        geometry, layout = self._ini.value("window/geometry"), self._ini.value("window/layout")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(layout, QByteArray):
            self._window.restoreState(layout, _NUMBER)

    def reset(self) -> None:
        """Every dock where it was at the first start."""
        self._window.restoreState(self._first, _NUMBER)
        for dock in self._late:  # that layout does not know them
            self._put_behind(dock)
        self._place()

    def keep(self) -> None:
        """Write down where everything is."""
        self._ini.setValue("window/geometry", self._window.saveGeometry())
        self._ini.setValue("window/layout", self._window.saveState(_NUMBER))
        self._ini.sync()

    def show_diagnostics(self) -> None:
        """Bring them to the front; they are closed at first."""
        self.bring(self.diagnostics)

    def bring(self, dock: QDockWidget) -> None:
        """Open a panel, before those that it shares its place with."""
        dock.show()
        dock.raise_()

    def _place(self) -> None:
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([self.faces, self.engine], [262, 290], across)
        self._window.resizeDocks([self.engine, self.outputs], [440, 270], down)
