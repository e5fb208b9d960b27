"""The engine contract: all that an engine's author reads.

An engine is a folder under ``engines/`` (or in the user's data folder) with an ``engine.json`` and a class that has
the methods of :class:`Engine`. Constructing it loads; every later call comes from the pipeline's thread: no locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

API_VERSION = 1

Image = NDArray[np.uint8]
"""BGR, uint8, HxWx3, C-contiguous."""

OptionValue = bool | int | float | str
"""A value of an engine option; its type, range and choices stand in ``engine.json``."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture on its way. ``image`` is the user's own face: an engine never writes into it."""

    image: Image
    index: int
    """Counts from 0 within one run of a source, dropped frames included."""
    captured_at: float
    """``time.monotonic()`` seconds at which the source had the picture."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face that the engine located in a frame."""

    box: tuple[float, float, float, float]
    """x0, y0, x1, y1 in pixels of the frame; may reach over its edges."""
    score: float
    """Confidence, 0..1."""
    landmarks: NDArray[np.float32] | None
    """Nx2 in pixels of the frame, or None where the engine has none."""
    swapped: bool
    """True only when the face in ``SwapResult.image`` is credibly the chosen one. All others are covered."""
    reason: str = ""
    """Why it was not swapped: ``profile``, ``covered``, ``small``, ``not_selected``, ``edge`` or ``error``."""


@dataclass(frozen=True, slots=True)
class SwapResult:
    """What an engine gives back for one frame."""

    image: Image
    """The swapped picture: ``frame.image`` itself where nothing was changed, else an array of the same shape that
    the engine will not write to again (take it from ``EngineContext.buffer``)."""
    faces: tuple[Face, ...]
    """Every face located in the frame, swapped or not. Empty: the engine does not know where a face is."""
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds by stage: ``detect``, ``landmarks``, ``warp``, ``blend`` and what else the engine has. A name with a
    dot is a part of the stage before it: ``landmarks.network`` is the time within the network alone."""


@dataclass(frozen=True, slots=True)
class GpuOptions:
    """How networks use an accelerator: section ``gpu`` of the settings."""

    device: int = 0
    """Number of the graphics card, from 0."""
    memory_limit: int = 0
    """Bytes of the card's memory for the arena of one network, 0 for no limit."""
    arena: Literal["same_as_requested", "next_power_of_two"] = "same_as_requested"
    graphs: bool = True
    """Whether runs are recorded as CUDA graphs where the network allows it."""
    openvino_device: str = "AUTO"
    """``AUTO``, ``CPU``, ``GPU`` or ``NPU``."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Somebody's own copy of another program, which an engine drives in that program's own interpreter."""

    root: Path
    """Folder of the checkout."""
    python: Path
    """Interpreter that has what the program needs."""
    versions: str = ""
    """Versions that are known to work, in words."""
    live: bool = True
    """Whether the picture must go on meanwhile; else a frame is waited for, and made again after a crash."""
    frame_s: float = 20.0
    """Seconds after which a program that gives no picture is ended and started again."""
    load_s: float = 600.0
    """Seconds that it may take to load."""
    memory_mb: int = 0
    """Main memory that it may use, 0 for no limit; above it is ended and started again."""
    downloads: bool = False
    """Whether it may fetch things."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What an engine is given when it is constructed."""

    models: Path
    """Folder of the models that ship with the program (read only)."""
    cache: Path
    """Folder that the engine may write to; it exists."""
    providers: tuple[str, ...]
    """onnxruntime execution providers in order of preference, such as ``("CPUExecutionProvider",)``."""
    threads: int
    """Threads that a small network may use on the CPU, 1 or more."""
    options: Mapping[str, OptionValue]
    """A value for every option of the manifest."""
    report: Callable[[float, str], None]
    """Progress of loading: fraction 0..1 and one short sentence."""
    buffer: Callable[[tuple[int, ...]], Image]
    """Gives a uint8 array of a shape, recycled once nobody holds the last one."""
    find_model: Callable[[str], Path | None] = lambda _file: None
    """Where a model file of the user's lies, by its name, or None."""
    gpu: GpuOptions = field(default_factory=GpuOptions)
    large_threads: int = 0
    """The same for a network of hundreds of megabytes; 0: as ``threads``."""
    checkout: Checkout | None = None
    """The program that the engine drives, for an engine whose manifest has ``checkout``."""
    unwanted: Callable[[], bool] = lambda: False
    """Whether nobody wants the engine any more: loading that takes long is to be given up, with an EngineError."""
    tell: Callable[[str, str], None] = lambda _sentence, _hint: None
    """Tells the user, at any time, a sentence and what to do (may be empty): of a fallback, for instance."""


class EngineError(Exception):
    """The engine can not do what was asked; ``str()`` is a sentence for the user, ``hint`` says what to do."""

    code = "engine.failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class StopRunError(EngineError):
    """Raised for a frame: the run ends, for it would be no use, or wrong, to go on."""

    code = "engine.stopped"


class NoFaceError(EngineError):
    """No face in any photo given to :meth:`Engine.set_source`. The face set before stays in place."""

    code = "engine.no_face"


class NoPersonError(NoFaceError):
    """No face in the photos of one of the people given to :meth:`MappingEngine.set_people`."""

    def __init__(self, message: str, hint: str, person: int, part: Literal["who", "face"]) -> None:
        super().__init__(message, hint)
        self.person, self.part = person, part


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be in front of the camera, and the face to show on them. One or more photos of each."""

    who: Sequence[Image]
    face: Sequence[Image]


class Engine(Protocol):
    """Constructed as ``factory(context)``: that loads, and raises :class:`EngineError` when it can not."""

    @property
    def provider(self) -> str:
        """What the networks really run on, such as ``CPUExecutionProvider``."""

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """Choose the face to show: one person, one or more photos. Raises :class:`NoFaceError`.

        Returns for each photo the faces found in it, in its pixels; the first is the one taken."""

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new option values (any subset of the manifest's keys), between frames."""

    def swap(self, frame: Frame) -> SwapResult:
        """Swap the faces of one frame. Any exception counts as a failed frame: the guard covers it."""

    def close(self) -> None:
        """Release everything. Called once, last."""


class Pending(Protocol):
    """A frame that was begun."""

    def wait(self, timeout: float) -> bool:
        """Whether it is done, after at most ``timeout`` seconds."""

    def finish(self) -> SwapResult:
        """Wait for it; gives or raises what :meth:`Engine.swap` would. Called once, in the order of beginning."""


class OverlappingEngine(Engine, Protocol):
    """An engine whose network works beside the pipeline's thread. All other calls come while nothing is begun."""

    def begin(self, frame: Frame) -> Pending:
        """Prepare a frame and let the network go on with it. At most one other frame is begun and not finished."""


class RestartingEngine(Engine, Protocol):
    """An engine that can be brought back to how it was before its first frame. Others are loaded anew for that."""

    def restart(self) -> None:
        """Forget all that is known of earlier frames: the same frames then give the same pictures again."""


class BatchEngine(Engine, Protocol):
    """An engine for tasks (``batch`` in the manifest) that works on many pictures in one go."""

    def collect(self, image: Image) -> bool:
        """Keep one more picture, of the size of those before. True: these are enough for one go."""

    def work(self, progress: Callable[[int], None]) -> Iterator[tuple[Image, SwapResult]]:
        """Work on all that were collected, and give each, in that order, with what came of it. ``progress`` is told of
        how many it is done with; what it raises ends the work. Raises EngineError."""

    def find(self, image: Image) -> Sequence[Face]:
        """The faces in a picture of any size, none of them swapped; in far less time than swapping takes."""


class MappingEngine(Engine, Protocol):
    """An engine that can show different faces on different people."""

    def set_people(self, people: Sequence[Person]) -> Sequence[Sequence[Face]]:
        """Show each person their own face; a face that is nobody's is ``not_selected``. None: as `set_source` says.

        Returns for each photo the faces found in it, as `set_source` does: of the first person's `who`, then `face`,
        then of the next. Raises :class:`NoPersonError`, or EngineError when it can not; the people before then stay."""
