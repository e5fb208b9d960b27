"""Folders that really can not be written, and disks that really are full."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.services.permissions.kit import NOBODY, found, looked, needs_linux, needs_mounts, needs_root, permissions

TOPICS = ["folders", "disk"]


def test_folders_that_can_be_written_are_ok_and_are_not_made_by_looking(tmp_path: Path) -> None:
    checks = found(permissions(tmp_path / "home").check(TOPICS))
    assert {check.state for check in checks.values()} == {"ok"}
    names = ("config", "data", "cache", "logs", "models", "recordings")
    assert set(checks) == {f"{topic}.{name}" for topic in TOPICS for name in names}
    assert not (tmp_path / "home" / "recordings").exists()
    assert list((tmp_path / "home" / "config").iterdir()) == []


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home")
    (tmp_path / "home" / "cache").rmdir()
    (tmp_path / "home" / "cache").touch()
    check = found(service.check(["folders"]))["folders.cache"]
    assert (check.state, check.mark) == ("denied", "fail")
    assert "is a file" in check.reason


def test_chosen_folders_are_looked_at_too(tmp_path: Path) -> None:
    models = tmp_path / "my models"
    models.mkdir()
    flags = {
        "output.recording_folder": str(tmp_path / "my films"),
        "models.folders": f'["{models.as_posix()}", "{(tmp_path / "gone").as_posix()}"]',
    }
    checks = found(permissions(tmp_path / "home", flags).check(["folders"]))
    assert checks["folders.recordings"].reason == f"{tmp_path / 'my films'} can be written."
    assert checks["folders.models-1"].state == "ok"
    gone = checks["folders.models-2"]
    assert (gone.state, gone.mark) == ("missing", "warn")
    assert "page of models" in gone.mend


@needs_linux
@needs_root
def test_a_folder_of_somebody_else_can_not_be_written(open_folder: Path) -> None:
    home = open_folder / "home"
    permissions(home)
    other = open_folder / "other"
    other.mkdir()
    wish = {"home": str(home), "topics": TOPICS, "set": {"output.recording_folder": str(other / "films")}}
    for folder in home.iterdir():
        os.chown(folder, NOBODY, NOBODY)
    os.chown(home / "cache", 0, 0)  # as after a start with sudo
    (home / "logs").chmod(0o500)
    checks = looked(wish)
    cache = checks["folders.cache"]
    assert (cache["state"], cache["code"], cache["needed"]) == ("denied", "check.folders.owner", True)
    assert cache["command"] == ["chown", "-R", "nobody", str(home / "cache")]
    assert cache["elevated"]
    assert f"sudo chown -R nobody {home / 'cache'}" in cache["hint"]
    logs = checks["folders.logs"]
    assert (logs["command"], logs["elevated"]) == (["chmod", "u+rwx", str(home / "logs")], False)
    films = checks["folders.recordings"]
    assert (films["state"], films["code"], films["command"]) == ("denied", "check.folders.not_made", [])
    assert "output.recording_folder" in films["hint"]
    assert {checks[f"folders.{name}"]["state"] for name in ("config", "data", "models")} == {"ok"}


@needs_linux
@needs_root
def test_a_models_folder_that_may_not_be_read(open_folder: Path) -> None:
    home = open_folder / "home"
    permissions(home)
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    wish = {"home": str(home), "topics": ["folders"], "set": {"models.folders": f'["{closed}"]'}}
    assert looked(wish)["folders.models-1"]["state"] == "denied"


@needs_linux
def test_a_disk_that_fills_up(open_folder: Path) -> None:
    """A tmpfs of 210 MB is enough at first; 20 MB later it is not, and nothing can be written when it is quite full."""
    needs_mounts()
    home = open_folder / "home"
    home.mkdir()
    mount = 'mount -t tmpfs -o size=210m,mode=0777 none "$HOME_OF_TEST"\n'
    make = 'mkdir -m 0777 "$HOME_OF_TEST/config" "$HOME_OF_TEST/data" "$HOME_OF_TEST/cache" "$HOME_OF_TEST/logs"\n'
    wish = {"home": str(home), "topics": TOPICS}
    checks = looked(wish, mounts=mount + make)
    assert checks["disk.data"]["state"] == "ok"
    assert checks["disk.recordings"]["code"] == "check.disk.little"
    assert not checks["disk.recordings"]["needed"]
    checks = looked(wish, mounts=mount + make + 'head -c 20M /dev/zero > "$HOME_OF_TEST/film"')
    assert (checks["disk.data"]["state"], checks["disk.data"]["needed"]) == ("missing", True)
    assert "nearly full" in checks["disk.data"]["text"]
    full = mount + make + 'head -c 500M /dev/zero > "$HOME_OF_TEST/film" 2>/dev/null || true'
    checks = looked(wish, mounts=full)
    assert checks["disk.config"]["params"]["free"] == "0 MB"
    assert "folders.config" in checks


@needs_linux
def test_a_disk_that_can_only_be_read(open_folder: Path) -> None:
    needs_mounts()
    home = open_folder / "home"
    home.mkdir()
    make = 'mkdir -m 0777 "$HOME_OF_TEST/config" "$HOME_OF_TEST/data" "$HOME_OF_TEST/cache" "$HOME_OF_TEST/logs"\n'
    mounts = (
        'mount -t tmpfs -o size=4m,mode=0777 none "$HOME_OF_TEST"\n' + make + 'mount -o remount,ro none "$HOME_OF_TEST"'
    )
    for as_nobody in (True, False):  # root can not write there either
        check = looked({"home": str(home), "topics": ["folders"]}, mounts=mounts, as_nobody=as_nobody)["folders.data"]
        assert (check["state"], check["code"]) == ("denied", "check.folders.read_only")


@pytest.mark.parametrize(
    ("platform", "code"), [("win32", "check.folders.denied_windows"), ("darwin", "check.folders.denied_mac")]
)
def test_what_other_systems_keep_away_is_told_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, code: str
) -> None:
    service = permissions(tmp_path / "home", platform=platform)

    def denied(**words: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", denied)
    monkeypatch.setattr("app.services.permissions.folders._give_back", lambda *words: None)
    assert found(service.check(["folders"]))["folders.data"].message.code == code


def test_a_small_rest_is_told_in_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = permissions(tmp_path / "home")
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=199_900_000))
    check = found(service.check(["disk"]))["disk.data"]
    assert "only 199 MB are left" in check.reason
    assert check.mark == "fail"
