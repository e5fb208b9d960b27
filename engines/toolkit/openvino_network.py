"""A network on the ``openvino`` package itself, on the processor, behind the interface of `inference`.

Where the processor computes in bf16 (AMX, AVX512_BF16) a large network runs about twice as fast so as in onnxruntime;
else it computes in f32, which is told. In order: the package is imported without its reporting to its maker, the file
is compiled for the threads it may take, bound arrays are read and written in place.

This is not onnxruntime's OpenVINO provider, which is a package in onnxruntime's place; this one stands beside it.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np

from engines.api import EngineError
from engines.toolkit.accelerators import is_out_of_memory
from engines.toolkit.inference import OutOfMemory, Runtime, Tensor, TensorSpec, TimedWork, shape_of

OPENVINO = "OpenVINO"
"""What asks for this in :attr:`Runtime.providers`, and how :attr:`OpenVinoNetwork.provider` begins."""

_REPORTS = "openvino_telemetry"
"""``import openvino`` imports this package, which tells a server of it and writes a number into the home folder. With
None in its place OpenVINO takes a stand-in of its own that does nothing (2026.4: tools/ovc/telemetry_utils)."""


def installed() -> bool:
    """Whether the package is there; imports nothing."""
    return importlib.util.find_spec("openvino") is not None


def openvino() -> Any:
    """The package, imported without its reports. Raises ImportError."""
    if _REPORTS not in sys.modules:
        sys.modules[_REPORTS] = None  # type: ignore[assignment]
    import openvino as package

    return package


class OpenVinoNetwork(TimedWork):
    """Satisfies :class:`engines.toolkit.inference.Network`."""

    def __init__(self, path: Path, runtime: Runtime) -> None:
        """See :func:`engines.toolkit.loading.load_network`."""
        super().__init__()
        self._path = path
        self._bound: WeakSet[_Bound] = WeakSet()
        try:
            package = openvino()
            core = package.Core()
            exact = "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
            self._compiled: Any = core.compile_model(
                str(path),
                "CPU",
                {
                    "INFERENCE_PRECISION_HINT": "f32" if exact else "bf16",
                    "INFERENCE_NUM_THREADS": runtime.threads,
                    "NUM_STREAMS": 1,
                    "PERFORMANCE_HINT": "LATENCY",
                    "ENABLE_CPU_PINNING": False,  # the pipeline's own threads want these cores, too
                },
            )
            kind = str(self._compiled.get_property("INFERENCE_PRECISION_HINT").to_string())
        except Exception as error:  # OpenVINO's own exceptions share no base but Exception
            raise _as_error(path, error, "can not be loaded by OpenVINO") from error
        self._package = package
        self.provider = f"{OPENVINO}, {kind}"
        self.inputs = tuple(_spec(port) for port in self._compiled.inputs)
        self.outputs = tuple(_spec(port) for port in self._compiled.outputs)
        self._request: Any = self._compiled.create_infer_request()
        if kind != "bf16":
            runtime.tell(
                f"This processor does not compute in bf16: OpenVINO runs {path.name} in {kind}.",
                "Compare the rate with that of the precision “original”.",
            )

    def bind(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> _Bound:
        """See :class:`engines.toolkit.inference.Network`."""
        arrays = {
            spec.name: np.zeros(shape_of(spec, shapes or {}, self._path.name), np.dtype(spec.dtype))
            for spec in self.inputs
        }
        answers = self.run_named(arrays)  # tells the shapes, and warms up
        outputs = {name: np.zeros_like(answer) for name, answer in answers.items()}
        request = self._compiled.create_infer_request()
        for name, array in (*arrays.items(), *outputs.items()):
            request.set_tensor(name, self._package.Tensor(array, shared_memory=True))
        bound = _Bound(self, request, arrays, outputs)
        self._bound.add(bound)
        return bound

    def run(self, *inputs: Tensor) -> list[Tensor]:
        """See :class:`engines.toolkit.inference.Network`."""
        named = {spec.name: np.ascontiguousarray(value) for spec, value in zip(self.inputs, inputs, strict=True)}

        def work() -> list[Tensor]:
            self._request.infer(named)
            return [np.array(self._request.get_output_tensor(place).data) for place in range(len(self.outputs))]

        answers: list[Tensor] = self.timed(work)
        return answers

    def run_named(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """See :class:`engines.toolkit.inference.Network`."""
        answers = self.run(*(inputs[spec.name] for spec in self.inputs))
        return {spec.name: answer for spec, answer in zip(self.outputs, answers, strict=True)}

    def shrink(self) -> None:
        """See :class:`engines.toolkit.inference.Network`."""
        with self._lock:
            self._compiled.release_memory()

    def close(self) -> None:
        """See :class:`engines.toolkit.inference.Network`."""
        for bound in self._bound:  # whoever still holds one holds no compiled network
            bound.release()
        self._request = self._compiled = None

    def failure(self, error: Exception) -> EngineError:
        """See :class:`engines.toolkit.inference.TimedWork`."""
        return _as_error(self._path, error, "failed in OpenVINO")


class _Bound:
    """Satisfies :class:`engines.toolkit.inference.Binding`."""

    def __init__(
        self, network: OpenVinoNetwork, request: Any, inputs: Mapping[str, Tensor], outputs: Mapping[str, Tensor]
    ) -> None:
        self.inputs, self.outputs = inputs, outputs
        self._network = network
        self._request: Any = request

    def run(self) -> None:
        """See :class:`engines.toolkit.inference.Binding`."""
        self._network.timed(lambda: self._request.infer())

    def release(self) -> None:
        """Hold the network no longer. The arrays stay; there are no runs after it."""
        self._request = None


def _spec(port: Any) -> TensorSpec:
    shape = tuple(side.get_length() if side.is_static else None for side in port.partial_shape)
    # where a node that does nothing was taken out, a port has the names of both its sides: the file's own is the node's
    own = str(port.get_node().get_friendly_name()).split("/sink_port_", maxsplit=1)[0]
    name = own if own in port.names else str(port.any_name)
    return TensorSpec(name, shape, np.dtype(port.element_type.to_dtype()).name)


def _as_error(path: Path, error: Exception, what: str) -> EngineError:
    if is_out_of_memory(error):
        return OutOfMemory(f"There is not enough memory for {path.name}.", "End other programs that use much of it.")
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return EngineError(f"The model {path.name} {what}: {lines[-1] if lines else type(error).__name__}")
