"""Occlusion and region masks by their contracts, with stand-in networks; and what must not be shown."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engines.api import Frame
from engines.neural.contracts import (
    ENHANCERS,
    OCCLUSION,
    PARSERS,
    REGIONS,
    SWAPPERS,
)
from engines.neural.cover import inner, share
from engines.toolkit.align import five_points, similarity
from engines.toolkit.mesh_topology import FACE_OVAL
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import MANIFEST, Make
from tests.engines.neural.test_contracts import inside, photo, prepare, run
from tests.engines.neural.test_stages import FULL, MODEL, SIDE, columns, left


@pytest.mark.parametrize("name", OCCLUSION)
def test_an_occlusion_mask_leaves_its_half_of_the_face(name: str, folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    part = 0.75
    stand_ins.occlusion(folder / f"{name}.onnx", left(part))
    engine = make(occlusion=name)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    result = run(engine, picture)
    assert result.faces[0].swapped
    changed = np.abs(result.image.astype(int) - picture).max(axis=2)
    place = columns(result, picture)
    full = inside(result, MODEL, picture)
    seen = result.image[full & (place < part - 0.085)].astype(int)
    assert np.ptp(seen, axis=0).max() <= 2, "swapped to one colour up to the mask's edge"
    assert changed[full & (place > part + 0.01)].max() == 0, "and the user's own pixels beyond"
    # blurred with sigma 5 of 256 and its upper half stretched: .68 of a sigma inside the edge half is left
    middle = part - (1 + 0.674 * 5) / SIDE  # half a pixel each: pixels of both crops are squares
    edge = full & (np.abs(place - middle) < 0.004)
    colour = np.median(seen, axis=0)
    own = picture[edge].astype(float)
    shares = np.abs(result.image[edge] - own).sum(axis=1) / np.maximum(np.abs(colour - own).sum(axis=1), 1)
    assert 0.4 < np.median(shares) < 0.6


def test_the_occlusion_network_sees_the_users_own_face_in_its_colours(folder: Path, make: Make) -> None:
    """Most of the face is painted blue: the stand-in takes blue for face. The swap itself is of another colour."""
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.occlusion_by_blue(folder / "xseg_1.onnx")
    plain_engine, engine = make(), make()
    for one in (plain_engine, engine):
        one.set_source([photo("astronaut")])
    picture = photo("hopper")
    place = columns(run(engine, picture), picture)
    picture[..., 0] = np.where(place < 0.7, 240, 0)
    picture[..., 2] = np.where(place < 0.7, picture[..., 2], 255)
    engine.configure({"occlusion": "auto"})
    result = run(engine, picture)
    assert result.faces[0].swapped
    place, full = columns(result, picture), inside(result, MODEL, picture)
    changed = np.abs(result.image.astype(int) - picture).max(axis=2)
    assert changed[full & (place > 0.75)].max() == 0
    there = full & (place < 0.6)
    whole = run(plain_engine, picture).image[there].astype(float) - picture[there]
    seen = result.image[there].astype(float) - picture[there]
    share = (240 / 255 - 0.5) * 2
    assert abs((seen * whole).sum() / (whole * whole).sum() - share) < 0.02, "240 of 255 is less than a whole face"


@pytest.mark.parametrize("boost", [1, 3])
def test_a_mask_is_in_the_same_place_at_every_size(boost: int, folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.occlusion(folder / "xseg_1.onnx", left(0.7))
    stand_ins.weight_enhancer(folder / "codeformer.onnx", ENHANCERS["codeformer"])
    picture = photo("hopper")
    for options in ({}, {"enhancer": "codeformer", "enhancer_blend": 1.0, "enhancer_weight": 1.0}):
        engine = make(occlusion="auto", boost=boost, **options)
        engine.set_source([photo("astronaut")])
        result = run(engine, picture)
        changed = np.abs(result.image.astype(int) - picture).max(axis=2)
        place, full = columns(result, picture), inside(result, MODEL, picture)
        assert (changed[full & (place < 0.64)] > 0).mean() > 0.98
        assert changed[full & (place > 0.71)].max() == 0


@pytest.mark.parametrize("name", PARSERS)
def test_a_face_parser_leaves_the_chosen_regions(name: str, folder: Path, make: Make) -> None:
    """Every class has a band of the crop; the skin's are the widest, so that the face counts as swapped."""
    prepare(folder, MODEL, stand_ins.colour)
    bands = [0, 1, 1, 1, 10, 10, 1, 17, 11, 12, 1, 1, 5, 2, 1, 1]  # of 16, from left to right
    classes = np.broadcast_to(np.array(bands), (16, 16))
    stand_ins.parser(folder / f"{name}.onnx", classes)
    engine = make(regions=name)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    for off in ([], ["nose"], ["mouth", "lips"], ["eyes", "brows"]):
        engine.configure({f"region_{region}": region not in off for region in REGIONS})
        result = run(engine, picture)
        assert result.faces[0].swapped
        changed = np.abs(result.image.astype(int) - picture).max(axis=2)
        place, full = columns(result, picture), inside(result, MODEL, picture)
        left_out = {number for region in off for number in REGIONS[region]} | {0, 17}
        for band, number in enumerate(bands):
            middle = full & (np.abs(place - (band + 0.5) / 16) < 0.004)
            if middle.sum() < 50:
                continue
            if number in left_out:
                assert changed[middle].max() == 0, f"{number} stays"
            else:
                narrow = bands[max(band - 1, 0)] in left_out or bands[min(band + 1, 15)] in left_out
                assert (changed[middle] > 0).mean() > (0.5 if narrow else 0.95), f"{number} is swapped"


def test_the_face_parser_sees_imagenets_scaling(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.parser_by_red(folder / "bisenet_resnet_18.onnx")
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    place = columns(run(engine, picture), picture)
    picture[..., 2] = np.where(place < 0.7, 184, 180)  # a mean of .485 and a deviation of .229 make 182.1 of 1
    engine.configure({"regions": "bisenet_resnet_18"})
    result = run(engine, picture)
    assert result.faces[0].swapped
    place, full = columns(result, picture), inside(result, MODEL, picture)
    changed = np.abs(result.image.astype(int) - picture).max(axis=2)
    assert (changed[full & (place < 0.6)] > 0).mean() > 0.95
    assert changed[full & (place > 0.75)].max() == 0


# ---- what must not be shown ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mask",
    [np.zeros((SIDE, SIDE)), left(0.4), np.full((SIDE, SIDE), np.nan), np.full((SIDE, SIDE), -np.inf), -FULL],
    ids=["nothing", "too little", "no numbers", "infinite", "negative"],
)
def test_where_a_mask_leaves_too_little_the_face_counts_as_covered(mask: np.ndarray, folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.occlusion(folder / "xseg_1.onnx", mask.astype(np.float32))
    engine = make(occlusion="auto")
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    for index in range(3):
        result = engine.swap(Frame(picture, index, index / 30))
        assert [(face.swapped, face.reason) for face in result.faces] == [(False, "covered")]
        assert result.image is picture
        assert "swap.network" not in result.stages_ms
    engine.configure({"occlusion": "none"})
    assert run(engine, picture).faces[0].swapped


def test_the_widest_border_leaves_most_of_the_face_swapped(folder: Path, make: Make) -> None:
    """Nothing else stops a border: without a mask no share is measured."""
    prepare(folder, MODEL, stand_ins.colour)
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    points = run(engine, picture).faces[0].landmarks
    assert points is not None
    widest = {option["key"]: option["max"] for option in MANIFEST["options"] if option["key"] in ("border", "feather")}
    for contract in SWAPPERS.values():
        matrix = similarity(five_points(points), contract.template, contract.size)
        face = inner(points[FACE_OVAL], matrix, contract.size)
        assert share(np.full((SIDE, SIDE), 255, np.uint8), face, **widest) > 0.65


def test_a_border_and_a_mask_count_together(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.occlusion(folder / "xseg_1.onnx", left(0.58))
    engine = make(occlusion="auto")
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    assert run(engine, picture).faces[0].swapped
    engine.configure({"border": 0.2, "feather": 0.2})
    assert [face.reason for face in run(engine, picture).faces] == ["covered"]


def test_regions_without_the_skin_cover_the_face(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.parser(folder / "bisenet_resnet_34.onnx", np.full((8, 8), 1))
    engine = make(regions="auto", region_skin=False)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    assert [face.reason for face in run(engine, picture).faces] == ["covered"]
    engine.configure({"region_skin": True})
    assert run(engine, picture).faces[0].swapped


def test_what_changes_before_the_mask_runs_again_is_swapped(folder: Path, make: Make) -> None:
    """A hand that leaves the face between two runs of the mask must not show what was under it."""
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.occlusion(folder / "xseg_1.onnx", left(0.7))
    engine = make(occlusion="auto", mask_every=15)
    engine.set_source([photo("astronaut")])
    with_hand = photo("hopper")
    result = run(engine, with_hand, 1)
    place, full = columns(result, with_hand), inside(result, MODEL, with_hand)
    points = result.faces[0].landmarks
    assert points is not None
    cheek = np.zeros(with_hand.shape[:2], np.uint8)
    centre = points[[454, 361, 323]].mean(axis=0) * 0.35 + points[[280, 330]].mean(axis=0) * 0.65
    cv2.circle(cheek, (round(float(centre[0])), round(float(centre[1]))), 9, 255, -1)
    spot = (cheek > 0) & full & (place > 0.74)
    assert spot.sum() > 60
    assert (result.image[spot] == with_hand[spot]).all(), "the mask leaves it out"
    changed = with_hand.copy()
    changed[cheek > 0] = 255 - changed[cheek > 0]
    result = engine.swap(Frame(changed, 1, 1 / 30))
    assert "swap.mask" not in result.stages_ms
    assert result.faces[0].swapped
    assert (np.abs(result.image[spot].astype(int) - changed[spot]).max(axis=1) > 3).mean() > 0.95
