"""The virtual camera over runs: cards before, between and after them, the run's own pictures within, and nothing else.

With real parts: session, pipeline, guard, label and feed; only the device is a stand-in.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.base.errors import ConsentError, Message
from app.bootstrap import build_core, close_core, open_settings
from app.pipeline.cards import card_image
from app.pipeline.feed import Feed
from app.pipeline.fitting import Fitter
from app.pipeline.output import Card
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request
from engines.api import Image
from tests.virtual_camera_kit import NAME, PATIENCE_S, Machine

SIZE = (320, 180)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine().install(monkeypatch)


@pytest.fixture
def core(machine: Machine) -> Iterator[Core]:
    built = build_core(*open_settings())
    for key, value in {
        "output.virtual_camera_backend": "auto",
        "output.virtual_camera_width": SIZE[0],
        "output.virtual_camera_height": SIZE[1],
        "output.virtual_camera_fps": 60,
        "ui.language": "en",
        "privacy.consent_date": "2026-01-31",
    }.items():
        built.settings.set(key, value)
    yield built
    machine.driver.set()
    close_core(built)


@pytest.fixture(autouse=True)
def _only_the_stand_in(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyvirtualcam

    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {NAME: pyvirtualcam.camera.BACKENDS[NAME]})


class Watch:
    """Everything that the session tells, to wait for."""

    def __init__(self, core: Core) -> None:
        self._condition = threading.Condition()
        self._session = core.session
        self.told: list[str] = []
        core.session.changed.subscribe(self._wake)
        core.session.notice.subscribe(self._hear)

    def _wake(self, _: SessionStatus) -> None:
        with self._condition:
            self._condition.notify_all()

    def _hear(self, message: Message) -> None:
        with self._condition:
            self.told.append(message.code)
            self._condition.notify_all()

    def until(self, state: SessionState) -> None:
        with self._condition:
            assert self._condition.wait_for(lambda: self._session.status.state is state, 60), self._session.status

    def until_told(self, code: str) -> None:
        with self._condition:
            assert self._condition.wait_for(lambda: code in self.told, PATIENCE_S), self.told


def request(core: Core, **changes: object) -> SessionRequest:
    values: dict[str, object] = {
        "source": source_request(core.settings.current, loop=True),
        "faces": ("demo:astronaut",),
        "engine": "mesh",
        "options": {},
        "consent": True,
    }
    return SessionRequest(**{**values, **changes})  # type: ignore[arg-type]


def card(core: Core, which: Card) -> Image:
    image = card_image(core.paths.cards, which, "en")
    blue, green, red = (int(value) for value in image[0, 0])
    return Fitter(*SIZE).fit(image, (blue, green, red)).copy()


def which_card(core: Core, picture: Image) -> str:
    """The card that a picture is; empty for one of the run."""
    return next((str(one) for one in Card if np.array_equal(card(core, one), picture)), "")


def shown(core: Core, pictures: list[Image]) -> list[str]:
    """What was seen one after the other, without repetitions: names of cards, and "live"."""
    cards = {one: card(core, one) for one in Card}
    names: list[str] = []
    for picture in pictures:
        name = next((str(one) for one, image in cards.items() if np.array_equal(image, picture)), "live")
        if not names or names[-1] != name:
            names.append(name)
    return names


def is_live(core: Core, machine: Machine) -> bool:
    return bool(machine.sent) and which_card(core, machine.sent[-1]) == ""


def until_live(core: Core, machine: Machine) -> None:
    cards = [card(core, one) for one in Card]
    machine.until(lambda: bool(machine.sent) and not any(np.array_equal(machine.sent[-1], one) for one in cards))


def test_it_is_on_before_between_and_after_runs(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    core.session.set_virtual_camera(True).result(PATIENCE_S)
    machine.until_shown(card(core, Card.PAUSED))
    status = core.session.status
    assert status.state is SessionState.IDLE
    assert status.camera is not None
    assert (status.camera.active, status.camera.size, status.camera.fps) == (True, SIZE, 60)
    assert status.outputs == (status.camera,) or status.outputs[0].kind == "virtual_camera"
    for _ in range(2):
        core.session.start(request(core))
        watch.until(SessionState.RUNNING)
        until_live(core, machine)
        core.session.request_stop()
        assert core.session.wait(60)
        machine.until_shown(card(core, Card.PAUSED))
    core.session.set_virtual_camera(False).result(PATIENCE_S)
    assert core.session.status.camera is None
    assert (machine.opened, machine.closed) == (1, 1), "one device, over all of that"
    assert {picture.shape for picture in machine.sent} == {(SIZE[1], SIZE[0], 3)}
    assert shown(core, machine.sent) == ["paused", "starting", "live", "paused", "starting", "live", "paused"]


def test_one_that_is_switched_on_in_mid_run_shows_the_run(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    assert machine.asked == []
    core.session.set_virtual_camera(True)
    until_live(core, machine)
    core.session.set_virtual_camera(False).result(PATIENCE_S)
    assert core.session.status.state is SessionState.RUNNING
    assert machine.closed == 1


def test_switched_off_in_mid_run_it_leaves_a_card_behind(core: Core, machine: Machine) -> None:
    """v4l2loopback keeps the last picture, for readers that stay and for who comes next."""
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    for on in (True, False):
        core.session.set_virtual_camera(True).result(PATIENCE_S)
        until_live(core, machine)
        core.session.cover_now(not on)
        core.session.set_virtual_camera(False).result(PATIENCE_S)
        assert which_card(core, machine.sent[-1]) == ("paused" if on else "covered")


def test_cover_reaches_a_camera_that_is_being_closed_with_a_picture_in_hand(
    core: Core, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its driver is stuck; what waits for its turn goes out when that goes on, but not if it was covered meanwhile."""
    closing, close = threading.Event(), Feed.close

    def noted(self: Feed, *, flush: bool = False) -> None:
        closing.set()
        close(self, flush=flush)

    monkeypatch.setattr(Feed, "close", noted)
    camera = core.session.camera
    camera.run_begins(only_for_it=True)
    machine.until_shown(card(core, Card.STARTING))
    machine.driver.clear()
    machine.until(lambda: machine.blocked == 1)
    before = len(machine.sent)
    camera.put(np.full((SIZE[1], SIZE[0], 3), 200, np.uint8))
    ended = threading.Thread(target=camera.run_ended)
    ended.start()
    assert closing.wait(PATIENCE_S)
    core.session.cover_now(True)
    machine.driver.set()
    ended.join()
    assert not camera.on
    assert not any((picture == 200).all() for picture in machine.sent[before:])
    assert which_card(core, machine.sent[-1]) == "covered"


def test_a_run_alone_opens_it_at_its_start_and_closes_it_at_its_end(core: Core, machine: Machine) -> None:
    core.session.start(request(core, virtual_camera=True, frame_limit=30))
    assert core.session.wait(60)
    assert (machine.opened, machine.closed) == (1, 1)
    assert core.session.status.camera is None
    outputs = core.session.measured()["outputs"]
    assert [output.kind for output in outputs] == ["virtual_camera"]
    assert outputs[0].frames > 0
    assert outputs[0].error is None
    assert core.session.camera.failure is None
    assert "live" in shown(core, machine.sent)


def test_a_run_without_it_says_nothing_of_it(core: Core) -> None:
    core.session.start(request(core, frame_limit=2))
    assert core.session.wait(60)
    assert core.session.measured()["outputs"] == ()


def test_nothing_opens_without_the_statement(core: Core, machine: Machine) -> None:
    core.settings.set("privacy.consent_date", "")
    with pytest.raises(ConsentError):
        core.session.set_virtual_camera(True).result(PATIENCE_S)
    with pytest.raises(ConsentError):
        core.session.start(request(core, virtual_camera=True, consent=False))
    assert core.session.status.camera is None
    assert machine.asked == []


def test_cover_shows_its_card_whether_a_run_goes_on_or_not(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    machine.until_shown(card(core, Card.PAUSED))
    core.session.cover_now(True)
    machine.until_shown(card(core, Card.COVERED))
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    machine.until_sent(len(machine.sent) + 20)
    assert which_card(core, machine.sent[-1]) == "covered"
    core.session.cover_now(False)
    until_live(core, machine)
    core.session.cover_now(True)
    machine.until_shown(card(core, Card.COVERED))
    core.session.request_stop()
    assert core.session.wait(60)
    machine.until_sent(len(machine.sent) + 5)
    assert which_card(core, machine.sent[-1]) == "covered", "also after the run"
    core.session.cover_now(False)
    machine.until_shown(card(core, Card.PAUSED))
    names = shown(core, machine.sent)
    assert names == ["paused", "covered", "live", "covered", "paused"]


def hold_up(core: Core) -> threading.Event:
    """The pipeline's thread stands still from now on, until the event is set."""
    stuck, go_on = threading.Event(), threading.Event()
    pipeline = core.session._pipeline
    assert pipeline is not None

    def wait() -> None:
        stuck.set()
        assert go_on.wait(PATIENCE_S)

    pipeline.post(wait)
    assert stuck.wait(PATIENCE_S)
    return go_on


def test_cover_works_while_the_pipeline_is_stuck(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    until_live(core, machine)
    go_on = hold_up(core)
    core.session.cover_now(True)
    machine.until_shown(card(core, Card.COVERED))
    go_on.set()
    machine.until_sent(len(machine.sent) + 20)
    assert which_card(core, machine.sent[-1]) == "covered"


def test_a_real_face_does_not_stay_when_it_shall_be_covered_and_the_pipeline_is_stuck(
    core: Core, machine: Machine
) -> None:
    """The last picture is repeated while no other comes; where the guard let it through it must not be."""
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core, guard="pass"))
    watch.until(SessionState.RUNNING)
    until_live(core, machine)
    go_on = hold_up(core)
    settled = core.session.set_guard("cover")
    machine.until_shown(card(core, Card.COVERED))
    assert not core.session.status.covered_now, "that is the user's own switch"
    core.session.cover_now(True)
    core.session.cover_now(False)
    machine.until_sent(len(machine.sent) + 5)
    assert which_card(core, machine.sent[-1]) == "covered", "the panic switch does not lift it"
    go_on.set()
    settled.result(PATIENCE_S)
    until_live(core, machine)
    core.session.set_guard("pass").result(PATIENCE_S)
    machine.until_sent(len(machine.sent) + 5)
    core.session.request_stop()
    core.session.set_guard("cover")
    assert core.session.wait(60)
    machine.until_shown(card(core, Card.PAUSED))


def test_a_device_that_is_missing_at_the_start_is_waited_for(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    machine.refuses = "no such camera"
    core.session.set_virtual_camera(True).result(PATIENCE_S)
    watch.until_told("virtual_camera.failed")
    status = core.session.status.camera
    assert status is not None
    assert status.error is not None
    assert "no such camera" in status.error.text
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    machine.refuses = ""
    watch.until_told("virtual_camera.back")
    until_live(core, machine)
    assert watch.told.count("virtual_camera.failed") == 1
    assert core.session.camera.failure is None


def test_a_device_that_goes_away_in_mid_run_does_not_end_the_run(core: Core, machine: Machine) -> None:
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core))
    watch.until(SessionState.RUNNING)
    until_live(core, machine)
    machine.breaks = machine.refuses = "No such device"
    watch.until_told("virtual_camera.lost")
    before = core.session.status.frames_out
    machine.until(lambda: len(machine.asked) >= 3)
    assert core.session.status.state is SessionState.RUNNING
    assert core.session.status.frames_out > before
    machine.breaks = machine.refuses = ""
    watch.until_told("virtual_camera.back")
    until_live(core, machine)
    assert watch.told == ["virtual_camera.lost", "virtual_camera.back"]


def test_another_size_in_the_settings_opens_it_anew_and_another_source_does_not(core: Core, machine: Machine) -> None:
    core.session.set_virtual_camera(True).result(PATIENCE_S)
    machine.until_sent(2)
    core.session.camera.refresh().result(PATIENCE_S)
    assert machine.closed == 0, "nothing changed"
    core.session.start(request(core, frame_limit=5))
    assert core.session.wait(60)
    picture = str(core.paths.media / "hopper.jpg")
    core.session.start(request(core, frame_limit=5, source=replace(request(core).source, spec=picture)))
    assert core.session.wait(60)
    assert machine.opened == 1
    core.settings.set("output.virtual_camera_width", 480)
    core.settings.set("output.virtual_camera_height", 270)
    core.session.camera.refresh().result(PATIENCE_S)
    machine.until(lambda: machine.sent[-1].shape == (270, 480, 3))
    assert (machine.opened, machine.closed) == (2, 1)


def test_the_picture_that_leaves_is_flipped_only_where_that_is_wanted_and_the_mark_never(
    core: Core, machine: Machine, tmp_path: Path
) -> None:
    def leaves(picture: Path, *, window: bool, leaving: bool) -> Image:
        core.settings.set("camera.mirror", window)
        core.settings.set("output.mirror", leaving)
        still = replace(source_request(core.settings.current), spec=str(picture), fps=30.0)
        core.session.start(request(core, source=still, virtual_camera=True, frame_limit=3))
        assert core.session.wait(60)
        return machine.sent[-1]

    face = core.paths.media / "astronaut.jpg"
    plain = leaves(face, window=False, leaving=False)
    assert np.array_equal(leaves(face, window=True, leaving=False), plain)
    flipped = leaves(face, window=False, leaving=True)
    left = (SIZE[0] - SIZE[1]) // 2
    inside = np.s_[8:90, left + 4 : SIZE[0] - left - 4]  # a square picture within bars, without the mark's corner
    assert np.abs(plain[inside].astype(int) - flipped[inside].astype(int)).mean() > 30
    assert np.abs(plain[inside][:, ::-1].astype(int) - flipped[inside].astype(int)).mean() < 12
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((180, 320, 3), 120, np.uint8))
    with_mark = leaves(wall, window=False, leaving=False)
    assert np.ptp(with_mark) > 100
    assert np.array_equal(leaves(wall, window=False, leaving=True), with_mark)


def test_what_is_cut_to_another_shape_carries_the_mark_too(core: Core, machine: Machine, tmp_path: Path) -> None:
    """A picture of 4:3 in one of 16:9, without its upper and its lower part; and cut anew in mid-run."""
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((480, 640, 3), 120, np.uint8))
    still = replace(source_request(core.settings.current), spec=str(wall), fps=60.0)
    core.settings.set("output.virtual_camera_fit", "crop")
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core, source=still))
    watch.until(SessionState.RUNNING)
    until_live(core, machine)
    core.settings.set("output.virtual_camera_width", 180)
    core.settings.set("output.virtual_camera_height", 320)
    core.session.camera.refresh().result(PATIENCE_S)
    portrait = (320, 180, 3)
    machine.until(lambda: machine.sent[-1].shape == portrait and machine.sent[-1].std(axis=2).max() < 1)
    core.session.request_stop()
    assert core.session.wait(60)
    live = [one for one in machine.sent if one.std(axis=2).max() < 1]  # grey, as the wall and the mark; cards are not
    assert {one.shape for one in live} == {(SIZE[1], SIZE[0], 3), portrait}
    assert min(np.ptp(one) for one in live) > 120


def test_what_the_output_window_cuts_carries_the_mark_too(core: Core, machine: Machine, tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    cv2.imwrite(str(wall), np.full((480, 640, 3), 120, np.uint8))
    still = replace(source_request(core.settings.current), spec=str(wall), fps=60.0)
    window = core.session.window
    window.fit_to(1280, 720, "crop")
    window.look(True)
    core.session.start(request(core, source=still, frame_limit=5))
    seen = []
    while not core.session.wait(0.005):
        shown = window.newest(0)
        if shown is not None and not isinstance(shown.what, Card):
            seen.append(shown.what)
    assert seen
    assert min(np.ptp(Fitter(1280, 720, "crop").fit(one)) for one in seen) > 120
    assert machine.asked == []


def test_every_picture_that_leaves_is_a_card_or_passed_guard_and_label(
    core: Core, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the guard let through and the label marked is noted on its way; nothing else may come out."""
    from app.pipeline.label import Label

    core.settings.set("output.virtual_camera_width", 960)
    core.settings.set("output.virtual_camera_height", 540)
    marked: set[bytes] = set()
    draw = Label.draw

    def noted(self: Label, image: Image) -> None:
        draw(self, image)
        marked.add(Fitter(960, 540).fit(image).tobytes())

    monkeypatch.setattr(Label, "draw", noted)
    watch = Watch(core)
    core.session.set_virtual_camera(True)
    core.session.start(request(core, frame_limit=40))
    watch.until(SessionState.RUNNING)
    core.session.cover_now(True)
    core.session.cover_now(False)
    assert core.session.wait(60)
    core.session.set_virtual_camera(False).result(PATIENCE_S)
    edge = {}
    for one in Card:
        image = card_image(core.paths.cards, one, "en")
        blue, green, red = (int(value) for value in image[0, 0])
        edge[one] = Fitter(960, 540).fit(image, (blue, green, red)).tobytes()
    live = [picture.tobytes() for picture in machine.sent if picture.tobytes() not in edge.values()]
    assert live
    assert set(live) <= marked


def test_the_report_of_a_run_tells_how_steady_it_was(core: Core, machine: Machine, tmp_path: Path) -> None:
    from app.cli.report import write_report

    core.session.start(request(core, virtual_camera=True, frame_limit=20))
    assert core.session.wait(60)
    write_report(tmp_path / "report.json", core, core.session.status)
    output = json.loads((tmp_path / "report.json").read_text())["outputs"][0]
    assert (output["size"], output["fps"]) == (list(SIZE), 60)
    assert output["frames"] >= output["repeated"] >= 0
    assert output["wait_ms"] >= 0
