"""``doctor`` on the command line: rows for people, JSON for programs, and an exit code."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.errors import UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.cli import doctor

ROOT = Path(__file__).resolve().parents[2]
Doctor = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """``call("disk", "--json")`` gives the exit code and stdout. The program's folder has no models."""
    real = Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "home")})
    real.make_user_folders()

    def run(*words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        doctor.add_parser(parser.add_subparsers())
        store = SettingsStore(real.project_file, real.user_file, {}, {})
        paths = dataclasses.replace(real, root=tmp_path / "empty")
        return doctor.run(parser.parse_args(["doctor", *words]), paths, store), capsys.readouterr().out

    return run


def test_rows_name_state_topic_and_text_and_the_exit_code_is_zero_when_nothing_failed(call: Doctor) -> None:
    code, out = call("python", "settings")
    assert code == 0
    first = out.splitlines()[0].split()
    assert first[:4] == ["ok", "python", "version", "Python"]


def test_a_failed_row_gives_one_and_shows_what_to_do(call: Doctor) -> None:
    code, out = call("models")
    assert code == 1
    assert out.startswith("fail  models manifest  ")
    assert out.splitlines()[1].strip() == "Restore it from the program's files."


def test_json_is_json_also_where_a_pipe_knows_few_letters(tmp_path: Path) -> None:
    """A folder with an é in its name, told to a pipe in Latin letters of another kind, as by Windows."""
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "UNDERSTUDY_HOME": str(tmp_path / "é")}
    command = [sys.executable, "-m", "app", "doctor", "folders", "--json"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environ, check=False)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "é" / "data") in json.loads(done.stdout)["checks"][1]["reason"]


def test_json_has_every_field(call: Doctor) -> None:
    code, out = call("settings", "models", "--json")
    answer = json.loads(out)
    assert code == 1
    assert list(answer) == ["checks"]
    assert [row["state"] for row in answer["checks"]] == ["ok", "missing"]
    assert [list(row) for row in answer["checks"]] == [["id", "state", "reason", "mend"]] * 2
    assert answer["checks"][1]["id"] == "models.manifest"


def test_the_report_leaves_out_where_things_are(call: Doctor, tmp_path: Path) -> None:
    code, out = call("models", "folders", "--report")
    assert code == 1
    assert out.startswith("Understudy ")
    assert str(tmp_path) not in out
    assert "<program>/resources/models/manifest.json is missing." in out
    assert "<data> can be written." in out


def test_old_words_still_mean_something(call: Doctor) -> None:
    _, out = call("cameras")
    assert out.splitlines()[0].split()[1:3] == ["camera", "found"]
    _, out = call("virtual-camera")
    assert "trial virtual-camera" in out


def test_warnings_alone_are_no_fault(call: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.permissions.tray.has_tray", lambda machine: False)
    code, out = call("tray")
    assert (code, out[:4]) == (0, "warn")


def test_an_unknown_topic_is_a_usage_error(call: Doctor) -> None:
    with pytest.raises(UsageError) as caught:
        call("nose")
    assert caught.value.exit_code == 2
