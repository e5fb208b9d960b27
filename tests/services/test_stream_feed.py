"""The network stream over runs: on and off, cards, the panic switch, other settings, a network that goes and comes."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.base.errors import ConsentError, Message, OutputError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core, open_settings
from app.pipeline.cards import card_image
from app.pipeline.output import Card
from app.pipeline.stream_address import resolve
from app.services.stream_feed import StreamFeed
from engines.api import Image
from tests.pipeline.network_kit import need_namespaces
from tests.pipeline.stream_kit import Listener, colour, pictures

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def paths() -> Paths:
    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


@pytest.fixture
def settings(paths: Paths) -> SettingsStore:
    store = SettingsStore(paths.project_file, paths.user_file, {}, {})
    for key, value in (("width", 320), ("height", 180), ("fps", 30)):
        store.set(f"output.virtual_camera_{key}", value)
    return store


@pytest.fixture
def told() -> list[Message]:
    return []


@pytest.fixture
def stream(paths: Paths, settings: SettingsStore, told: list[Message]) -> Iterator[StreamFeed]:
    feed = StreamFeed(lambda: settings.current, paths.cards, told.append, lambda: None, lambda: "en")
    yield feed
    feed.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as one:
        yield one


def plain(*bgr: int) -> Image:
    return np.full((180, 320, 3), bgr, np.uint8)


def shows(data: bytes, *wanted: int) -> bool:
    """Whether the last picture that can be seen has this colour."""
    got = pictures(data)
    return bool(got) and max(abs(a - b) for a, b in zip(colour(got[-1]), wanted, strict=True)) < 12


def card(paths: Paths, which: Card) -> tuple[int, int, int]:
    return colour(card_image(paths.cards, which, "en"))


def test_it_is_on_over_runs_and_shows_cards_between(stream: StreamFeed, listener: Listener, paths: Paths) -> None:
    assert (stream.on, stream.status, stream.failure) == (False, None, None)
    stream.put(plain(10, 20, 30))  # nothing is on: nothing happens
    stream.show(Card.PAUSED)
    stream.switch(listener.address).result(30)
    assert stream.on
    paused = listener.wait(lambda data: shows(data, *card(paths, Card.PAUSED)))
    assert pictures(paused)[0].shape == (180, 320, 3)
    stream.run_begins(None)
    listener.wait(lambda data: shows(data, *card(paths, Card.STARTING)))
    stream.put(plain(200, 120, 40))
    listener.wait(lambda data: shows(data, 200, 120, 40))
    status = stream.status
    assert status is not None
    assert (status.kind, status.active, status.showing, status.size, status.fps) == (
        "stream", True, "live", (320, 180), 30,
    )  # fmt: skip
    assert status.detail == f"{listener.address}, H.264"
    stream.run_ended()
    listener.wait(lambda data: shows(data, *card(paths, Card.PAUSED)))
    stream.switch("").result(30)
    assert (stream.on, stream.status) == (False, None)
    listener.take()
    assert stream.output.status().active is False


def test_the_panic_switch_covers_it(stream: StreamFeed, listener: Listener, paths: Paths) -> None:
    stream.switch(listener.address).result(30)
    stream.put(plain(200, 120, 40))
    listener.wait(lambda data: shows(data, 200, 120, 40))
    stream.cover(True)
    listener.wait(lambda data: shows(data, *card(paths, Card.COVERED)))
    stream.put(plain(20, 220, 40))
    covered = pictures(listener.wait(lambda data: len(pictures(data)) >= 40))
    assert all(max(abs(a - b) for a, b in zip(colour(one), (20, 220, 40), strict=True)) > 30 for one in covered)
    stream.cover(False)
    stream.put(plain(20, 220, 40))
    listener.wait(lambda data: shows(data, 20, 220, 40))


def test_covered_before_it_is_switched_on(stream: StreamFeed, listener: Listener, paths: Paths) -> None:
    stream.cover(True)
    stream.switch(listener.address).result(30)
    stream.put(plain(20, 220, 40))
    got = pictures(listener.wait(lambda data: len(pictures(data)) >= 5))
    assert all(np.abs(np.subtract(colour(one), card(paths, Card.COVERED))).max() < 12 for one in got)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("udp://8.8.8.8:5000", "stream.public"),
        ("udp://no-such-name.invalid:5000", "stream.unresolved"),
        ("nonsense", "stream.address"),
    ],
)
def test_what_can_not_be_used_is_refused_and_off(stream: StreamFeed, address: str, code: str) -> None:
    refused = stream.switch(address).exception(60)
    assert isinstance(refused, OutputError)
    assert refused.message.code == code
    assert not stream.on


def test_a_refusal_ends_the_stream_before(stream: StreamFeed, listener: Listener) -> None:
    stream.switch(listener.address).result(30)
    listener.wait(bool)
    assert stream.switch("udp://8.8.8.8:5000").exception(30) is not None
    assert not stream.on
    listener.take()
    assert listener.take() == b""


def test_another_address(stream: StreamFeed, listener: Listener) -> None:
    with Listener() as other:
        stream.switch(other.address).result(30)
        other.wait(bool)
        stream.switch(listener.address).result(30)
        other.take()
        listener.wait(lambda data: len(data) > 20_000)
        assert other.take() == b""


class Names:
    """Stands for a resolver that is asked for one name and does not answer until it may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, listener: Listener) -> None:
        self.asked, self.answer = threading.Event(), threading.Event()
        real = socket.getaddrinfo

        def look_up(host: str, port: int, **rest: Any) -> Any:
            if host == "slow.example":
                self.asked.set()
                assert self.answer.wait(30)
                host = "127.0.0.1"
            return real(host, port, **rest)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        self.address = f"udp://slow.example:{listener.port}"


def test_nothing_goes_to_the_old_address_while_a_name_is_looked_up(
    stream: StreamFeed, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that does not answer takes many seconds; what shows that it is off must be off."""
    names = Names(monkeypatch, listener)
    with Listener() as other:
        stream.switch(other.address).result(30)
        other.wait(bool)
        asked = stream.switch(names.address)
        assert names.asked.wait(30)
        other.take()
        off = stream.switch("")
        assert (stream.on, stream.status) == (False, None)
        stream.put(plain(200, 120, 40))
        assert not select.select([other.socket], [], [], 0.3)[0], "it was ended before the name was asked for"
        off.result(30)
        asked.result(30)
        stream.switch(other.address).result(30)
        assert other.wait(bool), "nor is what was asked for after it kept waiting"
        names.answer.set()
        assert listener.take() == b"", "and the name was no longer wanted"


def test_the_end_does_not_wait_for_a_name(
    stream: StreamFeed, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, listener)
    stream.switch(names.address)
    assert names.asked.wait(30)
    stream.close()
    assert not names.answer.is_set()
    names.answer.set()


def test_of_several_addresses_in_a_row_only_the_last_is_sent_to(
    stream: StreamFeed, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, listener)
    with Listener() as other:
        first = stream.switch(names.address)
        assert names.asked.wait(30)
        last = stream.switch(other.address)
        names.answer.set()
        first.result(30)
        last.result(30)
        other.wait(bool)
        assert listener.take() == b""
        assert stream.address == other.address


def test_another_size(stream: StreamFeed, listener: Listener, settings: SettingsStore) -> None:
    stream.switch(listener.address).result(30)
    listener.wait(lambda data: bool(pictures(data)))
    settings.set("output.virtual_camera_width", 640)
    settings.set("output.virtual_camera_height", 360)
    stream.refresh().result(30)
    listener.take()
    assert pictures(listener.wait(lambda data: bool(pictures(data))))[-1].shape == (360, 640, 3)


def test_for_one_run_alone(stream: StreamFeed, listener: Listener) -> None:
    stream.run_begins(resolve(listener.address))
    assert stream.on
    listener.wait(bool)  # it is open
    stream.put(plain(200, 120, 40))
    listener.wait(lambda data: shows(data, 200, 120, 40))
    stream.run_ended()
    assert not stream.on
    assert stream.failure is None


def test_after_the_end_nothing_is_switched_on(stream: StreamFeed, listener: Listener) -> None:
    stream.switch(listener.address).result(30)
    stream.close()
    stream.switch(listener.address).result(30)
    stream.close()
    listener.take()
    assert listener.take() == b""


def test_nothing_leaves_without_the_statement(listener: Listener) -> None:
    core = build_core(*open_settings())
    try:
        assert isinstance(core.session.set_stream(listener.address).exception(30), ConsentError)
        assert core.session.status.stream is None
        core.settings.set("privacy.consent_date", "2026-01-31")
        core.session.set_stream(listener.address).result(30)
        listener.wait(bool)
        status = core.session.status
        assert status.stream is not None
        assert [one.kind for one in status.outputs] == ["stream"]
        core.session.set_stream(None).result(30)
        assert core.session.status.stream is None
    finally:
        close_core(core)


ALONE = """
import os, threading
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.stream_feed import StreamFeed
from tests.pipeline import network_kit as network
paths = Paths.find(os.environ)
settings = SettingsStore(paths.project_file, paths.user_file, {}, {})
turns = threading.Semaphore(0)
def tell(message):
    print(message.code, message.params["address"], flush=True)
    turns.release()
stream = StreamFeed(lambda: settings.current, paths.cards, tell, lambda: None, lambda: "en")
stream.switch("udp://10.9.9.1:5000").result()
assert turns.acquire(timeout=60)
network.up()
network.give("10.9.9.1")
assert turns.acquire(timeout=60)
network.give("192.168.77.1")
assert turns.acquire(timeout=60)
print(stream.failure.code)
network.give("10.9.9.1")
assert turns.acquire(timeout=60)
print(stream.failure)
stream.close()
"""


def test_a_network_that_goes_and_comes_is_told_once_each_time() -> None:
    need_namespaces()
    words = ["unshare", "-rn", sys.executable, "-c", ALONE]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=200).stdout.splitlines()
    away, back = "stream.network udp://10.9.9.1:5000", "stream.back udp://10.9.9.1:5000"
    assert said == [away, back, away, "stream.network", back, "None"]
