"""Enhancers by their contracts, with stand-in networks, and the cadence of all stages; masks are in `test_masks`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engines.api import EngineError, Frame, Image, SwapResult
from engines.neural.contracts import (
    CLASSES,
    ENHANCERS,
    OCCLUSION_SIZE,
    PARSER_SIZE,
    REGIONS,
    SWAPPERS,
    Enhancer,
)
from engines.neural.engine import NeuralEngine
from engines.neural.enhancer import Detail, ease
from engines.toolkit.align import box_mask, five_points, similarity
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import Make
from tests.engines.neural.test_contracts import inside, photo, prepare, run

MODEL = "inswapper_128"
SIDE = 256
FULL = np.ones((SIDE, SIDE), np.float32)


def left(part: float = 0.5) -> np.ndarray:
    """A mask that leaves the left part of the crop."""
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[:, : round(part * SIDE)] = 1
    return mask


def smooth_picture() -> Image:
    return np.asarray(cv2.GaussianBlur(photo("hopper"), (0, 0), 3), np.uint8)


def crop_of(result: SwapResult, image: Image, template: str, size: int) -> Image:
    """What of a picture lies in the aligned crop of its face."""
    points = result.faces[0].landmarks
    assert points is not None
    matrix = similarity(five_points(points), template, size)
    return np.asarray(cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR), np.uint8)


def columns(result: SwapResult, picture: Image) -> np.ndarray:
    """For every pixel of the picture its x in the swap's crop, 0..1."""
    points = result.faces[0].landmarks
    assert points is not None
    matrix = similarity(five_points(points), SWAPPERS[MODEL].template, 1)
    rows, across = np.indices(picture.shape[:2])
    x: np.ndarray = matrix[0, 0] * across + matrix[0, 1] * rows + matrix[0, 2]
    return x


ROWS = {
    "gfpgan_1.2": (512, "ffhq_512", False),
    "gfpgan_1.3": (512, "ffhq_512", False),
    "gfpgan_1.4": (512, "ffhq_512", False),
    "codeformer": (512, "ffhq_512", True),
    "restoreformer_plus_plus": (512, "ffhq_512", False),
    "gpen_bfr_256": (256, "arcface_128", False),
    "gpen_bfr_512": (512, "ffhq_512", False),
}
"""Side, template, whether it has a weight: what is known of the files, written down a second time."""


def test_every_enhancer_has_a_row() -> None:
    assert ENHANCERS.keys() == ROWS.keys()
    assert (OCCLUSION_SIZE, PARSER_SIZE, CLASSES) == (256, 512, 19)
    assert REGIONS == {
        "skin": (1,), "brows": (2, 3), "eyes": (4, 5), "glasses": (6,), "nose": (10,), "mouth": (11,), "lips": (12, 13)
    }  # fmt: skip


@pytest.mark.parametrize("blend", [1.0, 0.8, 0.0])
@pytest.mark.parametrize("name", ROWS)
def test_an_enhancer_gets_and_gives_what_its_contract_says(name: str, blend: float, folder: Path, make: Make) -> None:
    contract = Enhancer(*ROWS[name])
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.enhancer(folder / f"{name}.onnx", contract, "input" if contract.weighted else "x")
    engine = make(model=MODEL, enhancer=name, enhancer_blend=blend)
    engine.set_source([photo("astronaut")])
    picture = smooth_picture()
    result = run(engine, picture)
    assert result.faces[0].swapped
    size = contract.size
    seen, own = (crop_of(result, image, contract.template, size).astype(float) for image in (result.image, picture))
    full = crop_of(result, inside(result, MODEL, picture).astype(np.uint8) * 255, contract.template, size) == 255
    ramp = np.linspace(0, 255, size)
    wanted = np.dstack([255 - own[..., 0], np.broadcast_to(ramp[:, None], (size, size)),
                        np.broadcast_to(ramp, (size, size))])  # fmt: skip
    expected = (1 - blend) * own + blend * wanted
    off = np.abs(seen - expected)[full]
    assert full.sum() > 0.1 * size * size
    assert np.median(off) < 2
    assert np.percentile(off, 99) < 12
    box = box_mask(128)
    changed = np.abs(result.image.astype(int) - picture).max(axis=2).astype(np.uint8)
    outside = crop_of(result, changed, "arcface_128", 128)[box == 0]
    assert (outside <= 1).all(), "nothing beyond the swap is touched"


def test_an_enhancer_is_the_default_of_auto_in_its_order(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    with pytest.raises(EngineError, match="No enhancer model") as none:
        make(enhancer="auto")
    assert "gfpgan_1.4" in none.value.hint
    stand_ins.enhancer(folder / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
    stand_ins.weight_enhancer(folder / "codeformer.onnx", ENHANCERS["codeformer"])
    engine = make(enhancer="auto", enhancer_blend=1.0, enhancer_weight=0.25)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    result = run(engine, picture)
    assert np.abs(np.median(result.image[inside(result, MODEL, picture)], axis=0) - 64).max() <= 1, "codeformer"


@pytest.mark.parametrize("weight", [0.0, 0.25, 1.0])
def test_the_weight_of_codeformer_reaches_its_graph(weight: float, folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.weight_enhancer(folder / "codeformer.onnx", ENHANCERS["codeformer"])
    engine = make(enhancer="codeformer", enhancer_blend=1.0, enhancer_weight=weight)
    engine.set_source([photo("astronaut")])
    picture = smooth_picture()
    result = run(engine, picture)
    seen = result.image[inside(result, MODEL, picture)]
    assert np.abs(seen.astype(int) - round(255 * weight)).max() <= 3


# ---- cadence ---------------------------------------------------------------------------------------------------


def ran(engine: NeuralEngine, pictures: list[Image], stage: str) -> list[int]:
    """In which of these frames a stage's network ran."""
    found = []
    for index, picture in enumerate(pictures):
        result = engine.swap(Frame(picture, index, index / 30))
        assert result.faces[0].swapped
        if stage in result.stages_ms:
            found.append(index)
    return found


@pytest.mark.parametrize("every", [1, 2, 4])
def test_every_so_many_frames_the_enhancer_and_the_mask_run(every: int, folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.enhancer(folder / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
    stand_ins.occlusion(folder / "xseg_1.onnx", FULL)
    engine = make(enhancer="auto", enhance_every=every, occlusion="auto", mask_every=3)
    engine.set_source([photo("astronaut")])
    pictures = [photo("hopper")] * 9
    assert ran(engine, pictures, "swap.enhance") == list(range(0, 9, every))
    engine.configure({"mask_every": 3})
    assert ran(engine, pictures, "swap.mask") == [0, 3, 6]


def test_between_runs_a_still_face_looks_the_same_and_a_moving_one_takes_it_along(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.enhancer(folder / "gfpgan_1.4.onnx", ENHANCERS["gfpgan_1.4"])
    engine = make(enhancer="auto", enhance_every=15, smoothing=0.0)
    engine.set_source([photo("astronaut")])
    picture = smooth_picture()
    first, second = (engine.swap(Frame(picture, index, index / 30)) for index in range(2))
    assert "swap.enhance" not in second.stages_ms
    assert (first.image == second.image).all()
    moved = np.roll(picture, (6, 9), (0, 1))
    third = engine.swap(Frame(moved, 2, 2 / 30))
    assert "swap.enhance" not in third.stages_ms
    expected = np.roll(first.image, (6, 9), (0, 1))
    full = inside(third, MODEL, moved)
    assert np.abs(third.image.astype(int) - expected)[full].mean() < 3
    assert np.abs(third.image.astype(int) - moved)[full].mean() > 20


def test_what_the_enhancer_saw_is_not_put_over_what_has_changed(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.enhancer(folder / "gfpgan_1.4.onnx", ENHANCERS["gfpgan_1.4"])
    engine = make(enhancer="auto", enhance_every=15, enhancer_blend=1.0)
    engine.set_source([photo("astronaut")])
    picture = smooth_picture()
    first = run(engine, picture, 1)
    points = first.faces[0].landmarks
    assert points is not None
    mouth = points[[13, 14]].mean(axis=0)
    changed, area = picture.copy(), np.zeros(picture.shape[:2], np.uint8)
    place = (round(float(mouth[0])), round(float(mouth[1])))
    cv2.ellipse(changed, place, (14, 8), 0, 0, 360, (20, 20, 20), -1)
    cv2.ellipse(area, place, (11, 5), 0, 0, 360, 255, -1)
    result = engine.swap(Frame(changed, 1, 1 / 30))
    assert "swap.enhance" not in result.stages_ms
    there = area > 0
    assert np.abs(result.image[there].astype(int) - changed[there]).mean() < 6, "the plain swap"
    brow = inside(result, MODEL, picture) & (np.indices(area.shape)[0] < points[:, 1].mean() - 10)
    assert np.abs(result.image[brow].astype(int) - changed[brow]).mean() > 40, "elsewhere it holds"


def test_what_a_mask_left_when_the_enhancer_ran_does_not_come_over_a_later_swap(folder: Path, make: Make) -> None:
    """Else a mask that leaves one part of the face, then another one, shows all of it while it counts as swapped."""
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.same(folder / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
    stand_ins.occlusion_by_blue(folder / "xseg_1.onnx")
    bare, half = photo("hopper"), photo("hopper")
    bare[:, :, 0] = 255
    half[:, :, 0] = 255
    half[:, : round(0.5 * half.shape[1]), 0] = 0
    engine = make(enhancer="auto", enhance_every=15, occlusion="auto")
    engine.set_source([photo("astronaut")])
    first, second = (engine.swap(Frame(image, index, index / 30)) for index, image in enumerate((half, bare)))
    assert [face.swapped for face in (*first.faces, *second.faces)] == [True, True]
    assert "swap.enhance" not in second.stages_ms
    place, full = columns(first, half), inside(first, MODEL, half)
    left_out = full & (first.image == half).all(axis=2) & (place < 0.4)
    assert left_out.sum() > 1000, "the mask left a part of the face"
    plain = np.median(second.image[full & (place > 0.8)], axis=0)
    assert np.abs(second.image[left_out] - plain).max() < 12


@pytest.mark.parametrize(("turned", "share"), [(0.0, 1.0), (6.0, 1.0), (9.0, 0.5), (12.0, 0.0), (-30.0, 0.0)])
def test_a_head_that_turns_loses_what_the_enhancer_saw(turned: float, share: float) -> None:
    face = np.full((128, 128, 3), 100, np.uint8)
    detail = Detail(np.full((128, 128, 3), 40, np.int16), np.full((64, 64, 3), 100, np.uint8), 10.0, 5.0)
    for yaw, pitch in ((10.0 + turned, 5.0), (10.0, 5.0 + turned)):
        holds = detail.holds(face, yaw, pitch)
        assert np.abs(holds - share).max() < 1e-6
        assert np.abs(detail.onto(face, holds * np.float32(0.8)).astype(int) - round(100 + 32 * share)).max() <= 1


@given(st.lists(arrays(np.float32, (2, 2), elements=st.floats(0, 1, width=32)), min_size=1, max_size=30))
def test_what_has_faded_comes_back_slowly(holds: list[np.ndarray]) -> None:
    strength = None
    for now in holds:
        before, strength = strength, ease(strength, now)
        assert (strength <= now).all()
        if before is not None:
            assert (strength <= before + 0.11).all()
            assert (strength >= np.minimum(before, now)).all()


def test_the_enhancer_does_not_flash_on_what_moves(folder: Path, make: Make) -> None:
    """With a face that changes all the time, frames in which the network runs must not stand out."""
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.weight_enhancer(folder / "codeformer.onnx", ENHANCERS["codeformer"])
    engine = make(enhancer="codeformer", enhance_every=3, enhancer_blend=1.0, enhancer_weight=1.0)
    engine.set_source([photo("astronaut")])
    brightness = []
    for index in range(12):
        picture = np.asarray(smooth_picture() // (1 + index % 2), np.uint8)  # a light that flickers
        result = engine.swap(Frame(picture, index, index / 30))
        full = inside(result, MODEL, picture)
        own, seen = picture[full].astype(float), result.image[full].astype(float)
        brightness.append(float(((seen - own) / (255 - own)).mean()))
    assert brightness[0] > 0.98, "nothing has faded yet"
    assert max(brightness[3:]) < 0.45, "in these the network has run, too"
    still = [engine.swap(Frame(picture, 12 + index, (12 + index) / 30)) for index in range(14)]
    assert (still[-1].image[inside(still[-1], MODEL, picture)] > 245).mean() > 0.95, "at rest it comes back"


def test_another_face_to_show_takes_nothing_of_the_one_before(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.enhancer(folder / "gfpgan_1.4.onnx", ENHANCERS["gfpgan_1.4"])
    engine = make(enhancer="auto", enhance_every=15)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    run(engine, picture)
    engine.set_source([photo("monalisa")])
    assert ran(engine, [picture] * 3, "swap.enhance") == [0]


# ---- files -----------------------------------------------------------------------------------------------------


def _plane(path: Path) -> Path:
    return stand_ins.occlusion(path, FULL)


@pytest.mark.parametrize(
    ("option", "name", "damage", "said"),
    [
        ("enhancer", "gfpgan_1.4", lambda p: stand_ins.enhancer(p, ENHANCERS["gpen_bfr_256"]), "1 x 3 x 512 x 512"),
        ("enhancer", "gfpgan_1.4", lambda p: stand_ins.identity(p, SWAPPERS["simswap_unofficial_512"]), "more inputs"),
        ("enhancer", "codeformer", lambda p: stand_ins.enhancer(p, ENHANCERS["gfpgan_1.4"]), "no input for the weight"),
        ("enhancer", "gfpgan_1.4", stand_ins.converter, "takes 0 pictures"),
        ("enhancer", "gpen_bfr_256", lambda p: p.write_text("<!doctype html>"), "web page"),
        ("enhancer", "gpen_bfr_256", lambda p: stand_ins.too_large(stand_ins.enhancer(p, ENHANCERS["gpen_bfr_256"])),
         "answers 1 x 3 x 512 x 512"),
        ("occlusion", "xseg_2", lambda p: stand_ins.too_large(_plane(p)), "answers 1 x 256 x 512 x 2"),
        ("regions", "bisenet_resnet_34", lambda p: stand_ins.too_large(stand_ins.parser_by_red(p)),
         "answers 1 x 19 x 1024 x 1024"),
        ("occlusion", "xseg_1", lambda p: stand_ins.enhancer(p, ENHANCERS["gpen_bfr_256"]), "1 x 256 x 256 x 3"),
        ("occlusion", "xseg_2", lambda p: p.write_bytes(_plane(p).read_bytes()[:900]), "cut off"),
        ("occlusion", "xseg_3", lambda p: stand_ins.identity(p, SWAPPERS["blendswap_256"]), "2 inputs"),
        ("regions", "bisenet_resnet_18", lambda p: stand_ins.parser(p, np.zeros((8, 8), np.int64), 11), "1 x 19 x"),
        ("regions", "bisenet_resnet_34", _plane, "1 x 3 x 512 x 512"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_told_and_the_one_before_stays(
    option: str, name: str, damage: Callable[[Path], object], said: str, folder: Path, make: Make
) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    engine = make()
    engine.set_source([photo("astronaut")])
    with pytest.raises(EngineError, match=f"{name}.onnx is missing"):
        engine.configure({option: name})
    damage(folder / f"{name}.onnx")
    with pytest.raises(EngineError, match=said) as caught:
        engine.configure({option: name})
    assert f"{name}.onnx" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert run(engine, photo("hopper")).faces[0].swapped
    with pytest.raises(EngineError, match=said):
        make(**{option: name})


def test_switching_live_keeps_what_works(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.weight_enhancer(folder / "codeformer.onnx", ENHANCERS["codeformer"])
    engine = make(enhancer="codeformer", enhancer_blend=1.0, enhancer_weight=1.0)
    engine.set_source([photo("astronaut")])
    picture = smooth_picture()
    with pytest.raises(EngineError, match="gpen"):
        engine.configure({"enhancer": "gpen_bfr_256", "enhancer_weight": 0.0})
    result = run(engine, picture)
    assert (result.image[inside(result, MODEL, picture)] >= 252).all(), "codeformer, with the weight before"
    engine.configure({"enhancer": "none"})
    result = run(engine, picture)
    assert np.abs(result.image.astype(int) - picture)[inside(result, MODEL, picture)].mean() < 8
    assert "swap.enhance" not in result.stages_ms


def test_switching_stages_fifty_times_leaves_memory_flat(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    stand_ins.enhancer(folder / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
    stand_ins.occlusion(folder / "xseg_1.onnx", FULL)
    stand_ins.parser(folder / "bisenet_resnet_18.onnx", np.full((8, 8), 1))
    engine = make()
    engine.set_source([photo("astronaut")])
    picture, process = photo("hopper"), psutil.Process()
    memory = []
    for turn in range(50):
        value = ("auto", "none")[turn % 2]
        engine.configure({"enhancer": value, "occlusion": value, "regions": value})
        result = run(engine, picture, 1)
        assert result.faces[0].swapped
        assert ("swap.enhance" in result.stages_ms) == (value == "auto")
        memory.append(process.memory_info().rss)
    growth = max(memory[-10:]) - max(memory[10:20])
    assert growth < 20e6, f"{growth / 1e6:.1f} MB more"
