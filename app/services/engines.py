"""Engines: found by their ``engine.json`` without importing anything, checked, and loaded when one is wanted.

1. :func:`discover` reads every ``<folder>/*/engine.json`` and gives a manifest or an error for each, and never
   raises: one broken engine is a row in the diagnostics and the others still work.
2. :func:`check_options` holds values against the manifest's options and fills in defaults.
3. :func:`load` imports the factory (``module:Class``) and constructs the engine.

An engine of the program is imported under its own name (``engines.mesh.engine``); a folder of the user's becomes a
package of its own, and its factory is given relative to that folder (``engine:MyEngine``).
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.base.errors import EngineFailure, Message, ModelError, SettingsError
from app.base.sections import Trade
from app.services.checkouts.manifest import CheckoutSpec
from app.services.models.catalogue import ModelEntry, check_catalogue
from engines.api import API_VERSION, Engine, EngineContext, EngineError, OptionValue

MANIFEST = "engine.json"
_SHIPPED = "engines."
_log = logging.getLogger(__name__)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class OptionSpec(_Part):
    """One option of an engine: what the panel shows and what :func:`check_options` allows."""

    key: str = Field(pattern="^[a-z][a-z0-9_]*$")
    type: Literal["bool", "int", "float", "choice"]
    default: OptionValue
    min: float | None = None
    max: float | None = None
    step: float | None = Field(default=None, gt=0)
    choices: tuple[str, ...] = Field(default=(), strict=False)
    label: str = Field(min_length=1)
    help: str = ""

    @model_validator(mode="after")
    def _agrees(self) -> OptionSpec:
        numeric = self.type in ("int", "float")
        if numeric and (self.min is None or self.max is None or self.min >= self.max):
            raise ValueError("a number needs min and max, and min below max")
        if not numeric and (self.min, self.max, self.step) != (None, None, None):
            raise ValueError("only a number has min, max and step")
        if (self.type == "choice") != bool(self.choices) or len(set(self.choices)) != len(self.choices):
            raise ValueError("a choice needs choices, each once, and nothing else has them")
        if not _fits(self, self.default):
            raise ValueError(f"the default is not {_allowed(self)}")
        return self


class ModelFile(_Part):
    """A model that the engine reads: ``file`` lies in the models folder, ``size`` is in bytes."""

    file: str = Field(min_length=1)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(gt=0)
    licence: str = Field(min_length=1)
    source: str = Field(min_length=1)


class TradeSpec(_Part):
    """What the governor may change of a run to make it quicker: values of an option, the best first, the quickest last.
    ``processing_size`` has no option: its values are parts of the frame's sides, and the engine gets smaller frames."""

    what: Trade
    option: str = ""
    values: tuple[OptionValue, ...] = Field(strict=False, min_length=1)
    unless: Mapping[str, OptionValue] = {}
    """Values of other options with which it would change nothing."""

    @model_validator(mode="after")
    def _agrees(self) -> TradeSpec:
        if (self.what == "processing_size") == bool(self.option):
            raise ValueError("processing_size has no option, and everything else that is traded has one")
        numbers = [value for value in self.values if isinstance(value, int | float) and not isinstance(value, bool)]
        falling = all(a > b for a, b in pairwise(numbers))
        if len(numbers) != len(self.values) or not (falling or all(a < b for a, b in pairwise(numbers))):
            raise ValueError("values that are traded are numbers that rise, or fall")
        if not self.option and not (falling and numbers[-1] >= 0.25 and numbers[0] < 1):
            raise ValueError("sizes fall, and lie between 0.25 and 1")
        return self


class Manifest(_Part):
    """``engine.json``. ``requires`` names Python modules that must be there, such as ``onnxruntime``."""

    api: int
    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    factory: str = Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$")
    providers: tuple[str, ...] = Field(strict=False, min_length=1)
    requires: tuple[str, ...] = Field(strict=False)
    models: tuple[ModelFile, ...] = Field(strict=False)
    catalogue: tuple[ModelEntry, ...] = Field(default=(), strict=False)
    """Models that do not come with the program: the user fetches or imports them."""
    quantiser: str = Field(default="", pattern=r"^(engines(\.[A-Za-z_]\w*)+)?$")
    """Module of an engine that ships, run as a process of its own to make int8 copies of its swappers
    (`app.services.copies`); empty where it has none."""
    people: tuple[str, ...] | None = Field(default=None, strict=False)
    """Models of the catalogue, by id, that the engine needs to show different people different faces (`set_people`);
    None, which is no such key in the file, where it can not."""
    batch: str = Field(default="", pattern=r"^([A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*)?$")
    """The factory that tasks use in place of ``factory``, in the same engine: of a class that works on many pictures in
    one go (:class:`engines.api.BatchEngine`); empty where tasks use the same."""
    checkout: CheckoutSpec | None = None
    """The program of the user's that the engine drives; None for an engine that works by itself."""
    options: tuple[OptionSpec, ...] = Field(strict=False)
    trades: tuple[TradeSpec, ...] = Field(default=(), strict=False)
    """What the governor may trade for speed (`app.services.governor`); empty: nothing."""
    licence: str = Field(min_length=1)
    description: str
    folder: Path
    """Where the manifest was found; not a key of the file."""

    @model_validator(mode="after")
    def _options_once(self) -> Manifest:
        keys = [option.key for option in self.options]
        if len(set(keys)) != len(keys):
            raise ValueError("an option's key is there twice")
        check_catalogue(self.catalogue)
        unknown = set(self.people or ()) - {entry.id for entry in self.catalogue}
        if unknown:
            raise ValueError(f"people names what is not in the catalogue: {', '.join(sorted(unknown))}")
        specs = {option.key: option for option in self.options}
        for model in self.checkout.models if self.checkout is not None else ():
            for key, values in model.when.items():
                if key not in specs or not all(_fits(specs[key], value) for value in values):
                    raise ValueError(f"{model.path} is needed with values that the option {key} does not have")
        for trade in self.trades:
            named = {trade.option: trade.values} if trade.option else {}
            named |= {key: (value,) for key, value in trade.unless.items()}
            for key, values in named.items():
                if key not in specs or not all(_fits(specs[key], value) for value in values):
                    raise ValueError(f"a trade names values that the option {key} does not have")
        if len({trade.what for trade in self.trades}) != len(self.trades):
            raise ValueError("the same is traded twice")
        return self


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """A found engine: exactly one of ``manifest`` and ``error`` is None. ``id`` is unique among the entries."""

    id: str
    folder: Path
    manifest: Manifest | None
    error: Message | None


def discover(folders: Iterable[Path]) -> tuple[EngineEntry, ...]:
    """Every sub-folder with an ``engine.json`` of ``folders`` (those that do not exist are empty), sorted by name
    within each. Of two engines with the same id the first one counts and the second is an error."""
    entries: dict[str, EngineEntry] = {}
    broken = []
    for root in folders:
        for file in sorted(root.glob(f"*/{MANIFEST}")):
            try:
                manifest = _read_manifest(file)
                if manifest.id in entries:
                    raise _failure(
                        file.parent, "duplicate", f"the id {manifest.id} is taken by {entries[manifest.id].folder}"
                    )
            except EngineFailure as error:
                broken.append(EngineEntry(file.parent.name, file.parent, None, error.message))
            else:
                entries[manifest.id] = EngineEntry(manifest.id, file.parent, manifest, None)
    for entry in broken:  # after the good ones, so that a broken folder can not take the name of an engine that works
        name = entry.id if entry.id not in entries else str(entry.folder)
        entries[name] = EngineEntry(name, entry.folder, None, entry.error)
    return tuple(entries.values())


def usable(entries: Iterable[EngineEntry], engine: str) -> Manifest:
    """The manifest of an engine. Raises EngineFailure when there is none of that id, or its folder is broken."""
    found = {entry.id: entry for entry in entries}
    entry = found.get(engine)
    if entry is not None and entry.manifest is not None:
        return entry.manifest
    if entry is not None and entry.error is not None:
        raise EngineFailure(entry.error.code, entry.error.text, entry.error.hint, **entry.error.params)
    known = ", ".join(sorted(found)) or "-"
    raise EngineFailure(
        "engine.unknown",
        f"There is no engine called {engine!r}.",
        f"Engines here: {known}.",
        name=engine,
        known=known,
    )


def _failure(folder: Path, kind: str, reason: str, hint: str = "") -> EngineFailure:
    text = f"The engine in {folder} can not be used: {reason}."
    return EngineFailure(f"engine.{kind}", text, hint, folder=str(folder), reason=reason)


def _read_manifest(file: Path) -> Manifest:
    folder = file.parent
    try:
        raw = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _failure(folder, "manifest", f"{MANIFEST} can not be read ({error})") from error
    if not isinstance(raw, dict) or "folder" in raw:
        raise _failure(folder, "manifest", f"{MANIFEST} is not an object with the keys of an engine")
    api = raw.get("api")
    if api != API_VERSION:
        text = f"it is written for version {api} of the engine contract and this program has {API_VERSION}"
        raise _failure(folder, "api_version", text, "Get the engine's version for this program.")
    try:
        manifest = Manifest.model_validate({**raw, "folder": folder})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "engine.json"
        text = first["msg"].removeprefix("Value error, ")
        raise _failure(folder, "manifest", f"{place}: {text[:1].lower()}{text[1:]}") from error
    for factory in (manifest.factory, *filter(None, [manifest.batch])):
        module = factory.partition(":")[0]
        shipped = module.startswith(_SHIPPED)
        base = folder.parents[1] if shipped else folder
        if shipped and module.split(".")[1] != folder.name:
            raise _failure(folder, "factory", f"its factory {factory} lies in another engine")
        target = base.joinpath(*module.split("."))
        if not target.with_suffix(".py").is_file() and not (target / "__init__.py").is_file():
            raise _failure(folder, "factory", f"the module of its factory {factory} is not there")
    missing = [name for name in manifest.requires if not _installed(name)]
    if missing:
        text = "it needs the Python package " + ", ".join(missing)
        raise _failure(folder, "requires", text, "Run the set-up again: ./setup_virtual_env.sh install")
    return manifest


def _installed(module: str) -> bool:
    """Whether a top-level module can be found, without importing it."""
    return module.isidentifier() and importlib.util.find_spec(module) is not None


def load(manifest: Manifest, context: EngineContext, *, batch: bool = False) -> Engine:
    """Import and construct the engine, for a task where ``batch``: seconds of work. Raises EngineFailure, whatever goes
    wrong in the engine."""
    factory_name = (manifest.batch if batch else "") or manifest.factory
    module_name, _, attribute = factory_name.partition(":")
    try:
        if not module_name.startswith(_SHIPPED):
            module_name = f"{_user_package(manifest)}.{module_name}"
        factory = getattr(importlib.import_module(module_name), attribute)
        engine: Engine = factory(context)
    except EngineError as error:
        raise EngineFailure(error.code, str(error), error.hint, engine=manifest.id, reason=str(error)) from error
    except ModelError as error:  # a model that the engine asked for is damaged: told in its own words
        message = error.message
        raise EngineFailure(message.code, message.text, message.hint, **message.params) from error
    except Exception as error:  # foreign code: whatever it raises is told as this engine's failure
        _log.exception("engine %s did not load", manifest.id)
        raise EngineFailure(
            "engine.not_loaded",
            f"The engine {manifest.name} can not be loaded: {type(error).__name__}: {error}.",
            "`python -m app doctor engines` shows the state of every engine; the log has the details.",
            engine=manifest.id,
            reason=f"{type(error).__name__}: {error}",
        ) from error
    return engine


def _user_package(manifest: Manifest) -> str:
    """Make the engine's folder a package, so that two engines with an ``engine.py`` each do not meet."""
    name = f"understudy_engine_{manifest.id}"
    known = sys.modules.get(name)
    if known is None or list(known.__path__) != [str(manifest.folder)]:
        for stale in [key for key in sys.modules if key == name or key.startswith(name + ".")]:
            del sys.modules[stale]
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(manifest.folder)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
        importlib.invalidate_caches()
    return name


def _fits(spec: OptionSpec, value: object) -> bool:
    if spec.type == "bool":
        return isinstance(value, bool)
    if spec.type == "choice":
        return isinstance(value, str) and value in spec.choices
    if isinstance(value, bool) or not isinstance(value, int if spec.type == "int" else (int, float)):
        return False
    assert isinstance(value, (int, float))
    assert spec.min is not None
    assert spec.max is not None
    return spec.min <= value <= spec.max  # false for NaN too


def _allowed(spec: OptionSpec) -> str:
    if spec.type == "bool":
        return "true or false"
    if spec.type == "choice":
        return "one of " + ", ".join(spec.choices)
    return f"{'a whole number' if spec.type == 'int' else 'a number'} from {spec.min:g} to {spec.max:g}"


def check_options(manifest: Manifest, values: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
    """A value for every option of the manifest: the given ones, checked, and defaults for the rest. Raises
    SettingsError that names the option and what it takes."""
    specs = {spec.key: spec for spec in manifest.options}
    for key, value in values.items():
        if key not in specs:
            raise SettingsError(
                "engine.unknown_option",
                f"The engine {manifest.name} has no option {key}.",
                f"It has {', '.join(specs) or 'no option'}.",
                option=key,
                known=", ".join(specs) or "-",
            )
        if not _fits(specs[key], value):
            raise SettingsError(
                "engine.bad_option",
                f"The option {key} of {manifest.name} can not be {value!r}: it takes {_allowed(specs[key])}.",
                option=key,
                allowed=_allowed(specs[key]),
            )
    filled: dict[str, Any] = {}
    for key, spec in specs.items():
        value = values.get(key, spec.default)
        filled[key] = float(value) if spec.type == "float" else value
    return filled


def sound_options(
    manifest: Manifest, stored: Mapping[str, OptionValue]
) -> tuple[dict[str, OptionValue], tuple[Message, ...]]:
    """Stored values that still fit the manifest, filled up, and a message for each that was left out: an option that
    an engine's update dropped must not keep the program from starting."""
    good: dict[str, OptionValue] = {}
    problems = []
    for key, value in stored.items():
        try:
            check_options(manifest, {key: value})
        except SettingsError as error:
            problems.append(error.message)
        else:
            good[key] = value
    return check_options(manifest, good), tuple(problems)
