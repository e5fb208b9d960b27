"""Face detection and the face mesh on a real portrait: NASA's of Eileen Collins, public domain, in scikit-image.

The recorded values come from the official mediapipe 0.10.21 on the same picture: ``FaceMesh(refine_landmarks=True)``
fed with it 8 times; OFFICIAL_REGION is its own rule (box of the 7th mesh before turning, times 1.5) and OFFICIAL_POINTS
the 8th mesh. OFFICIAL_BOX is ``FaceDetection(model_selection=1)``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.api import EngineError, Image
from engines.toolkit import mesh_topology as topology
from engines.toolkit.face_detection import FaceDetector
from engines.toolkit.face_mesh import FaceMesh, MeshResult, Region
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

MODELS = Path(__file__).parents[2] / "resources" / "models"
CPU = ("CPUExecutionProvider",)
OFFICIAL_BOX = (173.66, 67.78, 277.59, 171.70)
OFFICIAL_KEYPOINTS = [
    (202.81, 103.50),
    (247.98, 105.88),
    (223.97, 132.28),
    (222.57, 148.54),
    (178.56, 107.53),
    (271.43, 112.28),
]
OFFICIAL_REGION = Region(225.118, 122.653, 165.599, 0.05646)
OFFICIAL_POINTS = {
    1: (223.18, 131.72, -22.57),
    4: (223.41, 127.21, -24.38),
    10: (226.69, 67.72, -11.84),
    13: (223.36, 143.63, -5.11),
    14: (222.8, 150.52, -3.28),
    33: (194.64, 100.56, 4.14),
    61: (201.99, 139.07, 8.01),
    133: (213.27, 103.57, 0.58),
    152: (221.1, 178.11, 7.93),
    159: (202.61, 97.61, -1.65),
    234: (178.26, 109.35, 41.09),
    263: (255.6, 104.1, 3.51),
    291: (245.39, 140.6, 7.57),
    362: (236.19, 104.74, 0.26),
    386: (248.31, 99.9, -2.15),
    454: (270.96, 115.54, 39.94),
    468: (203.37, 101.0, 0.45),
    470: (203.74, 97.27, 0.45),
    473: (246.82, 103.45, -0.03),
    475: (246.94, 100.07, -0.03),
}


@pytest.fixture(scope="module")
def portrait() -> Image:
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(data.astronaut()[..., ::-1])


@pytest.fixture(scope="module")
def detector() -> Iterator[FaceDetector]:
    found = FaceDetector(MODELS, CPU, threads=1)
    yield found
    found.close()


@pytest.fixture(scope="module")
def mesh() -> Iterator[FaceMesh]:
    found = FaceMesh(MODELS, CPU, threads=1)
    yield found
    found.close()


def follow(mesh: FaceMesh, image: Image, region: Region) -> MeshResult:
    """The mesh after following it through a few equal frames."""
    for _ in range(6):
        result = mesh.landmarks(image, region)
        region = mesh.region_from_mesh(result.points)
    return result


def test_detector_agrees_with_mediapipe(detector: FaceDetector, portrait: Image) -> None:
    before = portrait.copy()
    (face,) = detector.detect(portrait)
    np.testing.assert_allclose(face.box, OFFICIAL_BOX, atol=2.5)  # 2.7 px of the picture are one of the network's
    np.testing.assert_allclose(face.keypoints, OFFICIAL_KEYPOINTS, atol=2.5)
    assert 0.85 < face.score <= 1
    np.testing.assert_array_equal(portrait, before)


def test_every_face_of_a_group_is_found_once_best_first(detector: FaceDetector, portrait: Image) -> None:
    group = np.hstack([portrait, cv2.GaussianBlur(portrait, (0, 0), 4), portrait[:, ::-1]])
    faces = detector.detect(np.ascontiguousarray(group))
    assert len(faces) == 3
    assert [face.score for face in faces] == sorted((face.score for face in faces), reverse=True)
    assert sorted(int(face.box[0]) // 512 for face in faces) == [0, 1, 2]
    mirrored = max(faces, key=lambda face: face.box[0])
    assert mirrored.keypoints[0, 0] < mirrored.keypoints[1, 0], "the right eye is the left one in every picture"


@pytest.mark.parametrize("shape", [(720, 1280), (1280, 720), (2160, 3840)])
def test_box_is_in_pixels_of_any_frame(detector: FaceDetector, portrait: Image, shape: tuple[int, int]) -> None:
    side = min(shape)
    frame = np.zeros((*shape, 3), np.uint8)
    frame[-side:, -side:] = cv2.resize(portrait, (side, side))
    (face,) = detector.detect(frame)
    left, top, scale = shape[1] - side, shape[0] - side, side / 512
    expected = np.array(OFFICIAL_BOX) * scale + np.array([left, top, left, top])
    np.testing.assert_allclose(face.box, expected, atol=6 * scale)


@pytest.mark.parametrize("shape", [(0, 0), (0, 9), (9, 0), (1, 1), (1, 5000), (5000, 1), (2, 40000), (40000, 3)])
def test_odd_pictures_have_no_face(detector: FaceDetector, shape: tuple[int, int]) -> None:
    assert detector.detect(np.full((*shape, 3), 127, np.uint8)) == []


def test_noise_has_no_face(detector: FaceDetector) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    assert detector.detect(noise) == []


def test_mesh_agrees_with_mediapipe(mesh: FaceMesh, portrait: Image) -> None:
    before = portrait.copy()
    result = mesh.landmarks(portrait, OFFICIAL_REGION)
    assert result.points.shape == (478, 3)
    assert result.points.dtype == np.float32
    assert result.presence > 0.99
    difference = result.points[list(OFFICIAL_POINTS)] - list(OFFICIAL_POINTS.values())
    assert np.abs(difference).max() < 0.1
    np.testing.assert_array_equal(portrait, before)


def test_results_of_two_frames_are_apart(mesh: FaceMesh, portrait: Image) -> None:
    first = mesh.landmarks(portrait, OFFICIAL_REGION)
    kept = first.points.copy()
    mesh.landmarks(portrait, Region(100, 100, 80, 1.0))
    np.testing.assert_array_equal(first.points, kept)


def test_following_from_a_detection_stays_on_the_face(detector: FaceDetector, mesh: FaceMesh, portrait: Image) -> None:
    region = mesh.region_from_detection(detector.detect(portrait)[0])
    result = follow(mesh, portrait, region)
    difference = result.points[list(OFFICIAL_POINTS), :2] - [p[:2] for p in OFFICIAL_POINTS.values()]
    assert np.hypot(*difference.T).mean() < 0.8


def test_region_follows_the_mesh(mesh: FaceMesh, portrait: Image) -> None:
    points = mesh.landmarks(portrait, OFFICIAL_REGION).points
    region = mesh.region_from_mesh(points)
    assert region.size == pytest.approx(OFFICIAL_REGION.size, rel=0.02)
    moved = mesh.region_from_mesh(2 * points + np.array([5, -7, 0], np.float32))
    expected = Region(2 * region.cx + 5, 2 * region.cy - 7, 2 * region.size, region.angle)
    for name in ("cx", "cy", "size", "angle"):
        assert getattr(moved, name) == pytest.approx(getattr(expected, name), abs=0.01)


@pytest.mark.parametrize("degrees", [-60, -25, 25, 45, 90, 180])
def test_a_tilted_head_gives_the_same_points(mesh: FaceMesh, portrait: Image, degrees: int) -> None:
    upright = mesh.landmarks(portrait, mesh.region_from_mesh(mesh.landmarks(portrait, OFFICIAL_REGION).points)).points
    turn = cv2.getRotationMatrix2D((225.0, 120.0), degrees, 1.0) + np.array([[0, 0, 30], [0, 0, 140]])
    tilted = np.asarray(cv2.warpAffine(portrait, turn, (512, 512), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    expected = upright[:, :2] @ turn[:, :2].T + turn[:, 2]
    start = np.column_stack([expected, upright[:, 2]]).astype(np.float32)
    region = mesh.region_from_mesh(start)
    result = mesh.landmarks(tilted, region)
    assert result.presence > 0.99
    assert np.hypot(*(result.points[:, :2] - expected).T).mean() < 0.5
    np.testing.assert_allclose(result.points[:, 2], upright[:, 2], atol=1.0)


def test_presence_falls_without_a_face(mesh: FaceMesh, portrait: Image) -> None:
    assert mesh.landmarks(portrait, Region(430, 430, 150, 0.0)).presence < 0.1
    assert mesh.landmarks(np.zeros((480, 640, 3), np.uint8), Region(320, 240, 200, 0.3)).presence < 0.1


@pytest.mark.parametrize(
    ("shape", "region"),
    [
        ((1, 1), Region(0, 0, 1, 0)),
        ((512, 512), Region(-4000, 9000, 165, 2)),
        ((512, 512), Region(256, 256, 1, 0)),
        ((512, 512), Region(256, 256, 100000, 0)),
        ((3, 40000), Region(39999, 1, 100, 0)),
        ((40000, 3), Region(90000, 90000, 70000, 1)),
    ],
)
def test_odd_regions_give_finite_points(mesh: FaceMesh, shape: tuple[int, int], region: Region) -> None:
    result = mesh.landmarks(np.full((*shape, 3), 90, np.uint8), region)
    assert np.isfinite(result.points).all()
    assert 0 <= result.presence <= 1


def test_a_face_far_out_in_a_huge_picture(mesh: FaceMesh, portrait: Image) -> None:
    """OpenCV 4 warps no picture with a side over 32766 pixels."""
    huge = np.zeros((512, 40000, 3), np.uint8)
    huge[:, -512:] = portrait
    shift = 40000 - 512
    region = Region(OFFICIAL_REGION.cx + shift, OFFICIAL_REGION.cy, OFFICIAL_REGION.size, OFFICIAL_REGION.angle)
    found = mesh.landmarks(huge, region).points - np.array([shift, 0, 0], np.float32)
    np.testing.assert_allclose(found, mesh.landmarks(portrait, OFFICIAL_REGION).points, atol=0.1)


def test_face_cut_by_the_edge_agrees_with_mediapipe(mesh: FaceMesh, portrait: Image) -> None:
    """The forehead is outside the picture: recorded as above from the portrait without its upper 80 rows."""
    cut = np.ascontiguousarray(portrait[80:])
    result = mesh.landmarks(cut, Region(225.753, 44.290, 160.359, 0.05774))
    expected = {
        10: (226.85, -8.97, -9.89),
        33: (195.24, 20.56, 5.26),
        133: (213.26, 23.37, 1.39),
        152: (221.25, 97.73, 7.53),
        263: (255.55, 24.09, 3.4),
        468: (203.41, 21.21, 1.46),
    }
    np.testing.assert_allclose(result.points[list(expected)], list(expected.values()), atol=0.1)
    assert result.presence > 0.9


def test_missing_and_damaged_models_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"face_detection\.onnx is missing"):
        FaceDetector(tmp_path, CPU, threads=1)
    (tmp_path / "face_landmarks.onnx").write_bytes(b"no network")
    with pytest.raises(EngineError, match=r"face_landmarks\.onnx can not be loaded"):
        FaceMesh(tmp_path, CPU, threads=1)


def test_a_provider_that_is_not_there_gives_way_to_the_cpu_and_that_is_told() -> None:
    told: list[str] = []

    def tell(sentence: str, hint: str) -> None:
        told.append(sentence)
        assert "doctor providers" in hint

    network = load_network(MODELS / "face_landmarks.onnx", Runtime(("NoSuchExecutionProvider",), tell=tell))
    assert network.provider == "CPUExecutionProvider"
    (sentence,) = told
    assert "face_landmarks.onnx runs on the processor" in sentence
    assert "does not have it" in sentence
    network.close()


def test_onnxruntime_writes_nothing_about_the_user(tmp_path: Path) -> None:
    """Its own builds keep a device number and events to send in the user's cache folder."""
    home = tmp_path / "home"
    home.mkdir()
    places = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"), str(home))
    code = (
        "from engines.toolkit.inference import Runtime; from engines.toolkit.loading import load_network;"
        "from pathlib import Path;"
        f"load_network(Path({str(MODELS / 'face_landmarks.onnx')!r}), Runtime()).close()"
    )
    environment = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-B", "-c", code], env={**environment, **places}, cwd=MODELS.parents[1], timeout=60, check=True
    )
    assert not list(home.rglob("*"))


def area(points: NDArray[np.float32], triangles: NDArray[np.int32]) -> NDArray[np.float32]:
    """Twice the signed area; positive runs clockwise as seen."""
    a, b, c = (points[triangles[:, i], :2] for i in range(3))
    u, v = b - a, c - a
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]


def test_triangles_cover_the_face_once(mesh: FaceMesh, portrait: Image) -> None:
    parts = [topology.TRIANGLES, topology.EYE_FILL, topology.MOUTH_FILL]
    assert [len(part) for part in parts] == [852, 28, 18]
    points = mesh.landmarks(portrait, OFFICIAL_REGION).points
    assert (area(points, topology.TRIANGLES) > 0).mean() > 0.97, "but for a few at the rim that turn away"
    assert (area(points, topology.EYE_FILL) > 0).all()
    assert (area(points, topology.MOUTH_FILL) > 0).all()
    directed = Counter((int(t[i]), int(t[i - 2])) for part in parts for t in part for i in range(3))
    assert max(directed.values()) == 1, "neighbours run a shared side in opposite directions"
    rim = {edge for edge in directed if edge[::-1] not in directed}
    oval = topology.FACE_OVAL.tolist()
    assert rim == set(pairwise([*oval, oval[0]])), "only the oval is open"
    assert set(topology.TRIANGLES.ravel().tolist()) == set(range(468))


def test_loops_run_clockwise_around_what_they_are_named(mesh: FaceMesh, portrait: Image) -> None:
    points = mesh.landmarks(portrait, OFFICIAL_REGION).points[:, :2]
    loops = {"FACE_OVAL": 36, "LIPS_OUTER": 20, "LIPS_INNER": 20, "RIGHT_EYE": 16, "LEFT_EYE": 16}
    for name, count in loops.items():
        loop = points[getattr(topology, name)]
        following = np.roll(loop, -1, axis=0)
        assert len(loop) == count
        assert (loop[:, 0] * following[:, 1] - loop[:, 1] * following[:, 0]).sum() > 0, name
    for side in ("RIGHT", "LEFT"):
        centre, *ring = points[getattr(topology, f"{side}_IRIS")]
        np.testing.assert_allclose(np.mean(ring, axis=0), centre, atol=0.5)
        rim = np.ascontiguousarray(points[getattr(topology, f"{side}_EYE")])
        assert cv2.pointPolygonTest(rim, (float(centre[0]), float(centre[1])), False) > 0
        assert points[getattr(topology, f"{side}_BROW"), 1].max() < centre[1]
