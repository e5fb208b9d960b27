"""What shall leave the program: the virtual camera and the recording, over one run and the next.

1. Before a run they are armed: the run is asked for them. While one goes on they are switched, and what did not work
   is switched off again.
2. The virtual camera is kept in the settings only once it has opened, so that one that does not open is not tried
   again at every start.
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
        """Whether the virtual camera shall be on, in this run or the next."""
        self.recording: Path | None = None
        """Where this run, or the next one, records to."""
        self._switching: set[Future[None]] = set()

    # ---- asked by the user -----------------------------------------------------------------------------------

    def set_camera(self, on: bool) -> None:
        self.camera = on
        if not on:
            self._link.remember("output.virtual_camera", False)
        if self._link.running:
            self._switch_camera()

    def set_recording(self, path: Path | None) -> None:
        """Record to a new file, or end the recording."""
        ended, self.recording = self.recording, path
        if self._link.running:
            session = self._link.core.session
            self._switch(session.set_recording(path), lambda: self._tell_recorded(ended), self._recording_failed)

    # ---- what the run does -----------------------------------------------------------------------------------

    def active(self, kind: str) -> bool:
        """Whether the run sends to an output of this kind."""
        return any(output.kind == kind and output.active for output in self._link.status.outputs)

    @property
    def settled(self) -> bool:
        """Whether no switching is under way, so that the run's outputs are what the user gets."""
        return not self._switching

    def catch_up(self, asked: SessionRequest) -> None:
        """A run has loaded: see what it opened, and switch what was chosen meanwhile."""
        if asked.virtual_camera and not self.active(CAMERA):
            self._camera_failed()
        elif asked.virtual_camera and self.camera:
            self._link.remember("output.virtual_camera", True)
        if not self._link.consented:
            return
        if self.camera != asked.virtual_camera:
            self._switch_camera()
        if self.recording != asked.recording:
            session, path = self._link.core.session, self.recording
            self._switch(session.set_recording(path), lambda: None, self._recording_failed)

    def look(self) -> None:
        """Notice what ended by itself: it was told, and is not taken up again."""
        if not self._link.running or not self.settled:
            return
        if not self.active(RECORDING):
            self.recording = None
        if not self.active(CAMERA):
            self.camera = False

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

    def _switch_camera(self) -> None:
        on = self.camera

        def opened() -> None:
            if on:
                self._link.remember("output.virtual_camera", True)
            self._link.succeeded.emit(CAMERA)

        self._link.begun.emit(CAMERA)
        future = self._link.core.session.set_virtual_camera(on)
        self._switch(future, opened, self._camera_failed if on else lambda: None)

    def _camera_failed(self) -> None:
        self.camera = False
        self._link.remember("output.virtual_camera", False)

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
