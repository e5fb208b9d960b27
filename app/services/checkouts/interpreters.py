"""The interpreter in which a program runs: looked for where such programs keep it, and asked what it is.

1. Candidates, in this order: the one of the settings (then no other), ``.venv``, ``venv`` and ``env`` of the program's
   folder, environments of pixi, those of conda that are called as the program is, and those that this program made.
2. Each is asked, in a process of its own with a limit, for its version, its platform and what is installed in it.
   Nothing of it is imported here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from packaging.utils import canonicalize_name

from app.base.children import Leave, run_to_end
from app.services.checkouts.made import whole_ones
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.places import is_folder

Origin = Literal["setting", "folder", "pixi", "conda", "made"]
ASK_S = 60.0
"""A first start of an interpreter on a slow disk, with some hundred packages to list."""
_CONDA_HOMES = (
    "miniconda3",
    "anaconda3",
    "miniforge3",
    "mambaforge",
    "micromamba",
    ".local/share/mamba",
    "AppData/Local/miniconda3",
)
_OURS = ("PYTHON", "VIRTUAL_ENV", "CONDA_", "__PYVENV_LAUNCHER__")
"""Beginnings of names of the environment that belong to our own interpreter: an engine's process does not get them."""
# Runs in somebody else's Python. Of one that is older than 3.8, Python 2 included, only the version counts: that it is
# the wrong one is to be told, and not what it stumbles over. What it prints stands alone in its last line.
_QUESTION = """
import sys
sys.path[:] = [place for place in sys.path if place]  # not the folder in which this happens to run
import json, os, platform
try:
    import importlib.metadata, importlib.util
    listed = importlib.metadata.distributions()
    own, own_version = sys.implementation.name, "%d.%d.%d" % tuple(sys.implementation.version[:3])
except ImportError:
    listed, own, own_version = [], "", ""
def there(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError, NameError):
        return False
packages = {}
for one in listed:
    try:
        packages.setdefault(one.metadata["Name"], one.version)
    except Exception:
        pass
packages.pop(None, None)
version = platform.python_version()
print()
print(json.dumps({
    "version": version, "implementation": platform.python_implementation(), "bits": sys.maxsize.bit_length() + 1,
    "executable": sys.executable, "packages": packages,
    "missing": [name for name in json.loads(sys.argv[1]) if not there(name)],
    "markers": {
        "implementation_name": own, "implementation_version": own_version,
        "os_name": os.name, "platform_machine": platform.machine(), "platform_release": platform.release(),
        "platform_system": platform.system(), "platform_version": platform.version(),
        "platform_python_implementation": platform.python_implementation(),
        "python_full_version": version, "python_version": ".".join(version.split(".")[:2]),
        "sys_platform": sys.platform,
    },
}))
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be the program's interpreter."""

    path: Path
    origin: Origin


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter that answered."""

    path: Path
    """The file to start; links are kept, for by them an environment knows itself."""
    origin: Origin
    version: str
    """Such as ``3.11.7``."""
    implementation: str
    """Such as ``CPython``."""
    bits: int
    machine: str
    """Such as ``x86_64``."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Versions of what is installed, by canonical name."""
    missing: tuple[str, ...] = ()
    """Of the modules that the engine needs, those that are not there."""
    markers: Mapping[str, str] = field(default_factory=dict)
    """What a requirement's marker asks for (PEP 508)."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A candidate that could not be asked. ``reason`` is the second half of a sentence."""

    path: Path
    origin: Origin
    reason: str


def interpreter_in(place: Path, platform: str = sys.platform) -> Path | None:
    """The interpreter of an environment's folder, or the file itself where one was named; None where there is none."""
    if _is_file(place):
        return place
    names = ("Scripts/python.exe", "python.exe") if platform == "win32" else ("bin/python", "bin/python3")
    return next((place / name for name in names if _is_file(place / name)), None)


def candidates(
    folder: Path, spec: CheckoutSpec, made: Path, home: Path, environ: Mapping[str, str], platform: str = sys.platform
) -> Iterator[Candidate]:
    """Every interpreter that may be the program's, the likeliest first. ``made``: the folder of our own environments,
    ``home``: that of the user."""
    for name in (".venv", "venv", "env"):
        yield from _candidate(folder / name, "folder", platform)
    for place in _inner(folder / ".pixi" / "envs"):
        yield from _candidate(place, "pixi", platform)
    seen = set()
    for place in _conda(spec, home, environ):
        if place not in seen:
            seen.add(place)
            yield from _candidate(place, "conda", platform)
    for place in whole_ones(made):
        yield from _candidate(place, "made", platform)


def _candidate(place: Path, origin: Origin, platform: str) -> Iterator[Candidate]:
    found = interpreter_in(place, platform) if is_folder(place) else None
    if found is not None:
        yield Candidate(found, origin)


def _conda(spec: CheckoutSpec, home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Environments of conda that are called as the program is."""
    names = {name.casefold() for name in (spec.program, *spec.folders)}
    known = []
    try:
        lines = (home / ".conda" / "environments.txt").read_text("utf-8", "replace").splitlines()
        known = [Path(line.strip()) for line in lines if line.strip()]
    except OSError:  # no conda here, or none that keeps a list
        pass
    roots = [home / one for one in _CONDA_HOMES]
    if environ.get("MAMBA_ROOT_PREFIX"):
        roots.append(Path(environ["MAMBA_ROOT_PREFIX"]))
    known += [place for root in roots for place in _inner(root / "envs")]
    for place in known:
        if place.is_absolute() and place.name.casefold() in names and is_folder(place / "conda-meta"):
            yield place


def _inner(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if is_folder(path))
    except OSError:
        return []


def ask(
    candidate: Candidate, needed: Sequence[str], *, limit_s: float = ASK_S, leave: Leave | None = None
) -> Interpreter | Silent:
    """What an interpreter says of itself. Never raises for what it does, nor for what it answers."""
    command = [str(candidate.path), "-c", _QUESTION, json.dumps(list(needed))]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    try:
        done = run_to_end(command, timeout_s=limit_s, cancel=leave, environ=environ)
    except subprocess.TimeoutExpired:
        return Silent(candidate.path, candidate.origin, f"it does not answer within {limit_s:g} s")
    except OSError as error:
        return Silent(candidate.path, candidate.origin, f"it does not start ({error.strerror or error})")
    try:
        said = json.loads(done.stdout.strip().splitlines()[-1])
        return _interpreter(candidate, said)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        last = lines[-1][:200] if lines else "no word"
        return Silent(candidate.path, candidate.origin, f"it ends with code {done.returncode} ({last})")


def _interpreter(candidate: Candidate, said: Mapping[str, Any]) -> Interpreter:
    return Interpreter(
        candidate.path,
        candidate.origin,
        str(said["version"]),
        str(said["implementation"]),
        int(said["bits"]),
        str(said["markers"]["platform_machine"]),
        {str(canonicalize_name(str(name))): str(version) for name, version in said["packages"].items()},
        tuple(str(name) for name in said["missing"]),
        {str(name): str(value) for name, value in said["markers"].items()},
    )


def choose(found: Sequence[Interpreter | Silent], spec: CheckoutSpec) -> Interpreter | Silent | None:
    """The one to take: the first of the right version with all that is needed, else the first of the right version,
    else the first that answered, else the first."""
    answered = [one for one in found if isinstance(one, Interpreter)]
    right = [one for one in answered if spec.works_with(one.version)]
    whole = [one for one in right if not one.missing]
    return next(iter([*whole, *right, *answered, *found]), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
