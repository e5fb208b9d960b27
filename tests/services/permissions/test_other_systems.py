"""What Windows and macOS say, by stand-ins for the registry and the Objective-C runtime."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil
import pytest

from app.services.permissions.mac import SystemCamera
from app.services.permissions.windows_camera import DESKTOP, SETTINGS, STORE
from tests.services.permissions.kit import found, permissions

Keys = dict[tuple[str, str], dict[str, object]]


class Registry:
    """``keys`` are the values by hive and path."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def values(self, hive: str, path: str) -> Mapping[str, object] | None:
        return self._keys.get((hive, path))

    def keys(self, hive: str, path: str) -> Iterable[str]:
        inner = [
            name.removeprefix(path + "\\") for at, name in self._keys if at == hive and name.startswith(path + "\\")
        ]
        return sorted({name.partition("\\")[0] for name in inner})


class MacCamera:
    def __init__(self, answer: int | None) -> None:
        self._answer = answer

    def status(self) -> int | None:
        return self._answer

    def ask(self) -> bool | None:
        return None


@pytest.fixture(autouse=True)
def one_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.permissions.camera._listed", lambda: ["HD Webcam"])


def settings(machine: str | None, apps: str | None, desktop: str | None) -> Keys:
    values: Keys = {}
    for hive, path, value in (("HKLM", STORE, machine), ("HKCU", STORE, apps), ("HKCU", DESKTOP, desktop)):
        if value is not None:
            values[hive, path] = {"Value": value}
    return values


@pytest.mark.parametrize(
    ("switches", "state", "words"),
    [
        (("Deny", "Allow", "Allow"), "denied", "“Camera access”"),
        (("Allow", "Deny", "Allow"), "denied", "“Let apps access your camera”"),
        (("Allow", "Allow", "Deny"), "denied", "“Let desktop apps access your camera”"),
        (("Allow", "Allow", "Allow"), "ok", ""),
        ((None, "Allow", None), "ok", ""),
        ((None, None, None), "unknown", "Settings > Privacy > Camera"),
    ],
)
def test_the_switches_of_windows(
    tmp_path: Path, switches: tuple[str | None, str | None, str | None], state: str, words: str
) -> None:
    service = permissions(tmp_path / "home", platform="win32", registry=Registry(settings(*switches)))
    check = found(service.check(["camera"]))["camera.access"]
    assert check.state == state
    assert words in check.mend
    if state != "ok":
        assert check.action is not None
        assert (check.action.kind, check.action.target) == ("open", SETTINGS)


def test_windows_names_who_uses_a_camera_now(tmp_path: Path) -> None:
    me = psutil.Process().name()
    using: dict[str, object] = {"LastUsedTimeStart": 133, "LastUsedTimeStop": 0}
    used: dict[str, object] = {"LastUsedTimeStart": 133, "LastUsedTimeStop": 134}
    keys: Keys = settings("Allow", "Allow", "Allow") | {
        ("HKCU", rf"{STORE}\Microsoft.WindowsCamera_8wekyb3d8bbwe"): using,
        ("HKCU", rf"{STORE}\Other.App_1"): used,
        ("HKCU", rf"{DESKTOP}\C:#Tools#{me}"): using,
        ("HKCU", rf"{DESKTOP}\C:#Tools#crashed-long-ago.exe"): using,
        ("HKCU", rf"{DESKTOP}\C:#Tools#past-{me}"): used,
        ("HKCU", DESKTOP + "\\" + sys.executable.replace("\\", "#")): using,
    }
    service = permissions(tmp_path / "home", platform="win32", registry=Registry(keys))
    check = found(service.check(["camera"]))["camera.free"]
    assert check.state == "denied"
    assert check.message.params["programs"] == f"Microsoft.WindowsCamera, {me}"


def test_windows_says_that_nobody_uses_one_or_that_it_does_not_know(tmp_path: Path) -> None:
    quiet = Registry(settings("Allow", "Allow", "Allow"))
    service = permissions(tmp_path / "home", platform="win32", registry=quiet)
    assert found(service.check(["camera"]))["camera.free"].state == "ok"
    service = permissions(tmp_path / "home", platform="win32", registry=Registry({}))
    assert found(service.check(["camera"]))["camera.free"].state == "unknown"


@pytest.mark.parametrize(
    ("status", "state", "action"),
    [(3, "ok", ""), (2, "denied", "open"), (1, "denied", "open"), (0, "unknown", "prompt"), (None, "unknown", "open")],
)
def test_what_macos_has_decided(tmp_path: Path, status: int | None, state: str, action: str) -> None:
    service = permissions(tmp_path / "home", platform="darwin", mac_camera=MacCamera(status))
    check = found(service.check(["camera"]))["camera.access"]
    assert check.state == state
    assert (check.action.kind if check.action else "") == action
    assert state != "denied" or "System Settings > Privacy & Security > Camera" in check.mend or status == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="there it answers")
def test_other_systems_have_no_answer_of_macos() -> None:
    assert SystemCamera().status() is None
    assert SystemCamera().ask() is None
