"""``python -m app task``: images and videos that are worked on in the background.

``add`` puts files into the list, which the window or ``serve`` works off, or ``task run`` until nothing waits. A file
that is refused keeps no other one out.

Exit codes: 0 done; 1 a task failed, or something else that the message explains; 2 wrong arguments; 3 a file can not be
used; 4 nothing can be written; 5 the statement is missing; 6 no such engine; 130 interrupted: what was begun goes on
the next time.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import InputError, OutputError, UsageError, UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore

if TYPE_CHECKING:
    from app.services.tasks import Task, Tasks

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
_LOOK_S = 0.5


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "task",
        help="swap the faces of images and videos in the background",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="put images and videos into the list")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.add_argument("--to", type=Path, metavar="FOLDER", help="where results go (default: the folder of recordings)")
    add.add_argument("--face", nargs="+", metavar="PHOTO", help="photos of one person, or demo:NAME")
    add.add_argument("--engine", help="engine to swap with, such as mesh")
    add.add_argument("--i-have-consent", action="store_true", help="state that you have the right to use the face")
    listing = actions.add_parser("list", help="show every task")
    listing.add_argument("--json", action="store_true", help="for programs")
    for name, text in (
        ("cancel", "end a task"),
        ("delete", "take a task out of the list, with a result that lies with it"),
    ):
        one = actions.add_parser(name, help=text)
        one.add_argument("id", metavar="ID", help="of `task list`; its beginning is enough")
    actions.add_parser("run", help="work off what waits, where no other program does")


def run(args: argparse.Namespace, tasks: Tasks, paths: Paths, settings: SettingsStore, stop: threading.Event) -> int:
    """Carry out one command line. Raises UserError."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files may hold what the terminal can not show
    if tasks.notice is not None:
        print(tasks.notice, file=sys.stderr)
    if args.action == "add":
        return _add(args, tasks, paths, settings)
    if args.action == "list":
        return _list(tasks.list(), as_json=args.json)
    if args.action == "run":
        return _run(tasks, stop)
    task = _one(tasks.list(), args.id)
    if args.action == "cancel":
        print(_line(tasks.cancel(task.id)))
    else:
        tasks.delete(task.id)
    return 0


def _add(args: argparse.Namespace, tasks: Tasks, paths: Paths, settings: SettingsStore) -> int:
    from app.services.tasks import TaskRequest  # brings the picture libraries

    now = settings.current
    usual = Path(now.output.recording_folder).expanduser() if now.output.recording_folder else paths.recordings
    folder = (args.to or usual).absolute()
    refused: UserError | None = None
    for file in args.files:
        request = TaskRequest(
            file,
            consent=args.i_have_consent,
            engine=args.engine,
            faces=None if args.face is None else tuple(args.face),
            folder=folder,
        )
        try:
            print(_line(tasks.submit(request)))
        except (InputError, OutputError) as error:
            if refused is not None:
                print(refused, file=sys.stderr)
            refused = error
    if refused is not None:
        raise refused
    return 0


def _list(all_tasks: Sequence[Task], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps([asdict(task) for task in all_tasks], indent=2, default=str))
        return 0
    for task in all_tasks:
        print(_line(task))
        for message in (task.message, *task.notes):
            if message is not None:
                print(f"  {message}")
        if task.result is not None:
            print(f"  {task.result}")
    return 0


def _run(tasks: Tasks, stop: threading.Event) -> int:
    teller = _Teller()
    before = {task.id for task in tasks.list() if task.state.over}
    tasks.start()
    while waiting := [task for task in tasks.list() if not task.state.over]:
        teller.tell(waiting)
        if stop.wait(_LOOK_S):
            teller.end()
            print("Cut off: it goes on the next time.", file=sys.stderr)
            return EXIT_INTERRUPTED
    teller.end()
    worked = [task for task in tasks.list() if task.id not in before]
    _list(worked, as_json=False)
    return EXIT_FAILED if any(task.state == "failed" for task in worked) else 0


def _one(all_tasks: Sequence[Task], beginning: str) -> Task:
    found = [task for task in all_tasks if task.id.startswith(beginning)]
    if not beginning or len(found) > 1:
        raise UsageError("usage.task", f"{beginning!r} is not one task.", "Give more of its id.", value=beginning)
    if not found:
        raise UserError("tasks.unknown", f"There is no task {beginning}.", "It may have been deleted.", task=beginning)
    return found[0]


def _line(task: Task) -> str:
    when = datetime.fromtimestamp(task.created).astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{task.id[:8]}  {task.state:9}  {task.part:4.0%}  {when}  {task.name}"


class _Teller:
    """Writes progress to stderr: one line that moves on a terminal, else a line for each state."""

    def __init__(self) -> None:
        self._moves = sys.stderr.isatty()
        self._last = ""

    def tell(self, now: Sequence[Task]) -> None:
        running = next((task for task in now if task.state == "running"), None)
        if running is None:
            return
        words = f"{running.name}: {running.step or 'swapping'}"
        if self._moves:
            left = "" if running.seconds_left is None else f", {running.seconds_left:.0f} s left"
            print(f"\r\x1b[K{words} {running.part:.0%}{left}", end="", file=sys.stderr, flush=True)
        elif words != self._last:
            print(words, file=sys.stderr, flush=True)
        self._last = words

    def end(self) -> None:
        if self._moves and self._last:
            print(file=sys.stderr)
