"""The installation: the interpreter, the packages, Qt and its system libraries."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import struct
import sys
import threading
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from app.base.errors import Message
from app.base.qt_env import keep_own_qt_plugins
from app.services.doctor.child import run_child
from app.services.permissions import Check, Patient, marked

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


def python(patient: Patient) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    bits = struct.calcsize("P") * 8
    text = f"Python {version}, {bits} bit"
    if sys.version_info < (3, 11) or bits != 64:
        hint = "64-bit Python 3.11 or newer is needed."
        yield marked(
            "python.version", "fail", Message("check.python.old", text, hint, {"version": version, "bits": bits})
        )
    else:
        message = Message("check.python.version", text, "", {"version": version, "bits": bits})
        yield Check("python.version", "ok", message)
    if sys.prefix == sys.base_prefix:
        text = f"{sys.executable} is not a virtual environment, so other programs' packages mix in."
        message = Message("check.python.no_environment", text, SETUP, {"file": sys.executable})
        yield marked("python.environment", "warn", message)
    else:
        message = Message("check.python.environment", sys.prefix, "", {"folder": sys.prefix})
        yield Check("python.environment", "ok", message)


def packages(patient: Patient) -> Iterator[Check]:
    for name in _wanted(patient.paths.root):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield marked(f"packages.{name}", "fail", _not_installed(name))
        else:
            message = Message("check.packages.version", version, "", {"version": version})
            yield Check(f"packages.{name}", "ok", message)
    owners = metadata.packages_distributions()
    for module, title in _ONLY_ONE.items():
        yield _one_owner(module, title, sorted(set(owners.get(module, ()))))
    if "onnxruntime" in owners:
        code, output = run_child([sys.executable, "-c", _PROVIDERS_CHILD], {}, _CHILD_S, patient.leave)
        if code == 0:
            listing = output.splitlines()[-1]
            message = Message("check.packages.providers", listing, "", {"providers": listing})
            yield Check("packages.providers", "ok", message)
        else:
            reason = _last_line(output, code)
            text = f"onnxruntime does not start: {reason}"
            message = Message("check.packages.onnxruntime", text, SETUP, {"reason": reason})
            yield marked("packages.providers", "fail", message)


def _not_installed(name: str) -> Message:
    return Message("check.packages.missing", f"{name} is not installed.", SETUP, {"name": name})


def _wanted(root: Path) -> list[str]:
    """Names of the packages that the program asks for on this system and that are not one of several."""
    project = root / "pyproject.toml"
    if project.is_file():
        asked = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    else:
        asked = metadata.requires("understudy") or []
    names = (re.match(r"[A-Za-z0-9._-]+", one) for one in asked if ";" not in one)
    return [found.group() for found in names if found]


def _one_owner(module: str, title: str, owners: list[str]) -> Check:
    """Two distributions that install the same module overwrite each other, and either may win, file by file."""
    id_ = f"packages.{module}"
    if not owners:
        text = f"No package of {title} is installed."
        return marked(id_, "fail", Message("check.packages.none", text, SETUP, {"title": title}))
    shown = ", ".join(f"{name} {metadata.version(name)}" for name in owners)
    remove = " ".join(owners)
    if len(owners) > 1:
        text = f"{len(owners)} packages overwrite each other: {shown}."
        hint = f"Remove all of them, then install one: uv pip uninstall {remove}; {SETUP}"
        message = Message(
            "check.packages.doubled", text, hint, {"packages": shown, "names": remove, "count": len(owners)}
        )
        return marked(id_, "fail", message)
    damaged = _damaged_files(metadata.distribution(owners[0]))
    if damaged:
        count, file = len(damaged), damaged[0]
        text = f"{shown} is damaged: {count} of its files are missing or overwritten, such as {file}."
        hint = f"Another package of {title} was here. uv pip uninstall {remove}; {SETUP}"
        message = Message(
            "check.packages.damaged",
            text,
            hint,
            {"packages": shown, "names": remove, "title": title, "count": count, "file": file},
        )
        return marked(id_, "fail", message)
    return Check(id_, "ok", Message("check.packages.one", f"{shown}, the only one", "", {"packages": shown}))


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


def qt(patient: Patient) -> Iterator[Check]:
    spec = importlib.util.find_spec("PyQt6")
    if spec is None or not spec.submodule_search_locations:
        yield marked("qt.PyQt6", "fail", _not_installed("PyQt6"))
        return
    folder = Path(spec.submodule_search_locations[0])
    if sys.platform == "linux":
        yield from _system_libraries(folder, patient)
    yield _platform("offscreen", "offscreen", patient)
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield _platform("display", None, patient)
    else:
        text = "There is no display here, so no window can open."
        hint = "“python -m app run” works without one."
        yield marked("qt.display", "warn", Message("check.qt.no_display", text, hint))


def _platform(name: str, plugin: str | None, patient: Patient) -> Check:
    kept = dict(os.environ)
    keep_own_qt_plugins(kept)  # another probe may have imported cv2 into this very process
    environ: dict[str, str | None] = {variable: None for variable in os.environ if variable not in kept}
    if plugin is not None:
        environ["QT_QPA_PLATFORM"] = plugin
    code, output = run_child([sys.executable, "-c", _QT_CHILD], environ, _CHILD_S, patient.leave)
    if code == 0:
        platform = output.splitlines()[-1]
        text = f"Qt opens on the platform {platform}"
        return Check(f"qt.{name}", "ok", Message("check.qt.opens", text, "", {"platform": platform}))
    reason = _last_line(output, code)
    message = Message("check.qt.closed", f"Qt does not open: {reason}", SETUP, {"reason": reason})
    return marked(f"qt.{name}", "fail", message)


def _system_libraries(folder: Path, patient: Patient) -> Iterator[Check]:
    plugins = folder / "Qt6" / "plugins" / "platforms"
    files = {
        "widgets": (folder / "QtWidgets.abi3.so", "Every window needs them."),
        "X11": (plugins / "libqxcb.so", "A window on X11 needs them."),
        "Wayland": (plugins / "libqwayland.so", "A window on Wayland needs them; it may still open by way of X11."),
    }
    for name, (file, why) in files.items():
        id_ = f"qt.libraries-{name}"
        if not file.is_file():
            text = f"{file} is missing."
            yield marked(id_, "fail", Message("check.qt.file_missing", text, SETUP, {"file": str(file)}))
            continue
        missing = missing_libraries(file, patient.leave)
        if not missing:
            yield Check(id_, "ok", Message("check.qt.libraries", "all system libraries are there"))
            continue
        names, command = ", ".join(missing), install_hint(missing)
        text = f"System libraries are missing: {names}. {why}"
        hint = f"Install them: {command}"
        message = Message("check.qt.libraries_missing", text, hint, {"names": names, "why": why, "command": command})
        yield marked(id_, "warn" if name == "Wayland" else "fail", message)


def missing_libraries(file: Path, leave: threading.Event | None = None) -> list[str]:
    """Names of the shared libraries that ``file`` needs, directly or not, and the loader does not find."""
    ldd = shutil.which("ldd")
    if ldd is None:
        raise FileNotFoundError("the program ldd, which lists missing system libraries, is not installed")
    _, output = run_child([ldd, str(file)], {"LC_ALL": "C"}, _CHILD_S, leave)
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
