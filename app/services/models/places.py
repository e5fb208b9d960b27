"""Folders of other programs in which models may lie.

Only named places are looked at, never the disk as a whole: where the installers and the read-me files of
Deep-Live-Cam, FaceFusion, iRoop and insightface put things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.services.models.catalogue import ModelEntry

WITHIN = ("", "models", ".assets/models", "models/buffalo_l", "buffalo_l")
"""Where the models lie in the folder of a program: Deep-Live-Cam and iRoop, FaceFusion, insightface."""
_PROGRAMS = ("Deep-Live-Cam", "deep-live-cam", "facefusion", "FaceFusion", "iRoop", "roop", ".insightface")
_PARENTS = ("", "Desktop", "Documents", "Downloads", "Projects", "src", "git")
"""In the home folder: where people unpack or clone programs."""


def models_in(folder: Path, catalogue: Mapping[str, ModelEntry]) -> int:
    """How many models of the catalogue lie in a folder, by their files' names; 0 where it can not be looked into."""
    try:
        return sum((folder / entry.file).is_file() for entry in catalogue.values()) if folder.is_dir() else 0
    except OSError:
        return 0


def folder_in(chosen: Path, catalogue: Mapping[str, ModelEntry]) -> Path:
    """The folder in which the models of a program lie whose own folder was ``chosen``: that, or the one of
    :data:`WITHIN` that has the most; ``chosen`` itself where none has any."""
    return max((chosen / part for part in WITHIN), key=lambda folder: models_in(folder, catalogue))


def suggested(home: Path, known: Iterable[Path], catalogue: Mapping[str, ModelEntry]) -> tuple[Path, ...]:
    """Folders under the user's ``home`` that hold models of the catalogue, without those that are ``known``."""
    taken = {_real(folder) for folder in known}
    found: list[Path] = []
    for parent in _PARENTS:
        for program in _PROGRAMS:
            for part in WITHIN:
                folder = home / parent / program / part
                if models_in(folder, catalogue) and _real(folder) not in taken:
                    taken.add(_real(folder))
                    found.append(folder)
    return tuple(found)


def _real(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return folder
