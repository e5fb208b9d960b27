"""A network with the signature, the operators and the weight of inswapper_128, made on the spot.

No machine of the project can fetch the published weights. This one has the same work in it: 138 million numbers
(553 MB), 350 thousand million operations a face.

1. Three convolutions take the target [1,3,128,128] to 32 x 32 x 1024.
2. Six blocks of two 3 x 3 convolutions each; the norm after every one takes scale and shift from `source` [1,512].
3. Twice the size again, twice, with a convolution each; two more, and tanh brings the picture to 0..1.

The weights are random, but the first three channels carry the target's colours through: the picture is a blurred
target with a texture that depends on the source, so that errors of a smaller number format show in it. How far such a
format errs in the published weights is another matter; that is measured on the user's machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 11, 6
"""Of the published file."""
CHANNELS, BLOCKS = 1024, 6
"""Of the published file, in the middle."""
SMALL_CHANNELS, SMALL_BLOCKS = 64, 2


class _Graph:
    """Nodes and weights as they are added; `at` is the name of the newest value."""

    def __init__(self, noise: float) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.at = "target"
        self._noise = noise
        self._rng = np.random.default_rng(7)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node to the newest value and what else is given; its output is the newest then."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.at, *inputs], [name], name=f"{kind}_{len(self.nodes)}",
                                           **attributes))  # fmt: skip
        self.at = name
        return name

    def conv(self, inputs: int, outputs: int, side: int, stride: int = 1, carried: float = 1.0) -> None:
        """A convolution over a border that mirrors the picture; the colours are times `carried`."""
        rng, number = self._rng, len(self.nodes)
        weight = rng.standard_normal((outputs, inputs, side, side), np.float32)
        weight *= np.float32(self._noise * np.sqrt(2 / (inputs * side * side)))
        of_input, of_output = np.arange(inputs) % 3, np.arange(outputs) % 3
        share = (of_output[:, None] == of_input[None]).astype(np.float32)
        weight[:, :, side // 2, side // 2] += np.float32(carried) * share / share.sum(axis=1, keepdims=True)
        bias = rng.normal(0, 0.02 * self._noise, outputs).astype(np.float32)
        around = side // 2
        self.node("Pad", self.constant(f"pads_{number}", np.array([0, 0, around, around] * 2, np.int64)),
                  mode="reflect")  # fmt: skip
        names = self.constant(f"w_{number}", weight), self.constant(f"b_{number}", bias)
        self.node("Conv", *names, kernel_shape=[side, side], strides=[stride, stride])

    def styled_norm(self, channels: int) -> None:
        """Instance norm, written out as in the published file, scaled and shifted by the source."""
        number, came = len(self.nodes), self.at
        mean = self.node("ReduceMean", axes=[2, 3], keepdims=1)
        self.at = came
        centred = self.node("Sub", mean)
        self.node("Mul", centred)
        self.node("ReduceMean", axes=[2, 3], keepdims=1)
        self.node("Add", "epsilon")
        self.node("Sqrt")
        root = self.at
        self.at = centred
        normed = self.node("Div", root)
        rng = self._rng
        style = rng.normal(0, 0.4, (2 * channels, 512)).astype(np.float32)
        shift = np.concatenate([np.full(channels, 0.5), np.zeros(channels)]).astype(np.float32)
        self.at = "source"
        self.node("Gemm", self.constant(f"style_{number}", style), self.constant(f"shift_{number}", shift), transB=1)
        self.node("Unsqueeze", axes=[2, 3])
        both = self.at
        gain = self.node("Slice", "zero", "half", "one")
        self.at = both
        offset = self.node("Slice", "half", "all", "one")
        self.at = normed
        self.node("Mul", gain)
        self.node("Add", offset)


def write(path: Path, channels: int = CHANNELS, blocks: int = BLOCKS, noise: float = 0.15) -> Path:
    """Write the network; `channels` are those in the middle (a multiple of 8). 30 seconds and 2 GB of memory for the
    published size. `noise` is how much of all other channels the picture takes in."""
    graph = _Graph(noise)
    wide = [channels // 8, channels // 4, channels // 2, channels]
    graph.constant("epsilon", np.array(1e-5, np.float32))
    for name, value in (("zero", 0), ("half", channels), ("all", 2 * channels), ("one", 1)):
        graph.constant(name, np.array([value], np.int64))
    graph.conv(3, wide[0], 7)
    graph.node("LeakyRelu", alpha=0.2)
    for number, stride in ((1, 1), (2, 2), (3, 2)):
        graph.conv(wide[number - 1], wide[number], 3, stride)
        graph.node("LeakyRelu", alpha=0.2)
    for _ in range(blocks):
        came = graph.at
        graph.conv(channels, channels, 3, carried=0.0)
        graph.styled_norm(channels)
        graph.node("Relu")
        graph.conv(channels, channels, 3, carried=0.0)
        graph.styled_norm(channels)
        graph.node("Add", came)
    for number in (3, 2):
        graph.node("Resize", graph.constant(f"roi_{number}", np.zeros(0, np.float32)),
                   graph.constant(f"scales_{number}", np.array([1, 1, 2, 2], np.float32)),
                   mode="linear", coordinate_transformation_mode="half_pixel")  # fmt: skip
        graph.conv(wide[number], wide[number - 1], 3)
        graph.node("LeakyRelu", alpha=0.2)
    graph.conv(wide[1], wide[0], 3)
    graph.node("LeakyRelu", alpha=0.2)
    graph.conv(wide[0], 3, 7, carried=2.0)
    graph.node("Sub", graph.constant("middle", np.array(1.0, np.float32)))
    graph.node("Tanh")
    graph.node("Add", graph.constant("plus", np.array(1.0, np.float32)))
    graph.constant("two", np.array(2.0, np.float32))
    graph.nodes.append(helper.make_node("Div", [graph.at, "two"], ["output"]))
    graph.constant("emap", np.random.default_rng(5).normal(0, 0.05, (512, 512)).astype(np.float32))
    picture = [1, 3, 128, 128]
    made = helper.make_graph(
        graph.nodes,
        "published_weight",
        [helper.make_tensor_value_info("target", TensorProto.FLOAT, picture),
         helper.make_tensor_value_info("source", TensorProto.FLOAT, [1, 512])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, picture)],
        graph.weights,
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.save(model, str(path))
    return path
