"""The catalogue: models that engines can use and that do not come with the program.

An engine lists them in its ``engine.json`` under ``catalogue``; :func:`merge` makes one catalogue of all engines'.
What nobody knows for sure (``size``, ``sha256``, ``url``) is None there, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.base.errors import Message

Kind = Literal["swapper", "detector", "recogniser", "converter", "enhancer", "occlusion", "regions"]


class Version(BaseModel):
    """The same model in a file of somebody else's making."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    size: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class ModelEntry(BaseModel):
    """One model of the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern="^[a-z0-9][a-z0-9_.-]*$")
    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(onnx|tflite|pth|npy|bin)$")
    """A plain name; the file has it in the program's own folder."""
    aliases: tuple[str, ...] = Field(default=(), strict=False)
    """Names that other programs give to the same model: it is found under these, too."""
    kind: Kind
    vendor: str = Field(min_length=1)
    name: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    """As its publisher states it; shown, and accepted by the user, before the model is fetched."""
    size: int | None = Field(default=None, gt=0)
    """Bytes of the publisher's file."""
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    """Of the publisher's file."""
    versions: tuple[Version, ...] = Field(default=(), strict=False)
    """Other files of the same model that are known."""
    url: str | None = Field(default=None, pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?/\S+)$")
    """The publisher's address. Plain http only to this machine: who can change the answer could send another model."""
    needs: tuple[str, ...] = Field(default=(), strict=False)
    """Ids of the same catalogue that the model does not work without."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every name that the file may have, its own first."""
        return (self.file, *self.aliases)

    def pinned(self, size: int) -> frozenset[str]:
        """The SHA-256 that a file of this many bytes may have; empty: the catalogue knows of no such file, which may
        be a version of somebody's own."""
        known = {version.sha256 for version in self.versions if version.size == size}
        if self.sha256 is not None and self.size in (None, size):
            known.add(self.sha256)
        return frozenset(known)


def check_catalogue(entries: Iterable[ModelEntry]) -> None:
    """Raises ValueError, in words, when an id or a file is there twice or something needed is not there at all."""
    by_id: dict[str, ModelEntry] = {}
    files: set[str] = set()
    for entry in entries:
        if entry.id in by_id:
            raise ValueError(f"the model {entry.id} is in the catalogue twice")
        for file in entry.files:
            if file.casefold() in files:  # Windows and macOS take File and file for one
                raise ValueError(f"two models of the catalogue have the file {file}")
            files.add(file.casefold())
        by_id[entry.id] = entry
    for entry in by_id.values():
        for wanted in entry.needs:
            if wanted not in by_id:
                raise ValueError(f"the model {entry.id} needs {wanted}, which is not in the catalogue")


def with_needs(catalogue: Mapping[str, ModelEntry], model: str) -> tuple[ModelEntry, ...]:
    """The model and all that it needs, also indirectly, each once and the model itself first."""
    order: dict[str, ModelEntry] = {}
    waiting = [model]
    while waiting:
        one = waiting.pop(0)
        if one not in order:
            order[one] = catalogue[one]
            waiting += catalogue[one].needs
    return tuple(order.values())


def merge(catalogues: Mapping[str, tuple[ModelEntry, ...]]) -> tuple[dict[str, ModelEntry], tuple[Message, ...]]:
    """One catalogue of those of all engines, by engine id: several may list the same model. Where two contradict each
    other about a model or a file, what was there first counts and a message tells it; what then lacks a model that it
    needs is left out too."""
    merged: dict[str, ModelEntry] = {}
    files: dict[str, str] = {}
    problems = []
    for engine, entries in catalogues.items():
        for entry in entries:
            owners = {files.get(file.casefold(), entry.id) for file in entry.files}
            if merged.get(entry.id, entry) == entry and owners == {entry.id}:
                merged[entry.id] = entry
                files.update((file.casefold(), entry.id) for file in entry.files)
                continue
            text = f"The engine {engine} says something else about the model {entry.id} than another engine does."
            hint = "What the other engine says counts."
            problems.append(Message("models.conflict", text, hint, {"engine": engine, "model": entry.id}))
    while lost := {one.id for one in merged.values() if any(wanted not in merged for wanted in one.needs)}:
        merged = {model: entry for model, entry in merged.items() if model not in lost}
    return merged, tuple(problems)
