"""The chosen face: asked of the run, and kept once the run shows it.

1. While a run goes on it decides: a face that it takes is kept in the settings; where it refuses one, the face before
   stays.
2. While a run loads, the choice waits for it.
3. While nothing runs only the files can be looked at. The choice is kept, and the next run decides: where that refuses
   it, the last face that is known to work is chosen again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message, UserError
from app.gui.session_link import ABOUT_FACE, SessionLink

if TYPE_CHECKING:
    from app.services.session_state import SessionRequest

Faces = tuple[str, ...]


class FaceChoice(QObject):
    taken = pyqtSignal(tuple)
    """These faces are in use, or will be at the next start."""
    refused = pyqtSignal(tuple, tuple, tuple)
    """The faces that were refused, those among them that are of no use, and the faces that are chosen instead."""

    def __init__(self, link: SessionLink, begin: Callable[[], None]) -> None:
        """``begin`` starts a run with what is chosen."""
        super().__init__(link)
        self._link = link
        self._begin = begin
        self._true: Faces = link.core.settings.current.engine.faces
        """Shown by a run, or out of the settings of the start."""
        self._shown: set[str] = set()
        self._waiting: Faces | None = None

    def choose(self, faces: Faces) -> None:
        """Show another face, one or more photos of one person."""
        link = self._link
        if link.is_fixed("engine.faces"):
            link.keep("engine.faces", faces)  # tells it, for the next start
            self.refused.emit(faces, (), link.core.settings.current.engine.faces)
        elif link.busy and not link.running:
            self._waiting = faces
        else:
            self._ask(faces)

    def run_began(self, asked: SessionRequest) -> None:
        """A run shows the faces that it was asked for; what was chosen meanwhile is asked of it now."""
        self._are_true(asked.faces)
        waiting, self._waiting = self._waiting, None
        now = self._link.core.settings.current.engine.faces
        if waiting is not None or now != asked.faces:
            self._ask(waiting or now)

    def run_ended(self, asked: SessionRequest | None, message: Message | None) -> None:
        """``asked``: what a run that failed at the face was asked for. No other run takes its place."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._ask(waiting)
        elif asked is not None and asked.faces != self._true:
            text = "The face before is chosen again."
            self._link.told.emit(Message("window.face_before", text, "Press Start to go on with it."))
            self._refuse(asked.faces, message)

    def _ask(self, faces: Faces) -> None:
        link = self._link
        ran = link.running

        def done(_: None) -> None:
            if link.running and not ran:  # a run has begun since: it may not have seen them
                self._ask(faces)
                return
            if ran:
                self._are_true(faces)
            self.taken.emit(faces)
            link.keep("engine.faces", faces)
            link.succeeded.emit(ABOUT_FACE)
            if link.failed_at == "face":
                self._begin()

        def failed(error: Exception) -> None:
            if isinstance(error, CancelledError):  # the run ended before it came to it
                self.choose(faces)
                return
            link.tell_error(error, ABOUT_FACE)
            self._refuse(faces, error.message if isinstance(error, UserError) else None)

        link.begun.emit(ABOUT_FACE)
        link.background.watch(link.core.session.set_faces(faces), done, failed)

    def _are_true(self, faces: Faces) -> None:
        self._true = faces
        self._shown.update(faces)

    def _refuse(self, faces: Faces, message: Message | None) -> None:
        params = message.params if message is not None else {}
        named = [face for face in faces if face == params.get("path") or Path(face).name == params.get("name")]
        useless = tuple(face for face in named or faces if face not in self._shown)
        if self._link.core.settings.current.engine.faces == faces:  # kept while nothing ran to decide
            self._link.remember("engine.faces", self._true)
        self.refused.emit(faces, useless, self._link.core.settings.current.engine.faces)
