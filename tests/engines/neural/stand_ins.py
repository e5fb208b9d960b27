"""Networks with the signatures of the published ones, made on the fly: what they compute is known exactly.

- `identity`: the output is the aligned target, back in 0..1.
- `colour`: each colour of the output is a mean over a part of `source`, times `GAIN`: it proves recogniser, emap and
  normalisation.
- `recogniser`: 512 sums over the pixels of the crop with fixed weights.
- `converter`: an embedding times a fixed matrix.
- `hues`: a recogniser that tells faces apart by their hue alone.
- `enhancer`: red and green of the output are the place in the crop, blue is the input's, inverted; `weight_enhancer`
  gives its weight as a grey.
- `occlusion`, `occlusion_by_blue`, `parser`, `parser_by_red`: masks and classes by place or by one colour of the input.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engines.neural.contracts import CLASSES, OCCLUSION_SIZE, PARSER_SIZE, Enhancer, Swapper

OPSET = 17
GAIN = {"emap": 40.0, "embedding": 40.0, "converted": 40.0, "converted_raw": 40.0, "face": 1.0}
"""By the kind of source: what brings its means to some ten levels of grey."""


def _save(path: Path, nodes: list[onnx.NodeProto], inputs: dict[str, list[int | str]], output: list[int | str],
          constants: dict[str, NDArray[np.float32]], doubles: dict[str, list[int | str]] | None = None,
          ) -> Path:  # fmt: skip
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()]
    values += [helper.make_tensor_value_info(n, TensorProto.DOUBLE, shape) for n, shape in (doubles or {}).items()]
    graph = helper.make_graph(
        nodes,
        "stand_in",
        values,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, output)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def _shapes(contract: Swapper, batch: int | str) -> tuple[dict[str, list[int | str]], list[int | str]]:
    picture: list[int | str] = [batch, 3, contract.size, contract.size]
    face: list[int | str] = [batch, 3, contract.face_size, contract.face_size]
    return {"target": picture, "source": face if contract.source == "face" else [batch, 512]}, picture


def _emap(contract: Swapper) -> dict[str, NDArray[np.float32]]:
    return {"emap": emap()} if contract.source == "emap" else {}


def emap() -> NDArray[np.float32]:
    """A 512 x 512 matrix that is no multiple of a rotation."""
    return np.random.default_rng(5).normal(0, 1, (512, 512)).astype(np.float32)


def identity(path: Path, contract: Swapper, batch: int | str = 1) -> Path:
    """The output is what a network gives that changes nothing: `undo` of it is the target."""
    inputs, picture = _shapes(contract, batch)
    mean, std = (np.array(values, np.float32).reshape(1, 3, 1, 1) for values in (contract.mean, contract.std))
    # Where the engine undoes the scaling, the network's output is in the target's own scale; else it is 0..1.
    scale, shift = (np.ones_like(std), np.zeros_like(mean)) if contract.unscale else (std, mean)
    nodes = [
        helper.make_node("Mul", ["target", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["moved"]),
        helper.make_node("ReduceMean", ["source"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["moved", "nothing"], ["output"]),
    ]
    constants = {"scale": scale, "shift": shift, "zero": np.zeros(1, np.float32), **_emap(contract)}
    return _save(path, nodes, inputs, picture, constants)


def colour(path: Path, contract: Swapper) -> Path:
    """The whole output has one colour: 0.5 + the gain times the mean of the source's first, second and last 170
    numbers, or of the three colours of a face less 0.5."""
    inputs, picture = _shapes(contract, 1)
    if contract.source == "face":
        pick = [
            helper.make_node("ReduceMean", ["source"], ["part"], axes=[2, 3], keepdims=1),
            helper.make_node("Sub", ["part", "half"], ["centred"]),
        ]
    else:
        pick = [
            helper.make_node("MatMul", ["source", "picker"], ["sums"]),
            helper.make_node("Reshape", ["sums", "shape"], ["centred"]),
        ]
    nodes = [
        *pick,
        helper.make_node("Mul", ["centred", "gain"], ["scaled"]),
        helper.make_node("Add", ["scaled", "half"], ["seen"]),
        helper.make_node("Mul", ["target", "zero"], ["nothing"]),
        helper.make_node("Add", ["seen", "nothing"], ["plain"]),
        helper.make_node("Sub", ["plain", "mean"], ["moved"]),
        helper.make_node("Div", ["moved", "std"], ["output"]),
    ]
    picker = np.zeros((512, 3), np.float32)
    for channel, begin in enumerate((0, 171, 342)):
        picker[begin : begin + 170, channel] = 1 / 170
    mean, std = (np.array(values, np.float32).reshape(1, 3, 1, 1) for values in (contract.mean, contract.std))
    constants: dict[str, NDArray[np.float32]] = {
        "half": np.full(1, 0.5, np.float32),
        "gain": np.full(1, GAIN[contract.source], np.float32),
        "zero": np.zeros(1, np.float32),
        "mean": mean if contract.unscale else np.zeros_like(mean),
        "std": std if contract.unscale else np.ones_like(std),
        **({} if contract.source == "face" else {"picker": picker, "shape": np.array([1, 3, 1, 1], np.int64)}),
        **_emap(contract),
    }
    return _save(path, nodes, inputs, picture, constants)


def too_large(path: Path) -> Path:
    """Frees all sides of a stand-in's output, and makes it twice as large: onnxruntime can not tell before it runs."""
    model = onnx.load(str(path))
    graph = model.graph
    for node in graph.node:
        node.output[:] = ["small" if name == "output" else name for name in node.output]
    sides = graph.output[0].type.tensor_type.shape.dim
    scales = np.full(len(sides), 2, np.float32)
    scales[:2] = 1
    for name, value in (("scales", scales), ("zero_again", np.zeros(1, np.float32))):
        graph.initializer.insert(0, numpy_helper.from_array(value, name))  # an emap stays the last
    graph.node.extend(
        [
            helper.make_node("ReduceMean", ["small"], ["mean_again"], keepdims=0),
            helper.make_node("Mul", ["mean_again", "zero_again"], ["nothing_again"]),
            helper.make_node("Add", ["scales", "nothing_again"], ["scales_later"]),
            helper.make_node("Resize", ["small", "", "scales_later"], ["output"], mode="nearest"),
        ]
    )
    for number, side in enumerate(sides):
        side.dim_param = f"side{number}"
    onnx.save(model, str(path))
    return path


def recogniser(path: Path) -> Path:
    """Like ArcFace: [?, 3, 112, 112] to [?, 512]."""
    rng = np.random.default_rng(9)
    weights = rng.normal(0, 0.004, (3 * 14 * 14, 512)).astype(np.float32)
    nodes = [
        helper.make_node("AveragePool", ["input.1"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["output"]),
    ]
    return _save(path, nodes, {"input.1": ["n", 3, 112, 112]}, ["n", 512], {"weights": weights})


def converter(path: Path) -> Path:
    """Like a crossface file: [1, 512] to [1, 512]."""
    weights = np.random.default_rng(3).normal(0, 0.05, (512, 512)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["input", "weights"], ["output"])]
    return _save(path, nodes, {"input": [1, 512]}, [1, 512], {"weights": weights})


def hues(path: Path) -> Path:
    """Like ArcFace; the embedding has the direction of (mean red less green, mean blue less green) in 512 numbers, so
    that a photo and the same photo with red and blue exchanged are far apart, whatever they show."""
    nodes = [
        helper.make_node("GlobalAveragePool", ["input.1"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["output"]),
    ]
    directions = np.linalg.qr(np.random.default_rng(2).normal(0, 1, (512, 2)))[0].T
    weights = (np.array([[1, 0], [-1, -1], [0, 1]]) @ directions).astype(np.float32)
    return _save(path, nodes, {"input.1": ["n", 3, 112, 112]}, ["n", 512], {"weights": weights})


def enhancer(path: Path, contract: Enhancer, name: str = "input") -> Path:
    """Red is x of the crop, green is y, both 0..1 as -1..1; blue is the input's own, inverted."""
    size = contract.size
    ramp = np.linspace(-1, 1, size, dtype=np.float32)
    place = np.zeros((1, 3, size, size), np.float32)
    place[0, 0] += ramp[None, :]
    place[0, 1] += ramp[:, None]
    nodes = [
        helper.make_node("Mul", [name, "inverted_blue"], ["blue"]),
        helper.make_node("Add", ["blue", "place"], ["output" if not contract.weighted else "placed"]),
    ]
    constants: dict[str, NDArray[np.float32]] = {
        "inverted_blue": np.array([0, 0, -1], np.float32).reshape(1, 3, 1, 1),
        "place": place,
    }
    if contract.weighted:
        nodes += _nothing_of_the_weight()
        constants["zero"] = np.zeros(1, np.float32)
    doubles: dict[str, list[int | str]] | None = {"weight": [1]} if contract.weighted else None
    picture: list[int | str] = [1, 3, size, size]
    return _save(path, nodes, {name: picture}, picture, constants, doubles)


def same(path: Path, contract: Enhancer) -> Path:
    """An enhancer that changes nothing."""
    picture: list[int | str] = [1, 3, contract.size, contract.size]
    return _save(path, [helper.make_node("Identity", ["input"], ["output"])], {"input": picture}, picture, {})


def _nothing_of_the_weight() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Cast", ["weight"], ["single"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["single", "zero"], ["nothing"]),
        helper.make_node("Add", ["placed", "nothing"], ["output"]),
    ]


def weight_enhancer(path: Path, contract: Enhancer) -> Path:
    """The whole output is grey: `weight` of 0..1."""
    nodes = [
        helper.make_node("Cast", ["weight"], ["single"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["single", "two"], ["twice"]),
        helper.make_node("Sub", ["twice", "one"], ["grey"]),
        helper.make_node("Mul", ["input", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "grey"], ["output"]),
    ]
    picture: list[int | str] = [1, 3, contract.size, contract.size]
    numbers = {name: np.full(1, value, np.float32) for name, value in (("zero", 0), ("one", 1), ("two", 2))}
    return _save(path, nodes, {"input": picture}, picture, numbers, {"weight": [1]})


def occlusion(path: Path, mask: NDArray[np.float32]) -> Path:
    """Like XSeg: answers `mask` (256 x 256, 1 where the face is seen), whatever it is given."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[3], keepdims=1),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "mask"], ["output"]),
    ]
    constants = {"zero": np.zeros(1, np.float32), "mask": mask.reshape(1, OCCLUSION_SIZE, OCCLUSION_SIZE, 1)}
    return _xseg(path, nodes, constants)


def occlusion_by_blue(path: Path) -> Path:
    """Like XSeg: the mask is the first colour of its input, blue."""
    nodes = [helper.make_node("Slice", ["input", "begin", "end", "axis"], ["output"])]
    constants = {name: np.array([value], np.int64) for name, value in (("begin", 0), ("end", 1), ("axis", 3))}
    return _xseg(path, nodes, constants)  # type: ignore[arg-type]


def occlusion_by_chance(path: Path) -> Path:
    """Like XSeg that has gone mad: in about half of its runs nothing is a face."""
    nodes = [
        helper.make_node("RandomUniform", [], ["chance"], shape=[1, 1, 1, 1], low=0.0, high=2.0, seed=4.0),
        helper.make_node("Floor", ["chance"], ["coin"]),
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[3], keepdims=1),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "coin"], ["output"]),
    ]
    return _xseg(path, nodes, {"zero": np.zeros(1, np.float32)})


def _xseg(path: Path, nodes: list[onnx.NodeProto], constants: dict[str, NDArray[np.float32]]) -> Path:
    plane: list[int | str] = [1, OCCLUSION_SIZE, OCCLUSION_SIZE]
    return _save(path, nodes, {"input": [*plane, 3]}, [*plane, 1], constants)


def parser(path: Path, classes: NDArray[np.int64], count: int = CLASSES) -> Path:
    """Like BiSeNet: answers `classes` (side x side, a divisor of 512), whatever it is given."""
    scores = np.zeros((1, count, *classes.shape), np.float32)
    for number in range(count):
        scores[0, number][classes == number] = 1
    nodes = [
        helper.make_node("Resize", ["scores", "", "scales"], ["large"], mode="nearest",
                         coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["large", "nothing"], ["output"]),
    ]  # fmt: skip
    scale = PARSER_SIZE / classes.shape[0]
    constants = {
        "scores": scores,
        "scales": np.array([1, 1, scale, scale], np.float32),
        "zero": np.zeros(1, np.float32),
    }
    return _bisenet(path, nodes, constants, count)


def parser_by_red(path: Path) -> Path:
    """Like BiSeNet: class 1, skin, where the normalised red is above 1, else class 17, hair."""
    weights = np.zeros((CLASSES, 3, 1, 1), np.float32)
    weights[1, 0] = 1
    bias = np.full(CLASSES, -100, np.float32)
    bias[[1, 17]] = -1, 0
    nodes = [helper.make_node("Conv", ["input", "weights", "bias"], ["output"])]
    return _bisenet(path, nodes, {"weights": weights, "bias": bias}, CLASSES)


def _bisenet(path: Path, nodes: list[onnx.NodeProto], constants: dict[str, NDArray[np.float32]], count: int) -> Path:
    plane: list[int | str] = [PARSER_SIZE, PARSER_SIZE]
    return _save(path, nodes, {"input": [1, 3, *plane]}, [1, count, *plane], constants)
