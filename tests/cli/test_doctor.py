"""``doctor`` on the command line: rows for people, JSON for programs, and an exit code."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.errors import UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.cli import doctor

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


def test_json_has_every_field(call: Doctor) -> None:
    code, out = call("settings", "models", "--json")
    rows = json.loads(out)
    assert code == 1
    assert [row["state"] for row in rows] == ["ok", "fail"]
    assert set(rows[0]) == {"topic", "name", "state", "text", "hint"}


def test_an_unknown_topic_is_a_usage_error(call: Doctor) -> None:
    with pytest.raises(UsageError) as caught:
        call("nose")
    assert caught.value.exit_code == 2
