"""Which programs have a file or device open, on Linux."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a file open."""

    names: tuple[str, ...]
    """Other programs, each with its number, and its user where that is another one."""
    own: bool
    """Whether this very process has it open."""


def holders(files: Sequence[Path], proc: Path = Path("/proc")) -> dict[Path, Holders]:
    """Looks through the open files of every process that this user may look into; those of other users need root."""
    wanted = {os.path.realpath(device): device for device in files}
    numbers = {number: device for device in files if (number := _number(device)) is not None}
    names: dict[Path, list[str]] = {device: [] for device in files}
    own = set[Path]()
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            links = list((folder / "fd").iterdir())
        except OSError:  # another user's, or one that just ended
            continue
        open_here = {device for link in links if (device := _device(link, wanted, numbers)) is not None}
        if int(folder.name) == os.getpid():
            own = open_here
        else:
            for device in open_here:
                names[device].append(_title(int(folder.name)))
    return {device: Holders(tuple(sorted(names[device])), device in own) for device in files}


def _device(link: Path, wanted: Mapping[str, Path], numbers: Mapping[int, Path]) -> Path | None:
    """Which of the devices an open file is, by its name or, with another name or mount of it, by its number."""
    try:
        target = str(link.readlink())
        if target in wanted:
            return wanted[target]
        # Only what is a device is looked at: a file on a network that does not answer would hold us up.
        number = _number(link) if target.startswith("/dev/") else None
        return numbers.get(number) if number is not None else None
    except OSError:  # closed meanwhile
        return None


def _number(path: Path) -> int | None:
    """Of a device file; None for any other file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_rdev if stat.S_ISCHR(status.st_mode) else None


def _title(pid: int) -> str:
    try:
        process = psutil.Process(pid)
        name, user = process.name(), process.username()
        other = process.uids().effective != os.geteuid()
    except psutil.Error:  # it just ended
        return str(pid)
    return f"{name} ({pid}, {user})" if other else f"{name} ({pid})"
