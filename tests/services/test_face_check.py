"""Whether a photo shows a face, with the engine that ships with the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import EngineFailure, InputError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import engine_folders
from app.pipeline.photos import load_photo
from app.services.engines import EngineEntry, discover
from app.services.face_check import FaceCheck
from app.services.providers import Providers


@pytest.fixture
def paths() -> Paths:
    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


def make(paths: Paths, engines: tuple[EngineEntry, ...]) -> FaceCheck:
    settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
    providers = Providers(paths.user_cache / "providers.json")
    return FaceCheck(paths, lambda: settings.current, engines, providers, lambda _: None)


@pytest.fixture
def check(paths: Paths) -> Iterator[FaceCheck]:
    made = make(paths, discover(engine_folders(paths)))
    yield made
    made.close()


def test_a_photo_of_a_face_is_taken(check: FaceCheck, media: Path) -> None:
    assert check.photo("demo:hopper") == []
    assert check.picture(load_photo(media / "pearl.jpg"), "The photo") == []


def test_a_photo_without_a_face_is_refused_in_words(check: FaceCheck, tmp_path: Path) -> None:
    from PIL import Image

    wall = tmp_path / "wall.png"
    Image.fromarray(np.full((300, 400, 3), 140, np.uint8)).save(wall)
    with pytest.raises(EngineFailure) as caught:
        check.photo(str(wall))
    assert caught.value.message.code == "engine.no_face"
    assert "wall.png" in caught.value.message.text
    with pytest.raises(EngineFailure, match="The photo"):
        check.picture(np.full((300, 400, 3), 140, np.uint8), "The photo")


def test_two_faces_are_told(check: FaceCheck, media: Path) -> None:
    one = load_photo(media / "hopper.jpg")
    (told,) = check.picture(np.ascontiguousarray(np.hstack([one, one])), "Twins")
    assert told.code == "photo.several_faces"


def test_a_file_that_is_no_photo_is_refused_in_words(check: FaceCheck, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no photo")
    with pytest.raises(InputError, match="is not a picture"):
        check.photo(str(tmp_path / "text.jpg"))


def test_without_an_engine_it_says_so(paths: Paths, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="no engine"):
        make(paths, discover([tmp_path])).photo("demo:hopper")


def test_it_can_be_used_again_after_it_was_closed(check: FaceCheck) -> None:
    check.photo("demo:hopper")
    check.close()
    assert check.photo("demo:monalisa") == []
