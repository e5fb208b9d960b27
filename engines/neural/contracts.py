"""What each published swapper, enhancer and mask network takes and gives.

The tables are facts about model files, read from the programs that publish or drive them. A file is known by its name
(its stem); `check` and its like hold a loaded network against its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from engines.api import EngineError
from engines.toolkit.inference import Tensor, TensorSpec

Triple = tuple[float, float, float]
_NONE: Triple = (0.0, 0.0, 0.0)
_ONE: Triple = (1.0, 1.0, 1.0)
_HALF: Triple = (0.5, 0.5, 0.5)
IMAGENET: tuple[Triple, Triple] = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


class Scaling(Protocol):
    """How a network's pictures are scaled: RGB 0..1, then (x - mean) / std; `unscale` says whether back, too."""

    @property
    def mean(self) -> Triple: ...
    @property
    def std(self) -> Triple: ...
    @property
    def unscale(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Swapper:
    """One swapper. Pictures are RGB 0..1, then (x - mean) / std."""

    size: int
    """Side of the square crop in pixels: `target` is [1, 3, size, size] float32, and so is output 0."""
    template: str
    """Of the crop, in :data:`engines.toolkit.align.TEMPLATES`."""
    mean: Triple
    std: Triple
    source: Literal["emap", "embedding", "converted", "converted_raw", "face"]
    """What `source` is. ``emap``: the embedding times the file's last initializer, to length 1; ``embedding``: to
    length 1; ``converted``: through `converter`, to length 1, or as it comes (``converted_raw``); ``face``: an RGB
    picture of the source face, aligned to `face_template`, `face_size` pixels a side."""
    unscale: bool
    """Whether output 0 is x * std + mean before it is clipped to 0..1."""
    converter: str = ""
    """File beside it that turns an ArcFace embedding into its own."""
    face_template: str = ""
    face_size: int = 0


_INSWAPPER = Swapper(128, "arcface_128", _NONE, _ONE, "emap", unscale=False)
_HYPERSWAP = Swapper(256, "arcface_128", _HALF, _HALF, "embedding", unscale=True)
_GHOST = Swapper(
    256, "arcface_112_v1", _HALF, _HALF, "converted_raw", unscale=True, converter="crossface_ghost.onnx"
)

SWAPPERS: dict[str, Swapper] = {
    "inswapper_128": _INSWAPPER,
    "inswapper_128_fp16": _INSWAPPER,
    "hyperswap_1a_256": _HYPERSWAP,
    "hyperswap_1b_256": _HYPERSWAP,
    "hyperswap_1c_256": _HYPERSWAP,
    "simswap_256": Swapper(
        256, "arcface_112_v1", *IMAGENET, "converted", unscale=False, converter="crossface_simswap.onnx"
    ),
    "simswap_unofficial_512": Swapper(
        512, "arcface_112_v1", _NONE, _ONE, "converted", unscale=False, converter="crossface_simswap.onnx"
    ),
    "ghost_1_256": _GHOST,
    "ghost_2_256": _GHOST,
    "ghost_3_256": _GHOST,
    "hififace_unofficial_256": Swapper(
        256, "mtcnn_512", _HALF, _HALF, "converted", unscale=True, converter="crossface_hififace.onnx"
    ),
    "blendswap_256": Swapper(
        256, "ffhq_512", _NONE, _ONE, "face", unscale=False, face_template="arcface_112_v2", face_size=112
    ),
    "uniface_256": Swapper(
        256, "ffhq_512", _HALF, _HALF, "face", unscale=True, face_template="ffhq_512", face_size=256
    ),
}
"""By the stem of the model's file, the best first where several are there."""

RECOGNISER = "w600k_r50.onnx"
"""ArcFace: 112 pixels, ``arcface_112_v2``, RGB x / 127.5 - 1, 512 numbers."""


@dataclass(frozen=True, slots=True)
class Enhancer:
    """One enhancer: an RGB picture [1, 3, size, size] float32 to another, output 0, both (x - mean) / std."""

    size: int
    template: str
    weighted: bool = False
    """Whether a second input, `weight`, one float64, says how true the result stays to the picture."""
    mean: Triple = _HALF
    std: Triple = _HALF
    unscale: bool = True


_FFHQ = Enhancer(512, "ffhq_512")

ENHANCERS: dict[str, Enhancer] = {
    "gfpgan_1.4": _FFHQ,
    "codeformer": Enhancer(512, "ffhq_512", weighted=True),
    "restoreformer_plus_plus": _FFHQ,
    "gpen_bfr_512": _FFHQ,
    "gfpgan_1.3": _FFHQ,
    "gfpgan_1.2": _FFHQ,
    "gpen_bfr_256": Enhancer(256, "arcface_128"),
}
"""By the stem of the file, in the order of ``auto``. The name of the picture's input differs: it is found by shape."""

OCCLUSION = ("xseg_3", "xseg_2", "xseg_1")
OCCLUSION_SIZE = 256
"""XSeg: BGR / 255, [1, 256, 256, 3] to [1, 256, 256, 1], 1 where a face is seen and nothing is before it."""

PARSERS = ("bisenet_resnet_34", "bisenet_resnet_18")
PARSER_SIZE = 512
CLASSES = 19
"""BiSeNet: RGB in ImageNet's scaling, [1, 3, 512, 512] to [1, 19, 512, 512], whose largest is the class."""

REGIONS: dict[str, tuple[int, ...]] = {
    "skin": (1,),
    "brows": (2, 3),
    "eyes": (4, 5),
    "glasses": (6,),
    "nose": (10,),
    "mouth": (11,),
    "lips": (12, 13),
}
"""Classes of each region as CelebAMask-HQ's face parsing numbers them: 0 background, 7 and 8 ears, 9 earring, 14 neck,
15 necklace, 16 cloth, 17 hair and 18 hat are never a part of the new face."""


def check_enhancer(
    name: str, contract: Enhancer, inputs: tuple[TensorSpec, ...], outputs: tuple[TensorSpec, ...]
) -> tuple[str, TensorSpec | None]:
    """The names of the picture's input and, where there is one, of the weight's. Raises EngineError as `check`."""
    picture = (1, 3, contract.size, contract.size)
    pictures = [spec for spec in inputs if len(spec.shape) == 4]
    weights = [spec for spec in inputs if len(spec.shape) < 2 and spec.dtype in ("float64", "float32")]
    if len(pictures) != 1:
        raise _other(name, f"it takes {len(pictures)} pictures and not one")
    _fits(name, pictures[0], picture)
    if len(pictures) + len(weights) < len(inputs) or len(weights) > 1:
        raise _other(name, f"it wants more inputs: {', '.join(spec.name for spec in inputs)}")
    if contract.weighted and not weights:
        raise _other(name, "it has no input for the weight")
    if not outputs:
        raise _other(name, "it has no output")
    _fits(name, outputs[0], picture)
    return pictures[0].name, weights[0] if weights else None


def check_plain(
    name: str, wanted: tuple[int, ...], given: tuple[int, ...], inputs: tuple[TensorSpec, ...],
    outputs: tuple[TensorSpec, ...],
) -> None:  # fmt: skip
    """Hold a network of one input (a mask's, ArcFace, a converter) against the shapes of it and of output 0. Raises
    EngineError as `check`."""
    if len(inputs) != 1 or not outputs:
        raise _other(name, f"it has {len(inputs)} inputs and {len(outputs)} outputs")
    _fits(name, inputs[0], wanted)
    _fits(name, outputs[0], given)


def check(name: str, contract: Swapper, inputs: tuple[TensorSpec, ...], outputs: tuple[TensorSpec, ...]) -> None:
    """Raises EngineError, in one sentence, when a network is not what its file's name says."""
    found = {spec.name: spec for spec in inputs}
    source = (1, 3, contract.face_size, contract.face_size) if contract.source == "face" else (1, 512)
    picture = (1, 3, contract.size, contract.size)
    for wanted, shape in (("target", picture), ("source", source)):
        if wanted not in found:
            raise _other(name, f"it has no input {wanted}, but {', '.join(found) or 'none'}")
        _fits(name, found[wanted], shape)
    if len(found) > 2:
        raise _other(name, f"it wants more inputs: {', '.join(sorted(set(found) - {'target', 'source'}))}")
    if not outputs:
        raise _other(name, "it has no output")
    _fits(name, outputs[0], picture)


def check_answer(name: str, answer: Tensor, shape: tuple[int, ...]) -> None:
    """Hold what a network really gave against the contract: a file may leave the sides of its outputs open, and what
    comes after it trusts them. Raises EngineError as `check`."""
    if answer.shape != shape:
        raise _other(name, f"it answers {_sides(answer.shape)} and not {_sides(shape)} numbers")


def _fits(name: str, spec: TensorSpec, shape: tuple[int, ...]) -> None:
    same = len(spec.shape) == len(shape) and all(
        have is None or have == want for have, want in zip(spec.shape, shape, strict=True)
    )
    if not same or spec.dtype != "float32":
        have = f"{_sides(spec.shape)} {spec.dtype}"
        raise _other(name, f"its {spec.name} is {have} and not {_sides(shape)} float32")


def _sides(shape: tuple[int | None, ...]) -> str:
    return " x ".join("?" if side is None else str(side) for side in shape)


def _other(name: str, what: str) -> EngineError:
    return EngineError(
        f"The file {name} is not the model that its name says: {what}.", "Get the file anew from where it is published."
    )
