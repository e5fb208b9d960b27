"""The unfinished files beside the models: ``NAME.part``, and ``NAME.part.json`` with what is known of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import ModelError


@dataclass(frozen=True, slots=True)
class Part:
    """What is here of a file that was not fetched to its end, in bytes; ``total`` is None if nobody told it."""

    bytes: int
    total: int | None


def state_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def size_of(path: Path) -> int:
    """Bytes; 0 when it is not there. Raises OSError."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_part(part: Path) -> Part | None:
    """None where there is none, or where nothing can be said of it."""
    try:
        here = part.stat().st_size
        state = json.loads(state_file(part).read_bytes())
    except (OSError, ValueError):
        return None
    total = state.get("total") if isinstance(state, dict) else None
    return Part(here, total if isinstance(total, int) else None)


def drop(part: Path) -> None:
    """Delete a part and what is known of it. Raises OSError."""
    state_file(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def not_written(folder: Path, error: OSError) -> ModelError:
    """The error for a folder of models that does not take a file."""
    return ModelError(
        "models.not_written",
        f"The folder of the models, {folder}, can not be written: {error.strerror}.",
        "Make it writable or free some space.",
        folder=str(folder),
        reason=str(error.strerror),
    )
