"""The program under Qt: the window first, everything heavy after it.

1. Qt starts, with the look and the language of the settings, and the window is shown.
2. After its first picture a worker thread builds the core (OpenCV, onnxruntime, engines); the window is given it.
3. An exception that no one caught is logged by the hook installed before and shown in a dialog: without a hook of our
   own PyQt would end the process.
4. Ctrl-C, a request to terminate and a closed terminal end the program as Quit does.
5. The local service is begun after the window has its services, in a thread of its own.
6. When the window has closed for good (not into the tray), what was built is closed.

A second start hands its files to the first one and ends; started for the tray, the window stays away.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PyQt6 import sip
from PyQt6.QtCore import QObject, QSocketNotifier, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QIcon
from PyQt6.QtWidgets import QApplication, QMessageBox

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.base.signals import STOP_SIGNALS
from app.gui.arrivals import Arrivals
from app.gui.collector import Collector
from app.gui.language import Language
from app.gui.main_window import MainWindow
from app.gui.parts import make_extras
from app.gui.session_bus import leave_a_silent_bus
from app.gui.single import OnlyOne
from app.gui.theme import Theme
from app.gui.threads import thread_factory

if TYPE_CHECKING:
    from app.services.core import Core
    from app.services.local_service import LocalService

log = logging.getLogger(__name__)

CoreFactory = Callable[[Paths, SettingsStore, Callable[..., Any]], "Core"]


class BugDialog(QObject):
    """Shows an uncaught exception, whichever thread it comes from; one dialog at a time."""

    _raised = pyqtSignal(str)

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self._paths = paths
        self._before = sys.excepthook
        self._box: QMessageBox | None = None
        self._raised.connect(self._show)
        sys.excepthook = self._hook

    def close(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._before(kind, error, trace)
        if issubclass(kind, Exception):
            self._raised.emit(f"{kind.__name__}: {error}")

    def _show(self, text: str) -> None:
        if self._box is not None:
            return
        self._box = QMessageBox(QApplication.activeWindow())
        self._box.setIcon(QMessageBox.Icon.Critical)
        self._box.setWindowTitle(self.tr("A fault of the program"))
        self._box.setTextFormat(Qt.TextFormat.PlainText)  # errors name things such as <class 'int'>
        self._box.setText(self.tr("Something went wrong that should not have. The program goes on if it can."))
        self._box.setInformativeText(self.tr("{error}\n\nThe log has the details: {folder}").format(
            error=text, folder=self._paths.logs
        ))  # fmt: skip
        self._box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._box.finished.connect(self._closed)
        self._box.open()

    def _closed(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            box.deleteLater()


def _nothing(*_: object) -> None:
    """A signal's handler: only for those that have one does Python write the number."""


class StopSignals(QObject):
    """Ends the program on Ctrl-C, a request to terminate and a closed terminal, from Qt's loop: also a recording is
    written to its end.

    Python calls a handler between any two of its steps, also while Qt paints a widget that the end takes away (the icon
    in the tray), which crashes. So the handlers do nothing: what counts is the number that Python writes to a socket.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        theirs.setblocking(False)
        self._theirs = theirs
        # The stub wants a pointer where Qt takes the number of the socket.
        socket_number: Any = self._ours.fileno()
        self._notifier = QSocketNotifier(socket_number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        heeded = [one for one in STOP_SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]  # nohup ignores one
        self._before = {number: signal.signal(number, _nothing) for number in heeded}

    def close(self) -> None:
        """Put the handlers back that were there before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    def _woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            if self._before.keys() & set(self._ours.recv(64)):
                self._window.closing.quit()


def build_window(app: QApplication, paths: Paths, settings: SettingsStore) -> MainWindow:
    """The window, not yet shown, in the look and language of the settings."""
    theme, language = Theme(app, paths.resources / "icons"), Language(app, paths.resources / "translations")
    theme.choose(settings.current.ui.theme)
    language.choose(settings.current.ui.language)
    return MainWindow(paths, settings, theme, language, make_extras)


def run_gui(
    paths: Paths,
    settings: SettingsStore,
    build_core: CoreFactory,
    close_core: Callable[[Core], None],
    build_service: Callable[[Core], LocalService],
    started_at: float,
    *,
    tray: bool = False,
    files: Sequence[Path] = (),
) -> int:
    """Show the window and stay until it is closed; returns the exit code. ``started_at`` is monotonic seconds,
    ``tray``: stay in the tray where there is one; ``files`` are opened.

    Raises:
        UserError: another window of this user runs, and does not answer.
    """
    silent_bus = leave_a_silent_bus(os.environ)
    QGuiApplication.setDesktopFileName("understudy")
    app = QApplication(["understudy"])  # by which X11 desktops know it, not by the name of a script
    app.setApplicationName("Understudy")
    app.setWindowIcon(QIcon(str(paths.resources / "icons" / "understudy.svg")))
    app.setQuitOnLastWindowClosed(False)  # a dialog may close while the window is in the tray
    only = OnlyOne(paths)
    if not only.first(files, tray=tray):
        return 0
    bugs = BugDialog(paths)
    collector = Collector()
    window = build_window(app, paths, settings)
    for problem in (silent_bus, only.problem):
        if problem is not None:
            window.messages.show_message(problem, error=False)
    window.closing.began.connect(only.stop_listening)
    window.closing.ended.connect(app.quit)
    arrivals = Arrivals(window, files)
    only.asked.connect(arrivals.take)
    cores: list[Core] = []
    services: list[LocalService] = []

    def attach(core: Core) -> None:
        cores.append(core)
        log.info("Services ready after %.2f s", time.monotonic() - started_at)
        window.attach(core)
        collector.settle()
        arrivals.deliver()
        window.background.run(lambda: build_service(core), serve)

    def serve(service: LocalService) -> None:
        if not window.closing.begun:
            services.append(service)
            window.served.emit(service)
            service.start()

    def failed(error: Exception) -> None:
        window.show()  # the tray has nothing to tell it with
        window.core_failed(error)

    def load() -> None:
        log.info("Window ready after %.2f s", time.monotonic() - started_at)
        window.background.run(lambda: build_core(paths, settings, thread_factory), attach, failed)

    signals = StopSignals(window)
    if not tray:
        window.show()
        app.processEvents()  # the first picture, before the imports take the interpreter
    QTimer.singleShot(0, load)
    try:
        return 0 if window.closing.over else app.exec()  # asked for while the first picture came
    finally:
        signals.close()
        for service in services:
            service.stop()
        for core in cores:
            close_core(core)
        window.close_jobs()
        bugs.close()
        # While Python is whole: what is left to the interpreter's end goes in any order, and that crashed at times.
        sip.delete(window)
        collector.close()
        only.close()
