"""The network stream in the output dock: its switch, where it goes, and how it is doing; and what they set going.

It is switched on at once, whether a run goes on or not, and stays so over all runs and to the next start. An address
that can not be used is told and not kept; a network that is not there is waited for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLineEdit, QWidget

from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.output_row import OutputRow
from app.gui.session_link import ABOUT_STREAM
from app.gui.widgets import named

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow
    from app.services.session_state import SessionStatus

USUAL = "udp://127.0.0.1:5000"
"""Taken where no address was given: this machine, where OBS or VLC may listen."""


class StreamRow(OutputRow):
    address_chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.address = named(QLineEdit(self), "address")
        self.address.setPlaceholderText(USUAL)
        self.address.editingFinished.connect(self._edited)
        self.rows.insertWidget(1, self.address)
        self.retranslate()

    def retranslate(self) -> None:
        self.switch.setText(self.tr("Stream &by network"))
        self.switch.setToolTip(
            self.tr("Send the swapped picture to OBS, VLC or another player, here or in your own network (H.264, UDP)")
        )
        self.address.setAccessibleName(self.tr("Address of the network stream"))
        self.address.setToolTip(
            self.tr("udp://HOST:PORT of this machine, of one in your network, or of a multicast group")
        )
        self.show_status(self._status)

    def chosen(self) -> str:
        """The address in the field, or the usual one."""
        return self.address.text().strip() or USUAL

    def show_address(self, address: str) -> None:
        self._shown = address
        self.address.setText(address)

    def _edited(self) -> None:
        if self.address.text().strip() != self._shown:
            self._shown = self.address.text().strip()
            self.address_chosen.emit(self.chosen())


class StreamPart:
    """A part of the window, see :mod:`app.gui.parts`."""

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        self._controller, self._asking = controller, asking
        self.row = StreamRow()
        window.outputs.add_output(self.row)
        output = controller.core.settings.current.output
        self.row.show_address(output.stream_address)
        self.row.switched.connect(self._switched)
        self.row.address_chosen.connect(self._address_chosen)
        controller.status_changed.connect(self._show)
        if output.stream and output.stream_address and controller.consented:
            self._begin(output.stream_address)
        self._show(controller.status)

    def retranslate(self) -> None:
        self.row.retranslate()

    def end(self) -> None:
        """The stream ends with the session."""

    def close(self) -> None:
        """Nothing to wait for."""

    def _switched(self, on: bool) -> None:
        if on:
            self._asking.with_consent(lambda: self._begin(self.row.chosen()), lambda: self._show(None))
            return
        self._controller.begun.emit(ABOUT_STREAM)  # what was told of it before is of no interest any more
        self._controller.succeeded.emit(ABOUT_STREAM)
        self._controller.remember("output.stream", False)
        self._watch(None)

    def _address_chosen(self, address: str) -> None:
        if self._controller.core.session.stream.on:
            self._begin(address)

    def _begin(self, address: str) -> None:
        self._controller.begun.emit(ABOUT_STREAM)
        self._watch(address)

    def _watch(self, address: str | None) -> None:
        controller = self._controller

        def done(_: object) -> None:
            if address is not None and controller.core.session.stream.address == address:  # and not changed since
                controller.succeeded.emit(ABOUT_STREAM)
                controller.remember("output.stream_address", address)
                controller.remember("output.stream", True)
                self.row.show_address(address)
            self._show(None)

        def refused(error: Exception) -> None:
            controller.tell_error(error, ABOUT_STREAM)
            self._show(None)

        controller.background.watch(controller.core.session.set_stream(address), done, refused)

    def _show(self, status: SessionStatus | None) -> None:
        """What is on, by a status or as it is now."""
        session = self._controller.core.session
        self.row.show_on(session.stream.on)
        self.row.show_status((status or session.status).stream)
