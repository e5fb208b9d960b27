"""Every published swapper's contract, with stand-in networks of its signature, and against insightface itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest

from engines.api import Frame, Image, SwapResult
from engines.neural.contracts import RECOGNISER, SWAPPERS
from engines.neural.engine import NeuralEngine
from engines.toolkit.align import TEMPLATES, box_mask, five_points, similarity
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import ROOT, Make


def photo(name: str) -> Image:
    image = cv2.imread(str(ROOT / "resources" / "media" / f"{name}.jpg"))
    assert image is not None
    return np.asarray(image, np.uint8)


def run(engine: NeuralEngine, picture: Image, times: int = 3) -> SwapResult:
    return [engine.swap(Frame(picture, index, index / 30)) for index in range(times)][-1]


def prepare(folder: Path, name: str, network: Callable[..., Path], **options: Any) -> None:
    contract = SWAPPERS[name]
    network(folder / f"{name}.onnx", contract, **options)
    stand_ins.recogniser(folder / RECOGNISER)
    if contract.converter:
        stand_ins.converter(folder / contract.converter)


def inside(result: SwapResult, name: str, picture: Image, **mask: float) -> np.ndarray:
    """The pixels where the mask is full."""
    contract = SWAPPERS[name]
    points = result.faces[0].landmarks
    assert points is not None
    matrix = similarity(five_points(points), contract.template, contract.size)
    soft = box_mask(contract.size, **mask)
    there = cv2.warpAffine(soft, cv2.invertAffineTransform(matrix), (picture.shape[1], picture.shape[0]))
    full: np.ndarray = cv2.erode(there, np.ones((3, 3), np.uint8)) == 255
    return full


@pytest.mark.parametrize("name", SWAPPERS)
def test_a_network_that_changes_nothing_changes_nothing(name: str, folder: Path, make: Make) -> None:
    prepare(folder, name, stand_ins.identity)
    engine = make(model=name)
    engine.set_source([photo("astronaut")])
    picture = np.asarray(cv2.GaussianBlur(photo("hopper"), (0, 0), 3), np.uint8)  # what a crop can hold
    result = run(engine, picture)
    (face,) = result.faces
    assert face.swapped
    difference = np.abs(result.image.astype(int) - picture).max(axis=2)
    full = inside(result, name, picture)
    assert full.sum() > 10_000
    assert difference[full].max() <= 12
    assert difference[full].mean() < 1.5
    outside = cv2.dilate(full.astype(np.uint8), np.ones((151, 151), np.uint8)) == 0
    assert (difference[outside] == 0).all()


@pytest.mark.filterwarnings("ignore:`estimate` is deprecated:FutureWarning")  # in insightface
@pytest.mark.parametrize("name", SWAPPERS)
def test_the_source_arrives_as_the_contract_says(name: str, folder: Path, make: Make) -> None:
    prepare(folder, name, stand_ins.colour)
    engine = make(model=name)
    source, picture = photo("astronaut"), photo("hopper")
    ((face,),) = engine.set_source([source])
    assert face.landmarks is not None
    result = run(engine, picture)
    seen = result.image[inside(result, name, picture)].astype(int)
    shares = _shares(name, source, five_points(face.landmarks), folder)
    expected = np.round(255 * (0.5 + stand_ins.GAIN[SWAPPERS[name].source] * shares))
    assert np.ptp(seen, axis=0).max() <= 2, "one colour all over"
    assert np.abs(np.median(seen, axis=0) - expected[::-1]).max() <= 1
    assert 0 < expected.min() < 120 or 136 < expected.max() < 255, "grey would prove nothing"


def _shares(name: str, source: Image, points: np.ndarray, folder: Path) -> np.ndarray:
    """What the stand-in `colour` sees in `source`, calculated another way: insightface's recogniser, plain numpy."""
    contract = SWAPPERS[name]
    if contract.source == "face":
        wanted = TEMPLATES[contract.face_template] * contract.face_size
        matrix, _ = cv2.estimateAffinePartial2D(points, wanted, method=cv2.LMEDS)
        crop = cv2.warpAffine(source, matrix, (contract.face_size,) * 2, borderMode=cv2.BORDER_REPLICATE)
        mean: np.ndarray = crop[..., ::-1].reshape(-1, 3).mean(axis=0) / 255 - 0.5
        return mean
    raw = _embedding(source, points, folder)
    unit = raw / np.linalg.norm(raw)
    if contract.source == "emap":
        vector = unit @ stand_ins.emap()
        vector /= np.linalg.norm(vector)
    elif contract.source == "embedding":
        vector = unit
    else:
        weights = onnx.numpy_helper.to_array(onnx.load(str(folder / contract.converter)).graph.initializer[0])
        vector = raw @ weights
        vector = vector if contract.source == "converted_raw" else vector / np.linalg.norm(vector)
    return np.array([vector[begin : begin + 170].mean() for begin in (0, 171, 342)])


def _embedding(source: Image, points: np.ndarray, folder: Path) -> np.ndarray:
    from insightface.app.common import Face as InsightFace
    from insightface.model_zoo.arcface_onnx import ArcFaceONNX

    reference = ArcFaceONNX(str(folder / RECOGNISER))
    embedding: np.ndarray = reference.get(source, InsightFace(kps=points.astype(np.float32)))
    return embedding
