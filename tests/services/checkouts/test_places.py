"""A program's folder is recognised by its marks, and found in the usual places without walking a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.checkouts.places import Places, find, missing_marks, recognise
from tests.services.checkouts.kit import make_program, spec


def test_the_folder_is_recognised_by_its_marks(tmp_path: Path) -> None:
    program = make_program(tmp_path / "any name")
    assert missing_marks(program, spec()) == ()
    assert recognise(program, spec()) == program
    (program / "run.py").unlink()
    assert missing_marks(program, spec()) == ("run.py",)
    assert recognise(program, spec()) is None


def test_a_folder_within_it_and_the_one_around_it_stand_for_it(tmp_path: Path) -> None:
    program = make_program(tmp_path / "unpacked" / "Puppet-Show-main")
    assert recognise(program / "modules", spec()) == program
    assert recognise(tmp_path / "unpacked", spec()) == program


@pytest.mark.parametrize(
    "name", ["Puppet-Show", "puppet-show", "Puppet-Show-main", "Puppet-Show-2.7", "Puppet-Show (1)"]
)
def test_it_is_found_in_a_place_under_the_names_that_it_usually_has(tmp_path: Path, name: str) -> None:
    program = make_program(tmp_path / "src" / name)
    assert find(spec(), Places((tmp_path / "not there", tmp_path / "src"))) == program


def test_an_archive_unpacked_into_a_folder_of_its_name_is_found(tmp_path: Path) -> None:
    program = make_program(tmp_path / "Puppet-Show-main" / "Puppet-Show-main")
    assert find(spec(), Places((tmp_path,))) == program


@pytest.mark.parametrize("name", ["Puppet-Shows", "My Puppet-Show", "deep/Puppet-Show"])
def test_other_names_and_deeper_folders_are_left_alone(tmp_path: Path, name: str) -> None:
    make_program(tmp_path / name)
    assert find(spec(), Places((tmp_path,))) is None


def test_a_folder_of_its_name_that_is_something_else_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Puppet-Show").mkdir()
    program = make_program(tmp_path / "Puppet-Show-2.7")
    assert find(spec(), Places((tmp_path,))) == program


def test_the_usual_places_are_folders_that_are_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    places = Places.usual(tmp_path / "program").folders
    assert places[0] == tmp_path
    assert {tmp_path / "me", tmp_path / "me" / "Downloads", tmp_path / "me" / "Documents" / "GitHub"} <= set(places)
    assert len(places) == len(set(places))
