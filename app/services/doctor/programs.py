"""The programs that engines drive: folder, version, interpreter, packages, models, licence, and a trial of each.

A program that nobody has chosen is no fault of the installation: only what the chosen engine needs, or one that was
asked for by name, can fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.base.errors import UsageError, UserError
from app.services.permissions import Check, Mark, Patient, marked

if TYPE_CHECKING:
    from app.services.engines import EngineEntry


def programs(patient: Patient) -> Iterator[Check]:
    """Without the trials, which load the programs."""
    yield from _checks(patient, "", trial=False)


def programs_of(patient: Patient, engine: str) -> Iterator[Check]:
    """Of one engine, or all where ``engine`` is empty, with the trials. Raises UsageError where it drives none."""
    yield from _checks(patient, engine, trial=True)


def _checks(patient: Patient, engine: str, *, trial: bool) -> Iterator[Check]:
    from app.services.checkouts.service import Checkouts
    from app.services.engines import discover
    from app.services.models import Models, merge

    paths, store = patient.paths, patient.settings
    entries = discover([paths.engines])
    catalogue, _ = merge({one.id: one.manifest.catalogue for one in entries if one.manifest is not None})
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: store.current.models)
    checkouts = Checkouts(paths, store, entries, models)
    if engine and engine not in {entry.id for entry in entries}:
        known = ", ".join(entry.id for entry in entries)
        raise UsageError(
            "doctor.unknown_engine", f"There is no engine {engine}.", f"Engines here: {known}.", engine=engine
        )
    for entry in entries:
        if entry.id not in checkouts.engines or engine not in ("", entry.id) or patient.leave.is_set():
            continue
        state = checkouts.look(entry.id, thorough=True, leave=patient.leave)
        wanted = entry.id in (engine, store.current.engine.id)
        broken = False
        seen: dict[str, int] = {}
        for one in state.findings:
            seen[one.part] = seen.get(one.part, 0) + 1
            number = f"-{seen[one.part]}" if seen[one.part] > 1 else ""
            broken = broken or one.mark == "fail"
            mark = one.mark if wanted or one.mark != "fail" else "warn" if state.chosen else "info"
            yield marked(f"programs.{entry.id}-{one.part}{number}", mark, one.message)
        if trial and not broken:
            yield from _trial(patient, entry, wanted=wanted)


def _trial(patient: Patient, entry: EngineEntry, *, wanted: bool) -> Iterator[Check]:
    from app.services.checkouts.trial import told, told_provider, try_program

    assert entry.manifest is not None
    assert entry.manifest.checkout is not None
    program = entry.manifest.checkout.program
    settings = patient.settings.current
    try:
        done = try_program(patient.paths, settings, entry, patient.leave.is_set)
    except UserError as error:
        yield marked(f"programs.{entry.id}-trial", "fail" if wanted else "warn", error.message)
        return
    mark: Mark = "ok" if done.on_wanted else "warn" if settings.gpu.provider == "auto" else "fail"
    yield marked(f"programs.{entry.id}-providers", mark, told_provider(program, done))
    yield marked(f"programs.{entry.id}-trial", "ok", told(program, done))
