"""The menu of the tray: what the window has at hand, without the window.

Its lists of engines and faces are those of the docks, made anew whenever they differ: a menu that a desktop shows in
its own process is not always told that it is about to be seen.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QWidget

_MOST_LETTERS = 48
_MOST_FACES = 30
"""More would not fit a screen; the window shows them all."""


def entry_text(words: str) -> str:
    """As an entry of a menu: in one line, for a tab would make a column; with an ampersand that is no mnemonic; and
    cut, for the menu lies at the edge of the screen."""
    line = " ".join(words.split())
    short = line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - 1].rstrip() + "…"
    return short.replace("&", "&&")


class ChoiceMenu(QObject):
    """A submenu of which one entry, or none, is checked."""

    chosen = pyqtSignal(str)

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self.menu = menu
        self._shown: Hashable = None
        self._group: QActionGroup | None = None

    @property
    def entries(self) -> dict[str, QAction]:
        """By what choosing them means."""
        return {} if self._group is None else {str(action.data()): action for action in self._group.actions()}

    def show(self, rows: Sequence[tuple[str, str, bool]], checked: Sequence[str], rest: str = "") -> None:
        """``rows``: what is meant, words, whether it can be chosen; ``rest``: a last line that is no entry. No
        pictures: an entry that has one shows no check mark."""
        shown = (tuple(rows), tuple(checked), rest)
        if shown == self._shown:
            return
        self._shown = shown
        self.menu.clear()
        if self._group is not None:
            self._group.deleteLater()
        self._group = QActionGroup(self)
        self._group.setExclusive(False)  # several photos may be chosen, and a click is answered by what comes true
        for meaning, words, possible in rows:
            action = QAction(entry_text(words), self._group)
            action.setData(meaning)
            action.setCheckable(True)
            action.setChecked(meaning in checked)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, meaning=meaning: self._choose(meaning))
            self.menu.addAction(action)
        if rest:
            self.menu.addSeparator()
            last = self.menu.addAction(rest)
            assert last is not None
            last.setEnabled(False)

    def _choose(self, meaning: str) -> None:
        self._shown = None  # the click has changed the check mark: show it anew, as it is
        self.chosen.emit(meaning)


class TrayMenu(QMenu):
    """Its actions; the tray connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.status = QAction(self)
        self.open = QAction(self)
        self.start_stop = QAction(self)
        self.cover = QAction(self)
        self.cover.setCheckable(True)
        self.keys = QAction(self)
        self.camera = QAction(self)
        self.camera.setCheckable(True)
        self.stay = QAction(self)
        self.stay.setCheckable(True)
        self.login = QAction(self)
        self.login.setCheckable(True)
        self.quit = QAction(self)
        self.addAction(self.status)
        self.addSeparator()
        self.addAction(self.open)
        self.addSeparator()
        self.addAction(self.start_stop)
        self.addAction(self.cover)
        self.addAction(self.camera)
        self.engines = ChoiceMenu(self._submenu())
        self.faces = ChoiceMenu(self._submenu())
        self.addSeparator()
        self.addAction(self.keys)
        self.addAction(self.stay)
        self.addAction(self.login)
        self.addSeparator()
        self.addAction(self.quit)

    def _submenu(self) -> QMenu:
        menu = self.addMenu("")
        assert menu is not None
        return menu

    def retranslate(self, *, busy: bool, stopping: bool, shown: bool) -> None:
        """``shown``: whether the window is seen."""
        self.open.setText(self.tr("Hide the &window") if shown else self.tr("Open the &window"))
        self.start_stop.setText(self.tr("S&top") if busy else self.tr("S&tart"))
        self.start_stop.setEnabled(not stopping)
        self.cover.setText(self.tr("&Cover now"))
        self.camera.setText(self.tr("&Virtual camera"))
        self.engines.menu.setTitle(self.tr("&Engine"))
        self.faces.menu.setTitle(self.tr("&Face"))
        self.stay.setText(self.tr("Stay &here when the window is closed"))
        self.login.setText(self.tr("Open here at &login"))
        self.quit.setText(self.tr("&Quit Understudy"))

    def show_status(self, words: str) -> None:
        """A long sentence is cut; the icon's tooltip says it whole."""
        self.status.setText(entry_text(words))

    def show_faces(self, rows: Sequence[tuple[str, str]], checked: Sequence[str]) -> None:
        """Spec and name of each, and which are chosen."""
        more = len(rows) - _MOST_FACES
        rest = self.tr("{count} more in the window").format(count=more) if more > 0 else ""
        self.faces.show([(spec, name, True) for spec, name in rows[:_MOST_FACES]], checked, rest)
