"""The neural engine: a published ONNX swapper on the faces that the built-in networks follow.

1. Loading (`loading`): the chosen models are looked for among the user's, with what they need beside them (ArcFace, a
   converter), and each file is held against its contract.
2. A source of one or more photos becomes one face to show; a face map has one for each person (`people`).
3. For each frame: follow the faces, judge them, cut each out aligned, swap it, and paste it back. The networks run on
   a thread of their own (`stages`), so that the next frame can be begun before this one is done (`begin`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from engines.api import (
    EngineContext,
    EngineError,
    Face,
    Frame,
    Image,
    NoFaceError,
    NoPersonError,
    OptionValue,
    Pending,
    Person,
    SwapResult,
)
from engines.neural.choices import Choices
from engines.neural.loading import Networks, close, load, recogniser
from engines.neural.people import Giver, Photo, Sitter, giver, look
from engines.neural.relief import Relief
from engines.neural.stages import Job, Kept, Outcome, Stages
from engines.neural.swapper import Swap
from engines.toolkit import kernels
from engines.toolkit.align import Paster, crop, five_points, similarity
from engines.toolkit.follow import Canvas, Follower, StageClock, faces_of, judge
from engines.toolkit.inference import CPU, OutOfMemory
from engines.toolkit.mesh_topology import FACE_OVAL
from engines.toolkit.track import Track, overlap

_HINT = "Choose a photo that shows one face from the front, well lit."
_JUMP = 0.5
"""Of a face's width: who moves further from one frame to the next may be somebody else."""
_NEAR = 0.1
"""Part of a face's box that another one covers, from which a track may slip from one to the other."""

_LOOK, _CUT = 16, 12.0
"""Side of the small picture by which a cut is seen, and mean change in grey levels: in the demo clip it changes by 1.6
from one frame to the next, by 5 in one of ten and by 12 in one of thirty; two portraits differ by 50 and more."""

IDLE_S = 30.0
"""Seconds without a face to swap after which memory is given back."""


class NeuralEngine:
    """See the module. Satisfies :class:`engines.api.OverlappingEngine` and :class:`engines.api.MappingEngine`."""

    def __init__(self, context: EngineContext) -> None:
        """Load everything; raises EngineError, in words, when a model is missing or is not what it should be."""
        self._buffer: Callable[[tuple[int, ...]], Image] = context.buffer
        self._context = context
        self._options: dict[str, OptionValue] = dict(context.options)
        context.report(0.05, "Loading the face detector and the face mesh")
        self._follower = Follower(context.models, ("CPUExecutionProvider",), context.threads)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="neural network")
        loops = self._beside.submit(kernels.load, context.cache / "kernels")
        self._networks: Networks | None = None
        self._relief = Relief()
        self._reliefs = 0
        """How often something was given up for lack of memory."""
        self._worked_at, self._idle = 0.0, True
        try:
            self._networks = self._load_what_fits()
            context.report(0.95, "Preparing the compiled loops (the first time this takes some seconds)")
            slower = loops.result()
        except BaseException:
            self.close()
            raise
        self._stages = Stages(self._networks, Choices.of(self._options), None)
        self._follower.look_every = self._stages.choices.detect_every
        self._paster: Paster | None = None
        if slower:
            hint = "Make its folder writable, or set the program up anew: ./setup_virtual_env.sh install --rebuild."
            context.tell(f"The engine Neural uses the slower loops of OpenCV and numpy: {slower}.", hint)
        context.report(1.0, "Ready")

    @property
    def provider(self) -> str:
        """What the swapper runs on."""
        return "" if self._networks is None else self._networks.swapper.provider

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new values; another model is loaded in place of the one before. When that fails nothing changes."""
        self._relief.start_over()
        self._change(options)

    def _change(self, options: Mapping[str, OptionValue]) -> None:
        wanted = self._options | dict(options)
        before = self._networks
        assert before is not None
        plain, sitters = self._stages.plain, self._stages.sitters
        networks = load(self._context, wanted, before, self._options, people=bool(sitters))
        if networks.swapper is not before.swapper:
            try:
                plain = None if plain is None else giver(plain.photos, networks)
                sitters = [Sitter(one.embedding, giver(one.giver.photos, networks)) for one in sitters]
            except BaseException:
                close(networks.parts(without=before))
                raise
        self._options, self._networks = wanted, networks
        close(before.parts(without=networks))
        self._renew(plain, sitters)

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """One person, one or more photos; in each the largest face counts. As :meth:`engines.api.Engine.set_source`."""
        found, seen = self._photos(images)
        if not found:
            where = "the photo" if len(images) == 1 else "any of the photos"
            raise NoFaceError(f"No face was found in {where}.", _HINT)
        assert self._networks is not None
        self._renew(giver(found, self._networks), self._stages.sitters)
        return seen

    def set_people(self, people: Sequence[Person]) -> Sequence[Sequence[Face]]:
        """Show each person their own face. As :meth:`engines.api.MappingEngine.set_people`."""
        networks = self._networks
        assert networks is not None
        if people and networks.recogniser is None:
            known = recogniser(self._context, "it is needed to tell people apart")
            networks = self._networks = replace(networks, recogniser=known)
        seen: list[list[Face]] = []
        sitters = []
        for number, person in enumerate(people):
            who = self._person(number, "who", person.who, seen)
            face = self._person(number, "face", person.face, seen)
            assert networks.recogniser is not None
            sitters.append(Sitter(look(who, networks.recogniser), giver(face, networks)))
        self._renew(self._stages.plain, sitters)
        return seen

    def _person(
        self, number: int, part: Literal["who", "face"], images: Sequence[Image], seen: list[list[Face]]
    ) -> list[Photo]:
        found, faces = self._photos(images)
        if not found:
            raise NoPersonError(f"No face was found in the photos of person {number + 1}.", _HINT, number, part)
        seen += faces
        return found

    def _photos(self, images: Sequence[Image]) -> tuple[list[Photo], list[list[Face]]]:
        """The photos with a face and its points; and for each photo all faces that it shows."""
        found: list[Photo] = []
        seen: list[list[Face]] = []
        for image in images:
            mesh, faces = self._follower.photo(image)
            seen.append(faces)
            if mesh is not None:
                found.append((image, five_points(mesh)))
        return found, seen

    def _renew(self, plain: Giver | None, sitters: Sequence[Sitter]) -> None:
        """From the next frame on; nothing that is kept of faces holds any more. Nothing is begun now."""
        assert self._networks is not None
        self._stages = Stages(self._networks, Choices.of(self._options), plain, sitters)
        self._follower.look_every = self._stages.choices.detect_every
        for track in self._follower.tracks:
            track.kept = None

    # ---- memory ----------------------------------------------------------------------------------------------

    def _load_what_fits(self) -> Networks:
        """The networks, with less of them where memory is short. Raises EngineError."""
        while True:
            try:
                return load(self._context, self._options)
            except OutOfMemory:
                step = self._relief.step(self._options, self._first, loaded=False)
                if step is None:
                    raise
                self._options |= step.options
                if step.to_processor:
                    self._context = replace(self._context, providers=(CPU,))
                self._context.tell(step.sentence, step.hint)

    def relieve(self, reliefs: int) -> None:
        """A frame found no memory: give up the next thing, unless another frame has seen to that since `reliefs`."""
        if reliefs != self._reliefs:
            return
        self._reliefs += 1
        self._beside.submit(int).result()  # what was begun ends first
        while (step := self._relief.step(self._options, self._first)) is not None:
            try:
                if step.frees:
                    self._shrink()
                elif step.to_processor:
                    self._move_to_processor()
                else:
                    self._change(step.options)
            except OutOfMemory:
                continue
            self._context.tell(step.sentence, step.hint)
            return

    @property
    def _first(self) -> str:
        """The provider that networks are put on first."""
        return self._context.providers[0] if self._context.providers else CPU

    def _move_to_processor(self) -> None:
        before = self._networks
        assert before is not None
        self._context = replace(self._context, providers=(CPU,))
        plain, sitters = self._stages.plain, self._stages.sitters
        self._networks = load(self._context, self._options, people=bool(sitters))
        close(before.parts())
        self._renew(plain, sitters)

    def _shrink(self) -> None:
        for part in self._networks.parts() if self._networks is not None else ():
            part.shrink()

    def _shrink_or_tell(self) -> None:
        try:
            self._shrink()
        except EngineError as error:
            self._context.tell(str(error), error.hint)

    def _rest(self, frame: Frame, *, working: bool) -> None:
        """After a while without a face to swap the networks give back what they hold in reserve, once."""
        if working:
            self._worked_at, self._idle = frame.captured_at, False
        elif not self._idle and frame.captured_at - self._worked_at > IDLE_S:
            self._idle = True
            self._beside.submit(self._shrink_or_tell)

    # ---- frames ----------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """Forget earlier frames; nothing is begun now. As :meth:`engines.api.RestartingEngine.restart`."""
        self._follower.restart()
        self._worked_at, self._idle = 0.0, True

    def swap(self, frame: Frame) -> SwapResult:
        """See the module."""
        return self.begin(frame).finish()

    def begin(self, frame: Frame) -> Pending:
        """Follow the faces, cut them out, and let the networks go on with them. See the module."""
        try:
            return self._begin(frame)
        except OutOfMemory:
            self.relieve(self._reliefs)
            raise

    def _begin(self, frame: Frame) -> Pending:
        clock = StageClock()
        image, follower, stages = frame.image, self._follower, self._stages
        canvas = follower.canvas(image, self._buffer)
        follower.follow(frame, stages.choices.smoothing, clock)
        chosen = follower.tracks if stages.sitters else follower.chosen(stages.choices.faces)
        able = bool(stages.sitters) or stages.plain is not None
        jobs: list[_Begun] = []
        for number, track in enumerate(follower.tracks):
            track.reason = judge(track, track in chosen, image)
            kept = track.kept if isinstance(track.kept, Kept) else Kept()
            track.kept = kept
            if track.reason or not able:
                kept.place = None
                continue
            job = self._cut(track, kept, image, clock)
            kept.place = track.box
            jobs.append(_Begun(number, job.arrays, self._beside.submit(stages.run, job)))
            clock.stop("swap")
        self._rest(frame, working=bool(jobs))
        return _Flight(self, canvas, jobs, faces_of(follower, swapped=able), clock, self._reliefs)

    def _cut(self, track: Track, kept: Kept, image: Image, clock: StageClock) -> Job:
        stages = self._stages
        network, size = stages.networks.swapper, stages.size
        points = five_points(track.points)
        matrix = similarity(points, network.contract.template, size)
        face = crop(image, matrix, size)
        clock.stop("warp")
        arrays = network.take(stages.choices.boost)
        arrays.put(face)
        shaken = bool(stages.sitters) and self._shaken(track, kept, face)
        oval = track.points[FACE_OVAL, :2].copy()
        return Job(kept, image, track.frames, shaken, points, oval, (track.yaw, track.pitch), matrix, arrays)

    def _shaken(self, track: Track, kept: Kept, face: Image) -> bool:
        """Whether a track may be on another face than before: it was lost or has jumped, another one is close, or its
        aligned crop `face` has changed all over, as at a cut of a clip."""
        before, look = kept.place, kept.look
        kept.look = np.asarray(cv2.resize(face, (_LOOK, _LOOK), interpolation=cv2.INTER_AREA), np.uint8)
        if before is None or look is None or cv2.absdiff(kept.look, look).mean() > _CUT:
            return True
        now, far = track.box, 2 * _JUMP * (before[2] - before[0])
        if max(abs(now[0] + now[2] - before[0] - before[2]), abs(now[1] + now[3] - before[1] - before[3])) > far:
            return True
        near = [other.box for other in self._follower.tracks if other is not track]
        near += [box for box, _ in self._follower.others]
        return any(overlap(now, box) > _NEAR for box in near)

    def paste(self, arrays: Swap, outcome: Outcome, out: Image, clock: StageClock) -> None:
        """Put a swapped face into the picture."""
        assert outcome.matrix is not None
        assert outcome.mask is not None
        side = outcome.mask.shape[0]
        if self._paster is None or self._paster.size != side:
            self._paster = Paster(side, self._follower.aside if self._context.threads > 1 else None)
            self._swapped: Image = np.empty((side, side, 3), np.uint8)
        face = outcome.face
        if face is None:
            face = self._swapped
            arrays.get(face)
        clock.stop("swap")
        self._paster.paste(out, face, outcome.mask, outcome.matrix)
        clock.stop("blend")

    def close(self) -> None:
        """Free the networks and end the threads."""
        self._beside.shutdown()
        self._follower.close()
        if self._networks is not None:
            close(self._networks.parts())
        self._networks = None


@dataclass(frozen=True, slots=True)
class _Begun:
    """One face that the networks work on."""

    number: int
    """Of the face in the frame."""
    arrays: Swap
    running: Future[Outcome]


class _Flight:
    """A frame whose faces the networks work on. Satisfies :class:`engines.api.Pending`."""

    def __init__(
        self,
        engine: NeuralEngine,
        canvas: Canvas,
        jobs: list[_Begun],
        faces: tuple[Face, ...],
        clock: StageClock,
        reliefs: int,
    ) -> None:
        self._reliefs = reliefs
        self._engine, self._canvas, self._jobs, self._clock = engine, canvas, jobs, clock
        self._faces = list(faces)

    def wait(self, timeout: float) -> bool:
        return not wait([job.running for job in self._jobs], timeout).not_done

    def finish(self) -> SwapResult:
        try:
            return self._finish()
        except OutOfMemory:
            self._engine.relieve(self._reliefs)
            raise
        finally:
            wait([job.running for job in self._jobs])
            for job in self._jobs:
                job.arrays.give_back()

    def _finish(self) -> SwapResult:
        clock = self._clock
        clock.skip()
        for job in self._jobs:
            outcome = job.running.result()
            clock.stop("swap")
            for stage, milliseconds in outcome.times.items():
                clock.add(stage, milliseconds)
            if outcome.reason:
                face = self._faces[job.number]
                self._faces[job.number] = replace(face, swapped=False, reason=outcome.reason)
            else:
                out = self._canvas.open()
                clock.stop("blend")
                self._engine.paste(job.arrays, outcome, out, clock)
        return SwapResult(self._canvas.picture, tuple(self._faces), clock.stages)
