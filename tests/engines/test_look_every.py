"""How often the detector looks: an option of both engines, and never so seldom that a newcomer is seen for long."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engines.api import Frame, Image
from engines.mesh.engine import MeshEngine
from engines.toolkit.face_detection import FaceDetector
from engines.toolkit.follow import LOOK_EVERY, LOOK_WITHIN_S
from tests.engines.test_mesh_engine import Make, make, photo, scene

__all__ = ["make"]


def looks(engine: MeshEngine, picture: Image, fps: float, frames: int, start: int = 0) -> list[int]:
    """The frames in which the detector's network ran."""
    seen = []
    for number in range(start, start + frames):
        result = engine.swap(Frame(picture, number, number / fps))
        assert any(face.swapped for face in result.faces)
        if result.stages_ms["detect.network"] > 0:
            seen.append(number)
    return seen


@pytest.fixture(scope="module")
def still_face() -> Image:
    return scene(size=(320, 240), face=150, at=(160, 120))


@pytest.mark.parametrize(
    ("every", "fps", "gap"),
    [
        (LOOK_EVERY, 30.0, 8),
        (2, 30.0, 2),
        (10, 30.0, 10),
        (24, 60.0, 24),
        (24, 30.0, 12),
        (24, 10.0, LOOK_EVERY),
        (12, 15.0, LOOK_EVERY),
    ],
)
def test_the_option_counts_within_four_tenths_of_a_second(
    make: Make, still_face: Image, every: int, fps: float, gap: int
) -> None:
    """Where that time is shorter than the usual frames take, it is as it always was."""
    engine = make(detect_every=every)
    engine.set_source([photo("astronaut")])
    seen = looks(engine, still_face, fps, 3 * gap + 1)
    assert seen == [0, gap, 2 * gap, 3 * gap]
    assert gap <= max(LOOK_EVERY, LOOK_WITHIN_S * fps)


def test_it_is_taken_and_given_back_between_two_frames(make: Make, still_face: Image) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    assert looks(engine, still_face, 30.0, 9) == [0, 8]
    engine.configure({"detect_every": 12})
    assert looks(engine, still_face, 30.0, 12, 9) == [20]
    engine.configure({"detect_every": LOOK_EVERY})
    assert looks(engine, still_face, 30.0, 16, 21) == [28, 36]


def test_a_newcomer_is_seen_no_longer_than_that(make: Make) -> None:
    """And while a face is there that is not followed, or is turned far, the detector looks as often as ever."""
    engine = make(detect_every=24)
    engine.set_source([photo("astronaut")])
    alone = scene(size=(640, 240), face=110, at=(160, 120))
    both = np.ascontiguousarray(np.concatenate([alone[:, :320], alone[:, :320]], axis=1))
    looks(engine, alone, 30.0, 3)
    for number in range(3, 3 + 12):
        faces = engine.swap(Frame(both, number, number / 30)).faces
        if len(faces) == 2:
            break
    assert len(faces) == 2


def test_a_face_that_only_the_mesh_knows_is_not_forgotten_where_the_frames_become_smaller(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the governor trades the size: a turned face would leave as it is, for the one beside it is swapped."""
    engine = make(faces="all")
    engine.set_source([photo("astronaut")])
    one = scene(size=(640, 480), face=200, at=(320, 240))
    both = np.ascontiguousarray(np.concatenate([one, one], axis=1))
    detect = FaceDetector.detect
    assert len(engine.swap(Frame(both, 0, 0.0)).faces) == 2
    monkeypatch.setattr(FaceDetector, "detect", lambda self, image: detect(self, image)[:1])
    for number, size in ((1, 1.0), (2, 0.5), (3, 0.5), (4, 1.0), (5, 1.0)):
        small = cv2.resize(both, None, fx=size, fy=size, interpolation=cv2.INTER_LINEAR)
        faces = engine.swap(Frame(np.asarray(small, np.uint8), number, number / 30)).faces
        assert [face.swapped for face in faces] == [True, True], number
        for face in faces:
            assert 150 * size < face.box[2] - face.box[0] < 260 * size
