"""A private PipeWire for the tests of the camera by PipeWire: one for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pipeline.pipewire_kit import Daemon, pipewire


@pytest.fixture(scope="session")
def running_pipewire() -> Iterator[Daemon]:
    with pipewire() as daemon:
        yield daemon


@pytest.fixture
def daemon(running_pipewire: Daemon, monkeypatch: pytest.MonkeyPatch) -> Daemon:
    """PipeWire, found by whatever is started from here."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(running_pipewire.folder))
    for name in ("PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return running_pipewire
