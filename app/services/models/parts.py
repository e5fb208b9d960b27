"""The unfinished files beside the models: ``NAME.part``, and ``NAME.part.json`` with what is known of it."""

from __future__ import annotations

from pathlib import Path

from app.base.errors import ModelError


def state_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def size_of(path: Path) -> int:
    """Bytes; 0 when it is not there. Raises OSError."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


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
