"""The models that are not shipped: how they are found, come and go.

1. ``find``, ``check`` and ``use`` look for a model (``search.py`` has the rules).
2. ``fetch`` alone uses the network: people ask for it, and only after the licence was accepted.
3. ``add`` takes in a file that the user has; ``delete`` takes one away. Both touch the program's own folder only.

What came over the network or from the user lies beside its place until it was checked, and is then renamed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message, ModelError
from app.base.events import Event
from app.base.files import same_file, try_lock
from app.base.sections import ModelsSection
from app.services.models.catalogue import ModelEntry, with_needs
from app.services.models.content import check_content
from app.services.models.parts import Part, drop, not_written, read_part, size_of
from app.services.models.progress import Cancel, Progress
from app.services.models.records import Acceptance, Records, Seen
from app.services.models.search import Folder, Found, Search, read_through

_POLL_S = 0.2
"""How often a fetch that waits for another process looks whether that is done."""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Of the program's own folder, in bytes; ``parts`` are fetches that were not finished."""

    models: int
    parts: int
    free: int


class Models:
    """Every method may be called from any thread. ``progress`` is published on the thread that fetches."""

    def __init__(
        self,
        catalogue: Mapping[str, ModelEntry],
        home: Path,
        records_file: Path,
        settings: Callable[[], ModelsSection],
    ) -> None:
        self.catalogue = catalogue
        self.home = home
        self.progress: Event[Progress] = Event()
        self._records = Records(records_file)
        self._settings = settings
        self._search = Search(catalogue, home, self._records, settings)

    @property
    def problems(self) -> tuple[Message, ...]:
        """What was wrong with what is remembered of the files."""
        return tuple(self._records.problems)

    def entry(self, model: str) -> ModelEntry:
        """Raises ModelError for an id that is not in the catalogue."""
        if model not in self.catalogue:
            raise ModelError(
                "models.unknown",
                f"There is no model {model} in the catalogue.",
                "`python -m app models list` shows all.",
                model=model,
            )
        return self.catalogue[model]

    def plan(self, model: str) -> tuple[ModelEntry, ...]:
        """The model and all that it needs, itself first. Raises ModelError."""
        return with_needs(self.catalogue, self.entry(model).id)

    def folders(self) -> tuple[Folder, ...]:
        """The folders in the order of the search, the program's own first."""
        return self._search.folders()

    def find(self, model: str) -> Found:
        """Where the model is and in what state, without reading it through: milliseconds. Raises ModelError."""
        return self._search.find(self.entry(model), read=False)

    def check(self, model: str, *, again: bool = False) -> Found:
        """As :meth:`find`, and reads the file through where that is due (``again``: in any case), so that the answer
        is never ``unverified``: seconds for a large one. Raises ModelError."""
        return self._search.find(self.entry(model), read=True, again=again)

    def use(self, model: str) -> Path:
        """The checked file, for an engine that is about to load it. Raises ModelError: missing or damaged."""
        found = self.check(model)
        if found.reason is not None:
            raise _error(found.reason)
        if found.path is None:
            raise _missing(found.entry)
        check_content(found.path)
        return found.path

    def locate(self, file: str) -> Path | None:
        """What ``EngineContext.find_model`` asks: the checked file of that name, or None when it is not here or not in
        the catalogue. Raises ModelError when it is damaged: to go on without it would hide that."""
        for entry in self.catalogue.values():
            if entry.file == file and self.find(entry.id).path is not None:
                return self.use(entry.id)
        return None

    def accept_change(self, model: str) -> Found:
        """Record the file anew as it is now: the user says that its change is right. Raises ModelError when it is
        missing, is no model, or has not the pinned size and SHA-256, which nobody can accept away."""
        found = self.check(model)
        if found.path is None:
            raise _missing(found.entry)
        self._record_anew(found.entry, found.path)
        return self.check(model)

    def _record_anew(self, entry: ModelEntry, path: Path) -> None:
        self._records.note(path, _check_new(entry, path, path.name), anew=True)

    # ---- licences ----------------------------------------------------------------------------------------------

    def accepted(self, model: str) -> Acceptance | None:
        """When the user accepted the licence; None if not, or if its words have changed since. Raises ModelError."""
        entry = self.entry(model)
        acceptance = self._records.accepted(model)
        return acceptance if acceptance is not None and acceptance.licence == entry.licence else None

    def accept_licence(self, model: str) -> None:
        """Keep, with the date, that the user accepted the licence. Raises ModelError."""
        self._records.accept(model, self.entry(model).licence)

    # ---- fetching ----------------------------------------------------------------------------------------------

    def address(self, model: str) -> str:
        """Where the model would be fetched from; asks nobody. Raises ModelError: no address is known, or the setting
        ``models.offline`` is on."""
        entry, settings = self.entry(model), self._settings()
        if settings.offline:
            text = f"{entry.file} is not fetched: the setting models.offline is on."
            hint = "Switch it off, or import the file."
            raise ModelError("models.offline", text, hint, name=entry.file)
        from app.services.models import fetch  # brings httpx, which takes a moment

        return fetch.address(entry, settings.mirror)

    def fetch(self, model: str, cancel: Cancel | None = None, *, wait: bool = True) -> Path:
        """Fetch one model into the program's own folder, without those it needs; minutes. One that is here already is
        not fetched. If another process fetches it, this waits for that or, without ``wait``, says so. Raises
        ModelError for everything that can be in the way; a part that can be gone on with is kept."""
        entry = self.entry(model)
        found = self.check(model)
        if found.state == "here" and found.path is not None:
            return found.path
        url = self.address(model)
        if self.accepted(model) is None:
            raise ModelError(
                "models.licence",
                f"The licence of {entry.name} has not been accepted: {entry.licence}.",
                f"To accept it: python -m app models fetch {model} --accept-licence.",
                name=entry.name,
                licence=entry.licence,
                model=model,
            )
        from app.services.models import fetch

        cancel = cancel or Cancel()
        with self._alone(entry, cancel if wait else None):
            found = self.check(model)  # another process may have brought it meanwhile
            if found.state == "here" and found.path is not None:
                return found.path
            part = self.part(entry)
            fetch.Download(entry, url, part, self._settings().proxy, cancel, self.progress.publish).run()
            size = size_of(part)
            self.progress.publish(Progress(model, "checking", size, size))
            path = self._take_in(entry, part, entry.file, fetched=True)
        self.progress.publish(Progress(model, "done", size, size))
        return path

    def part(self, entry: ModelEntry) -> Path:
        """Where a fetch is kept until it is whole."""
        return self.home / f"{entry.file}.part"

    def make_home(self) -> None:
        """Make the program's own folder where it is not there yet. Raises ModelError."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written(self.home, error) from error

    def unfinished(self, model: str) -> Part | None:
        """What is here of a fetch that has not ended; None if nothing is. Raises ModelError."""
        return read_part(self.part(self.entry(model)))

    @contextmanager
    def _alone(self, entry: ModelEntry, cancel: Cancel | None) -> Iterator[None]:
        """Nobody else writes this model meanwhile. Raises ModelError when somebody does and ``cancel`` is None, which
        means not to wait, or is set; also for what the disk refuses, in here and in the block."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            while True:
                with try_lock(self.home / f".{entry.file}.lock") as holder:
                    if holder is None:
                        yield
                        return
                if cancel is None:
                    text = f"Process {holder} is at the model {entry.file} right now."
                    raise ModelError("models.busy", text, "Wait for its end.", holder=holder, name=entry.file)
                self.progress.publish(Progress(entry.id, "waiting", holder=holder))
                if cancel.wait(_POLL_S):
                    text = f"Fetching {entry.file} was stopped; another process goes on with it."
                    raise ModelError("models.cancelled_waiting", text, name=entry.file)
        except OSError as error:
            raise not_written(self.home, error) from error

    def _take_in(self, entry: ModelEntry, part: Path, name: str, *, fetched: bool = False) -> Path:
        """Check a new file, called ``name``, and put it in place. Raises ModelError and keeps nothing; OSError."""
        path = self.home / entry.file
        try:
            seen = _check_new(entry, part, name, fetched=fetched)
            record = self._records.of_file(path)
            if not entry.pinned(seen.size) and record is not None and record.first.sha256 != seen.sha256:
                raise ModelError(
                    "models.not_the_recorded",
                    f"{name} is not the file that was recorded for {entry.name} at {record.date}. Nothing was kept.",
                    f"To take the new one: python -m app models delete {entry.id}, then again.",
                    name=name,
                    model=entry.name,
                    date=record.date,
                )
        except ModelError:
            drop(part)
            raise
        part.replace(path)
        drop(part)
        self._records.note(path, seen)
        return path

    # ---- importing and deleting --------------------------------------------------------------------------------

    def add(self, file: Path, model: str | None = None, *, link: bool = False) -> Path:
        """Copy a file of the user's into the program's own folder, or hard-link it there, after a check. Without
        ``model`` the name of the file tells which one it is. Raises ModelError."""
        check_content(file)
        entry = self.entry(model) if model is not None else self._by_name(file)
        path, part = self.home / entry.file, self.home / f"{entry.file}.import"
        with self._alone(entry, None):
            if same_file(file, path):
                self._record_anew(entry, path)
                return path
            drop(part)
            try:
                if link:
                    _link(file, part)
                else:
                    shutil.copy2(file, part)
                return self._take_in(entry, part, file.name)
            finally:
                drop(part)

    def _by_name(self, file: Path) -> ModelEntry:
        for entry in self.catalogue.values():
            if file.name.casefold() in (name.casefold() for name in entry.files):
                return entry
        raise ModelError(
            "models.which",
            f"The name {file.name} does not tell which model of the catalogue this is.",
            "Say it with --as ID; `python -m app models list` shows all.",
            name=file.name,
        )

    def delete(self, model: str) -> int:
        """Delete the model, and what was fetched of it, from the program's own folder, and forget its SHA-256; returns
        the bytes that are free now. Raises ModelError: not there, in a folder of the user's, or in use."""
        entry = self.entry(model)
        path, part = self.home / entry.file, self.part(entry)
        with self._alone(entry, None):
            if not path.is_file() and not part.is_file() and self._records.of_file(path) is None:
                found = self.find(model)
                if found.path is None:
                    raise _missing(entry)
                text = f"{found.path} does not lie in the program's own folder, so it is not deleted."
                hint = "Delete it yourself, or take its folder out of the setting models.folders."
                raise ModelError("models.foreign", text, hint, path=str(found.path))
            freed = size_of(path) + size_of(part)
            try:
                path.unlink(missing_ok=True)
                drop(part)
            except OSError as error:
                text = f"{path} can not be deleted: {error.strerror}."
                hint = "It may be in use: stop the run first."
                raise ModelError(
                    "models.not_deleted", text, hint, path=str(path), reason=str(error.strerror)
                ) from error
            self._records.forget(path)
        return freed

    def disk_use(self) -> DiskUse:
        """Raises OSError when the disk can not be asked."""
        there = next(one for one in (self.home, *self.home.parents) if one.exists())
        parts = sum(size_of(self.part(entry)) for entry in self.catalogue.values())
        models = sum(size_of(self.home / entry.file) for entry in self.catalogue.values())
        return DiskUse(models, parts, shutil.disk_usage(there).free)


def _check_new(entry: ModelEntry, file: Path, name: str, *, fetched: bool = False) -> Seen:
    """Raises ModelError when the file is no model, or not the pinned one; OSError. What was fetched has to be the
    publisher's file; the user's own may be a version that the catalogue does not know."""
    check_content(file, name)
    seen = read_through(file)
    pinned = entry.pinned(seen.size)
    other = entry.size not in (None, seen.size) or entry.sha256 not in (None, seen.sha256)
    if other if fetched else pinned and seen.sha256 not in pinned:
        raise ModelError(
            "models.wrong_file",
            f"{name} ({seen.size} bytes, SHA-256 {seen.sha256}) is not the {entry.name} of the catalogue.",
            "It is damaged, or another version. Nothing was kept.",
            name=name,
            model=entry.name,
            size=seen.size,
            sha256=seen.sha256,
        )
    return seen


def _link(file: Path, target: Path) -> None:
    try:
        target.hardlink_to(file)
    except OSError as error:
        text = f"{file} can not be linked into {target.parent}: {error.strerror}."
        hint = "A link needs both on the same disk: import it without --link."
        raise ModelError(
            "models.no_link", text, hint, path=str(file), folder=str(target.parent), reason=str(error.strerror)
        ) from error


def _error(message: Message) -> ModelError:
    return ModelError(message.code, message.text, message.hint, **message.params)


def _missing(entry: ModelEntry) -> ModelError:
    text = f"The model {entry.name} ({entry.file}) is not here."
    hint = f"Fetch it with `python -m app models fetch {entry.id}`, or import the file if you have it."
    return ModelError("models.missing", text, hint, name=entry.name, file=entry.file, model=entry.id)
