"""Between the window and the session: what the user asks for, and what the session answers, on the GUI thread.

1. Choices are kept in the settings at once and, while a run goes on, passed to it; a Future that carries an error
   becomes a message, and the widgets go back to what is true.
2. The session's events come from other threads and are queued to this one. While a run goes on, its status is also
   looked at four times a second for the figures.
3. A choice that needs a new run (source, engine) stops the run and starts the next one when it has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.base.errors import Message, UserError
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.base.settings import Settings
    from app.services.core import Core
    from app.services.session_state import SessionRequest, SessionStatus
    from engines.api import OptionValue

BUSY = ("loading", "running", "stopping")
_FIGURES_MS = 250


class Controller(QObject):
    status_changed = pyqtSignal(object)
    """SessionStatus, whenever something may have changed."""
    notice = pyqtSignal(object)
    """Message to show: something could not be done."""
    told = pyqtSignal(object)
    """Message to show: something was done."""
    outputs_changed = pyqtSignal()
    """What is on may differ from what the switches show."""
    _from_session = pyqtSignal(object)
    _notice_from_session = pyqtSignal(object)

    def __init__(self, core: Core, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core = core
        self.guard: str = core.settings.current.privacy.guard
        """``pass`` chosen in the window ends with the program: it is never written to the settings."""
        self.recording: Path | None = None
        """Where the next run, or this one, records to."""
        self._background = background
        self._restart = False
        self._asked: SessionRequest | None = None
        """What the run that is loading was asked for."""
        self._settings_then = core.settings.current
        self._pending_outputs = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FIGURES_MS)
        self._timer.timeout.connect(self._look)
        self._from_session.connect(self._on_session_changed)
        self._notice_from_session.connect(self.notice)
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

    @property
    def status(self) -> SessionStatus:
        return self.core.session.status

    @property
    def busy(self) -> bool:
        return self.status.state in BUSY

    def start(self) -> None:
        """Begin a run with what is chosen; errors become messages."""
        self._restart = False
        self._asked, self._settings_then = self._request(), self.core.settings.current
        request = self._asked
        self._try(lambda: self.core.session.start(request))

    def stop(self) -> None:
        self._restart = False
        self.core.session.request_stop()

    def restart(self) -> None:
        """Apply what only a new run can: nothing while none goes on."""
        if self.busy:
            self._restart = True
            self.core.session.request_stop()

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
            virtual_camera=now.output.virtual_camera and consent,
            recording=self.recording if consent else None,
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
            self.notice.emit(problem)
        return options

    def _catch_up(self, asked: SessionRequest, then: Settings) -> None:
        """A run has loaded: pass on what was chosen meanwhile, and the guard, which is not in the settings."""
        session, now = self.core.session, self.core.settings.current
        if self.guard != then.privacy.guard:
            self._watch(lambda: session.set_guard(self.guard))
        if now.engine.faces != asked.faces:
            self._watch(lambda: session.set_faces(now.engine.faces))
        options = self.options()
        if options != asked.options:
            self._watch(lambda: session.configure(options))
        output = now.output
        if output != then.output:
            self._watch(lambda: session.set_label(output.label, output.label_corner, output.label_size))
        if self.consented and output.virtual_camera != asked.virtual_camera:
            self._switch_output(lambda: session.set_virtual_camera(output.virtual_camera))
        if self.consented and self.recording != asked.recording:
            self._switch_output(lambda: session.set_recording(self.recording))

    # ---- choices ---------------------------------------------------------------------------------------------

    @property
    def consented(self) -> bool:
        """Whether the statement has been made."""
        return bool(self.core.settings.current.privacy.consent_date)

    def keep(self, key: str, value: object) -> bool:
        """Write one setting; False, with a message, when that can not be done or has no effect in this start."""
        if not self._try(lambda: self.core.settings.set(key, value)):
            return False
        if self.core.settings.origin(key) in ("project", "user"):
            return True
        text = f"The setting {key} is fixed for this start by the command line or the environment."
        self.notice.emit(Message("window.fixed", text, "Your choice counts from the next start on.", {"key": key}))
        return False

    def choose_source(self, spec: str) -> None:
        if spec != self.core.settings.current.camera.source and self.keep("camera.source", spec):
            self.restart()

    def set_mirror(self, on: bool) -> None:
        if on != self.core.settings.current.camera.mirror and self.keep("camera.mirror", on):
            self.restart()

    def choose_engine(self, engine: str) -> None:
        if engine != self.core.settings.current.engine.id and self.keep("engine.id", engine):
            self.restart()

    def set_faces(
        self, faces: tuple[str, ...], taken: Callable[[tuple[str, ...]], None], refused: Callable[[], None]
    ) -> None:
        """Show another face; ``refused`` is called when no face is in the photos: the face before stays."""

        def failed(error: Exception) -> None:
            self._failed(error)
            refused()

        def keep(_: None = None) -> None:
            taken(faces)
            self.keep("engine.faces", faces)

        if self.running:
            self._background.watch(self.core.session.set_faces(faces), keep, failed)
        else:
            keep()

    def set_options(self, values: Mapping[str, OptionValue]) -> None:
        """Changed options of the chosen engine, the whole of them: kept, and passed to the run."""
        engine = self.core.settings.current.engine
        self.keep("engine.options", {**engine.options, engine.id: dict(values)})

    def configure(self, values: Mapping[str, OptionValue]) -> None:
        """Pass options to the run that goes on."""
        if self.running:
            self._watch(lambda: self.core.session.configure(values))

    def set_virtual_camera(self, on: bool) -> None:
        self.keep("output.virtual_camera", on)
        self._switch_output(lambda: self.core.session.set_virtual_camera(on))

    def set_recording(self, path: Path | None) -> None:
        ended, self.recording = self.recording, path
        self._switch_output(lambda: self.core.session.set_recording(path), lambda: self._tell_recorded(ended))
        self.status_changed.emit(self.status)

    def set_label(self, on: bool, corner: str, size: float) -> None:
        for key, value in (("label", on), ("label_corner", corner), ("label_size", size)):
            if getattr(self.core.settings.current.output, key) != value:
                self.keep(f"output.{key}", value)
        if self.running:
            self._watch(lambda: self.core.session.set_label(on, corner, size))

    def set_guard(self, policy: str) -> None:
        self.guard = policy
        if self.running:
            self._watch(lambda: self.core.session.set_guard(policy))
        self.status_changed.emit(self.status)

    # ---- answers ---------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self.status.state == "running"

    def output_active(self, kind: str) -> bool:
        """Whether the run sends to an output of this kind."""
        return any(output.kind == kind and output.active for output in self.status.outputs)

    @property
    def outputs_settled(self) -> bool:
        """Whether no switching of an output is under way, so that the run's outputs are what the user gets."""
        return self._pending_outputs == 0

    def _tell_recorded(self, path: Path | None) -> None:
        if path is not None and path.is_file():
            self.told.emit(Message("window.recorded", f"The recording was saved as {path}.", "", {"path": str(path)}))

    def _switch_output(self, ask: Callable[[], Future[None]], then: Callable[[], None] = lambda: None) -> None:
        if not self.running:
            return

        def settled() -> None:
            self._pending_outputs -= 1
            self.outputs_changed.emit()

        def done(_: None) -> None:
            settled()
            then()

        def failed(error: Exception) -> None:
            self._failed(error)
            settled()

        self._pending_outputs += 1
        self._background.watch(ask(), done, failed)

    def _watch(self, ask: Callable[[], Future[None]]) -> None:
        def asked() -> None:
            self._background.watch(ask(), lambda _: None, self._failed)

        self._try(asked)

    def _try(self, action: Callable[[], None]) -> bool:
        try:
            action()
        except UserError as error:
            self.notice.emit(error.message)
            return False
        return True

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.notice.emit(error.message)

    def _look(self) -> None:
        if self.running and self.outputs_settled and not self.output_active("recording"):
            self.recording = None  # it ended by an error, which was told
        self.status_changed.emit(self.status)
        self.outputs_changed.emit()

    def _on_session_changed(self, status: SessionStatus) -> None:
        """``status`` may be older than what is true now; only its message is taken from it."""
        if status.state == "failed" and isinstance(status.message, Message):
            self.notice.emit(status.message)
        if status.state == "running" and self._asked is not None and self.running:
            asked, self._asked = self._asked, None
            self._catch_up(asked, self._settings_then)
        if status.state in ("idle", "failed") and not self.busy:
            ended, self.recording = self.recording, None
            self._tell_recorded(ended)
            if self._restart:
                self.start()
        if self.busy:
            self._timer.start()
        else:
            self._timer.stop()
        self.status_changed.emit(self.status)
        self.outputs_changed.emit()
