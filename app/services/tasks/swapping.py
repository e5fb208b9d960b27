"""The engine of a task, and one picture after the other through engine, guard and label, as in a live run.

At the beginning of each segment the engine and the guard are brought back to how they were before the first picture.
What comes out of a segment thus depends on its own pictures, and on some before it that only warm up, whether the task
was cut off there or not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from app.base.errors import EngineFailure, Message
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Guarded, Policy, Verdict
from app.pipeline.label import Label, LabelStyle
from app.pipeline.pipeline import check_result
from app.services.checkouts.use import Prepared
from app.services.engine_context import ContextMaker
from app.services.engines import EngineEntry, load
from app.services.faces import load_faces, load_people, show_faces, show_people
from app.services.models import Models
from app.services.providers import Providers
from app.services.tasks.look import overlooked, same_face
from app.services.tasks.records import TaskPlan
from engines.api import BatchEngine, Engine, Face, Frame, Image, RestartingEngine, StopRunError, SwapResult

_log = logging.getLogger(__name__)

_MOST_LOGGED = 20
"""Failed pictures whose traces are logged: a long video may hold very many."""


@dataclass(frozen=True, slots=True)
class EngineMaker:
    """Loads the engine of a task, with its faces."""

    plan: TaskPlan
    settings: Settings
    paths: Paths
    entry: EngineEntry
    models: Models
    notice: Callable[[Message], None]
    used: set[Path] = field(default_factory=set)
    """Models of the user's that the engine was given."""
    programs: set[str] = field(default_factory=set)
    """The program that the engine drives, with its version, where it drives one."""

    def make(self, pool: BufferPool) -> Engine:
        """Raises UserError or EngineError, in words."""
        plan, media = self.plan, self.paths.media
        images = load_faces(plan.faces, media)
        people = load_people(plan.face_map, media)
        assert self.entry.manifest is not None
        providers = Providers(self.paths.user_cache / "providers.json")
        contexts = ContextMaker(self.paths, providers, self._find, self.notice, live=False, prepared=self._take_program)
        context = contexts.make(self.settings, self.entry, plan.options, pool, lambda _part, _text: None)
        engine = load(self.entry.manifest, context, batch=True)
        try:
            show_faces(engine, images, plan.face_names, self.notice)
            show_people(engine, people, plan.face_map, self.notice)
        except BaseException:
            engine.close()
            raise
        return engine

    def _take_program(self, program: Prepared) -> None:
        self.used.update(program.models)
        self.programs.add(program.version)

    def _find(self, file: str) -> Path | None:
        found = self.models.locate(file)
        if found is not None:
            self.used.add(found)
        return found


@dataclass(frozen=True, slots=True)
class Swapped:
    """A picture that may leave. ``image`` must not be written to, and stays as it is while it is held."""

    image: Image
    faces: int
    """Faces that were swapped in it."""
    covered: bool = False
    """Whether something is covered in it, or another picture stands in: a face could not be swapped, or none was
    found."""


class Swapper:
    """Called from one thread; :meth:`begin` before the first picture."""

    def __init__(self, maker: EngineMaker) -> None:
        """Load the engine. Raises UserError or EngineError, in words."""
        self._maker = maker
        self._pool = BufferPool()
        self._engine = maker.make(self._pool)
        output = maker.settings.output
        self.label = Label(LabelStyle(output.label, output.label_corner, output.label_size))
        self._guard = self._new_guard()
        self._failed = self._logged = 0
        self._used = False
        self._faces: tuple[Face, ...] = ()

    @property
    def provider(self) -> str:
        return self._engine.provider

    @property
    def models(self) -> frozenset[Path]:
        """Models of the user's that it works with."""
        return frozenset(self._maker.used)

    @property
    def made_with(self) -> str:
        """What networks run on, and of a program that the engine drives its version: what a result depends on."""
        return " ".join((self.provider, *sorted(self._maker.programs)))

    def begin(self) -> None:
        """What comes now is as if nothing had been before. Raises as :meth:`EngineMaker.make`."""
        self._guard, self._failed = self._new_guard(), 0
        if not self._used:
            return
        self._used = False
        if hasattr(self._engine, "restart"):
            cast(RestartingEngine, self._engine).restart()
            return
        self._engine.close()
        self._engine = self._maker.make(self._pool)

    def swap(self, image: Image, index: int, at: float, also: Sequence[Face] = ()) -> Swapped:
        """One picture (BGR) at ``at`` seconds; ``also`` are faces in it that the engine overlooks.

        Raises EngineFailure when too many failed in a row.
        """
        self._used = True
        frame = Frame(image, index, at)
        return self.judge(frame, self._ask(frame), also)

    @property
    def batch(self) -> BatchEngine | None:
        """The engine, where it works on many pictures in one go."""
        return cast(BatchEngine, self._engine) if hasattr(self._engine, "collect") else None

    def judge(self, frame: Frame, result: SwapResult | None, also: Sequence[Face] = ()) -> Swapped:
        """What of an engine's result may leave, with the mark; None: it failed. ``also``: as in :meth:`swap`."""
        self._used = True
        self._faces = () if result is None else result.faces
        if result is not None and also:
            more = [face for face in also if not any(same_face(face.box, one.box) for one in result.faces)]
            result = replace(result, faces=(*result.faces, *more))
        guarded = self._guard.judge(frame, result)
        if guarded.verdict is not Verdict.HELD:
            self.label.draw(guarded.image)
        covered = guarded.verdict in (Verdict.HELD, Verdict.COVERED)
        return Swapped(guarded.image, _shown(result, guarded), covered)

    @property
    def covers(self) -> bool:
        """Whether faces that are not swapped are covered; the user may let them through."""
        return self._guard.policy is not Policy.PASS

    def overlooked(self, image: Image) -> tuple[Face, ...]:
        """Faces that the engine did not find in the picture that was swapped last, for they are small. Begin anew
        behind it. Raises EngineFailure."""
        return overlooked(self.find, image, self._faces) if self.covers else ()

    def find(self, image: Image) -> Sequence[Face]:
        """The faces that the engine finds in a picture or a part of one, from nothing. Begin anew behind it.

        Raises EngineFailure.
        """
        if self.batch is not None:
            return self.batch.find(image)
        self._used = True
        if hasattr(self._engine, "restart"):
            cast(RestartingEngine, self._engine).restart()
        try:
            return self._engine.swap(Frame(image, 0, 0.0)).faces
        except (Exception, SystemExit) as error:  # nobody knows then who is seen there
            raise EngineFailure(
                "engine.failing",
                f"The engine failed on 1 frames in a row ({error}).",
                "The run was stopped. Choose another engine or other options, or look into the log.",
                count=1,
                reason=str(error),
            ) from error

    def close(self) -> None:
        self._engine.close()

    def _new_guard(self) -> Guard:
        privacy = self._maker.settings.privacy
        return Guard(Policy(privacy.guard), privacy.hold_s, Cover(privacy.cover), self._pool)

    def _ask(self, frame: Frame) -> SwapResult | None:
        try:
            result = self._engine.swap(frame)
            check_result(result, frame)
        except StopRunError as error:
            raise EngineFailure(error.code, str(error), error.hint, reason=str(error)) from error
        except (Exception, SystemExit) as error:  # an engine is other people's code: it is covered and told
            if self._logged < _MOST_LOGGED:  # what is logged lies on the disk until the task's end
                self._logged += 1
                _log.warning("The engine failed on picture %d", frame.index, exc_info=True)
            self._failed += 1
            text = f"The engine failed on a frame: {error}"
            self._maker.notice(Message("engine.frame_failed", text, "The frame was covered.", {"reason": str(error)}))
            if self._failed >= self._maker.settings.privacy.max_failed_frames:
                raise EngineFailure(
                    "engine.failing",
                    f"The engine failed on {self._failed} frames in a row ({error}).",
                    "The run was stopped. Choose another engine or other options, or look into the log.",
                    count=self._failed,
                    reason=str(error),
                ) from error
            return None
        self._failed = 0
        return result


def _shown(result: SwapResult | None, guarded: Guarded) -> int:
    """How many swapped faces a picture shows that leaves."""
    kept = guarded.verdict in (Verdict.SWAPPED, Verdict.PASSED)
    if result is None or not (kept or guarded.image is result.image):  # held, blurred or a card
        return 0
    return sum(face.swapped for face in result.faces)
