"""Where a model lies, and whether it is the right file.

1. A model is looked for in the program's own folder, then in those of the setting ``models.folders``. The first file
   that is not damaged counts; damaged ones before it are told in :attr:`Found.passed_over`.
2. A file is read through when it is first used, again when its size or time changed, and on request. It has to have
   the pinned SHA-256, or, where none is pinned for a file of its size, the one that was recorded at the first use.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.base.errors import Message, ModelError
from app.base.sections import ModelsSection
from app.services.models.catalogue import ModelEntry
from app.services.models.content import check_content
from app.services.models.records import FileRecord, Records, Seen

State = Literal["here", "missing", "damaged", "unverified"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a model is. ``unverified``: there, and not read through since it came or changed."""

    entry: ModelEntry
    state: State
    path: Path | None = None
    size: int | None = None
    """Bytes of the file that is there."""
    reason: Message | None = None
    """What is wrong with a damaged one."""
    passed_over: tuple[Path, ...] = ()
    """Damaged files of this name in folders that come before."""
    known: bool = False
    """Whether it is, byte for byte, a file that the catalogue knows."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the search. ``there``: it exists; ``models``: ids of the catalogue whose files lie in it."""

    path: Path
    own: bool
    there: bool
    models: tuple[str, ...]
    problem: Message | None = None


class Search:
    """All methods may be called from any thread. They raise ModelError when the records can not be used."""

    def __init__(
        self,
        catalogue: Mapping[str, ModelEntry],
        home: Path,
        records: Records,
        settings: Callable[[], ModelsSection],
    ) -> None:
        self._catalogue = catalogue
        self._home = home
        self._records = records
        self._settings = settings

    def folders(self) -> tuple[Folder, ...]:
        """The folders in the order of the search; what is wrong with one stands in it."""
        return tuple(self._folder(path, own) for path, own in self._places())

    def find(self, entry: ModelEntry, *, read: bool, again: bool = False) -> Found:
        """Without ``read`` it takes milliseconds, only the outer structure of a file is looked at, and the state may be
        ``unverified``; with it the file is read through where that is due, which takes seconds for a large one; with
        ``again`` in any case."""
        damaged: list[Found] = []
        for folder, _ in self._places():
            for path in (folder / file for file in entry.files):
                if folder.is_absolute() and _is_file(path):
                    found = self._look(entry, path, read=read, again=again)
                    if found.state != "damaged":
                        return replace(found, passed_over=tuple(one.path for one in damaged if one.path is not None))
                    damaged.append(found)
        return damaged[0] if damaged else Found(entry, "missing")

    def _places(self) -> Iterator[tuple[Path, bool]]:
        yield self._home, True
        for name in self._settings().folders:
            try:
                yield Path(name).expanduser(), False
            except RuntimeError:  # a home folder of nobody: not a whole path then, and told as that
                yield Path(name), False

    def _folder(self, path: Path, own: bool) -> Folder:
        problem = None
        there = path.is_absolute() and path.is_dir()
        if not path.is_absolute():
            text = f"The folder {path} of the setting models.folders is not a whole path, so it is not searched."
            hint = "Write it from the root of the disk, or from ~."
            problem = Message("models.relative_folder", text, hint, {"folder": str(path)})
        elif not there and not own:
            text = f"The folder {path} of the setting models.folders does not exist."
            problem = Message("models.no_folder", text, "Correct the setting.", {"folder": str(path)})
        elif there and not os.access(path, os.R_OK | os.X_OK):
            text = f"You may not read the folder {path}."
            problem = Message("models.closed_folder", text, "Change its permissions.", {"folder": str(path)})
        here = tuple(
            entry.id
            for entry in self._catalogue.values()
            if there and any(_is_file(path / file) for file in entry.files)
        )
        return Folder(path, own, there, here, problem)

    def _look(self, entry: ModelEntry, path: Path, *, read: bool, again: bool) -> Found:
        record = self._records.of_file(path)
        size: int | None = None
        try:
            stat = path.stat()
            size = stat.st_size
            seen = record.last if record is not None else None
            if again or seen is None or (seen.size, seen.mtime_ns) != (size, stat.st_mtime_ns):
                if record is not None and not entry.pinned(size) and record.first.size != size:
                    return Found(entry, "damaged", path, size, _changed(path, record.date))
                check_content(path)
                if not read:
                    return Found(entry, "unverified", path, size)
                seen = read_through(path)
        except OSError as error:
            reason = str(error.strerror)
            text = f"The model {path} can not be read: {reason}."
            hint = "Check the name and the permissions."
            unreadable = Message("models.unreadable", text, hint, {"path": str(path), "reason": reason})
            return Found(entry, "damaged", path, size, unreadable)
        except ModelError as error:
            return Found(entry, "damaged", path, size, error.message)
        if record is None or record.last != seen:
            record = self._records.note(path, seen)
        wrong = difference(entry, path, record)
        return Found(entry, "damaged" if wrong else "here", path, size, wrong, known=seen.sha256 in entry.pinned(size))


def difference(entry: ModelEntry, path: Path, record: FileRecord) -> Message | None:
    """What is wrong with a file that was read through, if anything."""
    found, pinned = record.last.sha256, entry.pinned(record.last.size)
    if not pinned:
        return _changed(path, record.date) if found != record.first.sha256 else None
    if found in pinned:
        return None
    wanted = " or ".join(sorted(pinned))
    text = f"{path} is damaged or another file: its SHA-256 is {found}, not {wanted}."
    hint = "Delete it and get it again."
    return Message("models.wrong_sha", text, hint, {"path": str(path), "found": found, "wanted": wanted})


def read_through(path: Path) -> Seen:
    """Raises OSError, and ModelError when the file is written meanwhile."""
    before = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        text = f"{path} is being written by another program."
        raise ModelError("models.changing", text, "Wait for its end.", path=str(path))
    return Seen(size=after.st_size, mtime_ns=after.st_mtime_ns, sha256=digest)


def _changed(path: Path, date: str) -> Message:
    text = f"{path} is not what it was when it was first used ({date})."
    hint = "Get it again; if you changed it yourself: python -m app models verify ID --accept-change."
    return Message("models.changed", text, hint, {"path": str(path), "date": date})


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a closed folder, which ``folders`` tells
        return False
