"""What the run does, shown by the parts of the window: the picture, the figures, the switches, what a lost camera says.

It follows the controller once there is one; nothing is asked of the run here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QWidget

from app.gui.session_link import BUSY

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.menus import Menus
    from app.gui.messages import MessageBar
    from app.gui.output_dock import OutputPanel
    from app.gui.preview import PreviewWidget
    from app.gui.source_bar import SourceBar
    from app.gui.start_button import StartButton
    from app.gui.status_bar import StatusBar
    from app.services.session_state import SessionStatus


class RunView:
    def __init__(
        self,
        *,
        start: StartButton,
        compare: QWidget,
        preview: PreviewWidget,
        source: SourceBar,
        outputs: OutputPanel,
        status: StatusBar,
        messages: MessageBar,
        menus: Menus,
    ) -> None:
        self._start, self._compare, self._preview, self._source = start, compare, preview, source
        self._outputs, self._status, self._messages, self._menus = outputs, status, messages, menus
        self._controller: Controller | None = None
        self._lost = ""
        """Code of the message that a lost source shows."""

    def follow(self, controller: Controller) -> None:
        """Show what a controller tells, from now on."""
        self._controller = controller
        controller.status_changed.connect(self._show_status)
        controller.outputs.changed.connect(self._show_switches)
        self._show_status(controller.status)
        self._show_switches()

    def retranslate(self) -> None:
        """Everything once more, in the language that was chosen just now."""
        controller = self._controller
        self._show_start(controller.status.state if controller is not None else "idle")
        if controller is not None:
            self._show_status(controller.status)

    def _ready(self) -> Controller:
        assert self._controller is not None
        return self._controller

    def _show_start(self, state: str) -> None:
        """What the button and the menu would do now."""
        self._start.show_state(state)
        self._menus.retranslate(busy=state in BUSY)

    def _show_status(self, status: SessionStatus) -> None:
        controller = self._ready()
        self._status.show_status(status, controller.guard)
        self._source.show_info(status.source if status.state in BUSY else None)
        self._show_picture(status, controller)
        self._compare.setEnabled(status.state == "running")
        self._tell_lost(status)
        armed = controller.outputs.recording.name if controller.outputs.recording is not None else ""
        self._outputs.show_outputs(status.outputs, armed)
        if status.state != self._start.shown:
            self._show_start(status.state)

    def _show_switches(self) -> None:
        """What is on in the run, or shall be in the next."""
        controller = self._ready()
        outputs = controller.outputs
        self._outputs.show_virtual_camera(outputs.camera_on)
        if controller.running and outputs.settled:
            self._outputs.show_recording(outputs.active("recording"))
        elif not controller.busy:
            self._outputs.show_recording(outputs.recording is not None)

    def _show_picture(self, status: SessionStatus, controller: Controller) -> None:
        preview, start = self._preview, self._start
        if status.state == "loading":
            preview.clear() if preview.running else None
            preview.show_loading(*status.progress)
        elif status.state == "running" and not preview.running:
            preview.follow(controller.core.session.preview, controller.core.settings.current.performance.preview_fps)
            if start.hasFocus():  # Space means the comparison now, and not the end of the run
                preview.setFocus()
        elif status.state not in BUSY and (preview.running or preview.progress.isVisible()):
            if preview.hasFocus():
                start.setFocus()
            preview.clear()

    def _tell_lost(self, status: SessionStatus) -> None:
        lost = status.source_lost.code if status.source_lost is not None else ""
        if lost != self._lost:  # once: the user may close the message meanwhile
            if self._lost:
                self._messages.clear(self._lost)
            if status.source_lost is not None:
                self._messages.show_message(status.source_lost)
        self._lost = lost
