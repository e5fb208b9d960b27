"""The chosen face: asked of the run, and kept once the run shows it.

1. While a run goes on it decides: a face that it takes is kept in the settings; where it refuses one, the face before
   stays.
2. While a run loads, the choice waits for it.
3. While nothing runs only the files can be looked at. The choice is kept, and the next run decides: where that refuses
   it, the last face that is known to work is chosen again.
"""

from __future__ import annotations

from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message, UserError

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.services.session_state import SessionRequest

ABOUT = "face"
Faces = tuple[str, ...]


class FaceChoice(QObject):
    taken = pyqtSignal(tuple)
    """These faces are in use, or will be at the next start."""
    refused = pyqtSignal(tuple, tuple, tuple)
    """The faces that were refused, those among them that are of no use, and the faces that are chosen instead."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._controller = controller
        self._true: Faces = controller.core.settings.current.engine.faces
        """Shown by a run, or out of the settings of the start."""
        self._shown: set[str] = set()
        self._waiting: Faces | None = None

    def choose(self, faces: Faces) -> None:
        """Show another face, one or more photos of one person."""
        controller = self._controller
        if controller.is_fixed("engine.faces"):
            controller.keep("engine.faces", faces)  # tells it, for the next start
            self.refused.emit(faces, (), self._true)
        elif controller.busy and not controller.running:
            self._waiting = faces
        else:
            self._ask(faces)

    def run_began(self, asked: SessionRequest) -> None:
        """A run shows the faces that it was asked for; what was chosen meanwhile is asked of it now."""
        self._are_true(asked.faces)
        waiting, self._waiting = self._waiting, None
        now = self._controller.core.settings.current.engine.faces
        if waiting is not None or now != asked.faces:
            self._ask(waiting or now)

    def run_ended(self, asked: SessionRequest | None, message: Message | None) -> None:
        """``asked``: what a run that failed at the face was asked for. No other run takes its place."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._ask(waiting)
        elif asked is not None and asked.faces != self._true:
            self._controller.remember("engine.faces", self._true)
            text = "The face before is chosen again."
            self._controller.told.emit(Message("window.face_before", text, "Press Start to go on with it."))
            self._refuse(asked.faces, message)

    def _ask(self, faces: Faces) -> None:
        controller = self._controller
        ran = controller.running

        def done(_: None) -> None:
            if controller.running and not ran:  # a run has begun since: it may not have seen them
                self._ask(faces)
                return
            if ran:
                self._are_true(faces)
            self.taken.emit(faces)
            controller.keep("engine.faces", faces)
            controller.succeeded.emit(ABOUT)
            if controller.failed_at == "face":
                controller.start()

        def failed(error: Exception) -> None:
            if isinstance(error, CancelledError):  # the run ended before it came to it
                self.choose(faces)
                return
            controller.tell_error(error, ABOUT)
            self._refuse(faces, error.message if isinstance(error, UserError) else None)

        controller.begun.emit(ABOUT)
        controller.background.watch(controller.core.session.set_faces(faces), done, failed)

    def _are_true(self, faces: Faces) -> None:
        self._true = faces
        self._shown.update(faces)

    def _refuse(self, faces: Faces, message: Message | None) -> None:
        params = message.params if message is not None else {}
        named = [face for face in faces if face == params.get("path") or Path(face).name == params.get("name")]
        useless = tuple(face for face in named or faces if face not in self._shown)
        self.refused.emit(faces, useless, self._true)
