"""What this machine must have before packages are fetched: a system the wheels are made for, and Qt's libraries.

``check_machine`` refuses in words; ``check_system`` finds what is missing on Linux by loading it, and installs it with
apt-get as root, asks before it uses sudo, and names the command everywhere else. ``check_tests`` does it for what some
tests use and nobody has to have: where it can not be installed the tests that are skipped are named. Standard library
only.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
AGAIN = "then run this again."


class SetupError(Exception):
    """What the user reads: one sentence about what is missing and what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def check_machine(lock: str) -> None:
    """Refuse, before anything is fetched, a machine for which some wheel of the lock does not exist."""
    system, machine, version = sys.platform, platform.machine().lower(), sys.version_info[:2]
    intel = machine in ("x86_64", "amd64")
    if sys.maxsize < 2**32:
        raise SetupError(f"This Python is a 32-bit one: install a 64-bit Python 3.11 to 3.14, {AGAIN}")
    arm = machine in ("aarch64", "arm64") and system != "win32"
    if not (intel or arm) or system not in ("linux", "darwin", "win32"):
        raise SetupError(f"There are no packages for {system} on {machine}: use Linux, macOS or Windows on x86-64.")
    if lock == "directml" and system != "win32":
        raise SetupError("directml is for Windows only: choose --extra cpu, or cuda or openvino on Linux.")
    if lock in ("cuda", "openvino") and not (intel and system in ("linux", "win32")):
        raise SetupError(f"{lock} is for Linux and Windows on x86-64 only: choose --extra cpu.")
    if lock == "webgpu" and system == "darwin" and intel:
        raise SetupError("There is no WebGPU package for Intel Macs: choose --extra cpu.")
    if version == (3, 14) and (lock == "openvino" or (system == "darwin" and intel)):
        raise SetupError(f"Not every package exists for Python 3.14: set UNDERSTUDY_PYTHON to a Python 3.13, {AGAIN}")
    if system == "linux":
        libc, number = platform.libc_ver()
        least = (2, 34) if intel else (2, 39)
        if libc != "glibc" or tuple(map(int, number.split("."))) < least:
            newer = "Debian 12 or Ubuntu 22.04" if intel else "Debian 13 or Ubuntu 24.04"
            has = f"{libc} {number}" if libc else "another C library"
            raise SetupError(f"Qt needs glibc {least[0]}.{least[1]} and this system has {has}: use {newer} or newer.")
    if system == "darwin" and int(platform.mac_ver()[0].split(".")[0]) < 14:
        raise SetupError(f"macOS 14 or newer is needed and this is {platform.mac_ver()[0]}: update it, {AGAIN}")


def check_system(*, tools: bool) -> None:
    """On Linux find the libraries that Qt and OpenCV load from the system; install what is missing, or say how."""
    if sys.platform != "linux":
        return
    data = json.loads((PROJECT / "installers" / "linux" / "libraries.json").read_text(encoding="utf-8"))
    missing = missing_parts(data, tools=tools)
    if not missing:
        return
    family = distribution(data["systems"])
    names = listed(missing)
    if family is None:
        raise SetupError(f"The system lacks {names}: install the packages that bring them, {AGAIN}")
    packages = sorted({package[family] for package in missing.values() if family in package})
    command = [*data["systems"][family]["install"].split(), *packages]
    shown = " ".join(command)
    root = os.geteuid() == 0
    if family == "debian" and root:
        say(f"The system lacks {names}. Installing the packages that bring them: {shown}")
    elif family == "debian" and shutil.which("sudo") and sys.stdin.isatty() and sys.stderr.isatty():
        say(f"The system lacks {names}. This command, run as administrator, brings them: sudo {shown}")
        if input("Run it now? [y/N] ").strip().lower() not in ("y", "yes"):
            raise SetupError(f"Nothing was changed: run that command yourself, {AGAIN}")
    else:
        raise SetupError(f"The system lacks {names}: run {'' if root else 'sudo '}{shown} and {AGAIN}")
    apt_get(["update", "-qq"], root)
    if not apt_get(command[1:], root):
        raise SetupError(f"apt-get failed (its reason stands above): check the network and the disk, {AGAIN}")
    if left := missing_parts(data, tools=tools):
        raise SetupError(f"The system still lacks {listed(left)}: install the packages that bring them, {AGAIN}")


def apt_get(words: list[str], root: bool) -> bool:
    """Whether ``apt-get`` did it. As root nothing is asked: nothing is read, and only what goes wrong is shown."""
    nothing = subprocess.DEVNULL if root else None
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *words] if root else ["sudo", "apt-get", *words]
    return subprocess.run(command, env=environ, stdin=nothing, stdout=nothing, check=False).returncode == 0


def check_tests() -> None:
    """On Linux see to the programs that only some tests use; say which tests are skipped where they are missing.

    On Debian, as root, they are installed; nobody is asked for a password for them. Nothing here is an error: a test
    whose program is missing skips with that reason.
    """
    if sys.platform != "linux":
        return
    data = json.loads((PROJECT / "installers" / "linux" / "libraries.json").read_text(encoding="utf-8"))
    groups: dict[str, dict[str, dict[str, str]]] = data["tests"]
    missing = missing_for_tests(groups)
    if not missing:
        return
    family = distribution(data["systems"])
    if family == "debian" and os.geteuid() == 0:
        say(f"Some tests use programs that are not here. Installing them: {' '.join(packages_of(missing, family))}")
        apt_get(["update", "-qq"], root=True)
        install = data["systems"][family]["install"].split()[1:]
        if not apt_get([*install, *packages_of(missing, family)], root=True):
            # One package that this release does not have must not take the others with it.
            for name, parts in missing.items():
                apt_get([*install, *packages_of({name: parts}, family)], root=True)
        missing = missing_for_tests(groups)
    for name, parts in missing.items():
        packages = packages_of({name: parts}, family)
        command = f" ({data['systems'][family]['install']} {' '.join(packages)})" if family and packages else ""
        lacks = listed({Path(part).name: {} for part in parts})
        say(f"Tests of {name} will be skipped: the system lacks {lacks}{command}.")


def missing_for_tests(groups: dict[str, dict[str, dict[str, str]]]) -> dict[str, dict[str, dict[str, str]]]:
    """By the name of a group of tests what they use that is not here: commands, and files by an absolute pattern."""
    missing = {
        name: {part: packages for part, packages in parts.items() if not is_here(part)}
        for name, parts in groups.items()
    }
    return {name: parts for name, parts in missing.items() if parts}


def is_here(part: str) -> bool:
    if not part.startswith("/"):
        return shutil.which(part) is not None
    return next(Path("/").glob(part.lstrip("/")), None) is not None


def packages_of(groups: dict[str, dict[str, dict[str, str]]], family: str | None) -> list[str]:
    """The packages of ``family`` that bring what is named in ``groups``; those that are not known are left out."""
    return sorted({packages[family] for parts in groups.values() for packages in parts.values() if family in packages})


def listed(missing: dict[str, dict[str, str]]) -> str:
    names = list(missing)
    return ", ".join(names) if len(names) < 5 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def missing_parts(data: dict[str, Any], *, tools: bool) -> dict[str, dict[str, str]]:
    """What is missing, by the name it is looked for, with the packages that bring it."""
    missing = {}
    for library, packages in data["libraries"].items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing[library] = packages
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
    fonts = (path for folder in folders for path in Path(folder).expanduser().rglob("*.[to]t[fc]"))
    if next(fonts, None) is None:
        missing["a font"] = data["fonts"]
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it, and so venv, in a package of its own
        missing["Python's venv"] = {family: name.format(version=PYTHON) for family, name in data["venv"].items()}
    if tools:
        missing |= {name: packages for name, packages in data["commands"].items() if shutil.which(name) is None}
    return missing


def distribution(systems: dict[str, dict[str, Any]]) -> str | None:
    """The key in ``systems`` of the distribution that /etc/os-release names, or of one it is made from."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    likes = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((key for like in likes for key, system in systems.items() if like in system["ids"]), None)
