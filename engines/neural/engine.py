"""The neural engine: a published ONNX swapper on the faces that the built-in networks follow.

1. Loading: the chosen swapper is looked for among the user's models, with what it needs beside it (ArcFace, a
   converter), and each file is held against its contract.
2. A source of one or more photos becomes one identity: the mean of the photos' embeddings.
3. For each frame: follow the faces, judge them, cut each out aligned, swap it, and paste it back. The network runs on
   a thread of its own, so that the next frame can be begun before this one is done (`begin`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineContext, EngineError, Face, Frame, Image, NoFaceError, OptionValue, Pending, SwapResult
from engines.neural.contracts import RECOGNISER, SWAPPERS
from engines.neural.identity import Recogniser, SourceVector, Vector, mix
from engines.neural.swapper import SwapNetwork, Tensor
from engines.toolkit import kernels
from engines.toolkit.align import Affine, Paster, Points5, box_mask, crop, five_points, similarity
from engines.toolkit.follow import Canvas, Follower, StageClock, faces_of, judge
from engines.toolkit.track import Track

NEUTRAL = 0.5
"""The weight at which the target's own identity plays no part, so that it need not be measured."""
MEASURE_EVERY = 15
"""Frames between two measurements of the target's identity where it is needed."""


class NeuralEngine:
    """See the module. Satisfies :class:`engines.api.Engine`."""

    def __init__(self, context: EngineContext) -> None:
        """Load everything; raises EngineError, in words, when a model is missing or is not what it should be."""
        self._buffer: Callable[[tuple[int, ...]], Image] = context.buffer
        self._context = context
        self._options: dict[str, OptionValue] = dict(context.options)
        context.report(0.05, "Loading the face detector and the face mesh")
        self._follower = Follower(context.models, ("CPUExecutionProvider",), context.threads)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="neural network")
        loops = self._beside.submit(kernels.load, context.cache / "kernels")
        self._network: SwapNetwork | None = None
        self._recogniser: Recogniser | None = None
        self._source_vector: SourceVector | None = None
        self._photos: list[tuple[Image, Points5]] = []
        self._identity: Vector | None = None
        self._source: NDArray[np.float32] | None = None
        try:
            self._load(str(self._options.get("model", "auto")))
            context.report(0.95, "Preparing the compiled loops (the first time this takes some seconds)")
            slower = loops.result()
        except BaseException:
            self.close()
            raise
        context.report(1.0, f"Ready, with the slower loops of OpenCV: {slower}" if slower else "Ready")

    def _load(self, wanted: str) -> None:
        name, path = self._find_swapper(wanted)
        contract = SWAPPERS[name]
        converter = None
        if contract.converter:
            converter = self._context.find_model(contract.converter)
        recogniser = None
        if contract.source != "face":
            recogniser = self._context.find_model(RECOGNISER)
            if recogniser is None:
                raise _missing(RECOGNISER, f"{path.name} needs it to know who the source is")
        self._context.report(0.15, f"Loading {path.name}")
        providers, threads = self._context.providers, self._context.threads
        network = SwapNetwork(path, contract, providers, threads)
        try:
            vector = None if contract.source == "face" else SourceVector(path, contract, converter, threads)
        except EngineError:
            network.close()
            raise
        self._network, self._source_vector = network, vector
        self._paster: Paster | None = None
        if recogniser is not None:
            self._context.report(0.8, f"Loading {recogniser.name}")
            self._recogniser = Recogniser(recogniser, providers, threads)

    def _find_swapper(self, wanted: str) -> tuple[str, Path]:
        names = list(SWAPPERS) if wanted == "auto" else [wanted]
        for name in names:
            path = self._context.find_model(f"{name}.onnx")
            if path is not None:
                return name, path
        if wanted == "auto":
            raise EngineError(
                "No swapper model is there for the neural engine.",
                "Put inswapper_128.onnx or another published swapper into the model folder, or use the engine mesh.",
            )
        raise _missing(f"{wanted}.onnx", "it was chosen as the swapper")

    @property
    def provider(self) -> str:
        """What the swapper runs on."""
        return "" if self._network is None else self._network.provider

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new values; another model is loaded in place of the one before, which stays when that fails."""
        model = str(options.get("model", self._options.get("model", "auto")))
        changed = model != self._options.get("model", "auto")
        self._options.update(options)
        self._forget_mixes()
        if changed:
            old = (self._network, self._recogniser, self._source_vector)
            try:
                self._load(model)
            except EngineError:
                self._network, self._recogniser, self._source_vector = old
                raise
            for part in old:
                if part is not None:
                    part.close()
            if self._photos:
                self._take_photos()

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """One person, one or more photos; in each the largest face counts. As :meth:`engines.api.Engine.set_source`."""
        found: list[tuple[Image, Points5]] = []
        seen: list[list[Face]] = []
        for image in images:
            mesh, faces = self._follower.photo(image)
            seen.append(faces)
            if mesh is not None:
                found.append((image, five_points(mesh)))
        if not found:
            raise NoFaceError(
                "No face was found in the photo." if len(images) == 1 else "No face was found in any of the photos.",
                "Choose a photo that shows one face from the front, well lit.",
            )
        self._photos = found
        self._take_photos()
        return seen

    def _take_photos(self) -> None:
        assert self._network is not None
        contract = self._network.contract
        self._forget_mixes()
        if contract.source == "face":
            image, points = self._photos[0]
            size = contract.face_size
            face = crop(image, similarity(points, contract.face_template, size), size)
            blob = face[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
            self._identity, self._source = None, np.ascontiguousarray(blob)
            return
        assert self._recogniser is not None
        assert self._source_vector is not None
        embeddings = [self._recogniser.embedding(image, points) for image, points in self._photos]
        self._identity = np.mean(embeddings, axis=0, dtype=np.float32)
        self._source = self._source_vector(self._identity)

    def swap(self, frame: Frame) -> SwapResult:
        """See the module."""
        return self.begin(frame).finish()

    def begin(self, frame: Frame) -> Pending:
        """Follow the faces, cut them out, and let the network go on with them. See the module."""
        clock = StageClock()
        image, follower = frame.image, self._follower
        canvas = follower.canvas(image, self._buffer)
        follower.follow(frame, float(self._options.get("smoothing", 0.5)), clock)
        chosen = follower.chosen(str(self._options.get("faces", "largest")))
        jobs = []
        for track in follower.tracks:
            track.reason = judge(track, track in chosen, image)
            if not track.reason and self._source is not None:
                jobs.append(self._begin_face(track, image, clock))
        return _Begun(self, canvas, jobs, faces_of(follower, swapped=bool(jobs)), clock)

    def _begin_face(self, track: Track, image: Image, clock: StageClock) -> _Job:
        network = self._network
        assert network is not None
        boost = int(self._options.get("boost", 1))
        size = network.contract.size * boost
        points = five_points(track.points)
        matrix = similarity(points, network.contract.template, size)
        face = crop(image, matrix, size)
        clock.stop("warp")
        source = self._source_for(track, image, points)
        clock.stop("recognise")
        running = self._beside.submit(_run, network, network.tensors(face, boost), source)
        clock.stop("swap")
        mask = box_mask(size, float(self._options.get("border", 0.1)), float(self._options.get("feather", 0.05)))
        return _Job(network, running, boost, matrix, mask)

    def paste(self, job: _Job, out: Image, clock: StageClock) -> None:
        """Wait for a face's network and put the face into the picture."""
        results, took = job.running.result()
        clock.stop("swap")
        clock.add("swap.network", took)
        size = job.network.contract.size * job.boost
        if self._paster is None or self._paster.size != size:
            self._paster = Paster(size, self._follower.aside if self._context.threads > 1 else None)
            self._swapped: Image = np.empty((size, size, 3), np.uint8)
        job.network.image(results, job.boost, self._swapped)
        clock.stop("swap")
        self._paster.paste(out, self._swapped, job.mask, job.matrix)
        clock.stop("blend")

    def _source_for(self, track: Track, image: Image, points: Points5) -> NDArray[np.float32]:
        """The source, or with a weight other than neutral its mix with who the target is."""
        assert self._source is not None
        weight = float(self._options.get("weight", NEUTRAL))
        if self._identity is None or self._recogniser is None or self._source_vector is None or weight == NEUTRAL:
            return self._source
        if track.identity is None or track.frames - track.identified >= MEASURE_EVERY:
            target = self._recogniser.embedding(image, points)
            track.identity = self._source_vector(mix(self._identity, target, weight))
            track.identified = track.frames
        return track.identity

    def _forget_mixes(self) -> None:
        for track in self._follower.tracks:
            track.identity = None

    def close(self) -> None:
        """Free the networks and end the threads."""
        self._beside.shutdown()
        self._follower.close()
        for part in (self._network, self._recogniser, self._source_vector):
            if part is not None:
                part.close()
        self._network = self._recogniser = self._source_vector = None


@dataclass(frozen=True, slots=True)
class _Job:
    """One face that the network works on."""

    network: SwapNetwork
    running: Future[tuple[list[Tensor], float]]
    """The network's answers, and the milliseconds that it took."""
    boost: int
    matrix: Affine
    mask: NDArray[np.uint8]


def _run(network: SwapNetwork, tensors: list[Tensor], source: Tensor) -> tuple[list[Tensor], float]:
    before = network.ran_ms
    return network.run(tensors, source), network.ran_ms - before


class _Begun:
    """A frame whose faces the network works on. Satisfies :class:`engines.api.Pending`."""

    def __init__(
        self, engine: NeuralEngine, canvas: Canvas, jobs: list[_Job], faces: tuple[Face, ...], clock: StageClock
    ) -> None:
        self._engine, self._canvas, self._jobs, self._faces, self._clock = engine, canvas, jobs, faces, clock

    def wait(self, timeout: float) -> bool:
        return not wait([job.running for job in self._jobs], timeout).not_done

    def finish(self) -> SwapResult:
        self._clock.skip()
        for job in self._jobs:
            out = self._canvas.open()
            self._clock.stop("blend")
            self._engine.paste(job, out, self._clock)
        return SwapResult(self._canvas.picture, self._faces, self._clock.stages)


def _missing(file: str, why: str) -> EngineError:
    return EngineError(
        f"The model {file} is missing: {why}.",
        "Put it into the model folder, or name the folder that it lies in (setting models.folders).",
    )
