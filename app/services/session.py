"""The run: start, stop and state; what can be changed while it goes on stands in `session_changes.py`.

:meth:`Session.start` returns at once; a thread of the session loads the engine, the photos and the source, then
runs the pipeline, and catches everything, for an exception that leaves a QThread ends the process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.base.errors import EngineFailure, Message, UserError
from app.base.events import Event
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.guard import Policy
from app.pipeline.pipeline import Pipeline, Preview
from app.services.engine_context import ContextMaker
from app.services.engines import EngineEntry, check_options, usable
from app.services.providers import Providers
from app.services.rates import Rates, Subject
from app.services.session_changes import SessionChanges
from app.services.session_checks import refuse_source, require_consent
from app.services.session_feeds import SessionFeeds
from app.services.session_run import Run, RunPlan
from app.services.session_state import (
    GuardPolicy,
    PlainThread,
    RunFigures,
    RunPart,
    SessionRequest,
    SessionState,
    SessionStatus,
    ThreadFactory,
    ThreadHandle,
    filled,
)
from app.services.steering import Steering
from engines.api import EngineError

log = logging.getLogger(__name__)


class Session(SessionChanges):
    """One at a time; may be started again after it ended, also after a failure."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        paths: Paths,
        engines: Sequence[EngineEntry],
        thread_factory: ThreadFactory = PlainThread,
        find_model: Callable[[str], Path | None] = lambda _file: None,
        rates: Rates | None = None,
    ) -> None:
        self.rates = rates
        """Where measured rates are kept; None to keep none."""
        self.changed: Event[SessionStatus] = Event()
        self.notice: Event[Message] = Event()
        self._settings = settings
        self._paths = paths
        self._engines = {entry.id: entry for entry in engines}
        self._thread_factory = thread_factory
        self._find_model = find_model
        self.providers = Providers(paths.user_cache / "providers.json")
        self._feeds = SessionFeeds(
            settings, paths.cards, self.notice.publish, lambda: self.changed.publish(self.status)
        )
        self.camera, self.stream = self._feeds.camera, self._feeds.stream
        self.window, self.remote = self._feeds.window, self._feeds.remote
        """The virtual camera, the network stream, our own output window, the local service: they outlive the runs."""
        self._lock = threading.Lock()
        self._beginning = threading.RLock()
        """Held until the thread of a run has begun: nobody waits for one that has not."""
        self._stops = 0
        """How often the end of a run was asked for."""
        self._closed = False
        self._thread: ThreadHandle | None = None
        self._photos = ThreadPoolExecutor(1, thread_name_prefix="photos")
        self._pipeline: Pipeline | None = None
        self.steering: Steering | None = None
        """What can be traded for speed in the run that goes on; None while there is none."""
        self._status = SessionStatus()
        self._stop = threading.Event()
        self._ended: dict[str, Any] = {}
        self._subject: Subject | None = None
        """What the run's figures are of; None where that changed within the run."""
        self._consent = False
        self._fast = False
        self._spec = ""
        self._at: RunPart = ""
        self._guard: GuardPolicy | None = None
        self._panic = False
        self.failure: UserError | None = None
        """Why the last run failed; None while it goes on and after a good end. A bug stands in ``status.message``."""
        self.output_failure: UserError | None = None
        """Why an output of this run ended; the run goes on without it. What the virtual camera waits for stands in
        ``status.camera``."""

    # ---- life ------------------------------------------------------------------------------------------------

    def start(self, request: SessionRequest, *, after_stop: int | None = None) -> bool:
        """Begin a run and return at once.

        Args:
            after_stop: What :meth:`request_stop` gave to who ends a run to begin another one. Where the end was asked
                for once more since then, by whomever, that counts: none begins.

        Returns:
            Whether it begins.

        Raises:
            ConsentError: an output is wanted and the statement has not been made.
            EngineFailure: there is no such engine, or its folder is broken.
            UserError: a run goes on already, or the program is ending.
        """
        usable(self._engines.values(), request.engine)
        if request.virtual_camera or request.stream is not None or request.recording is not None:
            require_consent(request.consent)
        if request.recording is not None:
            refuse_source(request.recording, request.source.spec, self._paths.media)
        with self._beginning:
            return self._start(request, after_stop)

    def _start(self, request: SessionRequest, after_stop: int | None) -> bool:
        with self._lock:
            if self._closed:
                raise UserError("session.closed", "The program is ending.", "Start it again.")
            if after_stop is not None and after_stop != self._stops:
                return False
            if self._status.state in (SessionState.LOADING, SessionState.RUNNING, SessionState.STOPPING):
                raise UserError("session.busy", "A run is going on already.", "Stop it first.")
            self._stop.clear()
            self._consent = request.consent
            self._spec = request.source.spec
            self._ended = {}
            self._guard = request.guard
            self._fast = request.source.pace == "fast"
            self.failure = self.output_failure = None
            self._status = SessionStatus(
                SessionState.LOADING, progress=(0.0, "Starting"), engine=request.engine, covered_now=self._panic
            )
            self._thread = self._thread_factory(lambda: self._run(request), "pipeline")
        self._feeds.run_begins(request)
        self.changed.publish(self.status)
        self._thread.start()
        return True

    def request_stop(self) -> int:
        """Ask the run to end; returns at once, with how often that was asked for. :meth:`wait` waits for it."""
        with self._lock:
            self._stops += 1
            stops = self._stops
            if self._status.state not in (SessionState.LOADING, SessionState.RUNNING):
                return stops
            self._status = replace(self._status, state=SessionState.STOPPING)
            self._stop.set()
            pipeline = self._pipeline
        if pipeline is not None:
            pipeline.request_stop()
        self.changed.publish(self.status)
        return stops

    @property
    def stops(self) -> int:
        """How often the end of a run was asked for."""
        return self._stops

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end of the run; False when it goes on after ``timeout`` seconds."""
        with self._beginning:
            thread = self._thread
        return thread is None or thread.join(timeout)

    def close(self) -> None:
        """Stop, wait and free; the session can not be started again."""
        with self._lock:
            self._closed = True
        self.request_stop()
        self.wait()
        self._feeds.close()
        self._photos.shutdown(wait=True, cancel_futures=True)

    # ---- looking ---------------------------------------------------------------------------------------------

    @property
    def status(self) -> SessionStatus:
        pipeline, status = self._pipeline, self._feeds.within(self._status)
        if pipeline is None or status.state not in (SessionState.RUNNING, SessionState.STOPPING):
            return replace(status, outputs=status.feeds)
        return filled(status, pipeline)

    def preview(self, after: int) -> Preview | None:
        """The newest result with a sequence above ``after``; what it holds stays valid while it is held."""
        pipeline = self._pipeline
        return pipeline.preview(after) if pipeline is not None else None

    def figures(self) -> RunFigures | None:
        """The figures of the run that goes on, for graphs: less than :attr:`status`, and cheap. None without a run."""
        pipeline = self._pipeline
        return RunFigures.of(pipeline.meters) if pipeline is not None else None

    def learn_rate(self) -> None:
        """Remember how fast the run that goes on, or ended last, is. Nothing where it says too little."""
        subject, status = self._subject, self.status
        if self.rates is not None and subject is not None:
            self.rates.learn(subject, status.provider, status.swapped, self.measured().get("stages_ms", {}))

    def measured(self) -> dict[str, Any]:
        """Mean fps, age and stage percentiles in ms and the load time of the run that goes on or ended last; after
        its end also ``outputs``, the last :class:`OutputStatus` of each."""
        pipeline = self._pipeline
        if pipeline is not None:
            age, stages = pipeline.meters.report()
            self._ended.update(fps=round(pipeline.meters.mean_fps(), 2), stages_ms=stages)
            # A clip played as fast as it goes has its own clock: nothing there says how old a picture is.
            self._ended["age_ms"] = None if self._fast else age
        return dict(self._ended)

    # ---- the run's own thread --------------------------------------------------------------------------------

    def _run(self, request: SessionRequest) -> None:
        message: Message | None = None
        failed_at: RunPart = ""
        state = SessionState.IDLE
        try:
            self._load_and_run(request)
        except UserError as error:
            message, state, self.failure = error.message, SessionState.FAILED, error
        except EngineError as error:
            self.failure = EngineFailure(error.code, str(error), error.hint, reason=str(error))
            message, state = self.failure.message, SessionState.FAILED
        except (Exception, SystemExit) as error:  # the last line before a QThread that would end the process
            log.exception("The run ended by a bug")
            hint = "This is a fault of the program: the log has the details."
            message = Message("session.bug", f"The run ended by an error: {error!r}.", hint, {"reason": repr(error)})
            state = SessionState.FAILED
        if state is SessionState.FAILED:
            failed_at = self._at
        self._feeds.run_ended()
        with self._lock:
            self._status = replace(
                self._status, state=state, message=message, failed_at=failed_at, progress=(0.0, ""), source_lost=None
            )
        self.changed.publish(self.status)

    def _load_and_run(self, request: SessionRequest) -> None:
        started = time.monotonic()
        entry = self._engines[request.engine]
        assert entry.manifest is not None
        self._subject = self.rates.subject(entry.manifest, request.options) if self.rates is not None else None
        contexts = ContextMaker(
            self._paths, self.providers, self._find_model, self.notice.publish, unwanted=self._stop.is_set
        )
        plan = RunPlan(
            request,
            self._settings(),
            entry,
            self._paths,
            contexts,
            lambda: self._settings().camera.controls,
            self._feeds.outputs,
            self._feeds.forms,
        )
        run = Run(plan, self)
        try:
            pipeline = run.load()
            if pipeline is None:
                return
            self._ended = {"load_ms": round((time.monotonic() - started) * 1e3, 1)}
            self.at("frames")
            with self._lock:
                self._pipeline = pipeline
                options = check_options(entry.manifest, request.options)
                live = not self._fast
                self.steering = Steering(pipeline, entry.manifest, options, live=live, spoilt=self._spoil)
                if self._guard is not None:  # chosen meanwhile; from here on a change is posted
                    pipeline.guard.policy = Policy(self._guard)
                pipeline.guard.panic = self._panic
                stopping = self._stop.is_set()
                state = SessionState.STOPPING if stopping else SessionState.RUNNING
                self._status = replace(self._status, state=state, progress=(1.0, ""), source=pipeline.source.info)
            if stopping:
                pipeline.request_stop()
            self.changed.publish(self.status)
            pipeline.run()
        finally:
            run.close(lambda: self._take_figures(run.pipeline))

    def _take_figures(self, pipeline: Pipeline | None) -> None:
        """Keep what the run's status and report say after its end."""
        self.measured()
        with self._lock:
            if pipeline is not None:
                self._status = filled(self._feeds.within(self._status), pipeline)
                outputs = (one for one in pipeline.ended_outputs if one.kind not in self._feeds.unused)
                self._ended["outputs"] = tuple(outputs)
            self._pipeline = self.steering = None
        self.learn_rate()

    # ---- how the loading is followed, see RunWatch -----------------------------------------------------------

    def at(self, part: RunPart) -> None:
        self._at = part

    def progress(self, part: float, text: str) -> None:
        with self._lock:
            self._status = replace(self._status, progress=(part, text))
        self.changed.publish(self.status)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def tell(self, message: Message) -> None:
        self.notice.publish(message)

    def output_failed(self, error: UserError) -> None:
        self.output_failure = error
        self.tell(error.message)
