"""Networks with the signatures of those that FaceFusion takes, made on the spot, with the check sums it wants beside.

    python tests/engines/checkouts/facefusion_networks.py CHECKOUT

writes them into the checkout's ``.assets/models``; what lies there under the same names is overwritten. What each
computes is known exactly, and nothing is learnt:

- a detector finds one face: where red outweighs blue by far, at the middle of those pixels and as large as they spread.
  On the demo clip and photos that is the face; a picture without such pixels has none;
- the landmarks are the same 68 points in every box, the recogniser's 512 values are sums over the crop;
- a swapper mixes the crop with a colour that its source decides, so that a swap is seen and different photos differ;
- an enhancer brightens, the masks are ellipses, a face is `female` where its crop is bright;
- the three content networks object to a picture that is mostly green.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_FLOAT, _INT = TensorProto.FLOAT, TensorProto.INT64
_SIDE = 640
_RED = 0.3
"""By how much red is above blue (of 0..1) where a face is."""
_ENOUGH = 2000.0
"""So many of such pixels make a face."""
_SCORE = 0.9
_GREEN = 0.3
"""A picture whose green is above its red by that much on the average is refused."""

Shape = list[int]
Constants = dict[str, NDArray[np.generic]]


def _points() -> NDArray[np.float32]:
    """68 landmarks of a face, 0..1 in its box: jaw, brows, nose, eyes, mouth."""
    jaw = [(0.5 - 0.48 * np.cos(t), 0.35 + 0.6 * np.sin(t)) for t in np.linspace(0, np.pi, 17)]
    brows = [(x, 0.27) for x in (*np.linspace(0.15, 0.42, 5), *np.linspace(0.58, 0.85, 5))]
    nose = [(0.5, y) for y in np.linspace(0.38, 0.58, 4)] + [(x, 0.62) for x in np.linspace(0.41, 0.59, 5)]
    eyes = [(x + 0.08 * np.cos(t), 0.38 - 0.03 * np.sin(t)) for x in (0.3, 0.7) for t in np.linspace(np.pi, -2.2, 6)]
    lips = [(0.5 - 0.17 * np.cos(t), 0.77 - 0.06 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 13)[:12]]
    inner = [(0.5 - 0.13 * np.cos(t), 0.77 - 0.02 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 9)[:8]]
    return np.array(jaw + brows + nose + eyes + lips + inner, np.float32)


FIVE = np.array([(0.3, 0.38), (0.7, 0.38), (0.5, 0.58), (0.33, 0.77), (0.67, 0.77)], np.float32)
"""Eyes, tip of the nose and corners of the mouth, 0..1 in a face's box."""


def _save(path: Path, nodes: list[onnx.NodeProto], inputs: dict[str, Shape], outputs: dict[str, tuple[int, Shape]],
          constants: Constants, doubles: dict[str, Shape] | None = None) -> Path:  # fmt: skip
    values = [helper.make_tensor_value_info(name, _FLOAT, shape) for name, shape in inputs.items()]
    values += [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, shape) for name, shape in (doubles or {}).items()
    ]
    results = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in outputs.items()]
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "stand_in", values, results, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    path.write_bytes(data)
    path.with_suffix(".hash").write_text(f"{zlib.crc32(data):08x}", "ascii")
    return path


def _floats(**values: object) -> Constants:
    return {name: np.asarray(value, np.float32) for name, value in values.items()}


def _whole(**values: object) -> Constants:
    return {name: np.asarray(value, np.int64) for name, value in values.items()}


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
    constants = _whole(zero=[0], one=[1], two=[2], three=[3], channels=[1], all=[0, 1, 2, 3], pair=[1, 2])
    constants |= _floats(
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
    return nodes, _floats(five=FIVE * 2 - 1)


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
    constants |= five | _floats(seen=np.ones((5, 1)))
    constants |= _whole(single=[1, 1], row=[1, 15], column=[1, 20, 1], pads=[0, 0, 0, 0, 0, 8399])
    return _save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, {"output": (_FLOAT, [1, 20, 8400])}, constants)


def write_scrfd(path: Path) -> Path:
    """[1,3,640,640] (BGR-127.5)/128 to scores, boxes and landmarks of strides 8, 16, 32; the face is the first of 8."""
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
    constants |= five | _floats(stride=[8.0]) | _whole(single=[1, 1], row=[1, 10])
    outputs: dict[str, tuple[int, Shape]] = {}
    for kind, width in (("score", 1), ("box", 4), ("landmarks", 10)):
        for stride in (8, 16, 32):
            count = 2 * (_SIDE // stride) ** 2
            name = f"{kind}_{stride}"
            if stride == 8:
                constants |= _whole(**{f"{name}_pads": [0, 0, count - 1, 0]})
                nodes.append(helper.make_node("Pad", [f"{kind}_row", f"{name}_pads"], [name]))
            else:
                constants |= _whole(**{f"{name}_shape": [count, width]})
                nodes.append(helper.make_node("ConstantOfShape", [f"{name}_shape"], [name]))
            outputs[name] = (_FLOAT, [count, width])
    return _save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, outputs, constants)


def write_yunet(path: Path) -> Path:
    """[1,3,640,640] BGR to classes, objects, boxes and landmarks of strides 8, 16, 32; the face is the first of 8."""
    nodes, constants = _box(255.0)
    more, five = _five()
    nodes += [
        *more,
        helper.make_node("Reshape", ["score", "cube"], ["class_row"]),
        helper.make_node("Reshape", ["unit", "cube"], ["object_row"]),
        helper.make_node("Div", ["middle", "stride"], ["box_middle"]),
        helper.make_node("Add", ["half", "half"], ["size"]),
        helper.make_node("Div", ["size", "stride"], ["box_size"]),
        helper.make_node("Log", ["box_size"], ["box_log"]),
        helper.make_node("Concat", ["box_middle", "box_log"], ["box_flat"], axis=1),
        helper.make_node("Reshape", ["box_flat", "box_shape"], ["box_row"]),
        helper.make_node("Div", ["landmarks", "stride"], ["landmarks_small"]),
        helper.make_node("Reshape", ["landmarks_small", "landmarks_shape"], ["landmarks_row"]),
    ]
    constants |= five | _floats(stride=[8.0])
    constants |= _whole(cube=[1, 1, 1], box_shape=[1, 1, 4], landmarks_shape=[1, 1, 10])
    outputs: dict[str, tuple[int, Shape]] = {}
    for kind, width in (("class", 1), ("object", 1), ("box", 4), ("landmarks", 10)):
        for stride in (8, 16, 32):
            count = (_SIDE // stride) ** 2
            name = f"{kind}_{stride}"
            if stride == 8:
                constants |= _whole(**{f"{name}_pads": [0, 0, 0, 0, count - 1, 0]})
                nodes.append(helper.make_node("Pad", [f"{kind}_row", f"{name}_pads"], [name]))
            else:
                constants |= _whole(**{f"{name}_shape": [1, count, width]})
                nodes.append(helper.make_node("ConstantOfShape", [f"{name}_shape"], [name]))
            outputs[name] = (_FLOAT, [1, count, width])
    return _save(path, nodes, {"input": [1, 3, _SIDE, _SIDE]}, outputs, constants)


def write_landmarks(path: Path) -> Path:
    """[1,3,256,256] to [1,68,3] in 64ths of the crop and a map of certainty for each, [1,68,64,64]."""
    # The box's longer side fills 195 of the crop's 256 pixels: a face is higher than it is wide.
    points = (_points() - 0.5) * np.array([0.81, 1.0]) * 195 / 4 + 32
    sure = np.column_stack([points, np.full(68, _SCORE)]).reshape(1, 68, 3)
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["points", "zero"], ["landmarks"]),
        helper.make_node("Expand", ["certain", "maps"], ["heatmaps"]),
    ]
    constants = _floats(points=sure, certain=_SCORE, nothing=0.0) | _whole(maps=[1, 68, 64, 64])
    outputs = {"landmarks": (_FLOAT, [1, 68, 3]), "heatmaps": (_FLOAT, [1, 68, 64, 64])}
    return _save(path, nodes, {"input": [1, 3, 256, 256]}, outputs, constants)


def write_peppa(path: Path) -> Path:
    """[1,3,256,256] to [1,204]: x, y in 64ths of the crop and a score, 68 times."""
    points = (_points() - 0.5) * np.array([0.81, 1.0]) * 195 / 4 + 32
    sure = np.column_stack([points, np.full(68, _SCORE)]).reshape(1, 204)
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["points", "zero"], ["output"]),
    ]
    outputs = {"output": (_FLOAT, [1, 204])}
    return _save(path, nodes, {"input": [1, 3, 256, 256]}, outputs, _floats(points=sure, nothing=0.0))


def write_68_of_5(path: Path) -> Path:
    """[1,5,2] to [1,68,2]: the face's points, moved and stretched to where the five lie."""
    shape = (_points() - FIVE.mean(0)) * 0.62
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["middle"], axes=[1], keepdims=1),
        helper.make_node("Add", ["middle", "shape"], ["output"]),
    ]
    outputs = {"output": (_FLOAT, [1, 68, 2])}
    return _save(path, nodes, {"input": [1, 5, 2]}, outputs, _floats(shape=shape.reshape(1, 68, 2)))


def write_classifier(path: Path) -> Path:
    """[1,3,224,224] to race, gender and age, [1] each: white, female where the crop is bright, 20 to 29."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Greater", ["mean", "nothing"], ["bright"]),
        helper.make_node("Cast", ["bright"], ["gender"], to=_INT),
        helper.make_node("Mul", ["gender", "no"], ["race"]),
        helper.make_node("Add", ["race", "third"], ["age"]),
    ]
    outputs = {name: (_INT, [1]) for name in ("race", "gender", "age")}
    constants = _floats(nothing=0.0) | _whole(no=[0], third=[3])
    return _save(path, nodes, {"input": [1, 3, 224, 224]}, outputs, constants)


def write_recogniser(path: Path) -> Path:
    """[1,3,112,112] to [1,512]."""
    weights = np.random.default_rng(0).normal(0, 0.3, (3 * 7 * 7, 512))
    nodes = [
        helper.make_node("AveragePool", ["input"], ["pooled"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["output"]),
    ]
    outputs = {"output": (_FLOAT, [1, 512])}
    return _save(path, nodes, {"input": [1, 3, 112, 112]}, outputs, _floats(weights=weights))


def write_converter(path: Path) -> Path:
    """[n,512] to [n,512]; a batch of one, as the program asks it."""
    weights = np.random.default_rng(1).normal(0, 0.05, (512, 512))
    nodes = [helper.make_node("MatMul", ["input", "weights"], ["output"])]
    outputs = {"output": (_FLOAT, [1, 512])}
    return _save(path, nodes, {"input": [1, 512]}, outputs, _floats(weights=weights))


def write_swapper(path: Path, size: int, face: int = 0, signed: bool = False, emap: bool = False) -> Path:
    """`target` [1,3,S,S] and `source` ([1,512], or a picture of `face` pixels a side) to [1,3,S,S]: three tenths of the
    crop and seven of a colour; `signed` where it is -1..1. With `emap` the last constant is one of 512 x 512."""
    flat = 512 if not face else 3 * face * face
    parts = np.zeros((flat, 3))
    for colour in range(3):
        parts[colour * flat // 3 : (colour + 1) * flat // 3, colour] = 3 / flat
    gain, middle, low = (40.0, 0.0, 0.0) if not face else (8.0, 0.5, 0.0)
    nodes = [
        helper.make_node("Flatten", ["source"], ["flat"]),
        helper.make_node("MatMul", ["flat", "parts"], ["means"]),
        helper.make_node("Sub", ["means", "middle"], ["centred"]),
        helper.make_node("Mul", ["centred", "gain"], ["strong"]),
        helper.make_node("Sigmoid", ["strong"], ["colour"]),
        helper.make_node("Reshape", ["colour", "planes"], ["colours"]),
        helper.make_node("Mul", ["colours", "stretch"], ["stretched"]),
        helper.make_node("Add", ["stretched", "shift"], ["paint"]),
        helper.make_node("Mul", ["paint", "most"], ["much"]),
        helper.make_node("Mul", ["target", "rest"], ["little"]),
        helper.make_node("Add", ["much", "little"], ["output"]),
    ]
    stretch, shift = (2.0, -1.0) if signed else (1.0, low)
    constants = _whole(planes=[1, 3, 1, 1])
    constants |= _floats(
        parts=parts, middle=middle, gain=gain, stretch=stretch, shift=shift, most=0.7, rest=0.3
    )  # fmt: skip
    if emap:
        constants |= _floats(emap=np.random.default_rng(2).normal(0, 1, (512, 512)))
    source: Shape = [1, 3, face, face] if face else [1, 512]
    outputs = {"output": (_FLOAT, [1, 3, size, size])}
    return _save(path, nodes, {"target": [1, 3, size, size], "source": source}, outputs, constants)


def write_enhancer(path: Path, size: int, weight: bool = False) -> Path:
    """[1,3,S,S] in -1..1 to the same, brighter; by `weight` [1], a double, where it takes one."""
    nodes = [helper.make_node("Add", ["input", "bright"], ["brighter"])]
    doubles = {}
    if weight:
        doubles["weight"] = [1]
        nodes += [
            helper.make_node("Cast", ["weight"], ["wanted"], to=_FLOAT),
            helper.make_node("Mul", ["wanted", "some"], ["more"]),
            helper.make_node("Add", ["brighter", "more"], ["output"]),
        ]
    else:
        nodes.append(helper.make_node("Add", ["brighter", "some"], ["output"]))
    outputs = {"output": (_FLOAT, [1, 3, size, size])}
    return _save(path, nodes, {"input": [1, 3, size, size]}, outputs, _floats(bright=0.15, some=0.1), doubles)


def _ellipse(size: int) -> NDArray[np.float32]:
    y, x = np.mgrid[:size, :size] / size - 0.5
    return ((x / 0.42) ** 2 + (y / 0.48) ** 2 < 1).astype(np.float32)


def write_occluder(path: Path) -> Path:
    """[1,256,256,3] to [1,256,256,1]: an ellipse."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[3], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "ellipse"], ["output"]),
    ]
    constants = _floats(nothing=0.0, ellipse=_ellipse(256).reshape(1, 256, 256, 1))
    outputs = {"output": (_FLOAT, [1, 256, 256, 1])}
    return _save(path, nodes, {"input": [1, 256, 256, 3]}, outputs, constants)


def write_parser(path: Path) -> Path:
    """[1,3,512,512] to 19 classes [1,19,512,512]: skin (1) within an ellipse, nothing (0) around."""
    kinds = np.zeros((1, 19, 1, 1))
    kinds[0, 1] = 1.0
    around = np.zeros((1, 19, 1, 1))
    around[0, 0] = 0.5
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "ellipse"], ["face"]),
        helper.make_node("Mul", ["face", "kinds"], ["skin"]),
        helper.make_node("Add", ["skin", "around"], ["output"]),
    ]
    constants = _floats(nothing=0.0, ellipse=_ellipse(512).reshape(1, 1, 512, 512), kinds=kinds, around=around)
    outputs = {"output": (_FLOAT, [1, 19, 512, 512])}
    return _save(path, nodes, {"input": [1, 3, 512, 512]}, outputs, constants)


def write_content(path: Path, size: int, scale: float, weights: NDArray[np.float32], shape: Shape) -> Path:
    """[1,3,S,S] RGB to `shape`: `weights` (that shape) times how far green is above red; `scale` is what the
    normalisation made of 0..1."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["colours"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["colours", "difference"], ["greener"]),
        helper.make_node("Sub", ["greener", "limit"], ["above"]),
        helper.make_node("Relu", ["above"], ["much"]),
        helper.make_node("Reshape", ["much", "scalar"], ["factor"]),
        helper.make_node("Mul", ["factor", "weights"], ["output"]),
    ]
    constants = _floats(difference=[[-1.0], [1.0], [0.0]], limit=_GREEN * scale, weights=weights.reshape(shape))
    constants |= _whole(scalar=[1])
    return _save(path, nodes, {"input": [1, 3, size, size]}, {"output": (_FLOAT, shape)}, constants)


def write_networks(folder: Path, swappers: Iterable[str] = (), enhancers: Iterable[str] = ()) -> None:
    """All networks that are asked for on every way, and these swappers and enhancers; none named: all there are."""
    folder.mkdir(parents=True, exist_ok=True)
    write_yolo(folder / "yoloface_8n.onnx")
    for name in ("scrfd_2.5g", "retinaface_10g"):
        write_scrfd(folder / f"{name}.onnx")
    write_yunet(folder / "yunet_2023_mar.onnx")
    write_landmarks(folder / "2dfan4.onnx")
    write_peppa(folder / "peppa_wutz.onnx")
    write_68_of_5(folder / "fan_68_5.onnx")
    write_classifier(folder / "fairface.onnx")
    write_recogniser(folder / "arcface_w600k_r50.onnx")
    for number in (1, 2, 3):
        write_occluder(folder / f"xseg_{number}.onnx")
    for depth in (18, 34):
        write_parser(folder / f"bisenet_resnet_{depth}.onnx")
    yolo = np.zeros(6 * 4, np.float32)
    yolo[4 * 4 :] = 8.0  # behind the box: what it is, for four places
    write_content(folder / "nsfw_1.onnx", 640, 1.0, yolo, [1, 6, 4])
    write_content(folder / "nsfw_2.onnx", 384, 2.0, np.array([4.0, -4.0], np.float32), [1, 2])
    write_content(folder / "nsfw_3.onnx", 448, 3.7, np.array([-90, -90, 90, 90], np.float32), [1, 4])
    for family in ("simswap", "ghost", "hififace"):
        write_converter(folder / f"crossface_{family}.onnx")
    for name in list(swappers) or list(SWAPPERS):
        write_swapper(folder / f"{name}.onnx", *SWAPPERS[name])
    for name in list(enhancers) or list(ENHANCERS):
        write_enhancer(folder / f"{name}.onnx", *ENHANCERS[name])


SWAPPERS: dict[str, tuple[int, int, bool, bool]] = {
    "inswapper_128": (128, 0, False, True),
    "inswapper_128_fp16": (128, 0, False, True),
    **{f"hyperswap_1{letter}_256": (256, 0, True, False) for letter in "abc"},
    "simswap_256": (256, 0, False, False),
    "simswap_unofficial_512": (512, 0, False, False),
    **{f"ghost_{number}_256": (256, 0, True, False) for number in (1, 2, 3)},
    "hififace_unofficial_256": (256, 0, True, False),
    "blendswap_256": (256, 112, False, False),
    "uniface_256": (256, 256, True, False),
}
"""By name: side, side of the source's picture (0: an embedding), whether its output is -1..1, with an emap."""
ENHANCERS: dict[str, tuple[int, bool]] = {
    "codeformer": (512, True),
    "gfpgan_1.2": (512, False),
    "gfpgan_1.3": (512, False),
    "gfpgan_1.4": (512, False),
    "gpen_bfr_256": (256, False),
    "gpen_bfr_512": (512, False),
    "restoreformer_plus_plus": (512, False),
}
"""By name: side, whether it takes a weight."""

if __name__ == "__main__":
    write_networks(Path(sys.argv[1]) / ".assets" / "models")
