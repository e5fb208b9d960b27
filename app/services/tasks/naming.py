"""The name of a result: made of the source's, never over a file that is there."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""By one of the systems: a result may be copied to another."""
_LONGEST = 120
"""Bytes of the name without what is added; file systems take 255."""
ENDING = "-swapped"


def safe_stem(name: str) -> str:
    """A file name without its suffix, of what somebody called a file."""
    last = re.split(r"[/\\]", name)[-1]
    stem = _FORBIDDEN.sub("_", last.rpartition(".")[0] or last).strip(" .")
    return stem.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "task"


def put_in_place(made: Path, name: str, suffix: str, reserve: Callable[[Path], None]) -> Path:
    """Give a finished file its name beside it, the first that is free; ``reserve`` is told each before it is tried.

    Raises OSError.
    """
    stem = safe_stem(name) + ENDING
    for number in itertools.count(1):
        path = made.with_name(f"{stem}{'' if number == 1 else f'-{number}'}{suffix}")
        if path.exists() or path.is_symlink():
            continue
        reserve(path)
        try:
            os.link(made, path)  # fails where the name was taken meanwhile, which a renaming would not
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            made.rename(path)
        else:
            made.unlink()
        return path
    raise AssertionError  # the count does not end
