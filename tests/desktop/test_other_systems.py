"""What is for Windows and macOS, as far as it can be looked at here: the launcher, the shortcut, Understudy.app."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.kit import ROOT

WINDOWS = ROOT / "installers" / "windows"
MAKE_APP = ROOT / "installers" / "macos" / "make_app.sh"
posix = pytest.mark.skipif(os.name != "posix", reason="a shell script of macOS")

# ---- Windows ---------------------------------------------------------------------------------------------------


def launched(*words: str) -> subprocess.CompletedProcess[str]:
    """launch.pyw by an ordinary Python; what it would show in a box is printed, for there is no box here."""
    script = (
        "import runpy, sys; sys.argv = sys.argv[1:]; out = sys.stdout\n"
        "import ctypes, types\n"
        "box = types.SimpleNamespace(MessageBoxW=lambda _, text, title, kind: print(text, file=out))\n"
        "ctypes.windll = types.SimpleNamespace(user32=box)\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-P", "-c", script, str(WINDOWS / "launch.pyw"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT.parent)


def test_the_launcher_hands_its_words_on(tmp_path: Path) -> None:
    done = launched("--home", str(tmp_path / "own"), "config", "show", "ui.theme")
    assert (done.returncode, done.stdout) == (0, "")
    assert "ui.theme" in (tmp_path / "own" / "logs" / "start.log").read_text()


def test_the_launcher_shows_what_is_wrong(tmp_path: Path) -> None:
    done = launched("--home", str(tmp_path / "own"), "--set", "nonsense")
    assert done.returncode == 2
    assert "could not be opened" in done.stdout
    assert "--set nonsense has no value" in done.stdout
    assert str(tmp_path / "own" / "logs" / "start.log") in done.stdout


def test_the_launcher_shows_words_that_nobody_knows(tmp_path: Path) -> None:
    done = launched("--home", str(tmp_path / "own"), "--nonsense")
    assert done.returncode == 2
    assert "unrecognized arguments: --nonsense" in done.stdout


def test_windows_files_name_files_that_are_there() -> None:
    """In the shortcut's script and the double-clickable starter."""
    named = set()
    for file in (WINDOWS / "shortcut.ps1", WINDOWS / "shortcut.bat", WINDOWS / "Understudy.bat"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'"(?:%HERE%)?((?:installers|resources)\\[\w\\.]+)"', text))
        assert all(ord(letter) < 128 for letter in text), "both shells take another encoding for granted"
    assert len(named) == 2
    assert [name for name in named if not (ROOT / name.replace("\\", "/")).is_file()] == []


# ---- macOS -----------------------------------------------------------------------------------------------------


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(MAKE_APP), *words], capture_output=True, text=True, check=False)


@posix
def test_the_application_is_made_and_opens_this_copy(tmp_path: Path) -> None:
    to = str(tmp_path / "it's here")
    assert make("status", "--to", to).returncode == 1
    made = make("--to", to, "--python", "/opt/a b/python")
    assert made.returncode == 0, made.stderr
    assert make("--to", to, "--python", "/opt/a b/python").returncode == 0
    contents = tmp_path / "it's here" / "Understudy.app" / "Contents"
    info = plistlib.loads((contents / "Info.plist").read_bytes())
    assert info["NSCameraUsageDescription"]
    assert (contents / "Resources" / f"{info['CFBundleIconFile']}.icns").is_file()
    program = contents / "MacOS" / info["CFBundleExecutable"]
    assert os.access(program, os.X_OK)
    assert (
        program.read_text().splitlines()[-1] == f"exec '{ROOT}/installers/launch.sh' --python '/opt/a b/python' \"$@\""
    )
    assert make("status", "--to", to).returncode == 1, "with another Python"
    assert make("status", "--to", to, "--python", "/opt/a b/python").returncode == 0
    assert [path.name for path in (tmp_path / "it's here").iterdir()] == ["Understudy.app"]
    assert make("remove", "--to", to).returncode == 0
    assert list((tmp_path / "it's here").iterdir()) == []


@posix
def test_printing_makes_nothing(tmp_path: Path) -> None:
    told = make("--print", "--to", str(tmp_path / "apps")).stdout
    assert "Info.plist" in told
    assert "launch.sh" in told
    assert not (tmp_path / "apps").exists()


@posix
def test_a_python_that_is_named_from_here_is_found_from_elsewhere() -> None:
    assert f"--python '{Path.cwd()}/bin/python'" in make("--print", "--python", "bin/python").stdout


@posix
def test_wrong_words_are_told() -> None:
    assert make("--nonsense").returncode == 2
