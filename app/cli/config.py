"""``python -m app config [show [KEY] | set KEY VALUE... | reset KEY] [--json]``: every setting, where its value comes
from, its unit and help.

Exit codes: 0 done; 7 no such setting, a value that does not fit, or a file that can not be written.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any

from app.base.errors import SettingsError
from app.base.paths import Paths
from app.base.settings import SettingRow, SettingsStore


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("config", help="show and change settings")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.set_defaults(action="show", key=None)
    # SUPPRESS: an action's own default would otherwise put back what was given before the action's word.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="write JSON")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    show = actions.add_parser("show", parents=[common], help="show all settings, or those of a section, or one")
    show.add_argument("key", nargs="?", metavar="KEY", help="such as camera or camera.width")
    change = actions.add_parser("set", parents=[common], help="keep a value in your settings")
    change.add_argument("key", metavar="KEY")
    change.add_argument("value", metavar="VALUE", nargs="+", help="several for a list")
    reset = actions.add_parser("reset", parents=[common], help="go back to the shipped value")
    reset.add_argument("key", metavar="KEY")


def run(args: argparse.Namespace, paths: Paths, store: SettingsStore) -> int:
    """Carry out one ``config`` command line. Raises SettingsError."""
    for problem in store.problems:
        print(problem, file=sys.stderr)
    if args.action == "set":
        store.set(args.key, _value(store, args.key, args.value))
    elif args.action == "reset":
        store.reset(args.key)
    rows = _rows(store, args.key)
    if args.json:
        print(json.dumps([dataclasses.asdict(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(rows)))
    wanted = {"set": "user", "reset": "project"}.get(args.action or "show")
    if wanted and rows[0].origin in ("environment", "flag"):
        # Saved, and yet without effect: nobody would find out by themselves.
        print(f"Saved in {paths.user_file}, but the {rows[0].origin} gives {args.key} for now.", file=sys.stderr)
    return 0


def _value(store: SettingsStore, key: str, words: list[str]) -> Any:
    if len(words) == 1:
        return store.parse(key, words[0])
    if _rows(store, key)[0].kind == "list":
        return words
    return store.parse(key, " ".join(words))


def _rows(store: SettingsStore, key: str | None) -> list[SettingRow]:
    rows = [row for row in store.explain() if key is None or row.key == key or row.key.startswith(f"{key}.")]
    if not rows:
        store.origin(str(key))  # raises with what was probably meant
        raise SettingsError("settings.unknown_key", f"There is no setting {key}.", key=str(key))
    return rows


def _table(rows: list[SettingRow]) -> list[str]:
    cells = [(row.key, _shown(row), row.origin, row.help + _choices(row)) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(3)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line[:3], widths, strict=True)) + "  " + line[3]
        for line in cells
    ]


def _shown(row: SettingRow) -> str:
    text = json.dumps(row.value, ensure_ascii=False)
    return f"{text} {row.unit}".rstrip()


def _choices(row: SettingRow) -> str:
    if row.choices:
        return " [" + ", ".join(row.choices) + "]"
    if row.minimum is not None and row.maximum is not None:
        return f" [{row.minimum:g} to {row.maximum:g}]"
    return ""
