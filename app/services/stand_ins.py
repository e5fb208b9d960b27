"""Networks made on the spot, in place of published ones in the benchmark.

No published weights ship with the program; what the engine does around a network can be measured with any network.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_OPSET, _IR = 17, 8


def write_swapper(path: Path) -> None:
    """The signature of inswapper_128: `target` [1,3,128,128] and `source` [1,512]; the output is the target."""
    nodes = [
        helper.make_node("ReduceMean", ["source"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["target", "nothing"], ["output"]),
    ]
    constants = [
        numpy_helper.from_array(np.zeros(1, np.float32), "zero"),
        numpy_helper.from_array(np.eye(512, dtype=np.float32), "emap"),
    ]
    _write(path, nodes, {"target": [1, 3, 128, 128], "source": [1, 512]}, [1, 3, 128, 128], constants)


def write_recogniser(path: Path) -> None:
    """The signature of ArcFace: [1,3,112,112] to [1,512]."""
    weights = np.random.default_rng(0).normal(0, 0.01, (3 * 7 * 7, 512)).astype(np.float32)
    nodes = [
        helper.make_node("AveragePool", ["input.1"], ["pooled"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["output"]),
    ]
    _write(path, nodes, {"input.1": [1, 3, 112, 112]}, [1, 512], [numpy_helper.from_array(weights, "weights")])


def _write(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, list[int]],
    output: list[int],
    constants: list[onnx.TensorProto],
) -> None:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()]
    result = helper.make_tensor_value_info("output", TensorProto.FLOAT, output)
    graph = helper.make_graph(nodes, "stand_in", values, [result], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR), str(path))
