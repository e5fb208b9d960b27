"""Tasks: images and videos whose faces are swapped in the background, beside a live run.

1. :meth:`Tasks.submit` checks what can be checked at once, copies the chosen faces, and writes the task down.
2. :mod:`app.services.tasks.runner` works one off after the other, each in a child process of the lowest priority.
3. Looking is cheap: a row of SQLite, and the figures of the task in work out of memory.

The list lives in ``tasks/tasks.db`` of the user's data folder, what belongs to a task in a folder beside it. Nothing is
worked on before :meth:`Tasks.start`: a command that only looks does not begin anything.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.base.errors import InputError, Message, OutputError, UserError
from app.base.events import Event
from app.base.files import exclusive_lock
from app.base.paths import Paths
from app.base.sections import MappedFace
from app.base.settings import Settings
from app.pipeline.photos import check_file, is_picture, resolve_face
from app.services.engines import EngineEntry, check_options, sound_options, usable
from app.services.session_checks import require_consent
from app.services.tasks import uploads
from app.services.tasks.folders import allowed_file, not_allowed, still_itself
from app.services.tasks.naming import plain_name, safe_stem
from app.services.tasks.places import Places
from app.services.tasks.plans import kept_settings
from app.services.tasks.records import Job, Task, TaskKind, TaskPlan, TaskRequest, TaskState
from app.services.tasks.runner import Runner
from app.services.tasks.store import TaskStore
from app.services.tasks.uploads import Upload

_log = logging.getLogger(__name__)

FOLDER = "tasks"
_MOST = 1000
"""Tasks in the list: more would be a script that has gone wild."""


class Tasks:
    """Every method may be called from any thread; all of them raise UserError."""

    def __init__(self, paths: Paths, settings: Callable[[], Settings], engines: Sequence[EngineEntry]) -> None:
        """Opens nothing yet."""
        self.changed: Event[str] = Event()
        """The id of a task that changed, also by its progress, which is told twice a second; empty: several, or
        another process has changed the list. Published on any thread."""
        self.ended: Event[Task] = Event()
        """A task that this program worked off is over. Published on the runner's thread."""
        self._paths, self._settings, self._engines = paths, settings, engines
        self._places = Places(paths.user_data / FOLDER)
        self._opening = threading.Lock()
        self._store_made: TaskStore | None = None
        self._runner: Runner | None = None

    # ---- life ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Work off what waits, from now on. Raises UserError where the list can not be used."""
        store = self._store
        if self._runner is None:
            try:
                uploads.sweep(self._places.root)
            except OSError as error:
                _log.warning("What is left of uploads can not be deleted: %s", error)
            folders = sorted({entry.folder.parent for entry in self._engines})
            self._runner = Runner(
                store, self._places, self._paths, self._settings, folders, self._tell_change, self._tell_end
            )
        self._runner.start()

    def close(self) -> None:
        """Cut off what is worked on: it goes on at the next start. Waits for the child's end."""
        if self._runner is not None:
            self._runner.close()
        if self._store_made is not None:
            self._store_made.close()
            self._store_made = None

    @property
    def notice(self) -> Message | None:
        """What the user should know of the list, such as that a damaged one was set aside."""
        return self._store.notice

    # ---- in and out ----------------------------------------------------------------------------------------------

    def allowed(self, path: str) -> Path:
        """The true path of a file in one of the folders of the setting ``tasks.folders``. Raises InputError."""
        return allowed_file(path, self._settings().tasks.folders)

    def upload(self, name: str) -> Upload:
        """A place for a file that comes over the network; submit its path as ``owned``.

        Raises ConsentError, OutputError: what would be refused at its end is refused before it is sent.
        """
        settings = self._settings()
        require_consent(bool(settings.privacy.consent_date))
        self._check_room()
        return Upload(self._places.root, name, settings.api.upload_mb * 1_000_000)

    def submit(self, request: TaskRequest) -> Task:
        """Put a task at the end of the list.

        Raises:
            ConsentError: the statement has not been made.
            InputError: the source or a photo of a face can not be read.
            EngineFailure, SettingsError: there is no such engine, or an option does not fit.
            OutputError: what it needs can not be written.
        """
        settings = self._settings()
        require_consent(request.consent or bool(settings.privacy.consent_date))
        engine = request.engine or settings.engine.id
        manifest = usable(self._engines, engine)
        if request.options is None:
            options, _ = sound_options(manifest, settings.engine.options.get(engine, {}))
        else:
            options = check_options(manifest, request.options)
        source = request.source.absolute() if request.owned else _source(request.source, allowed=request.allowed)
        name = plain_name(request.name or request.source.name)
        kind: TaskKind = "image" if is_picture(source) else "video"
        self._check_room()
        faces = settings.engine.faces if request.faces is None else request.faces
        if not faces:
            raise InputError("face.none", "No face was chosen.", "Choose a photo of a face, or a demo face.")
        people = request.face_map
        if people is None:  # that of the settings may be for another engine
            people = settings.engine.face_map if manifest.people is not None else ()
        task = uuid.uuid4().hex
        folder = self._places.folder(task)
        try:
            with exclusive_lock(self._places.adding):
                folder.mkdir()
                copies = _Copies(folder, self._paths.media)
                plan = TaskPlan(
                    engine=engine,
                    options=options,
                    faces=copies.of(faces),
                    face_names=tuple(map(plain_name, faces)),
                    face_map=tuple(MappedFace(who=copies.of(one.who), face=copies.of(one.face)) for one in people),
                    settings=kept_settings(settings),
                    segment_frames=settings.tasks.segment_frames,
                )
                if request.owned:
                    place = self._places.source(task)
                    place.mkdir()
                    source = source.rename(place / f"{safe_stem(name)}{_plain_suffix(request.name)}").resolve()
                new = Task(task, name, kind, TaskState.QUEUED, time.time())
                self._store.add(Job(new, source, request.owned, plan.model_dump_json(), request.folder))
        except OSError as error:
            delete_quietly(folder)
            raise _not_added(name, error) from error
        except BaseException:
            delete_quietly(folder)
            raise
        if self._runner is not None:
            self._runner.wake()
        self.changed.publish(task)
        return self.get(task)

    # ---- looking -------------------------------------------------------------------------------------------------

    def list(self) -> tuple[Task, ...]:
        """All tasks, the oldest first."""
        return tuple(self._shown(job.task) for job in self._store.jobs())

    def get(self, task: str) -> Task:
        """Raises UserError ``tasks.unknown``."""
        return self._shown(self._store.job(task).task)

    def result(self, task: str) -> Path:
        """The file that a task has made. Raises InputError: not done yet, or the file is there no more."""
        now = self.get(task)
        if now.result is None:
            text = f"{now.name} has no result: its state is {now.state}."
            raise InputError("tasks.no_result", text, "Wait until it is done.", name=now.name, state=str(now.state))
        try:  # another file under its name, or a link to one, is not what was asked for
            its_own = not now.result.is_symlink() and now.result.is_file() and now.result.stat().st_size == now.size
        except OSError:
            its_own = False
        if not its_own:
            raise result_gone(now.result)
        return now.result

    # ---- ending --------------------------------------------------------------------------------------------------

    def cancel(self, task: str) -> Task:
        """End a task that waits or is worked on; what it has made so far is deleted. Nothing where it is over."""
        job = self._store.job(task)
        # First of all, and kept: it may be cut off or begun just now.
        self._store.change(task, only=(TaskState.QUEUED, TaskState.RUNNING), cancel_asked=1)
        if self._store.change(task, only=(TaskState.QUEUED,), state=str(TaskState.CANCELLED), ended=time.time()):
            self._places.clear(job)
        elif self._runner is not None:
            self._runner.cancel(task)
        self.changed.publish(task)
        return self.get(task)

    def delete(self, task: str) -> None:
        """Take a task that is over, or waits, out of the list with all that lies with it. A result in a folder of the
        user's stays. Raises UserError ``tasks.at_work`` for one that is worked on."""
        job = self._store.job(task)
        if (
            not self._store.change(
                task, only=(TaskState.QUEUED,), state=str(TaskState.CANCELLED), ended=time.time(), cancel_asked=1
            )
            and not self.get(task).state.over
        ):
            text = f"{job.task.name} is worked on just now."
            raise UserError("tasks.at_work", text, "Cancel it first.", name=job.task.name)
        try:
            self._places.delete(job)
        except OSError as error:
            raise OutputError(
                "tasks.not_deleted",
                f"What belongs to {job.task.name} can not be deleted: {error.strerror}.",
                "Another program may have it open: close that, then try again.",
                name=job.task.name,
                reason=str(error.strerror),
            ) from error
        self._store.delete(task)
        self.changed.publish(task)

    def _tell_change(self, task: str) -> None:
        try:
            self.changed.publish(task)
        except Exception:  # noqa: BLE001 - a listener's bug, such as a window that is just going, must cost no work
            _log.exception("A listener failed over the task %s", task)

    def _tell_end(self, task: Task) -> None:
        try:
            self.ended.publish(self._shown(task))
        except Exception:  # noqa: BLE001 - as above
            _log.exception("A listener failed over the end of the task %s", task.id)

    # ---- helpers -------------------------------------------------------------------------------------------------

    @property
    def _store(self) -> TaskStore:
        with self._opening:
            if self._store_made is None:
                self._store_made = TaskStore(self._places.database)
            return self._store_made

    def _check_room(self) -> None:
        if self._store.count() >= _MOST:
            text, hint = f"There are {_MOST} tasks in the list already.", "Delete some of them."
            raise OutputError("tasks.too_many", text, hint, count=_MOST)

    def _shown(self, task: Task) -> Task:
        progress = self._runner.progress if self._runner is not None else None
        if progress is not None and progress.task == task.id and task.state is TaskState.RUNNING:
            task = progress.within(task)
        thumbnail = self._places.thumbnail(task.id)
        return replace(task, thumbnail=thumbnail if thumbnail.is_file() else None)


class _Copies:
    """Photos of faces, copied to a task: it goes on with them, whatever becomes of the user's."""

    def __init__(self, folder: Path, media: Path) -> None:
        self._folder, self._media = folder, media
        self._count = 0

    def of(self, faces: Sequence[str]) -> tuple[str, ...]:
        """Raises InputError, OSError."""
        return tuple(face if face.startswith("demo:") and self._known(face) else self._copy(face) for face in faces)

    def _known(self, face: str) -> bool:
        return resolve_face(face, self._media).is_file()

    def _copy(self, face: str) -> str:
        path = resolve_face(face, self._media)
        check_file(path, "photo")
        copy = self._folder / f"face-{self._count:02d}{_plain_suffix(path.name)}"
        self._count += 1
        shutil.copyfile(path, copy)
        return str(copy)


def _source(path: Path, *, allowed: bool) -> Path:
    """The true path of a source. Raises InputError."""
    if allowed:  # not resolved again: what a link leads to by now was not looked at
        if not still_itself(path):
            raise not_allowed(str(path))
        return path
    check_file(path, "source")
    return path.resolve()


def result_gone(path: Path) -> InputError:
    shown = plain_name(str(path))
    text, hint = f"The result {shown} is there no more.", "It was moved, changed or deleted."
    return InputError("tasks.result_gone", text, hint, path=shown)


def _plain_suffix(name: str) -> str:
    """Of what somebody calls a file; empty where it holds anything odd."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 10 else ""


def delete_quietly(folder: Path) -> None:
    """As far as it can be."""
    shutil.rmtree(folder, ignore_errors=True)


def _not_added(name: str, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        "tasks.not_added",
        f"{name} could not be added: {reason}.",
        "Make room on the disk, and look whether the program's data folder can be written to.",
        name=name,
        reason=reason,
    )
