"""What is remembered of model files (``models.json`` in the user's data folder).

1. For each file: its size, time and SHA-256 when it was first used, and those when it was last read through. A file
   without a pinned SHA-256 has to stay what it was at first; one that did not change since is not read again.
2. For each model: the licence that the user accepted, in its words, and when.

Every change re-reads the file under a lock, so that two processes lose nothing of each other's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.base.errors import Message, ModelError
from app.base.files import exclusive_lock, replace_file, set_aside


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seen(_Part):
    """A file as it was when it was read through."""

    size: int = Field(ge=0)
    """Bytes."""
    mtime_ns: int
    """Time of the last change, in nanoseconds since 1970."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class FileRecord(_Part):
    first: Seen
    """At first use; what the file is held against when nothing is pinned."""
    last: Seen
    date: str
    """Of the first use, ISO 8601."""


class Acceptance(_Part):
    licence: str
    date: str
    """ISO 8601."""


class _Book(_Part):
    version: Literal[1] = 1
    files: dict[str, FileRecord] = Field(default_factory=dict)
    """By absolute path."""
    licences: dict[str, Acceptance] = Field(default_factory=dict)
    """By id of the model."""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Records:
    """All methods may be called from any thread. They raise ModelError when the file can not be read or written; a
    damaged one is kept aside and told in ``problems``, and remembering begins anew."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self.problems: list[Message] = []

    def of_file(self, path: Path) -> FileRecord | None:
        return self._read().files.get(str(path))

    def accepted(self, model: str) -> Acceptance | None:
        return self._read().licences.get(model)

    def note(self, path: Path, seen: Seen, *, anew: bool = False) -> FileRecord:
        """Remember what the file is now; ``anew`` makes that what it is held against."""

        def change(book: _Book) -> _Book:
            known = None if anew else book.files.get(str(path))
            made = FileRecord(first=seen, last=seen, date=now())
            if known is not None:
                made = known.model_copy(update={"last": seen})
            return book.model_copy(update={"files": {**book.files, str(path): made}})

        return self._write(change).files[str(path)]

    def forget(self, path: Path) -> None:
        def change(book: _Book) -> _Book:
            files = {name: record for name, record in book.files.items() if name != str(path)}
            return book.model_copy(update={"files": files})

        self._write(change)

    def accept(self, model: str, licence: str) -> None:
        made = Acceptance(licence=licence, date=now())
        self._write(lambda book: book.model_copy(update={"licences": {**book.licences, model: made}}))

    def _read(self) -> _Book:
        try:
            return _Book.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return _Book()
        except ValidationError:
            with self._held():  # whoever comes first keeps it aside
                return self._read_or_set_aside()
        except OSError as error:
            raise _not_usable(self._file, error) from error

    @contextmanager
    def _held(self) -> Iterator[None]:
        """One writer at a time, of threads and processes."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, exclusive_lock(self._file.with_name(f".{self._file.name}.lock")):
                yield
        except OSError as error:
            raise _not_usable(self._file, error) from error

    def _read_or_set_aside(self) -> _Book:
        try:
            return _Book.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return _Book()
        except ValidationError:
            aside = set_aside(self._file)
            text = f"What was remembered of your models was damaged and is kept as {aside}."
            hint = "Models without a pinned SHA-256 are recorded anew, and licences have to be accepted again."
            self.problems.append(Message("models.records_damaged", text, hint, {"file": str(aside)}))
            return _Book()

    def _write(self, change: Callable[[_Book], _Book]) -> _Book:
        with self._held():
            book = change(self._read_or_set_aside())
            replace_file(self._file, (book.model_dump_json(indent=2) + "\n").encode())
            return book


def _not_usable(file: Path, error: OSError) -> ModelError:
    return ModelError(
        "models.records",
        f"What is remembered of your models, {file}, can not be read or written: {error.strerror}.",
        "Make it writable or free some space.",
        file=str(file),
        reason=str(error.strerror),
    )
