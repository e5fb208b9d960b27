"""``python -m app checkouts``: programs are chosen, agreed to and mended without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.base.errors import EngineFailure, UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.cli import checkouts as command
from app.cli import doctor
from app.services.checkouts.service import Checkouts
from tests.services.checkouts.kit import (
    ENGINE,
    bridged_program,
    checkouts_of,
    found_engines,
    paths_with,
    store_of,
    write_bridged,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    write_bridged(tmp_path / "engines")
    return paths_with(tmp_path / "root", tmp_path / "engines")


@pytest.fixture
def store(paths: Paths) -> SettingsStore:
    return store_of(paths)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return bridged_program(tmp_path / "src" / "Puppet-Show")


@pytest.fixture
def checkouts(paths: Paths, store: SettingsStore, tmp_path: Path) -> Checkouts:
    return checkouts_of(paths, store, found_engines(paths.engines), tmp_path / "src")


def run(checkouts: Checkouts, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return command.run(parser.parse_args(["checkouts", *words]), checkouts)


def test_from_found_to_ready(
    checkouts: Checkouts, program: Path, store: SettingsStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(checkouts) == 0
    shown = capsys.readouterr().out
    assert f"python -m app checkouts use {ENGINE} {program}" in shown
    run(checkouts, "use", ENGINE, str(program), "--python", str(program / ".venv"))
    assert capsys.readouterr().out.strip() == str(program)
    assert store.current.checkouts.pythons == {ENGINE: str(program / ".venv")}
    run(checkouts, "licence", ENGINE)
    assert "Share what you change." in capsys.readouterr().out
    run(checkouts)
    assert f"checkouts licence {ENGINE} --accept" in capsys.readouterr().out
    run(checkouts, "licence", ENGINE, "--accept")
    run(checkouts, "list")
    assert f"ready, in {program}" in capsys.readouterr().out


def test_what_is_wrong_is_a_sentence(checkouts: Checkouts, program: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="no folder of Puppet Show"):
        run(checkouts, "use", ENGINE, str(tmp_path / "root"))
    with pytest.raises(UsageError, match="no engine other"):
        run(checkouts, "use", "other", str(program))
    with pytest.raises(EngineFailure, match="was not found"):
        run(checkouts, "environment", ENGINE)


def test_doctor_engines_looks_at_one_and_tries_it(
    checkouts: Checkouts, program: Path, paths: Paths, store: SettingsStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run(checkouts, "use", ENGINE, str(program))
    checkouts.agree(ENGINE)
    parser = argparse.ArgumentParser()
    doctor.add_parser(parser.add_subparsers())
    capsys.readouterr()
    assert doctor.run(parser.parse_args(["doctor", "engines", "--engine", ENGINE]), paths, store) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("ok ") and f"{ENGINE}-trial" in line for line in lines), lines
    (program / "run.py").unlink()
    assert doctor.run(parser.parse_args(["doctor", "engines", "--engine", ENGINE]), paths, store) == 1
    assert doctor.run(parser.parse_args(["doctor", "engines"]), paths, store) == 0, "nobody asked for it"
    with pytest.raises(UsageError, match="topic engines"):
        doctor.run(parser.parse_args(["doctor", "qt", "--engine", ENGINE]), paths, store)
