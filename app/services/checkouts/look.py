"""One look at the program of an engine: from the folder to the licence, in the order in which it has to be right.

Nothing of a program that was only found is run, its interpreter included: the user chooses it first, which a setting
keeps. Takes a second or more: never called on the window's thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.base.children import Leave
from app.base.errors import EngineFailure, Message
from app.base.sections import CheckoutsSection
from app.services.checkouts import findings as words
from app.services.checkouts.findings import Finding, Part
from app.services.checkouts.interpreters import Candidate, Interpreter, Silent, ask, candidates, choose, interpreter_in
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.pins import clashes, doubled_runtimes, requirement_lines, requirements
from app.services.checkouts.places import Places, find, is_folder, missing_marks, whole_path
from app.services.checkouts.printed import printed
from app.services.checkouts.version import Version, read_version
from app.services.checkouts.weights import OptionValue, Weight, look_at, needed
from app.services.models.catalogue import ModelEntry
from app.services.models.records import Records
from engines.api import Checkout


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a look looks."""

    settings: CheckoutsSection
    made: Path
    """The folder in which this program makes environments for the engine."""
    records: Records
    home: Path = field(default_factory=Path.home)
    places: Places | None = None
    """None: the program is not looked for where the settings do not name it."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    entry: Callable[[str], ModelEntry | None] = lambda _model: None
    """What our own catalogue knows of a model, by its id."""
    here: Callable[[str], Path | None] = lambda _model: None
    """Where a model of our own catalogue lies."""
    thorough: bool = False
    """Whether models are read through that were not yet: seconds for each."""
    log: Path | None = None
    """The file that has what the program printed."""
    leave: Leave | None = None
    """Once set nobody waits for an interpreter any more."""


@dataclass(frozen=True, slots=True)
class State:
    """What a look found. What comes after a failure that hides it is empty."""

    engine: str
    spec: CheckoutSpec
    findings: tuple[Finding, ...]
    folder: Path | None = None
    chosen: bool = False
    """Whether the settings name the folder; else it was only found."""
    version: Version = field(default_factory=Version)
    interpreter: Interpreter | None = None
    weights: tuple[Weight, ...] = ()
    agreed: bool = False
    """Whether the user agreed to the licence."""

    @property
    def failure(self) -> Message | None:
        """Why the engine can not run, the first thing first; None where it can."""
        return next((one.message for one in self.findings if one.mark == "fail"), None)

    def of(self, part: Part) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.part == part)


def look(engine: str, spec: CheckoutSpec, options: Mapping[str, OptionValue], where: Surroundings) -> State:
    """Look at everything. Raises ModelError where what is remembered of models can not be read."""
    folder, chosen, finding = _folder(engine, spec, where)
    if folder is None or not chosen:
        return State(engine, spec, (finding,), folder, chosen)
    version = read_version(folder, spec)
    seen = [finding, words.version(spec, version)]
    interpreter, told = _python(engine, spec, folder, where)
    seen += told
    weights, told = _models(engine, spec, folder, options, where)
    seen += told
    acceptance = where.records.accepted(licence_key(engine))
    agreed = acceptance is not None and acceptance.licence == spec.licence
    if acceptance is not None and agreed:
        seen.append(words.licence(spec, acceptance.date))
    else:
        seen.append(words.licence_open(engine, spec, folder))
    said = printed(spec, where.log) if where.log is not None else None
    if said is not None:
        seen.append(said)
    return State(engine, spec, tuple(seen), folder, True, version, interpreter, weights, agreed)


def licence_key(engine: str) -> str:
    """Under what the agreement to a program's licence is kept, beside those of models."""
    return f"checkout:{engine}"


def checkout_of(state: State, settings: CheckoutsSection, *, live: bool) -> Checkout:
    """What the engine is given; ``live``: the picture has to go on while the program does not answer. Raises
    EngineFailure with the first thing that is wrong."""
    failure = state.failure
    if failure is not None:
        raise EngineFailure(failure.code, failure.text, failure.hint, **failure.params)
    assert state.folder is not None
    assert state.interpreter is not None
    return Checkout(
        root=state.folder,
        python=state.interpreter.path,
        versions=words.known_versions(state.spec),
        live=live,
        frame_s=settings.frame_timeout_s,
        load_s=settings.load_timeout_s,
        memory_mb=settings.memory_mb,
        downloads=settings.downloads,
    )


def _folder(engine: str, spec: CheckoutSpec, where: Surroundings) -> tuple[Path | None, bool, Finding]:
    named = where.settings.folders.get(engine, "")
    if named:
        folder = whole_path(named)
        # A part of a path would be looked for wherever this program happens to run.
        if not folder.is_absolute() or not is_folder(folder):
            return None, True, words.no_folder(engine, spec, folder)
        missing = missing_marks(folder, spec)
        if missing:  # neither one within it nor one above it was chosen
            return None, True, words.not_it(engine, spec, folder, missing)
        return folder, True, words.found(spec, folder)
    found = find(spec, where.places) if where.places is not None else None
    if found is None:
        return None, False, words.not_found(engine, spec)
    return found, False, words.only_found(engine, spec, found)


def _python(
    engine: str, spec: CheckoutSpec, folder: Path, where: Surroundings
) -> tuple[Interpreter | None, list[Finding]]:
    named = where.settings.pythons.get(engine, "")
    if named:
        place = whole_path(named)
        path = interpreter_in(place) if place.is_absolute() else None
        if path is None:
            return None, [words.python_gone(engine, spec, place)]
        possible = [Candidate(path, "setting")]
    else:
        possible = list(candidates(folder, spec, where.made, where.home, where.environ))
    answers: list[Interpreter | Silent] = []
    for candidate in possible:
        answers.append(ask(candidate, spec.packages, leave=where.leave))
        last = answers[-1]
        if isinstance(last, Interpreter) and spec.works_with(last.version) and not last.missing:
            break
    taken = choose(answers, spec)
    if taken is None:
        return None, [words.no_python(engine, spec)]
    if isinstance(taken, Silent):
        return None, [words.python_silent(engine, spec, taken)]
    if not spec.works_with(taken.version):
        return None, [words.python_wrong(engine, spec, taken)]
    return taken, [words.python(taken), *_packages(engine, spec, folder, taken)]


def _packages(engine: str, spec: CheckoutSpec, folder: Path, one: Interpreter) -> list[Finding]:
    told = [words.packages_missing(engine, spec, one) if one.missing else words.packages(one)]
    doubled = doubled_runtimes(one.packages)
    if doubled:
        told.append(words.packages_doubled(engine, spec, doubled))
    file = folder / spec.requirements
    try:
        wanted = requirements(requirement_lines(file))
    except OSError as error:
        return [*told, words.pins_unread(spec, file, str(error.strerror))]
    return [*told, words.pins(spec, clashes(wanted, spec, one.packages, one.markers))]


def _models(
    engine: str, spec: CheckoutSpec, folder: Path, options: Mapping[str, OptionValue], where: Surroundings
) -> tuple[tuple[Weight, ...], list[Finding]]:
    weights: list[Weight] = []
    told: list[Finding] = []
    unknown: dict[Path, list[Weight]] = {}
    for model in needed(spec, options):
        entry = where.entry(model.catalogue) if model.catalogue else None
        weight = look_at(model, folder, where.home, entry, where.records if where.thorough else None)
        weights.append(weight)
        if weight.reason is not None:
            told.append(words.model_odd(weight))
        elif weight.state == "missing" and entry is not None:
            told.append(words.model_missing(engine, spec, weight, where.here(model.catalogue), entry.id))
        elif weight.state == "missing":
            unknown.setdefault(weight.target.parent, []).append(weight)
    for place, missing in unknown.items():
        if len(missing) == 1:
            told.append(words.model_missing(engine, spec, missing[0], None, ""))
        else:
            told.append(words.models_missing(spec, place, missing))
    return tuple(weights), told or [words.models(weights)]
