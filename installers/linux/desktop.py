#!/usr/bin/env python3
"""Puts the program into the menu of the desktop, for this user only: no administrator, nothing outside the home.

    installers/linux/desktop.py [install | remove | status] [--print] [--python FILE]

  install  a menu entry, icons in the usual sizes, the types of files it opens, and what software centres show
  remove   takes all of that away again
  status   what is there; exit code 1 where something is missing or of another copy of the program
  --print  says what would be done, and does nothing

Standard library only. Files go to $XDG_DATA_HOME (~/.local/share). Installing twice changes nothing; after the folder
of the program was moved, installing again mends it. The desktop's caches are brought up to date where their programs
are there, and whichever program opened photos and videos before still does: Understudy only joins the list.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from app.base.desktop_entry import FieldCode, entry, exec_line, string_value  # noqa: E402 - found by the line above

ICONS = ROOT / "resources" / "icons"
HERE = Path(__file__).resolve().parent
ONNX = "application/x-onnx"
TYPES = (
    "image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "image/avif", "video/mp4", "video/quicktime",
    "video/x-matroska", "video/webm", "video/x-msvideo", "video/mpeg", "video/x-ms-wmv", ONNX,
)  # fmt: skip
MIME = f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{ONNX}">
    <comment>ONNX network</comment>
    <comment xml:lang="zh_CN">ONNX 网络</comment>
    <glob pattern="*.onnx"/>
  </mime-type>
</mime-info>
"""
_PNG = b"\x89PNG"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="desktop.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", nargs="?", choices=("install", "remove", "status"), default="install")
    parser.add_argument("--print", action="store_true", dest="only_print")
    parser.add_argument("--python", type=Path, help="interpreter with the packages, where it is not .venv/bin/python")
    args = parser.parse_args(argv)
    python = args.python.absolute() if args.python is not None else None
    try:
        files = wanted(data_home(os.environ), python)
        if args.action == "status":
            return status(files)
        if args.only_print:
            return show(args.action, files)
        return install(files) if args.action == "install" else remove(files)
    except OSError as error:
        print(
            f"{error.filename} can not be written ({error.strerror}): see who owns it, then try again.", file=sys.stderr
        )
        return 1
    except ValueError:  # a line break, or bytes that are no letters
        print(f"The program lies in {str(ROOT)!r}, whose name can not stand in a menu: move it.", file=sys.stderr)
        return 1


def data_home(environ: Mapping[str, str]) -> Path:
    given = Path(environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"  # as the specification wants it


def wanted(data: Path, python: Path | None) -> dict[Path, bytes]:
    """Every file with its content."""
    icons = data / "icons" / "hicolor"
    files = {
        data / "applications" / "understudy.desktop": desktop_entry(python).encode(),
        data / "metainfo" / "local.understudy.Understudy.metainfo.xml": (HERE / "understudy.metainfo.xml").read_bytes(),
        data / "mime" / "packages" / "understudy.xml": MIME.encode(),
        icons / "scalable" / "apps" / "understudy.svg": (ICONS / "understudy.svg").read_bytes(),
    }
    for side, picture in pictures((ICONS / "understudy.ico").read_bytes()).items():
        files[icons / f"{side}x{side}" / "apps" / "understudy.png"] = picture
    return files


def desktop_entry(python: Path | None) -> str:
    """The text of the menu entry. ``python``: where the usual one is not to be used."""
    launcher = ROOT / "installers" / "launch.sh"
    words = [str(launcher), *(("--python", str(python)) if python is not None else ())]
    main_part = entry(
        {
            "Type": "Application",
            "Version": "1.4",
            "Name": "Understudy",
            "GenericName": "Face swap camera",
            "GenericName[zh_CN]": "换脸摄像头",
            "Comment": "A chosen face over your own, live, as a camera for every other program",
            "Comment[zh_CN]": "把选定的脸实时放在你的脸上，作为其他程序的摄像头",  # noqa: RUF001 - Chinese
            "TryExec": string_value(str(launcher)),
            "Exec": exec_line([*words, FieldCode("F")]),
            "Icon": "understudy",
            "Terminal": "false",
            "Categories": "AudioVideo;Video;",
            "Keywords": "camera;webcam;face;swap;virtual;",
            "MimeType": "".join(f"{kind};" for kind in TYPES),
            "StartupNotify": "true",
            "StartupWMClass": "Understudy",
            "X-GNOME-SingleWindow": "true",
            "Actions": "tray;",
        }
    )
    in_tray = {"Name": "Open in the tray", "Name[zh_CN]": "在托盘中打开", "Exec": exec_line([*words, "--tray"])}
    return main_part + "\n" + entry(in_tray, "Desktop Action tray")


def pictures(icon: bytes) -> dict[int, bytes]:
    """The PNGs in an ICO file, by their side in pixels."""
    found = {}
    for number in range(struct.unpack_from("<H", icon, 4)[0]):
        width, size, offset = struct.unpack_from("<B7xII", icon, 6 + 16 * number)
        picture = icon[offset : offset + size]
        if picture.startswith(_PNG):
            found[width or 256] = picture
    return found


# ---------------------------------------------------------------- what is asked for


def install(files: Mapping[Path, bytes]) -> int:
    before = defaults()
    changed = [path for path, content in files.items() if replace(path, content)]
    refresh(files)
    give_back(before)
    if not changed:
        print("Understudy is in the menu of the desktop already; nothing was changed.")
    else:
        print(f"Understudy is in the menu of the desktop now ({len(changed)} files in {data_home(os.environ)}).")
    return 0


def remove(files: Mapping[Path, bytes]) -> int:
    there = [path for path in files if path.exists()]
    for path in there:
        path.unlink()
    refresh(files)
    print(f"Understudy is not in the menu any more ({len(there)} files were removed).")
    return 0


def status(files: Mapping[Path, bytes]) -> int:
    missing = [path for path in files if not path.exists()]
    other = [path for path, content in files.items() if path.exists() and path.read_bytes() != content]
    for path in missing:
        print(f"missing   {path}")
    for path in other:
        print(f"another   {path}")
    if missing or other:
        again = "It is not in the menu of the desktop" if len(missing) == len(files) else "It is not as it should be"
        print(f"{again}: {Path(__file__).resolve()} install")
        return 1
    print("Understudy is in the menu of the desktop.")
    return 0


def show(action: str, files: Mapping[Path, bytes]) -> int:
    for path, content in files.items():
        if action == "remove":
            print(f"remove    {path}" if path.exists() else f"not there {path}")
            continue
        same = path.exists() and path.read_bytes() == content
        print(f"{'as it is' if same else 'write':9} {path}")
        if path.suffix == ".desktop" and not same:
            print("".join(f"            {line}\n" for line in content.decode().splitlines()), end="")
    for command in refreshing(files):
        print(f"run       {' '.join(command)}")
    return 0


# ---------------------------------------------------------------- files and caches


def replace(path: Path, content: bytes) -> bool:
    """Write a file whole; whether it was another one."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return True


def refreshing(files: Mapping[Path, bytes]) -> list[list[str]]:
    """The commands that bring the caches up to date, as far as they are on this machine."""
    data = next(path for path in files if path.suffix == ".desktop").parents[1]
    commands = [
        ["update-mime-database", str(data / "mime")],
        ["update-desktop-database", "-q", str(data / "applications")],
        ["gtk-update-icon-cache", "-q", "-f", "-t", str(data / "icons" / "hicolor")],
    ]
    return [command for command in commands if shutil.which(command[0]) is not None]


def refresh(files: Mapping[Path, bytes]) -> None:
    for command in refreshing(files):
        if not Path(command[-1]).is_dir():
            continue
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{command[0]} could not bring its cache up to date: {done.stderr.strip()}", file=sys.stderr)


def defaults() -> dict[str, str]:
    """Which program opens each of the types now; empty where the desktop can not be asked."""
    if shutil.which("xdg-mime") is None:
        return {}
    return {kind: default(kind) for kind in TYPES if kind != ONNX}


def default(kind: str) -> str:
    asked = subprocess.run(["xdg-mime", "query", "default", kind], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def give_back(before: Mapping[str, str]) -> None:
    """Where a type would be opened by Understudy from now on and something else opened it before: let that go on."""
    for kind, program in before.items():
        if program and program != "understudy.desktop" and default(kind) == "understudy.desktop":
            subprocess.run(["xdg-mime", "default", program, kind], capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
