"""The demo media: what ships, that it is small and attributed, and that the clip and its truth (demo.json) agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from engines.api import Image
from engines.toolkit.canonical import canonical
from engines.toolkit.face_detection import FaceDetector
from engines.toolkit.face_mesh import FaceMesh

ROOT = Path(__file__).resolve().parents[2]
MEDIA = ROOT / "resources" / "media"
ICONS = ROOT / "resources" / "icons"
MODELS = ROOT / "resources" / "models"
CPU = ("CPUExecutionProvider",)
PORTRAITS = sorted(MEDIA.glob("*.jpg"))
STEP = 3  # every third frame is looked at by the networks
SHOWN = ("still", "move", "yaw", "mouth", "pitch", "rest")  # the face is whole in these scenes


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((MEDIA / "demo.json").read_text("utf-8"))
    return data


@pytest.fixture(scope="module")
def detector() -> Iterator[FaceDetector]:
    made = FaceDetector(MODELS, CPU, 1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def mesh() -> Iterator[FaceMesh]:
    made = FaceMesh(MODELS, CPU, 1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def clip() -> tuple[int, dict[int, Image]]:
    """Number of frames in the clip, and every third of them by index (BGR)."""
    kept: dict[int, Image] = {}
    index = -1
    with av.open(str(MEDIA / "demo.mp4")) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % STEP == 0:
                kept[index] = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    return index + 1, kept


def scene_of(truth: dict[str, Any], index: int) -> str:
    second = index / truth["fps"]
    return next(str(s["what"]) for s in truth["segments"] if s["start_s"] <= second < s["end_s"])


def test_at_least_two_portraits_of_usable_size_with_one_face(detector: FaceDetector) -> None:
    assert {"astronaut.jpg", "hopper.jpg"} <= {p.name for p in PORTRAITS}
    for path in PORTRAITS:
        image = cv2.imread(str(path))
        assert image is not None
        assert 500 <= max(image.shape[:2]) <= 768, path.name
        assert len(detector.detect(image.astype(np.uint8))) == 1, path.name


def test_media_stay_small() -> None:
    assert all(p.stat().st_size < 200_000 for p in PORTRAITS)
    assert (MEDIA / "demo.mp4").stat().st_size < 3_000_000
    assert (MEDIA / "demo.json").stat().st_size < 50_000


def test_every_file_is_attributed() -> None:
    lines = (MEDIA / "ATTRIBUTION.md").read_text("utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| `")]
    named = {row[1].strip().strip("`"): row[2:5] for row in rows}
    there = {p.name for p in MEDIA.iterdir() if p.is_file()} - {"ATTRIBUTION.md"}
    assert named.keys() == there
    assert all(cell.strip() for row in named.values() for cell in row)


def test_clip_has_the_promised_format(truth: dict[str, Any]) -> None:
    with av.open(str(MEDIA / "demo.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (1280, 720) == (truth["width"], truth["height"])
        assert stream.average_rate == 30 == truth["fps"]
        assert stream.codec_context.name == "h264"
        assert stream.duration is not None
        assert stream.time_base is not None
        assert stream.duration * stream.time_base >= 10


def test_truth_covers_the_whole_clip(truth: dict[str, Any], clip: tuple[int, dict[int, Image]]) -> None:
    count, _ = clip
    assert count == truth["frames"] == len(truth["rows"])
    assert [row[0] for row in truth["rows"]] == list(range(count))
    segments = truth["segments"]
    assert segments[0]["start_s"] == 0
    assert segments[-1]["end_s"] == count / truth["fps"]
    assert all(a["end_s"] == b["start_s"] for a, b in pairwise(segments))
    length = {s["what"]: s["end_s"] - s["start_s"] for s in segments}
    assert length.keys() >= {"still", "move", "yaw", "mouth", "away", "covered"}
    assert min(length["away"], length["still"]) >= 1
    for index, face, head, *_ in truth["rows"]:
        away = scene_of(truth, index) == "away"
        assert not (away and (face or head)), index
        if scene_of(truth, index) in SHOWN:
            assert face is not None, index
            assert head is not None, index
            assert 0 <= face[0] < face[2] <= 1280, index
            assert 0 <= face[1] < face[3] <= 720, index


def test_networks_see_the_face_where_the_truth_says(
    truth: dict[str, Any], clip: tuple[int, dict[int, Image]], detector: FaceDetector, mesh: FaceMesh
) -> None:
    looked = found = 0
    yaws = []
    for index, image in clip[1].items():
        if scene_of(truth, index) not in SHOWN:
            continue
        looked += 1
        detections = detector.detect(image)
        if not detections:
            continue
        result = mesh.landmarks(image, mesh.region_from_detection(detections[0]))
        x0, y0, x1, y1 = truth["rows"][index][1]
        cx, cy = result.points[:468, :2].mean(axis=0)
        inside = x0 < cx < x1 and y0 < cy < y1
        found += inside and len(detections) == 1 and result.presence > 0.5
        if scene_of(truth, index) == "yaw":
            yaws.append(canonical().pose(mesh.landmarks(image, mesh.region_from_mesh(result.points)).points)[0])
    assert found >= 0.95 * looked
    assert min(yaws) < -37  # about 40 degrees both ways, as the mesh measures it
    assert max(yaws) > 37


def test_nobody_is_in_the_picture_while_away(
    truth: dict[str, Any], clip: tuple[int, dict[int, Image]], detector: FaceDetector
) -> None:
    away = [image for index, image in clip[1].items() if scene_of(truth, index) == "away"]
    assert len(away) >= 10
    assert not any(detector.detect(image) for image in away)
    # Nor an edge of the sleeve: by the middle of the scene the picture stands still but for noise.
    assert np.abs(away[3].astype(np.int16) - away[6]).mean() < 3


def test_mouth_opens_and_eyes_close(
    truth: dict[str, Any], clip: tuple[int, dict[int, Image]], detector: FaceDetector, mesh: FaceMesh
) -> None:
    mouths, eyes = {}, {}
    for index, image in clip[1].items():
        if scene_of(truth, index) in ("still", "move", "mouth"):
            points = mesh.landmarks(image, mesh.region_from_detection(detector.detect(image)[0])).points[:, :2]
            face = np.linalg.norm(points[10] - points[152])
            mouths[index] = np.linalg.norm(points[13] - points[14]) / face
            eyes[index] = np.linalg.norm(points[159] - points[145]) / face
    still = [i for i in mouths if scene_of(truth, i) == "still"]
    assert max(mouths.values()) > max(mouths[i] for i in still) + 0.05
    assert min(eyes.values()) < 0.6 * float(np.median([eyes[i] for i in still]))


def test_icon_has_all_sizes() -> None:
    image = cv2.imread(str(ICONS / "understudy.png"), cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert image.shape == (256, 256, 4)
    data = (ICONS / "understudy.ico").read_bytes()
    count = int.from_bytes(data[4:6], "little")
    sides = [data[6 + 16 * i] or 256 for i in range(count)]
    assert sides == [16, 24, 32, 48, 64, 128, 256]
