"""One ONNX network on onnxruntime.

In order: keep onnxruntime from reporting to its maker, choose the providers that it has, build a session that keeps to
the given threads and does not spin while idle, remember the names, shapes and types of its inputs and outputs, run it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from numpy.typing import NDArray

# Read once, when onnxruntime is imported: else it writes a device number to the user's cache and sends events.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

from engines.api import EngineError

CPU = "CPUExecutionProvider"
NVIDIA = ("CUDAExecutionProvider", "TensorrtExecutionProvider")


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """An input or output of a network."""

    name: str
    shape: tuple[int | None, ...]
    """None where any length will do."""
    dtype: str
    """As numpy calls it, such as ``float32``; ``other`` for what is no tensor of numbers."""


class Network:
    """A loaded network. Not thread-safe by contract: one thread, the pipeline's, calls it."""

    def __init__(self, path: Path, providers: Sequence[str], threads: int) -> None:
        """Load ``path`` for the first of ``providers`` that onnxruntime has; the CPU always stands last.

        Raises :class:`EngineError` when the file is missing or is no network.
        """
        if not path.is_file():
            raise EngineError(f"The model {path.name} is missing.", f"It should stand in {path.parent}.")
        available = ort.get_available_providers()
        if any(name in NVIDIA for name in providers) and hasattr(ort, "preload_dlls"):
            ort.preload_dlls()  # CUDA and cuDNN lie in packages beside onnxruntime, where it does not look by itself
        chosen = [name for name in providers if name in available and name != CPU]
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session: Any = ort.InferenceSession(str(path), options, providers=[*chosen, CPU])
        except Exception as error:  # onnxruntime's own exceptions share no base but Exception
            raise EngineError(f"The model {path.name} can not be loaded: {error}") from error
        self.provider: str = self._session.get_providers()[0]
        """The provider that onnxruntime really took."""
        self.inputs = tuple(_spec(value) for value in self._session.get_inputs())
        self.outputs = tuple(_spec(value) for value in self._session.get_outputs())
        self._names = [spec.name for spec in self.outputs]
        self.ran_ms = 0.0
        """Milliseconds within the network so far."""

    def run(self, *inputs: NDArray[Any]) -> list[NDArray[Any]]:
        """Run on ``inputs`` in the order of the network's own; the outputs in theirs, freshly allocated."""
        named = {spec.name: value for spec, value in zip(self.inputs, inputs, strict=True)}
        began = perf_counter()
        outputs: list[NDArray[Any]] = self._session.run(self._names, named)
        self.ran_ms += (perf_counter() - began) * 1e3
        return outputs

    def run_named(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run on ``inputs`` by name; the outputs by theirs, freshly allocated."""
        return dict(zip(self._names, self.run(*(inputs[spec.name] for spec in self.inputs)), strict=True))

    def close(self) -> None:
        """Free the session. The network can not be run afterwards."""
        self._session = None


_TYPES = {"float": "float32", "double": "float64"}


def _spec(value: Any) -> TensorSpec:
    kind = str(value.type).removeprefix("tensor(").removesuffix(")")
    shape = tuple(side if isinstance(side, int) else None for side in value.shape)
    return TensorSpec(value.name, shape, _TYPES.get(kind, kind) if str(value.type).startswith("tensor(") else "other")
