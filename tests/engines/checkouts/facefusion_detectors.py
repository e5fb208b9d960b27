"""Face detectors with the signatures that FaceFusion takes: one face, where red outweighs blue by far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.engines.checkouts.onnx_files import Constants, Shape, floats, save, whole

_FLOAT = TensorProto.FLOAT
_SIDE = 640
_RED = 0.3
"""By how much red is above blue (of 0..1) where a face is."""
_ENOUGH = 2000.0
"""So many of such pixels make a face."""
_SCORE = 0.9
FIVE = np.array([(0.3, 0.38), (0.7, 0.38), (0.5, 0.58), (0.33, 0.77), (0.67, 0.77)], np.float32)
"""Eyes, tip of the nose and corners of the mouth, 0..1 in a face's box."""


def _box(scale: float) -> tuple[list[onnx.NodeProto], Constants]:
    """From `input` (BGR, where `scale` is what the normalisation made of 0..255) to the tensors `score`, `middle` [1,2]
    and `half` [1,2] of the face, in pixels."""
    place = np.arange(_SIDE, dtype=np.float32)
    nodes = [
        helper.make_node("Slice", ["input", "zero", "one", "channels"], ["blue"]),
        helper.make_node("Slice", ["input", "two", "three", "channels"], ["red"]),
        helper.make_node("Sub", ["red", "blue"], ["warmth"]),
        helper.make_node("Greater", ["warmth", "least"], ["is_skin"]),
        helper.make_node("Cast", ["is_skin"], ["skin"], to=_FLOAT),
        helper.make_node("ReduceSum", ["skin", "all"], ["count"], keepdims=0),
        helper.make_node("Add", ["count", "little"], ["some"]),
        helper.make_node("Div", ["some", "enough"], ["share"]),
        helper.make_node("Min", ["share", "unit"], ["bounded"]),
        helper.make_node("Mul", ["bounded", "best"], ["score"]),
    ]
    for axis in "xy":
        nodes += [
            helper.make_node("Mul", ["skin", axis], [f"{axis}_weighed"]),
            helper.make_node("ReduceSum", [f"{axis}_weighed", "all"], [f"{axis}_sum"], keepdims=0),
            helper.make_node("Div", [f"{axis}_sum", "some"], [f"{axis}_mean"]),
            helper.make_node("Sub", [axis, f"{axis}_mean"], [f"{axis}_off"]),
            helper.make_node("Mul", [f"{axis}_off", f"{axis}_off"], [f"{axis}_square"]),
            helper.make_node("Mul", ["skin", f"{axis}_square"], [f"{axis}_squares"]),
            helper.make_node("ReduceSum", [f"{axis}_squares", "all"], [f"{axis}_spread"], keepdims=0),
            helper.make_node("Div", [f"{axis}_spread", "some"], [f"{axis}_variance"]),
            helper.make_node("Sqrt", [f"{axis}_variance"], [f"{axis}_deviation"]),
        ]
    nodes += [
        helper.make_node("Concat", ["x_mean", "y_mean"], ["mean"], axis=0),
        helper.make_node("Concat", ["x_deviation", "y_deviation"], ["deviation"], axis=0),
        helper.make_node("Mul", ["deviation", "reach"], ["reached"]),
        helper.make_node("Add", ["reached", "unit"], ["half_flat"]),
        helper.make_node("Mul", ["deviation", "higher"], ["up"]),
        helper.make_node("Add", ["mean", "up"], ["middle_flat"]),
        helper.make_node("Reshape", ["half_flat", "pair"], ["half"]),
        helper.make_node("Reshape", ["middle_flat", "pair"], ["middle"]),
    ]
    constants = whole(zero=[0], one=[1], two=[2], three=[3], channels=[1], all=[0, 1, 2, 3], pair=[1, 2])
    constants |= floats(
        least=_RED * scale, little=[1e-3], enough=[_ENOUGH], unit=[1.0], best=[_SCORE],
        x=place.reshape(1, 1, 1, -1), y=place.reshape(1, 1, -1, 1), reach=[1.65, 1.32], higher=[0.0, -0.24],
    )  # fmt: skip
    return nodes, constants


def _five() -> tuple[list[onnx.NodeProto], Constants]:
    """From `middle` and `half` to `landmarks` [5,2]."""
    nodes = [
        helper.make_node("Mul", ["half", "five"], ["away"]),
        helper.make_node("Add", ["middle", "away"], ["landmarks"]),
    ]
    return nodes, floats(five=FIVE * 2 - 1)


def write_yolo(path: Path) -> Path:
    """[1,3,640,640] BGR/255 to [1,20,8400]: cx cy w h score, five times x y visibility."""
    nodes, constants = _box(1.0)
    more, five = _five()
    nodes += [
        *more,
        helper.make_node("Add", ["half", "half"], ["size"]),
        helper.make_node("Reshape", ["score", "single"], ["score_row"]),
        helper.make_node("Concat", ["landmarks", "seen"], ["triples"], axis=1),
        helper.make_node("Reshape", ["triples", "row"], ["triples_row"]),
        helper.make_node("Concat", ["middle", "size", "score_row", "triples_row"], ["face"], axis=1),
        helper.make_node("Reshape", ["face", "column"], ["column_face"]),
        helper.make_node("Pad", ["column_face", "pads"], ["output"]),
    ]
    constants |= five | floats(seen=np.ones((5, 1)))
    constants |= whole(single=[1, 1], row=[1, 15], column=[1, 20, 1], pads=[0, 0, 1, 0, 0, 8398])
    return save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, {"output": (_FLOAT, [1, 20, 8400])}, constants)


def write_scrfd(path: Path) -> Path:
    """[1,3,640,640] (BGR-127.5)/128 to scores, boxes and landmarks of strides 8, 16, 32; the face is the second."""
    nodes, constants = _box(255 / 128)
    more, five = _five()
    nodes += [
        *more,
        helper.make_node("Reshape", ["score", "single"], ["score_row"]),
        helper.make_node("Sub", ["half", "middle"], ["from_begin"]),
        helper.make_node("Add", ["middle", "half"], ["to_end"]),
        helper.make_node("Concat", ["from_begin", "to_end"], ["distances"], axis=1),
        helper.make_node("Div", ["distances", "stride"], ["box_row"]),
        helper.make_node("Reshape", ["landmarks", "row"], ["landmarks_flat"]),
        helper.make_node("Div", ["landmarks_flat", "stride"], ["landmarks_row"]),
    ]
    constants |= five | floats(stride=[8.0]) | whole(single=[1, 1], row=[1, 10])
    outputs: dict[str, tuple[Any, Shape]] = {}
    for kind, width in (("score", 1), ("box", 4), ("landmarks", 10)):
        for stride in (8, 16, 32):
            count = 2 * (_SIDE // stride) ** 2
            name = f"{kind}_{stride}"
            if stride == 8:
                constants |= whole(**{f"{name}_pads": [1, 0, count - 2, 0]})
                nodes.append(helper.make_node("Pad", [f"{kind}_row", f"{name}_pads"], [name]))
            else:
                constants |= whole(**{f"{name}_shape": [count, width]})
                nodes.append(helper.make_node("ConstantOfShape", [f"{name}_shape"], [name]))
            outputs[name] = (_FLOAT, [count, width])
    return save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, outputs, constants)


def write_yunet(path: Path) -> Path:
    """[1,3,640,640] BGR to classes, objects, boxes and landmarks of strides 8, 16, 32; the face is the second."""
    nodes, constants = _box(255.0)
    more, five = _five()
    nodes += [
        *more,
        helper.make_node("Reshape", ["score", "cube"], ["class_row"]),
        helper.make_node("Reshape", ["unit", "cube"], ["object_row"]),
        helper.make_node("Sub", ["middle", "second"], ["middle_off"]),
        helper.make_node("Div", ["middle_off", "stride"], ["box_middle"]),
        helper.make_node("Add", ["half", "half"], ["size"]),
        helper.make_node("Div", ["size", "stride"], ["box_size"]),
        helper.make_node("Log", ["box_size"], ["box_log"]),
        helper.make_node("Concat", ["box_middle", "box_log"], ["box_flat"], axis=1),
        helper.make_node("Reshape", ["box_flat", "box_shape"], ["box_row"]),
        helper.make_node("Sub", ["landmarks", "second"], ["landmarks_off"]),
        helper.make_node("Div", ["landmarks_off", "stride"], ["landmarks_small"]),
        helper.make_node("Reshape", ["landmarks_small", "landmarks_shape"], ["landmarks_row"]),
    ]
    constants |= five | floats(stride=[8.0], second=[8.0, 0.0])
    constants |= whole(cube=[1, 1, 1], box_shape=[1, 1, 4], landmarks_shape=[1, 1, 10])
    outputs: dict[str, tuple[Any, Shape]] = {}
    for kind, width in (("class", 1), ("object", 1), ("box", 4), ("landmarks", 10)):
        for stride in (8, 16, 32):
            count = (_SIDE // stride) ** 2
            name = f"{kind}_{stride}"
            if stride == 8:
                constants |= whole(**{f"{name}_pads": [0, 1, 0, 0, count - 2, 0]})
                nodes.append(helper.make_node("Pad", [f"{kind}_row", f"{name}_pads"], [name]))
            else:
                constants |= whole(**{f"{name}_shape": [1, count, width]})
                nodes.append(helper.make_node("ConstantOfShape", [f"{name}_shape"], [name]))
            outputs[name] = (_FLOAT, [1, count, width])
    return save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, outputs, constants)
