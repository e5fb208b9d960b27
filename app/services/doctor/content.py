"""What lies in files: settings, free space, models, engines and the program's own layers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.base.errors import UserError
from app.services.doctor.rows import DoctorRow, Patient

_LITTLE_MB = 200
"""Below this a log or a settings file may fail to be written."""
_LITTLE_VIDEO_MB = 2000
"""A recording in 720p takes about this in an hour."""
_RESTORE = "Restore it from the program's files."


def settings(patient: Patient) -> Iterator[DoctorRow]:
    rows = patient.settings.explain()
    changed = sum(row.origin == "user" for row in rows)
    yield patient.ok("file", f"{patient.settings.user_file}: {changed} of {len(rows)} settings changed")
    for problem in patient.settings.problems:
        yield patient.warn("problem", problem.text, problem.hint)
    for row in rows:
        if row.origin in ("environment", "flag"):
            yield patient.ok(row.key, f"{row.value} by {row.origin}")


def disk(patient: Patient) -> Iterator[DoctorRow]:
    paths = patient.paths
    chosen = patient.settings.current.output.recording_folder
    folders = {
        "settings": paths.user_config,
        "data": paths.user_data,
        "cache": paths.user_cache,
        "logs": paths.logs,
        "recordings": Path(chosen) if chosen else paths.recordings,
    }
    for name, folder in folders.items():
        there = next((one for one in (folder, *folder.parents) if one.exists()), None)
        if there is None:
            yield patient.fail(name, f"There is no disk for {folder}.", "Choose another folder.")
            continue
        free_mb = shutil.disk_usage(there).free // 1_000_000
        text = f"{folder}: {free_mb / 1000:.1f} GB free"
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            yield patient.fail(name, f"{there} can not be written.", "Make it writable, or choose another folder.")
        elif free_mb < _LITTLE_MB:
            yield patient.fail(name, text, "Free some space.")
        elif name == "recordings" and free_mb < _LITTLE_VIDEO_MB:
            yield patient.warn(name, text, "Recordings may fill the disk: free some space.")
        else:
            yield patient.ok(name, text)


def models(patient: Patient) -> Iterator[DoctorRow]:
    manifest = patient.paths.models / "manifest.json"
    try:
        wanted = [(entry["file"], entry["sha256"]) for entry in json.loads(manifest.read_text("utf-8"))["models"]]
    except FileNotFoundError:
        yield patient.fail("manifest", f"{manifest} is missing.", _RESTORE)
        return
    except (ValueError, KeyError, TypeError) as error:
        yield patient.fail("manifest", f"{manifest} is damaged: {type(error).__name__}: {error}.", _RESTORE)
        return
    for file, sha256 in wanted:
        yield _model(patient, patient.paths.models / file, sha256)


def _model(patient: Patient, file: Path, sha256: str) -> DoctorRow:
    if not file.is_file():
        return patient.fail(file.name, f"{file} is missing.", _RESTORE)
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        return patient.fail(file.name, f"{file} is damaged: its SHA-256 is {found}, not {sha256}.", _RESTORE)
    return patient.ok(file.name, f"{file.stat().st_size / 1e6:.1f} MB, SHA-256 is right")


def engines(patient: Patient) -> Iterator[DoctorRow]:
    from app.services.engines import discover

    found = discover([patient.paths.engines])
    if not found:
        yield patient.fail("engines", f"There is no engine in {patient.paths.engines}.", _RESTORE)
    for entry in found:
        if entry.error is not None:
            yield patient.fail(entry.id, entry.error.text, entry.error.hint)
        elif entry.manifest is not None:
            missing = [
                model.file for model in entry.manifest.models if not (patient.paths.models / model.file).is_file()
            ]
            if missing:
                yield patient.fail(entry.id, "Its models are missing: " + ", ".join(missing) + ".", _RESTORE)
            else:
                yield patient.ok(entry.id, f"{entry.manifest.name} {entry.manifest.version}")


def layers(patient: Patient) -> Iterator[DoctorRow]:
    from app.services.layers import check_tree

    try:
        breaks = check_tree(patient.paths.root, patient.paths.layer_rules)
    except UserError as error:
        # Only developers have the checker: whoever did not ask for it is not ill without it.
        make = patient.fail if patient.asked_for or error.message.code != "layers.no_grimp" else patient.warn
        yield make("layers", error.message.text, error.message.hint)
        return
    for one in breaks:
        yield patient.fail(one.rule, f"{one.file}:{one.line}: {one.text}", one.reason)
    if not breaks:
        yield patient.ok("layers", "no import breaks a rule")
