"""Int8 copies of swappers: what is remembered of each, and which file a network is loaded from.

A copy is made on the user's machine by :mod:`engines.neural.quantise` and lies in the cache, with a record beside it
that says of which file it was made (size, time and SHA-256), by which recipe, and how near it comes to the original.
A copy of a file that has changed since, or by another recipe, is not used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RECIPE = 1
"""Number of the recipe in :mod:`engines.neural.quantise`; a change there that changes copies raises it."""
MIN_PSNR_DB = 30.0
"""What every held-out crop has to reach against the original, as a PSNR with a peak of 1 over clipped RGB: a root mean
square error of 8 grey levels of 255. A copy below it is not kept."""

_FOLDER = "int8"
_CPU = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy, as its record tells."""

    file: str
    """Name of the copy, beside its record."""
    copy_size: int
    """Bytes of it."""
    recipe: int
    model: str
    """What it is a copy of, as in :data:`engines.neural.contracts.SWAPPERS`."""
    size: int
    """Of the file that it was made of, in bytes; then its time in ns since 1970 and its SHA-256."""
    mtime_ns: int
    sha256: str
    psnr_db: float
    """Of the worst held-out crop, and of the middle one."""
    psnr_median_db: float
    held_out: int
    """Crops that were compared; none of them was among the `calibration` ones."""
    calibration: int
    original_ms: float
    """Median of a run of the original, and of the copy, on `threads` threads where it was made."""
    copy_ms: float
    threads: int
    kept_float: tuple[str, ...]
    """Convolutions that are as they were, by the names of their nodes."""
    reduced_range: bool
    """Whether weights have 7 bits, which processors without VNNI add up without overflow."""
    runtime: str
    made: str
    """ISO 8601."""


def folder_of(cache: Path) -> Path:
    """Where copies lie in the engine's part of the cache."""
    return cache / _FOLDER


def copy_name(sha256: str) -> str:
    """The file name of a copy by this recipe."""
    return f"{sha256[:32]}-r{RECIPE}.onnx"


def write_record(folder: Path, copy: Copy) -> None:
    """Beside the copy. Raises OSError."""
    path = folder / f"{copy.file}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(copy), indent=1), "utf-8")
    part.replace(path)


def read_records(folder: Path) -> list[Copy]:
    """All that can be read and whose copy is there in its full size."""
    found = []
    for path in sorted(folder.glob("*.onnx.json")):
        try:
            values = json.loads(path.read_text("utf-8"))
            copy = Copy(**{**values, "kept_float": tuple(values["kept_float"])})
            if (folder / copy.file).stat().st_size == copy.copy_size:
                found.append(copy)
        except (OSError, ValueError, TypeError, KeyError):  # of another version, or half gone: as if it were not there
            continue
    return found


def find_copy(folder: Path, model: str, original: Path) -> tuple[Copy | None, bool]:
    """The copy of this very file, and whether there is one that does not count (any more).

    Reads the original through where its size or time is not the recorded one: half a second for a large file. Raises
    OSError when that can not be done.
    """
    records = [copy for copy in read_records(folder) if copy.model == model]
    usable = [copy for copy in records if copy.recipe == RECIPE]
    stat = original.stat()
    for copy in usable:
        if (copy.size, copy.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
            return copy, False
    same_size = [copy for copy in usable if copy.size == stat.st_size]
    if same_size:
        found = sha256_of(original)
        for copy in same_size:
            if copy.sha256 == found:
                return copy, False
    return None, bool(records)


def sha256_of(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def choose_copy(
    precision: str,
    cache: Path,
    model: str,
    original: Path,
    providers: Sequence[str],
    tell: Callable[[str, str], None],
) -> tuple[Path, Copy] | None:
    """The copy to load instead of the original, or None; that a wished one is not there is told.

    ``precision``: ``int8``; ``auto``, the copy where one is there and the processor computes; else there is none.
    """
    if precision not in ("int8", "auto") or (precision == "auto" and tuple(providers[:1]) not in ((), (_CPU,))):
        return None
    folder = folder_of(cache)
    try:
        copy, stale = find_copy(folder, model, original)
    except OSError as error:
        tell(f"The int8 copy of {original.name} can not be used: {error.strerror}.", "The file itself runs.")
        return None
    if copy is not None:
        return folder / copy.file, copy
    again = f"Make one: in the window under Models, or with `python -m app models quantise {model}`."
    if stale:
        tell(
            f"The int8 copy of {original.name} was made of another version of it, or in another way, and is not used:"
            " the file itself runs.",
            again,
        )
    elif precision == "int8":
        tell(f"There is no int8 copy of {original.name}: the file itself runs.", again)
    return None
