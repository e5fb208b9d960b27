"""The engine's networks: which files the options name, and loading them so that a failure changes nothing.

1. For each of swapper, enhancer, occlusion and regions an option holds a name, ``auto`` (the first of the table that
   is there) or, for all but the swapper, ``none``.
2. :func:`load` gives all networks for new options: those whose option is the same are taken over, the others loaded.
   When one can not be, what was loaded by then is freed again and those before stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol, TypeVar

from engines.api import EngineContext, EngineError, OptionValue
from engines.neural.contracts import ENHANCERS, OCCLUSION, PARSERS, RECOGNISER, SWAPPERS
from engines.neural.copies import choose_copy
from engines.neural.enhancer import EnhanceNetwork
from engines.neural.identity import Recogniser, SourceVector
from engines.neural.occlusion import Occlusion
from engines.neural.regions import Regions
from engines.neural.swapper import SwapNetwork
from engines.toolkit.accelerators import COREML, CUDA, DIRECTML, TENSORRT
from engines.toolkit.inference import Runtime
from engines.toolkit.openvino_network import OPENVINO

MODEL_OPTIONS = ("model", "precision", "enhancer", "occlusion", "regions")
COPY = ", int8 copy"
"""Behind the provider's name when the network is an int8 copy of the file."""
NONE = "none"
HALF_GAINS = (CUDA, TENSORRT, DIRECTML, COREML)
"""Providers of hardware that computes faster in half precision: ``auto`` takes a file in it first there."""


class Part(Protocol):
    """Something with networks in it."""

    def shrink(self) -> None:
        """Give back what is held in reserve."""

    def close(self) -> None:
        """Free them."""


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Networks:
    """All that is loaded. None: not needed, or not wanted."""

    swapper: SwapNetwork
    vector: SourceVector | None
    """Makes the swapper's source of an embedding; None where it takes a picture."""
    recogniser: Recogniser | None
    enhancer: EnhanceNetwork | None
    occlusion: Occlusion | None
    regions: Regions | None

    def parts(self, without: Networks | None = None) -> list[Part]:
        """Those that are there, and are not in `without`."""
        found = (getattr(self, one.name) for one in fields(self))
        known = [] if without is None else without.parts()
        return [part for part in found if part is not None and not any(part is other for other in known)]


def load(
    context: EngineContext,
    options: Mapping[str, OptionValue],
    before: Networks | None = None,
    was: Mapping[str, OptionValue] | None = None,
    *,
    people: bool = False,
) -> Networks:
    """The networks for `options`. `before` are those for the options `was`, taken over where these are the same;
    with `people` to tell apart the recogniser is kept also where the swapper does not need it.

    Raises EngineError, in words, when a model is missing or is not what it should be; then `before` is unchanged.
    """
    fresh: list[Part] = []
    try:
        loaded = _load(context, options, before, was or {}, fresh)
    except BaseException:
        close(fresh)
        raise
    return loaded if people or loaded.vector is not None else replace(loaded, recogniser=None)


def close(parts: Iterable[Part]) -> None:
    """Free networks."""
    for part in parts:
        part.close()


def recogniser(context: EngineContext, why: str) -> Recogniser:
    """Load ArcFace; raises EngineError when it is missing, with `why` it is needed, or is not what it should be."""
    path = context.find_model(RECOGNISER)
    if path is None:
        raise missing(RECOGNISER, why)
    context.report(0.8, f"Loading {path.name}")
    return Recogniser(path, Runtime.large(context))


def _load(
    context: EngineContext,
    options: Mapping[str, OptionValue],
    before: Networks | None,
    was: Mapping[str, OptionValue],
    fresh: list[Part],
) -> Networks:
    runtime = Runtime.large(context)
    changed = {key for key in MODEL_OPTIONS if before is None or was.get(key) != options[key]}
    known = before.recogniser if before is not None else None
    if before is None or changed & {"model", "precision"}:
        name, path = _find(context, "model", SWAPPERS, options, "swapper")
        contract = SWAPPERS[name]
        if contract.source != "face" and known is None and context.find_model(RECOGNISER) is None:
            raise missing(RECOGNISER, f"{path.name} needs it to know who the source is")  # before a large file is read
        swapper = _load_swapper(context, str(options["precision"]), name, path, runtime)
        fresh.append(swapper)
        vector = None
        if contract.source != "face":
            converter = context.find_model(contract.converter) if contract.converter else None
            vector = SourceVector(path, contract, converter, runtime)
            fresh.append(vector)
        if vector is not None and known is None:
            known = recogniser(context, f"{path.name} needs it to know who the source is")
            fresh.append(known)
    else:
        swapper, vector = before.swapper, before.vector

    def stage(option: str, kind: str, table: Iterable[str], had: P | None, make: Callable[[str, Path], P]) -> P | None:
        """The network of a stage that may be off, as it was where its option is the same."""
        if option not in changed:
            return had
        if options[option] == NONE:
            return None
        name, path = _find(context, option, table, options, kind)
        context.report(0.85, f"Loading {path.name}")
        fresh.append(made := make(name, path))
        return made

    enhancer, occlusion, regions = (before.enhancer, before.occlusion, before.regions) if before else (None, None, None)
    enhancer = stage(
        "enhancer", "enhancer", ENHANCERS, enhancer, lambda name, path: EnhanceNetwork(path, ENHANCERS[name], runtime)
    )
    occlusion = stage("occlusion", "occlusion mask", OCCLUSION, occlusion, lambda _, path: Occlusion(path, runtime))
    regions = stage("regions", "region mask", PARSERS, regions, lambda _, path: Regions(path, runtime))
    return Networks(swapper, vector, known, enhancer, occlusion, regions)


def _load_swapper(context: EngineContext, precision: str, name: str, path: Path, runtime: Runtime) -> SwapNetwork:
    """The swapper's file, or its int8 copy where one is wanted and there; that it can not be loaded is told."""
    contract = SWAPPERS[name]
    chosen = choose_copy(precision, context.cache, name, path, context.providers, context.tell)
    if chosen is not None:
        context.report(0.15, f"Loading the int8 copy of {path.name}")
        try:
            network = SwapNetwork(chosen[0], contract, runtime.on_cpu)
        except EngineError as error:
            context.tell(
                f"The int8 copy of {path.name} can not be used: {error} The file itself runs.",
                f"Make it anew: python -m app models quantise {name}",
            )
        else:
            network.provider += COPY
            return network
    if context.providers[:1] == (TENSORRT,):
        context.report(0.15, f"Loading {path.name}; TensorRT compiles it for this card the first time: minutes")
    else:
        context.report(0.15, f"Loading {path.name}, and running it once to warm it up")
    return SwapNetwork(path, contract, replace(runtime, providers=(OPENVINO,)) if precision == "bf16" else runtime)


def _find(
    context: EngineContext, option: str, table: Iterable[str], options: Mapping[str, OptionValue], kind: str
) -> tuple[str, Path]:
    """Name and file of the model that an option names."""
    wanted = str(options[option])
    names: Sequence[str] = list(table) if wanted == "auto" else [wanted]
    if context.providers[:1] and context.providers[0] in HALF_GAINS:
        names = sorted(names, key=lambda name: not name.endswith("_fp16"))  # the same models in the same order else
    for name in names:
        path = context.find_model(f"{name}.onnx")
        if path is not None:
            return name, path
    if wanted != "auto":
        raise missing(f"{wanted}.onnx", f"it was chosen as the {kind}")
    if option == "model":
        hint = "Put inswapper_128.onnx or another published swapper into the model folder, or use the engine mesh."
    else:
        hint = f"Put {names[0]}.onnx or another of its kind into the model folder, or set the option {option} to none."
    raise EngineError(f"No {kind} model is there for the neural engine.", hint)


def missing(file: str, why: str) -> EngineError:
    """A model that is not there."""
    return EngineError(
        f"The model {file} is missing: {why}.",
        "Put it into the model folder, or name the folder that it lies in (setting models.folders).",
    )
