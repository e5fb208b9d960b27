"""The menu of the desktop: what one user gets, that it is valid, that it opens the program, and that it goes again."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.base.desktop_entry import FieldCode, entry, exec_line, exec_words, read_entry, string_value
from tests.desktop.kit import PATIENCE_S, ROOT, Desktop, desktop, require, until

if not sys.platform.startswith("linux"):
    pytest.skip("the menus of free desktops", allow_module_level=True)

SCRIPT = ROOT / "installers" / "linux" / "desktop.py"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, whose name is not easy."""
    folder = tmp_path / "data of a user"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return folder


def call(*words: str, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-S", str(script), *words], capture_output=True, text=True, check=False)


def installed(data: Path) -> list[Path]:
    """Our files; the caches of the desktop are not."""
    return sorted(path for path in data.rglob("*nderstudy*") if path.is_file())


def keys(data: Path, group: str = "Desktop Entry") -> dict[str, str]:
    return read_entry((data / "applications" / "understudy.desktop").read_text(encoding="utf-8"), group)


def test_install_status_remove(data: Path) -> None:
    assert call("status").returncode == 1
    assert call().returncode == 0
    files = installed(data)
    assert len(files) == 11
    assert call("status").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in files}
    again = call("install")
    assert "nothing was changed" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in installed(data)} == before
    assert call("remove").returncode == 0
    assert installed(data) == []
    assert call("remove").returncode == 0


def test_print_changes_nothing(data: Path) -> None:
    told = call("--print").stdout
    assert f"write     {data / 'applications' / 'understudy.desktop'}" in told
    assert "Exec=" in told
    assert not data.exists()
    call()
    assert "as it is" in call("--print").stdout
    assert "remove    " in call("remove", "--print").stdout
    assert len(installed(data)) == 11


def test_the_entry_is_valid(data: Path) -> None:
    require("desktop-file-validate")
    call()
    entry = str(data / "applications" / "understudy.desktop")
    checked = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_software_data_is_valid(data: Path) -> None:
    require("appstreamcli")
    call()
    (file,) = (data / "metainfo").iterdir()
    command = ["appstreamcli", "validate", "--no-net", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_icons_have_the_sizes_of_their_folders(data: Path) -> None:
    call()
    sides = []
    for file in data.glob("icons/hicolor/*x*/apps/understudy.png"):
        with Image.open(file) as picture:
            assert file.parts[-3] == f"{picture.width}x{picture.height}"
            sides.append(picture.width)
    assert {16, 24, 32, 48, 64, 128, 256} <= set(sides)
    assert (data / "icons/hicolor/scalable/apps/understudy.svg").read_text().startswith("<svg")


def test_a_copy_in_another_place_is_told_and_mended(data: Path, tmp_path: Path) -> None:
    call()
    moved = tmp_path / 'it is $here "now" 100%'
    for part in ("installers/linux", "installers/launch.sh", "app/__init__.py", "app/base", "resources/icons"):
        target = moved / part
        target.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / part
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    script = moved / "installers" / "linux" / "desktop.py"
    told = call("status", script=script)
    assert (told.returncode, "another" in told.stdout) == (1, True)
    assert call(script=script).returncode == 0
    assert exec_words(keys(data)["Exec"]) == [str(moved / "installers" / "launch.sh")]
    assert exec_words(keys(data, "Desktop Action tray")["Exec"])[1:] == ["--tray"]
    if shutil.which("desktop-file-validate"):
        entry = str(data / "applications" / "understudy.desktop")
        assert subprocess.run(["desktop-file-validate", entry], check=False).returncode == 0


@pytest.mark.parametrize("name", ['it is $here "now" 100% é', "a=b%U", "back\\slash `x` ; & <y> ~ #!*?()'"])
def test_a_desktop_really_starts_what_the_entry_names(tmp_path: Path, name: str) -> None:
    """By GLib, as GNOME, Xfce and others do."""
    require("gio")
    launcher = tmp_path / name / "launch.sh"
    launcher.parent.mkdir()
    os.mkfifo(tmp_path / "said")
    launcher.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" >{tmp_path}/said\n')
    launcher.chmod(0o755)
    file = tmp_path / "x.desktop"
    exec_ = exec_line([str(launcher), "--tray", FieldCode("F")])
    file.write_text(entry({"Type": "Application", "Name": "x", "TryExec": string_value(str(launcher)), "Exec": exec_}))
    subprocess.run(["gio", "launch", str(file), "/a photo%20é.jpg"], check=True, timeout=PATIENCE_S)
    assert (tmp_path / "said").read_text().splitlines() == [str(launcher), "--tray", "/a photo%20é.jpg"]


def test_a_folder_with_a_line_break_in_its_name_is_one_sentence(data: Path, tmp_path: Path) -> None:
    odd = tmp_path / "two\nlines"
    for part in ("installers/linux", "installers/launch.sh", "app/__init__.py", "app/base", "resources/icons"):
        target = odd / part
        target.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / part
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    told = call(script=odd / "installers" / "linux" / "desktop.py")
    assert told.returncode == 1
    assert "can not stand in a menu" in told.stderr
    assert "Traceback" not in told.stderr
    assert installed(data) == []


def test_what_opened_photos_before_still_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require("xdg-mime", "update-desktop-database")
    data = tmp_path / "data"  # xdg-mime itself takes no spaces
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "nothing"))
    applications = data / "applications"
    applications.mkdir(parents=True)
    (applications / "zz-viewer.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Viewer\nExec=true %F\nMimeType=image/jpeg;\n"
    )
    subprocess.run(["update-desktop-database", str(applications)], check=True)

    def default() -> str:
        asked = subprocess.run(
            ["xdg-mime", "query", "default", "image/jpeg"], capture_output=True, text=True, check=True
        )
        return asked.stdout.strip()

    assert default() == "zz-viewer.desktop"
    call()
    assert default() == "zz-viewer.desktop"
    assert "image/jpeg" in keys(data)["MimeType"]


def test_a_folder_that_can_not_be_written_is_one_sentence(data: Path) -> None:
    data.write_text("a file where the folder should be")
    told = call()
    assert told.returncode == 1
    assert "can not be written" in told.stderr
    assert "Traceback" not in told.stderr


# ---- the launcher ----------------------------------------------------------------------------------------------


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path) as made:
        yield made


def test_a_double_click_opens_the_window(screen: Desktop, data: Path) -> None:
    """The Exec line of the entry, as a desktop runs it: no terminal, a photo behind it."""
    python = Path(sys.executable)
    assert call("--python", str(python)).returncode == 0
    photo = ROOT / "resources" / "media" / "hopper.jpg"
    words = [*exec_words(keys(data)["Exec"]), str(photo)]
    assert words[1:3] == ["--python", str(python)]
    launcher = screen.start(*words, name="launcher")
    until(lambda: bool(screen.windows("Open a photo")), "it asks what the photo is for")
    assert screen.windows("Understudy")
    if shutil.which("xprop"):  # the entry names the window's class, so that a panel gives it the entry's icon
        names = screen.run("xprop", "-id", screen.windows("Understudy")[0], "WM_CLASS")
        assert names.strip() == f'WM_CLASS(STRING) = "understudy", "{keys(data)["StartupWMClass"]}"'
    launcher.terminate()  # the launcher hands it on
    assert launcher.wait(PATIENCE_S) == 0
    until(lambda: not screen.windows("Understudy"), "the window is gone")


def test_what_goes_wrong_before_the_window_is_shown(screen: Desktop, tmp_path: Path) -> None:
    """A dialog says it: here a program that stands for zenity writes down what it would show."""
    tools = tmp_path / "tools"
    tools.mkdir()
    zenity = tools / "zenity"
    zenity.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{tmp_path}/shown"\n')
    zenity.chmod(0o755)
    environ = screen.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}
    launcher = [str(ROOT / "installers" / "launch.sh")]

    def shown(*words: str) -> str:
        (tmp_path / "shown").unlink(missing_ok=True)
        command = [*launcher, *words]
        done = subprocess.run(
            command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
        assert done.returncode != 0
        return (tmp_path / "shown").read_text()

    own = ("--python", sys.executable)
    assert "is not set up yet" in shown("--python", str(tmp_path / "nothing"))
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\ncase "$*" in *PyQt6*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    bare.chmod(0o755)
    assert "not set up completely" in shown("--python", str(bare))
    assert "has no value" in shown(*own, "--set", "nonsense")
    # What ends Qt itself, before any Python could tell it.
    environ["QT_QPA_PLATFORM"] = "nosuchplatform"
    assert "nosuchplatform" in shown(*own)
    assert (tmp_path / "home" / "logs" / "start.log").is_file()


def test_a_second_start_does_not_tear_the_log_of_the_first(tmp_path: Path) -> None:
    """It empties the file that the first one goes on writing to."""
    os.mkfifo(tmp_path / "go")
    python = tmp_path / "python"
    python.write_text(
        f"""#!/bin/sh
case $* in *import*) exit 0 ;; *second*) exit 0 ;; esac
echo "a long first line" >&2; echo begun >{tmp_path}/go; cat {tmp_path}/go; echo last >&2; exit 1
"""
    )
    python.chmod(0o755)
    launcher = [str(ROOT / "installers" / "launch.sh"), "--python", str(python)]
    environ = {"PATH": os.environ["PATH"], "UNDERSTUDY_HOME": str(tmp_path)}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(launcher, env=environ, **quiet) as first:  # type: ignore[call-overload]
        assert (tmp_path / "go").read_text() == "begun\n"
        assert subprocess.run([*launcher, "second"], env=environ, check=False, **quiet).returncode == 0  # type: ignore[call-overload]
        (tmp_path / "go").write_text("on")
        assert b"last" in first.communicate(timeout=PATIENCE_S)[1]
    assert (tmp_path / "logs" / "start.log").read_bytes() == b"last\n"


def test_launcher_scripts_are_clean() -> None:
    require("shellcheck")
    scripts = ["installers/launch.sh", "installers/macos/make_app.sh"]
    checked = subprocess.run(["shellcheck", *scripts], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


# ---- the files of icons ----------------------------------------------------------------------------------------


def test_the_icon_files_hold_what_they_say() -> None:
    icons = ROOT / "resources" / "icons"
    with Image.open(icons / "understudy.icns") as picture:
        assert {size[0] * size[2] for size in picture.info["sizes"]} >= {16, 32, 128, 256, 512, 1024}
        picture.load()
    with Image.open(icons / "understudy.ico") as picture:
        assert {(16, 16), (32, 32), (256, 256)} <= picture.info["sizes"]


def test_the_icons_are_those_of_the_script(tmp_path: Path) -> None:
    """Rendered anew they are the same drawings, so nothing was changed by hand."""
    copy = tmp_path / "icons"
    shutil.copytree(ROOT / "resources" / "icons", copy)
    for file in copy.glob("tray-*.svg"):
        file.unlink()
    subprocess.run([sys.executable, str(copy / "render_icons.py")], check=True, capture_output=True)
    for file in (ROOT / "resources" / "icons").glob("tray-*.svg"):
        assert (copy / file.name).read_text() == file.read_text()
    drawn = Image.open(io.BytesIO((copy / "understudy.png").read_bytes()))
    assert drawn.size == (256, 256)
