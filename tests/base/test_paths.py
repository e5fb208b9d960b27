"""Folders: the program's own, the user's, and one variable that moves the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import UserError
from app.base.paths import Paths


def test_what_ships_with_the_program_is_found() -> None:
    paths = Paths.find({})
    assert paths.project_file.is_file()
    assert paths.layer_rules.is_file()
    assert (paths.engines / "api.py").is_file()
    assert paths.models.parent == paths.media.parent == paths.resources
    assert not any(folder.is_relative_to(paths.root) for folder in paths.user_folders())


def test_one_variable_moves_every_user_folder_and_finding_creates_nothing(tmp_path: Path) -> None:
    home = tmp_path / "名前"
    paths = Paths.find({"UNDERSTUDY_HOME": str(home)})
    files = (paths.user_file, paths.user_engines, paths.user_models, paths.model_records)
    assert all(place.is_relative_to(home) for place in (*paths.user_folders(), *files))
    assert not home.exists()
    paths.make_user_folders()
    paths.make_user_folders()
    assert paths.user_config.is_dir()
    assert paths.logs.is_dir()


def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"can not be created.*UNDERSTUDY_HOME"):
        Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "file")}).make_user_folders()
