"""Stand-ins for what an engine drives: the folder of a program, its environment, its models, and an engine.

The environment is a real one, whose interpreter is the one that runs the tests; what is "installed" in it are folders
with a name and a version, as an installer leaves them.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.places import Places
from app.services.checkouts.service import Checkouts
from app.services.engines import EngineEntry, discover
from app.services.models import Models, merge
from tests.services.checkouts.environments import make_environment

ENGINE = "puppet"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SPEC: dict[str, Any] = {
    "program": "Puppet Show",
    "url": "https://example.org/puppet",
    "marks": ["modules/swapper.py", "run.py"],
    "folders": ["Puppet-Show"],
    "python": ">=3.9",
    "packages": ["json"],
    "unneeded": ["PySide6"],
    "models": [],
    "versions": [{"commit": COMMIT[:7], "tag": "2.7", "date": "2026-01-31"}],
    "licence": "AGPL-3.0",
}
OPTIONS: list[dict[str, Any]] = [
    {"key": "sharp", "type": "bool", "default": False, "label": "Sharp"},
]
MODEL_BYTES = b"\x08\x07" + b"\x12\x04test" + b"\x3a\xe8\x0f" + bytes(2024) + b"\x42\x02\x10\x11"
"""As the outside of an ONNX file is: version, producer, graph, operator set."""


def spec(**changes: Any) -> CheckoutSpec:
    return CheckoutSpec.model_validate({**SPEC, **changes})


def make_program(folder: Path, *, requirements: str = "", git: bool = True) -> Path:
    """The folder of a program."""
    for mark in SPEC["marks"]:
        (folder / mark).parent.mkdir(parents=True, exist_ok=True)
        (folder / mark).write_text("", "utf-8")
    (folder / "requirements.txt").write_text(requirements, "utf-8")
    (folder / "LICENSE").write_text("Share what you change.", "utf-8")
    if git:
        (folder / ".git").mkdir()
        (folder / ".git" / "HEAD").write_text(COMMIT + "\n", "utf-8")
    return folder


def write_engine(root: Path, code: str = "class Puppet:\n    pass\n", **changes: Any) -> Path:
    """An engine that drives the program; ``changes`` are of ``checkout``, or after ``manifest_`` of the manifest."""
    home = root / ENGINE
    home.mkdir(parents=True)
    outer = {key.removeprefix("manifest_"): value for key, value in changes.items() if key.startswith("manifest_")}
    inner = {key: value for key, value in changes.items() if not key.startswith("manifest_")}
    manifest = {
        "api": 1, "id": ENGINE, "name": "Puppet", "version": "1.0", "factory": "engine:Puppet",
        "providers": ["CUDAExecutionProvider", "CPUExecutionProvider"], "requires": [], "models": [],
        "options": OPTIONS, "licence": "GPL-3.0-or-later", "description": "For a test",
        "checkout": {**SPEC, **inner}, **outer,
    }  # fmt: skip
    (home / "engine.json").write_text(json.dumps(manifest), "utf-8")
    (home / "engine.py").write_text(code, "utf-8")
    return home


def own_paths() -> Paths:
    """The program's, with the folders of this test's user."""
    paths = Paths.find(os.environ)
    paths.make_user_folders()
    return paths


def store_of(paths: Paths) -> SettingsStore:
    return SettingsStore(paths.project_file, paths.user_file, {}, {})


def checkouts_of(
    paths: Paths, store: SettingsStore, engines: tuple[EngineEntry, ...], *places: Path, home: Path | None = None
) -> Checkouts:
    catalogue, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    assert not problems
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: store.current.models)
    return Checkouts(paths, store, engines, models, Places(places), home)


def found_engines(root: Path) -> tuple[EngineEntry, ...]:
    entries = discover([root])
    assert [entry.error for entry in entries] == [None] * len(entries)
    return entries


BRIDGED = """
from pathlib import Path
from engines.toolkit.bridge import BridgeEngine

class Puppet(BridgeEngine):
    program = "Puppet Show"
    child = Path(__file__).with_name("child.py")
"""
CHILD = """
def open_program(host):
    host.need(["modules.swapper:swap"])
    return Program(host)

class Program:
    def __init__(self, host):
        self.provider, self.models = "CPUExecutionProvider", []
        if "CUDAExecutionProvider" in host.providers:
            print("no CUDA here")
    def set_source(self, images):
        return [[self.face(image)] for image in images]
    def configure(self, options):
        pass
    def swap(self, image):
        face = self.face(image)
        if SWAPS:
            image = 255 - image
        return image, [face], {}
    def close(self):
        pass
    def face(self, image):
        height, width = image.shape[:2]
        box = [width * 0.3, height * 0.2, width * 0.7, height * 0.7]
        return {"box": box, "score": 1.0, "landmarks": None, "swapped": SWAPS, "reason": "" if SWAPS else "profile"}
"""
"""Turns every picture into its negative, and calls that the face."""


def write_bridged(root: Path, *, swaps: bool = True, **changes: Any) -> Path:
    """An engine that really drives the program in a process of its own."""
    home = write_engine(root, BRIDGED, packages=["numpy"], **changes)
    (home / "child.py").write_text(f"SWAPS = {swaps}\n{CHILD}", "utf-8")
    return home


def bridged_program(folder: Path, *, code: str = "def swap():\n    pass\n") -> Path:
    """The folder of the program, with a function and an environment that has numpy."""
    program = make_program(folder)
    (program / "modules" / "swapper.py").write_text(code, "utf-8")
    make_environment(program / ".venv", with_ours=True)
    return program


def paths_with(root: Path, engines: Path) -> Paths:
    """The program's, as if these engines were those that ship with it."""
    ours = own_paths()
    root.mkdir()
    for name in ("resources", "project_config.json"):
        (root / name).symlink_to(ours.root / name)
    (root / "engines").symlink_to(engines)
    return replace(ours, root=root)
