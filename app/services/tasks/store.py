"""Tasks in SQLite: a row for each, and one for each finished segment of a video.

The journal is a write-ahead log, so that readers never wait for the writer; every change is one transaction on one
connection under one lock. A file that is damaged is set aside, one of a later version of the program is left alone.
Text goes in and out as bytes: a file's name on Linux need not be UTF-8.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.base.errors import Message, UserError
from app.base.files import exclusive_lock, set_aside
from app.services.tasks.records import Job, Segment, Task, TaskState

_log = logging.getLogger(__name__)

VERSION = 2
"""Of the tables (``PRAGMA user_version``)."""
_BUSY_S = 10.0
"""How long a change waits for one of another process."""
_TABLES = """
CREATE TABLE tasks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'video')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    source TEXT NOT NULL,
    owned INTEGER NOT NULL,
    plan TEXT NOT NULL,
    folder TEXT,
    created REAL NOT NULL,
    started REAL,
    ended REAL,
    total INTEGER NOT NULL DEFAULT 0,
    frames INTEGER NOT NULL DEFAULT 0,
    swapped INTEGER NOT NULL DEFAULT 0,
    covered INTEGER NOT NULL DEFAULT 0,
    message TEXT,
    notes TEXT NOT NULL DEFAULT '[]',
    provider TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '',
    cancel_asked INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    size INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE segments (
    task TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    swapped INTEGER NOT NULL,
    covered INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (task, number)
) STRICT;
"""
_FROM_1 = """
ALTER TABLE tasks ADD COLUMN covered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE segments ADD COLUMN covered INTEGER NOT NULL DEFAULT 0;
"""
_COLUMNS = frozenset(
    (
        "state", "started", "ended", "total", "frames", "swapped", "covered", "message", "notes", "provider",
        "fingerprint", "cancel_asked", "result", "size", "sha256",
    )
)  # fmt: skip


class TaskStore:
    """Every method may be called from any thread. Each raises UserError where the file can not be used."""

    def __init__(self, file: Path) -> None:
        """Open or make the file. Raises UserError."""
        self.notice: Message | None = None
        """That a damaged file was set aside."""
        self._file = file
        self._lock = threading.Lock()
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # faces and videos lie in it
            # One at a time: two that make it at once lock each other out, and what one program has set aside and begun
            # anew must not be set aside by the next one, which saw the same damage.
            with exclusive_lock(file.with_name(f"{file.name}.lock")):
                self._db = self._open_or_begin_anew()
        except (sqlite3.Error, OSError) as error:  # locked, a full disk, no permission: the file may be good
            raise _unusable(file, error) from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # ---- reading -------------------------------------------------------------------------------------------------

    def jobs(self) -> list[Job]:
        """All of them, the oldest first, without their segments, of which there may be very many."""
        with self._using("DEFERRED") as db:
            return [_job(row, ()) for row in db.execute("SELECT * FROM tasks ORDER BY number").fetchall()]

    def count(self) -> int:
        """How many there are."""
        with self._using("DEFERRED") as db:
            return int(db.execute("SELECT COUNT(*) FROM tasks").fetchone()[0])

    def job(self, task: str) -> Job:
        """One of them. Raises UserError ``tasks.unknown``."""
        with self._using("DEFERRED") as db:
            row = db.execute("SELECT * FROM tasks WHERE id = ?", (task,)).fetchone()
            parts = db.execute("SELECT * FROM segments WHERE task = ? ORDER BY number", (task,)).fetchall()
        if row is None:
            raise unknown(task)
        return _job(row, [_segment(one) for one in parts])

    def first_queued(self) -> Job | None:
        """The one whose turn it is."""
        with self._using("DEFERRED") as db:
            row = db.execute("SELECT id FROM tasks WHERE state = 'queued' ORDER BY number LIMIT 1").fetchone()
        return None if row is None else self.job(row["id"])

    def changes(self) -> int:
        """A number that differs from the last one where another process has changed something."""
        with self._lock:
            try:
                return int(self._db.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise _unusable(self._file, error) from error

    # ---- writing -------------------------------------------------------------------------------------------------

    def add(self, job: Job) -> None:
        task = job.task
        with self._using() as db:
            db.execute(
                "INSERT INTO tasks (id, name, kind, state, source, owned, plan, folder, created)"
                f" VALUES ({', '.join([_TEXT] * 5 + ['?'] + [_TEXT] * 2 + ['?'])})",
                (
                    *map(_bytes, (task.id, task.name, task.kind, str(task.state), str(job.source))),
                    int(job.owned),
                    _bytes(job.plan),
                    None if job.folder is None else _bytes(str(job.folder)),
                    task.created,
                ),
            )

    def change(self, task: str, *, only: Sequence[TaskState] = (), **values: Any) -> bool:
        """Set columns of a task, where it is in one of the states ``only`` (empty: in any); whether it was."""
        assert values.keys() <= _COLUMNS
        names = ", ".join(f"{name} = {_TEXT if isinstance(one, str) else '?'}" for name, one in values.items())
        given = [_bytes(one) if isinstance(one, str) else one for one in values.values()]
        where, states = "", [str(state) for state in only]
        if only:
            where = f" AND state IN ({', '.join('?' * len(states))})"
        with self._using() as db:
            done = db.execute(f"UPDATE tasks SET {names} WHERE id = ?{where}", (*given, task, *states))
            return done.rowcount > 0

    def note(self, task: str, message: Message) -> None:
        """Keep something that the user should know, once."""
        with self._using() as db:
            row = db.execute("SELECT notes FROM tasks WHERE id = ?", (task,)).fetchone()
            notes = json.loads(row["notes"]) if row is not None else []
            if row is not None and asdict(message) not in notes:
                notes.append(asdict(message))
                db.execute("UPDATE tasks SET notes = ? WHERE id = ?", (json.dumps(notes), task))

    def add_segment(self, task: str, segment: Segment) -> None:
        """A segment is whole on the disk: from here on a task that is cut off goes on behind it."""
        with self._using() as db:
            db.execute(
                "INSERT OR REPLACE INTO segments (task, number, frames, swapped, covered, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (task, segment.number, segment.frames, segment.swapped, segment.covered, segment.sha256),
            )
            _sum_up(db, task)

    def drop_segments(self, task: str, first: int) -> None:
        """Forget the segments from number ``first`` on."""
        with self._using() as db:
            db.execute("DELETE FROM segments WHERE task = ? AND number >= ?", (task, first))
            _sum_up(db, task)

    def forget_segments(self, task: str) -> None:
        """Of a task that is done: what they sum up to stays."""
        with self._using() as db:
            db.execute("DELETE FROM segments WHERE task = ?", (task,))

    def put_back(self) -> None:
        """Tasks that an ended program was at wait for their turn again."""
        with self._using() as db:
            db.execute("UPDATE tasks SET state = 'queued' WHERE state = 'running'")

    def delete(self, task: str) -> None:
        with self._using() as db:
            db.execute("DELETE FROM tasks WHERE id = ?", (task,))

    # ---- the file ------------------------------------------------------------------------------------------------

    def _open_or_begin_anew(self) -> sqlite3.Connection:
        try:
            return self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
        return self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            db.row_factory = sqlite3.Row
            db.text_factory = _text
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")  # a segment that is recorded was recorded, also after a power cut
            db.execute("PRAGMA foreign_keys = ON")
            with _transaction(db):
                version = int(db.execute("PRAGMA user_version").fetchone()[0])
                if version > VERSION:
                    raise UserError(
                        "tasks.newer",
                        f"The list of tasks in {self._file} is of a newer version of the program.",
                        "Update the program, or move the file away: a new list is made.",
                        file=str(self._file),
                    )
                if version < VERSION:
                    for statement in filter(str.strip, (_FROM_1 if version else _TABLES).split(";")):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {VERSION}")
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("its pages do not fit together")
        except BaseException:
            db.close()
            raise
        return db

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        """Keep a damaged file under another name. Raises OSError."""
        aside = set_aside(self._file)
        for suffix in ("-wal", "-shm"):
            self._file.with_name(f"{self._file.name}{suffix}").unlink(missing_ok=True)
        _log.warning("The list of tasks was damaged (%s) and is kept as %s", error, aside)
        self.notice = Message(
            "tasks.damaged",
            f"The list of tasks was damaged ({error}) and is kept as {aside}.",
            "A new list was begun. Results that were made before are still where they were written.",
            {"reason": str(error), "file": str(aside)},
        )

    @contextmanager
    def _using(self, how: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """``IMMEDIATE`` to write, ``DEFERRED`` to read beside whoever writes."""
        with self._lock:
            try:
                with _transaction(self._db, how):
                    yield self._db
            except sqlite3.Error as error:
                raise _unusable(self._file, error) from error


@contextmanager
def _transaction(db: sqlite3.Connection, how: str = "IMMEDIATE") -> Iterator[None]:
    db.execute(f"BEGIN {how}")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk rolls back by itself
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


_TEXT = "CAST(? AS TEXT)"
"""Of bytes: those that are no UTF-8 can be given in no other way."""
_ODD = sys.getfilesystemencodeerrors()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", _ODD)


def _text(data: bytes) -> str:
    return data.decode("utf-8", _ODD)


def _sum_up(db: sqlite3.Connection, task: str) -> None:
    totals = "(SELECT COALESCE(SUM({0}), 0) FROM segments WHERE task = tasks.id)"
    db.execute(
        f"UPDATE tasks SET frames = {totals.format('frames')}, swapped = {totals.format('swapped')},"
        f" covered = {totals.format('covered')} WHERE id = ?",
        (task,),
    )


def _segment(row: sqlite3.Row) -> Segment:
    return Segment(row["number"], row["frames"], row["swapped"], row["covered"], row["sha256"])


def _job(row: sqlite3.Row, segments: Sequence[Segment]) -> Job:
    state = TaskState(row["state"])
    result = _path(row["result"])
    task = Task(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        state=state,
        created=row["created"],
        started=row["started"],
        ended=row["ended"],
        frames=row["frames"],
        total=row["total"],
        swapped=row["swapped"],
        covered=row["covered"],
        message=None if row["message"] is None else Message(**json.loads(row["message"])),
        notes=tuple(Message(**one) for one in json.loads(row["notes"])),
        result=result if state is TaskState.DONE else None,
        size=row["size"],
        sha256=row["sha256"] if state is TaskState.DONE else "",
        provider=row["provider"],
        own_result=row["folder"] is None,
    )
    return Job(
        task=task,
        source=Path(row["source"]),
        owned=bool(row["owned"]),
        plan=row["plan"],
        folder=_path(row["folder"]),
        fingerprint=row["fingerprint"],
        segments=tuple(segments),
        cancel_asked=bool(row["cancel_asked"]),
        reserved=result,
        reserved_sha256=row["sha256"],
    )


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def unknown(task: str) -> UserError:
    return UserError("tasks.unknown", f"There is no task {task}.", "It may have been deleted.", task=task)


def _unusable(file: Path, error: Exception) -> UserError:
    return UserError(
        "tasks.unusable",
        f"The list of tasks in {file} can not be used: {error}.",
        "Make room on the disk, make the folder writable, or end the other program that holds the file.",
        file=str(file),
        reason=str(error),
    )
