"""The neural engine: against insightface's own swapper, sub-samples, weight, other models, files that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import psutil
import pytest
from onnx import numpy_helper

from engines.api import EngineError, Frame, NoFaceError
from engines.neural.contracts import RECOGNISER, SWAPPERS
from engines.neural.identity import mix, unit
from engines.neural.onnx_file import last_initializer
from engines.toolkit.align import crop, five_points, similarity
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import Make
from tests.engines.neural.test_contracts import inside, photo, prepare, run

INSWAPPER = "inswapper_128"


@pytest.mark.filterwarnings("ignore:`estimate` is deprecated:FutureWarning")  # in insightface
@pytest.mark.parametrize("network", [stand_ins.identity, stand_ins.colour])
def test_crop_and_picture_are_those_of_insightface(
    network: Callable[..., Path], folder: Path, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    from insightface.app.common import Face as InsightFace
    from insightface.model_zoo.arcface_onnx import ArcFaceONNX
    from insightface.model_zoo.inswapper import INSwapper

    prepare(folder, INSWAPPER, network)
    engine = make(model=INSWAPPER)
    source, picture = photo("astronaut"), photo("hopper")
    ((face,),) = engine.set_source([source])
    result = run(engine, picture)
    assert face.landmarks is not None
    assert result.faces[0].landmarks is not None
    points = five_points(result.faces[0].landmarks)

    reference = INSwapper(str(folder / f"{INSWAPPER}.onnx"))
    capsys.readouterr()  # it prints
    giver = InsightFace(kps=five_points(face.landmarks))
    ArcFaceONNX(str(folder / RECOGNISER)).get(source, giver)
    taker = InsightFace(kps=points)
    small, matrix = reference.get(picture, taker, giver, paste_back=False)
    ours = similarity(points, "arcface_128", 128)
    assert np.abs(ours - matrix).max() < 1e-3
    if network is stand_ins.identity:
        assert np.abs(crop(picture, ours, 128).astype(int) - small).max() <= 1
    whole = reference.get(picture, taker, giver)
    full = inside(result, INSWAPPER, picture)
    assert np.abs(result.image.astype(int) - whole).max(axis=2)[full].max() <= 2


@pytest.mark.parametrize("batch", [1, "n"])
@pytest.mark.parametrize("boost", [2, 3])
def test_sub_samples_are_put_together_again(boost: int, batch: int | str, folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.identity, batch=batch)
    engine = make(model=INSWAPPER, boost=boost)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    result = run(engine, picture)
    difference = np.abs(result.image.astype(int) - picture).max(axis=2)[inside(result, INSWAPPER, picture)]
    assert result.faces[0].swapped
    engine.configure({"boost": 1})
    plain = np.abs(run(engine, picture).image.astype(int) - picture).max(axis=2)[inside(result, INSWAPPER, picture)]
    assert difference.mean() < 0.8 * plain.mean(), "more pixels keep more of the picture"


def test_several_photos_make_one_mean_identity(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    engine = make(model=INSWAPPER)
    picture = photo("hopper")
    seen = []
    for names in (["astronaut"], ["monalisa"], ["astronaut", "monalisa"]):
        assert all(faces for faces in engine.set_source([photo(name) for name in names]))
        result = run(engine, picture)
        seen.append(np.median(result.image[inside(result, INSWAPPER, picture)].astype(int), axis=0))
    low, high = np.minimum(seen[0], seen[1]), np.maximum(seen[0], seen[1])
    assert (high - low).max() > 3
    widest = int(np.argmax(high - low))
    assert low[widest] < seen[2][widest] < high[widest]


def test_the_weight_moves_away_from_or_towards_the_target(folder: Path, make: Make) -> None:
    source, target = (np.random.default_rng(seed).normal(0, 3, 512).astype(np.float32) for seed in (1, 2))
    near = [float(mix(source, target, weight) @ unit(target)) for weight in (0.0, 0.5, 1.0)]
    assert near[0] > near[1] > near[2]
    assert np.allclose(mix(source, target, 0.5), unit(source), atol=1e-6)
    prepare(folder, INSWAPPER, stand_ins.colour)
    engine = make(model=INSWAPPER)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    seen = {}
    for weight in (0.0, 0.5, 1.0):
        engine.configure({"weight": weight})
        result = run(engine, picture)
        seen[weight] = np.median(result.image[inside(result, INSWAPPER, picture)].astype(float), axis=0)
    assert np.abs(seen[0.0] - seen[1.0]).max() > 1


def test_all_faces_or_one(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    first, second = photo("hopper"), photo("astronaut")
    height = max(first.shape[0], second.shape[0])
    both = np.zeros((height, first.shape[1] + second.shape[1], 3), np.uint8)
    both[: first.shape[0], : first.shape[1]] = first
    both[: second.shape[0], first.shape[1] :] = second
    engine = make(model=INSWAPPER, faces="all")
    engine.set_source([photo("monalisa")])
    assert [face.swapped for face in run(engine, both).faces] == [True, True]
    engine.configure({"faces": "largest"})
    faces = run(engine, both).faces
    assert sorted((face.swapped, face.reason) for face in faces) == [(False, "not_selected"), (True, "")]


def test_without_a_face_in_the_photo_the_one_before_stays(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    engine = make(model=INSWAPPER)
    (result,) = [engine.swap(Frame(photo("hopper"), 0, 0.0))]
    assert [face.reason for face in result.faces] == ["error"]
    with pytest.raises(NoFaceError):
        engine.set_source([np.zeros((200, 200, 3), np.uint8)])
    engine.set_source([photo("astronaut")])
    with pytest.raises(NoFaceError):
        engine.set_source([np.zeros((200, 200, 3), np.uint8)])
    assert run(engine, photo("hopper")).faces[0].swapped


def test_another_model_takes_over_and_one_that_is_missing_does_not(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    prepare(folder, "hyperswap_1a_256", stand_ins.identity)
    engine = make()
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    one_colour = run(engine, picture)
    assert np.ptp(one_colour.image[inside(one_colour, INSWAPPER, picture)], axis=0).max() <= 2
    engine.configure({"model": "hyperswap_1a_256"})
    same = run(engine, picture)
    assert np.abs(same.image.astype(int) - picture).mean() < 1
    with pytest.raises(EngineError, match="simswap_256"):
        engine.configure({"model": "simswap_256"})
    after = run(engine, picture)
    assert after.faces[0].swapped
    assert np.abs(after.image.astype(int) - picture).mean() < 1


def test_without_a_model_it_says_what_to_do(folder: Path, make: Make) -> None:
    with pytest.raises(EngineError, match="No swapper model") as none:
        make()
    assert "inswapper_128" in none.value.hint
    stand_ins.colour(folder / f"{INSWAPPER}.onnx", SWAPPERS[INSWAPPER])
    with pytest.raises(EngineError, match="w600k_r50"):
        make()
    prepare(folder, "simswap_256", stand_ins.identity)
    (folder / "crossface_simswap.onnx").unlink()
    with pytest.raises(EngineError, match="crossface_simswap"):
        make(model="simswap_256")


def _resave(path: Path, change: Callable[[Any], None]) -> None:
    model = onnx.load(str(path))
    change(model)
    onnx.save(model, str(path))


def _no_emap(model: Any) -> None:
    model.graph.initializer.append(numpy_helper.from_array(np.zeros(4, np.float32), "last"))


def _other_input(model: Any) -> None:
    for node in model.graph.node:
        node.input[:] = ["picture" if name == "target" else name for name in node.input]
    model.graph.input[0].name = "picture"


def _in_two_files(path: Path) -> None:
    data = f"{path.name}.data"
    onnx.save(onnx.load(str(path)), str(path), save_as_external_data=True, location=data, size_threshold=0)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_text("<!DOCTYPE html><html><body>Sign in</body></html>"), "web page"),
        (lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "LFS"),
        (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(60)), "ZIP"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" * 40), "not an ONNX model"),
        (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), "cut off"),
        (lambda path: stand_ins.identity(path, SWAPPERS["hyperswap_1a_256"]), "target is 1 x 3 x 256 x 256"),
        (lambda path: stand_ins.recogniser(path), "no input target"),
        (lambda path: stand_ins.too_large(path), "answers 1 x 3 x 256 x 256"),
        (lambda path: _resave(path, _no_emap), "emap"),
        (lambda path: _in_two_files(path), "lie in a second file"),
        (lambda path: _resave(path, _other_input), "picture"),
    ],
)
def test_a_file_that_does_not_fit_is_told_in_one_sentence(
    damage: Callable[[Path], object], said: str, folder: Path, make: Make
) -> None:
    prepare(folder, INSWAPPER, stand_ins.identity)
    damage(folder / f"{INSWAPPER}.onnx")
    with pytest.raises(EngineError, match=said) as caught:
        make(model=INSWAPPER)
    assert f"{INSWAPPER}.onnx" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("w600k_r50", stand_ins.converter),
        ("w600k_r50", lambda path: stand_ins.identity(path, SWAPPERS[INSWAPPER])),
        ("crossface_simswap", stand_ins.recogniser),
        ("crossface_simswap", lambda path: stand_ins.identity(path, SWAPPERS[INSWAPPER])),
    ],
)
def test_what_a_swapper_needs_beside_it_is_checked_too(
    name: str, damage: Callable[[Path], object], folder: Path, make: Make
) -> None:
    prepare(folder, "simswap_256", stand_ins.identity)
    damage(folder / f"{name}.onnx")
    with pytest.raises(EngineError, match=f"The file {name}.onnx is not the model that its name says"):
        make(model="simswap_256")


def test_a_file_that_takes_batches_by_its_signature_only_runs_one_by_one(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    pictures = []
    for free in (False, True):
        if free:
            _resave(folder / f"{INSWAPPER}.onnx", _free_batch)  # within, it reshapes to a batch of 1
        engine = make(model=INSWAPPER, boost=2)
        engine.set_source([photo("astronaut")])
        result = run(engine, photo("hopper"))
        assert result.faces[0].swapped
        pictures.append(result.image)
    assert np.array_equal(pictures[0], pictures[1])


def _free_batch(model: Any) -> None:
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "n"


def _no_numbers(value: float) -> Callable[[Any], None]:
    def change(model: Any) -> None:
        for part in model.graph.initializer:
            if part.name in ("zero", "weights"):
                numbers = np.full_like(numpy_helper.to_array(part), value)
                part.CopyFrom(numpy_helper.from_array(numbers, part.name))

    return change


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_swapper_that_answers_no_numbers_fails_the_frame(value: float, folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.identity)
    _resave(folder / f"{INSWAPPER}.onnx", _no_numbers(value))
    engine = make(model=INSWAPPER)
    engine.set_source([photo("astronaut")])
    for _ in range(2):
        with pytest.raises(EngineError, match=r"inswapper_128\.onnx answers with what is no number, on CPU"):
            run(engine, photo("hopper"))


def test_a_recogniser_that_answers_no_numbers_gives_no_face_to_show(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.identity)
    _resave(folder / RECOGNISER, _no_numbers(np.nan))
    engine = make(model=INSWAPPER)
    with pytest.raises(EngineError, match="answers with what is no number"):
        engine.set_source([photo("astronaut")])
    assert not run(engine, photo("hopper")).faces[0].swapped


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_the_emap_is_read_in_every_precision(kind: type, folder: Path) -> None:
    path = stand_ins.identity(folder / "a.onnx", SWAPPERS[INSWAPPER])

    def convert(model: Any) -> None:
        del model.graph.initializer[-1]
        model.graph.initializer.append(numpy_helper.from_array(stand_ins.emap().astype(kind), "emap"))

    _resave(path, convert)
    read = last_initializer(path)
    assert read.dtype == np.float32
    assert np.allclose(read, stand_ins.emap(), atol=2e-3)


def test_a_face_beyond_the_frame_is_pasted_as_far_as_it_is_there(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    engine = make(model=INSWAPPER)
    engine.set_source([photo("astronaut")])
    picture = np.ascontiguousarray(cv2.copyMakeBorder(photo("hopper"), 0, 0, 0, 0, cv2.BORDER_REPLICATE)[:, 215:])
    result = run(engine, np.asarray(picture, np.uint8))
    (face,) = result.faces
    assert face.swapped or face.reason == "edge"
    assert result.image.shape == picture.shape


def test_switching_models_fifty_times_leaves_memory_flat(folder: Path, make: Make) -> None:
    prepare(folder, INSWAPPER, stand_ins.colour)
    prepare(folder, "hyperswap_1a_256", stand_ins.identity)
    engine = make(model=INSWAPPER)
    engine.set_source([photo("astronaut")])
    picture = photo("hopper")
    process = psutil.Process()
    memory = []
    for turn in range(50):
        engine.configure({"model": ("hyperswap_1a_256", INSWAPPER)[turn % 2]})
        assert run(engine, picture, 1).faces[0].swapped
        memory.append(process.memory_info().rss)
    growth = max(memory[-10:]) - max(memory[10:20])
    assert growth < 20e6, f"{growth / 1e6:.1f} MB more"


def test_a_file_in_half_precision_is_taken_where_that_gains(folder: Path, make: Make) -> None:
    for name in ("inswapper_128", "inswapper_128_fp16"):
        prepare(folder, name, stand_ins.identity)
    for provider, taken in (("CUDAExecutionProvider", "_fp16"), ("CPUExecutionProvider", "")):
        loaded: list[str] = []
        make(lambda context: replace(context, providers=(provider,), report=lambda _, what: loaded.append(what)))  # noqa: B023
        assert any(f"Loading inswapper_128{taken}.onnx" in what for what in loaded), loaded
