"""A long run: memory and threads stay as they were after the first seconds.

The demo clip goes round at full speed through the real engine, with a recording, for as many frames as minutes of a
camera have: 3600 are two. ``UNDERSTUDY_SOAK_FRAMES=18000`` makes it ten.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

FRAMES = int(os.environ.get("UNDERSTUDY_SOAK_FRAMES", "3600"))
SAMPLES = 12
GROWTH = 16e6
"""Bytes that may be added between the first and the last third: less than six 720p pictures."""

# A process of its own: in the tests' own, what hundreds of tests left in the allocator's arenas would be measured.
RUN = """
import json, sys, threading, psutil
from pathlib import Path
from app.bootstrap import build_core, close_core, open_settings
from app.services.session_state import SessionRequest, SessionState, source_request
film, frames, samples = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
core = build_core(*open_settings())
session = core.session
source = source_request(core.settings.current, loop=True, pace="fast")
session.start(
    SessionRequest(source, ("demo:astronaut",), "mesh", {}, consent=True, recording=film, frame_limit=frames)
)
process = psutil.Process()
memory, threads = [], set()
while session.status.state in (SessionState.LOADING, SessionState.RUNNING):
    if session.wait(0.05):
        break
    if len(memory) < samples and session.status.frames_out >= (len(memory) + 1) * frames // (samples + 1):
        memory.append(process.memory_info().rss)
        threads.add(threading.active_count())
assert session.wait(60)
status = session.status
assert status.state is SessionState.IDLE, status.message
print(json.dumps([status.frames_out, status.swapped, memory, sorted(threads)]))
close_core(core)
"""


def test_a_long_run_stays_flat(tmp_path: Path) -> None:
    film = tmp_path / "long.mp4"
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", RUN, str(film), str(FRAMES), str(SAMPLES)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    frames, swapped, memory, threads = json.loads(ran.stdout)
    assert frames == FRAMES
    assert swapped > 0.6 * FRAMES
    assert film.stat().st_size > 1e5
    assert len(memory) == SAMPLES
    third = SAMPLES // 3
    growth = max(memory[-third:]) - max(memory[:third])
    assert growth < GROWTH, f"{growth / 1e6:.1f} MB more: {[round(value / 1e6) for value in memory]}"
    assert len(threads) == 1, threads
