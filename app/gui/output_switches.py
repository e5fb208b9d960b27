"""What shall leave the program: the virtual camera and the recording, over one run and the next.

1. The virtual camera is switched on and off at once, whether a run goes on or not, and stays so over all runs and to
   the next start. One that does not open is told and tried again until it is switched off.
2. A recording waits for its run: before one it is armed, while one goes on it is switched, and what did not work is
   switched off again.
3. A recording that a new run interrupts (another source, another engine) goes on in a new file beside the first.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message
from app.gui.session_link import SessionLink

if TYPE_CHECKING:
    from app.services.session_state import RunPart, SessionRequest

CAMERA, RECORDING = "virtual_camera", "recording"


def following(path: Path) -> Path:
    """The first free one of "NAME (2).mp4", "NAME (3).mp4", ... after a recording."""
    stem = re.sub(r" \(\d+\)$", "", path.stem)
    names = (path.with_name(f"{stem} ({number}){path.suffix}") for number in itertools.count(2))
    return next(name for name in names if not name.exists())


class OutputSwitches(QObject):
    changed = pyqtSignal()
    """What is on may differ from what the switches show."""

    def __init__(self, link: SessionLink) -> None:
        super().__init__(link)
        self._link = link
        self.camera: bool = link.core.settings.current.output.virtual_camera
        """Whether the virtual camera shall be on; without the statement it waits for that."""
        self.recording: Path | None = None
        """Where this run, or the next one, records to."""
        self._switching: set[Future[None]] = set()

    # ---- asked by the user -----------------------------------------------------------------------------------

    def set_camera(self, on: bool) -> None:
        self.camera = on
        self._link.remember("output.virtual_camera", on)
        self.switch_camera()

    def switch_camera(self) -> None:
        """Make true what was chosen; nothing without the statement."""
        session, on = self._link.core.session, self.camera and self._link.consented
        if session.camera.on == on:
            self.changed.emit()
            return
        self._link.begun.emit(CAMERA)  # what was told of an earlier try goes with the next that works, or with none
        if not on:
            self._link.succeeded.emit(CAMERA)
        self._switch(session.set_virtual_camera(on), lambda: None, self._camera_refused)

    def set_size(self, width: int, height: int) -> None:
        """Pixels that readers of the virtual camera get."""
        self._set_format(virtual_camera_width=width, virtual_camera_height=height)

    def set_rate(self, fps: int) -> None:
        """Pictures per second that readers of the virtual camera get."""
        self._set_format(virtual_camera_fps=fps)

    def set_fit(self, fit: str) -> None:
        """``letterbox`` or ``crop``."""
        self._set_format(virtual_camera_fit=fit)

    def _set_format(self, **values: object) -> None:
        output = self._link.core.settings.current.output
        for name, value in values.items():
            if getattr(output, name) != value:
                self._link.keep(f"output.{name}", value)
        self._link.core.session.camera.refresh()
        self._link.core.session.stream.refresh()
        self.changed.emit()

    def set_recording(self, path: Path | None) -> None:
        """Record to a new file, or end the recording."""
        ended, self.recording = self.recording, path
        if self._link.running:
            session = self._link.core.session
            self._switch(session.set_recording(path), lambda: self._tell_recorded(ended), self._recording_failed)

    # ---- what the run does -----------------------------------------------------------------------------------

    @property
    def camera_on(self) -> bool:
        """Whether the virtual camera is switched on, or will be once the statement was made."""
        return self._link.core.session.camera.on or (self.camera and not self._link.consented)

    def active(self, kind: str) -> bool:
        """Whether the run sends to an output of this kind."""
        return any(output.kind == kind and output.active for output in self._link.status.outputs)

    @property
    def settled(self) -> bool:
        """Whether no switching is under way, so that the run's outputs are what the user gets."""
        return not self._switching

    def catch_up(self, asked: SessionRequest) -> None:
        """A run has loaded: switch what was chosen meanwhile."""
        if not self._link.consented:
            return
        if self.recording != asked.recording:
            session, path = self._link.core.session, self.recording
            self._switch(session.set_recording(path), lambda: None, self._recording_failed)

    def look(self) -> None:
        """Notice what ended by itself: it was told, and is not taken up again."""
        if not self._link.running or not self.settled:
            return
        if not self.active(RECORDING):
            self.recording = None

    def run_ended(self, *, began: bool, goes_on: bool, failed_at: RunPart) -> None:
        """``began``: pictures left; ``goes_on``: another run takes its place at once."""
        self._switching.clear()  # what the run did not answer it never will
        ended = self.recording
        if ended is None:
            return
        if not began:
            # Nothing was recorded: it waits for the run that works, unless the file itself is the trouble.
            if not goes_on and failed_at in ("", "output"):
                self.recording = None
        elif goes_on:
            self.recording = following(ended) if ended.exists() else ended
            if ended.is_file():
                text = f"The recording goes on in {self.recording.name}. What came before is saved as {ended}."
                name = self.recording.name
                message = Message("window.recording_goes_on", text, "", {"next": name, "path": str(ended)})
                self._link.told.emit(message)
        else:
            self.recording = None
            self._tell_recorded(ended)

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _tell_recorded(self, path: Path | None) -> None:
        if path is not None and path.is_file():
            text = f"The recording was saved as {path}."
            self._link.told.emit(Message("window.recorded", text, "", {"path": str(path)}))

    def _camera_refused(self) -> None:
        self.camera = False

    def _recording_failed(self) -> None:
        self.recording = None

    def _switch(self, future: Future[None], done: Callable[[], None], failed: Callable[[], None]) -> None:
        def settle(then: Callable[[], None]) -> None:
            self._switching.discard(future)
            then()
            self.changed.emit()

        def refused(error: Exception) -> None:
            self._link.tell_error(error)
            settle(failed)

        self._switching.add(future)
        self._link.background.watch(future, lambda _: settle(done), refused)
