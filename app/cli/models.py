"""``python -m app models [list | show ID | fetch ID | import FILE | delete ID | verify [ID] | folders] [--json]``: the
models that do not come with the program; ``models quantise`` stands in :mod:`app.cli.copies`.

Exit codes: 0 done; 1 ``verify`` found one damaged, or the named one missing; 2 wrong arguments; 8 a model can not be
found, fetched, imported or deleted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.base.errors import Message, ModelError, UsageError
from app.cli import copies
from app.services.models import Found, ModelEntry, Models, Progress

_NONE = "No engine here has models to fetch or import."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("models", help="find, fetch, import and check models")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.set_defaults(action="list")
    # SUPPRESS: an action's own default would otherwise put back what was given before the action's word.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="write JSON")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", parents=[common], help="every model: state, kind, size, licence")
    show = actions.add_parser("show", parents=[common], help="all about one model")
    fetch = actions.add_parser("fetch", help="fetch a model, and those that it needs, from its publisher")
    fetch.add_argument("--accept-licence", action="store_true", help="you have read the licences and accept them")
    take = actions.add_parser("import", help="copy a file that you have into the program's own folder")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--as", dest="id", metavar="ID", help="which model it is, if its name does not tell")
    take.add_argument("--link", action="store_true", help="link it instead: no space, but both are one file")
    delete = actions.add_parser("delete", help="delete a model from the program's own folder")
    verify = actions.add_parser("verify", parents=[common], help="read files through again and compare their SHA-256")
    verify.add_argument("--accept-change", action="store_true", help="record the file anew as it is now")
    for action in (show, fetch, delete):
        action.add_argument("id", metavar="ID")
    verify.add_argument("id", nargs="?", metavar="ID", help="all that are here, if left out")
    actions.add_parser("folders", parents=[common], help="where models are looked for, and the disk use")
    copies.add_parser(actions, common)


def run(args: argparse.Namespace, models: Models, problems: Iterable[Message]) -> int:
    """Carry out one ``models`` command line. Raises ModelError and UsageError."""
    for problem in problems:
        print(problem, file=sys.stderr)
    try:
        return _ACTIONS[args.action or "list"](args, models)
    finally:
        for problem in models.problems:
            print(problem, file=sys.stderr)


def _list(args: argparse.Namespace, models: Models) -> int:
    found = [models.find(model) for model in models.catalogue]
    _print_rows(args, models, found)
    return 0


def _show(args: argparse.Namespace, models: Models) -> int:
    row = _row(models, models.find(args.id))
    if args.json:
        print(_json(row))
    else:
        width = max(len(key) for key in row)
        for key, value in row.items():
            if value not in (None, [], ""):
                print(f"{key:<{width}}  {', '.join(value) if isinstance(value, list) else value}")
    return 0


def _fetch(args: argparse.Namespace, models: Models) -> int:
    wanted = [entry for entry in models.plan(args.id) if models.check(entry.id).state != "here"]
    for entry in wanted:
        models.address(entry.id)  # whatever can not be fetched needs no licence
    for entry in wanted:
        if args.accept_licence:
            models.accept_licence(entry.id)
        elif models.accepted(entry.id) is None:
            print(f"{entry.name} by {entry.vendor} ({entry.file}): {entry.licence}", file=sys.stderr)
    if any(models.accepted(entry.id) is None for entry in wanted):
        raise ModelError(
            "models.licence_first",
            "The licences above have to be accepted before anything is fetched.",
            f"To accept them: python -m app models fetch {args.id} --accept-licence.",
            model=args.id,
        )
    teller = _Teller()
    unsubscribe = models.progress.subscribe(teller.tell)
    try:
        for entry in reversed(wanted):  # what is needed comes first
            models.fetch(entry.id)
    finally:
        unsubscribe()
        teller.end()
    for entry in models.plan(args.id):
        print(f"{entry.id}: {models.find(entry.id).path}")
    return 0


class _Teller:
    """Writes progress to stderr: one line that moves on a terminal, else a line for each new state."""

    def __init__(self) -> None:
        self._moves = sys.stderr.isatty()
        self._last: tuple[str, str] | None = None

    def tell(self, progress: Progress) -> None:
        now = (progress.model, progress.state)
        if self._moves:
            print(f"\r\x1b[K{progress_text(progress)}", end="", file=sys.stderr, flush=True)
        elif now != self._last:
            print(progress_text(progress), file=sys.stderr, flush=True)
        self._last = now

    def end(self) -> None:
        if self._moves and self._last is not None:
            print(file=sys.stderr)


def progress_text(progress: Progress) -> str:
    """One line for people."""
    if progress.state == "waiting":
        return f"{progress.model}: process {progress.holder} fetches it already; waiting"
    if progress.state != "fetching":
        return f"{progress.model}: {progress.state}"
    total = f" of {size_words(progress.total)}" if progress.total is not None else ""
    rate = f", {size_words(int(progress.rate))}/s" if progress.rate else ""
    left = f", {progress.seconds_left:.0f} s left" if progress.seconds_left is not None else ""
    return f"{progress.model}: {size_words(progress.bytes)}{total}{rate}{left}"


def _import(args: argparse.Namespace, models: Models) -> int:
    print(models.add(args.file, args.id, link=args.link))
    return 0


def _delete(args: argparse.Namespace, models: Models) -> int:
    print(f"{size_words(models.delete(args.id))} are free again.")
    return 0


def _verify(args: argparse.Namespace, models: Models) -> int:
    if args.accept_change:
        if args.id is None:
            raise UsageError("usage.accept_change", "--accept-change needs the ID of one model.")
        found = [models.accept_change(args.id)]
    elif args.id is not None:
        found = [models.check(args.id, again=True)]
    else:
        here = [model for model in models.catalogue if models.find(model).path is not None]
        found = [models.check(model, again=True) for model in here]
    _print_rows(args, models, found)
    return 1 if any(one.state == "damaged" or (args.id and one.state == "missing") for one in found) else 0


def _folders(args: argparse.Namespace, models: Models) -> int:
    folders = models.folders()
    use = models.disk_use()
    if args.json:
        rows = [
            {
                "path": str(one.path),
                "own": one.own,
                "there": one.there,
                "models": list(one.models),
                "problem": str(one.problem) if one.problem else None,
            }
            for one in folders
        ]
        print(_json({"folders": rows, "models": use.models, "parts": use.parts, "free": use.free}))
        return 0
    for one in folders:
        print(f"{one.path}  {'own, ' if one.own else ''}{len(one.models)} models")
        if one.problem is not None:
            print(f"    {one.problem}")
    unfinished = f", unfinished {size_words(use.parts)}" if use.parts else ""
    print(f"Disk use: models {size_words(use.models)}{unfinished}; free {size_words(use.free)}")
    return 0


_ACTIONS = {
    "list": _list,
    "show": _show,
    "fetch": _fetch,
    "import": _import,
    "delete": _delete,
    "verify": _verify,
    "folders": _folders,
}


def _print_rows(args: argparse.Namespace, models: Models, found: list[Found]) -> None:
    if args.json:
        print(_json([_row(models, one) for one in found]))
        return
    if not found:
        print(_NONE if not models.catalogue else "No model is here.")
        return
    cells = [(one.state, one.entry.id, one.entry.kind, _entry_size(one), one.entry.licence) for one in found]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    for one, line in zip(found, cells, strict=True):
        print("  ".join(cell.ljust(width) for cell, width in zip(line[:4], widths, strict=True)) + "  " + line[4])
        if one.reason is not None:
            print(f"    {one.reason}")
        for path in one.passed_over:
            print(f"    Passed over, as it is damaged: {path}")


def _row(models: Models, found: Found) -> dict[str, Any]:
    entry: ModelEntry = found.entry
    accepted = models.accepted(entry.id)
    return {
        **entry.model_dump(mode="json"),
        "state": found.state,
        "path": str(found.path) if found.path is not None else None,
        "size_here": found.size,
        "reason": str(found.reason) if found.reason is not None else None,
        "passed_over": [str(path) for path in found.passed_over],
        "licence_accepted": accepted.date if accepted is not None else None,
    }


def _entry_size(found: Found) -> str:
    size = found.size if found.size is not None else found.entry.size
    return "?" if size is None else size_words(size)


def size_words(count: int) -> str:
    """Bytes for people, in decimal units as disks and networks have them."""
    if count < 1000:
        return f"{count} B"
    if count < 1e6:
        return f"{count / 1e3:.1f} kB"
    if count < 1e9:
        return f"{count / 1e6:.1f} MB"
    return f"{count / 1e9:.2f} GB"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
