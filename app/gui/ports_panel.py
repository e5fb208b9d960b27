"""The panel *Ports*: what the services of this program are reached at, and what is in their way.

1. While it can be seen it is looked every few seconds, and at once after each change, off the window's thread.
2. A new number is kept in the settings; the service moves there by itself. A process is ended only once the user has
   seen what it is and agreed; then the services take their ports anew.
3. A port that was stepped over, and one that could not be had, are told in the message bar, seen or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from app.base.errors import Message, UserError
from app.gui.end_dialog import EndDialog
from app.gui.port_row import PortRow
from app.gui.sight import Sight
from app.gui.threads import Background
from app.gui.widgets import named, scroll_area, text_label
from app.services.ports import SERVICES

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow
    from app.services.ports import Holder, PortStatus

LOOK_MS = 4000
ABOUT_PORTS = "ports"


class PortsPanel(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.intro = text_label(self, "quiet", wrap=True)
        self.rows = {service: PortRow(service, self) for service in SERVICES}
        self.next_free = QCheckBox(self)
        self.refresh = QPushButton(self)
        inner = named(QWidget(), "panel")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.setSpacing(8)
        for row in self.rows.values():
            rows.addWidget(row)
        rows.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 10)
        layout.setSpacing(8)
        layout.addWidget(self.intro)
        layout.addWidget(self.next_free)
        layout.addWidget(scroll_area(self, inner), 1)
        layout.addWidget(self.refresh, 0, Qt.AlignmentFlag.AlignLeft)
        self.setMinimumWidth(270)
        self.retranslate()

    def retranslate(self) -> None:
        self.intro.setText(self.tr("Where other programs and a browser reach Understudy on this machine."))
        self.next_free.setText(self.tr("Else take the next free port"))
        self.next_free.setToolTip(
            self.tr("Where a wanted port is held; otherwise the service does not start until it is free")
        )
        self.refresh.setText(self.tr("Look again"))
        for row in self.rows.values():
            row.retranslate()

    def show_statuses(self, statuses: Sequence[PortStatus]) -> None:
        for status in statuses:
            self.rows[status.service].show_status(status)

    def show_next_free(self, on: bool) -> None:
        with QSignalBlocker(self.next_free):
            self.next_free.setChecked(on)


class PortsPart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    _changed = pyqtSignal()

    def __init__(self, window: MainWindow, controller: Controller, _asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._ports = window, controller, controller.core.ports
        self._background = Background(self)
        self._looking = self._again = self._ended = False
        self._told: dict[str, Message] = {}
        self.panel = PortsPanel()
        self.dock = window.docks.add("ports", self.panel)
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self.look)
        self.retranslate()
        window.menus.add_dock(self.dock)
        self.sight = Sight(self.dock, window)
        self.sight.changed.connect(self._show)
        self.panel.refresh.clicked.connect(self.look)
        self.panel.next_free.toggled.connect(lambda on: controller.keep("ports.next_free", on))
        for service, row in self.panel.rows.items():
            row.test_asked.connect(lambda service=service: self._test(service))
            row.end_asked.connect(lambda holder, service=service: self._ask_to_end(service, holder))
            row.port_chosen.connect(lambda port, service=service: self._choose(service, port))
        controller.not_kept.connect(lambda: self._show_settings(again=True))
        self._changed.connect(self._follow)  # queued: the service works on a thread of its own
        self._unsubscribe = (
            self._ports.changed.subscribe(lambda _: self._changed.emit()),
            controller.core.settings.changed.subscribe(lambda _: self._changed.emit()),
        )
        self._follow()

    def retranslate(self) -> None:
        self.dock.setWindowTitle(self.tr("Ports"))
        self.panel.retranslate()

    def end(self) -> None:
        self._ended = True
        self.sight.end()
        self.timer.stop()
        for end in self._unsubscribe:
            end()

    def close(self) -> None:
        self._background.close()

    # ---- looking ---------------------------------------------------------------------------------------------

    def _show(self, on: bool) -> None:
        if not on or self._ended:
            self.timer.stop()
            return
        self.timer.start()
        self.look()

    def look(self) -> None:
        """Look at the ports; once more where it is being looked already."""
        if self._ended or self._looking:
            self._again = self._looking
            return
        self._looking, self._again = True, False
        self._background.run(self._ports.look, self._looked, self._not_looked)

    def _looked(self, statuses: Sequence[PortStatus]) -> None:
        self._looking = False
        if self._again:
            self.look()
            return
        self.panel.show_statuses(statuses)

    def _not_looked(self, error: Exception) -> None:
        self._looking = False
        raise error

    def _follow(self) -> None:
        """A port was taken, released or refused, or a setting changed."""
        if self._ended:
            return
        self._show_settings()
        self._tell()
        if self.sight.seen:
            self.look()

    def _show_settings(self, *, again: bool = False) -> None:
        ports = self._controller.core.settings.current.ports
        self.panel.show_next_free(ports.next_free)
        for service, row in self.panel.rows.items():
            row.show_wanted(int(getattr(ports, service)), again=again)

    def _tell(self) -> None:
        """What is not as wanted, once; and no more once it is."""
        now = {one.service: one for one in self._ports.status() if one.message is not None}
        for service in self._told.keys() - now.keys():
            del self._told[service]
            self._controller.begun.emit(f"{ABOUT_PORTS}.{service}")
            self._controller.succeeded.emit(f"{ABOUT_PORTS}.{service}")
        for service, status in now.items():
            message = status.message
            if message is not None and self._told.get(service) != message:
                self._told[service] = message
                self._window.messages.show_message(
                    message, error=status.state == "refused", about=f"{ABOUT_PORTS}.{service}"
                )

    # ---- what is asked ---------------------------------------------------------------------------------------

    def _choose(self, service: str, port: int) -> None:
        if port == int(getattr(self._controller.core.settings.current.ports, service)):
            self._ports.take_anew()  # the number that is wanted already: it is free again
        else:
            self._controller.keep(f"ports.{service}", port)

    def _test(self, service: str) -> None:
        row = self.panel.rows[service]
        self._work(row, lambda: self._ports.test(service))

    def _ask_to_end(self, service: str, holder: Holder) -> None:
        row = self.panel.rows[service]
        assert row.status is not None
        port = row.status.port if row.status.state == "elsewhere" else row.status.wanted
        dialog = EndDialog(holder, port or 0, self._window.locale(), self.panel)
        dialog.agreed.connect(lambda: self._work(row, lambda: self._ended_holder(holder)))
        dialog.open()

    def _ended_holder(self, holder: Holder) -> Message:
        self._ports.end_holder(holder)
        self._ports.take_anew()
        text = f"{holder.label} has ended."
        return Message("ports.ended", text, "", {"programs": holder.label})

    def _work(self, row: PortRow, work: Callable[[], Message]) -> None:
        """Do something for a row off the window's thread, and show what came of it and how things are after it."""

        def worked() -> tuple[Message, Sequence[PortStatus]]:
            try:
                message = work()
            except UserError as error:
                message = error.message
            return message, self._ports.look()

        def done(found: tuple[Message, Sequence[PortStatus]]) -> None:
            message, statuses = found
            row.show_working(False)
            self.panel.show_statuses(statuses)
            row.show_result(message)

        def failed(error: Exception) -> None:
            row.show_working(False)
            raise error

        row.show_working(True)
        self._background.run(worked, done, failed)
