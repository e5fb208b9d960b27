"""Environments for stand-in checkouts: an interpreter of its own with exactly the packages that a test names."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

_ASK = "import sys, json, numpy, os; print(json.dumps([sys.version_info[:2], os.path.dirname(numpy.__path__[0])]))"
_FINDER = '''\
"""Finds one package in a folder of another environment, and nothing else there."""
import sys
from importlib.machinery import PathFinder
from importlib.metadata import MetadataPathFinder

FOLDER = {folder!r}


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [FOLDER]) if name == "numpy" and path is None else None

    @staticmethod
    def find_distributions(context=None):
        if context is None:
            return []
        named = [found for found in MetadataPathFinder.find_distributions(type(context)(name="numpy", path=[FOLDER]))]
        return named if context.name in (None, "numpy") else []


sys.meta_path.append(Finder)
'''

Numpy = Literal["real", "broken", "none"]
"""``real``: the one that the interpreter had; ``broken``: one that says it was built for another, when imported."""


def environment(folder: Path, packages: Mapping[str, str] | None = None, numpy: Numpy = "real",
                python: Path | None = None) -> Path:  # fmt: skip
    """Makes an environment at ``folder`` (such as ``checkout / ".venv"``) and returns its interpreter.

    ``packages`` are empty modules by the name of the distribution, with versions. ``python`` is an interpreter that has
    numpy, such as `other_python` gives; else it is this one.
    """
    base = python or Path(sys.executable)
    _version, numpy_folder = _asked(base)
    if python is None:
        venv.EnvBuilder(symlinks=sys.platform != "win32", with_pip=False).create(folder)
    else:
        subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True, capture_output=True, timeout=60)
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    (site,) = [path for path in folder.rglob("site-packages") if path.is_dir()]
    if numpy == "real":
        (site / "stand_in_numpy.py").write_text(_FINDER.format(folder=numpy_folder))
        (site / "stand_in_numpy.pth").write_text("import stand_in_numpy\n")
    elif numpy == "broken":
        _package(site, "numpy", "1.26.4", "raise ImportError('numpy was built for another version of Python')\n")
    for name, number in (packages or {}).items():
        _package(site, name, number, "")
    return interpreter


def _package(site: Path, name: str, version: str, text: str) -> None:
    module = site / name.replace("-", "_")
    module.mkdir()
    (module / "__init__.py").write_text(text)
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


@functools.cache
def _asked(python: Path) -> tuple[tuple[int, int], str]:
    """Version of an interpreter and the folder that its numpy lies in. Raises OSError and ValueError where it has none,
    and CalledProcessError."""
    told = subprocess.run([python, "-c", _ASK], check=True, capture_output=True, timeout=60, text=True, cwd="/")
    version, folder = json.loads(told.stdout)
    return (version[0], version[1]), folder


@functools.cache
def other_python() -> Path | None:
    """An interpreter on the path with numpy and of another version than this one, or None."""
    for minor in (12, 13, 14, 11, 10, 9):
        found = shutil.which(f"python3.{minor}")
        if found is None or minor == sys.version_info.minor:
            continue
        try:
            version, _folder = _asked(Path(found))
        except (OSError, ValueError, subprocess.SubprocessError):
            continue
        if version != sys.version_info[:2]:
            return Path(found)
    return None
