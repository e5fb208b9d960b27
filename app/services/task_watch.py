"""What the status, the metrics and the events tell of the tasks, out of memory.

The list of tasks lies in a file that another process may be writing to, so nobody who must not wait reads it: it is
read here, on a thread of its own, only when the tasks say that something has changed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from typing_extensions import TypedDict  # pydantic takes no other one before Python 3.12

from app.base.errors import UserError
from app.base.events import Event
from app.services.tasks import Task, Tasks, TaskState

log = logging.getLogger(__name__)


class TasksData(TypedDict):
    """Images and videos in the background: how many are in each state. ``progress`` (0..1) and ``seconds_left`` are of
    the one that is worked on; null while none is, or nobody knows. Their names are told to those alone who may see the
    tasks."""

    queued: int
    running: int
    done: int
    failed: int
    cancelled: int
    progress: float | None
    seconds_left: float | None


class TaskNews(TypedDict):
    """How it stands with a task; ``state`` is ``deleted`` where it is in the list no more."""

    id: str
    name: str
    state: str
    step: str
    progress: float
    seconds_left: float | None


class TaskWatch:
    """Any thread may ask."""

    def __init__(self, tasks: Tasks) -> None:
        """Reads nothing yet."""
        self.changed: Event[Sequence[TaskNews]] = Event()
        """Tasks that are otherwise than they were told last. Published on the thread that reads."""
        self._tasks = tasks
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        """Ids of what is to be read; empty text: all of them."""
        self._known: dict[str, Task] = {}
        self._summary: TasksData | None = None
        self._reader: ThreadPoolExecutor | None = None
        self._end: Callable[[], None] = lambda: None

    def open(self) -> None:
        """Read the list, and follow it from now on."""
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="task watch")
        self._end = self._tasks.changed.subscribe(self._note)
        self._note("")

    def close(self) -> None:
        """Follow it no more; waits for what is read just now."""
        self._end()
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.shutdown(wait=True, cancel_futures=True)

    @property
    def summary(self) -> TasksData | None:
        """None where the list was not read yet, or can not be."""
        return self._summary

    # ---- on its thread ---------------------------------------------------------------------------------------

    def _note(self, task: str) -> None:
        """Something has changed; many changes are read in one go."""
        with self._lock:
            if not self._waiting and self._reader is not None:
                self._reader.submit(self._read)
            self._waiting.add(task)

    def _read(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        try:
            found = self._found(waiting)
        except UserError as error:
            log.warning("The tasks can not be told of: %s", error)
            self._summary = None
            return
        news = [
            _news(task, task.state) for task in found.values() if task is not None and task != self._known.get(task.id)
        ]
        gone = [self._known[id_] for id_, task in found.items() if task is None and id_ in self._known]
        self._known.update({id_: task for id_, task in found.items() if task is not None})
        for task in gone:
            del self._known[task.id]
        self._summary = _summary(tuple(self._known.values()))
        news += [_news(task, "deleted") for task in gone]
        if news:
            self.changed.publish(news)

    def _found(self, ids: set[str]) -> dict[str, Task | None]:
        """How it stands with these; None where one is in the list no more. Raises UserError."""
        if "" in ids or self._summary is None:
            whole: dict[str, Task | None] = {task.id: task for task in self._tasks.list()}
            return {**dict.fromkeys(self._known), **whole}
        found: dict[str, Task | None] = {}
        for id_ in ids:
            try:
                found[id_] = self._tasks.get(id_)
            except UserError as error:
                if error.message.code != "tasks.unknown":
                    raise
                found[id_] = None
        return found


def _summary(tasks: Sequence[Task]) -> TasksData:
    count = dict.fromkeys(TaskState, 0)
    for task in tasks:
        count[task.state] += 1
    now = next((task for task in tasks if task.state is TaskState.RUNNING), None)
    return {
        "queued": count[TaskState.QUEUED],
        "running": count[TaskState.RUNNING],
        "done": count[TaskState.DONE],
        "failed": count[TaskState.FAILED],
        "cancelled": count[TaskState.CANCELLED],
        "progress": round(now.part, 4) if now is not None else None,
        "seconds_left": _rounded(now.seconds_left) if now is not None else None,
    }


def _news(task: Task, state: str) -> TaskNews:
    return {
        "id": task.id,
        "name": task.name,
        "state": str(state),
        "step": task.step,
        "progress": round(task.part, 4),
        "seconds_left": _rounded(task.seconds_left),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
