"""What a run, a task or a trial hands to an engine that drives a program: the program itself, and what to run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.children import Leave
from app.base.errors import EngineFailure
from app.base.paths import Paths
from app.base.sections import GpuSection
from app.base.settings import Settings
from app.services.checkouts.interpreters import Interpreter
from app.services.checkouts.look import Surroundings, checkout_of, look
from app.services.checkouts.manifest import CheckoutSpec
from app.services.models.records import Records
from app.services.providers import CPU, PROVIDERS
from engines.api import Checkout, OptionValue

_BRING = {
    "onnxruntime-gpu": ("TensorrtExecutionProvider", "CUDAExecutionProvider"),
    "onnxruntime-directml": ("DmlExecutionProvider",),
    "onnxruntime-openvino": ("OpenVINOExecutionProvider",),
    "onnxruntime-migraphx": ("MIGraphXExecutionProvider",),
    "onnxruntime-rocm": ("MIGraphXExecutionProvider", "ROCMExecutionProvider"),
    "onnxruntime-qnn": ("QNNExecutionProvider",),
}
"""What the packages of onnxruntime bring besides the processor; on macOS all of them bring Core ML."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes into the engine's context."""

    checkout: Checkout
    providers: tuple[str, ...]
    version: str
    """Program and version in words, to tell what a result was made with."""
    models: tuple[Path, ...]
    """The files that the program will read."""


def prepare(
    engine: str,
    spec: CheckoutSpec,
    possible: Sequence[str],
    options: Mapping[str, OptionValue],
    settings: Settings,
    paths: Paths,
    *,
    live: bool,
    leave: Leave | None = None,
) -> Prepared:
    """Look at the program, and hand it on: a second or more. ``possible``: the providers of the manifest, the best
    first; ``leave``: set once nobody wants it any more. Raises EngineFailure, with the first thing that is wrong, and
    ModelError."""
    where = Surroundings(settings.checkouts, paths.environments / engine, Records(paths.model_records), leave=leave)
    state = look(engine, spec, options, where)
    if leave is not None and leave.is_set():  # what was found may be what was given up
        text = f"{spec.program} was not loaded to the end."
        raise EngineFailure("checkout.unwanted", text, "", program=spec.program)
    checkout = checkout_of(state, settings.checkouts, live=live)
    assert state.interpreter is not None
    providers = providers_for(settings.gpu, possible, state.interpreter)
    models = tuple(weight.target for weight in state.weights)
    version = " ".join((spec.program, state.version.commit or state.version.words, state.interpreter.version))
    return Prepared(checkout, providers, version, models)


def providers_for(gpu: GpuSection, possible: Sequence[str], one: Interpreter) -> tuple[str, ...]:
    """onnxruntime's provider names in the wanted order, the processor last. They are not tried in our own onnxruntime,
    which says nothing about the program's. With ``auto`` they are those of the manifest, in its order, that packages in
    the program's interpreter bring; else the wanted one, whether it is there or not: the engine tells what really
    loaded."""
    if gpu.provider == "cpu":
        return (CPU,)
    if gpu.provider != "auto":
        return (PROVIDERS[gpu.provider][0], CPU)
    brought = {provider for package, given in _BRING.items() if package in one.packages for provider in given}
    if one.markers.get("sys_platform") == "darwin":
        brought.add("CoreMLExecutionProvider")
    return (*(name for name in possible if name != CPU and name in brought), CPU)
