"""Networks with the signatures of those that FaceFusion takes, made on the spot, with the check sums it wants beside.

    python -m tests.engines.checkouts.facefusion_networks CHECKOUT

writes them into the checkout's ``.assets/models``; what lies there under the same names is overwritten. What each
computes is known exactly, and nothing is learnt:

- a detector finds one face: where red outweighs blue by far, at the middle of those pixels and as large as they spread.
  On the demo clip and photos that is the face; a picture without such pixels has none. It is never the first of a
  detector's answers, for FaceFusion takes a first one that is alone for none;
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
from numpy.typing import NDArray
from onnx import TensorProto, helper

from tests.engines.checkouts.facefusion_detectors import FIVE, write_scrfd, write_yolo, write_yunet
from tests.engines.checkouts.onnx_files import Shape, floats, save, whole

_FLOAT, _INT = TensorProto.FLOAT, TensorProto.INT64
_SCORE = 0.9
_GREEN = 0.3
"""A picture whose green is above its red by that much on the average is refused."""


def _points() -> NDArray[np.float32]:
    """68 landmarks of a face, 0..1 in its box: jaw, brows, nose, eyes, mouth."""
    jaw = [(0.5 - 0.48 * np.cos(t), 0.35 + 0.6 * np.sin(t)) for t in np.linspace(0, np.pi, 17)]
    brows = [(x, 0.27) for x in (*np.linspace(0.15, 0.42, 5), *np.linspace(0.58, 0.85, 5))]
    nose = [(0.5, y) for y in np.linspace(0.38, 0.58, 4)] + [(x, 0.62) for x in np.linspace(0.41, 0.59, 5)]
    eyes = [(x + 0.08 * np.cos(t), 0.38 - 0.03 * np.sin(t)) for x in (0.3, 0.7) for t in np.linspace(np.pi, -2.2, 6)]
    lips = [(0.5 - 0.17 * np.cos(t), 0.77 - 0.06 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 13)[:12]]
    inner = [(0.5 - 0.13 * np.cos(t), 0.77 - 0.02 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 9)[:8]]
    return np.array(jaw + brows + nose + eyes + lips + inner, np.float32)


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
    constants = floats(points=sure, certain=_SCORE, nothing=0.0) | whole(maps=[1, 68, 64, 64])
    outputs = {"landmarks": (_FLOAT, [1, 68, 3]), "heatmaps": (_FLOAT, [1, 68, 64, 64])}
    return save(path, nodes, {"input": [1, 3, 256, 256]}, outputs, constants)


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
    return save(path, nodes, {"input": [1, 3, 256, 256]}, outputs, floats(points=sure, nothing=0.0))


def write_68_of_5(path: Path) -> Path:
    """[1,5,2] to [1,68,2]: the face's points, moved and stretched to where the five lie."""
    shape = (_points() - FIVE.mean(0)) * 0.62
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["middle"], axes=[1], keepdims=1),
        helper.make_node("Add", ["middle", "shape"], ["output"]),
    ]
    outputs = {"output": (_FLOAT, [1, 68, 2])}
    return save(path, nodes, {"input": [1, 5, 2]}, outputs, floats(shape=shape.reshape(1, 68, 2)))


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
    constants = floats(nothing=0.0) | whole(no=[0], third=[3])
    return save(path, nodes, {"input": [1, 3, 224, 224]}, outputs, constants)


def write_recogniser(path: Path) -> Path:
    """[1,3,112,112] to [1,512]."""
    weights = np.random.default_rng(0).normal(0, 0.3, (3 * 7 * 7, 512))
    nodes = [
        helper.make_node("AveragePool", ["input"], ["pooled"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["output"]),
    ]
    outputs = {"output": (_FLOAT, [1, 512])}
    return save(path, nodes, {"input": [1, 3, 112, 112]}, outputs, floats(weights=weights))


def write_converter(path: Path) -> Path:
    """[n,512] to [n,512]; a batch of one, as the program asks it."""
    weights = np.random.default_rng(1).normal(0, 0.05, (512, 512))
    nodes = [helper.make_node("MatMul", ["input", "weights"], ["output"])]
    outputs = {"output": (_FLOAT, [1, 512])}
    return save(path, nodes, {"input": [1, 512]}, outputs, floats(weights=weights))


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
    constants = whole(planes=[1, 3, 1, 1])
    constants |= floats(
        parts=parts, middle=middle, gain=gain, stretch=stretch, shift=shift, most=0.7, rest=0.3
    )  # fmt: skip
    if emap:
        constants |= floats(emap=np.random.default_rng(2).normal(0, 1, (512, 512)))
    source: Shape = [1, 3, face, face] if face else [1, 512]
    outputs = {"output": (_FLOAT, [1, 3, size, size])}
    return save(path, nodes, {"target": [1, 3, size, size], "source": source}, outputs, constants)


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
    return save(path, nodes, {"input": [1, 3, size, size]}, outputs, floats(bright=0.15, some=0.1), doubles)


def _ellipse(size: int) -> NDArray[np.float32]:
    y, x = np.mgrid[:size, :size] / size - 0.5
    inside: NDArray[np.bool_] = (x / 0.42) ** 2 + (y / 0.48) ** 2 < 1
    return inside.astype(np.float32)


def write_occluder(path: Path) -> Path:
    """[1,256,256,3] to [1,256,256,1]: an ellipse."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[3], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "ellipse"], ["output"]),
    ]
    constants = floats(nothing=0.0, ellipse=_ellipse(256).reshape(1, 256, 256, 1))
    outputs = {"output": (_FLOAT, [1, 256, 256, 1])}
    return save(path, nodes, {"input": [1, 256, 256, 3]}, outputs, constants)


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
    constants = floats(nothing=0.0, ellipse=_ellipse(512).reshape(1, 1, 512, 512), kinds=kinds, around=around)
    outputs = {"output": (_FLOAT, [1, 19, 512, 512])}
    return save(path, nodes, {"input": [1, 3, 512, 512]}, outputs, constants)


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
    constants = floats(difference=[[-1.0], [1.0], [0.0]], limit=_GREEN * scale, weights=weights.reshape(shape))
    constants |= whole(scalar=[1])
    return save(path, nodes, {"input": [1, 3, size, size]}, {"output": (_FLOAT, shape)}, constants)


def write_networks(folder: Path, swappers: Iterable[str] = (), enhancers: Iterable[str] = ()) -> None:
    """All networks that are asked for on every way, and these swappers and enhancers; none named: all there are."""
    folder.mkdir(parents=True, exist_ok=True)
    yolo = np.zeros(6 * 4, np.float32)
    yolo[4 * 4 :] = 8.0  # behind the box: what it is, for four places
    files = [
        write_yolo(folder / "yoloface_8n.onnx"),
        *(write_scrfd(folder / f"{name}.onnx") for name in ("scrfd_2.5g", "retinaface_10g")),
        write_yunet(folder / "yunet_2023_mar.onnx"),
        write_landmarks(folder / "2dfan4.onnx"),
        write_peppa(folder / "peppa_wutz.onnx"),
        write_68_of_5(folder / "fan_68_5.onnx"),
        write_classifier(folder / "fairface.onnx"),
        write_recogniser(folder / "arcface_w600k_r50.onnx"),
        *(write_occluder(folder / f"xseg_{number}.onnx") for number in (1, 2, 3)),
        *(write_parser(folder / f"bisenet_resnet_{depth}.onnx") for depth in (18, 34)),
        write_content(folder / "nsfw_1.onnx", 640, 1.0, yolo, [1, 6, 4]),
        write_content(folder / "nsfw_2.onnx", 384, 2.0, np.array([4.0, -4.0], np.float32), [1, 2]),
        write_content(folder / "nsfw_3.onnx", 448, 3.7, np.array([-90, -90, 90, 90], np.float32), [1, 4]),
        *(write_converter(folder / f"crossface_{family}.onnx") for family in ("simswap", "ghost", "hififace")),
        *(write_swapper(folder / f"{name}.onnx", *SWAPPERS[name]) for name in list(swappers) or SWAPPERS),
        *(write_enhancer(folder / f"{name}.onnx", *ENHANCERS[name]) for name in list(enhancers) or ENHANCERS),
    ]
    for file in files:
        file.with_suffix(".hash").write_text(f"{zlib.crc32(file.read_bytes()):08x}", "ascii")


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
