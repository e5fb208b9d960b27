"""A network on onnxruntime, behind the interface of `inference`.

In order: the session is opened on the first provider that takes it; `bind` runs it once to learn its shapes and makes
arrays of them; a run of a binding then reads and writes these. On CUDA and TensorRT the network's own buffers lie on
the device, at the same addresses for every run, so that the run can be recorded as a CUDA graph and replayed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np

from engines.api import EngineError
from engines.toolkit.accelerators import (
    CPU,
    GRAPHS,
    available,
    device_tensor,
    is_out_of_memory,
    open_session,
    plugin,
    run_options,
    version,
)
from engines.toolkit.inference import OutOfMemory, Runtime, Tensor, TensorSpec, TimedWork, shape_of

_TITLES = {CPU: "the processor"}
_NO_GRAPH = "-1"
"""``gpu_graph_id`` of a run that is neither recorded nor replayed."""
_Shapes = tuple[tuple[int, ...], ...]


class OnnxNetwork(TimedWork):
    """Satisfies :class:`engines.toolkit.inference.Network`."""

    def __init__(self, path: Path, runtime: Runtime) -> None:
        """See :func:`engines.toolkit.loading.load_network`."""
        super().__init__()
        self._path, self._runtime = path, runtime
        self._graphs = False
        self._session: Any = self._open_first()
        self.provider: str = str(self._session.get_providers()[0])
        self.inputs = tuple(_spec(value) for value in self._session.get_inputs())
        self.outputs = tuple(_spec(value) for value in self._session.get_outputs())
        self._names = [spec.name for spec in self.outputs]
        self._on_device: dict[_Shapes, _DeviceBuffers] = {}
        self._shapes: dict[_Shapes, list[tuple[int, ...]]] = {}
        self._bound: WeakSet[_HostBinding] = WeakSet()

    # ---- loading -----------------------------------------------------------------------------------------------

    def _open_first(self) -> Any:
        """The session on the first provider that takes it. That it is not the first one wanted is told, with why."""
        runtime, failed = self._runtime, []
        for name in (*(name for name in runtime.providers if name != CPU), CPU):
            session, why = self._try(name)
            if session is None:
                failed.append(f"{_title(name)}: {why}")
                continue
            if failed:
                sentence = f"{self._path.name} runs on {_title(name)} ({'; '.join(failed)})."
                runtime.tell(sentence, "`python -m app doctor providers` tries each accelerator and says what helps.")
            return session
        raise AssertionError("the processor either takes a network or raises")

    def _try(self, provider: str) -> tuple[Any, str]:
        """A session that is really on ``provider``, or None and why there is none; on the processor it raises."""
        runtime, why = self._runtime, ""
        if provider not in available():
            one = plugin(provider)
            return None, one.problem if one is not None else "the installed onnxruntime does not have it"
        for graphs in (True, False) if runtime.gpu.graphs and provider in GRAPHS else (False,):
            try:
                session = open_session(self._path, provider, runtime.gpu, runtime.threads, runtime.cache, graphs=graphs)
            except Exception as error:  # onnxruntime's own exceptions share no base but Exception
                if provider == CPU:
                    hint = "The file may be damaged: get it anew from where it is published."
                    raise _as_error(self._path, error, "can not be loaded", hint) from error
                why = str(error).strip().splitlines()[0]
                if is_out_of_memory(error):
                    if graphs:  # a recorded run holds memory of its own
                        continue
                    # whoever asked gives up something else first: on the processor it would be too slow to be of use
                    raise _as_error(self._path, error, "") from error
                continue
            if session.get_providers()[0] == provider:
                self._graphs = graphs
                return session, ""
            why = "onnxruntime could not load it"
        return None, why

    # ---- running -----------------------------------------------------------------------------------------------

    def bind(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> _HostBinding:
        """See :class:`engines.toolkit.inference.Network`."""
        arrays = {
            spec.name: np.zeros(shape_of(spec, shapes or {}, self._path.name), np.dtype(spec.dtype))
            for spec in self.inputs
        }
        device = None
        if self.provider in GRAPHS:
            key = tuple(array.shape for array in arrays.values())
            if key not in self._on_device:
                self._on_device[key] = _DeviceBuffers(self, self._session, arrays, len(self._on_device) + 1)
            device = self._on_device[key]
        bound = _HostBinding(self, self._session, arrays, device)
        self._bound.add(bound)
        return bound

    def run(self, *inputs: Tensor) -> list[Tensor]:
        """See :class:`engines.toolkit.inference.Network`."""
        named = {spec.name: value for spec, value in zip(self.inputs, inputs, strict=True)}
        outputs: list[Tensor] = self.timed(lambda: self._session.run(self._names, named, self.no_graph()))
        return outputs

    def run_named(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """See :class:`engines.toolkit.inference.Network`."""
        return dict(zip(self._names, self.run(*(inputs[spec.name] for spec in self.inputs)), strict=True))

    def shrink(self) -> None:
        """See :class:`engines.toolkit.inference.Network`. A run that gives its arenas back; what was recorded as a
        graph stays, for it holds addresses."""
        if self._session is None or self._graphs or any(None in spec.shape[1:] for spec in self.inputs):
            return
        gpu = f";gpu:{self._runtime.gpu.device}" if self.provider in GRAPHS else ""
        options = run_options(memory__enable_memory_arena_shrinkage=f"cpu:0{gpu}")
        zeros = {spec.name: np.zeros([side or 1 for side in spec.shape], np.dtype(spec.dtype)) for spec in self.inputs}
        self.timed(lambda: self._session.run(self._names, zeros, options))

    def close(self) -> None:
        """See :class:`engines.toolkit.inference.Network`."""
        for bound in self._bound:  # whoever still holds one holds no session
            bound.release()
        self._on_device.clear()
        self._session = None

    def shapes(self, arrays: Mapping[str, Tensor]) -> list[tuple[int, ...]]:
        """Of the outputs for such inputs: learned by one run."""
        key = tuple(array.shape for array in arrays.values())
        if key not in self._shapes:
            self._shapes[key] = [answer.shape for answer in self.run(*arrays.values())]
        return self._shapes[key]

    def no_graph(self) -> Any:
        """Options of a run that is not recorded, or None where nothing is."""
        return run_options(gpu_graph_id=_NO_GRAPH) if self._graphs else None

    def failure(self, error: Exception) -> EngineError:
        """See :class:`engines.toolkit.inference.TimedWork`."""
        return _as_error(self._path, error, "failed")


class _DeviceBuffers:
    """Inputs and outputs on the device, and the graph that was recorded over them."""

    def __init__(self, network: OnnxNetwork, session: Any, arrays: Mapping[str, Tensor], graph: int) -> None:
        device = network._runtime.gpu.device
        self._session, self._binding = session, session.io_binding()
        self._inputs = {
            name: device_tensor(session, array.shape, array.dtype, device) for name, array in arrays.items()
        }
        for name, value in self._inputs.items():
            value.update_inplace(arrays[name])
            self._binding.bind_ortvalue_input(name, value)
        for spec in network.outputs:
            self._binding.bind_output(spec.name, "cuda", device)
        network.timed(lambda: session.run_with_iobinding(self._binding, network.no_graph()))
        self._values = {}
        for spec, found in zip(network.outputs, self._binding.get_outputs(), strict=True):
            value = device_tensor(session, tuple(found.shape()), np.dtype(spec.dtype), device)
            self._values[spec.name] = value
        self._binding.clear_binding_outputs()
        for name, value in self._values.items():
            self._binding.bind_ortvalue_output(name, value)
        self._options = run_options(gpu_graph_id=str(graph)) if network._graphs else None

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Of the outputs."""
        return {name: tuple(value.shape()) for name, value in self._values.items()}

    def run(self, inputs: Mapping[str, Tensor], outputs: Mapping[str, Tensor]) -> None:
        for name, value in self._inputs.items():
            value.update_inplace(inputs[name])
        self._session.run_with_iobinding(self._binding, self._options)
        for array, answer in zip(outputs.values(), self._binding.copy_outputs_to_cpu(), strict=True):
            np.copyto(array, answer)


class _HostBinding:
    """Arrays that the network reads and writes itself, or that are copied to and from the device around a run."""

    def __init__(
        self,
        network: OnnxNetwork,
        session: Any,
        arrays: dict[str, Tensor],
        device: _DeviceBuffers | None = None,
    ) -> None:
        self.inputs: Mapping[str, Tensor] = arrays
        self._network, self._device = network, device
        self._session: Any = session
        self._binding: Any = None
        if device is not None:
            shapes = device.shapes()
            self.outputs: Mapping[str, Tensor] = {
                spec.name: np.zeros(shapes[spec.name], np.dtype(spec.dtype)) for spec in network.outputs
            }
            return
        self.outputs = {
            spec.name: np.zeros(shape, np.dtype(spec.dtype))
            for spec, shape in zip(network.outputs, network.shapes(arrays), strict=True)
        }
        self._binding = session.io_binding()
        for name, array in arrays.items():
            self._binding.bind_cpu_input(name, array)
        for name, array in self.outputs.items():
            self._binding.bind_output(name, "cpu", 0, array.dtype, array.shape, array.ctypes.data)

    def run(self) -> None:
        """See :class:`engines.toolkit.inference.Binding`."""
        device = self._device
        if device is not None:
            self._network.timed(lambda: device.run(self.inputs, self.outputs))
        else:
            self._network.timed(lambda: self._session.run_with_iobinding(self._binding))

    def release(self) -> None:
        """Hold the session no longer. The arrays stay; there are no runs after it."""
        self._session = self._binding = self._device = None


def _title(provider: str) -> str:
    return _TITLES.get(provider, provider.removesuffix("ExecutionProvider"))


def _as_error(path: Path, error: Exception, what: str, hint: str = "") -> EngineError:
    if is_out_of_memory(error):
        return OutOfMemory(f"There is not enough memory for {path.name}.", "End other programs that use much of it.")
    text, ours = str(error), f"the installed onnxruntime {version()}"
    if newer := _NEWER.search(text):
        return EngineError(f"The model {path.name} is newer than {ours}: it has {newer[1] or newer[2]}.", _UPDATE)
    if missing := _MISSING.search(text):
        unknown = missing[1] or missing[2]
        return EngineError(f"The model {path.name} has the operator {unknown}, which {ours} does not know.", _UPDATE)
    if beside := _BESIDE.search(text):
        second = Path(beside[1]).name
        return EngineError(
            f"The model {path.name} has its weights in a second file, {second}, which is not beside it.",
            f"Put {second} into {path.parent}, or get the model as one file.",
        )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = _PREFIX.sub("", lines[0]) if lines else type(error).__name__
    return EngineError(f"The model {path.name} {what}: {first}", hint)


_UPDATE = "Update onnxruntime: ./setup_virtual_env.sh install --rebuild."
_NEWER = re.compile(r"(Opset \d+) is under development|Unsupported model (IR version: \d+)")
_MISSING = re.compile(r"No Op registered for (\w+)|No opset import for domain '([^']*)'")
_BESIDE = re.compile(r'External data path does not exist: "([^"]+)"')
_PREFIX = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ")
"""What onnxruntime (1.2x) writes: its exceptions have no other mark."""


_TYPES = {"float": "float32", "double": "float64"}


def _spec(value: Any) -> TensorSpec:
    kind = str(value.type).removeprefix("tensor(").removesuffix(")")
    shape = tuple(side if isinstance(side, int) else None for side in value.shape)
    return TensorSpec(value.name, shape, _TYPES.get(kind, kind) if str(value.type).startswith("tensor(") else "other")
