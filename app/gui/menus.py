"""The menu bar: every action of the window with its words, shortcut and place, and the about and licence dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QT_VERSION_STR, QObject, Qt
from PyQt6.QtGui import QAction, QActionGroup, QFontDatabase, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui.cover import COVER_KEY
from app.gui.language import LANGUAGES


class Menus(QObject):
    """Owns the actions; the window connects them."""

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget], licence_file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._licence_file = licence_file
        bar = window.menuBar()
        assert bar is not None
        self.file, self.view, self.session, self.help = (self._menu(bar.addMenu("")) for _ in range(4))
        self.add_face = self._action(self.file, "Ctrl+Shift+O")
        self.open_source = self._action(self.file, QKeySequence.StandardKey.Open)
        self.file.addSeparator()
        self.quit = self._action(self.file, "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.quit.triggered.connect(window.close)

        for dock in docks:
            self.view.addAction(dock.toggleViewAction())
        self._after_docks = self.view.addSeparator()
        self._docks = tuple(docks)
        self.floats = tuple(self._float(dock) for dock in docks)
        """For each dock, in their order: checked while it floats."""
        self._after_floats = self.view.addSeparator()
        self.reset_layout = self._action(self.view)
        self.view.addSeparator()
        self.theme = self._menu(self.view.addMenu(""))
        self.themes = self._choices(self.theme, ("auto", "light", "dark"))
        self.language = self._menu(self.view.addMenu(""))
        self.languages = self._choices(self.language, ("auto", *LANGUAGES))

        self.start_stop = self._action(self.session)
        self.start_stop.setShortcuts([QKeySequence("Ctrl+R"), QKeySequence("F5")])
        self.cover = self._action(self.session, COVER_KEY)
        self.cover.setCheckable(True)
        self.find_cameras = self._action(self.session)
        self.session.addSeparator()
        self.people = self._action(self.session, "Ctrl+Shift+P")
        self.models = self._action(self.session, "Ctrl+Shift+M")

        self.setup = self._action(self.help)
        self.setup_parts = self._menu(self.help.addMenu(""))
        self.diagnostics = self._action(self.help)
        self.help.addSeparator()
        self.about = self._action(self.help)
        self.about.triggered.connect(self._show_about)
        self.licence = self._action(self.help)
        self.licence.triggered.connect(self._show_licence)
        self.retranslate(busy=False)

    def retranslate(self, *, busy: bool) -> None:
        self.file.setTitle(self.tr("&File"))
        self.view.setTitle(self.tr("&View"))
        self.session.setTitle(self.tr("Sessio&n"))
        self.help.setTitle(self.tr("&Help"))
        self.add_face.setText(self.tr("&Add photos of a face…"))
        self.open_source.setText(self.tr("&Open a video or an image…"))
        self.quit.setText(self.tr("&Quit"))
        self._name_floats()
        self.reset_layout.setText(self.tr("&Reset layout"))
        self.theme.setTitle(self.tr("&Colours"))
        self.language.setTitle(self.tr("&Language"))
        follow = self.tr("As the &system")
        self.themes["auto"].setText(follow)
        self.themes["light"].setText(self.tr("&Light"))
        self.themes["dark"].setText(self.tr("&Dark"))
        self.languages["auto"].setText(follow)
        for code, name in LANGUAGES.items():
            self.languages[code].setText(name)
        self.start_stop.setText(self.tr("S&top") if busy else self.tr("S&tart"))
        self.cover.setText(self.tr("Cov&er now"))
        self.find_cameras.setText(self.tr("Look for &cameras"))
        self.people.setText(self.tr("&People…"))
        self.models.setText(self.tr("&Models…"))
        self.setup.setText(self.tr("&Set up Understudy…"))
        self.setup_parts.setTitle(self.tr("Set up &one part"))
        self.diagnostics.setText(self.tr("&Diagnostics"))
        self.about.setText(self.tr("&About Understudy"))
        self.licence.setText(self.tr("&Licence"))

    def add_dock(self, dock: QDockWidget) -> None:
        """Entries for a panel that is made later than the menus; its title is set."""
        self.view.insertAction(self._after_docks, dock.toggleViewAction())
        action = self._float(dock)
        self.view.removeAction(action)
        self.view.insertAction(self._after_floats, action)
        self._docks, self.floats = (*self._docks, dock), (*self.floats, action)
        self._name_floats()

    def _name_floats(self) -> None:
        for dock, action in zip(self._docks, self.floats, strict=True):
            action.setText(self.tr("{panel} in its own window").format(panel=dock.windowTitle()))

    def _menu(self, menu: QMenu | None) -> QMenu:
        assert menu is not None
        return menu

    def _action(self, menu: QMenu, shortcut: QKeySequence.StandardKey | str | None = None) -> QAction:
        action = QAction(self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        menu.addAction(action)
        return action

    def _float(self, dock: QDockWidget) -> QAction:
        """What the double click on the title does with the mouse, for the keyboard."""
        action = self._action(self.view)
        action.setCheckable(True)
        dock.topLevelChanged.connect(action.setChecked)

        def move(floating: bool) -> None:
            dock.show()
            dock.setFloating(floating)
            dock.activateWindow()

        action.triggered.connect(move)
        return action

    def _choices(self, menu: QMenu, codes: tuple[str, ...]) -> dict[str, QAction]:
        group = QActionGroup(self)
        made = {}
        for code in codes:
            made[code] = self._action(menu)
            made[code].setCheckable(True)
            made[code].setData(code)
            group.addAction(made[code])
        return made

    def _show_about(self) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("About Understudy"))
        box.setText(f"Understudy {__version__}")
        box.setInformativeText(
            self.tr(
                "A chosen face over your own, live, as a camera for every other program.\n\n"
                "Free software under the GNU General Public License, version 3 or later. Qt {qt}."
            ).format(qt=QT_VERSION_STR)
        )
        box.open()

    def _show_licence(self) -> None:
        show_text(self._window, self.tr("Licence"), self._licence_file)


def show_text(parent: QWidget, title: str, file: Path) -> None:
    """A window with the text of a file that ships with the program."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    text = QPlainTextEdit(file.read_text(encoding="utf-8"), dialog)
    text.setReadOnly(True)
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    text.setAccessibleName(title)
    text.setTabChangesFocus(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(text)
    layout.addWidget(buttons)
    dialog.resize(720, 560)
    dialog.open()
