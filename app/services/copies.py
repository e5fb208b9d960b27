"""Int8 copies of swappers for users without a graphics card: made, found and deleted.

1. :meth:`Copies.make` reads the pictures (photos, clips, recordings; by default the portraits and the clip that ship
   and the chosen faces) and gives them to the engine's own maker, a child process: whatever happens to it, a crash or a
   shortage of memory, this process goes on.
2. The child tells how far it is, and at the end what it kept or why it kept nothing. Cancelling ends it.
3. Copies lie in the engine's part of the cache, each with its record (JSON): engines find them there by themselves.
4. What a killed program left there, the user's pictures among it, is taken away by :meth:`Copies.sweep` at the start.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from app.base.errors import ModelError
from app.base.events import Event
from app.base.files import try_lock
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.photos import list_faces
from app.pipeline.sources import DEMO_CLIP
from app.services.child_process import Cancelled, run_child
from app.services.copy_info import CopyInfo, read_info
from app.services.copy_pictures import PICTURES, read_pictures
from app.services.engine_context import large_threads
from app.services.engines import EngineEntry, Manifest
from app.services.models import Cancel, ModelEntry, Models

FOLDER = "int8"
"""In the engine's part of the cache."""
MEMORY_PER_BYTE = 4.5
"""Peak of the child's memory by the size of the model: 2.44 GB for 0.55 GB of inswapper_128's weight."""
DISK_PER_BYTE = 3.5
"""Of what lies on the disk meanwhile: the weights, twice among onnxruntime's own files, and the copy."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """How far a copy is. ``part`` 0..1 is that of the step, of which there are several."""

    model: str
    step: str
    """``pictures``, ``preparing``, ``faces``, ``original``, ``measuring``, ``writing``, ``copy`` (compared), ``done``;
    ``measuring`` to ``copy`` come again when the first try was too far from the original."""
    part: float = 0.0


@dataclass(frozen=True, slots=True)
class CopyNeeds:
    """What making a copy takes, beside what there is, in bytes."""

    memory: int
    memory_free: int
    disk: int
    disk_free: int


class Copies:
    """Every method may be called from any thread. ``progress`` is published on the thread that makes a copy."""

    def __init__(
        self, engines: Sequence[EngineEntry], models: Models, paths: Paths, settings: Callable[[], Settings]
    ) -> None:
        self.progress: Event[CopyProgress] = Event()
        self._engines = engines
        self._models = models
        self._paths = paths
        self._settings = settings
        self._sums: dict[tuple[Path, int, int], str] = {}
        """SHA-256 of originals, by path, size and time in ns."""

    def possible(self, model: str) -> bool:
        """Whether there can be a copy of the model: of swappers whose engine makes some. Reads no file."""
        return self._maker_of(self._models.entry(model)) is not None

    def find(self, model: str) -> CopyInfo | None:
        """The copy of a model, whether it is up to date or not. Raises ModelError: there can be none of it.

        Reads the original through where its time is not the one of the copy's record: half a second for a large file.
        """
        manifest, entry = self._maker(model)
        infos = self._records(manifest, entry)
        return replace(infos[-1], stale=self._is_stale(infos[-1])) if infos else None

    def find_all(self) -> Mapping[str, CopyInfo]:
        """Every copy that is there, as :meth:`find` tells of it, by its model. Raises ModelError."""
        found = {model: self.find(model) for model in self._models.catalogue if self.possible(model)}
        return {model: info for model, info in found.items() if info is not None}

    def needs(self, model: str) -> CopyNeeds:
        """What making the copy of a model that is here takes. Raises ModelError."""
        manifest, _ = self._maker(model)
        return _needs(self._models.find(model).size or 0, _there(self._folder(manifest)))

    def usual_pictures(self) -> tuple[str, ...]:
        """What a copy is measured with where nothing else is given: the chosen faces, and what ships."""
        media = self._paths.media
        faces = [*self._settings().engine.faces, *(f"demo:{name}" for name in list_faces(media))]
        return (*dict.fromkeys(faces), str(media / DEMO_CLIP))

    def sweep(self) -> None:
        """Take away what a program that was killed left while it made a copy: weights, and the user's pictures.

        Nothing where another process makes one right now. Raises nothing: what can not be deleted is logged.
        """
        for engine in self._engines:
            manifest = engine.manifest
            folder = self._folder(manifest) if manifest is not None and manifest.quantiser else None
            if folder is None or not any(_leftovers(folder)):
                continue
            try:
                with try_lock(folder / ".lock") as holder:
                    if holder is None:
                        _sweep(folder)
            except OSError as error:
                _log.warning("What an ended program left in %s can not be deleted: %s", folder, error)

    def delete(self, model: str) -> int:
        """Delete the copies of a model; returns the bytes that are free now. Raises ModelError."""
        manifest, entry = self._maker(model)
        freed = 0
        for info in self._records(manifest, entry):
            freed += info.size
            self._unlink(info.path)
        return freed

    def make(self, model: str, pictures: Sequence[str] = (), cancel: Cancel | None = None) -> CopyInfo:
        """Make the copy of a model that is here: minutes. ``pictures`` are photos, clips, and ``demo:NAME``.

        Raises ModelError, in words: no such model, not enough memory or disk, too few faces, too far from the
        original, cancelled, the child died; InputError for a picture that can not be read.
        """
        cancel = cancel or Cancel()
        manifest, entry = self._maker(model)
        # By the catalogue's own names: a file may lie under another program's.
        files = {one.file: str(self._models.use(one.id)) for one in self._models.plan(model)}
        original = Path(files[entry.file])
        folder = self._folder(manifest)
        with self._alone(folder, entry):
            _check_room(entry, original.stat().st_size, folder)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".pictures-") as name:
                work = Path(name)
                self.progress.publish(CopyProgress(model, "pictures"))
                self._write_pictures(work, pictures, entry, cancel)
                request = {
                    "model": Path(entry.file).stem,
                    "original": str(original),
                    "files": files,
                    "shipped": str(self._paths.models),
                    "pictures": str(work),
                    "folder": str(folder),
                    "threads": large_threads(self._settings()),
                }
                (work / "request.json").write_text(json.dumps(request), "utf-8")
                record = self._ask(manifest, entry, work / "request.json", cancel)
            made = read_info(model, folder, record)
            for info in self._records(manifest, entry):
                if info.path != made.path:  # of an earlier state of the file
                    self._unlink(info.path)
        self.progress.publish(CopyProgress(model, "done", 1.0))
        return made

    # ---- where ---------------------------------------------------------------------------------------------------

    def _maker(self, model: str) -> tuple[Manifest, ModelEntry]:
        entry = self._models.entry(model)
        manifest = self._maker_of(entry)
        if manifest is not None:
            return manifest, entry
        raise ModelError(
            "copies.not_of_this",
            f"There can be no int8 copy of {entry.name}: only of swappers.",
            "`python -m app models list` shows which models are swappers.",
            name=entry.name,
        )

    def _maker_of(self, entry: ModelEntry) -> Manifest | None:
        """The manifest of the engine that makes copies of the model."""
        for engine in self._engines:
            manifest = engine.manifest
            if manifest is not None and manifest.quantiser and entry.kind == "swapper" and entry in manifest.catalogue:
                return manifest
        return None

    def _is_stale(self, info: CopyInfo) -> bool:
        """Whether the file that is here is not the one that the copy was made of; False where none is here."""
        path = self._models.find(info.model).path
        try:
            if path is None:
                return False
            stat = path.stat()
            if stat.st_size != info.original_size:
                return True
            if stat.st_mtime_ns == info.original_mtime_ns:
                return False
            key = path, stat.st_size, stat.st_mtime_ns
            if key not in self._sums:
                with path.open("rb") as file:
                    self._sums[key] = hashlib.file_digest(file, "sha256").hexdigest()
            return self._sums[key] != info.original_sha256
        except OSError:  # gone meanwhile, or not to be read: the list of models says that
            return False

    def _folder(self, manifest: Manifest) -> Path:
        return self._paths.user_cache / "engines" / manifest.id / FOLDER

    def _records(self, manifest: Manifest, entry: ModelEntry) -> list[CopyInfo]:
        """The copies of a model that are there, the oldest first."""
        found = []
        for path in self._folder(manifest).glob("*.onnx.json"):
            try:
                record = json.loads(path.read_text("utf-8"))
                info = read_info(entry.id, path.parent, record)
                if record["model"] == Path(entry.file).stem and info.path.is_file():
                    found.append(info)
            except (OSError, ValueError, KeyError, TypeError):  # half gone, or of another version
                continue
        return sorted(found, key=lambda info: info.made)

    @contextmanager
    def _alone(self, folder: Path, entry: ModelEntry) -> Iterator[None]:
        """Nobody else makes copies meanwhile; what an ended child left is taken away before and after."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with try_lock(folder / ".lock") as holder:
                if holder is not None:
                    raise ModelError(
                        "copies.busy", f"Process {holder} makes a copy right now.", "Wait for its end.", holder=holder
                    )
                try:
                    _sweep(folder)
                    yield
                finally:
                    _sweep(folder)
        except OSError as error:
            raise ModelError(
                "copies.not_written",
                f"The int8 copy of {entry.name} can not be written into {folder}: {error.strerror}.",
                "Make the folder writable, or make room.",
                name=entry.name,
                folder=str(folder),
                reason=str(error.strerror),
            ) from error

    def _unlink(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.json").unlink(missing_ok=True)
        except OSError as error:
            text = f"{path} can not be deleted: {error.strerror}."
            hint = "It may be in use: stop the run first."
            raise ModelError("models.not_deleted", text, hint, path=str(path), reason=str(error.strerror)) from error

    # ---- the child -----------------------------------------------------------------------------------------------

    def _write_pictures(self, folder: Path, named: Sequence[str], entry: ModelEntry, cancel: Cancel) -> None:
        images = read_pictures(named or self.usual_pictures(), self._paths.media)
        for number, image in enumerate(itertools.islice(images, PICTURES)):
            if cancel.is_set():
                raise _cancelled(entry)
            np.save(folder / f"{number:03d}.npy", image)

    def _ask(self, manifest: Manifest, entry: ModelEntry, request: Path, cancel: Cancel) -> dict[str, Any]:
        """The record of the copy that the child made. Raises ModelError."""

        def heard(line: dict[str, Any]) -> None:
            if "step" in line:
                self.progress.publish(CopyProgress(entry.id, str(line["step"]), float(line["part"])))

        command = [sys.executable, "-m", manifest.quantiser, str(request)]
        try:
            ended = run_child(command, self._paths.root, cancel, heard)
        except Cancelled:
            raise _cancelled(entry) from None
        if "copy" in ended.last:
            return dict(ended.last["copy"])
        if "psnr_db" in ended.last:
            psnr, wanted = float(ended.last["psnr_db"]), float(ended.last["wanted_db"])
            raise ModelError(
                "copies.too_far",
                f"No int8 copy of {entry.name} was kept: it would be too far from the original, {psnr:.1f} dB on the"
                f" worst picture that was compared, and {wanted:g} dB are wanted.",
                "Other pictures may help: some that look like your camera's. Else run the file itself.",
                name=entry.name,
                psnr_db=f"{psnr:.1f}",
                wanted_db=f"{wanted:g}",
            )
        if "text" in ended.last:
            text, hint = str(ended.last["text"]), str(ended.last.get("hint", ""))
            raise ModelError("copies.refused", text, hint, reason=text, mend=hint)
        raise ModelError(
            "copies.died",
            f"The int8 copy of {entry.name} was not made: {ended.reason}.",
            "If memory is short, end other programs; then try again.",
            name=entry.name,
            reason=ended.reason,
        )


def _leftovers(folder: Path) -> Iterator[Path]:
    for pattern in (".making-*", ".pictures-*"):
        yield from folder.glob(pattern)


def _sweep(folder: Path) -> None:
    for left in list(_leftovers(folder)):
        shutil.rmtree(left, ignore_errors=True)
        if left.exists():
            _log.warning("%s is left of a copy that was not finished and can not be deleted", left)


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _needs(size: int, folder: Path) -> CopyNeeds:
    memory, disk = psutil.virtual_memory().available, shutil.disk_usage(folder).free
    return CopyNeeds(int(size * MEMORY_PER_BYTE), memory, int(size * DISK_PER_BYTE), disk)


def _check_room(entry: ModelEntry, size: int, folder: Path) -> None:
    needs = _needs(size, folder)
    needed, free = needs.memory, needs.memory_free
    if needed > free:
        raise ModelError(
            "copies.memory",
            f"An int8 copy of {entry.name} needs {needed / 1e6:.0f} MB of memory while it is made,"
            f" and {free / 1e6:.0f} MB are free.",
            "End other programs, then try again.",
            name=entry.name,
            needed_mb=round(needed / 1e6),
            free_mb=round(free / 1e6),
        )
    needed, free = needs.disk, needs.disk_free
    if needed > free:
        raise ModelError(
            "models.no_space",
            f"{needed / 1e6:.0f} MB are needed in {folder} and only {free / 1e6:.0f} MB are free.",
            "Make room on the disk.",
            folder=str(folder),
            needed_mb=round(needed / 1e6),
            free_mb=round(free / 1e6),
        )


def _cancelled(entry: ModelEntry) -> ModelError:
    return ModelError(
        "copies.cancelled", f"Making the int8 copy of {entry.name} was stopped. Nothing is kept.", name=entry.name
    )
