"""Networks with the signatures of those that the driven programs load, made of parts of our own.

``python -m tests.engines.checkouts.networks FOLDER`` writes insightface's pack and both swappers there. With them the
real programs run from end to end without the published weights, and what they show is no longer anybody's face:

- ``det_10g``: this program's own detector, which is MediaPipe's, with its answers in the form of SCRFD's. It really
  finds faces. It takes 640x640 alone.
- ``2d106det``, ``1k3d68``: points on a drawn face that fills the box. ``genderage``: always the same.
- ``w600k_r50``: sums over the crop with fixed weights: other pictures, other numbers.
- ``inswapper_128`` and ``_fp16``: the crop's colours turned round, with a tint from the identity; the graph's last
  initializer is the emap, as insightface wants it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, compose, helper, numpy_helper

from engines.toolkit.face_detection import GRID, SIZE

IR_VERSION = 8
"""The oldest of the programs' onnxruntimes reads it."""
OPSET = 17
SIDE = 640
FOUND = 32
"""Anchors of the detector that go on; overlapping ones are merged by whoever asked."""
OUTPUTS = ("448", "471", "494", "451", "474", "497", "454", "477", "500")
DETECTOR = Path(__file__).parents[3] / "resources" / "models" / "face_detection.onnx"

Constants = dict[str, NDArray[Any]]


def write_pack(folder: Path) -> None:
    """The five files of insightface's pack ``buffalo_l``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_detector(folder / "det_10g.onnx")
    write_recogniser(folder / "w600k_r50.onnx")
    write_constant(folder / "2d106det.onnx", 192, "fc1", drawn_face().reshape(1, -1))
    write_constant(folder / "1k3d68.onnx", 192, "fc1", drawn_head().reshape(1, -1))
    write_constant(folder / "genderage.onnx", 96, "fc1", np.array([[0.2, 0.8, 0.35]], np.float32))


def write_swappers(folder: Path, names: tuple[str, ...] = ("inswapper_128.onnx", "inswapper_128_fp16.onnx")) -> None:
    """Both precisions of the swapper, or those named."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        write_swapper(folder / name, np.float16 if "fp16" in name else np.float32)


def write_swapper(path: Path, kind: type[np.floating[Any]]) -> None:
    """``target`` [1,3,128,128] and ``source`` [1,512], both float32; computes in ``kind`` as the published ones do."""
    precision = TensorProto.FLOAT16 if kind is np.float16 else TensorProto.FLOAT
    random = np.random.default_rng(1)
    constants: Constants = {
        "picker": (random.normal(0, 1, (512, 3)) * 1.5).astype(kind),
        "shape": np.array([1, 3, 1, 1], np.int64),
        "turned": np.array([2, 0, 1], np.int64),
        "part": np.full(1, 0.6, kind),
        "tint": np.full(1, 0.4, kind),
        "one": np.ones(1, kind),
        "emap": random.normal(0, 0.05, (512, 512)).astype(kind),
    }
    nodes = [
        helper.make_node("Cast", ["target"], ["picture"], to=precision),
        helper.make_node("Cast", ["source"], ["identity"], to=precision),
        helper.make_node("MatMul", ["identity", "picker"], ["sums"]),
        helper.make_node("Sigmoid", ["sums"], ["colours"]),
        helper.make_node("Reshape", ["colours", "shape"], ["plane"]),
        helper.make_node("Mul", ["plane", "tint"], ["tinted"]),
        helper.make_node("Gather", ["picture", "turned"], ["other"], axis=1),
        helper.make_node("Sub", ["one", "other"], ["negative"]),
        helper.make_node("Mul", ["negative", "part"], ["weak"]),
        helper.make_node("Add", ["weak", "tinted"], ["result"]),
        helper.make_node("Cast", ["result"], ["output"], to=TensorProto.FLOAT),
    ]
    _save(path, nodes, {"target": [1, 3, 128, 128], "source": [1, 512]}, {"output": [1, 3, 128, 128]}, constants)


def write_recogniser(path: Path) -> None:
    """``input.1`` [N,3,112,112] to ``683`` [1,512]."""
    weights = np.random.default_rng(2).normal(0, 1, (3 * 14 * 14, 512)).astype(np.float32)
    nodes = [
        helper.make_node("AveragePool", ["input.1"], ["small"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["small"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["683"]),
    ]
    _save(path, nodes, {"input.1": ["None", 3, 112, 112]}, {"683": ["None", 512]}, {"weights": weights})


def write_constant(path: Path, side: int, output: str, value: NDArray[np.float32]) -> None:
    """``data`` [N,3,side,side] to the same numbers whatever is seen."""
    nodes = [
        helper.make_node("ReduceMean", ["data"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Reshape", ["mean", "column"], ["means"]),
        helper.make_node("MatMul", ["means", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "value"], [output]),
    ]
    constants: Constants = {
        "column": np.array([-1, 1], np.int64),
        "nothing": np.zeros((1, value.shape[1]), np.float32),
        "value": value.astype(np.float32),
    }
    _save(path, nodes, {"data": ["None", 3, side, side]}, {output: ["None", value.shape[1]]}, constants)


def write_detector(path: Path) -> None:
    """``input.1`` [1,3,640,640] to scores, boxes and points for three strides.

    The best anchors of the network within become the first anchors of the coarsest stride, whose places are known: what
    is told there is how far the box's sides are from the anchor, in strides.
    """
    inner = compose.add_prefix(onnx.load(str(DETECTOR)), "in/")
    raw, logits = (output.name for output in inner.graph.output)
    stride, cells = 32, (SIDE // 32) ** 2 * 2
    anchors = np.zeros((FOUND, 2), np.float32)
    anchors[:, 0] = np.arange(FOUND) // 2 * stride  # two at each place, row by row, and the first row holds forty
    # Of an anchor's 16 numbers: centre, size, right eye, left eye, nose, mouth, two ears. Of what is asked for:
    # distances to the four sides, then both eyes, the nose and both corners of the mouth, which lie as the eyes do.
    take = np.zeros((16, 14), np.float32)
    for axis in (0, 1):
        take[axis, axis], take[2 + axis, axis] = -1, 0.5
        take[axis, 2 + axis], take[2 + axis, 2 + axis] = 1, 0.5
        for point, begin in enumerate((4, 6, 8)):
            take[begin + axis, 4 + 2 * point + axis] = 1
        for corner, part in ((10, -0.4), (12, 0.4)):
            take[10 + axis, corner + axis] = 1
            take[6 + axis, corner + axis] += part
            take[4 + axis, corner + axis] -= part
    signs = np.array([[-1, -1, 1, 1] + [1, 1] * 5], np.float32)
    centres = (np.arange(GRID, dtype=np.float32) + 0.5) * (SIZE / GRID)
    x, y = np.meshgrid(centres, centres)
    grid = np.concatenate(
        [np.stack([x[i::2, j::2].ravel(), y[i::2, j::2].ravel()], 1) for i in (0, 1) for j in (0, 1)]
    ).astype(np.float32)
    constants: Constants = {
        "colours": np.array([2, 1, 0], np.int64),
        "std": np.full(1, 128.0, np.float32),
        "mean": np.full(1, 127.5, np.float32),
        "small": np.array([1, 3, SIZE, SIZE], np.int64),
        "packed": np.array([1, 1, SIZE, 3 * SIZE], np.int64),
        "rows": np.array([-1, 16], np.int64),
        "all": np.array([-1], np.int64),
        "count": np.array([FOUND], np.int64),
        "grid": np.tile(grid, (1, 7)) * signs,
        "take": take,
        "anchors": np.tile(anchors, (1, 7)) * signs,
        "scale": np.full(1, SIDE / SIZE, np.float32),
        "stride": np.full(1, float(stride), np.float32),
        "column": np.array([FOUND, 1], np.int64),
        "box": np.array([4, 10], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["input.1", "colours"], ["bgr"], axis=1),
        helper.make_node("Mul", ["bgr", "std"], ["spread"]),
        helper.make_node("Add", ["spread", "mean"], ["levels"]),
        helper.make_node("Resize", ["levels", "", "", "small"], ["shrunk"], mode="linear"),
        helper.make_node("Transpose", ["shrunk"], ["rows_last"], perm=[0, 2, 3, 1]),
        helper.make_node("Round", ["rows_last"], ["whole"]),
        helper.make_node("Clip", ["whole", "lowest", "highest"], ["held"]),
        helper.make_node("Cast", ["held"], ["bytes"], to=inner.graph.input[0].type.tensor_type.elem_type),
        helper.make_node("Reshape", ["bytes", "packed"], [inner.graph.input[0].name]),
        *inner.graph.node,
        helper.make_node("Transpose", [raw], ["by_anchor"], perm=[0, 2, 1]),
        helper.make_node("Reshape", ["by_anchor", "rows"], ["every"]),
        helper.make_node("Reshape", [logits, "all"], ["every_logit"]),
        helper.make_node("TopK", ["every_logit", "count"], ["best", "which"], axis=0),
        helper.make_node("Gather", ["every", "which"], ["kept"], axis=0),
        helper.make_node("Gather", ["grid", "which"], ["origin"], axis=0),
        helper.make_node("MatMul", ["kept", "take"], ["placed"]),
        helper.make_node("Add", ["placed", "origin"], ["within"]),
        helper.make_node("Mul", ["within", "scale"], ["pixels"]),
        helper.make_node("Sub", ["pixels", "anchors"], ["distances"]),
        helper.make_node("Div", ["distances", "stride"], ["strides"]),
        helper.make_node("Split", ["strides", "box"], ["best_boxes", "best_points"], axis=1),
        helper.make_node("Sigmoid", ["best"], ["sure"]),
        helper.make_node("Reshape", ["sure", "column"], ["best_scores"]),
    ]
    constants |= {"lowest": np.array(0, np.float32), "highest": np.array(255, np.float32)}
    shapes: dict[str, list[int | str]] = {}
    for number, (kind, width) in enumerate((("scores", 1), ("boxes", 4), ("points", 10))):
        for level, size in enumerate((8, 16, 32)):
            name, total = OUTPUTS[3 * number + level], (SIDE // size) ** 2 * 2
            shapes[name] = [total, width]
            if size == stride:
                constants[f"rest_{kind}"] = np.zeros((cells - FOUND, width), np.float32)
                nodes.append(helper.make_node("Concat", [f"best_{kind}", f"rest_{kind}"], [name], axis=0))
            else:
                constants[f"none_{name}"] = np.zeros((total, width), np.float32)
                nodes.append(helper.make_node("Identity", [f"none_{name}"], [name]))
    _save(path, nodes, {"input.1": [1, 3, "?", "?"]}, shapes, constants, list(inner.graph.initializer))


def drawn_face() -> NDArray[np.float32]:
    """106 points in the crop that `2d106det` is given, each side -1..1, in insightface's order. The face's box is two
    thirds of the crop."""
    points = np.zeros((106, 2), np.float32)
    points[0] = (0, 0.64)  # the chin
    along = np.linspace(0.6 * np.pi, 0.03 * np.pi, 16)  # from the ear down to it
    side = np.stack([-0.52 * np.sin(along), 0.64 * np.cos(along)], 1)
    points[[1, *range(9, 17), *range(2, 9)]] = side
    points[[17, *range(25, 33), *range(18, 25)]] = side * (-1, 1)
    for begin, count, x, y, wide, high in (
        (33, 10, -0.24, -0.16, 0.12, 0.05), (43, 9, -0.24, -0.32, 0.16, 0.04), (52, 12, 0, 0.34, 0.2, 0.08),
        (64, 8, 0, 0.34, 0.12, 0.03), (72, 15, 0, 0.08, 0.12, 0.14), (87, 10, 0.24, -0.16, 0.12, 0.05),
        (97, 9, 0.24, -0.32, 0.16, 0.04),
    ):  # fmt: skip
        angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
        points[begin : begin + count] = np.stack([x + wide * np.cos(angle), y + high * np.sin(angle)], 1)
    return points


def drawn_head() -> NDArray[np.float32]:
    """1103 points with depth, as `1k3d68` gives them: the last 68 are taken."""
    points = np.zeros((1103, 3), np.float32)
    angle = np.linspace(0.1, np.pi - 0.1, 68)
    points[-68:, 0], points[-68:, 1] = 0.5 * np.cos(angle), 0.5 * np.sin(2 * angle)
    points[-68:, 2] = 0.2 * np.sin(angle)
    return points


def _save(path: Path, nodes: list[onnx.NodeProto], inputs: dict[str, list[int | str]],
          outputs: dict[str, list[int | str]], constants: Constants, first: list[onnx.TensorProto] | None = None,
          ) -> None:  # fmt: skip
    graph = helper.make_graph(
        nodes,
        "stand_in",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        [*(first or []), *(numpy_helper.from_array(value, name) for name, value in constants.items())],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


if __name__ == "__main__":
    write_pack(Path(sys.argv[1]) / ".insightface" / "models" / "buffalo_l")
    write_swappers(Path(sys.argv[1]) / "models")
