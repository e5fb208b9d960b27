"""What a page of all models shows: one row for each of the catalogue, the folders, and the disk.

1. :func:`overview` asks for every model where it is, without reading it through: milliseconds for the whole catalogue,
   but a disk may be slow, so a window asks on a thread of its own.
2. A model is ready when it is here with all that it needs; one that was not read through yet counts, for it is checked
   before it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.models.catalogue import ModelEntry, with_needs
from app.services.models.parts import Part
from app.services.models.search import Folder, Found
from app.services.models.service import DiskUse, Models


@dataclass(frozen=True, slots=True)
class Row:
    """One model. ``own``: a file of it, or a part, lies in the program's own folder and can be deleted."""

    found: Found
    part: Part | None
    own: bool
    lacks: tuple[ModelEntry, ...] = ()
    """What it needs, also indirectly, and what is not here."""

    @property
    def entry(self) -> ModelEntry:
        return self.found.entry

    @property
    def here(self) -> bool:
        return self.found.state in ("here", "unverified")

    @property
    def ready(self) -> bool:
        return self.here and not self.lacks

    @property
    def size(self) -> int | None:
        """Bytes of the whole file, as far as anybody has told them; its weights take as much memory."""
        if self.here:
            return self.found.size
        return self.entry.size or (self.part.total if self.part is not None else None)


@dataclass(frozen=True, slots=True)
class Overview:
    """``rows`` are by id, in the order of the catalogue. ``disk`` is None where it can not be asked."""

    rows: Mapping[str, Row]
    folders: tuple[Folder, ...]
    disk: DiskUse | None

    def needed_by(self, model: str) -> tuple[ModelEntry, ...]:
        """The models of the catalogue that do not work without this one."""
        return tuple(row.entry for row in self.rows.values() if model in row.entry.needs)

    def here(self, models: Iterable[str]) -> int:
        """How many of these are here."""
        return sum(self.rows[model].here for model in models)


def overview(models: Models) -> Overview:
    """Raises ModelError when what is remembered of the files can not be read."""
    found = {model: models.find(model) for model in models.catalogue}
    here = {model for model, one in found.items() if one.state in ("here", "unverified")}
    rows = {}
    for model, one in found.items():
        lacks = tuple(need for need in with_needs(models.catalogue, model)[1:] if need.id not in here)
        part = models.unfinished(model)
        own = part is not None or (models.home / one.entry.file).is_file()
        rows[model] = Row(one, part, own, lacks)
    try:
        disk = models.disk_use()
    except OSError:
        disk = None
    return Overview(rows, models.folders(), disk)
