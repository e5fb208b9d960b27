"""The words of the command line that open the window: files, --tray, and what is neither a command nor a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import app.gui.application
from app.__main__ import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the window was opened with, instead of opening it."""
    calls: list[dict[str, Any]] = []

    def run_gui(_paths: object, settings: Any, *_: object, **words: Any) -> int:
        calls.append({**words, "theme": settings.current.ui.theme})
        return 0

    monkeypatch.setattr(app.gui.application, "run_gui", run_gui)
    return calls


def test_without_words(opened: list[dict[str, Any]]) -> None:
    assert main([]) == 0
    assert opened == [{"tray": False, "files": [], "theme": "auto"}]


def test_files_and_options_in_any_order(opened: list[dict[str, Any]], tmp_path: Path) -> None:
    photo = tmp_path / "run"  # as a command is called, but with a folder before it
    photo.touch()
    assert main(["--set", "ui.theme=dark", str(photo), "--tray", "/not/there.jpg"]) == 0
    assert opened == [{"tray": True, "files": [photo, Path("/not/there.jpg")], "theme": "dark"}]


def test_a_file_in_this_folder_is_no_command(
    opened: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "me.jpg").touch()
    monkeypatch.chdir(tmp_path)
    assert main(["me.jpg"]) == 0
    assert opened[0]["files"] == [Path("me.jpg")]


def test_a_file_that_may_not_be_asked_for_is_left_to_the_window(opened: list[dict[str, Any]]) -> None:
    """Such as one in a folder that this user may not look into; here a name that is too long for any."""
    name = f"/tmp/{'x' * 300}.jpg"
    assert main([name]) == 0
    assert opened[0]["files"] == [Path(name)]


def test_a_mistyped_command_is_told(opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docter"]) == 2
    assert opened == []
    told = capsys.readouterr().err
    assert "docter is neither a command nor a file." in told
    assert "doctor" in told


def test_a_command_takes_no_tray(opened: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tray", "doctor"]) == 2
    assert "--tray is for the window" in capsys.readouterr().err
