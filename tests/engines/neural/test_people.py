"""The face map: each person their own face, nobody's on strangers, and never a wrong one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.api import EngineError, Frame, Image, NoPersonError, Person, SwapResult
from engines.neural.contracts import ENHANCERS, RECOGNISER
from engines.neural.engine import NeuralEngine
from engines.neural.identity import Recogniser
from engines.neural.people import AHEAD, ENTER, STAY, Giver, Sitter, recognise
from engines.neural.stages import MEASURE_EVERY, MEASURE_UNKNOWN
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import Make
from tests.engines.neural.test_contracts import photo, prepare

MODEL = "inswapper_128"
WALL = np.full((300, 300, 3), 128, np.uint8)


def blue(image: Image) -> Image:
    """With red and blue exchanged: for the recogniser `hues` somebody quite different."""
    return np.ascontiguousarray(image[..., ::-1])


def green(image: Image) -> Image:
    """With more green than anything else: nobody that the tests know."""
    return np.asarray(np.clip(image * np.array([0.6, 1.15, 0.6]), 0, 255), np.uint8)


def beside(*pictures: Image) -> Image:
    height = max(picture.shape[0] for picture in pictures)
    padded = [np.pad(p, ((0, height - p.shape[0]), (0, 0), (0, 0)), mode="edge") for p in pictures]
    return np.ascontiguousarray(np.hstack(padded))


def people() -> list[Person]:
    """Hopper in warm colours gets the face of Mona Lisa, in cold ones the same face in cold colours."""
    return [
        Person([photo("hopper")], [photo("monalisa")]),
        Person([blue(photo("hopper"))], [blue(photo("monalisa"))]),
    ]


@pytest.fixture
def engine(folder: Path, make: Make) -> NeuralEngine:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.hues(folder / RECOGNISER)
    return make(model=MODEL)


def at(engine: NeuralEngine, picture: Image, index: int = 0) -> SwapResult:
    return engine.swap(Frame(picture, index, index / 30))


def shown(result: SwapResult) -> list[tuple[int, ...] | str]:
    """From left to right the colour that is painted in the middle of each face, or why there is none."""
    found: list[tuple[int, ...] | str] = []
    for face in sorted(result.faces, key=lambda face: face.box[0]):
        x, y = round((face.box[0] + face.box[2]) / 2), round((face.box[1] + face.box[3]) / 2)
        patch = result.image[y - 5 : y + 6, x - 5 : x + 6].reshape(-1, 3)
        found.append(tuple(int(value) for value in np.median(patch, axis=0)) if face.swapped else face.reason)
    return found


@pytest.fixture
def colours(engine: NeuralEngine) -> tuple[tuple[int, ...] | str, ...]:
    """How the two faces to show and the plain source look on hopper."""
    found = []
    for source in (photo("monalisa"), blue(photo("monalisa")), green(photo("monalisa"))):
        engine.set_source([source])
        found += shown(at(engine, photo("hopper")))
    assert len(set(found)) == 3
    return tuple(found)


def test_each_person_gets_their_own_face_wherever_they_sit(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    first, second, _ = colours
    engine.set_people(people())
    one, other = photo("hopper"), blue(photo("hopper"))
    assert shown(at(engine, beside(one, other))) == [first, second]
    assert shown(at(engine, np.zeros((64, 64, 3), np.uint8), 1)) == []
    assert shown(at(engine, beside(other, one), 2)) == [second, first]


def test_who_is_nobody_s_is_covered_or_shows_the_plain_face(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    first, _, plain = colours
    engine.set_people(people())
    picture = beside(photo("hopper"), green(photo("hopper")))
    result = at(engine, picture)
    assert shown(result) == [first, "not_selected"]
    stranger = max(result.faces, key=lambda face: face.box[0])
    x0, y0, x1, y1 = (round(value) for value in stranger.box)
    assert (result.image[y0:y1, x0:x1] == picture[y0:y1, x0:x1]).all()
    engine.configure({"others": "source"})
    assert shown(at(engine, picture, 1)) == [first, plain]


def test_without_a_plain_face_the_map_is_enough(engine: NeuralEngine) -> None:
    engine.set_people(people())
    engine.configure({"others": "source"})
    result = at(engine, beside(photo("hopper"), green(photo("hopper"))))
    assert [(face.swapped, face.reason) for face in sorted(result.faces, key=lambda f: f.box[0])] == [
        (True, ""),
        (False, "not_selected"),
    ]
    engine.set_people([])
    assert {face.reason for face in at(engine, photo("hopper"), 1).faces} == {"error"}


def test_an_empty_map_shows_the_plain_face_again(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    engine.set_people(people())
    assert shown(at(engine, photo("hopper"))) == [colours[0]]
    engine.set_people([])
    assert shown(at(engine, photo("hopper"), 1)) == [colours[2]]


def test_who_has_taken_the_seat_is_seen_at_once(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    first, second, _ = colours
    engine.set_people(people())
    one, other = photo("hopper"), blue(photo("hopper"))
    assert shown(at(engine, one)) == [first]
    assert shown(at(engine, other, 1)) == [second], "the very same place, and a picture that has changed all over"
    at(engine, np.zeros_like(one), 2)
    assert shown(at(engine, one, 3)) == [first], "the face was lost in between"


def test_a_look_that_failed_is_taken_again_in_the_next_frame(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else who has taken the seat would go on as who sat there before."""
    first, second, _ = colours
    engine.set_people(people())
    assert shown(at(engine, photo("hopper"))) == [first]

    def fail(*_: object) -> None:
        raise EngineError("the driver was reset")

    with monkeypatch.context() as broken:
        broken.setattr(Recogniser, "embedding", fail)
        with pytest.raises(EngineError, match="reset"):
            at(engine, blue(photo("hopper")), 1)
    assert shown(at(engine, blue(photo("hopper")), 2)) == [second]


def test_another_person_takes_nothing_of_what_was_enhanced_before(folder: Path, make: Make) -> None:
    prepare(folder, MODEL, stand_ins.colour)
    stand_ins.hues(folder / RECOGNISER)
    stand_ins.enhancer(folder / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
    engine = make(enhancer="auto", enhance_every=15)
    engine.set_people(people())
    pictures = [photo("hopper")] * 3 + [blue(photo("hopper"))] * 3
    results = [at(engine, picture, index) for index, picture in enumerate(pictures)]
    assert [index for index, result in enumerate(results) if "swap.enhance" in result.stages_ms] == [0, 3]


def test_who_changes_little_by_little_is_seen_when_it_is_measured_again(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    first, second, _ = colours
    engine.set_people(people())
    one, other = photo("hopper").astype(float), blue(photo("hopper")).astype(float)
    seen = []
    for step in range(2 * MEASURE_EVERY):
        part = min(step / MEASURE_EVERY, 1.0)
        seen += shown(at(engine, (one * (1 - part) + other * part).astype(np.uint8), step))
    assert seen[0] == first
    assert seen[-1] == second


def test_it_is_measured_now_and_then_and_more_often_while_it_is_nobody(engine: NeuralEngine) -> None:
    engine.set_people(people())
    for picture, every in ((photo("hopper"), MEASURE_EVERY), (green(photo("hopper")), MEASURE_UNKNOWN)):
        at(engine, np.zeros((64, 64, 3), np.uint8))
        measured = [n for n in range(31) if "swap.recognise" in at(engine, picture, n).stages_ms]
        assert measured == list(range(0, 31, every))


def test_another_swapper_keeps_the_people(engine: NeuralEngine, folder: Path) -> None:
    prepare(folder, "ghost_1_256", stand_ins.colour)
    prepare(folder, "blendswap_256", stand_ins.identity)
    stand_ins.hues(folder / RECOGNISER)
    engine.set_people(people())
    known, stranger = beside(photo("hopper"), blue(photo("hopper"))), green(photo("hopper"))
    for model in ("ghost_1_256", "blendswap_256", MODEL):
        engine.configure({"model": model})
        seen = shown(at(engine, known))
        assert len(set(seen)) == 2
        assert not set(seen) & {"not_selected", "error"}
        at(engine, np.zeros((64, 64, 3), np.uint8))
        assert shown(at(engine, stranger)) == ["not_selected"]


def test_photos_without_a_face_name_the_person_and_the_map_before_stays(
    engine: NeuralEngine, colours: tuple[tuple[int, ...] | str, ...]
) -> None:
    engine.set_people(people())
    for wrong, part in ((Person([WALL], [photo("monalisa")]), "who"), (Person([photo("hopper")], [WALL]), "face")):
        with pytest.raises(NoPersonError) as caught:
            engine.set_people([people()[1], wrong])
        assert (caught.value.person, caught.value.part) == (1, part)
        assert shown(at(engine, photo("hopper"))) == [colours[0]]


def test_without_the_recogniser_nobody_is_told_apart(folder: Path, make: Make) -> None:
    prepare(folder, "blendswap_256", stand_ins.identity)
    (folder / RECOGNISER).unlink()
    engine = make(model="blendswap_256")
    engine.set_source([photo("astronaut")])
    with pytest.raises(EngineError, match="w600k_r50") as caught:
        engine.set_people(people())
    assert caught.value.hint
    assert at(engine, photo("hopper")).faces[0].swapped


# ---- recognising -----------------------------------------------------------------------------------------------


def sitters(*directions: float) -> list[Sitter]:
    """People in a plane, by the angle of their embedding."""
    nobody = Giver((), None, np.zeros(1, np.float32))
    return [Sitter(np.array([np.cos(a), np.sin(a)], np.float32), nobody) for a in directions]


def direction(angle: float) -> np.ndarray:
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def test_entering_takes_more_than_staying() -> None:
    known = sitters(0.0)
    between = float(np.arccos((ENTER + STAY) / 2))
    assert recognise(direction(between), known, None) is None
    assert recognise(direction(between), known, 0) == 0
    assert recognise(direction(float(np.arccos(STAY - 0.02))), known, 0) is None
    assert recognise(direction(float(np.arccos(ENTER + 0.02))), known, None) == 0


def test_between_two_people_it_is_nobody_until_one_is_clearly_nearer() -> None:
    known = sitters(0.0, 1.0)
    assert recognise(direction(0.5), known, None) is None
    assert recognise(direction(0.5), known, 1) == 1, "whoever it was stays"
    assert recognise(direction(0.2), known, 1) == 0


@given(
    st.lists(st.floats(0, 6.28), min_size=1, max_size=4),
    st.floats(0, 6.28),
    st.integers(-1, 3),
)
def test_nobody_is_shown_the_face_of_one_who_is_far(people: list[float], angle: float, was: int) -> None:
    before = was if 0 <= was < len(people) else None
    known = sitters(*people)
    chosen = recognise(direction(angle), known, before)
    near = [float(direction(angle) @ one.embedding) for one in known]
    if chosen is None:
        assert before is None or near[before] < STAY or max(near) >= ENTER
    elif chosen == before:
        assert near[chosen] >= STAY
    else:
        assert near[chosen] >= ENTER
        assert all(near[chosen] >= value + AHEAD for n, value in enumerate(near) if n != chosen)


def test_an_embedding_of_no_numbers_is_nobody() -> None:
    assert recognise(np.full(2, np.nan, np.float32), sitters(0.0), 0) is None
    assert recognise(np.zeros(2, np.float32), sitters(0.0), 0) is None
