"""The shipped face models: they are what the manifest says, come out of the wheel byte by byte, and compute what LiteRT
computes from the original files.

The wheel is kept in the user's cache folder and fetched with pip where it is not there yet.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import platformdirs
import pytest
from numpy.typing import NDArray

from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "resources" / "models"
MANIFEST: list[dict[str, Any]] = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))["models"]
FETCH_LIMIT_S = 120


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The wheel that the models are built from."""
    source = MANIFEST[0]["source"]
    folder = Path(platformdirs.user_cache_dir("understudy-tests"))
    path = folder / str(source["wheel"])
    if not path.is_file():
        pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [shutil.which("pip") or ""]
        if not pip[0]:
            pytest.skip("no pip to fetch the mediapipe wheel with")
        version, tag = source["wheel"].split("-")[1], source["wheel"].removesuffix(".whl").split("-", 4)[4]
        command = [
            *pip,
            "download",
            "-q",
            "--no-deps",
            "--only-binary=:all:",
            "--python-version",
            "3.11",
            "--platform",
            tag,
            "-d",
            str(folder),
            f"mediapipe=={version}",
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"the mediapipe wheel did not come within {FETCH_LIMIT_S} s")
        if done.returncode:
            pytest.skip(f"the mediapipe wheel could not be fetched: {done.stderr.strip()[-200:]}")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == source["sha256"], f"{path} is damaged: delete it"
    return path


@pytest.fixture(scope="module")
def crop() -> NDArray[np.uint8]:
    """A real face, 192x192x3 BGR."""
    data = pytest.importorskip("skimage.data")
    picture = np.ascontiguousarray(data.astronaut()[40:200, 145:305, ::-1])
    return np.asarray(cv2.resize(picture, (192, 192), interpolation=cv2.INTER_CUBIC), np.uint8)


def original(wheel: Path, name: str) -> bytes:
    member = next(entry["source"]["member"] for entry in MANIFEST if entry["file"] == name)
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member)


def converted(name: str, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    network = load_network(MODELS / name, Runtime())
    return network.run(picture.reshape(1, 1, 192, 576))


def interpret(model: bytes, inputs: Sequence[NDArray[Any]], wanted: Sequence[int]) -> list[NDArray[Any]]:
    """Run a TFLite file; ``inputs`` in its order, ``wanted`` are numbers of its output tensors."""
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    runner = litert.Interpreter(model_content=model, num_threads=1)
    runner.allocate_tensors()
    for detail, values in zip(runner.get_input_details(), inputs, strict=True):
        runner.set_tensor(detail["index"], values)
    runner.invoke()
    return [runner.get_tensor(runner.get_output_details()[i]["index"]).copy() for i in wanted]


def test_files_are_what_the_manifest_says() -> None:
    assert {entry["file"] for entry in MANIFEST} == {path.name for path in MODELS.glob("*.onnx")}
    for entry in MANIFEST:
        data = (MODELS / entry["file"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["size"], entry["sha256"])
        assert entry["licence"] == "Apache-2.0"
        assert entry["file"] in (MODELS / "NOTICE").read_text(encoding="utf-8")
    assert "Apache License" in (MODELS / "LICENSE-Apache-2.0.txt").read_text(encoding="utf-8")
    assert sum(entry["size"] for entry in MANIFEST) < 4_500_000


def test_the_wheel_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    command = [sys.executable, str(MODELS / "build_models.py"), str(wheel), "--root", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(built) == 5
    for path, data in built.items():
        shipped = (ROOT / path).read_bytes()
        if path.suffix != ".onnx":  # a checkout on Windows may have changed the ends of lines
            shipped = shipped.replace(b"\r\n", b"\n")
        assert data == shipped, path


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    wrong = tmp_path / "other.whl"
    wrong.write_bytes(b"not the wheel")
    command = [sys.executable, str(MODELS / "build_models.py"), str(wrong), "--root", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "checksum" in done.stderr
    assert not list(tmp_path.rglob("*.onnx"))


def test_detector_equals_litert(wheel: Path, crop: NDArray[np.uint8]) -> None:
    picture = (crop[None, ..., ::-1].astype(np.float32) - 127.5) / 127.5
    boxes, scores = interpret(original(wheel, "face_detection.onnx"), [picture], [0, 1])
    if boxes.shape[2] == 1:
        boxes, scores = scores, boxes
    ours, logits = converted("face_detection.onnx", crop)
    rows, columns = np.divmod(np.arange(2304), 48)
    block, cell = rows % 2 * 2 + columns % 2, rows // 2 * 24 + columns // 2
    assert scores.max() > 0, "the face is found"
    np.testing.assert_allclose(ours[block, :, cell], boxes[0], atol=5e-4)
    np.testing.assert_allclose(logits[block, cell], scores[0, :, 0], atol=5e-4)


@pytest.mark.parametrize("zoom", [[[1, 0, 0], [0, 1, 0]], [[1.6, 0, -98], [0, 1.6, -58]]], ids=["whole", "cut"])
def test_landmarks_equal_litert(wheel: Path, crop: NDArray[np.uint8], zoom: list[list[float]]) -> None:
    """LiteRT lacks the three custom operators, so it runs what is before and behind them; they stand below."""
    matrix = np.array(zoom, np.float64)
    crop = np.asarray(cv2.warpAffine(crop, matrix, (192, 192), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    schema = pytest.importorskip("ai_edge_litert.schema_py_generated")
    data = original(wheel, "face_landmarks.onnx")
    graph = schema.Model.GetRootAs(data, 0).Subgraphs(0)
    names = {graph.Tensors(i).Name().decode(): i for i in range(graph.TensorsLength())}
    custom = Custom(schema, data)

    trunk = cut(schema, data, list(graph.InputsAsNumpy()), [custom.points, names["conv_faceflag"], custom.feature])
    picture = crop[None, ..., ::-1].astype(np.float32) / 255
    flat, logit, feature = interpret(trunk, [picture], [0, 1, 2])
    expected = np.zeros((478, 3))
    expected[:468] = mesh = flat.reshape(468, 3)

    matrices = [square(mesh / 4, options) for options in custom.regions]
    samples = [sample(feature[0], matrix)[None] for matrix in matrices]
    outside = [not values.any(axis=3).all() for values in samples]
    assert outside == [False, zoom[0][0] > 1, False], "where the right eye is cut, its samples outside are zero"
    branches = cut(schema, data, custom.samples, custom.heads)
    found = interpret(branches, samples, range(5))
    left, right = (custom.regions[i]["subset_idxs"] for i in (1, 2))
    owners = [(0, custom.regions[0]["subset_idxs"]), (1, left), (1, range(468, 473)), (2, right), (2, range(473, 478))]
    for (region, places), values in zip(owners, found, strict=True):
        points = values.reshape(-1, 2)
        assert len(points) == len(places)
        matrix = matrices[region]
        expected[list(places), :2] = points @ matrix[:, :2].T + 4 * matrix[:, 2]
    expected[468:473, 2], expected[473:, 2] = (mesh[rim[:16], 2].mean() for rim in (left, right))

    ours, presence = converted("face_landmarks.onnx", crop)
    assert presence[0] > 0.99
    assert presence[0] == pytest.approx(1 / (1 + np.exp(-float(logit.item()))), abs=1e-5)
    assert np.abs(mesh[left, :2] - expected[left, :2]).max() > 0.05, "the eyes are refined"
    np.testing.assert_allclose(ours, expected, atol=5e-4)


class Custom:
    """What the custom operators join: read from the file, not from the converter."""

    def __init__(self, schema: Any, data: bytes) -> None:
        flexbuffers = pytest.importorskip("flatbuffers.flexbuffers")
        model = schema.Model.GetRootAs(data, 0)
        graph = model.Subgraphs(0)
        found: dict[str, list[Any]] = {}
        reshapes: dict[int, int] = {}
        for op in (graph.Operators(i) for i in range(graph.OperatorsLength())):
            code = model.OperatorCodes(op.OpcodeIndex())
            found.setdefault((code.CustomCode() or b"").decode(), []).append(op)
            if max(code.BuiltinCode(), code.DeprecatedBuiltinCode()) == schema.BuiltinOperator.RESHAPE:
                reshapes[int(op.Outputs(0))] = int(op.Inputs(0))
        matrices, samplers = found["Landmarks2TransformMatrix"], found["TransformTensorBilinear"]
        self.regions = [flexbuffers.Loads(op.CustomOptionsAsNumpy().tobytes()) for op in matrices]
        self.feature = int(samplers[0].Inputs(0))
        self.samples = [int(op.Outputs(0)) for op in samplers]
        self.heads = [reshapes[int(op.Inputs(0))] for op in found["TransformLandmarks"]]
        self.points = next(source for target, source in reshapes.items() if graph.Tensors(target).Shape(1) == 468)


def cut(schema: Any, data: bytes, inputs: Sequence[int], outputs: Sequence[int]) -> bytes:
    """The part of a TFLite network between the given tensors, as a file of its own."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(data, 0))
    graph = model.subgraphs[0]
    wanted, kept = set(outputs), []
    for op in reversed(graph.operators):
        if wanted & set(op.outputs) and not set(inputs) & set(op.outputs):
            kept.append(op)
            wanted |= set(op.inputs)
    graph.operators = kept[::-1]
    graph.inputs, graph.outputs = list(inputs), list(outputs)
    model.signatureDefs, model.metadata = [], []
    builder = pytest.importorskip("flatbuffers").Builder(len(data))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def square(points: NDArray[np.float64], options: dict[str, Any]) -> NDArray[np.float64]:
    """Landmarks2TransformMatrix: 2x3, from output pixels to the points' own units."""
    left, right = (points[options[name], :2] for name in ("left_rotation_idx", "right_rotation_idx"))
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = points[options["subset_idxs"], :2] @ turn
    low, high = turned.min(axis=0), turned.max(axis=0)
    output = np.array([options["output_width"], options["output_height"]])
    matrix = turn * ((high - low) * [options["scale_x"], options["scale_y"]] / output)
    return np.column_stack([matrix, turn @ ((low + high) / 2) - matrix @ (output / 2)])


def sample(feature: NDArray[Any], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """TransformTensorBilinear: HxWxC to 16x16xC, zero where the place falls outside the map."""
    height, width, channels = feature.shape
    result = np.zeros((16, 16, channels), np.float32)
    for row in range(16):
        for column in range(16):
            x, y = matrix @ [column + 0.5, row + 0.5, 1.0] - 0.5
            if 0 <= x <= width - 1 and 0 <= y <= height - 1:
                x0, y0 = min(int(x), width - 2), min(int(y), height - 2)
                fx, fy = x - x0, y - y0
                top, bottom = (feature[j, x0] * (1 - fx) + feature[j, x0 + 1] * fx for j in (y0, y0 + 1))
                result[row, column] = top * (1 - fy) + bottom * fy
    return result
