"""Networks with the signatures of the published ones, made on the fly: what they compute is known exactly.

- `identity`: the output is the aligned target, back in 0..1.
- `colour`: each colour of the output is a mean over a part of `source`, times `GAIN`: it proves recogniser, emap and
  normalisation.
- `recogniser`: 512 sums over the pixels of the crop with fixed weights.
- `converter`: an embedding times a fixed matrix.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engines.neural.contracts import Swapper

OPSET = 17
GAIN = {"emap": 40.0, "embedding": 40.0, "converted": 40.0, "converted_raw": 40.0, "face": 1.0}
"""By the kind of source: what brings its means to some ten levels of grey."""


def _save(path: Path, nodes: list[onnx.NodeProto], inputs: dict[str, list[int | str]], output: list[int | str],
          constants: dict[str, NDArray[np.float32]]) -> Path:  # fmt: skip
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()]
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
