"""Measured rates: learnt from a real run, found again by another process, and of nothing else than what was run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core
from app.services.core import Core
from app.services.engines import Manifest, usable
from app.services.rates import Rate, Rates, Subject
from app.services.session_state import SessionRequest, SessionState, source_request
from engines.api import OptionValue
from tests.services.copies_kit import MODEL, Home, change, make_home, other_weights

PATIENCE_S = 120.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def core(home: Home) -> Iterator[Core]:
    built = build_core(home.paths, home.settings)
    yield built
    close_core(built)


def manifest(core: Core) -> Manifest:
    return usable(core.engines, "neural")


def rates(core: Core) -> Rates:
    assert core.session.rates is not None
    return core.session.rates


def subject(core: Core, **options: OptionValue) -> Subject:
    found = rates(core).subject(manifest(core), options)
    assert found is not None
    return found


def run(core: Core, frames: int, **options: OptionValue) -> None:
    core.session.start(
        SessionRequest(
            source=source_request(core.settings.current, spec="demo", loop=False, pace="fast"),
            faces=("demo:astronaut",),
            engine="neural",
            options=options,
            consent=False,
            frame_limit=frames,
        )
    )
    assert core.session.wait(PATIENCE_S)
    assert core.session.status.state is SessionState.IDLE, core.session.status.message


def test_a_run_tells_how_fast_it_was_and_the_next_start_knows(core: Core, home: Home) -> None:
    assert rates(core).find(subject(core)) is None
    run(core, 3)
    assert rates(core).find(subject(core)) is None, "three pictures say nothing"
    run(core, 12)
    rate = rates(core).find(subject(core))
    assert rate is not None
    stages = core.session.measured()["stages_ms"]
    assert rate.network_ms == pytest.approx(stages["swap.network"]["p50"], abs=0.01)
    assert rate.rest_ms >= stages["landmarks"]["p50"]
    assert rate.fps == pytest.approx(1000 / (rate.network_ms + rate.rest_ms))
    assert rate.on_processor
    assert rate.provider == "CPUExecutionProvider"
    again = build_core(home.paths, SettingsStore(home.paths.project_file, home.paths.user_file, {}, {}))
    try:
        assert rates(again).find(subject(again)) == rate
    finally:
        close_core(again)


def test_it_is_of_the_file_the_options_and_the_settings_that_were_run(core: Core, home: Home) -> None:
    first = subject(core)
    assert first.model == MODEL
    rates(core).learn(first, "CPUExecutionProvider", 20, {"swap.network": {"p50": 90.0}, "landmarks": {"p50": 10.0}})
    known = rates(core).find(first)
    assert known is not None
    assert known.fps == pytest.approx(10.0)
    assert rates(core).find(subject(core, feather=0.2)) == known, "a matter of taste takes no time"
    assert rates(core).find(subject(core, boost=2)) is None
    home.settings.set("performance.onnx_large_threads", 97)
    assert rates(core).find(subject(core)) is None
    home.settings.reset("performance.onnx_large_threads")
    assert rates(core).find(subject(core)) == known
    home.folder.mkdir(parents=True)
    (home.folder / "made.onnx").touch()
    assert rates(core).find(subject(core)) is None, "auto may run the copy now"
    (home.folder / "made.onnx").unlink()
    change(home.original, other_weights)
    assert rates(core).find(subject(core)) is None
    home.original.unlink()
    assert rates(core).subject(manifest(core), {}) is None
    assert rates(core).subject(usable(core.engines, "mesh"), {}) is None


def test_an_option_changed_within_a_run_leaves_nothing_to_learn(core: Core) -> None:
    request = SessionRequest(
        source=source_request(core.settings.current, spec="demo", loop=True, pace="fast"),
        faces=("demo:astronaut",),
        engine="neural",
        options={},
        consent=False,
    )
    core.session.start(request)
    while core.session.status.swapped < 8:
        assert not core.session.wait(0.05), core.session.status.message
    core.session.configure({"boost": 2}).result(PATIENCE_S)
    core.session.request_stop()
    assert core.session.wait(PATIENCE_S)
    assert rates(core).find(subject(core)) is None
    assert rates(core).find(subject(core, boost=2)) is None


def test_a_damaged_file_is_as_none_and_is_replaced(core: Core, home: Home) -> None:
    file = home.paths.user_cache / "rates.json"
    file.write_text('[{"subject": {"engine": 1}}]')
    one = subject(core)
    assert rates(core).find(one) is None
    for number in range(70):
        stages = {"swap.network": {"p50": 10.0 + number}}
        rates(core).learn(replace(one, threads=number + 1), "CPUExecutionProvider", 9, stages)
    assert rates(core).find(replace(one, threads=1)) is None, "the oldest are forgotten"
    newest = rates(core).find(replace(one, threads=70))
    assert newest is not None
    assert newest.network_ms == 79.0


def test_what_computes_on_the_processor_is_known_as_that() -> None:
    for provider, processor in (
        ("CPUExecutionProvider", True),
        ("CPUExecutionProvider, int8 copy", True),
        ("OpenVINO, bf16", True),
        ("OpenVINOExecutionProvider", False),
        ("CUDAExecutionProvider", False),
    ):
        assert Rate(1.0, 1.0, provider, "").on_processor == processor
