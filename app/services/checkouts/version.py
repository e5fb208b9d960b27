"""Which version of a program lies in a folder, read from its files: git is not run, and need not be there.

1. In a clone: the commit that ``HEAD`` names, directly, through a branch, or in a worktree or submodule whose ``.git``
   is a file. Branches and tags are loose files or lines of ``packed-refs``.
2. In a downloaded archive there is no ``.git``: the name of the folder may end in a tag (``facefusion-3.8.1``), and a
   file of the program may say its version.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.checkouts.files import read_small
from app.services.checkouts.manifest import CheckoutSpec, CheckoutVersion
from app.services.checkouts.places import is_folder

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SAID = re.compile(r"version['\"]?\s*[:=]\s*['\"]v?(\d[\w.+-]*)['\"]", re.IGNORECASE)
_TAGGED = re.compile(r"-v?(\d[\w.]*)$")
_DEEPEST = 8
"""Names that may lead to another before a commit."""
_LARGEST = 16 * 1024 * 1024
"""Bytes of a file of git's that is read; all real ones are far smaller."""
_LARGEST_OBJECT = 65536


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a version; empty where nobody knows."""

    commit: str = ""
    """In full, 40 or 64 digits."""
    tag: str = ""
    """The name that the publisher gave to exactly this commit."""
    said: str = ""
    """What the program's own file or the name of the folder says."""

    @property
    def words(self) -> str:
        """As people would say it, such as ``bdeeb3a (2.7)``; empty where nothing is known."""
        name = self.tag or self.said
        if not self.commit:
            return name
        return f"{self.commit[:7]} ({name})" if name else self.commit[:7]

    def is_one_of(self, known: tuple[CheckoutVersion, ...]) -> bool | None:
        """Whether the engine was tried with it; None where nobody can tell."""
        if self.commit:
            return any(self.commit.startswith(one.commit) for one in known)
        name = self.said.removeprefix("v")
        if not name:
            return None
        return any(one.tag.removeprefix("v") == name for one in known) or None


def read_version(folder: Path, spec: CheckoutSpec) -> Version:
    """Never raises for what the folder holds: what can not be read is not known."""
    said = _said(folder, spec)
    git = _git_folder(folder)
    if git is None:
        return Version(said=said)
    common = _common_folder(git)
    commit = _commit(git, common)
    if not commit:
        return Version(said=said)
    tags = sorted(name for name, target in _tags(common) if target == commit)
    return Version(commit, tags[0] if tags else "", said)


def _said(folder: Path, spec: CheckoutSpec) -> str:
    if spec.version_file:
        found = _SAID.search(_text(folder / spec.version_file))
        if found is not None:
            return found[1]
    tagged = _TAGGED.search(folder.name)
    return tagged[1] if tagged is not None else ""


def _git_folder(folder: Path) -> Path | None:
    """Where this folder's ``HEAD`` stands. A ``.git`` above it belongs to something else."""
    git = folder / ".git"
    if is_folder(git):
        return git
    line = _text(git).strip()
    if not line.startswith("gitdir:"):
        return None
    linked = folder / line.removeprefix("gitdir:").strip()
    return linked if is_folder(linked) else None


def _common_folder(git: Path) -> Path:
    """Where the branches of a worktree stand: in the folder of the clone that it belongs to."""
    line = _text(git / "commondir").strip()
    return git / line if line else git


def _commit(git: Path, common: Path) -> str:
    value = _text(git / "HEAD").strip()
    for _ in range(_DEEPEST):
        if _SHA.fullmatch(value):
            return value
        name = value.removeprefix("ref:").strip() if value.startswith("ref:") else ""
        if not _is_ref(name):
            return ""
        value = _text(git / name).strip() or _text(common / name).strip() or _packed(common).get(name, "")
    return ""


def _is_ref(name: str) -> bool:
    return name.startswith("refs/") and ".." not in name.split("/")


def _packed(common: Path) -> dict[str, str]:
    """By name; a tag that is an object of its own by the commit that it stands for."""
    refs: dict[str, str] = {}
    last = ""
    for line in _text(common / "packed-refs").splitlines():
        if line.startswith("^"):  # what the tag in the line before stands for
            if last:
                refs[last] = line[1:].strip()
            continue
        sha, _, name = line.strip().partition(" ")
        last = name if _SHA.fullmatch(sha) and _is_ref(name) else ""
        if last:
            refs[last] = sha
    return refs


def _tags(common: Path) -> Iterator[tuple[str, str]]:
    loose = common / "refs" / "tags"
    names = set()
    try:
        files = [path for path in loose.rglob("*") if path.is_file()]
    except (OSError, ValueError):  # a folder that may not be read, or a name that none can have
        files = []
    for path in files:
        name = path.relative_to(loose).as_posix()
        names.add(name)
        yield name, _peeled(common, _text(path).strip())
    for ref, target in _packed(common).items():
        name = ref.removeprefix("refs/tags/")
        if name != ref and name not in names:
            yield name, target


def _peeled(common: Path, sha: str) -> str:
    """The commit that a tag stands for. One that is an object within a pack is not looked up: its tag is not known."""
    if not _SHA.fullmatch(sha):
        return ""
    try:
        packed = read_small(common / "objects" / sha[:2] / sha[2:], _LARGEST_OBJECT)
        content = zlib.decompressobj().decompress(packed, _LARGEST_OBJECT)
    except (OSError, zlib.error):
        return sha
    found = re.match(rb"tag \d+\0object ([0-9a-f]{40,64})\n", content)
    return found[1].decode() if found is not None else sha


def _text(path: Path) -> str:
    """Empty where there is no such file, or none that can be read."""
    try:
        return read_small(path, _LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
