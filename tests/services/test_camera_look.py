"""A look at a source without a run: pictures, words where there are none, and the device given back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.base.errors import InputError
from app.pipeline.sources import Source, SourceRequest, open_source
from app.services.camera_look import CameraLook
from engines.api import Image

PATIENCE_S = 10.0


def request(spec: str, *, loop: bool = True) -> SourceRequest:
    return SourceRequest(spec, 1280, 720, 30.0, mirror=False, loop=loop, pace="camera", reconnect_s=1.0)


def first_picture(look: CameraLook) -> Image:
    tick = threading.Event()
    for _ in range(round(PATIENCE_S / 0.01)):
        picture = look.newest()
        if picture is not None:
            return picture
        tick.wait(0.01)
    raise AssertionError("no picture came")


def test_it_gives_pictures_and_says_what_is_given(media: Path) -> None:
    look = CameraLook(request("demo"), media)
    assert look.newest() is None
    info = look.open()
    assert info is not None
    assert first_picture(look).shape == (info.height, info.width, 3)
    assert look.trouble() is None
    look.close()
    look.close()
    assert look.newest() is None


def test_the_end_of_a_clip_is_no_trouble(media: Path) -> None:
    look = CameraLook(request(str(media / "astronaut.jpg")), media)
    assert look.open() is not None
    first_picture(look)
    source = look._source
    assert source is not None
    source.close()  # as a clip that is over: its slot is closed, and nothing more comes
    while look.newest() is not None:
        pass
    assert look.trouble() is None
    look.close()


def test_a_source_that_does_not_open_says_why(media: Path) -> None:
    look = CameraLook(request(str(media / "no such clip.mp4")), media)
    with pytest.raises(InputError, match="There is no file"):
        look.open()
    look.close()


def test_giving_up_while_it_opens_lets_go_of_the_device(media: Path) -> None:
    opening, go_on = threading.Event(), threading.Event()
    made: list[Source] = []

    def slow(asked: SourceRequest, folder: Path) -> Source:
        opening.set()
        go_on.wait(PATIENCE_S)
        made.append(open_source(asked, folder))
        return made[0]

    look = CameraLook(request("demo"), media, slow)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(look.open)
        assert opening.wait(PATIENCE_S)
        look.give_up()
        go_on.set()
        assert future.result(PATIENCE_S) is None
    look.close()
    assert look.newest() is None
    assert not made[0]._thread.is_alive()  # type: ignore[attr-defined]


def test_nothing_is_opened_after_giving_up(media: Path) -> None:
    def never(asked: SourceRequest, folder: Path) -> Source:
        raise AssertionError("opened")

    look = CameraLook(request("demo"), media, never)
    look.give_up()
    assert look.open() is None
