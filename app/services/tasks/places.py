"""Where what belongs to a task lies, and what of it goes when the task is over."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from app.services.tasks.records import Job
from app.services.tasks.video import THUMBNAIL

_log = logging.getLogger(__name__)

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

    def folder(self, task: str) -> Path:
        """What belongs to a task."""
        return self.root / task

    def thumbnail(self, task: str) -> Path:
        return self.folder(task) / THUMBNAIL

    def target(self, job: Job) -> Path:
        """Where the result is written before it has its name; ``.part`` is added."""
        folder = job.folder if job.folder is not None else self.folder(job.task.id) / "result"
        return folder / f".understudy-{job.task.id}"

    def clear(self, job: Job) -> None:
        """Delete what a task that is over needs no more: segments, faces, an uploaded source, what is half made. What
        can not be deleted is logged."""
        target = self.target(job)
        _unlink(target.with_name(f"{target.name}.part"))
        folder = self.folder(job.task.id)
        if folder.is_dir():
            for path in folder.iterdir():
                if path.name not in (THUMBNAIL, REQUEST) and path.is_file():
                    _unlink(path)
            _unlink(folder / REQUEST)

    def delete(self, job: Job) -> None:
        """Delete all that belongs to a task. Raises OSError."""
        self.clear(job)
        folder = self.folder(job.task.id)
        if folder.exists():
            shutil.rmtree(folder)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s can not be deleted: %s", path, error)
