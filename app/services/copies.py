"""Int8 copies of swappers for users without a graphics card: made, found and deleted.

1. :meth:`Copies.make` reads the pictures (photos, clips, recordings; by default the portraits and the clip that ship
   and the chosen faces) and gives them to the engine's own maker, a child process: whatever happens to it, a crash or a
   shortage of memory, this process goes on.
2. The child tells how far it is, and at the end what it kept or why it kept nothing. Cancelling ends it.
3. Copies lie in the engine's part of the cache, each with its record (JSON): engines find them there by themselves.
"""

from __future__ import annotations

import itertools
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from app.base.errors import ModelError
from app.base.events import Event
from app.base.files import try_lock
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.clips import Clip
from app.pipeline.photos import is_picture, list_faces, load_photo, resolve_face
from app.pipeline.sources import DEMO_CLIP
from app.services.child_process import Cancelled, run_child
from app.services.engine_context import large_threads
from app.services.engines import EngineEntry, Manifest
from app.services.models import Cancel, ModelEntry, Models
from engines.api import Image

FOLDER = "int8"
"""In the engine's part of the cache."""
PICTURES = 36
"""At most: two thirds are measured with, a third is compared on."""
LONGEST_SIDE = 1280
"""Pixels of a picture that the child is given: its crops have 128 to 512."""
MEMORY_PER_BYTE = 4.5
"""Peak of the child's memory by the size of the model: 2.44 GB for 0.55 GB of inswapper_128's weight."""
DISK_PER_BYTE = 3.5
"""Of what lies on the disk meanwhile: the weights, twice among onnxruntime's own files, and the copy."""
_CLIP_SECONDS = 20.0
_PER_CLIP = 24


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """How far a copy is. ``part`` 0..1 is that of the step, of which there are several."""

    model: str
    step: str
    """``pictures``, ``preparing``, ``faces``, ``original``, ``measuring``, ``writing``, ``copy`` (compared), ``done``;
    ``measuring`` to ``copy`` come again when the first try was too far from the original."""
    part: float = 0.0


@dataclass(frozen=True, slots=True)
class CopyInfo:
    """A copy that is there."""

    model: str
    path: Path
    size: int
    """Bytes."""
    psnr_db: float
    """Against the original, of the worst crop that was compared, and of the middle one."""
    psnr_median_db: float
    original_ms: float
    """Median of a run, of the original and of the copy, on ``threads`` threads where it was made."""
    copy_ms: float
    threads: int
    made: str
    """ISO 8601."""


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

    def find(self, model: str) -> CopyInfo | None:
        """The copy of a model, whether it is up to date or not. Raises ModelError: there can be none of it."""
        manifest, entry = self._maker(model)
        infos = self._records(manifest, entry)
        return infos[-1] if infos else None

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
                    "threads": large_threads(self._settings().performance),
                }
                (work / "request.json").write_text(json.dumps(request), "utf-8")
                record = self._ask(manifest, entry, work / "request.json", cancel)
            made = _info(model, folder, record)
            for info in self._records(manifest, entry):
                if info.path != made.path:  # of an earlier state of the file
                    self._unlink(info.path)
        self.progress.publish(CopyProgress(model, "done", 1.0))
        return made

    # ---- where ---------------------------------------------------------------------------------------------------

    def _maker(self, model: str) -> tuple[Manifest, ModelEntry]:
        entry = self._models.entry(model)
        for engine in self._engines:
            manifest = engine.manifest
            if manifest is not None and manifest.quantiser and entry.kind == "swapper" and entry in manifest.catalogue:
                return manifest, entry
        raise ModelError(
            "copies.not_of_this",
            f"There can be no int8 copy of {entry.name}: only of swappers.",
            "`python -m app models list` shows which models are swappers.",
            name=entry.name,
        )

    def _folder(self, manifest: Manifest) -> Path:
        return self._paths.user_cache / "engines" / manifest.id / FOLDER

    def _records(self, manifest: Manifest, entry: ModelEntry) -> list[CopyInfo]:
        """The copies of a model that are there, the oldest first."""
        found = []
        for path in self._folder(manifest).glob("*.onnx.json"):
            try:
                record = json.loads(path.read_text("utf-8"))
                info = _info(entry.id, path.parent, record)
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

    # ---- pictures ------------------------------------------------------------------------------------------------

    def _write_pictures(self, folder: Path, named: Sequence[str], entry: ModelEntry, cancel: Cancel) -> None:
        for number, image in enumerate(itertools.islice(self._pictures(named), PICTURES)):
            if cancel.is_set():
                raise _cancelled(entry)
            np.save(folder / f"{number:03d}.npy", _smaller(image))

    def _pictures(self, named: Sequence[str]) -> Iterator[Image]:
        media = self._paths.media
        if not named:
            faces = [*self._settings().engine.faces, *(f"demo:{name}" for name in list_faces(media))]
            named = [*dict.fromkeys(faces), str(media / DEMO_CLIP)]
        for spec in named:
            path = resolve_face(spec, media)
            if is_picture(path):
                yield load_photo(path)
            else:
                yield from _from_clip(path)

    # ---- the child -----------------------------------------------------------------------------------------------

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


def _sweep(folder: Path) -> None:
    for pattern in (".making-*", ".pictures-*"):
        for left in folder.glob(pattern):
            shutil.rmtree(left, ignore_errors=True)


def _check_room(entry: ModelEntry, size: int, folder: Path) -> None:
    needed, free = size * MEMORY_PER_BYTE, psutil.virtual_memory().available
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
    needed, free = size * DISK_PER_BYTE, shutil.disk_usage(folder).free
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


def _info(model: str, folder: Path, record: dict[str, Any]) -> CopyInfo:
    """Raises KeyError, TypeError and ValueError for a record of another version."""
    return CopyInfo(
        model,
        folder / str(record["file"]),
        int(record["copy_size"]),
        float(record["psnr_db"]),
        float(record["psnr_median_db"]),
        float(record["original_ms"]),
        float(record["copy_ms"]),
        int(record["threads"]),
        str(record["made"]),
    )


def _from_clip(path: Path) -> Iterator[Image]:
    """Some pictures, evenly over the clip's first seconds."""
    clip = Clip(path)
    try:
        seconds = min(clip.duration or _CLIP_SECONDS, _CLIP_SECONDS)
        step, due, given = seconds / _PER_CLIP, 0.0, 0
        for picture in clip.pictures():
            if picture.at >= due:
                yield picture.image
                given, due = given + 1, due + step
            if given == _PER_CLIP:
                return
    finally:
        clip.close()


def _smaller(image: Image) -> Image:
    scale = LONGEST_SIDE / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
