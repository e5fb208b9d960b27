"""Reads a TFLite flatbuffer into plain operators and numpy constants (a build tool; the program never imports it).

In order: parse the file with the schema of ``ai_edge_litert``, collect the constants, then fold DENSIFY (sparse
weights) and DEQUANTIZE (float16 weights), so that what is left is the arithmetic of the network in float32.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from flatbuffers import flexbuffers
from numpy.typing import NDArray

_DTYPES = {0: np.float32, 1: np.float16, 2: np.int32, 3: np.uint8, 4: np.int64, 9: np.int8}
_KINDS = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
_OPTION_TABLES = {value: name for name, value in vars(schema.BuiltinOptions).items() if isinstance(value, int)}
_FOLDED = ("DENSIFY", "DEQUANTIZE")


@dataclass(frozen=True, slots=True)
class Op:
    """One operator: ``kind`` is the TFLite name or the custom code, inputs and outputs are tensor numbers."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Network:
    """A parsed network. ``outputs`` maps the name of an output to its tensor."""

    ops: list[Op]
    shapes: dict[int, tuple[int, ...]]
    constants: dict[int, NDArray[Any]]
    inputs: tuple[int, ...]
    outputs: dict[str, int] = field(default_factory=dict)


def read(data: bytes) -> Network:
    """Parse the only subgraph of a TFLite file. Raises ValueError on a type that these networks do not have."""
    model = schema.Model.GetRootAs(data, 0)
    graph = model.Subgraphs(0)
    tensors = [graph.Tensors(i) for i in range(graph.TensorsLength())]
    constants = {}
    for i, tensor in enumerate(tensors):
        buffer = model.Buffers(tensor.Buffer())
        if buffer.DataLength():
            values = buffer.DataAsNumpy().view(_DTYPES[tensor.Type()])
            constants[i] = values if tensor.Sparsity() else values.reshape(_shape(tensor))
    ops = []
    for i in range(graph.OperatorsLength()):
        op = _op(model, graph.Operators(i))
        if op.kind in _FOLDED and op.inputs[0] in constants:
            source, target = op.inputs[0], op.outputs[0]
            if op.kind == "DENSIFY":
                constants[target] = _densify(constants[source], tensors[source])
            else:
                constants[target] = constants[source].astype(np.float32)
        else:
            ops.append(op)
    return Network(
        ops=ops,
        shapes={i: _shape(tensor) for i, tensor in enumerate(tensors)},
        constants=constants,
        inputs=tuple(int(i) for i in graph.InputsAsNumpy()),
        outputs={tensors[i].Name().decode(): int(i) for i in graph.OutputsAsNumpy()},
    )


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(int(n) for n in tensor.ShapeAsNumpy()) if tensor.ShapeLength() else ()


def _op(model: Any, raw: Any) -> Op:
    code = model.OperatorCodes(raw.OpcodeIndex())
    kind = _KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    options: dict[str, Any] = {}
    if kind == "CUSTOM":
        kind = code.CustomCode().decode()
        if raw.CustomOptionsLength():
            options = flexbuffers.Loads(raw.CustomOptionsAsNumpy().tobytes())
    elif raw.BuiltinOptionsType():
        table = getattr(schema, _OPTION_TABLES[raw.BuiltinOptionsType()])()
        table.Init(raw.BuiltinOptions().Bytes, raw.BuiltinOptions().Pos)
        for name in ("Padding", "StrideH", "StrideW", "FusedActivationFunction", "FilterHeight", "FilterWidth",
                     "DepthMultiplier", "HalfPixelCenters", "AlignCorners", "BlockSize", "Axis"):
            if hasattr(table, name):
                options[name] = getattr(table, name)()
    return Op(
        kind,
        tuple(int(i) for i in raw.InputsAsNumpy() if i >= 0),
        tuple(int(i) for i in raw.OutputsAsNumpy()),
        options,
    )


def _densify(values: NDArray[Any], tensor: Any) -> NDArray[Any]:
    """Expand TFLite's sparse format: the dimensions in traversal order, each dense or compressed (CSR), the blocks
    of the block map as further innermost dimensions."""
    sparsity = tensor.Sparsity()
    shape = _shape(tensor)
    order = [int(i) for i in sparsity.TraversalOrderAsNumpy()]
    block_map = [int(i) for i in sparsity.BlockMapAsNumpy()] if sparsity.BlockMapLength() else []
    metadata = [sparsity.DimMetadata(i) for i in range(len(order))]
    block_size = [metadata[order.index(len(shape) + i)].DenseSize() for i in range(len(block_map))]
    dense = np.zeros(shape, values.dtype)
    source = iter(values)

    def visit(level: int, parent: int, index: list[int]) -> None:
        if level == len(order):
            place = index[: len(shape)]
            for i, dimension in enumerate(block_map):
                place[dimension] = place[dimension] * block_size[i] + index[len(shape) + i]
            dense[tuple(place)] = next(source)
            return
        meta = metadata[level]
        if meta.Format() == schema.DimensionType.DENSE:
            for i in range(meta.DenseSize()):
                index[order[level]] = i
                visit(level + 1, parent * meta.DenseSize() + i, index)
        else:
            segments, indices = _vector(meta, "ArraySegments"), _vector(meta, "ArrayIndices")
            for at in range(segments[parent], segments[parent + 1]):
                index[order[level]] = int(indices[at])
                visit(level + 1, at, index)

    visit(0, 0, [0] * len(order))
    return dense


def _vector(meta: Any, name: str) -> list[int]:
    """A sparse index vector, which the format stores in one of three widths."""
    width = {
        schema.SparseIndexVector.Int32Vector: schema.Int32Vector,
        schema.SparseIndexVector.Uint16Vector: schema.Uint16Vector,
        schema.SparseIndexVector.Uint8Vector: schema.Uint8Vector,
    }.get(getattr(meta, name + "Type")())
    if width is None:
        raise ValueError(f"The sparse tensor has no {name}.")
    vector, raw = width(), getattr(meta, name)()
    vector.Init(raw.Bytes, raw.Pos)
    return [int(i) for i in vector.ValuesAsNumpy()]
