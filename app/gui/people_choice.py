"""Which person gets which face: asked of the run, and kept once the run shows it.

1. While a run goes on it decides: a list that it takes is kept in the settings. Where it refuses one person,
   :attr:`PeopleChoice.refused` says which; the list before stays.
2. While a run loads the list is kept, and given to the run once that goes on. While nothing runs it is kept, and the
   next run decides.
3. An engine that can not tell people apart is started without the list, which a message tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message, UserError
from app.gui.session_link import ABOUT_RUN, SessionLink

if TYPE_CHECKING:
    from app.base.sections import MappedFace
    from app.services.engines import EngineEntry, Manifest
    from app.services.session_state import SessionRequest, SessionStatus

    People = tuple[MappedFace, ...]

KEY = "engine.face_map"


class PeopleChoice(QObject):
    taken = pyqtSignal(tuple)
    """This list is in use, or will be at the next start."""
    refused = pyqtSignal(object, object)
    """The person of the list that can not be used, and the Message that says why: the whole list was refused."""
    failed = pyqtSignal(object)
    """Message: the list was refused, and no person is the reason."""

    def __init__(self, link: SessionLink) -> None:
        super().__init__(link)
        self._link = link
        self._asking = False
        self._starts = 0
        self._next: People | None = None
        """Chosen while the run was being asked for another one."""
        self._waiting: People | None = None
        """Kept, and not yet given to the run that loads."""
        self.refusal: tuple[MappedFace, Message] | None = None
        """The person that the last start failed at, until the list changes."""

    @property
    def manifest(self) -> Manifest | None:
        """Of the chosen engine."""
        return self._manifest(self._link.core.settings.current.engine.id)

    @property
    def possible(self) -> bool:
        """Whether the chosen engine can tell people apart."""
        return _maps(self.manifest)

    @property
    def engines(self) -> list[EngineEntry]:
        """Those that can."""
        return [entry for entry in self._link.core.engines if _maps(entry.manifest)]

    def choose(self, people: Iterable[MappedFace]) -> bool:
        """Show each of these people their own face; none: everybody the chosen one. False where a setting that is
        fixed for this start has the last word."""
        people = tuple(people)
        self.refusal = None
        if self._asking:
            self._next = people
        elif people == self._link.core.settings.current.engine.face_map and self._waiting is None:
            self.taken.emit(people)
        elif self._link.running and _maps(self._manifest(self._link.status.engine)):
            if self._link.is_fixed(KEY):
                return self._link.keep(KEY, people)
            self._ask(people)
        else:
            self._waiting = people if self._link.busy else None
            return self._keep(people)
        return True

    def for_start(self) -> People:
        """What a run that starts now is given; an engine that can not use the list is told about."""
        self._starts += 1
        people = self._link.core.settings.current.engine.face_map
        manifest = self.manifest
        if not people or manifest is None or self.possible:
            return people
        able = ", ".join(entry.manifest.name for entry in self.engines if entry.manifest is not None)
        text = f"The engine {manifest.name} can not tell people apart: it shows the chosen face, whoever is there."
        hint = f"Your list of people is kept for an engine that can ({able or '-'}). Session > People changes it."
        message = Message("window.people_unused", text, hint, {"engine": manifest.name, "able": able or "-"})
        self._link.tell(message, ABOUT_RUN)
        return ()

    def follow(self, status: SessionStatus) -> None:
        """The run's state may have changed: what was chosen while it loaded is asked of it once it goes on."""
        waiting = self._waiting
        if waiting is None or status.state == "loading":
            return
        self._waiting = None
        if status.state == "running" and _maps(self._manifest(status.engine)):
            self._ask(waiting)

    def run_ended(self, asked: SessionRequest | None, message: Message | None) -> bool:
        """``message``: why a run failed. Whether a person of the list was the reason, which is told."""
        number = message.params.get("person") if message is not None else None
        if asked is None or message is None or not isinstance(number, int) or number >= len(asked.face_map):
            return False
        self.refusal = (asked.face_map[number], message)
        text = f"This is person {number + 1} of your list of people."
        hint = "Choose other photos under Session > People, or remove the person there."
        self._link.tell(Message("window.person_refused", text, hint, {"number": number + 1}), ABOUT_RUN)
        return True

    def _manifest(self, engine: str) -> Manifest | None:
        return next((entry.manifest for entry in self._link.core.engines if entry.id == engine), None)

    def _keep(self, people: People) -> bool:
        now = self._link.core.settings.current.engine.face_map
        if people != now and not self._link.keep(KEY, people):
            return False
        self.taken.emit(people)
        return True

    def _ask(self, people: People) -> None:
        self._asking = True
        starts = self._starts

        def done(_: None) -> None:
            self._asking = False
            kept = self._keep(people)
            if kept and starts != self._starts and self._next is None:  # another run has begun, with the list before
                self._waiting = people
                self.follow(self._link.status)
            self._go_on()

        def failed(error: Exception) -> None:
            self._asking = False
            if self._next is not None:  # this one is out of date already
                self._go_on()
            elif isinstance(error, CancelledError):  # the run ended before it came to it
                self.choose(people)
            elif not isinstance(error, UserError):
                raise error
            elif isinstance(number := error.message.params.get("person"), int):
                self.refused.emit(people[number], error.message)
            else:
                self.failed.emit(error.message)

        self._link.background.watch(self._link.core.session.set_people(people), done, failed)

    def _go_on(self) -> None:
        following, self._next = self._next, None
        if following is not None:
            self.choose(following)


def _maps(manifest: Manifest | None) -> bool:
    return manifest is not None and manifest.people is not None
