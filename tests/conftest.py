"""What holds for every test: no window on the screen, folders of its own, no thread left behind.

The environment is set before Qt is imported; a fixture for every test then points the user's folders elsewhere and
fails the test when a thread that it started is still running. pytest's settings in pyproject.toml make every warning,
Python's and Qt's, an error.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE_S = 5.0  # for a thread that has been told to end

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Qt warns where these are missing, as in a container; a user's desktop always has them.
if not any(name in os.environ for name in ("LC_ALL", "LC_CTYPE", "LANG")):
    os.environ["LC_ALL"] = "C.UTF-8"
if "XDG_RUNTIME_DIR" not in os.environ:
    RUNTIME = tempfile.TemporaryDirectory(prefix="understudy-tests-")
    os.environ["XDG_RUNTIME_DIR"] = RUNTIME.name
# What numba compiles for the engines is the same in every test, and takes seconds.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "numba"))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg-config"))  # where desktops look for what opens at login


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in set(threading.enumerate()) - before if not _ends(thread)]
    assert not left, f"threads left running: {[thread.name for thread in left]}"


def _ends(thread: threading.Thread) -> bool:
    """Whether ``thread`` ends within the patience."""
    if not isinstance(thread, threading._DummyThread):
        thread.join(PATIENCE_S)
        return not thread.is_alive()
    # A thread that Qt started: Python can not join it and lists it even after its end, so the system is asked.
    task = Path(f"/proc/self/task/{thread.native_id}")
    tick = threading.Event()
    return any(not task.exists() or tick.wait(0.01) for _ in range(int(PATIENCE_S / 0.01)))


@pytest.fixture(scope="session")
def media() -> Path:
    """The folder of the demo clip and the portraits."""
    return Path(__file__).resolve().parents[1] / "resources" / "media"
