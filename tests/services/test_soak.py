"""A long run: memory and threads stay as they were after the first seconds.

The demo clip goes round at full speed through the real engine, with a recording, for as many frames as minutes of a
camera have: 3600 are two. ``UNDERSTUDY_SOAK_FRAMES=18000`` makes it ten.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.bootstrap import build_core, close_core, open_settings
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, source_request

FRAMES = int(os.environ.get("UNDERSTUDY_SOAK_FRAMES", "3600"))
SAMPLES = 12
GROWTH = 16e6
"""Bytes that may be added between the first and the last third: less than six 720p pictures."""


@pytest.fixture
def core() -> Iterator[Core]:
    built = build_core(*open_settings())
    yield built
    close_core(built)


def test_a_long_run_stays_flat(core: Core, tmp_path: Path) -> None:
    session = core.session
    film = tmp_path / "long.mp4"
    source = source_request(core.settings.current, loop=True, pace="fast")
    session.start(
        SessionRequest(source, ("demo:astronaut",), "mesh", {}, consent=True, recording=film, frame_limit=FRAMES)
    )
    process = psutil.Process()
    memory: list[int] = []
    threads: set[int] = set()
    while session.status.state in (SessionState.LOADING, SessionState.RUNNING):
        if session.wait(0.05):
            break
        if len(memory) < SAMPLES and session.status.frames_out >= (len(memory) + 1) * FRAMES // (SAMPLES + 1):
            memory.append(process.memory_info().rss)
            threads.add(threading.active_count())
    status = session.status
    assert session.wait(60)
    assert status.state is SessionState.IDLE, status.message
    assert status.frames_out == FRAMES
    assert status.swapped > 0.6 * FRAMES
    assert film.stat().st_size > 1e5
    assert len(memory) == SAMPLES
    third = SAMPLES // 3
    growth = max(memory[-third:]) - max(memory[:third])
    assert growth < GROWTH, f"{growth / 1e6:.1f} MB more: {[round(value / 1e6) for value in memory]}"
    assert len(threads) == 1, threads
