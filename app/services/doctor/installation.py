"""The installation: the interpreter, the packages, Qt and its system libraries."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import struct
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from app.base.qt_env import keep_own_qt_plugins
from app.services.doctor.rows import DoctorRow, Patient, run_child

SETUP = "Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows)."
_CHILD_S = 60.0
_ONLY_ONE = {"onnxruntime": "onnxruntime", "cv2": "OpenCV"}
_QT_CHILD = "from PyQt6.QtGui import QGuiApplication; app = QGuiApplication([]); print(app.platformName())"
_PROVIDERS_CHILD = "import onnxruntime; print(', '.join(onnxruntime.get_available_providers()))"

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
"""Debian and Ubuntu package of each system library that Qt asks for."""


def python(patient: Patient) -> Iterator[DoctorRow]:
    version = ".".join(map(str, sys.version_info[:3]))
    bits = struct.calcsize("P") * 8
    if sys.version_info < (3, 11) or bits != 64:
        yield patient.fail("version", f"Python {version}, {bits} bit", "64-bit Python 3.11 or newer is needed.")
    else:
        yield patient.ok("version", f"Python {version}, {bits} bit")
    if sys.prefix == sys.base_prefix:
        text = f"{sys.executable} is not a virtual environment, so other programs' packages mix in."
        yield patient.warn("environment", text, SETUP)
    else:
        yield patient.ok("environment", sys.prefix)


def packages(patient: Patient) -> Iterator[DoctorRow]:
    for name in _wanted(patient.paths.root):
        try:
            yield patient.ok(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield patient.fail(name, "is not installed.", SETUP)
    owners = metadata.packages_distributions()
    for module, title in _ONLY_ONE.items():
        yield _one_owner(patient, module, title, sorted(set(owners.get(module, ()))))
    if "onnxruntime" in owners:
        code, output = run_child([sys.executable, "-c", _PROVIDERS_CHILD], {}, _CHILD_S)
        if code == 0:
            yield patient.ok("providers", output.splitlines()[-1])
        else:
            yield patient.fail("providers", f"onnxruntime does not start: {_last_line(output, code)}", SETUP)


def _wanted(root: Path) -> list[str]:
    """Names of the packages that the program asks for on this system and that are not one of several."""
    project = root / "pyproject.toml"
    if project.is_file():
        asked = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    else:
        asked = metadata.requires("understudy") or []
    names = (re.match(r"[A-Za-z0-9._-]+", one) for one in asked if ";" not in one)
    return [found.group() for found in names if found]


def _one_owner(patient: Patient, module: str, title: str, owners: list[str]) -> DoctorRow:
    """Two distributions that install the same module overwrite each other, and either may win, file by file."""
    if not owners:
        return patient.fail(module, f"No package of {title} is installed.", SETUP)
    shown = ", ".join(f"{name} {metadata.version(name)}" for name in owners)
    if len(owners) > 1:
        remove = " ".join(owners)
        hint = f"Remove all of them, then install one: uv pip uninstall {remove}; {SETUP}"
        return patient.fail(module, f"{len(owners)} packages overwrite each other: {shown}.", hint)
    damaged = _damaged_files(metadata.distribution(owners[0]))
    if damaged:
        text = f"{shown} is damaged: {len(damaged)} of its files are missing or overwritten, such as {damaged[0]}."
        return patient.fail(module, text, f"Another package of {title} was here. uv pip uninstall {owners[0]}; {SETUP}")
    return patient.ok(module, f"{shown}, the only one")


def _damaged_files(distribution: metadata.Distribution) -> list[str]:
    """Files of the package that are not there, or not in the size that it came with."""
    damaged = []
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if file.suffix == ".pyc" or file.parts[0].endswith(".dist-info"):
            continue
        if not path.is_file() or (file.size is not None and path.stat().st_size != file.size):
            damaged.append(str(file))
    return damaged


def qt(patient: Patient) -> Iterator[DoctorRow]:
    spec = importlib.util.find_spec("PyQt6")
    if spec is None or not spec.submodule_search_locations:
        yield patient.fail("PyQt6", "is not installed.", SETUP)
        return
    folder = Path(spec.submodule_search_locations[0])
    if sys.platform == "linux":
        yield from _system_libraries(patient, folder)
    yield _platform(patient, "offscreen", "offscreen")
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield _platform(patient, "display", None)
    else:
        text = "There is no display here, so no window can open."
        yield patient.warn("display", text, "`python -m app run` works without one.")


def _platform(patient: Patient, name: str, plugin: str | None) -> DoctorRow:
    kept = dict(os.environ)
    keep_own_qt_plugins(kept)  # another probe may have imported cv2 into this very process
    environ: dict[str, str | None] = {variable: None for variable in os.environ if variable not in kept}
    if plugin is not None:
        environ["QT_QPA_PLATFORM"] = plugin
    code, output = run_child([sys.executable, "-c", _QT_CHILD], environ, _CHILD_S)
    if code == 0:
        return patient.ok(name, f"Qt opens on the platform {output.splitlines()[-1]}")
    return patient.fail(name, f"Qt does not open: {_last_line(output, code)}", SETUP)


def _system_libraries(patient: Patient, folder: Path) -> Iterator[DoctorRow]:
    plugins = folder / "Qt6" / "plugins" / "platforms"
    files = {
        "widgets": (folder / "QtWidgets.abi3.so", "Every window needs them."),
        "X11": (plugins / "libqxcb.so", "A window on X11 needs them."),
        "Wayland": (plugins / "libqwayland.so", "A window on Wayland needs them; it may still open by way of X11."),
    }
    for name, (file, why) in files.items():
        if not file.is_file():
            yield patient.fail(f"libraries {name}", f"{file} is missing.", SETUP)
            continue
        missing = missing_libraries(file)
        if not missing:
            yield patient.ok(f"libraries {name}", "all system libraries are there")
            continue
        text = f"System libraries are missing: {', '.join(missing)}. {why}"
        make = patient.warn if name == "Wayland" else patient.fail
        yield make(f"libraries {name}", text, install_hint(missing))


def missing_libraries(file: Path) -> list[str]:
    """Names of the shared libraries that ``file`` needs, directly or not, and the loader does not find."""
    ldd = shutil.which("ldd")
    if ldd is None:
        raise FileNotFoundError("the program ldd, which lists missing system libraries, is not installed")
    _, output = run_child([ldd, str(file)], {"LC_ALL": "C"}, _CHILD_S)
    return sorted(set(re.findall(r"^\s*(\S+) => not found", output, re.MULTILINE)))


def install_hint(libraries: Iterable[str]) -> str:
    """The command that installs the libraries, and those nobody knows a package for."""
    known = sorted({DEBIAN_PACKAGES[name] for name in libraries if name in DEBIAN_PACKAGES})
    unknown = sorted({name for name in libraries if name not in DEBIAN_PACKAGES})
    parts = []
    if known:
        parts.append("sudo apt install " + " ".join(known))
    if unknown:
        parts.append("Find the packages of " + ", ".join(unknown) + " for your system")
    return "; ".join(parts) + "."


def _last_line(output: str, code: int) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with code {code}"
