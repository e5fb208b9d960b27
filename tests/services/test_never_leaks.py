"""On the driving clip no picture leaves that shows the unswapped face: checked against the input, not by the guard.

A picture leaks when, in the inner face that ``demo.json`` places (rendered truth, not our detector), most pixels
left as they came in. A swap changes nearly all of them; the kept eyes and mouth are a small part.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import Message
from app.base.sections import Trade
from app.bootstrap import build_core, close_core, open_settings
from app.pipeline.buffers import BufferPool
from app.pipeline.guard import Cover, Guard, Policy
from app.pipeline.label import Label, LabelStyle
from app.pipeline.outputs import OutputStatus
from app.pipeline.photos import load_photo
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import Source, SourceInfo, open_source
from app.services.core import Core
from app.services.engines import Manifest, check_options, load
from app.services.resources import ladder, laid_over
from app.services.session_state import source_request
from app.services.steering import Steering
from engines.api import EngineContext, Frame, Image, OptionValue
from engines.neural.contracts import ENHANCERS, RECOGNISER, SWAPPERS
from tests.engines.neural.stand_ins import colour, enhancer, occlusion_by_chance, recogniser

UNCHANGED = 6
"""Grey levels up to which a pixel counts as the one that came in (a recording's noise is below this)."""
LEAK_SHARE = 0.5


class Tap:
    """The real source, remembering what it gave."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.given: deque[Frame] = deque(maxlen=4)

    info = property(lambda self: self._source.info)
    dropped = property(lambda self: self._source.dropped)
    frames_in = property(lambda self: self._source.frames_in)
    read_ms = property(lambda self: self._source.read_ms)
    notice = property(lambda self: self._source.notice)

    def read(self, timeout: float) -> Frame | None:
        frame = self._source.read(timeout)
        if frame is not None:
            self.given.append(frame)
        return frame

    def lost(self) -> Message | None:
        return self._source.lost()

    def close(self) -> None:
        self._source.close()


class Inspector:
    """An output that compares what leaves with what came in."""

    kind = "null"

    def __init__(self, tap: Tap, faces: list[list[int] | None]) -> None:
        self.leaked: list[int] = []
        self.seen = 0
        self.shares: list[float] = []
        self._tap = tap
        self._faces = faces

    def send(self, image: Image, captured_at: float) -> None:
        assert image.shape == (self._tap.info.height, self._tap.info.width, 3), "what leaves keeps its size"
        frame = next(frame for frame in self._tap.given if frame.captured_at == captured_at)
        self.seen += 1
        box = self._faces[frame.index % len(self._faces)]
        if box is None:
            return
        x0, y0, x1, y1 = box
        inset_x, inset_y = (x1 - x0) // 5, (y1 - y0) // 5
        inner = (slice(max(y0 + inset_y, 0), y1 - inset_y), slice(max(x0 + inset_x, 0), x1 - inset_x))
        before, after = frame.image[inner].astype(np.int16), image[inner]
        if before.size == 0:
            return
        share = float((np.abs(before - after).max(axis=2) <= UNCHANGED).mean())
        self.shares.append(share)
        if share > LEAK_SHARE:
            self.leaked.append(frame.index)

    def status(self) -> OutputStatus:
        return OutputStatus(self.kind, True, "", self.seen, 0.0, 0, None)

    def close(self) -> None:
        pass


class Trader:
    """An output that trades something else every few frames, through the governor's own door."""

    kind = "null"

    def __init__(
        self, line: Pipeline, manifest: Manifest, options: dict[str, OptionValue], chance: random.Random
    ) -> None:
        chosen = check_options(manifest, options)
        self._steering = Steering(line, manifest, chosen, live=True, spoilt=lambda: None)
        self._rungs = ladder(manifest, chosen, core_trades())
        self._chance = chance
        self._asked: Future[bool] | None = None
        self.sizes: set[float] = set()
        self.changes = 0

    def send(self, image: Image, captured_at: float) -> None:
        if self._asked is not None:
            if not self._asked.done():  # made between two frames, on this very thread
                return
            self.changes, self._asked = self.changes + self._asked.result(), None
        if self._chance.random() > 0.2:
            return
        rungs = [rung for rung in self._rungs if self._chance.random() < 0.5]
        values, _ = laid_over(rungs)
        size = self._chance.choice((1.0, 0.75, 0.5))  # also of engines that would not be asked to
        self.sizes.add(size)
        self._asked = self._steering.trade(values, size, 0)

    def status(self) -> OutputStatus:
        return OutputStatus(self.kind, True, "", self.changes, 0.0, 0, None)

    def close(self) -> None:
        pass


def core_trades() -> tuple[Trade, ...]:
    """All that there is, in the shipped order."""
    return open_settings()[1].current.resources.trades


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    built = build_core(*open_settings())
    yield built
    close_core(built)


def play(
    core: Core,
    policy: Policy,
    name: str = "mesh",
    find_model: Callable[[str], Path | None] = lambda _file: None,
    chance: random.Random | None = None,
    **options: OptionValue,
) -> tuple[Inspector, Pipeline, SourceInfo]:
    """The whole clip, every frame once, through the real engine. With ``chance`` what the governor may trade changes
    every few frames."""
    entry = next(entry for entry in core.engines if entry.id == name)
    assert entry.manifest is not None
    pool = BufferPool()
    context = EngineContext(
        models=core.paths.models,
        cache=core.paths.user_cache,
        providers=("CPUExecutionProvider",),
        threads=1,
        options=check_options(entry.manifest, options),
        report=lambda part, text: None,
        buffer=pool.take,
        find_model=find_model,
    )
    engine = load(entry.manifest, context)
    tap = Tap(open_source(source_request(core.settings.current, loop=False, pace="fast"), core.paths.media))
    try:
        engine.set_source([load_photo(core.paths.media / "astronaut.jpg")])
        truth = json.loads((core.paths.media / "demo.json").read_text())
        inspector = Inspector(tap, [row[1] for row in truth["rows"]])
        line = Pipeline(
            tap,
            engine,
            Guard(policy, core.settings.current.privacy.hold_s, Cover.PIXELATE, pool),
            Label(LabelStyle(True, "bottom-right", 0.045)),
            pool,
            max_failed=1,
            frame_limit=None,
            notice=lambda message: None,
            output_failed=lambda error: None,
        )
        line.outputs.append(inspector)
        if chance is not None:
            line.outputs.append(Trader(line, entry.manifest, options, chance))
        line.run()
        return inspector, line, tap.info
    finally:
        tap.close()
        engine.close()


def test_no_picture_of_the_clip_shows_the_real_face(core: Core) -> None:
    inspector, line, info = play(core, Policy.COVER)
    assert inspector.seen == info.frames
    assert inspector.leaked == []
    assert line.counters.swapped > 0.6 * inspector.seen, "covering everything would not be a swap"
    assert line.counters.covered > 0, "the face leaves the picture and is covered in this clip"


def test_an_engine_that_works_beside_the_pipeline_leaks_no_picture_either(core: Core, tmp_path: Path) -> None:
    """The neural engine with a stand-in network: the next frame is begun while this one is under way."""
    inspector, line, info = play(core, Policy.COVER, "neural", stand_ins(tmp_path))
    assert inspector.seen == info.frames
    assert inspector.leaked == []
    assert line.counters.swapped > 0.6 * inspector.seen
    assert line.counters.covered > 0


@pytest.mark.parametrize("every", [1, 4])
def test_a_mask_network_that_answers_nonsense_leaks_no_picture(core: Core, tmp_path: Path, every: int) -> None:
    """In half of its runs it says that nothing in the picture is a face, which would leave the user's own there."""
    occlusion_by_chance(tmp_path / "xseg_1.onnx")
    find = stand_ins(tmp_path)
    inspector, line, info = play(core, Policy.COVER, "neural", find, occlusion="auto", mask_every=every)
    assert inspector.seen == info.frames
    assert inspector.leaked == []
    assert line.counters.swapped > 0.2 * inspector.seen, "the other half of the runs"
    assert line.counters.covered > 0.2 * inspector.seen


@pytest.mark.parametrize("engine", ["mesh", "neural"])
def test_what_the_governor_trades_lets_no_picture_leak(core: Core, tmp_path: Path, engine: str) -> None:
    """Every rung there is, taken and given back at random, in the midst of the clip: face lost, turned and covered."""
    find = stand_ins(tmp_path)
    options: dict[str, OptionValue] = {"faces": "all"}
    if engine == "neural":
        enhancer(tmp_path / "gpen_bfr_256.onnx", ENHANCERS["gpen_bfr_256"])
        options = {"faces": "all", "boost": 3, "enhancer": "gpen_bfr_256"}
    inspector, line, info = play(core, Policy.COVER, engine, find, random.Random(1), **options)
    (trader,) = [one for one in line.outputs if isinstance(one, Trader)]
    assert trader.changes > 20
    assert trader.sizes == {1.0, 0.75, 0.5}
    assert inspector.seen == info.frames
    assert inspector.leaked == []
    assert line.counters.failed == 0
    assert line.counters.swapped > 0.5 * inspector.seen
    assert line.counters.covered > 0


def stand_ins(folder: Path) -> Callable[[str], Path | None]:
    """A swapper that paints one colour, and a recogniser; returns what finds them."""
    colour(folder / "inswapper_128.onnx", SWAPPERS["inswapper_128"])
    recogniser(folder / RECOGNISER)
    return lambda file: folder / file if (folder / file).is_file() else None


def test_the_check_itself_sees_a_leak(core: Core) -> None:
    inspector, _, _ = play(core, Policy.PASS)
    assert inspector.leaked, "with the guard off some frames show the real face, and the check finds them"
