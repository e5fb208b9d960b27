"""What a program pins, held against what is installed in its interpreter."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from app.services.checkouts.files import read_small
from app.services.checkouts.manifest import CheckoutSpec

_INCLUDED = re.compile(r"(?:-r|--requirement)[ =]\s*(\S+)")
_COMMENT = re.compile(r"(^|\s)#.*$")
_MOST_FILES = 40
_LARGEST = 1 << 20
"""Bytes of such a file that are read; all real ones are far smaller."""
_SAME = (
    re.compile(r"onnxruntime(-(gpu|directml|openvino|silicon|rocm|migraphx|cuda|qnn|training))?"),
    re.compile(r"opencv(-contrib)?-python(-headless)?"),
)
"""Packages that bring the same module: one of them is enough, and two overwrite each other's files."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A pin that is not kept. ``installed`` is empty where nothing is."""

    wanted: str
    """Name and versions, such as ``numpy==1.23.5``."""
    installed: str
    """Name and version of what is there instead."""


def requirement_lines(file: Path) -> Iterator[str]:
    """The lines of a requirements file and of those that it includes, each file once: without comments, continued ones
    put together. Raises OSError."""
    return _lines(file, set())


def _lines(file: Path, seen: set[str]) -> Iterator[str]:
    seen.add(os.path.normpath(file))
    text = re.sub(r"\\\r?\n", " ", _decoded(read_small(file, _LARGEST)))
    for raw in text.splitlines():
        line = _COMMENT.sub("", raw).strip()
        included = _INCLUDED.match(line)
        if included is None:
            if line:
                yield line
            continue
        other = file.parent / included[1]
        if os.path.normpath(other) not in seen and len(seen) < _MOST_FILES:  # else they include each other
            yield from _lines(other, seen)


def _decoded(data: bytes) -> str:
    """As editors and shells write such a file: PowerShell's ``>`` makes UTF-16 of it."""
    form = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return data.decode(form, "replace")


def requirements(lines: Iterable[str]) -> list[Requirement]:
    """Those of the lines that are requirements; options, such as an index, and paths are not."""
    found = []
    for line in lines:
        try:
            found.append(Requirement(re.sub(r"\s--hash[= ]\S+", "", line)))
        except InvalidRequirement:  # an option, a path or an address alone: nothing that is held against a version
            continue
    return found


def family(name: str) -> re.Pattern[str] | None:
    """The packages that bring the same module as this one, by canonical name."""
    return next((form for form in _SAME if form.fullmatch(name)), None)


def is_runtime(name: str) -> bool:
    """Whether a package, by canonical name, brings onnxruntime."""
    return _SAME[0].fullmatch(name) is not None


def clashes(
    wanted: Iterable[Requirement], spec: CheckoutSpec, packages: Mapping[str, str], markers: Mapping[str, str]
) -> list[Clash]:
    """The pins that are not kept. What the engine does not need may be missing; of packages that bring the same module,
    such as those of onnxruntime, any will do."""
    unneeded = {canonicalize_name(name) for name in spec.unneeded}
    found = []
    for one in wanted:
        name = canonicalize_name(one.name)
        if one.marker is not None and not _meant(one.marker, markers):
            continue
        version = packages.get(name)
        if version is None:
            alike = family(name)
            others = [other for other in packages if alike is not None and alike.fullmatch(other)]
            if name not in unneeded and not others:
                found.append(Clash(_said(one), ""))
        elif name not in unneeded and not _kept(one, version):
            found.append(Clash(_said(one), f"{name} {version}"))
    return found


def doubled_runtimes(packages: Mapping[str, str]) -> list[str]:
    """The packages of onnxruntime, where there are several: they overwrite each other's files, and a GPU is then
    silently not used."""
    names = sorted(name for name in packages if is_runtime(name))
    return names if len(names) > 1 else []


def _meant(marker: Marker, markers: Mapping[str, str]) -> bool:
    """Whether a requirement is one for this interpreter."""
    try:
        return marker.evaluate(dict(markers))
    except (UndefinedComparison, UndefinedEnvironmentName):  # it makes no sense: no installer takes it
        return False


def _kept(wanted: Requirement, version: str) -> bool:
    try:
        return wanted.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:  # of a distribution's own making: nobody can say
        return True


def _said(one: Requirement) -> str:
    return f"{one.name}{one.specifier}"
