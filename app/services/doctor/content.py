"""What lies in files: settings, models, engines and the program's own layers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from app.base.errors import Message, UserError
from app.services.permissions import Check, Patient, marked

_RESTORE = "Restore it from the program's files."
_TOLD_KINDS = {"bool", "int", "float", "choice"}
"""Settings of other kinds may name people, files and addresses: they are told without their value."""


def settings(patient: Patient) -> Iterator[Check]:
    rows = patient.settings.explain()
    changed = sum(row.origin == "user" for row in rows)
    file = str(patient.settings.user_file)
    text = f"{file}: {changed} of {len(rows)} settings changed"
    message = Message("check.settings.file", text, "", {"file": file, "changed": changed, "all": len(rows)})
    yield Check("settings.file", "ok", message)
    for at, problem in enumerate(patient.settings.problems, 1):
        yield marked(f"settings.problem-{at}", "warn", problem)
    for row in rows:
        if row.origin in ("environment", "flag"):
            value = f"{row.value}" if row.kind in _TOLD_KINDS else "set"
            text = f"{value} by {row.origin}"
            message = Message("check.settings.fixed", text, "", {"value": value, "origin": row.origin})
            yield Check(f"settings.{row.key}", "ok", message)


def models(patient: Patient) -> Iterator[Check]:
    manifest = patient.paths.models / "manifest.json"
    id_ = "models.manifest"
    try:
        wanted = [(entry["file"], entry["sha256"]) for entry in json.loads(manifest.read_text("utf-8"))["models"]]
    except FileNotFoundError:
        yield marked(id_, "fail", _missing(manifest))
        return
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        text = f"{manifest} is damaged: {reason}."
        message = Message("check.files.damaged", text, _RESTORE, {"file": str(manifest), "reason": reason})
        yield marked(id_, "fail", message)
        return
    for file, sha256 in wanted:
        yield _model(patient.paths.models / file, sha256)


def _missing(file: Path) -> Message:
    return Message("check.files.missing", f"{file} is missing.", _RESTORE, {"file": str(file)})


def _model(file: Path, sha256: str) -> Check:
    id_ = f"models.{file.name}"
    if not file.is_file():
        return marked(id_, "fail", _missing(file))
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        reason = f"its SHA-256 is {found}, not {sha256}"
        text = f"{file} is damaged: {reason}."
        return marked(
            id_, "fail", Message("check.files.damaged", text, _RESTORE, {"file": str(file), "reason": reason})
        )
    size = f"{file.stat().st_size / 1e6:.1f} MB"
    return Check(id_, "ok", Message("check.files.whole", f"{size}, SHA-256 is right", "", {"size": size}))


def engines(patient: Patient) -> Iterator[Check]:
    from app.services.engines import discover

    found = discover([patient.paths.engines])
    if not found:
        folder = str(patient.paths.engines)
        text = f"There is no engine in {folder}."
        yield marked("engines.engines", "fail", Message("check.engines.none", text, _RESTORE, {"folder": folder}))
    for entry in found:
        id_ = f"engines.{entry.id}"
        if entry.error is not None:
            yield marked(id_, "fail", entry.error)
        elif entry.manifest is not None:
            shipped = patient.paths.models
            absent = [model.file for model in entry.manifest.models if not (shipped / model.file).is_file()]
            if absent:
                files = ", ".join(absent)
                text = f"Its models are missing: {files}."
                yield marked(id_, "fail", Message("check.engines.models", text, _RESTORE, {"files": files}))
            else:
                name = f"{entry.manifest.name} {entry.manifest.version}"
                yield Check(id_, "ok", Message("check.engines.ok", name, "", {"name": name}))


def layers(patient: Patient) -> Iterator[Check]:
    """For developers: not translated, as the rules themselves are not."""
    from app.services.layers import check_tree

    try:
        breaks = check_tree(patient.paths.root, patient.paths.layer_rules)
    except UserError as error:
        # Only developers have the checker: whoever did not ask for it is not ill without it.
        ill = patient.asked_for or error.message.code != "layers.no_grimp"
        yield marked("layers.layers", "fail" if ill else "info", error.message)
        return
    for at, one in enumerate(breaks, 1):
        text = f"{one.file}:{one.line}: {one.text}"
        yield marked(f"layers.{one.rule}-{at}", "fail", Message("layers.broken", text, one.reason))
    if not breaks:
        yield Check("layers.layers", "ok", Message("layers.kept", "no import breaks a rule"))
