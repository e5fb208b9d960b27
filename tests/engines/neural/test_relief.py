"""When memory runs short the engine gives up one thing after the other, says so, and goes on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from engines.api import Frame, Image, OptionValue
from engines.neural import swapper
from engines.neural.contracts import SWAPPERS, Swapper
from engines.neural.engine import IDLE_S, NeuralEngine
from engines.toolkit import loading
from engines.toolkit.inference import CPU, Network, OutOfMemory, Runtime
from tests.engines.neural import stand_ins
from tests.engines.neural.conftest import Make
from tests.engines.neural.test_contracts import photo, prepare

MODEL = "inswapper_128"
CARD = "CUDAExecutionProvider"


def greedy(path: Path, contract: Swapper) -> Path:
    """Changes nothing, and takes 2 to the 50 bytes for every sub-sample beyond the first: more than there is."""
    stand_ins.identity(path, contract, batch="n")
    model = onnx.load(str(path))
    graph = model.graph
    for node in graph.node:
        node.output[:] = ["modest" if name == "output" else name for name in node.output]
    for name, value in (("first_side", 0), ("one_picture", 1), ("much", 2**48)):
        graph.initializer.insert(0, numpy_helper.from_array(np.array([value], np.int64), name))  # emap stays the last
    graph.node.extend(
        [
            helper.make_node("Shape", ["target"], ["target_shape"]),
            helper.make_node("Gather", ["target_shape", "first_side"], ["pictures"]),
            helper.make_node("Sub", ["pictures", "one_picture"], ["further"]),
            helper.make_node("Mul", ["further", "much"], ["size"]),
            helper.make_node("ConstantOfShape", ["size"], ["zeros"]),
            helper.make_node("ReduceSum", ["zeros"], ["greed"], keepdims=0),
            helper.make_node("Add", ["modest", "greed"], ["output"]),
        ]
    )
    onnx.save(model, str(path))
    return path


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def telling(make: Make, told: list[str]) -> Make:
    """Engines that look at a face, and whose words are kept."""

    def tell(text: str) -> None:
        assert len(told) < 20, "it never ends"
        if "memory" in text:  # that the recogniser is not on a card that is not there is told, too
            told.append(text)

    def build(providers: tuple[str, ...] = (CPU,), **options: OptionValue) -> NeuralEngine:
        engine = make(lambda context: replace(context, providers=providers, tell=lambda text, _: tell(text)), **options)
        engine.set_source([photo("astronaut")])
        return engine

    return build


def frame(number: int, picture: Image, seconds: float | None = None) -> Frame:
    return Frame(picture, number, number / 30 if seconds is None else seconds)


def test_a_boost_that_does_not_fit_is_given_up_and_the_next_frame_is_swapped(
    telling: Make, folder: Path, told: list[str]
) -> None:
    prepare(folder, MODEL, greedy)
    engine = telling(boost=2)
    picture = photo("hopper")
    failed = 0
    for number in range(4):
        try:
            result = engine.swap(frame(number, picture))
        except OutOfMemory:
            failed += 1
    assert failed == 2, "once with what was in reserve freed, once with the boost"
    assert [face.swapped for face in result.faces] == [True]
    assert told[0] == "The memory is full: what was held in reserve was freed."
    assert "pixel boost is off" in told[1]
    assert len(told) == 2


def test_nothing_left_to_give_up_fails_the_frames_and_never_more(
    telling: Make, folder: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    engine = telling()

    def full(*_: object) -> float:
        raise OutOfMemory("There is not enough memory for inswapper_128.onnx.")

    monkeypatch.setattr(swapper.Swap, "run", full)
    for number in range(4):
        with pytest.raises(OutOfMemory, match="not enough memory"):
            engine.swap(frame(number, photo("hopper")))
    assert len(told) == 1, "what was in reserve was freed"


class _Card:
    """A card whose memory is full, for one network: loads for the processor, answers by the card's name, and fails."""

    def __init__(self, network: Network, fail: Callable[[], None]) -> None:
        self._network, self._fail = network, fail
        self.provider = CARD

    def bind(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Any:
        self._fail()
        binding = self._network.bind(shapes)
        run = binding.run

        def checked() -> None:
            self._fail()
            run()

        binding.run = checked  # type: ignore[method-assign]
        return binding

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)


@pytest.mark.parametrize("when", ["loading", "running"])
def test_a_full_card_moves_the_networks_to_the_processor(
    telling: Make,
    folder: Path,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    full = [when == "loading"]

    def fail() -> None:
        if full[0]:
            raise OutOfMemory("There is not enough memory.")

    def load(path: Path, runtime: Runtime) -> Any:
        network = loading.load_network(path, replace(runtime, providers=()))
        return _Card(network, fail) if runtime.providers[:1] == (CARD,) else network

    monkeypatch.setattr(swapper, "load_network", load)
    engine = telling((CARD, CPU))
    picture = photo("hopper")
    if when == "running":
        assert engine.provider == CARD
        for begun in (engine.begin(frame(0, picture)), engine.begin(frame(0, picture))):  # arrays for two at a time
            assert begun.finish().faces[0].swapped
        full[0] = True
        both = [engine.begin(frame(number, picture)) for number in (1, 2)]
        for begun in both:  # the second began before the first one's lack of memory was dealt with: no further step
            with pytest.raises(OutOfMemory):
                begun.finish()
        assert len(told) == 1
        assert engine.provider == CARD
        with pytest.raises(OutOfMemory):
            engine.swap(frame(3, picture))
    assert engine.provider == CPU
    assert engine.swap(frame(4, picture)).faces[0].swapped
    assert told[-1] == "The memory of CUDA is full: the networks go on on the processor, which is slow."
    assert len(told) == (1 if when == "loading" else 2)


def test_no_memory_on_the_processor_either_fails_the_frames_and_never_hangs(
    telling: Make, folder: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    full = [False]

    def fail() -> None:
        if full[0]:
            raise OutOfMemory("There is not enough memory.")

    def load(path: Path, runtime: Runtime) -> Any:
        return _Card(loading.load_network(path, replace(runtime, providers=())), fail)

    monkeypatch.setattr(swapper, "load_network", load)
    engine = telling((CARD, CPU))
    full[0] = True
    for number in range(4):
        with pytest.raises(OutOfMemory):
            engine.swap(frame(number, photo("hopper")))
    assert told == ["The memory of CUDA is full: what was held in reserve was freed."], "nothing else was done"


def test_arrays_that_outlive_their_network_are_let_go(folder: Path) -> None:
    """A frame that found no memory gives its arrays back after the networks have moved: they hold the old one's."""
    contract = SWAPPERS[MODEL]
    network = swapper.SwapNetwork(stand_ins.identity(folder / f"{MODEL}.onnx", contract), contract, Runtime())
    arrays = network.take(1)
    gone = weakref.ref(arrays)
    network.close()
    gc.disable()
    try:
        arrays.give_back()
        del arrays
        assert gone() is None
    finally:
        gc.enable()


def test_after_a_while_without_a_face_reserves_are_given_back_once(
    telling: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(folder, MODEL, stand_ins.identity)
    engine = telling()
    shrunk: list[str] = []
    monkeypatch.setattr(swapper.SwapNetwork, "shrink", lambda self: shrunk.append(self.provider))
    picture = photo("hopper")
    empty = np.full_like(picture, 90)
    engine.swap(frame(0, picture, 0.0))
    engine.swap(frame(1, empty, IDLE_S - 1))
    assert shrunk == []
    for number in range(2, 5):
        engine.swap(frame(number, empty, IDLE_S + number))
    engine.swap(frame(9, picture, IDLE_S + 9))
    engine.swap(frame(10, picture, IDLE_S + 10))
    engine._beside.submit(int).result()  # what goes on beside has ended
    assert shrunk == [CPU]
