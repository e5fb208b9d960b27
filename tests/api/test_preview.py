"""The preview shows what leaves: guarded, marked, covered; and nothing where it may not."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import cv2
import httpx
import numpy as np
import pytest

from app.services import preview
from app.services.core import Core
from app.services.tokens import Role
from engines.api import Image
from tests.api.conftest import ClientMaker, Watch
from tests.api.test_answers import code

TINT_BGR = (200, 60, 30)
"""What the engine of the tests paints."""


@pytest.fixture
def operator(core: Core, client_of: ClientMaker) -> httpx.Client:
    core.settings.set_all({"api.preview": True, "privacy.consent_date": "2026-01-01"})
    return client_of(Role.OPERATOR)


def decoded(jpeg: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def picture(client: httpx.Client) -> Image:
    response = client.get("/api/v1/preview.jpg")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/jpeg"
    return decoded(response.content)


def is_tinted(image: Image) -> bool:
    height, width = image.shape[:2]
    return bool(np.abs(image[height // 2, width // 2].astype(int) - TINT_BGR).max() < 12)


def test_it_is_off_until_the_user_switches_it_on(core: Core, admin: httpx.Client) -> None:
    for path in ("/api/v1/preview.jpg", "/api/v1/preview.mjpeg"):
        response = admin.get(path)
        assert (response.status_code, code(response)) == (409, "service.no_preview")
    refused = admin.patch("/api/v1/settings", json={"api.preview": True})
    assert code(refused) == "settings.at_the_machine"


def test_the_picture_that_leaves_with_its_mark(core: Core, operator: httpx.Client, watch: Watch) -> None:
    operator.post("/api/v1/session/start")
    watch.pictures()
    image = picture(operator)
    assert is_tinted(image)
    corner = image[-image.shape[0] // 8 :, -image.shape[1] // 5 :]
    assert corner.std() > 8, "the AI mark is in its corner"
    core.session.request_stop()


def test_a_card_stands_in_while_nothing_runs(core: Core, operator: httpx.Client) -> None:
    image = picture(operator)
    assert image.shape[1] == core.settings.current.api.preview_width
    assert not is_tinted(image)


def test_the_panic_switch_counts_here_too(core: Core, operator: httpx.Client, watch: Watch) -> None:
    operator.post("/api/v1/session/start")
    watch.pictures()
    assert is_tinted(picture(operator))
    operator.post("/api/v1/cover", json={"on": True})
    assert not is_tinted(picture(operator)), "not even the picture of a moment before"
    core.session.request_stop()


def stream(client: httpx.Client) -> Iterator[Image]:
    with client.stream("GET", "/api/v1/preview.mjpeg") as response:
        assert response.headers["content-type"].startswith("multipart/x-mixed-replace")
        data = b""
        for part in response.iter_bytes():
            data += part
            while (head := data.find(b"\r\n\r\n")) >= 0:
                length = int(data[:head].rsplit(b": ", 1)[1])
                if len(data) < head + 4 + length + 2:
                    break
                yield decoded(data[head + 4 : head + 4 + length])
                data = data[head + 4 + length + 2 :]


def test_a_stream_of_pictures(core: Core, operator: httpx.Client, watch: Watch) -> None:
    core.settings.set_all({"api.preview_width": 200, "api.preview_fps": 30})
    operator.post("/api/v1/session/start")
    watch.pictures()
    images = list(itertools.islice(stream(operator), 4))
    assert {image.shape[1] for image in images} == {200}
    assert is_tinted(images[-1])
    core.session.request_stop()


def test_it_ends_when_it_is_switched_off(core: Core, operator: httpx.Client) -> None:
    pictures = stream(operator)
    next(pictures)
    core.settings.set("api.preview", False)
    assert len(list(itertools.islice(pictures, 40))) < 40


def test_it_ends_when_its_token_is_revoked(core: Core, operator: httpx.Client) -> None:
    pictures = stream(operator)
    next(pictures)
    core.tokens.revoke("operator 0")
    assert len(list(itertools.islice(pictures, 40))) < 40


def test_nothing_is_kept_when_nobody_looks(core: Core, operator: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "LINGER_S", 0.0)
    gone = threading.Event()
    look = core.session.remote.look

    def watched(on: bool) -> None:
        look(on)
        if not on:
            gone.set()

    monkeypatch.setattr(core.session.remote, "look", watched)
    picture(operator)
    assert gone.wait(30)
    assert not core.session.remote.on
