"""Between the window and the session: what the user asks for, and what the session answers, on the GUI thread.

1. Choices are kept in the settings at once and, while a run goes on, passed to it; a Future that carries an error
   becomes a message, and the widgets go back to what is true. Faces and outputs have a part of their own.
2. The session's events come from other threads and are queued to this one. While a run goes on, its status is also
   looked at four times a second for the figures.
3. A choice that needs a new run (source, engine) stops the run and starts the next one when it has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.base.errors import Message
from app.gui.face_choice import FaceChoice
from app.gui.output_switches import OutputSwitches
from app.gui.people_choice import PeopleChoice
from app.gui.session_link import ABOUT_FACE, ABOUT_RUN, SessionLink, about
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.base.settings import Settings
    from app.services.core import Core
    from app.services.providers import ProbeResult
    from app.services.rates import Rate, Subject
    from app.services.session_state import GuardPolicy, SessionRequest, SessionStatus
    from engines.api import OptionValue

_FIGURES_MS = 250


class Controller(SessionLink):
    status_changed = pyqtSignal(object)
    """SessionStatus, whenever something may have changed."""
    _from_session = pyqtSignal(object)
    _notice_from_session = pyqtSignal(object)

    def __init__(self, core: Core, background: Background, parent: QObject | None = None) -> None:
        super().__init__(core, background, parent)
        self.guard: GuardPolicy = core.settings.current.privacy.guard
        """``pass`` chosen in the window ends with the program: it is never written to the settings."""
        self.outputs = OutputSwitches(self)
        self.faces = FaceChoice(self, self.start)
        self.people = PeopleChoice(self)
        self.status_changed.connect(self.people.follow)
        self._restart = False
        self._stop = 0
        """What the session gave when the window asked for the end that another run shall follow."""
        self._asked: SessionRequest | None = None
        """What the run that is loading was asked for."""
        self._settings_then = core.settings.current
        self._open = False
        """Whether a run was begun whose end has not been dealt with."""
        self._timer = QTimer(self)
        self._timer.setInterval(_FIGURES_MS)
        self._timer.timeout.connect(self._look)
        self._from_session.connect(self._on_session_changed)
        self._notice_from_session.connect(self._on_notice)
        self._unsubscribe = (
            core.session.changed.subscribe(self._from_session.emit),
            core.session.notice.subscribe(self._notice_from_session.emit),
        )

    def close(self) -> None:
        """Listen no more."""
        for end in self._unsubscribe:
            end()
        self._timer.stop()

    # ---- the run ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a run with what is chosen; errors become messages."""
        if self._open and not self.busy:  # its end is still on the way to this thread
            self._restart = False
            self._run_ended(self.status)
        self._begin(None)

    def _begin(self, after_stop: int | None) -> None:
        self._restart = False
        for topic in (ABOUT_RUN, ABOUT_FACE):
            self.begun.emit(topic)
        self.outputs.switch_camera()  # the statement may have been made just now
        request = self._request()
        began = False

        def begin() -> None:
            nonlocal began
            began = self.core.session.start(request, after_stop=after_stop)

        if self.attempt(begin, ABOUT_RUN) and began:
            self._open, self._asked, self._settings_then = True, request, self.core.settings.current

    def stop(self) -> None:
        self._restart = False
        self.core.session.request_stop()

    def restart(self) -> None:
        """Apply what only a new run can: nothing while none goes on."""
        if self.busy:
            self._look_at_outputs()
            self._restart = True
            self._stop = self.core.session.request_stop()

    def _request(self) -> SessionRequest:
        # Imported here: they bring the picture libraries, which are there once the core is.
        from app.services.session_state import SessionRequest, source_request

        now = self.core.settings.current
        consent = self.consented
        return SessionRequest(
            source=source_request(now),
            faces=now.engine.faces,
            engine=now.engine.id,
            options=self.options(),
            consent=consent,
            recording=self.outputs.recording if consent else None,
            guard=self.guard,
            face_map=self.people.for_start(),
        )

    def options(self) -> dict[str, OptionValue]:
        """The changed options of the chosen engine that it still has; a message tells of the others."""
        from app.services.engines import sound_options

        now = self.core.settings.current.engine
        manifest = next((entry.manifest for entry in self.core.engines if entry.id == now.id), None)
        if manifest is None:
            return {}
        options, problems = sound_options(manifest, now.current_options)
        for problem in problems:
            self.tell(problem)
        return options

    def _catch_up(self, asked: SessionRequest, then: Settings) -> None:
        """A run has loaded: pass on what was chosen meanwhile."""
        session, output = self.core.session, self.core.settings.current.output
        options = self.options()
        if options != asked.options:
            self._watch(lambda: session.configure(options))
        if output != then.output:
            self._watch(lambda: session.set_label(output.label, output.label_corner, output.label_size))
        self.faces.run_began(asked)
        self.outputs.catch_up(asked)

    # ---- choices ---------------------------------------------------------------------------------------------

    def choose_source(self, spec: str) -> None:
        """Also begins a run where the last one failed at its source."""
        changed = spec != self.core.settings.current.camera.source
        if changed and not self.keep("camera.source", spec):
            return
        if self.failed_at == "source":
            self.start()
        elif changed:
            self.restart()

    def set_mirror(self, on: bool) -> None:
        """Flip the window's picture; what leaves stays as it is."""
        if on != self.core.settings.current.camera.mirror:
            self.keep("camera.mirror", on)

    def set_output_mirror(self, on: bool) -> None:
        """Flip what leaves, too."""
        if on != self.core.settings.current.output.mirror and self.keep("output.mirror", on):
            self.restart()

    def choose_engine(self, engine: str) -> None:
        """Also begins a run where the last one failed at its engine."""
        if engine == self.core.settings.current.engine.id or not self.keep("engine.id", engine):
            return
        if self.failed_at == "engine":
            self.start()
        else:
            self.restart()

    def accelerators(self) -> tuple[str, ...]:
        """Values of ``gpu.provider`` that the chosen engine can use on this system, ``auto`` first."""
        from app.services.providers import PROVIDERS, of_this_system

        chosen = self.core.settings.current.engine.id
        manifest = next((entry.manifest for entry in self.core.engines if entry.id == chosen), None)
        possible = manifest.providers if manifest is not None else ()
        return ("auto", *(word for word in of_this_system() if PROVIDERS[word][0] in possible))

    def choose_accelerator(self, word: str) -> None:
        """Begins a run anew, which tells when the choice can not be used."""
        if word != self.core.settings.current.gpu.provider and self.keep("gpu.provider", word):
            self.restart()

    def try_accelerators(self, then: Callable[[Sequence[ProbeResult]], None], failed: Callable[[], None]) -> None:
        """Try all of this system in the background, which takes some seconds each."""

        def give_up(error: Exception) -> None:
            failed()
            self.tell_error(error)

        gpu = self.core.settings.current.gpu
        self.background.run(lambda: self.core.session.providers.try_all(gpu), then, give_up)

    def rate(self) -> tuple[Subject | None, Rate | None]:
        """What a run with what is chosen would be of, and how fast that was measured to be."""
        rates, engine = self.core.session.rates, self.core.settings.current.engine
        manifest = next((entry.manifest for entry in self.core.engines if entry.id == engine.id), None)
        if rates is None or manifest is None:
            return None, None
        subject = rates.subject(manifest, engine.current_options)
        return subject, rates.find(subject) if subject is not None else None

    def set_options(self, values: Mapping[str, OptionValue]) -> None:
        """Changed options of the chosen engine, the whole of them, for the settings."""
        engine = self.core.settings.current.engine
        self.keep("engine.options", {**engine.options, engine.id: dict(values)})

    def configure(self, values: Mapping[str, OptionValue]) -> None:
        """Pass options to the run that goes on."""
        if self.running and not self.is_fixed("engine.options"):
            self._watch(lambda: self.core.session.configure(values))

    def set_label(self, on: bool, corner: str, size: float) -> None:
        for key, value in (("label", on), ("label_corner", corner), ("label_size", size)):
            if getattr(self.core.settings.current.output, key) != value:
                self.keep(f"output.{key}", value)
        if self.running:
            now = self.core.settings.current.output
            self._watch(lambda: self.core.session.set_label(now.label, now.label_corner, now.label_size))

    def set_guard(self, policy: GuardPolicy) -> None:
        """Covering is kept; showing the real face counts until the program ends."""
        self.guard = policy
        if policy == "cover":
            self.remember("privacy.guard", policy)
        if self.busy:
            self._watch(lambda: self.core.session.set_guard(policy))
        self.status_changed.emit(self.status)

    # ---- answers ---------------------------------------------------------------------------------------------

    def _watch(self, ask: Callable[[], Future[None]]) -> None:
        self.attempt(lambda: self.background.watch(ask(), lambda _: None, self.tell_error))

    def _look(self) -> None:
        self._look_at_outputs()
        self.status_changed.emit(self.status)
        self.outputs.changed.emit()

    def _look_at_outputs(self) -> None:
        if self._asked is None:  # before, the run does not know yet what was chosen while it loaded
            self.outputs.look()

    def _on_notice(self, message: Message) -> None:
        if message.code in ("virtual_camera.back", "stream.back"):  # good news: what was told of its trouble goes
            self.begun.emit(about(message))
            self.succeeded.emit(about(message))
            self.told.emit(message)
            return
        self.tell(message, about(message) or ("" if self.running else ABOUT_RUN))

    def _on_session_changed(self, status: SessionStatus) -> None:
        """``status`` may be older than what is true now; only its message is taken from it."""
        if self._asked is not None and self.running:
            asked, self._asked = self._asked, None
            for topic in (ABOUT_RUN, ABOUT_FACE):
                self.succeeded.emit(topic)
            self._catch_up(asked, self._settings_then)
        if self._open and status.state in ("idle", "failed") and not self.busy:
            self._run_ended(status)
        if self.busy:
            self._timer.start()
        else:
            self._timer.stop()
        self.status_changed.emit(self.status)
        self.outputs.changed.emit()

    def _run_ended(self, status: SessionStatus) -> None:
        asked, self._asked = self._asked, None
        self._open = False
        began = asked is None or status.frames_out > 0
        self._restart = self._restart and self._stop == self.core.session.stops  # else somebody wants it to end
        self.outputs.run_ended(began=began, goes_on=self._restart, failed_at=status.failed_at)
        failed = status.message if status.state == "failed" and isinstance(status.message, Message) else None
        if failed is not None and self._restart:  # before the next try, whose success makes it stale
            self.tell(failed, ABOUT_RUN)
        if self._restart:
            self._begin(self._stop)
            return
        of_people = self.people.run_ended(asked, failed)
        self.faces.run_ended(asked if status.failed_at == "face" and not of_people else None, failed)
        if failed is not None:  # last, so that it is seen first
            self.tell(failed, ABOUT_RUN)
