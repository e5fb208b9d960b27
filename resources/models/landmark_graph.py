"""The ONNX graph of MediaPipe's face landmarks with attention (a build tool; the program never imports it).

In order: the trunk gives 468 points and the presence; three squares around lips and eyes are computed from the points;
the feature map is sampled in them; the branches of lips, eyes and irises run side by side as grouped convolutions;
their points go back to the crop and take their places among the 478.

The three custom operators are written out from what MediaPipe's public sources say they do: Landmarks2TransformMatrix,
TransformTensorBilinear and TransformLandmarks.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import tflite_reader
from onnx_writer import UINT8, Converter, GraphWriter
from tflite_reader import Op

SIZE = 192
MESH = 468
MAP = 48
"""Side of the feature map that the branches sample."""
SAMPLES = 16
"""Side of a branch's square of samples."""
PLACES = 80
"""Points of the largest branch, the lips; the others are filled up to it."""
HEADS = ("output_lips", "output_left_eye", "output_left_iris", "output_right_eye", "output_right_iris")
REGION_OF_HEAD = (0, 1, 1, 2, 2)
EYE_LOOP = 16
"""The first so many points of an eye's list are its rim; the irises get the mean of their depths."""
CUSTOM = ("Landmarks2TransformMatrix", "TransformTensorBilinear", "TransformLandmarks")


def build(data: bytes) -> bytes:
    """The network as ONNX: ``picture`` uint8 [1, 1, 192, 192 * 3] BGR to ``points`` [478, 3] in pixels of the crop
    (z in the same scale) and ``presence`` [1] in 0..1."""
    network = tflite_reader.read(data)
    writer = GraphWriter()
    converter = Converter(network, writer)
    converter.picture("picture", 0, 1 / 255)
    matrices, samplers = ([op for op in network.ops if op.kind == kind] for kind in CUSTOM[:2])
    regions = [op.options for op in matrices]
    trunk, rows = _split(network, {op.outputs[0] for op in samplers})
    for op in trunk:
        converter.emit([op])

    points = next(op.inputs[0] for op in network.ops if op.outputs[0] == network.outputs["output_mesh_identity"])
    mesh = writer.add("Reshape", converter.values[(points,)], writer.const([MESH, 3], np.int64))
    logit = writer.add("Reshape", converter.values[(network.outputs["conv_faceflag"],)], writer.const([1], np.int64))
    writer.add("Sigmoid", logit, out="presence")
    xy, z = _columns(writer, mesh, 0, 2), _columns(writer, mesh, 2, 3)

    matrix, centre = _squares(writer, xy, regions)
    start = tuple(op.outputs[0] for op in samplers)
    converter.values[start] = _sample(writer, converter.values[(samplers[0].inputs[0],)], matrix, centre)
    for group in rows[:-1]:
        converter.emit(group)
    refined = _heads(converter, rows[-1], matrix, centre)

    every = writer.add("Concat", xy, refined, axis=0)
    places = writer.add("Gather", every, writer.const(_places(regions), np.int64), axis=0)
    rims = writer.const([region["subset_idxs"][:EYE_LOOP] for region in regions[1:]], np.int64)
    depths = writer.add("ReduceMean", writer.add("Gather", z, rims, axis=0), axes=[1], keepdims=0)
    irises = writer.add("Gather", depths, writer.const([0] * 5 + [1] * 5, np.int64), axis=0)
    writer.add("Concat", places, writer.add("Concat", z, irises, axis=0), axis=1, out="points")
    return writer.model(
        "face_landmarks",
        {"picture": (UINT8, (1, 1, SIZE, SIZE * 3))},
        {"points": (MESH + 10, 3), "presence": (1,)},
    )


def _split(network: tflite_reader.Network, samples: set[int]) -> tuple[list[Op], list[list[Op]]]:
    """The operators before the branches, and those of the branches in rows: what stands equally deep runs together.

    The last row holds the fully connected heads in the order of :data:`HEADS`.
    """
    depth = dict.fromkeys(samples, 0)
    trunk, rows = [], defaultdict(list)
    for op in network.ops:
        if op.kind in (*CUSTOM, "MUL", "RESHAPE", "STRIDED_SLICE"):  # written anew for all branches at once
            continue
        depths = [depth[i] for i in op.inputs if i in depth]
        if depths:
            depth[op.outputs[0]] = max(depths) + 1
            rows[max(depths) + 1, op.kind].append(op)
        else:
            trunk.append(op)
    return trunk, [rows[key] for key in sorted(rows, key=lambda key: key[0])]


def _columns(writer: GraphWriter, table: str, first: int, end: int) -> str:
    return writer.add("Slice", table, *(writer.const([n], np.int64) for n in (first, end, 1)))


def _squares(writer: GraphWriter, xy: str, regions: list[dict[str, Any]]) -> tuple[str, str]:
    """For every region a matrix [3, 2, 2] and a centre [3, 1, 2]: p, in samples from the middle of the square, lies at
    ``p @ matrix + centre`` in pixels of the crop.

    The region's points are turned back by the angle of the line between its two rotation points; the square is their
    box, each side times the region's scale.
    """
    subsets = [r["subset_idxs"] + r["subset_idxs"][:1] * (PLACES - len(r["subset_idxs"])) for r in regions]
    chosen = writer.add("Gather", xy, writer.const(subsets, np.int64), axis=0)
    left, right = (
        writer.add("Gather", xy, writer.const([r[name] for r in regions], np.int64), axis=0)
        for name in ("left_rotation_idx", "right_rotation_idx")
    )
    line = writer.add("Sub", right, left)
    unit = writer.add("Div", line, writer.add("ReduceL2", line, axes=[1], keepdims=1))
    spread = writer.add("Gather", unit, writer.const([0, 1, 1, 0], np.int64), axis=1)
    forth = writer.add(  # [[cos, sin], [-sin, cos]]: from the square to the crop
        "Reshape", writer.add("Mul", spread, writer.const([1, 1, -1, 1])), writer.const([3, 2, 2], np.int64)
    )
    turned = writer.add("MatMul", chosen, writer.add("Transpose", forth, perm=[0, 2, 1]))
    low = writer.add("ReduceMin", turned, axes=[1], keepdims=1)
    high = writer.add("ReduceMax", turned, axes=[1], keepdims=1)
    middle = writer.add("Mul", writer.add("Add", high, low), writer.const(0.5))
    scale = [[[r["scale_x"] / r["output_width"]], [r["scale_y"] / r["output_height"]]] for r in regions]
    box = writer.add("Reshape", writer.add("Sub", high, low), writer.const([3, 2, 1], np.int64))
    matrix = writer.add("Mul", writer.add("Mul", box, writer.const(scale)), forth)
    return matrix, writer.add("MatMul", middle, forth)


def _sample(writer: GraphWriter, feature: str, matrix: str, centre: str) -> str:
    """Sample the feature map [1, 32, 48, 48] bilinearly in the three squares: [1, 3 * 32, 16, 16], zero outside.

    A sample's own centre lies at +0.5; where it falls outside 0..47 of the map it is zero, not half of the edge:
    its coordinate is sent far away, as GridSample would mix.
    """
    ticks = np.arange(SAMPLES) + 0.5 - SAMPLES / 2
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(1, -1, 2)
    at = writer.add("Add", writer.add("MatMul", writer.const(grid), matrix), centre)
    cell = writer.add("Sub", writer.add("Mul", at, writer.const(MAP / SIZE)), writer.const(0.5))
    inside = writer.add("Equal", cell, writer.add("Clip", cell, writer.const(0.0), writer.const(MAP - 1.0)))
    cell = writer.add("Where", inside, cell, writer.const(-100.0))
    unit = writer.add("Add", writer.add("Mul", cell, writer.const(2 / MAP)), writer.const(1 / MAP - 1))
    unit = writer.add("Reshape", unit, writer.const([1, 3 * SAMPLES, SAMPLES, 2], np.int64))
    sampled = writer.add("GridSample", feature, unit, mode="bilinear", padding_mode="zeros", align_corners=0)
    stacked = writer.add("Reshape", sampled, writer.const([32, 3, SAMPLES * SAMPLES], np.int64))
    stacked = writer.add("Transpose", stacked, perm=[1, 0, 2])
    return writer.add("Reshape", stacked, writer.const([1, 3 * 32, SAMPLES, SAMPLES], np.int64))


def _heads(converter: Converter, group: list[Op], matrix: str, centre: str) -> str:
    """The points of the five branches in pixels of the crop, [5 * 80, 2], in one batched product.

    The branches give their points in pixels of a square of 64, four to a sample.
    """
    writer, constants = converter.writer, converter.network.constants
    count = len(HEADS)
    kernels = [constants[op.inputs[1]].transpose(1, 2, 3, 0) for op in group]
    depth = kernels[0][..., 0].size
    weights = np.zeros((count, depth, PLACES * 2), np.float32)
    bias = np.zeros((count, 1, PLACES * 2), np.float32)
    for i, (op, kernel) in enumerate(zip(group, kernels, strict=True)):
        weights[i, :, : kernel.shape[3]] = kernel.transpose(2, 0, 1, 3).reshape(depth, -1)
        bias[i, 0, : kernel.shape[3]] = constants[op.inputs[2]]
    source = writer.add("Reshape", converter.value(group, 0), writer.const([count, 1, depth], np.int64))
    flat = writer.add("Add", writer.add("MatMul", source, writer.const(weights)), writer.const(bias))
    points = writer.add("Reshape", flat, writer.const([count, PLACES, 2], np.int64))
    points = writer.add("Sub", writer.add("Mul", points, writer.const(1 / 4)), writer.const(SAMPLES / 2))
    owner = writer.const(REGION_OF_HEAD, np.int64)
    moved = writer.add("MatMul", points, writer.add("Gather", matrix, owner, axis=0))
    moved = writer.add("Add", moved, writer.add("Gather", centre, owner, axis=0))
    return writer.add("Reshape", moved, writer.const([count * PLACES, 2], np.int64))


def _places(regions: list[dict[str, Any]]) -> list[int]:
    """Where each of the 478 points is taken from: the mesh, or behind it the branches with 80 places each."""
    places = [*range(MESH), *([0] * 10)]
    targets = [region["subset_idxs"] for region in regions]
    targets[1:] = [targets[1], range(MESH, MESH + 5), targets[2], range(MESH + 5, MESH + 10)]
    for head, points in enumerate(targets):
        for place, point in enumerate(points):
            places[point] = MESH + head * PLACES + place
    return places
