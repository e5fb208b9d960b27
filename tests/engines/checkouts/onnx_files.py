"""ONNX files written by hand: nodes, constants and shapes in, a checked file out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Shape = list[int]
Constants = dict[str, NDArray[np.generic]]


def save(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, Shape],
    outputs: Mapping[str, tuple[Any, Shape]],
    constants: Constants,
    doubles: dict[str, Shape] | None = None,
) -> Path:
    """`inputs` are floats, `doubles` doubles; an output's type stands with its shape."""  # fmt: skip
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()]
    values += [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, shape) for name, shape in (doubles or {}).items()
    ]
    results = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in outputs.items()]
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "stand_in", values, results, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.doc_string = "Made by a test. " * 64  # what is very small is not held for a model
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def floats(**values: object) -> Constants:
    return {name: np.asarray(value, np.float32) for name, value in values.items()}


def whole(**values: object) -> Constants:
    return {name: np.asarray(value, np.int64) for name, value in values.items()}
