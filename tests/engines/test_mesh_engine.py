"""The mesh engine through its contract: what is swapped, what is not and why, and what the picture looks like."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from engines.api import EngineContext, Face, Frame, Image, NoFaceError, OptionValue, SwapResult
from engines.mesh.engine import MeshEngine
from engines.toolkit.blend import paint, plan
from engines.toolkit.canonical import canonical
from engines.toolkit.colour import Light
from engines.toolkit.face_detection import FaceDetector
from engines.toolkit.face_mesh import FaceMesh
from engines.toolkit.follow import LOOK_EVERY
from engines.toolkit.masks import still
from engines.toolkit.texture import SIZE, sample

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "engines" / "mesh" / "engine.json").read_text("utf-8"))
DEFAULTS: dict[str, OptionValue] = {option["key"]: option["default"] for option in MANIFEST["options"]}

Make = Callable[..., MeshEngine]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Engines with the given options, closed at the end."""
    made: list[MeshEngine] = []

    def build(**options: OptionValue) -> MeshEngine:
        def buffer(shape: tuple[int, ...]) -> Image:
            return np.empty(shape, np.uint8)

        context = EngineContext(
            ROOT / "resources" / "models",
            tmp_path,
            ("CPUExecutionProvider",),
            1,
            DEFAULTS | options,
            lambda _part, _what: None,
            buffer,
        )
        made.append(MeshEngine(context))
        return made[-1]

    yield build
    for engine in made:
        engine.close()


def photo(name: str) -> Image:
    image = cv2.imread(str(ROOT / "resources" / "media" / f"{name}.jpg"))
    assert image is not None
    return np.asarray(image, np.uint8)


def scene(
    name: str = "hopper", face: int = 240, at: tuple[int, int] = (320, 240), size: tuple[int, int] = (640, 480)
) -> Image:
    """A portrait enlarged to a face about `face` pixels wide, its middle at `at`, in a picture of `size`."""
    centre, width = {"hopper": ((266.0, 235.0), 188.0), "astronaut": ((226.0, 124.0), 95.0)}[name]
    scale = face / width
    move = np.array([[scale, 0, at[0] - scale * centre[0]], [0, scale, at[1] - scale * centre[1]]])
    picture = cv2.warpAffine(photo(name), move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(picture, np.uint8)


def run(engine: MeshEngine, pictures: list[Image], start: int = 0) -> list[SwapResult]:
    return [engine.swap(Frame(p, start + i, (start + i) / 30)) for i, p in enumerate(pictures)]


def box_mask(face: Face, shape: tuple[int, ...], grow: float) -> np.ndarray:
    x0, y0, x1, y1 = face.box
    dx, dy = (x1 - x0) * grow, (y1 - y0) * grow
    mask = np.zeros(shape[:2], bool)
    mask[max(int(y0 - dy), 0) : max(int(y1 + dy), 0), max(int(x0 - dx), 0) : max(int(x1 + dx), 0)] = True
    return mask


def test_a_swap_changes_the_face_and_nothing_else(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = scene()
    before = picture.copy()
    result = run(engine, [picture] * 3)[-1]
    assert (picture == before).all()
    assert result.image.shape == picture.shape
    assert result.image.dtype == np.uint8
    (face,) = result.faces
    assert face.swapped
    assert face.reason == ""
    assert face.landmarks is not None
    assert face.landmarks.shape == (478, 2)
    difference = np.abs(result.image.astype(int) - picture).max(axis=2)
    assert (difference[~box_mask(face, picture.shape, 0.02)] == 0).all()
    assert difference[box_mask(face, picture.shape, -0.25)].mean() > 12
    assert set(result.stages_ms) >= {"detect", "landmarks", "warp", "blend"}
    assert all(value >= 0 for value in result.stages_ms.values())


def test_the_own_face_on_itself_hardly_changes_the_picture(make: Make) -> None:
    engine = make(keep_eyes=False, keep_mouth=False)
    picture = scene("hopper", 300)
    engine.set_source([picture])
    result = run(engine, [picture] * 4)[-1]
    (face,) = result.faces
    inside = box_mask(face, picture.shape, -0.2)
    difference = np.abs(result.image.astype(int) - picture).mean(axis=2)
    assert face.swapped
    assert difference[inside].mean() < 9
    small = [cv2.resize(p, (64, 48), interpolation=cv2.INTER_AREA).astype(int) for p in (result.image, picture)]
    assert np.abs(small[0] - small[1]).max() < 40


def test_a_photo_without_a_face_is_refused_and_the_last_face_stays(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = scene()
    first = run(engine, [picture] * 2)[-1].image
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    with pytest.raises(NoFaceError, match="No face"):
        engine.set_source([noise])
    with pytest.raises(NoFaceError):
        engine.set_source([])
    second = run(engine, [picture] * 2, 2)[-1].image
    assert np.abs(first.astype(int) - second).mean() < 0.5


def test_of_two_people_in_a_photo_the_larger_face_is_taken(make: Make) -> None:
    engine = make()
    both = np.concatenate([scene("astronaut", 90), scene("hopper", 220)], axis=1)
    ((face, other),) = engine.set_source([both])
    assert face.box[0] > 640 > other.box[2]
    assert face.score > 0.5
    assert not face.swapped


def test_photos_without_a_face_are_passed_over_when_another_has_one(make: Make) -> None:
    engine = make()
    none, (face,) = engine.set_source([np.zeros((200, 200, 3), np.uint8), photo("astronaut")])
    assert not none
    assert 170 < face.box[0] < 190


def test_a_second_photo_fills_in_what_the_first_did_not_see(make: Make) -> None:
    hidden = scene("hopper", 300)
    points = _mesh(hidden)
    full = sample(hidden, points)[0]
    # the first photo ends in the middle of the left cheek
    cut = np.ascontiguousarray(hidden[:, : int(points[280, 0])])
    engine = make()
    assert all(len(faces) == 1 for faces in engine.set_source([cut, hidden]))
    merged = engine._texture
    assert merged is not None
    cheek = np.s_[int(SIZE * 0.45) : int(SIZE * 0.6), int(SIZE * 0.66) : int(SIZE * 0.76)]
    luma = np.array([0.114, 0.587, 0.299])  # the tone is made common, the lightness stays
    assert np.abs(merged.levels[0][cheek][..., :3] @ luma - full[cheek] @ luma).mean() < 8


def _mesh(image: Image) -> np.ndarray:
    engine_mesh = FaceMesh(ROOT / "resources" / "models", (), 1)
    detector = FaceDetector(ROOT / "resources" / "models", (), 1)
    region = engine_mesh.region_from_detection(detector.detect(image)[0])
    for _ in range(3):
        points = engine_mesh.landmarks(image, region).points
        region = engine_mesh.region_from_mesh(points)
    engine_mesh.close()
    detector.close()
    return points


def test_a_still_face_does_not_tremble(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = scene("hopper", 300, size=(800, 600), at=(400, 300))
    random = np.random.default_rng(5)
    noisy = [
        np.clip(picture + random.normal(0, 3, picture.shape), 0, 255).astype(np.uint8) for _ in range(40)
    ]  # a webcam's noise in a lit room
    meshes = [result.faces[0].landmarks for result in run(engine, noisy)][10:]
    steps = [np.linalg.norm(b - a, axis=1).mean() for a, b in pairwise(m for m in meshes if m is not None)]
    assert np.mean(steps) < 0.15


def test_a_moving_face_is_followed_without_lag(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    walk = [220 + 5 * i for i in range(30)]
    shown = [r.faces[0].landmarks for r in run(engine, [scene(at=(x, 240)) for x in walk])]
    rest = make(smoothing=0.0)
    rest.set_source([photo("astronaut")])
    true = [r.faces[0].landmarks for r in run(rest, [scene(at=(x, 240)) for x in walk])]
    lag = [float((a - b)[:, 0].mean()) for a, b in zip(shown, true, strict=True) if a is not None and b is not None]
    assert max(abs(value) for value in lag[5:]) < 1.5


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("largest", [False, True]), ("leftmost", [True, False]), ("all", [True, True])],
)
def test_which_faces_are_swapped_can_be_chosen(make: Make, choice: str, expected: list[bool]) -> None:
    engine = make(faces=choice)
    engine.set_source([photo("astronaut")])
    both = np.concatenate([scene("astronaut", 120), scene("hopper", 220)], axis=1)
    result = run(engine, [np.ascontiguousarray(both)] * 4)[-1]
    faces = sorted(result.faces, key=lambda f: f.box[0])
    assert [face.swapped for face in faces] == expected
    assert all(face.reason == ("" if face.swapped else "not_selected") for face in faces)
    for face in faces:
        changed = np.abs(result.image.astype(int) - both)[box_mask(face, both.shape, -0.2)].mean()
        assert (changed > 2) == face.swapped


def test_someone_who_comes_in_later_is_found(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    alone = np.concatenate([np.full((480, 640, 3), 90, np.uint8), scene("hopper", 220)], axis=1)
    both = np.concatenate([scene("astronaut", 120), scene("hopper", 220)], axis=1)
    assert len(run(engine, [alone] * 3)[-1].faces) == 1
    results = run(engine, [both] * LOOK_EVERY, 3)
    assert len(results[-1].faces) == 2
    assert sum(f.swapped for f in results[-1].faces) == 1


def test_a_face_that_an_object_half_covers_is_not_swapped_until_it_is_free_again(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    free = scene()
    covered = free.copy()
    covered[:, :318] = (200, 190, 205)
    assert all(r.faces[0].swapped for r in run(engine, [free] * 10))
    hidden = run(engine, [covered] * 6, 10)
    assert not any(face.swapped for result in hidden[2:] for face in result.faces)
    for result in hidden[2:]:
        if result.faces:
            assert result.faces[0].reason == "covered"
    assert run(engine, [free] * 12, 16)[-1].faces[0].swapped


def test_other_light_is_not_taken_for_an_object(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    free = scene()
    dim = (free * 0.45).astype(np.uint8)
    blue = np.clip(free * np.array([1.5, 0.9, 0.6]), 0, 255).astype(np.uint8)
    assert all(r.faces[0].swapped for r in run(engine, [free] * 6 + [dim] * 6 + [free] * 6))
    assert run(engine, [blue] * 8, 18)[-1].faces[0].swapped


@pytest.mark.parametrize("side", [1, -1])
def test_a_head_that_turns_to_a_profile_is_swapped_only_as_far_as_it_is_credible(make: Make, side: int) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    turn = _Turn()
    swapped = {}
    for index, degrees in enumerate(range(0, 78, 3)):
        result = run(engine, [turn.picture(side * degrees)] * 2, 2 * index)[-1]
        swapped[degrees] = [face.swapped for face in result.faces]
        assert {face.reason for face in result.faces if not face.swapped} <= {"profile", "covered"}
    assert all(swapped[degrees] == [True] for degrees in swapped if degrees <= 33)
    assert not any(any(swapped[degrees]) for degrees in swapped if degrees >= 66)


class _Turn:
    """Hopper's face on a grey ground, turned by its own mesh."""

    def __init__(self) -> None:
        source = scene("hopper", 300)
        self._points = _mesh(source)
        pixels = np.clip(sample(source, self._points)[0], 0, 255).astype(np.uint8)
        self.texture: Image = np.dstack([pixels, pixels[..., :1]])
        self._mask = (still().depth > 0).astype(np.float32)

    def picture(self, degrees: float) -> Image:
        angle = np.radians(degrees)
        turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
        turned = ((self._points - self._points.mean(axis=0)) @ turn.T + [320, 240, 0]).astype(np.float32)
        picture = np.full((480, 640, 3), 120, np.uint8)
        planned = plan((480, 640), turned, canonical().normals_z(turned), self._mask, Light(), (False, False))
        assert planned is not None
        paint(picture, planned, self.texture)
        return picture


@pytest.mark.parametrize("degrees", [-48, -36, 36, 48])
def test_no_line_of_the_own_face_shows_beside_the_nose(degrees: int) -> None:
    turn = _Turn()
    turn.texture = np.full_like(turn.texture, 220)
    picture = turn.picture(degrees)
    face = (picture.min(axis=2) > 200).astype(np.uint8)
    closed = cv2.morphologyEx(face, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    assert face.sum() > 20_000
    assert (closed > face).sum() < 20, "a thin line of the grey ground runs through the face"


def test_a_face_that_leaves_the_picture_is_not_swapped(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    path = list(range(320, -160, -12))
    results = run(engine, [scene(at=(x, 240)) for x in path])
    assert results[0].faces[0].swapped
    reasons = {face.reason for result in results for face in result.faces}
    assert "edge" in reasons
    assert not any(face.swapped for result in results[-12:] for face in result.faces)


def test_a_face_too_small_to_see_is_not_swapped(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    (result,) = run(engine, [scene("hopper", 26, size=(200, 150), at=(100, 75))])
    assert [(face.swapped, face.reason) for face in result.faces] == [(False, "small")]


@pytest.mark.parametrize("size", [(1, 480), (640, 1), (1, 1), (2, 3), (17, 31), (641, 479)])
def test_odd_and_tiny_frames_do_no_harm(make: Make, size: tuple[int, int]) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    for name in ("hopper", "astronaut"):
        picture = np.ascontiguousarray(cv2.resize(photo(name), size), np.uint8)
        for result in run(engine, [picture] * 2):
            assert result.image.shape == picture.shape
            if not any(face.swapped for face in result.faces):
                assert result.image is picture


def test_without_a_face_to_show_nothing_is_swapped(make: Make) -> None:
    picture = scene()
    (result,) = run(make(), [picture])
    assert result.image is picture
    assert [face.swapped for face in result.faces] == [False]
    assert result.faces[0].reason == "error"


def test_opacity_mixes_the_faces(make: Make) -> None:
    picture = scene()
    engine = make(smoothing=0.0)
    engine.set_source([photo("astronaut")])
    amount = []
    for opacity in (1.0, 0.5, 0.0):
        engine.configure({"opacity": opacity})
        result = run(engine, [picture] * 3)[-1]
        amount.append(np.abs(result.image.astype(int) - picture).mean())
    assert amount[1] == pytest.approx(amount[0] / 2, rel=0.1)
    assert amount[2] < 0.02 * amount[0]


def test_the_own_open_mouth_is_kept_or_replaced(make: Make) -> None:
    picture = scene("astronaut", 260)  # smiles with open lips
    mouth = {}
    for keep in (True, False):
        engine = make(keep_mouth=keep, colour_match=0.0)
        engine.set_source([photo("hopper")])
        result = run(engine, [picture] * 3)[-1]
        points = result.faces[0].landmarks
        assert points is not None
        x, y = ((points[13] + points[14]) / 2).astype(int)
        patch = np.s_[y - 3 : y + 4, x - 10 : x + 11]
        mouth[keep] = np.abs(result.image[patch].astype(int) - picture[patch]).mean()
    assert mouth[True] < 6
    assert mouth[False] > 15


def test_the_light_of_the_frame_falls_on_the_new_face_without_blown_highlights(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = scene("hopper", 280)
    slope = 1 / (1 + np.exp(-(np.arange(640) - 320) / 30))  # dark on the left, lit from the right
    lit = np.clip(picture * (0.2 + 1.2 * slope)[None, :, None], 0, 255).astype(np.uint8)
    result = run(engine, [lit] * 4)[-1]
    (face,) = result.faces
    assert face.landmarks is not None
    cheek = [face.landmarks[p].astype(int) for p in (50, 280)]  # left and right in the picture
    new, own = ([float(image[y - 8 : y + 9, x - 8 : x + 9].mean()) for x, y in cheek] for image in (result.image, lit))
    assert new[1] > 1.8 * new[0]
    assert new == pytest.approx(own, rel=0.3)
    inside = box_mask(face, lit.shape, -0.1)
    blown = [(image[inside].min(axis=1) > 250).mean() for image in (result.image, lit)]
    assert blown[0] <= blown[1] + 0.002


def test_the_fringe_of_the_photo_is_not_pasted_as_a_bar(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])  # her hair hangs over the upper third of the mesh's forehead
    picture = scene("hopper", 280)
    result = run(engine, [picture] * 4)[-1]
    points = result.faces[0].landmarks
    assert points is not None
    forehead = [points[p].astype(int) for p in (151, 108, 337, 69, 299)]
    for x, y in forehead:
        new, own = (
            image[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3).mean(axis=0) for image in (result.image, picture)
        )
        assert new @ [0.114, 0.587, 0.299] > 0.75 * (own @ [0.114, 0.587, 0.299])


def test_another_size_of_frame_starts_afresh(make: Make) -> None:
    engine = make()
    engine.set_source([photo("astronaut")])
    assert run(engine, [scene()] * 2)[-1].faces[0].swapped
    assert run(engine, [scene(size=(800, 600), at=(500, 350))] * 2, 2)[-1].faces[0].swapped


def test_the_manifest_names_the_models_as_they_are() -> None:
    shipped = json.loads((ROOT / "resources" / "models" / "manifest.json").read_text("utf-8"))["models"]
    wanted = {model["file"]: (model["sha256"], model["size"]) for model in shipped}
    named = {model["file"]: (model["sha256"], model["size"]) for model in MANIFEST["models"]}
    assert named == {name: wanted[name] for name in named}
