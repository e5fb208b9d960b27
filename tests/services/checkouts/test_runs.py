"""A live run and a task with a program of the user's, in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.pipeline.photos import load_photo
from app.services.checkouts.service import Checkouts
from app.services.engines import EngineEntry
from app.services.models import Models
from app.services.session import Session
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request
from app.services.tasks.plans import kept_settings
from app.services.tasks.records import TaskPlan
from app.services.tasks.swapping import EngineMaker, Swapper
from tests.services.checkouts.kit import (
    COMMIT,
    ENGINE,
    MODEL_BYTES,
    bridged_program,
    checkouts_of,
    found_engines,
    own_paths,
    store_of,
    write_bridged,
    write_engine,
)

LOADS_FOR_EVER = """
import threading
from engines.api import EngineError

class Unwanted(EngineError):
    code = "checkout.unwanted"

class Puppet:
    def __init__(self, context):
        context.report(0.0, "Loading the program")
        beat = threading.Event()
        while not context.unwanted():
            beat.wait(0.01)
        raise Unwanted("It was not loaded to the end.")
"""


class Place:
    def __init__(self, folder: Path) -> None:
        self.paths: Paths = own_paths()
        self.store: SettingsStore = store_of(self.paths)
        self.program = bridged_program(folder / "Puppet-Show")
        self.model = self.program / "models" / "puppet.onnx"
        self.model.parent.mkdir()
        self.model.write_bytes(MODEL_BYTES)
        self.folder = folder

    def choose(self, engines: tuple[EngineEntry, ...]) -> Checkouts:
        checkouts = checkouts_of(self.paths, self.store, engines)
        checkouts.use(ENGINE, self.program)
        checkouts.agree(ENGINE)
        return checkouts

    def request(self) -> SessionRequest:
        source = source_request(self.store.current, loop=False, pace="fast")
        return SessionRequest(
            source=source, faces=("demo:astronaut",), engine=ENGINE, options={}, consent=False, frame_limit=5
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def session(place: Place) -> Callable[[tuple[EngineEntry, ...]], Session]:
    return lambda engines: Session(lambda: place.store.current, place.paths, engines)


def test_a_run_goes_through_the_program(place: Place, session: Callable[[tuple[EngineEntry, ...]], Session]) -> None:
    engines = found_engines(write_bridged(place.folder / "engines").parent)
    place.choose(engines)
    one = session(engines)
    try:
        one.start(place.request())
        assert one.wait(60)
        assert one.failure is None
        assert one.status.frames_out == 5
    finally:
        one.close()


def test_a_program_that_is_gone_is_a_sentence_and_the_next_run_works(
    place: Place, session: Callable[[tuple[EngineEntry, ...]], Session]
) -> None:
    engines = found_engines(write_bridged(place.folder / "engines").parent)
    place.choose(engines)
    one = session(engines)
    try:
        place.program.rename(place.folder / "away")
        one.start(place.request())
        assert one.wait(60)
        assert one.status.state is SessionState.FAILED
        assert one.status.failed_at == "engine"
        assert one.failure is not None
        assert one.failure.message.code == "checkout.no_folder"
        (place.folder / "away").rename(place.program)
        one.start(place.request())
        assert one.wait(60)
        assert one.failure is None
    finally:
        one.close()


def test_a_stop_while_the_program_loads_gives_it_up_and_is_no_failure(
    place: Place, session: Callable[[tuple[EngineEntry, ...]], Session]
) -> None:
    engines = found_engines(write_engine(place.folder / "engines", LOADS_FOR_EVER).parent)
    place.choose(engines)
    one = session(engines)
    loading = threading.Event()

    def look(status: SessionStatus) -> None:
        if status.progress[1] == "Loading the program":
            loading.set()

    one.changed.subscribe(look)
    try:
        one.start(place.request())
        assert loading.wait(60)
        one.request_stop()
        assert one.wait(60)
        assert one.status.state is SessionState.IDLE
        assert one.failure is None
    finally:
        one.close()


def test_a_task_goes_through_the_program_and_depends_on_its_version_and_models(place: Place, media: Path) -> None:
    engines = found_engines(write_bridged(place.folder / "engines", models=[{"path": "models/puppet.onnx"}]).parent)
    place.choose(engines)
    settings = place.store.current
    plan = TaskPlan(
        engine=ENGINE,
        options={},
        faces=(str(media / "astronaut.jpg"),),
        face_names=("demo:astronaut",),
        face_map=(),
        segment_frames=24,
        settings=kept_settings(settings),
    )
    models = Models({}, place.paths.user_models, place.paths.model_records, lambda: settings.models)
    maker = EngineMaker(plan, settings, place.paths, engines[0], models, lambda _message: None)
    swapper = Swapper(maker)
    try:
        swapper.begin()
        picture = load_photo(media / "hopper.jpg")
        swapped = swapper.swap(picture, 0, 0.0)
        assert swapped.image.shape == picture.shape
        assert COMMIT in swapper.made_with
        assert swapper.provider in swapper.made_with
        assert swapper.models == frozenset({place.model})
    finally:
        swapper.close()
