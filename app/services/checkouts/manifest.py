"""The key ``checkout`` of an ``engine.json``: what an engine needs to know of the program that it drives.

Such an engine swaps by a program that the user has in a folder of their own and that runs in an interpreter of its own.
Nothing here looks at the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

HOME = "~/"
"""How the path of a model begins that lies in the user's home folder instead of the checkout."""

RUNTIMES = ("cpu", "cuda", "directml", "openvino")
"""What an onnxruntime can be made for."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _relative(path: str) -> str:
    """Raises ValueError, which pydantic tells, for a path that leaves the folder it is meant to lie in."""
    plain = PurePosixPath(path.removeprefix(HOME))
    if not plain.parts or plain.is_absolute() or ".." in plain.parts or "\\" in path or ":" in path:
        raise ValueError(f"{path} is not a path within the checkout (or of the home folder, with {HOME})")
    return path


class CheckoutModel(_Part):
    """A model file that the program wants to find. ``path`` and ``alternatives``, of which one is enough, are relative
    to the checkout, with ``/``; one that begins with ``~/`` is relative to the user's home folder."""

    path: str
    alternatives: tuple[str, ...] = Field(default=(), strict=False)
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    """Of ``path``; None where nobody knows it, or the model's entry in the catalogue says it."""
    size: int | None = Field(default=None, gt=0)
    """Bytes of ``path``."""
    catalogue: str = ""
    """Id of the same model in the program's own catalogue of models, from which it can be put there; or empty."""
    when: Mapping[str, tuple[bool | int | float | str, ...]] = {}
    """The model is needed only while each of these options has one of these values; empty: always."""

    @field_validator("path", "alternatives")
    @classmethod
    def _within(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return _relative(value) if isinstance(value, str) else tuple(_relative(path) for path in value)

    @field_validator("when", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return {key: tuple(of) for key, of in value.items()} if isinstance(value, dict) else value

    @property
    def paths(self) -> tuple[str, ...]:
        """Where it may lie, the usual place first."""
        return (self.path, *self.alternatives)


class CheckoutVersion(_Part):
    """A version of the program with which the engine was tried."""

    commit: str = Field(pattern="^[0-9a-f]{7,40}$")
    tag: str = ""
    date: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")


class CheckoutSpec(_Part):
    """The program behind an engine."""

    program: str = Field(min_length=1)
    """Its name, such as ``Deep-Live-Cam``."""
    url: str = Field(pattern=r"^https://\S+$")
    """The page of the project."""
    marks: tuple[str, ...] = Field(strict=False, min_length=1)
    """Files and folders by which its folder is recognised: all of them are there."""
    folders: tuple[str, ...] = Field(strict=False, min_length=1)
    """Names that its folder usually has."""
    python: str
    """Versions of Python with which it works, such as ``>=3.11,<3.15``."""
    version_file: str = ""
    """A file of the program that says ``version = "1.2"`` in some form, for folders that are no clone; or empty."""
    requirements: str = "requirements.txt"
    """The file with its own pins."""
    packages: tuple[str, ...] = Field(default=(), strict=False)
    """Modules of others that it imports when the engine drives it: without one of them it can not."""
    unneeded: tuple[str, ...] = Field(default=(), strict=False)
    """Packages of its pins that the engine does not need, such as its own window: neither missed nor installed."""
    runtimes: Mapping[str, str] = {}
    """The onnxruntime package to install in place of the pinned one, such as ``onnxruntime==1.28.0``, by what it runs
    on (:data:`RUNTIMES`); without any the pinned one is taken."""
    models: tuple[CheckoutModel, ...] = Field(default=(), strict=False)
    sums: str = Field(default="", pattern=r"^(\.[a-z0-9]+)?$")
    """Suffix of a file beside each model that has its CRC-32 in eight hexadecimal digits, without which the program
    does not take it (FaceFusion even deletes it then); empty: it wants none."""
    versions: tuple[CheckoutVersion, ...] = Field(strict=False, min_length=1)
    """Those known to work, the newest first."""
    licence: str = Field(min_length=1)
    """As its publisher states it; shown, and agreed to by the user, before the first use."""
    licence_file: str = "LICENSE"
    """Where its words stand."""

    @field_validator("marks", "version_file", "requirements", "licence_file")
    @classmethod
    def _within(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for path in (value,) if isinstance(value, str) else value:
            if not path:  # no such file is named, which only ``version_file`` may
                continue
            if path.startswith("~"):
                raise ValueError(f"{path} is not a path within the checkout")
            _relative(path)
        return value

    @field_validator("folders")
    @classmethod
    def _names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if len(PurePosixPath(_relative(name)).parts) != 1 or name.startswith("~"):
                raise ValueError(f"{name} is not the name of a folder")
        return value

    @model_validator(mode="after")
    def _readable(self) -> CheckoutSpec:
        if not all((*self.marks, self.requirements, self.licence_file)):
            raise ValueError("marks, requirements and licence_file name files")
        try:
            SpecifierSet(self.python)
        except InvalidSpecifier as error:
            raise ValueError(f"python: {self.python} says no versions") from error
        for kind, line in self.runtimes.items():
            if kind not in RUNTIMES:
                raise ValueError(f"runtimes: {kind} is none of {', '.join(RUNTIMES)}")
            try:
                name = canonicalize_name(Requirement(line).name)
            except InvalidRequirement as error:
                raise ValueError(f"runtimes: {line} is not a requirement") from error
            if not name.startswith("onnxruntime"):
                raise ValueError(f"runtimes: {line} is not an onnxruntime")
        return self

    def works_with(self, version: str) -> bool:
        """Whether it works with a version of Python such as ``3.11.7``."""
        return SpecifierSet(self.python).contains(version, prereleases=True)
