"""What can be wrong with a program that an engine drives, each in one sentence with what to do about it.

The hints are for the command line; the window's stand in ``app/gui/checkout_texts.py``.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.base.errors import Message
from app.services.checkouts.interpreters import Interpreter, Silent
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.pins import Clash
from app.services.checkouts.version import Version
from app.services.checkouts.weights import Weight

Part = Literal["program", "version", "python", "packages", "pins", "models", "licence", "printed"]
Mark = Literal["ok", "warn", "fail", "info"]
_SHOWN = 4
"""Names that a sentence lists."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line about a program. ``fail``: the engine can not run with it; ``warn``: it may run badly."""

    part: Part
    mark: Mark
    message: Message
    file: str = ""
    """Of a line about a model: its path in the manifest."""


def listed(names: Iterable[str]) -> str:
    """Names with commas; of many the first ones."""
    names = list(names)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


# ---- the program -------------------------------------------------------------------------------------------------


def found(spec: CheckoutSpec, folder: Path) -> Finding:
    text = f"{spec.program} lies in {folder}."
    return Finding(
        "program", "ok", Message("checkout.found", text, "", {"program": spec.program, "folder": str(folder)})
    )


def only_found(engine: str, spec: CheckoutSpec, folder: Path) -> Finding:
    text = f"{spec.program} was found in {folder}, and nothing of it is run before you choose it."
    hint = f"To choose it: python -m app checkouts use {engine} {_quoted(folder)}"
    return Finding(
        "program",
        "fail",
        Message("checkout.only_found", text, hint, {"program": spec.program, "folder": str(folder), "engine": engine}),
    )


def not_found(engine: str, spec: CheckoutSpec) -> Finding:
    text = f"{spec.program} was not found in the usual places."
    hint = f"Say where it is: python -m app checkouts use {engine} FOLDER. It can be had at {spec.url}."
    return Finding(
        "program",
        "fail",
        Message("checkout.not_found", text, hint, {"program": spec.program, "engine": engine, "url": spec.url}),
    )


def no_folder(engine: str, spec: CheckoutSpec, folder: Path) -> Finding:
    text = f"The folder {folder} of {spec.program} is not there."
    hint = f"Say where it is now: python -m app checkouts use {engine} FOLDER"
    return Finding(
        "program",
        "fail",
        Message("checkout.no_folder", text, hint, {"program": spec.program, "engine": engine, "folder": str(folder)}),
    )


def not_it(engine: str, spec: CheckoutSpec, folder: Path, missing: Sequence[str]) -> Finding:
    names = listed(missing)
    text = f"{folder} is no folder of {spec.program}: it has no {names}."
    hint = f"Choose the one that holds {spec.marks[0]}: python -m app checkouts use {engine} FOLDER"
    return Finding(
        "program",
        "fail",
        Message(
            "checkout.not_it",
            text,
            hint,
            {"program": spec.program, "engine": engine, "folder": str(folder), "missing": names, "mark": spec.marks[0]},
        ),
    )


def version(spec: CheckoutSpec, read: Version) -> Finding:
    known = known_versions(spec)
    tried = read.is_one_of(spec.versions)
    if tried:
        text = f"{spec.program} {read.words} is a version that the engine was tried with."
        return Finding(
            "version",
            "ok",
            Message("checkout.version", text, "", {"program": spec.program, "version": read.words, "known": known}),
        )
    if not read.words:
        text = f"Which version of {spec.program} this is can not be read: the folder is no clone."
        hint = f"The engine was tried with {known}."
        return Finding(
            "version",
            "info",
            Message(
                "checkout.version_unknown", text, hint, {"program": spec.program, "version": read.words, "known": known}
            ),
        )
    text = f"{spec.program} {read.words} is none of the versions that the engine was tried with."
    hint = f"If it does not work, take one of these: {known}."
    return Finding(
        "version",
        "info",
        Message("checkout.version_other", text, hint, {"program": spec.program, "version": read.words, "known": known}),
    )


def known_versions(spec: CheckoutSpec) -> str:
    """Those that work, in words."""
    return listed(
        f"{one.commit[:7]} ({one.tag})" if one.tag else f"{one.commit[:7]} of {one.date}" for one in spec.versions
    )


# ---- its interpreter ---------------------------------------------------------------------------------------------


def no_python(engine: str, spec: CheckoutSpec) -> Finding:
    text = f"{spec.program} has no environment with a Python {spec.python} here."
    hint = f"Make one: python -m app checkouts environment {engine}. Or say where it is with --python."
    return Finding(
        "python",
        "fail",
        Message("checkout.no_python", text, hint, {"program": spec.program, "wanted": spec.python, "engine": engine}),
    )


def python_gone(engine: str, spec: CheckoutSpec, path: Path) -> Finding:
    text = f"There is no Python in {path}, which the settings name for {spec.program}."
    hint = f"Choose another one, or make one: python -m app checkouts environment {engine}"
    return Finding(
        "python",
        "fail",
        Message("checkout.python_gone", text, hint, {"program": spec.program, "path": str(path), "engine": engine}),
    )


def python_silent(engine: str, spec: CheckoutSpec, silent: Silent) -> Finding:
    text = f"The Python of {spec.program}, {silent.path}, can not be used: {silent.reason}."
    hint = f"Mend its environment, or make another one: python -m app checkouts environment {engine}"
    return Finding(
        "python",
        "fail",
        Message(
            "checkout.python_silent",
            text,
            hint,
            {"program": spec.program, "path": str(silent.path), "reason": silent.reason, "engine": engine},
        ),
    )


def python_wrong(engine: str, spec: CheckoutSpec, one: Interpreter) -> Finding:
    text = f"{spec.program} needs a Python {spec.python}, and {one.path} is {one.version}."
    hint = f"Make an environment with the right one: python -m app checkouts environment {engine}"
    return Finding(
        "python",
        "fail",
        Message(
            "checkout.python_wrong",
            text,
            hint,
            {
                "program": spec.program,
                "wanted": spec.python,
                "path": str(one.path),
                "version": one.version,
                "engine": engine,
            },
        ),
    )


def python(one: Interpreter) -> Finding:
    text = f"{one.implementation} {one.version} ({one.machine}): {one.path}"
    return Finding(
        "python",
        "ok",
        Message(
            "checkout.python",
            text,
            "",
            {
                "implementation": one.implementation,
                "version": one.version,
                "machine": one.machine,
                "path": str(one.path),
            },
        ),
    )


# ---- its packages ------------------------------------------------------------------------------------------------


def packages_missing(engine: str, spec: CheckoutSpec, one: Interpreter) -> Finding:
    names = listed(one.missing)
    text = f"{spec.program} lacks Python packages in {one.path}: {names}."
    hint = (
        f"Install what {spec.requirements} asks for there, or make an environment: "
        f"python -m app checkouts environment {engine}"
    )
    return Finding(
        "packages",
        "fail",
        Message(
            "checkout.packages_missing",
            text,
            hint,
            {
                "program": spec.program,
                "names": names,
                "path": str(one.path),
                "requirements": spec.requirements,
                "engine": engine,
            },
        ),
    )


def packages_doubled(engine: str, spec: CheckoutSpec, names: Sequence[str]) -> Finding:
    shown = listed(names)
    text = f"The packages {shown} overwrite each other's files, so a graphics card may silently not be used."
    hint = f"Uninstall all of them, then install the one that {spec.requirements} names."
    return Finding(
        "packages",
        "warn",
        Message(
            "checkout.packages_doubled",
            text,
            hint,
            {"names": shown, "requirements": spec.requirements, "engine": engine},
        ),
    )


def packages(one: Interpreter) -> Finding:
    count = len(one.packages)
    text = f"All that the engine needs is installed ({count} packages)."
    return Finding("packages", "ok", Message("checkout.packages", text, "", {"count": count}))


def pins(spec: CheckoutSpec, broken: Sequence[Clash]) -> Finding:
    if not broken:
        text = f"The installed versions are those that {spec.program} pins."
        return Finding("pins", "ok", Message("checkout.pins", text, "", {"program": spec.program}))
    shown = listed(f"{one.wanted} ({one.installed or 'not installed'})" for one in broken)
    text = f"Installed versions are not those that {spec.program} pins: {shown}."
    hint = f"If it does not work, install what {spec.requirements} asks for."
    return Finding(
        "pins",
        "warn",
        Message(
            "checkout.pins_broken",
            text,
            hint,
            {"program": spec.program, "clashes": shown, "requirements": spec.requirements},
        ),
    )


def pins_unread(spec: CheckoutSpec, file: Path, reason: str) -> Finding:
    text = f"What {spec.program} pins can not be read: {file} ({reason})."
    return Finding(
        "pins",
        "info",
        Message("checkout.pins_unread", text, "", {"program": spec.program, "file": str(file), "reason": reason}),
    )


# ---- its models --------------------------------------------------------------------------------------------------


def model_missing(engine: str, spec: CheckoutSpec, weight: Weight, here: Path | None, catalogue: str) -> Finding:
    """``here``: the same model in our own folders; ``catalogue``: its id there, empty where it is not in it."""
    file, folder = weight.target.name, str(weight.target.parent)
    text = f"The model {file} is missing: {spec.program} looks for it in {folder}."
    path = weight.model.path
    if here is not None:
        hint = f"It is here and can be put there: python -m app checkouts put {engine} {path}"
        message = Message(
            "checkout.model_offered",
            text,
            hint,
            {"program": spec.program, "file": file, "folder": folder, "source": str(here)},
        )
    elif catalogue:
        hint = (
            f"Fetch it with `python -m app models fetch {catalogue}`, then `python -m app checkouts put "
            f"{engine} {path}`; or put your own file there."
        )
        message = Message(
            "checkout.model_fetchable", text, hint, {"program": spec.program, "file": file, "folder": folder}
        )
    else:
        hint = f"Put it there. The page of {spec.program} says where it is to be had: {spec.url}"
        message = Message(
            "checkout.no_model", text, hint, {"program": spec.program, "file": file, "folder": folder, "url": spec.url}
        )
    return Finding("models", "fail", message, path)


def models_missing(spec: CheckoutSpec, folder: Path, weights: Sequence[Weight]) -> Finding:
    """Several of one folder that are in no catalogue of ours: all of them are named."""
    files = ", ".join(weight.target.name for weight in weights)
    text = f"Models are missing: {spec.program} looks in {folder} for {files}."
    hint = f"Put them there. The page of {spec.program} says where they are to be had: {spec.url}"
    return Finding(
        "models",
        "fail",
        Message(
            "checkout.no_models",
            text,
            hint,
            {"program": spec.program, "files": files, "folder": str(folder), "url": spec.url},
        ),
    )


def model_odd(weight: Weight) -> Finding:
    """One that is damaged, or another version than the known one."""
    assert weight.reason is not None
    return Finding("models", "fail" if weight.state == "damaged" else "warn", weight.reason, weight.model.path)


def models(weights: Sequence[Weight]) -> Finding:
    files = listed(weight.target.name for weight in weights) or "-"
    sure = bool(weights) and all(weight.state == "here" for weight in weights)
    if sure:
        text = f"The models are there, with the right SHA-256: {files}."
        return Finding("models", "ok", Message("checkout.models", text, "", {"files": files}))
    text = f"The models are there: {files}."
    return Finding("models", "ok", Message("checkout.models_there", text, "", {"files": files}))


# ---- its licence -------------------------------------------------------------------------------------------------


def licence_open(engine: str, spec: CheckoutSpec, folder: Path) -> Finding:
    file = str(folder / spec.licence_file)
    text = f"You have not agreed to the licence of {spec.program} yet: {spec.licence}."
    hint = f"Read {file}; to agree: python -m app checkouts licence {engine} --accept"
    return Finding(
        "licence",
        "fail",
        Message(
            "checkout.licence_open",
            text,
            hint,
            {"program": spec.program, "licence": spec.licence, "file": file, "engine": engine},
        ),
    )


def licence(spec: CheckoutSpec, date: str) -> Finding:
    text = f"You agreed to the licence of {spec.program}, {spec.licence}, on {date[:10]}."
    return Finding(
        "licence",
        "ok",
        Message("checkout.licence", text, "", {"program": spec.program, "licence": spec.licence, "date": date[:10]}),
    )


def _quoted(folder: Path) -> str:
    """As it is typed at a command line, where a name must do nothing."""
    return subprocess.list2cmdline([str(folder)]) if sys.platform == "win32" else shlex.quote(str(folder))
