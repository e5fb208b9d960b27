"""What a task is called, and the name of its result: made of the source's, never over a file that is there."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path

from app.base.errors import Message

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""By one of the systems: a result may be copied to another."""
_LONGEST = 120
"""Bytes of the name without what is added; file systems take 255."""
ENDING = "-swapped"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""A terminal obeys some of these, some turn the direction of what follows, and halves of letters can not be encoded."""
_SHOWN = 200
"""Letters of a name that is shown."""


def plain_name(name: str) -> str:
    """A name that can be shown anywhere: of a file that may be called anything, or as somebody sent it."""
    name = _UNPRINTABLE.sub("\ufffd", name)
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 20]}…{name[-19:]}"


def plain_message(message: Message) -> Message:
    """A sentence in which a file's name may stand, as it can be shown anywhere."""
    params = {key: plain_text(one) if isinstance(one, str) else one for key, one in message.params.items()}
    return Message(message.code, plain_text(message.text), plain_text(message.hint), params)


def plain_text(text: str) -> str:
    return "\n".join(_UNPRINTABLE.sub("\ufffd", line) for line in text.split("\n"))


def safe_stem(name: str) -> str:
    """A file name without its suffix, of what somebody called a file."""
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    for odd in (_FORBIDDEN, _UNPRINTABLE, re.compile("\ufffd+")):
        stem = odd.sub("_", stem)
    stem = stem.strip(" .")
    return stem.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "task"


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
            if not _renamed(made, path):
                continue
        else:
            made.unlink()
        return path
    raise AssertionError  # the count does not end


def _renamed(made: Path, path: Path) -> bool:
    """Whether the name was free. It is taken first by an empty file: a renaming alone goes over what is there."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    try:
        made.replace(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True
