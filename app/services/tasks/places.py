"""Where what belongs to a task lies, and what of it goes when the task is over, or was never begun."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from app.services.tasks.records import Job
from app.services.tasks.video import THUMBNAIL

_log = logging.getLogger(__name__)

RESULT = "result"
SOURCE = "source"
"""The folder of one that was sent, under the name that it was sent with: sentences about it say that name."""
_OF_A_TASK = re.compile(r"[0-9a-f]{32}")
REQUEST = "request.json"
"""What the child is told; it lies there as long as there is something to clear."""


class Places:
    """The folders under that of the list."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def database(self) -> Path:
        return self.root / "tasks.db"

    @property
    def lock(self) -> Path:
        """Held by the program that works the tasks off."""
        return self.root / ".runner"

    @property
    def adding(self) -> Path:
        """Held while a task is put into the list: until then its folder belongs to none."""
        return self.root / ".adding"

    def folder(self, task: str) -> Path:
        """What belongs to a task."""
        return self.root / task

    def thumbnail(self, task: str) -> Path:
        return self.folder(task) / THUMBNAIL

    def source(self, task: str) -> Path:
        return self.folder(task) / SOURCE

    def target(self, job: Job) -> Path:
        """Where the result is written before it has its name; ``.part`` is added."""
        folder = job.folder if job.folder is not None else self.folder(job.task.id) / RESULT
        return folder / f".understudy-{job.task.id}"

    def clear(self, job: Job) -> None:
        """Delete what a task that is over needs no more: segments, faces, an uploaded source, what is half made. What
        can not be deleted is logged."""
        target = self.target(job)
        _unlink(target.with_name(f"{target.name}.part"))
        folder = self.folder(job.task.id)
        shutil.rmtree(self.source(job.task.id), ignore_errors=True)
        if folder.is_dir():
            for path in list(folder.iterdir()):
                if path.name not in (THUMBNAIL, REQUEST) and path.is_file():
                    _unlink(path)
            _unlink(folder / REQUEST)

    def delete(self, job: Job) -> None:
        """Delete all that belongs to a task. Raises OSError."""
        self.clear(job)
        folder = self.folder(job.task.id)
        if folder.exists():
            shutil.rmtree(folder)

    def orphans(self, known: Collection[str]) -> list[Path]:
        """Folders of tasks that are in no list: a program was killed while it added one, or the list was lost.

        Raises OSError.
        """
        folders = [path for path in self.root.iterdir() if _OF_A_TASK.fullmatch(path.name) and path.is_dir()]
        return [path for path in folders if path.name not in known]


def clear_orphan(folder: Path) -> None:
    """Delete all but a result: faces and sources that were sent must not lie there for good. What can not be deleted
    is logged."""
    result = folder / RESULT
    keep = {result} if result.is_dir() and any(not path.name.startswith(".") for path in result.iterdir()) else set()
    for path in list(folder.iterdir()):
        if path not in keep:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                _unlink(path)
    if not keep:
        try:
            folder.rmdir()
        except OSError as error:
            _log.warning("%s can not be deleted: %s", folder, error)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s can not be deleted: %s", path, error)
