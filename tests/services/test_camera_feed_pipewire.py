"""The virtual camera by PipeWire, for real: chosen where no loopback device is, there without a run, and steady."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.bootstrap import build_core, close_core, open_settings
from app.pipeline import virtual_camera, virtual_camera_probes
from app.pipeline.cards import card_image
from app.pipeline.fitting import Fitter
from app.pipeline.output import Card
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, source_request
from engines.api import Image
from tests.pipeline.pipewire_kit import PATIENCE_S, Daemon, Reader, pipewire

SIZE = (320, 180)


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with pipewire() as running:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(running.folder))
        for name in ("PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR"):
            monkeypatch.delenv(name, raising=False)
        yield running


@pytest.fixture
def core(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    monkeypatch.setattr(virtual_camera, "ready_device", lambda _: "")
    monkeypatch.setattr(virtual_camera_probes, "loopback_devices", list)
    built = build_core(*open_settings())
    for key, value in (("width", SIZE[0]), ("height", SIZE[1])):
        built.settings.set(f"output.virtual_camera_{key}", value)
    built.settings.set("privacy.consent_date", "2026-01-31")
    built.settings.set("ui.language", "en")
    yield built
    close_core(built)


def read(daemon: Daemon, folder: Path, frames: int) -> list[Image]:
    """What another program gets, in BGR."""
    reader = Reader(daemon, "Understudy", frames, folder / f"raw{frames}")
    try:
        assert any(reader.ended(1.0) for _ in range(int(PATIENCE_S))), reader.said()
        assert reader.process.returncode == 0, reader.said()
        packed = np.frombuffer(reader.data(), np.uint8).reshape(-1, SIZE[1], SIZE[0], 2)
    finally:
        reader.close()
    return [np.asarray(cv2.cvtColor(one, cv2.COLOR_YUV2BGR_YUY2), np.uint8) for one in packed]


def difference(one: Image, other: Image) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_a_reader_sees_the_card_without_a_run_then_the_run_and_the_card_again(
    daemon: Daemon, core: Core, tmp_path: Path
) -> None:
    opened, running = threading.Event(), threading.Event()
    session = core.session

    def look(_: object) -> None:
        status = session.status
        if status.camera is not None and status.camera.active:
            opened.set()
        if status.state is SessionState.RUNNING and status.camera is not None and status.camera.showing == "live":
            running.set()

    session.changed.subscribe(look)
    image = card_image(core.paths.cards, Card.PAUSED, "en")
    blue, green, red = (int(value) for value in image[0, 0])
    card = Fitter(*SIZE).fit(image, (blue, green, red))
    session.set_virtual_camera(True).result(PATIENCE_S)
    assert opened.wait(PATIENCE_S)
    assert session.status.camera is not None
    assert "PipeWire" in session.status.camera.detail
    pictures = read(daemon, tmp_path, 20)
    assert difference(pictures[-1], card) < 2
    source = source_request(core.settings.current, loop=True)
    session.start(SessionRequest(source, ("demo:astronaut",), "mesh", {}, consent=True))
    assert running.wait(60)
    live = read(daemon, tmp_path, 40)
    assert difference(live[-1], card) > 20
    session.request_stop()
    assert session.wait(60)
    pictures = read(daemon, tmp_path, 30)
    assert difference(pictures[-1], card) < 2
