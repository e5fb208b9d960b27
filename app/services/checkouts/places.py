"""Where the program of an engine lies: recognised by its marks, and looked for in the usual places alone.

No disk is walked: a place is a folder whose entries are listed once. An entry counts by its name, as the program's
folder is usually called, perhaps with what an archive adds (``-main``, ``-3.8.1``, ``(1)``), and by its marks.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.checkouts.manifest import CheckoutSpec

_MOST = 4000
"""Entries of a place that are looked at."""
_HOME_PLACES = (
    "",
    "Desktop",
    "Documents",
    "Documents/GitHub",
    "Downloads",
    "AI",
    "ai",
    "apps",
    "Apps",
    "bin",
    "code",
    "dev",
    "git",
    "GitHub",
    "github",
    "programs",
    "projects",
    "Projects",
    "pinokio/api",
    "repos",
    "source/repos",
    "src",
    "tools",
    "work",
    "workspace",
    ".local/share",
    ".local/opt",
)
_SYSTEM_PLACES = ("/opt", "/usr/local/src", "/srv")
_DRIVE_PLACES = ("", "AI", "Apps", "Programs", "Projects", "Tools", "pinokio/api")


@dataclass(frozen=True, slots=True)
class Places:
    """Where is looked. A test gives its own."""

    folders: tuple[Path, ...]

    @classmethod
    def usual(cls, beside: Path | None = None) -> Places:
        """Those of this user and system; ``beside``: a folder whose neighbours are looked at first."""
        home = Path.home()
        folders = [beside.parent] if beside is not None else []
        folders += [home / place for place in _HOME_PLACES]
        if sys.platform == "win32":
            drives = [Path(f"{letter}:/") for letter in string.ascii_uppercase]
            folders += [drive / place for drive in drives if drive.is_dir() for place in _DRIVE_PLACES]
        else:
            folders += map(Path, _SYSTEM_PLACES)
        return cls(tuple(dict.fromkeys(folders)))


def missing_marks(folder: Path, spec: CheckoutSpec) -> tuple[str, ...]:
    """What the program's folder would have and this one has not: empty for the program's folder."""
    return tuple(mark for mark in spec.marks if not _there(folder / mark))


def recognise(folder: Path, spec: CheckoutSpec) -> Path | None:
    """The program's own folder, for one that a person chose: itself, the one above a folder within it, or the one
    within it that an archive made; None where it is none of these."""
    candidates = [folder, *list(folder.parents)[:2], *_named(folder, spec)]
    return next((one for one in candidates if not missing_marks(one, spec)), None)


def find(spec: CheckoutSpec, places: Places) -> Path | None:
    """The first folder of the program in the usual places; None where there is none."""
    for place in places.folders:
        for folder in _named(place, spec):
            if not missing_marks(folder, spec):
                return folder
            for inner in _named(folder, spec):  # an archive unpacked into a folder of its own name
                if not missing_marks(inner, spec):
                    return inner
    return None


def _named(place: Path, spec: CheckoutSpec) -> list[Path]:
    """The folders in a place that are called as the program's is, in the order of their names."""
    form = re.compile(f"({_either(spec.folders)})([-_. (].*)?", re.IGNORECASE)
    return sorted(path for path in _entries(place) if form.fullmatch(path.name) and is_folder(path))


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in names)


def _entries(place: Path) -> Iterator[Path]:
    """Nothing of a folder that is not there, or that may not be read."""
    try:
        for count, path in enumerate(place.iterdir()):
            if count == _MOST:
                return
            yield path
    except OSError:
        return


def whole_path(text: str) -> Path:
    """A path that a person wrote, perhaps with ``~``."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # a home folder of nobody: it is not there then, and told as that
        return Path(text)


def is_folder(path: Path) -> bool:
    """Also false where nobody may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it may not be entered
        return False
