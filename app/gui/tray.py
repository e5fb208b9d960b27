"""The icon in the tray: how the run is doing, and what is at hand while the window is away.

1. The icon is there while a tray is (:mod:`app.gui.tray_host`), which is looked at again and again: a tray may come
   later than the program, and go while the window is hidden, which is then shown again.
2. Closing the window hides it where the user said so; the first time that is asked.
3. What is told while nobody sees the window is told beside the icon as well.
"""

from __future__ import annotations

import sys
import time
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from PyQt6 import sip
from PyQt6.QtCore import QObject, Qt, QTimer
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QApplication, QCheckBox, QMessageBox, QSystemTrayIcon, QWidget

from app.base.errors import Message
from app.gui.messages import engine_text, message_text
from app.gui.session_link import BUSY
from app.gui.tray_look import STATES, Look, look
from app.gui.tray_menu import TrayMenu
from app.services.autostart import Autostart

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.cover_keys import CoverKeys
    from app.gui.main_window import MainWindow

_LOOK_MS = 2000
_GRACE_LOOKS = 5
"""How often a tray is looked for at a hidden start before the window is shown instead: panels start slowly, too."""
_TOLD_MS = 8000
_FIGURES_S = 2.0


def _line(shown: QWidget) -> list[QWidget]:
    """The windows that one that is seen belongs to, one within the other; none for a menu or a hint, which go away by
    themselves."""
    line: list[QWidget] = []
    passing = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)
    if shown.isVisible() and shown.windowType() not in passing:
        above = shown.parentWidget()
        while above is not None and (window := above.window()) is not None:
            line.append(window)
            above = window.parentWidget()
    return line


class Host(Protocol):
    def there(self) -> bool: ...


class Tray(QObject):
    def __init__(self, window: MainWindow, controller: Controller, keys: CoverKeys, host: Host) -> None:
        super().__init__(window)
        self._window, self._controller, self._keys, self._host = window, controller, keys, host
        folder = controller.core.paths.resources / "icons"
        self._icons = {state: QIcon(str(folder / f"tray-{state}.svg")) for state in STATES}
        self._icon: QSystemTrayIcon | None = None
        self.there = False
        """Whether the icon is in a tray."""
        self._seen: tuple[Look | None, float] = (None, 0.0)
        """What the icon shows, and since when (monotonic seconds)."""
        self._others: list[QWidget] = []
        """What was hidden with the window."""
        self._autostart = Autostart(controller.core.paths)
        self._grace = 0 if window.isVisible() else _GRACE_LOOKS
        self.menu = TrayMenu(window)
        self._connect()
        window.closing.instead = self._instead_of_closing
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look_for_host)
        self._timer.start()
        self.retranslate()
        self._show_login()
        self.look_for_host()

    def _connect(self) -> None:
        window, controller, menu = self._window, self._controller, self.menu
        menu.aboutToShow.connect(self.refresh)
        menu.aboutToShow.connect(self._show_login)
        menu.stay.triggered.connect(lambda on: controller.keep("ui.close_to_tray", "tray" if on else "quit"))
        menu.login.triggered.connect(self._set_login)
        menu.status.triggered.connect(self.open)  # not greyed: it says the most important thing
        menu.open.triggered.connect(self.toggle)
        menu.start_stop.triggered.connect(self._toggle_run)
        menu.cover.triggered.connect(window.covering.set)
        menu.camera.triggered.connect(self._set_camera)
        menu.keys.triggered.connect(self._open_keys)
        menu.quit.triggered.connect(window.closing.quit)
        menu.engines.chosen.connect(self._choose_engine)
        menu.faces.chosen.connect(self._choose_face)
        for signal in (
            controller.status_changed, controller.outputs.changed, controller.not_kept, controller.faces.taken,
            controller.faces.refused, window.gallery.photos_changed, window.engine.engine_chosen, self._keys.changed,
        ):  # fmt: skip
            signal.connect(self.refresh)
        controller.notice.connect(self._tell)

    @property
    def icon(self) -> QSystemTrayIcon:
        """Made with the first tray: what Qt finds when it makes one decides for good how it shows icons."""
        if self._icon is None:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self.menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.open)
        return self._icon

    # ---- a part of the window --------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.refresh()

    def end(self) -> None:
        """The window closes for good. May be called twice."""
        self._timer.stop()
        if self._icon is not None:
            self._icon.hide()
        self.there = False

    # ---- showing ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Icon, words and menu as things are now."""
        window, controller, menu = self._window, self._controller, self.menu
        if window.closing.begun:
            return
        status = controller.status
        camera = controller.outputs.camera_on
        seen = self._look(look(status, controller.guard, camera), busy=status.state in BUSY)
        menu.retranslate(busy=status.state in BUSY, stopping=status.state == "stopping", shown=self._shown)
        menu.show_status(seen.words.splitlines()[1])
        menu.cover.setChecked(status.covered_now)
        menu.camera.setChecked(camera)
        menu.stay.setChecked(controller.core.settings.current.ui.close_to_tray == "tray")
        menu.keys.setText(self._keys.words.replace("&", "&&"))
        rows = []
        for entry in controller.core.engines:
            known = entry.manifest
            name = engine_text(entry.id, known.name) if known is not None else entry.id
            rows.append((entry.id, name, known is not None))
        menu.engines.show(rows, [controller.core.settings.current.engine.id])
        menu.show_faces([face[:2] for face in window.gallery.faces()], window.gallery.chosen())

    def _look(self, seen: Look, *, busy: bool) -> Look:
        """Give the icon its look, and answer with it. While a run goes on its figures change four times a second,
        which a panel in another process need not hear of."""
        now, (before, at) = time.monotonic(), self._seen
        if busy and before is not None and before.state == seen.state and now - at < _FIGURES_S:
            return before
        if self._icon is not None and seen != before:
            self._icon.setIcon(self._icons[seen.state])
            self._icon.setToolTip(seen.words)
        self._seen = (seen, now)
        return seen

    @property
    def _shown(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    def _tell(self, message: Message, _about: str = "") -> None:
        """Beside the icon, where the window is not seen."""
        if self.there and not self._shown and QSystemTrayIcon.supportsMessages():
            text = " ".join(part for part in message_text(message) if part)
            self.icon.showMessage("Understudy", text, QSystemTrayIcon.MessageIcon.Warning, _TOLD_MS)

    # ---- the window, shown and hidden ------------------------------------------------------------------------

    def open(self) -> None:
        """The window, in front of the others."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        others, self._others = self._others, []
        for other in others:
            if not sip.isdeleted(other):  # a dialog may have been ended meanwhile
                other.show()
        window.raise_()
        window.activateWindow()
        self.refresh()

    def hide(self) -> None:
        """The window away, and with it what it has opened."""
        window = self._window
        window.docks.keep()
        shown = [(len(line), other) for other in QApplication.topLevelWidgets() if window in (line := _line(other))]
        self._others = [other for _, other in sorted(shown, key=itemgetter(0))]  # a dialog after what it belongs to
        for other in reversed(self._others):
            other.hide()
        window.hide()
        self.refresh()

    def toggle(self) -> None:
        if self._shown:
            self.hide()
        else:
            self.open()

    def look_for_host(self) -> None:
        """Whether there is a tray; called on a timer."""
        before, self.there = self.there, self._host.there()
        if self.there and not before:
            icon = self.icon
            self._seen = (None, 0.0)
            self.refresh()
            icon.show()
        elif before and not self.there:
            self.icon.hide()
            if not self._window.isVisible():
                self.open()
                text, hint = "The tray is gone, so the window is open again.", "Closing it ends the program now."
                self._window.messages.show_message(Message("tray.gone", text, hint), error=False)
        if self.there or self._window.isVisible():
            self._grace = 0
        elif self._grace:
            self._grace -= 1
            if not self._grace:
                self.open()
                text = "There is no tray to open in, so the window is open."
                hint = "GNOME needs the extension AppIndicator for one."
                self._window.messages.show_message(Message("tray.none", text, hint), error=False)

    def _instead_of_closing(self) -> bool:
        """What a close by the user does: True where the program goes on."""
        self.look_for_host()
        if not self.there:
            return False
        choice = self._controller.core.settings.current.ui.close_to_tray
        if choice == "ask":
            self._ask()
        elif choice == "tray":
            self.hide()
        return choice != "quit"

    def _ask(self) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Close the window"))
        box.setText(self.tr("Shall Understudy go on in the tray?"))
        box.setInformativeText(
            self.tr(
                "Then other programs keep the camera. The icon in the tray shows how it is doing; "
                "its menu opens the window again, covers and quits."
            )
        )
        remember = QCheckBox(self.tr("&Remember, and do not ask again"), box)
        remember.setChecked(True)
        box.setCheckBox(remember)
        stay = box.addButton(self.tr("&Go on in the tray"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(self.tr("&Quit"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(stay)
        box.setEscapeButton(cancel)

        def answered() -> None:
            clicked = box.clickedButton()
            if clicked not in (stay, leave):
                return
            if remember.isChecked():
                self._controller.keep("ui.close_to_tray", "tray" if clicked is stay else "quit")
            if clicked is leave:
                self._window.closing.quit()
            elif self.there:
                self.hide()

        box.finished.connect(answered)
        box.open()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # A click opens the menu on a Mac, where there is no other way to it.
        if reason == QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.toggle()

    # ---- what the menu asks ----------------------------------------------------------------------------------

    def _toggle_run(self) -> None:
        controller = self._controller
        sends = controller.outputs.camera or controller.outputs.recording is not None
        if not controller.busy and sends and not controller.consented:
            self.open()  # the statement is asked there
        self._window.toggle_run()
        self.refresh()

    def _set_camera(self, on: bool) -> None:
        if on and not self._controller.consented:
            self.open()
        self._window.outputs.camera.setChecked(on)  # as if it were switched there
        self.refresh()

    def _show_login(self) -> None:
        """Looked at when the menu opens: the system's own settings change it, too."""
        found = self._autostart.state()
        self.menu.login.setChecked(found.state == "on")
        self.menu.login.setEnabled(found.message.code != "autostart.sandboxed")

    def _set_login(self, on: bool) -> None:
        if self._controller.attempt(lambda: self._autostart.set(on)):
            self._controller.told.emit(self._autostart.state().message)
        self._show_login()

    def _open_keys(self) -> None:
        self.open()
        self._keys.open()

    def _choose_engine(self, engine: str) -> None:
        combo = self._window.engine.combo
        combo.setCurrentIndex(combo.findData(engine))  # as if it were chosen there
        self.refresh()

    def _choose_face(self, spec: str) -> None:
        self._window.gallery.choose_one(spec)
        self.refresh()
