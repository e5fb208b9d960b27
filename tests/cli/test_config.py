"""``config`` on the command line, through its real parser and files."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.errors import SettingsError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.cli import config

Config = Callable[..., tuple[str, str]]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_read_enough_is_no_fault(tmp_path: Path, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "app", "config", "show"],
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "UNDERSTUDY_HOME": str(tmp_path), "PYTHONUNBUFFERED": unbuffered},
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Config:
    """``call("set", "camera.width", "640", environ={...})`` gives stdout and stderr."""

    def run(*words: str, environ: dict[str, str] | None = None) -> tuple[str, str]:
        parser = argparse.ArgumentParser()
        config.add_parser(parser.add_subparsers())
        paths = Paths.find({"UNDERSTUDY_HOME": str(tmp_path)})
        store = SettingsStore(paths.project_file, paths.user_file, environ or {}, {})
        assert config.run(parser.parse_args(["config", *words]), paths, store) == 0
        captured = capsys.readouterr()
        return captured.out, captured.err

    return run


def test_show_tells_value_origin_unit_and_help_of_every_setting(call: Config) -> None:
    lines = call()[0].splitlines()
    assert call("show")[0].splitlines() == lines
    assert len(lines) == len(json.loads(call("--json")[0])) > 30
    width = next(line for line in lines if line.startswith("camera.width "))
    assert width.split("  ")[-1] == "Width to ask of the camera [16 to 7680]"
    assert "1280 px" in width
    assert "project" in width
    assert [line.split()[0] for line in call("show", "ui")[0].splitlines()] == [
        "ui.language",
        "ui.theme",
        "ui.autostart",
        "ui.first_run_done",
        "ui.close_to_tray",
        "ui.cover_shortcut",
    ]


@pytest.mark.parametrize("words", [["--json", "show", "camera.width"], ["show", "camera.width", "--json"]])
def test_json_is_taken_before_and_after_the_action(call: Config, words: list[str]) -> None:
    (row,) = json.loads(call(*words)[0])
    assert (row["key"], row["value"], row["origin"], row["unit"]) == ("camera.width", 1280, "project", "px")
    assert (row["minimum"], row["maximum"], row["kind"]) == (16, 7680, "int")


def test_set_and_reset_are_kept_for_the_next_start(call: Config) -> None:
    assert "640 px  user" in call("set", "camera.width", "640")[0]
    assert "640 px  user" in call("show", "camera.width")[0]
    assert "1280 px  project" in call("reset", "camera.width")[0]
    assert "1280 px  project" in call("show", "camera.width")[0]


def test_a_list_takes_several_words_and_a_text_keeps_its_spaces(call: Config) -> None:
    call("set", "engine.faces", "a.png", "my face.png")
    assert json.loads(call("show", "engine.faces", "--json")[0])[0]["value"] == ["a.png", "my face.png"]
    call("set", "camera.source", "camera:USB", "cam")
    assert json.loads(call("show", "camera.source", "--json")[0])[0]["value"] == "camera:USB cam"


def test_a_change_without_effect_says_so(call: Config) -> None:
    environ = {"UNDERSTUDY_CAMERA__WIDTH": "800"}
    out, err = call("set", "camera.width", "640", environ=environ)
    assert "800 px  environment" in out
    assert "the environment gives camera.width for now" in err
    assert call("show", "camera.width", environ=environ)[1] == ""
    assert "640 px  user" in call("show", "camera.width")[0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set", "camera.width", "wide"], "it takes a whole number from 16 to 7680 px"),
        (["set", "camera", "1"], "There is no setting camera"),
        (["reset", "camera.widht"], "Did you mean camera.width"),
        (["show", "camera.widht"], "Did you mean camera.width"),
    ],
)
def test_what_does_not_fit_is_a_sentence(call: Config, words: list[str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        call(*words)


def test_problems_of_the_file_are_told_on_stderr(call: Config, tmp_path: Path) -> None:
    call("set", "camera.width", "640")
    (tmp_path / "config" / "settings.json").write_text('{"camera": {"width": 640, "height": "x"}}', "utf-8")
    out, err = call("show", "camera")
    assert "640 px" in out
    assert "camera.height can not be 'x'" in err
