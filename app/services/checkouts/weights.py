"""The model files that a program wants to find: there, whole and the right ones, and put there on request."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.base.errors import EngineFailure, Message, ModelError
from app.base.files import same_file
from app.services.checkouts.manifest import HOME, CheckoutModel, CheckoutSpec
from app.services.models.catalogue import ModelEntry
from app.services.models.content import check_content
from app.services.models.records import Records
from app.services.models.search import read_through

WeightState = Literal["here", "missing", "damaged", "unverified"]
OptionValue = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Weight:
    """One model of a program. ``unverified``: there, and its sum is not known or was not looked at."""

    model: CheckoutModel
    state: WeightState
    target: Path
    """Where it lies, or has to be put."""
    reason: Message | None = None
    """What is wrong with a damaged one, or strange about one that was not verified."""


def needed(spec: CheckoutSpec, options: Mapping[str, OptionValue]) -> list[CheckoutModel]:
    """The models without which the program can not work with these options."""
    return [
        model
        for model in spec.models
        if all(key in options and options[key] in values for key, values in model.when.items())
    ]


def place_of(folder: Path, path: str, home: Path) -> Path:
    """Where a path of the manifest lies. ``folder``: the checkout; ``home``: the user's folder."""
    return home / path.removeprefix(HOME) if path.startswith(HOME) else folder / path


def look_at(
    model: CheckoutModel,
    folder: Path,
    home: Path,
    entry: ModelEntry | None,
    records: Records | None,
) -> Weight:
    """A model as it is now. ``entry`` is what our own catalogue knows of it. With ``records`` a file that changed since
    it was last seen is read through, which takes seconds for a large one; without, only its size and its outer
    structure are looked at. Raises ModelError where the records can not be used."""
    places = [place_of(folder, path, home) for path in model.paths]
    target = next((place for place in places if _is_file(place)), None)
    if target is None:
        return Weight(model, "missing", places[0])
    try:
        check_content(target, str(target))
        size = target.stat().st_size
        sums = _sums(model, target == places[0], entry, size)
        if sums is None:
            return Weight(model, "unverified", target, _other(target, size, model.size or 0))
        if records is None or not sums:
            return Weight(model, "unverified", target)
        sha256 = _sha256(target, records)
    except ModelError as error:
        return Weight(model, "damaged", target, error.message)
    except OSError as error:
        return Weight(model, "damaged", target, _wrong(target, str(error.strerror)))
    if sha256 not in sums:
        return Weight(model, "damaged", target, _wrong(target, f"its SHA-256 is {sha256}"))
    return Weight(model, "here", target)


def _sums(model: CheckoutModel, first: bool, entry: ModelEntry | None, size: int) -> frozenset[str] | None:
    """The SHA-256 that a file of this many bytes may have: empty where nobody knows; None where no such file does."""
    sums = entry.pinned(size) if entry is not None else frozenset()
    if not first or (model.sha256 is None and model.size is None):
        return sums
    if model.size not in (None, size):
        return sums or None
    return sums | {model.sha256} if model.sha256 is not None else sums


def _sha256(path: Path, records: Records) -> str:
    record = records.of_file(path)
    stat = path.stat()
    if record is not None and (record.last.size, record.last.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return record.last.sha256
    seen = read_through(path)
    records.note(path, seen)
    return seen.sha256


def _wrong(path: Path, reason: str) -> Message:
    text = f"{path} is damaged or another file: {reason}."
    return Message("checkout.not_whole", text, "Delete it and get it again.", {"path": str(path), "reason": reason})


def _other(path: Path, size: int, known: int) -> Message:
    """A whole file, and none that anybody knows: perhaps the user's own version of the model."""
    text = f"{path} has {size} bytes, and the known file {known}: it is another version of the model."
    hint = "If the program does not work with it, get the known one."
    return Message("checkout.other_model", text, hint, {"path": str(path), "size": size, "known": known})


def put_with_sum(source: Path, target: Path, suffix: str, *, link: bool) -> Path:
    """As :func:`put`, with the CRC-32 beside it under ``suffix``, which is there before the model is; without a suffix
    :func:`put` alone."""
    sums = target.with_suffix(suffix) if suffix else None
    if sums is None or target.exists():
        return put(source, target, link=link)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sums.write_text(_crc32(source), "ascii")
        return put(source, target, link=link)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _not_put(source, target, reason) from error
    finally:
        if not target.exists():
            sums.unlink(missing_ok=True)


def _crc32(path: Path) -> str:
    total = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            total = zlib.crc32(part, total)
    return f"{total:08x}"


def _not_put(source: Path, target: Path, reason: str, hint: str = "Make the folder writable.") -> EngineFailure:
    text = f"{source.name} can not be put into {target.parent}: {reason}."
    return EngineFailure("checkout.put_failed", text, hint, file=source.name, folder=str(target.parent), reason=reason)


def put(source: Path, target: Path, *, link: bool, copy: Callable[[Path, Path], object] = shutil.copy2) -> Path:
    """Copy a model to where a program looks for it, or hard-link it there; whole or not at all. Returns ``target``.

    Raises:
        EngineFailure: something lies there already, the disk is too small or refuses, or no link can be made.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and same_file(source, target):
            return target
        if target.exists():
            text = f"{target} is there already."
            hint = "It is not overwritten: delete it yourself if it is damaged, then put the model there again."
            raise EngineFailure("checkout.put_taken", text, hint, path=str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        size, free = source.stat().st_size, shutil.disk_usage(target.parent).free
        if not link and free < size:
            text = f"There is no room for {source.name} in {target.parent}: it has {size / 1e6:.0f} MB."
            hint = "Make room, or link it instead of copying it."
            raise EngineFailure(
                "checkout.put_full", text, hint, file=source.name, folder=str(target.parent), size=round(size / 1e6)
            )
        if link:
            part.hardlink_to(source.resolve())
        else:
            copy(source, part)
        part.replace(target)
    except OSError as error:
        hint = "A link needs both on the same disk: copy it then." if link else "Make the folder writable."
        raise _not_put(source, target, str(error.strerror or error), hint) from error
    finally:
        if part.exists():
            part.unlink()
    return target


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
