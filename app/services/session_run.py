"""What one run is made of: loaded in order, closed in the reverse order, each part whatever becomes of the others.

The photos come first, for they are quickly refused; then the engine, the source and the outputs. The session says what
to load and is told how far it is; it starts the pipeline and decides what an error means.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from app.base.errors import EngineFailure, Message, UserError
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.buffers import BufferPool
from app.pipeline.fitting import Form
from app.pipeline.guard import Cover, Guard, Policy
from app.pipeline.label import Label, LabelStyle
from app.pipeline.outputs import Output
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import Source, open_source
from app.services.engine_context import ContextMaker
from app.services.engines import EngineEntry, load
from app.services.faces import load_faces, load_people, show_faces, show_people
from app.services.session_outputs import open_file
from app.services.session_state import RunPart, SessionRequest
from engines.api import Engine


class RunWatch(Protocol):
    """Follows the loading."""

    def at(self, part: RunPart) -> None:
        """What is loaded now, and fails where an error follows."""

    def progress(self, part: float, text: str) -> None:
        """``part`` of the loading, 0..1, is done."""

    @property
    def stopping(self) -> bool:
        """Whether the run shall not begin any more."""

    def tell(self, message: Message) -> None: ...

    def output_failed(self, error: UserError) -> None: ...


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What to load, all of it as it was when the run was asked for."""

    request: SessionRequest
    settings: Settings
    entry: EngineEntry
    paths: Paths
    contexts: ContextMaker
    controls: Callable[[], Mapping[str, Mapping[str, int]]]
    """The kept controls of cameras, as they are when a camera is opened."""
    lasting: tuple[Output, ...]
    """The virtual camera and the stream, which take pictures where they are on and outlive the run."""
    forms: Callable[[], Collection[Form]]
    """What those fit the pictures to now, so that the mark is seen in all of them."""


class Run:
    """One run's engine, source and pipeline."""

    def __init__(self, plan: RunPlan, watch: RunWatch) -> None:
        self.pipeline: Pipeline | None = None
        self._plan, self._watch = plan, watch
        self._engine: Engine | None = None
        self._source: Source | None = None

    def load(self) -> Pipeline | None:
        """The pipeline, ready to run; None where the end was asked for meanwhile.

        Raises:
            UserError, EngineError: a part of it can not be had; :meth:`RunWatch.at` was told which.
        """
        plan, watch = self._plan, self._watch
        request, settings, media = plan.request, plan.settings, plan.paths.media
        pool = BufferPool()
        watch.at("face")
        images = load_faces(request.faces, media)
        people = load_people(request.face_map, media)
        watch.at("engine")
        watch.progress(0.1, "Loading the engine")
        assert plan.entry.manifest is not None
        try:
            context = plan.contexts.make(settings, plan.entry, request.options, pool, self._loading)
            engine = self._engine = load(plan.entry.manifest, context)
        except EngineFailure as error:
            if watch.stopping and error.message.code == "checkout.unwanted":
                return None  # its loading was given up, as was asked for
            raise
        watch.at("face")
        watch.progress(0.7, "Reading the face")
        show_faces(engine, images, request.faces, watch.tell)
        show_people(engine, people, request.face_map, watch.tell)
        if watch.stopping:
            return None
        watch.at("source")
        watch.progress(0.9, "Opening the source")
        asked = replace(request.source, controls=plan.controls)
        source = self._source = open_source(asked, media)
        watch.at("output")
        self.pipeline = self._assemble(engine, source, pool)
        self.pipeline.outputs.extend(plan.lasting)
        if request.recording is not None:
            recording = open_file(
                settings.output,
                request.recording,
                request.source.spec,
                source.info,
                media,
                watch.tell,
                lossless=request.lossless,
            )
            self.pipeline.outputs.append(recording)
        return self.pipeline

    def close(self, then: Callable[[], None]) -> None:
        """Close the outputs and the source, call ``then`` while the pipeline still has its figures, free the engine."""
        with contextlib.ExitStack() as closing:  # each is closed, whatever the others do; the last one first
            if self._engine is not None:
                closing.callback(self._engine.close)
            closing.callback(then)
            if self._source is not None:
                closing.callback(self._source.close)
            if self.pipeline is not None:
                closing.callback(self.pipeline.close_outputs)

    def _assemble(self, engine: Engine, source: Source, pool: BufferPool) -> Pipeline:
        request = self._plan.request
        output, privacy = self._plan.settings.output, self._plan.settings.privacy
        return Pipeline(
            source,
            engine,
            Guard(Policy(request.guard or privacy.guard), privacy.hold_s, Cover(privacy.cover), pool),
            Label(LabelStyle(output.label, output.label_corner, output.label_size), self._plan.forms),
            pool,
            max_failed=privacy.max_failed_frames,
            frame_limit=request.frame_limit,
            notice=self._watch.tell,
            output_failed=self._watch.output_failed,
        )

    def _loading(self, part: float, text: str) -> None:
        self._watch.progress(0.1 + 0.6 * part, text)
