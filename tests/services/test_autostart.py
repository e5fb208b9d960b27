"""Opening at login: the entry of each system in a home or registry of the test's own; what it starts really starts."""

from __future__ import annotations

import os
import plistlib
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.desktop_entry import exec_words, read_entry
from app.base.errors import UserError
from app.base.paths import Paths
from app.services.autostart import Autostart
from app.services.autostart.windows import APPROVED, NAME, RUN, split_command_line


@pytest.fixture
def copy(tmp_path: Path) -> Paths:
    """A copy of the program, as far as its launchers: in a folder whose name is not easy."""
    root = tmp_path / 'a "b" $c 100%'
    for launcher in ("launch.sh", "windows/launch.pyw"):
        file = root / "installers" / launcher
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        file.chmod(0o755)
    for python in ("pythonw.exe", "python.exe", "bin/python"):
        file = root / ".venv" / python
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return replace(Paths.find({}), root=root)


class Keys:
    """A registry in memory; ``broken`` is raised by every call."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str | bytes] = {}
        self.broken: OSError | None = None

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken

    def read(self, key: str, name: str) -> str | bytes | None:
        self._check()
        return self.values.get((key, name))

    def write(self, key: str, name: str, text: str) -> None:
        self._check()
        self.values[key, name] = text

    def delete(self, key: str, name: str) -> None:
        self._check()
        self.values.pop((key, name), None)


def linux(copy: Paths, home: Path, **environ: str) -> Autostart:
    python = copy.root / ".venv" / "bin" / "python"
    return Autostart(copy, platform="linux", environ=environ, home=home, python=python)


def windows(copy: Paths, keys: Keys, **environ: str) -> Autostart:
    return Autostart(copy, platform="win32", environ=environ, python=copy.root / ".venv" / "python.exe", keys=keys)


def macos(copy: Paths, home: Path) -> Autostart:
    python = copy.root / ".venv" / "bin" / "python"
    return Autostart(copy, platform="darwin", environ={}, home=home, python=python)


def entry_file(home: Path) -> Path:
    return home / ".config" / "autostart" / "understudy.desktop"


# ---- Linux -----------------------------------------------------------------------------------------------------


def test_on_and_off_again(copy: Paths, tmp_path: Path) -> None:
    autostart = linux(copy, tmp_path)
    assert autostart.state().state == "off"
    autostart.set(True)
    autostart.set(True)
    assert autostart.state().state == "on"
    keys = read_entry(entry_file(tmp_path).read_text())
    assert exec_words(keys["Exec"]) == [str(copy.root / "installers" / "launch.sh"), "--tray"]
    autostart.set(False)
    autostart.set(False)
    assert autostart.state().state == "off"
    assert not entry_file(tmp_path).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are of free desktops")
def test_the_entry_starts_the_launcher_in_a_folder_with_a_hard_name(copy: Paths, tmp_path: Path) -> None:
    linux(copy, tmp_path, UNDERSTUDY_HOME="/x y").set(True)
    words = exec_words(read_entry(entry_file(tmp_path).read_text())["Exec"])
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == ["--home", "/x y", "--tray"]


def test_the_entry_lies_where_the_desktop_looks(copy: Paths, tmp_path: Path) -> None:
    linux(copy, tmp_path, XDG_CONFIG_HOME=str(tmp_path / "elsewhere")).set(True)
    assert (tmp_path / "elsewhere" / "autostart" / "understudy.desktop").is_file()


def test_a_relative_folder_of_the_environment_does_not_count(copy: Paths, tmp_path: Path) -> None:
    assert linux(copy, tmp_path, XDG_CONFIG_HOME="somewhere").place == str(entry_file(tmp_path))


def test_a_program_that_was_deleted_gives_no_error_at_login(copy: Paths, tmp_path: Path) -> None:
    linux(copy, tmp_path).set(True)
    keys = read_entry(entry_file(tmp_path).read_text())
    assert keys["TryExec"].replace("\\\\", "\\") == str(copy.root / "installers" / "launch.sh")


def test_a_python_that_is_gone_is_told_on_linux(copy: Paths, tmp_path: Path) -> None:
    python = tmp_path / "other" / "python"
    python.parent.mkdir()
    python.touch()
    autostart = Autostart(copy, platform="linux", environ={}, home=tmp_path, python=python)
    autostart.set(True)
    assert autostart.state().state == "on"
    python.unlink()
    found = autostart.state()
    assert (found.state, found.message.code) == ("broken", "autostart.gone")
    assert str(python) in found.message.text


@pytest.mark.parametrize("name", ["two\nlines", "\udcff\udcfe"])
def test_a_folder_whose_name_no_entry_can_hold_is_told(copy: Paths, tmp_path: Path, name: str) -> None:
    odd = replace(copy, root=copy.root / name)
    with pytest.raises(UserError) as told:
        linux(odd, tmp_path).set(True)
    assert told.value.message.code == "autostart.odd_name"
    assert not entry_file(tmp_path).exists()
    told.value.message.text.encode()


def test_another_python_than_the_usual_is_named(copy: Paths, tmp_path: Path) -> None:
    autostart = Autostart(copy, platform="linux", environ={}, home=tmp_path, python=Path("/opt/py/bin/python"))
    assert autostart.launch.words[1:] == ("--python", "/opt/py/bin/python", "--tray")


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_is_off(copy: Paths, tmp_path: Path, line: str) -> None:
    autostart = linux(copy, tmp_path)
    autostart.set(True)
    file = entry_file(tmp_path)
    kept = [each for each in file.read_text().splitlines() if each.split("=")[0] != line.split("=")[0]]
    file.write_text("\n".join([*kept, line]))
    found = autostart.state()
    assert (found.state, found.message.code) == ("off", "autostart.off_by_system")
    autostart.set(True)
    assert autostart.state().state == "on"


def test_a_program_that_was_moved_away_is_told(copy: Paths, tmp_path: Path) -> None:
    linux(copy, tmp_path).set(True)
    moved = tmp_path / "moved"
    copy.root.rename(moved)
    there = replace(copy, root=moved)
    found = linux(there, tmp_path).state()
    assert (found.state, found.message.code) == ("broken", "autostart.gone")
    assert str(copy.root) in found.message.text
    linux(there, tmp_path).set(True)
    assert linux(there, tmp_path).state().state == "on"


def test_another_copy_is_told(copy: Paths, tmp_path: Path) -> None:
    linux(copy, tmp_path).set(True)
    found = linux(replace(copy, root=Path(__file__).resolve().parents[2]), tmp_path).state()
    assert (found.state, found.message.code) == ("broken", "autostart.other_copy")


@pytest.mark.parametrize("text", [b'[Desktop Entry]\nExec="/a b\n', b"\xff\xfe"])
def test_an_entry_that_can_not_be_understood_is_told(copy: Paths, tmp_path: Path, text: bytes) -> None:
    autostart = linux(copy, tmp_path)
    autostart.set(True)
    entry_file(tmp_path).write_bytes(text)
    assert autostart.state().message.code == "autostart.unreadable"
    autostart.set(True)
    assert autostart.state().state == "on"


def test_a_folder_that_can_not_be_made_is_told(copy: Paths, tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("a file where the folder should be")
    with pytest.raises(UserError) as refused:
        linux(copy, tmp_path).set(True)
    assert refused.value.message.code == "autostart.not_written"
    assert str(entry_file(tmp_path)) in refused.value.message.text


def test_a_sandbox_is_told(copy: Paths, tmp_path: Path) -> None:
    for environ in ({"FLATPAK_ID": "x.y.Z"}, {"SNAP": str(copy.root.parent), "SNAP_NAME": "understudy"}):
        autostart = linux(copy, tmp_path, **environ)
        assert (autostart.state().state, autostart.state().message.code) == ("broken", "autostart.sandboxed")
        with pytest.raises(UserError, match="can not set"):
            autostart.set(True)
    assert not entry_file(tmp_path).exists()


def test_a_terminal_that_is_a_snap_is_no_sandbox(copy: Paths, tmp_path: Path) -> None:
    assert linux(copy, tmp_path, SNAP="/snap/terminal/1", SNAP_NAME="terminal").state().state == "off"


# ---- Windows ---------------------------------------------------------------------------------------------------


def test_a_value_of_the_registry(copy: Paths) -> None:
    keys = Keys()
    autostart = windows(copy, keys)
    assert autostart.state().state == "off"
    autostart.set(True)
    assert autostart.state().state == "on"
    words = split_command_line(str(keys.values[RUN, NAME]))
    script = copy.root / "installers" / "windows" / "launch.pyw"
    assert words == [str(copy.root / ".venv" / "pythonw.exe"), str(script), "--tray"]
    script.unlink()
    assert autostart.state().message.code == "autostart.gone"
    autostart.set(False)
    assert keys.values == {}


def test_the_task_managers_no_counts_until_it_is_switched_on_here(copy: Paths) -> None:
    keys = Keys()
    autostart = windows(copy, keys)
    autostart.set(True)
    keys.values[APPROVED, NAME] = bytes([2]) + bytes(11)
    assert autostart.state().state == "on"
    keys.values[APPROVED, NAME] = bytes([3]) + bytes(11)
    found = autostart.state()
    assert (found.state, found.message.code) == ("off", "autostart.off_by_system")
    autostart.set(True)
    assert autostart.state().state == "on"


def test_a_python_that_is_gone_is_told(copy: Paths) -> None:
    keys = Keys()
    windows(copy, keys).set(True)
    (copy.root / ".venv" / "pythonw.exe").unlink()
    assert windows(copy, keys).state().message.code == "autostart.gone"


def test_a_registry_that_refuses_is_told(copy: Paths) -> None:
    keys = Keys()
    keys.broken = PermissionError(13, "Access is denied")
    autostart = windows(copy, keys)
    assert autostart.state().message.code == "autostart.unreadable"
    with pytest.raises(UserError, match="Access is denied"):
        autostart.set(True)


@pytest.mark.parametrize(
    "words", [["a"], ["C:\\a b\\", "x\\\\y", 'q"r', ""], ["\\\\server\\share\\", '\\"'], ["a\tb", "tail\\"]]
)
def test_command_lines_are_split_as_they_are_joined(words: list[str]) -> None:
    assert split_command_line(subprocess.list2cmdline(words)) == words


# ---- macOS -----------------------------------------------------------------------------------------------------


def test_a_launch_agent(copy: Paths, tmp_path: Path) -> None:
    autostart = macos(copy, tmp_path)
    assert autostart.state().state == "off"
    autostart.set(True)
    assert autostart.state().state == "on"
    file = tmp_path / "Library" / "LaunchAgents" / "understudy.plist"
    agent = plistlib.loads(file.read_bytes())
    assert agent["ProgramArguments"] == [str(copy.root / "installers" / "launch.sh"), "--tray"]
    assert agent["RunAtLoad"] is True
    file.write_bytes(b"<plist>")
    assert autostart.state().message.code == "autostart.unreadable"
    autostart.set(False)
    assert not file.exists()


def test_an_application_is_opened_as_one(copy: Paths, tmp_path: Path) -> None:
    bundle = tmp_path / "Applications" / "Understudy.app"
    bundle.mkdir(parents=True)
    autostart = macos(copy, tmp_path)
    autostart.set(True)
    assert autostart.launch.words == ("/usr/bin/open", "-a", str(bundle), "--args", "--tray")
    assert autostart.state().state == "on"
    bundle.rmdir()
    assert macos(copy, tmp_path).state().message.code == "autostart.gone"


# ---- this machine ----------------------------------------------------------------------------------------------


def test_the_launchers_are_there() -> None:
    launcher = Autostart(Paths.find(os.environ)).launch.program
    assert launcher.is_file()
    if os.name == "posix":
        assert launcher.stat().st_mode & stat.S_IXUSR
