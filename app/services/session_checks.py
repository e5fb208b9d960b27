"""What must be true before anything is written or sent."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from app.base.errors import ConsentError, OutputError
from app.pipeline.sources import source_file


def require_consent(given: bool) -> None:
    """Raises ConsentError when the statement has not been made."""
    if not given:
        raise ConsentError(
            "consent.missing",
            "Nothing leaves the program before you have stated that you may use the chosen face.",
            "Confirm the statement in the window, or start headless with --i-have-consent.",
        )


def consent_refusal(given: bool) -> Future[None] | None:
    """The same as an answer: a Future that carries the ConsentError; None where nothing is refused."""
    try:
        require_consent(given)
    except ConsentError as error:
        refused: Future[None] = Future()
        refused.set_exception(error)
        return refused
    return None


def refuse_source(path: Path, spec: str, media: Path) -> None:
    """Raises OutputError when ``path`` is the file that the source ``spec`` is read from, by whatever name."""
    source = source_file(spec, media)
    try:
        same = source is not None and path.samefile(source)
    except OSError:  # one of them is not there, or can not be read: opening it says so
        same = False
    if same:
        raise OutputError(
            "recording.is_source",
            f"{path} is the source: recording over it would destroy it.",
            "Record to another file.",
            path=str(path),
        )
