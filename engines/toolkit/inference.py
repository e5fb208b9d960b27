"""Running a network: named tensors in, named tensors out, whoever computes.

The interface, and what all behind it share; `loading` chooses who that is, which nothing above may know. A network that
runs frame after frame is bound once: a :class:`Binding` has its own input and output arrays, which are written and read
in place, so that a run allocates nothing and an accelerator finds its buffers where they were.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, TypeVar

from numpy.typing import NDArray

from engines.api import EngineContext, EngineError, GpuOptions

CPU = "CPUExecutionProvider"

Tensor = NDArray[Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """An input or output of a network."""

    name: str
    shape: tuple[int | None, ...]
    """None where any length will do."""
    dtype: str
    """As numpy calls it, such as ``float32``; ``other`` for what is no tensor of numbers."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a network may run on, and how."""

    providers: tuple[str, ...] = ()
    """onnxruntime's names in order of preference; the CPU always stands last, said or not."""
    threads: int = 1
    """Of one network on the CPU."""
    gpu: GpuOptions = field(default_factory=GpuOptions)
    cache: Path | None = None
    """Folder for what an accelerator compiles, or None to keep nothing."""
    tell: Callable[[str, str], None] = lambda _sentence, _hint: None
    """Told when a network does not run on the first of the providers."""

    @classmethod
    def large(cls, context: EngineContext) -> Runtime:
        """As the engine was told, for a large network."""
        threads = context.large_threads or context.threads
        return cls(tuple(context.providers), threads, context.gpu, context.cache, context.tell)

    @property
    def on_cpu(self) -> Runtime:
        """The same, on the processor only."""
        return Runtime((), self.threads, self.gpu, self.cache, self.tell)


def shape_of(spec: TensorSpec, shapes: Mapping[str, tuple[int, ...]], file: str) -> tuple[int, ...]:
    """The shape to bind an input with, as :meth:`Network.bind` says. Raises EngineError."""
    shape = shapes.get(spec.name)
    if shape is None:
        shape = tuple(1 if side is None and place == 0 else side or 0 for place, side in enumerate(spec.shape))
    fits = len(shape) == len(spec.shape) and all(
        side and have in (None, side) for side, have in zip(shape, spec.shape, strict=True)
    )
    if not fits:
        raise EngineError(f"The input {spec.name} of {file} is of another size than {shape}.")
    return shape


class TimedWork:
    """What every kind of network shares: one piece of work at a time, timed, its errors said in words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.ran_ms = 0.0
        """Milliseconds within the network so far."""

    def failure(self, error: Exception) -> EngineError:
        """What a runtime's own error is called; each kind of network has its words."""
        raise NotImplementedError

    def timed(self, work: Callable[[], T]) -> T:
        """Do ``work`` within the network. Raises what :meth:`failure` makes of its errors."""
        with self._lock:  # a binding may be made while another one runs beside; a recorded run bears no company
            began = perf_counter()
            try:
                return work()
            except Exception as error:  # the runtimes' own exceptions share no base but Exception
                raise self.failure(error) from error
            finally:
                self.ran_ms += (perf_counter() - began) * 1e3


class OutOfMemory(EngineError):
    """A network found no memory to load or to run; nothing else is wrong with it."""

    code = "engine.out_of_memory"


class Binding(Protocol):
    """Arrays of one shape that a network reads and writes. Used on one thread at a time."""

    @property
    def inputs(self) -> Mapping[str, Tensor]:
        """C-contiguous arrays by name, to be written in place."""

    @property
    def outputs(self) -> Mapping[str, Tensor]:
        """C-contiguous arrays by name; the answer of the last run."""

    def run(self) -> None:
        """Compute ``outputs`` from ``inputs``. Raises OutOfMemory and EngineError."""


class Network(Protocol):
    """A loaded network. Runs wait for each other, on whatever threads they are asked for."""

    @property
    def provider(self) -> str:
        """What it really runs on, by onnxruntime's name."""

    @property
    def inputs(self) -> tuple[TensorSpec, ...]: ...

    @property
    def outputs(self) -> tuple[TensorSpec, ...]: ...

    @property
    def ran_ms(self) -> float:
        """Milliseconds within the network so far."""

    def bind(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Binding:
        """New arrays; ``shapes`` of inputs by name where the network leaves sides free (a first side is 1 then). With
        shapes that are new to it the network runs once on zeros, which warms it up. Raises EngineError when a side
        stays free or a shape does not fit, OutOfMemory."""

    def run(self, *inputs: Tensor) -> list[Tensor]:
        """Run on ``inputs`` in the order of the network's own; the outputs in theirs, freshly allocated."""

    def run_named(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Run on ``inputs`` by name; the outputs by theirs, freshly allocated."""

    def shrink(self) -> None:
        """Give back what the network holds in reserve; the next run takes it again."""

    def close(self) -> None:
        """Free everything. The network and its bindings can not be run afterwards."""
