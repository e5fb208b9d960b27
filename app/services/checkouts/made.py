"""Where the environments lie that this program makes for others: a folder for each engine, numbered within.

A new one never takes the place of one that may be in use: it gets the next number, and the older ones go when the
program starts the next time. One that is not whole has a file that says so.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

import psutil

from app.base.files import try_lock

UNFINISHED = ".unfinished"
LOCK = ".lock"
"""Beside the environments of an engine; held by who makes one."""
_PREFIX = "environment-"
_log = logging.getLogger(__name__)


def whole_ones(folder: Path) -> list[Path]:
    """The environments of an engine, the newest first. ``folder``: that of the engine."""
    numbered = [(_number(path), path) for path in folder.glob(f"{_PREFIX}*") if not (path / UNFINISHED).exists()]
    return [path for number, path in sorted(numbered, reverse=True) if number]


def next_one(folder: Path) -> Path:
    """Where the next environment of an engine would lie."""
    taken = [_number(path) for path in folder.glob(f"{_PREFIX}*")]
    return folder / f"{_PREFIX}{max(taken, default=0) + 1}"


def sweep(home: Path, chosen: Iterable[str] = ()) -> None:
    """Take away what a program that was killed left unfinished, and what a newer environment has replaced. An engine
    for which another process makes one just now is passed over, and so is an environment that the user has ``chosen``
    or in which something runs, as for another window. ``home``: the folder of all engines' folders."""
    kept = [Path(place) for place in chosen]
    for folder in sorted(path for path in home.glob("*") if path.is_dir()):
        whole = whole_ones(folder)
        stay = {*whole[:1], *(path for path in whole for one in kept if one.is_relative_to(path))}
        old = [path for path in sorted(folder.glob(f"{_PREFIX}*")) if path not in stay]
        if not old:
            continue
        try:
            with try_lock(folder / LOCK) as holder:
                for path in old if holder is None else ():
                    if not _runs(path):
                        remove(path)
        except OSError as error:
            _log.warning("An old environment in %s can not be deleted: %s", folder, error)


def _runs(folder: Path) -> bool:
    """Whether a process was started by a name within the folder, as an environment's interpreter is."""
    return any(
        one.info["cmdline"] and Path(one.info["cmdline"][0]).is_relative_to(folder)
        for one in psutil.process_iter(["cmdline"])
    )


def remove(folder: Path) -> None:
    """Raises OSError where something of it can not be deleted."""
    if folder.exists():
        shutil.rmtree(folder)


def _number(path: Path) -> int:
    """0 for what has none."""
    digits = path.name.removeprefix(_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() else 0
