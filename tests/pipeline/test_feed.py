"""The feed with a stand-in camera: what its readers get, at what rate, and how it recovers by itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.base.errors import OutputError
from app.pipeline import feed as feed_module
from app.pipeline.feed import Feed
from app.pipeline.output import Card
from app.pipeline.virtual_camera import CameraWish, open_camera
from engines.api import Image
from tests.virtual_camera_kit import NAME, Machine, Told, grey

WIDTH, HEIGHT, FPS = 64, 48, 200.0
CARDS = {Card.PAUSED: 11, Card.STARTING: 22, Card.LOST: 33, Card.COVERED: 44}
"""The grey of each card in these tests."""


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine().install(monkeypatch)


@pytest.fixture
def told(machine: Machine) -> Told:
    return Told(machine)


Make = Callable[..., Feed]


@pytest.fixture
def make(machine: Machine, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr(feed_module, "_CHECK_S", 0.01)
    monkeypatch.setattr(feed_module, "_SURE_S", 0.01)
    feeds: list[Feed] = []

    def build(**changes: object) -> Feed:
        wish = CameraWish(WIDTH, HEIGHT, FPS, NAME)
        values: dict[str, object] = {"kind": "virtual_camera", "fps": FPS, "fit": "letterbox", "retry_s": 0.01}
        values.update(changes)
        feed = Feed(lambda: open_camera(wish), lambda card: grey(CARDS[card]), told, **values)  # type: ignore[arg-type]
        feeds.append(feed)
        return feed

    yield build
    machine.driver.set()
    for feed in feeds:
        feed.close()


def test_readers_get_a_card_before_the_first_picture_and_the_last_picture_again_and_again(
    machine: Machine, make: Make
) -> None:
    feed = make()
    machine.until_shown(11)
    assert feed.status().showing == "paused"
    feed.put(grey(100))
    machine.until_shown(100)
    count = len(machine.sent)
    machine.until_sent(count + 20)
    status = feed.status()
    assert (status.kind, status.active, status.showing, status.error) == ("virtual_camera", True, "live", None)
    assert (status.size, status.fps) == ((WIDTH, HEIGHT), FPS)
    assert status.repeated >= 18
    assert "loop0" in status.detail


def test_it_is_never_faster_than_its_rate(machine: Machine, make: Make) -> None:
    before = time.monotonic()
    feed = make()
    machine.until_sent(1)
    for value in range(400):  # far more than are due
        feed.put(grey(value % 250))
    machine.until_sent(60)
    assert all(at >= before + number / FPS for number, at in enumerate(machine.times))


def test_pictures_stay_in_order_and_what_a_newer_one_overtook_is_counted(machine: Machine, make: Make) -> None:
    feed = make()
    machine.until_sent(1)
    machine.driver.clear()
    machine.until(lambda: machine.blocked > 0)
    for value in (101, 102, 103):
        feed.put(grey(value))
    machine.driver.set()
    machine.until_shown(103)
    assert feed.status().dropped == 2
    seen = [int(picture[0, 0, 0]) for picture in machine.sent if picture[0, 0, 0] > 100]
    assert set(seen) == {103}


def test_handing_over_never_waits_for_a_device_that_is_stuck(machine: Machine, make: Make) -> None:
    feed = make()
    machine.until_sent(1)
    machine.driver.clear()
    machine.until(lambda: machine.blocked > 0)
    feed.put(grey(120))  # returns, or the test never ends
    feed.show(Card.LOST)
    feed.cover(True)
    assert feed.status().showing == "covered"
    machine.driver.set()
    machine.until_shown(44)


def test_only_a_reference_is_kept_and_it_is_let_go(machine: Machine, make: Make) -> None:
    feed = make()
    picture = grey(130)
    before = sys.getrefcount(picture)
    feed.put(picture)
    machine.until_shown(130)
    assert sys.getrefcount(picture) > before, "a pool would hand it out again"
    feed.put(grey(131))
    machine.until_shown(131)
    machine.until_sent(len(machine.sent) + 2)
    assert sys.getrefcount(picture) == before


@pytest.mark.parametrize(("size", "fit"), [((96, 20), "letterbox"), ((31, 47), "crop"), ((640, 480), "crop")])
def test_a_picture_of_any_size_comes_in_the_size_that_readers_were_told(
    machine: Machine, make: Make, size: tuple[int, int], fit: str
) -> None:
    feed = make(fit=fit)
    feed.put(grey(140, *size))
    machine.until(lambda: bool(machine.sent) and machine.sent[-1][24, 32, 0] == 140)
    shown = machine.sent[-1]
    assert shown.shape == (HEIGHT, WIDTH, 3)
    assert (shown == 140).all() == (fit == "crop")


def test_a_card_of_another_shape_has_bars_of_its_own_colour(machine: Machine, told: Told) -> None:
    def card(_: Card) -> Image:
        picture = grey(50, 160, 20)
        picture[5:15, 40:120] = 200
        return picture

    wish = CameraWish(WIDTH, HEIGHT, FPS, NAME)
    feed = Feed(lambda: open_camera(wish), card, told, kind="virtual_camera", fps=FPS, fit="crop")
    machine.until_sent(1)
    feed.close()
    shown = machine.sent[0]
    assert (shown[[0, -1]] == 50).all()
    assert shown[HEIGHT // 2, WIDTH // 2].tolist() == [200] * 3
    lit = np.flatnonzero(shown[HEIGHT // 2, :, 0] > 125)
    assert WIDTH * 0.4 < len(lit) < WIDTH * 0.6, "nothing is cut off a card"


def test_cover_hides_what_is_shown_at_once_and_nothing_older_comes_back(machine: Machine, make: Make) -> None:
    feed = make()
    feed.put(grey(150))
    machine.until_shown(150)
    feed.cover(True)
    machine.until_shown(44)
    feed.put(grey(151))
    feed.show(Card.PAUSED)
    machine.until_sent(len(machine.sent) + 5)
    assert (machine.sent[-1] == 44).all()
    feed.cover(False)
    machine.until_sent(len(machine.sent) + 5)
    assert (machine.sent[-1] == 44).all(), "what was put before or meanwhile stays hidden"
    feed.put(grey(152))
    machine.until_shown(152)
    assert not any((picture == 151).all() for picture in machine.sent)


def test_it_can_begin_covered(machine: Machine, make: Make) -> None:
    make(covered=True)
    machine.until_sent(3)
    assert all((picture == 44).all() for picture in machine.sent)


def test_a_picture_that_got_old_gives_way_to_a_card(machine: Machine, make: Make) -> None:
    feed = make(stale_s=0.05)
    feed.put(grey(160))
    machine.until_shown(160)
    machine.until_shown(11)
    assert feed.status().showing == "paused"
    feed.put(grey(161))
    machine.until_shown(161)


def test_the_same_card_again_is_not_made_again(machine: Machine, told: Told, make: Make) -> None:
    feed = make()
    machine.until_sent(1)
    for _ in range(5):
        feed.show(Card.LOST)
        machine.until_shown(33)
        machine.until_sent(len(machine.sent) + 3)
    status = feed.status()
    assert status.frames - status.repeated <= 2, "the first card, and the second one once"


def test_a_camera_that_does_not_open_is_told_once_and_taken_when_it_is_there(
    machine: Machine, make: Make, told: Told
) -> None:
    machine.refuses = "Device /dev/video10 is not a video output device."
    feed = make()
    feed.put(grey(170))
    machine.until(lambda: len(machine.asked) >= 5)
    status = feed.status()
    assert not status.active
    assert status.error is not None
    assert "not a video output device" in status.error.text
    assert len(told.troubles) == 1
    machine.refuses = ""
    machine.until_shown(170)
    machine.until(lambda: len(told.backs) == 1)
    assert (feed.status().active, feed.status().error) == (True, None)
    assert "loop0" in told.backs[0].text
    assert len(told.troubles) == 1


def test_one_that_goes_away_in_mid_run_comes_back_with_the_newest_picture(
    machine: Machine, make: Make, told: Told
) -> None:
    feed = make()
    feed.put(grey(180))
    machine.until_shown(180)
    machine.breaks = machine.refuses = "No such device"
    machine.until(lambda: len(machine.asked) >= 4)
    assert told.troubles[0].code == "virtual_camera.lost"
    assert "No such device" in told.troubles[0].text
    feed.put(grey(181))
    count = len(machine.sent)
    machine.breaks = machine.refuses = ""
    machine.until_sent(count + 1)
    assert (machine.sent[count] == 181).all(), "not the one from before"
    machine.until(lambda: len(told.backs) == 1)
    assert len(told.troubles) == 1
    assert machine.closed == machine.opened - 1, "what broke was closed"


def test_one_that_breaks_right_after_it_opened_is_not_told_again_and_again(
    machine: Machine, make: Make, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "_SURE_S", 60.0)
    machine.breaks = "Invalid argument"
    make()
    machine.until(lambda: machine.opened >= 5)
    assert len(told.troubles) == 1
    assert told.backs == []


def test_a_device_that_is_gone_without_an_error_is_noticed(machine: Machine, told: Told) -> None:
    gone: list[str] = []

    class Quiet:
        name, device, size = "quiet", "quiet0", (WIDTH, HEIGHT)

        def send(self, image: Image) -> None:
            machine.sent.append(image.copy())
            machine.wake()

        def check(self) -> None:
            if gone:
                raise OutputError("virtual_camera.lost", "It is gone.")

        def close(self) -> None:
            machine.closed += 1

    feed = Feed(Quiet, lambda _: grey(11), told, kind="virtual_camera", fps=FPS, fit="letterbox", retry_s=0.01)
    machine.until_sent(2)
    gone.append("unplugged")
    machine.until(lambda: bool(told.troubles))
    gone.clear()
    machine.until_sent(len(machine.sent) + 3)
    feed.close()
    assert machine.closed == 2


def test_a_fault_of_the_program_is_told_and_frees_the_device(machine: Machine, told: Told) -> None:
    def card(_: Card) -> Image:
        raise ZeroDivisionError

    wish = CameraWish(WIDTH, HEIGHT, FPS, NAME)
    feed = Feed(lambda: open_camera(wish), card, told, kind="virtual_camera", fps=FPS, fit="letterbox")
    machine.until(lambda: machine.closed == 1 and bool(told.troubles))
    assert told.troubles[0].code == "virtual_camera.bug"
    assert not feed.status().active
    feed.put(grey(1))  # nobody takes it, and nothing waits
    feed.close()


def test_the_end_sends_what_still_waits_for_its_turn(machine: Machine, make: Make) -> None:
    feed = make()
    machine.until_sent(1)
    feed.put(grey(190))
    feed.close(flush=True)
    assert (machine.sent[-1] == 190).all()
    assert machine.closed == 1
    assert not feed.status().active


def test_one_that_is_left_behind_in_its_driver_sends_nothing_when_that_wakes_up(
    machine: Machine, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "_JOIN_S", 0.05)
    feed = make()
    machine.until_sent(1)
    machine.driver.clear()
    machine.until(lambda: machine.blocked == 1)
    feed.put(grey(190))
    feed.close(flush=True)
    machine.driver.set()
    machine.until(lambda: machine.closed == 1)
    assert not any((picture == 190).all() for picture in machine.sent)


def test_the_end_does_not_wait_for_a_device_that_is_not_there(machine: Machine, make: Make) -> None:
    machine.refuses = "no"
    feed = make(retry_s=3600.0)
    machine.until(lambda: len(machine.asked) == 1)
    feed.put(grey(1))
    feed.close(flush=True)


def test_twenty_starts_and_stops(machine: Machine, make: Make) -> None:
    for number in range(20):
        feed = make()
        feed.put(grey(100 + number))
        machine.until_shown(100 + number)
        feed.close()
    assert (machine.opened, machine.closed) == (20, 20)
