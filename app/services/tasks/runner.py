"""The thread that works off the tasks, one after the other, each in a child process.

1. One program per user does it: the others only put tasks into the list, and take over when that one has ended.
2. What the child says is written down: each finished segment, notes, and at the end the result, which then gets its
   name. A child that crashes begins again behind its last segment; three times without a new one are too often.
3. At the program's end the child is ended, and the task waits for the next start. After a kill it does so, too.
4. A list that can not be written, such as a locked one, is no fault of the task: it goes on once the list is back.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.base.errors import Message, UserError
from app.base.files import exclusive_lock, try_lock
from app.base.paths import Paths
from app.base.settings import Settings
from app.services.child_process import Cancelled, Ended, run_child
from app.services.tasks.naming import plain_message, put_in_place
from app.services.tasks.places import REQUEST, Places, clear_orphan
from app.services.tasks.plans import strictness
from app.services.tasks.progress import Progress
from app.services.tasks.records import Job, Segment, Task, TaskState
from app.services.tasks.segments import file_sum, sync_folder
from app.services.tasks.store import TaskStore

_log = logging.getLogger(__name__)

CHILD = "app.services.tasks.child"
LOOK_S = 1.0
"""How often it is looked whether another process has changed the list."""
_RETRY_S = 5.0
"""After a list that could not be written, such as on a full disk."""
_DEATHS = 3
"""A child that crashes so often without a new segment is given up."""
SILENT_S = 1800.0
"""A child that says nothing for so long hangs, in a driver or over a file. Loading an engine may take minutes."""


class Runner:
    """``publish`` is told the id of a task that changed, empty for any of them, and ``ended`` one that is over, on the
    runner's thread."""

    def __init__(
        self,
        store: TaskStore,
        places: Places,
        paths: Paths,
        settings: Callable[[], Settings],
        engine_folders: Sequence[Path],
        publish: Callable[[str], None],
        ended: Callable[[Task], None],
    ) -> None:
        self._store, self._places, self._paths, self._settings = store, places, paths, settings
        self._engine_folders, self._publish, self._ended = engine_folders, publish, ended
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._cancelled = ""
        """The task to cancel: one that is asked for a moment too late must not meet the next one."""
        self._silence = _Silence()
        self._trouble = ""
        self._current: Progress | None = None
        self._seen = -1
        self._looked = 0.0
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress | None:
        """Of the task in work."""
        return self._current

    def start(self) -> None:
        """Begin, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tasks")
            self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def cancel(self, task: str) -> None:
        """End the child that is at a task."""
        current = self._current
        if current is not None and current.task == task:
            self._cancelled = task

    def close(self) -> None:
        """End the child, and wait for the thread."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    # ---- the thread ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with try_lock(self._places.lock) as holder:
                    if holder is None:
                        self._store.put_back()
                        self._sweep()
                        self._publish("")
                        self._work_off()
                    else:
                        self._rest(LOOK_S)
            except (UserError, OSError) as error:
                if str(error) != self._trouble:  # it may last
                    self._trouble = str(error)
                    _log.warning("Tasks: %s", error)
                self._stop.wait(_RETRY_S)
            except Exception as error:  # noqa: BLE001 - the thread's last line: tasks would wait for ever, unseen
                if repr(error) != self._trouble:
                    self._trouble = repr(error)
                    _log.exception("The tasks' thread met a bug")
                self._stop.wait(_RETRY_S)

    def _work_off(self) -> None:
        while not self._stop.is_set():
            job = self._store.first_queued()
            if job is None:
                self._rest(LOOK_S)
            else:
                self._work(job)

    def _rest(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        """Tell of what another process has changed in the list."""
        changes = self._store.changes()
        if changes != self._seen:
            self._seen = changes
            self._publish("")

    # ---- one task ------------------------------------------------------------------------------------------------

    def _work(self, job: Job) -> None:
        task = job.task.id
        self._current = Progress(task)
        try:
            began = {} if job.task.started else {"started": time.time()}
            if not self._store.change(task, only=(TaskState.QUEUED,), state=str(TaskState.RUNNING), **began):
                return
            self._publish(task)
            if not self._was_made(job):
                self._make(task)
        except Cancelled:
            self._cut_off(task)
        except UserError as error:
            if error.message.code == "tasks.unusable":
                raise
            self._fail(task, error.message)
        except OSError as error:
            self._fail(task, _failed(error))
        except Exception as error:  # noqa: BLE001 - the last line of the thread: one task must not end the others
            _log.exception("The task %s ended by a bug", task)
            self._fail(task, _failed(error))
        finally:
            self._current = None
            self._publish(task)
        self._tell_end(task)

    def _tell_end(self, task: str) -> None:
        try:
            now = self._store.job(task).task
        except UserError as error:
            if error.message.code != "tasks.unknown":  # somebody has fetched and deleted it already
                raise
            return
        if now.state.over:
            self._ended(now)

    def _was_made(self, job: Job) -> bool:
        """Whether the program was killed after the result got its name and before that was written down."""
        reserved = job.reserved
        if reserved is None or not reserved.is_file() or file_sum(reserved) != job.reserved_sha256:
            return False
        self._end(job.task.id, TaskState.DONE)
        return True

    def _make(self, task: str) -> None:
        deaths = 0
        while True:
            job = self._store.job(task)
            if job.cancel_asked:
                self._cancelled = task
            before = len(job.segments)
            made: dict[str, Any] = {}
            try:
                ended = self._run_child(job, made)
            except Cancelled:
                if self._silence.seconds <= SILENT_S:
                    raise
                self._fail(task, _hung(job.task.name))
                return
            if "failed" in ended.last:
                self._fail(task, Message(**ended.last["failed"]))
                return
            if made:
                self._keep(job, made)
                return
            deaths = 1 if len(self._store.job(task).segments) > before else deaths + 1
            crashed = ended.code < 0 or ended.code > 255  # a signal; on Windows a number beyond
            _log.warning("The child of the task %s: %s\n%s", task, ended.reason, ended.errors[-4000:])
            if not crashed or deaths >= _DEATHS:
                self._fail(task, _died(job.task.name, ended))
                return

    def _run_child(self, job: Job, made: dict[str, Any]) -> Ended:
        task, folder = job.task.id, self._places.folder(job.task.id)
        settings = self._settings()
        target = self._places.target(job)
        target.parent.mkdir(parents=True, exist_ok=True)
        request = {
            "name": job.task.name,
            "source": str(job.source),
            "folder": str(folder),
            "target": str(target),
            "plan": json.loads(job.plan),
            "settings": settings.model_dump(mode="json"),
            "fingerprint": job.fingerprint,
            "segments": [asdict(segment) for segment in job.segments],
            "engines": [str(one) for one in self._engine_folders],
            "paths": {name: str(path) for name, path in asdict(self._paths).items()},
        }
        file = folder / REQUEST
        file.write_text(json.dumps(request), "utf-8")
        command = [sys.executable, "-m", CHILD, str(file)]
        strict = strictness(settings)
        self._silence = _Silence()
        end = _End(lambda: self._ending(task, strict))
        return run_child(command, self._paths.root, end, lambda line: self._take(task, line, made), tied=True)

    def _ending(self, task: str, strict: tuple[bool, ...]) -> bool:
        """Whether the child shall end: asked here, or by another process, for which the list is looked at; or what it
        makes may leave no more, for the user asked for cover or mark since; or it hangs."""
        self._silence.go_on()
        if self._cancelled != task and time.monotonic() - self._looked >= LOOK_S:
            self._looked = time.monotonic()
            self._look_elsewhere()
            if self._store.job(task).cancel_asked:
                self._cancelled = task
        stricter = any(now and not before for now, before in zip(strictness(self._settings()), strict, strict=True))
        return self._stop.is_set() or self._cancelled == task or stricter or self._silence.seconds > SILENT_S

    def _take(self, task: str, line: Mapping[str, Any], made: dict[str, Any]) -> None:
        """Something that the child says."""
        current = self._current
        assert current is not None
        self._silence = _Silence()
        if "segment" in line:
            self._store.add_segment(task, Segment(**line["segment"]))
        elif "notice" in line:
            self._store.note(task, plain_message(Message(**line["notice"])))
        elif "made" in line:
            made.update(line)
        elif "total" in line:
            current.begin(int(line["total"]))
            if "keep" in line:
                self._store.drop_segments(task, int(line["keep"]))
            self._store.change(
                task, total=line["total"], provider=line["provider"], fingerprint=line.get("fingerprint", "")
            )
        elif "step" in line:
            current.count(int(line["frames"]), line["step"])
        self._publish(task)

    # ---- its end -------------------------------------------------------------------------------------------------

    def _keep(self, job: Job, made: Mapping[str, Any]) -> None:
        """Give the result its name. It is written down before: a kill in between is found out at the next start."""
        task, file = job.task.id, Path(made["made"])

        def reserve(path: Path) -> None:
            counts = {name: made[name] for name in ("frames", "swapped", "covered", "sha256", "size")}
            self._store.change(task, result=str(path), total=made["frames"], **counts)

        put_in_place(file, job.task.name, made["suffix"], reserve)
        sync_folder(file.parent)
        self._end(task, TaskState.DONE)

    def _fail(self, task: str, message: Message) -> None:
        # What it made goes first: it may be what the disk is full of.
        self._places.clear(self._store.job(task))
        told = json.dumps(asdict(plain_message(message)))
        self._store.change(task, state=str(TaskState.FAILED), ended=time.time(), message=told, result=None)
        self._store.drop_segments(task, 0)

    def _cut_off(self, task: str) -> None:
        if self._cancelled == task:
            self._end(task, TaskState.CANCELLED)
        else:  # the program ends, or it is begun anew by stricter settings
            self._store.change(task, state=str(TaskState.QUEUED))

    def _end(self, task: str, state: TaskState) -> None:
        # First what lies about: once a task is said to be over, anybody may delete it.
        self._places.clear(self._store.job(task))
        if state is TaskState.DONE:
            self._store.forget_segments(task)
        else:
            self._store.drop_segments(task, 0)
        self._store.change(task, state=str(state), ended=time.time())

    def _sweep(self) -> None:
        """Clear up behind a program that was killed while it added a task, or at the end of one."""
        with exclusive_lock(self._places.adding):
            jobs = self._store.jobs()
            orphans = self._places.orphans({job.task.id for job in jobs})
        for folder in orphans:
            clear_orphan(folder)
        for job in jobs:
            if job.task.state.over and (self._places.folder(job.task.id) / REQUEST).exists():
                self._places.clear(job)


class _Silence:
    """Seconds since a child's last word, as long as this program was awake to hear it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._before = time.monotonic()

    def go_on(self) -> None:
        now = time.monotonic()
        self.seconds += min(now - self._before, 1.0)  # more is a machine that slept
        self._before = now


class _End:
    """A question in the shape of an event."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self.is_set = ask


def _failed(error: Exception) -> Message:
    reason = str(error) or repr(error)
    return Message(
        "tasks.failed",
        f"The task could not be finished: {reason}.",
        "Look whether the disk is there and can be written to, then add it again.",
        {"reason": reason},
    )


def _hung(name: str) -> Message:
    minutes = round(SILENT_S / 60)
    return Message(
        "tasks.hung",
        f"The task {name} was given up: nothing was heard of it for {minutes} minutes.",
        "Try another engine or accelerator, or save the file anew with another program.",
        {"name": name, "minutes": minutes},
    )


def _died(name: str, ended: Ended) -> Message:
    return Message(
        "tasks.died",
        f"The task {name} was given up: {ended.reason}.",
        "If memory is short, end other programs; the log has the details. Then add it again.",
        {"name": name, "reason": ended.reason},
    )
