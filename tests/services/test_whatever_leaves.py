"""Everything at once, by chance: no output shows the real face, none shows a picture without the mark.

A camera that comes and goes, an engine that answers as it likes, a virtual camera whose driver breaks and hangs, the
output window, recordings, a stream; and a user who switches all of that, in every state, in any order. What each output
got is held against the camera's picture and against the cards afterwards, by nothing of the guard or the label.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from functools import cache, partial
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
import pyvirtualcam
from numpy.typing import NDArray

from app.base.errors import UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.pipeline.camera_list import CameraInfo
from app.pipeline.cards import card_image
from app.pipeline.fitting import Fitter, Form
from app.pipeline.output import Card
from app.pipeline.sources import open_source
from app.services import session_run
from app.services.engines import discover
from app.services.session import Session
from app.services.session_state import SessionRequest, SessionState, source_request
from engines.api import Image
from tests.pipeline.stream_kit import Collector, pictures
from tests.virtual_camera_kit import Machine

ENGINES = Path(__file__).parent / "engines"
SIZE = (320, 180)
BOX = np.s_[48:136, 104:208]
"""Where the face is in the camera's picture: as in the engine of these tests."""
LEAK = 0.6
"""Correlation with the real face from which a picture counts as showing it."""
MARK = 60
"""Grey levels between plate and letters of the mark, after whatever a codec did to them."""
FORMS = (
    Form(320, 180),
    Form(320, 180, "crop"),
    Form(240, 240, "crop"),
    Form(240, 240),
    Form(480, 180, "crop"),
    Form(160, 90),
)
PATIENCE_S = 60.0


def real() -> Image:
    """What the camera sees: a grey wall, and a face of strong detail."""
    image = np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
    blocks = np.random.default_rng(3).integers(0, 256, (11, 13, 3))
    image[BOX] = np.kron(blocks, np.ones((8, 8, 1))).astype(np.uint8)
    return image


REAL = real()


class Webcam:
    """A camera that can be unplugged, as OpenCV would open it."""

    def __init__(self) -> None:
        self.plugged = True
        self._tick = threading.Event()

    def cameras(self) -> Sequence[CameraInfo]:
        return [CameraInfo(0, "Webcam", "", 0, "")] if self.plugged else []

    def __call__(self, index: int, backend: int) -> Webcam:
        return self

    def isOpened(self) -> bool:  # noqa: N802 - cv2's name
        return self.plugged

    def read(self, image: Image | None = None, /) -> tuple[bool, Image | None]:
        self._tick.wait(0.004)
        return (True, REAL.copy()) if self.plugged else (False, None)

    def set(self, prop: int, value: float, /) -> bool:
        return True

    def get(self, prop: int, /) -> float:
        return 0.0

    def release(self) -> None:
        """Nothing is held."""


# ---- what is looked for, whatever the guard thinks ------------------------------------------------------------------


Mask = NDArray[np.bool_]


@cache
def _fitted(form: Form) -> tuple[Image, Mask, Mask]:
    """The camera's picture, the place of the face and the place of any picture, as readers of ``form`` get them."""
    mask, ground = np.zeros_like(REAL), np.full_like(REAL, 255)
    mask[BOX] = 255
    real, place, whole = (Fitter(form.width, form.height, form.mode).fit(image) for image in (REAL, mask, ground))
    return real.copy(), place[..., 0] > 250, whole[..., 0] > 250


def shows_the_real_face(picture: Image, form: Form) -> bool:
    wanted, place, _ = _fitted(form)
    return float(np.corrcoef(picture[place].ravel(), wanted[place].ravel())[0, 1]) > LEAK if np.ptp(picture) else False


def is_marked(picture: Image, form: Form) -> bool:
    """Whether in the lower right of the picture, beside the face, there is something as dark and light as the mark."""
    _, place, whole = _fitted(form)
    height, width = picture.shape[:2]
    corner = np.zeros((height, width), bool)
    corner[height // 2 :, width // 2 :] = True
    inside = cv2.erode(whole.astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=1) > 0
    return int(np.ptp(picture[corner & inside & ~place])) > MARK


@cache
def _cards(folder: Path, size: tuple[int, int]) -> dict[Card, Image]:
    found = {}
    for which in Card:
        image = card_image(folder, which, "en")
        blue, green, red = (int(value) for value in image[0, 0])
        found[which] = Fitter(*size).fit(image, (blue, green, red)).copy()
    return found


# ---- the machine, and a user without a plan -------------------------------------------------------------------------


class World:
    """A session with all that is around it, and a record of what its outputs got."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch, folder: Path, paths: Paths, *, passes: bool) -> None:
        self.chance = random.Random(seed)
        self.folder, self.paths, self.passes = folder, paths, passes
        self.webcam = Webcam()
        self.machine = Machine().install(monkeypatch, alone=True)
        self.settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
        for key, value in {
            "output.virtual_camera_fps": 60,
            "ui.language": "en",
            "privacy.consent_date": "2026-01-31",
            "privacy.max_failed_frames": 6,
            "privacy.hold_s": 0.1,
            "camera.reconnect_s": 0.2,
            "gpu.provider": "cpu",
        }.items():
            self.settings.set(key, value)
        monkeypatch.setattr(
            session_run,
            "open_source",
            partial(open_source, capture=self.webcam, cameras=self.webcam.cameras, modes=lambda camera, wanted: []),
        )
        self.session = Session(lambda: self.settings.current, paths, discover([ENGINES]))
        self.form = FORMS[0]
        self._choose(self.form)
        self.forms: list[tuple[int, Form]] = [(0, self.form)]
        """From which picture of the virtual camera on which form may be seen."""
        self.recordings: list[Path] = []
        self.raw_allowed: list[list[float]] = []
        """Times from and to which the user wanted the real face to be seen."""
        self.covered: list[list[float]] = []
        self.seen: list[tuple[float, Image | Card]] = []
        """What the output window showed, and since when at the latest."""
        self._ended = threading.Event()
        self._looker = threading.Thread(target=self._look)
        self._looker.start()

    def _look(self) -> None:
        """As the output window does, and its form is that of the camera's picture."""
        sequence = 0
        while not self._ended.wait(0.005):
            now = time.monotonic()
            shown = self.session.window.newest(sequence)
            if shown is not None:
                sequence = shown.sequence
                self.seen.append((now, shown.what))

    def _choose(self, form: Form) -> None:
        for key, value in (("width", form.width), ("height", form.height), ("fit", form.mode)):
            self.settings.set(f"output.virtual_camera_{key}", value)

    def pause(self) -> None:
        """A moment by chance, in which the other threads go on."""
        threading.Event().wait(self.chance.choice((0.0, 0.001, 0.01, 0.05)))

    # what a user does

    def start(self) -> None:
        options = {"seed": self.chance.randrange(1_000_000), "beside": self.chance.random() < 0.5}
        source = source_request(self.settings.current, spec="camera:0", width=SIZE[0], height=SIZE[1])
        with contextlib.suppress(UserError):  # a run goes on
            self.session.start(
                SessionRequest(source=source, faces=("demo:astronaut",), engine="chaos", options=options, consent=True)
            )
            self._end(self.raw_allowed)

    def stop(self) -> None:
        self.session.request_stop()

    def await_the_end(self) -> None:
        self.session.request_stop()
        assert self.session.wait(PATIENCE_S)

    def cover(self) -> None:
        self.session.cover_now(True)
        if not self.covered or len(self.covered[-1]) == 2:
            self.covered.append([time.monotonic()])

    def uncover(self) -> None:
        self._end(self.covered)
        self.session.cover_now(False)

    def show_the_real_face(self) -> None:
        if self.passes:
            if not self.raw_allowed or len(self.raw_allowed[-1]) == 2:
                self.raw_allowed.append([time.monotonic()])
            self.session.set_guard("pass")

    def hide_the_real_face(self) -> None:
        self.session.set_guard("cover")
        self._end(self.raw_allowed)

    def camera_on(self) -> None:
        self.session.set_virtual_camera(True)

    def camera_off(self) -> None:
        self.session.set_virtual_camera(False)

    def another_form(self) -> None:
        form = self.chance.choice(FORMS)
        self._choose(form)
        self.session.camera.refresh().result(PATIENCE_S)
        self.forms.append((len(self.machine.sent), form))

    def window_open(self) -> None:
        self.session.window.fit_to(*SIZE, "letterbox")
        self.session.window.look(True)

    def window_close(self) -> None:
        self.session.window.look(False)

    def record(self) -> None:
        path = self.folder / f"{len(self.recordings)}.mp4"
        self.recordings.append(path)
        self._ask(self.session.set_recording(path))

    def end_recording(self) -> None:
        self._ask(self.session.set_recording(None))

    def unplug(self) -> None:
        self.webcam.plugged = False

    def plug(self) -> None:
        self.webcam.plugged = True

    def break_driver(self) -> None:
        self.machine.breaks = self.machine.refuses = self.chance.choice(("Input/output error", ""))

    def mend_driver(self) -> None:
        self.machine.breaks = self.machine.refuses = ""

    def stick_driver(self) -> None:
        self.machine.driver.clear()
        self.pause()
        self.cover() if self.chance.random() < 0.3 else self.pause()
        self.machine.driver.set()

    def _ask(self, future: Future[None]) -> None:
        with contextlib.suppress(CancelledError, UserError):  # the run ended first
            future.result(PATIENCE_S)

    @staticmethod
    def _end(spans: list[list[float]]) -> None:
        if spans and len(spans[-1]) == 1:
            spans[-1].append(time.monotonic())

    def play(self, steps: int, always: Sequence[Callable[[], None]] = ()) -> None:
        likely: list[tuple[Callable[[], None], int]] = [
            (self.start, 14), (self.stop, 2), (self.await_the_end, 2), (self.cover, 3), (self.uncover, 5),
            (self.show_the_real_face, 3), (self.hide_the_real_face, 4), (self.camera_on, 6), (self.camera_off, 1),
            (self.another_form, 3), (self.window_open, 4), (self.window_close, 1), (self.record, 3),
            (self.end_recording, 2), (self.unplug, 1), (self.plug, 4), (self.break_driver, 1), (self.mend_driver, 3),
            (self.stick_driver, 1), (self.pause, 20),
        ]  # fmt: skip
        for step in always:
            step()
        for step in self.chance.choices([one for one, _ in likely], [weight for _, weight in likely], k=steps):
            step()
            self.pause()

    def until_the_stream_is_live(self) -> None:
        """Begin runs until one gets as far as a picture, and some of that were sent."""
        sent = 0
        for _ in range(int(PATIENCE_S / 0.02)):
            status = self.session.status
            if status.state in (SessionState.IDLE, SessionState.FAILED):
                self.start()
            live = status.stream is not None and status.stream.showing == "live"
            sent += live
            if sent > 20:
                return
            threading.Event().wait(0.02)
        raise AssertionError(self.session.status)

    def close(self) -> None:
        self.machine.driver.set()
        self.session.close()
        self._ended.set()
        self._looker.join()

    # what came of it

    def check(self) -> None:
        self._check_camera()
        self._check_window()
        for path in self.recordings:
            if path.is_file():
                self._check_recording(path)

    @staticmethod
    def _within(spans: list[list[float]], *times: float) -> bool:
        """Whether one of the spans has all of these times."""
        return any(all(span[0] <= at and (len(span) == 1 or at <= span[1]) for at in times) for span in spans)

    def _check_camera(self) -> None:
        last = 0.0
        for number, (picture, at) in enumerate(zip(self.machine.sent, self.machine.times, strict=True)):
            size = (picture.shape[1], picture.shape[0])
            which = next(
                (one for one, image in _cards(self.paths.cards, size).items() if (image == picture).all()), None
            )
            # What was on its way to the driver when something was switched may still arrive: it came before this one.
            if self._within(self.covered, last, at):
                assert which is Card.COVERED, (number, which)
            if which is None:
                forms = [form for form in FORMS if (form.width, form.height) == size]
                if not (self._within(self.raw_allowed, at) or self._within(self.raw_allowed, last)):
                    assert not any(shows_the_real_face(picture, form) for form in forms), number
                assert any(is_marked(picture, form) for form in forms), number
            last = at

    def _check_window(self) -> None:
        for at, what in self.seen:
            if self._within(self.covered, at):
                assert what is Card.COVERED
            if not isinstance(what, Card):
                assert self._within(self.raw_allowed, at) or not shows_the_real_face(what, FORMS[0])
                assert is_marked(what, FORMS[0])

    def _check_recording(self, path: Path) -> None:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
                assert picture.shape == REAL.shape
                assert self.passes or not shows_the_real_face(picture, FORMS[0])
                assert is_marked(picture, FORMS[0])


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    import os

    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


Worlds = Callable[..., World]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paths: Paths) -> Iterator[Worlds]:
    made: list[World] = []

    def make(seed: int, *, passes: bool) -> World:
        made.append(World(seed, monkeypatch, tmp_path, paths, passes=passes))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("passes", [False, True], ids=["cover", "pass"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_leaves_that_shall_not(world: Worlds, seed: int, passes: bool) -> None:
    one = world(seed, passes=passes)
    one.play(150, [one.camera_on, one.window_open, one.start])
    one.close()
    one.check()
    assert one.session.status.state in (SessionState.IDLE, SessionState.FAILED)
    assert one.machine.sent
    assert one.seen


@pytest.mark.parametrize("seed", range(2))
def test_nothing_goes_out_by_the_network_either(world: Worlds, seed: int) -> None:
    one = world(seed, passes=False)
    one.settings.set("output.stream_kbps", 8000)
    one.another_form = one.pause  # type: ignore[method-assign]
    with Collector() as listener:
        one.session.set_stream(listener.address).result(PATIENCE_S)
        one.play(60, [one.until_the_stream_is_live])
        one.close()
        got = pictures(listener.data)
    one.check()
    cards = _cards(one.paths.cards, SIZE)
    live = [picture for picture in got if min(np.abs(picture.astype(int) - card).mean() for card in cards.values()) > 8]
    assert live
    assert not any(shows_the_real_face(picture, FORMS[0]) for picture in live)
    assert all(is_marked(picture, FORMS[0]) for picture in live)


def test_the_check_itself_sees_a_leak_and_a_missing_mark(world: Worlds) -> None:
    one = world(0, passes=True)
    one.settings.set("output.label", False)
    one.camera_on()
    one.start()
    one.show_the_real_face()
    form = FORMS[0]
    one.machine.until(lambda: bool(one.machine.sent) and shows_the_real_face(one.machine.sent[-1], form))
    one.close()
    assert not is_marked(next(one for one in one.machine.sent if shows_the_real_face(one, form)), form)
    for form in FORMS:
        assert shows_the_real_face(Fitter(form.width, form.height, form.mode).fit(REAL), form)
    assert not pyvirtualcam.camera.BACKENDS.keys() - {"standin"}
