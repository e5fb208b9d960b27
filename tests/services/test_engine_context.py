"""How many threads an engine's networks get: what the settings say, within what the program may take at all."""

from __future__ import annotations

import os

import psutil
import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.engine_context import large_threads, small_threads


@pytest.fixture
def settings() -> SettingsStore:
    paths = Paths.find(os.environ)
    paths.make_user_folders()
    return SettingsStore(paths.project_file, paths.user_file, {}, {})


def test_without_a_limit_the_settings_count(settings: SettingsStore) -> None:
    settings.set("performance.onnx_threads", 3)
    settings.set("performance.onnx_large_threads", 12)
    assert (small_threads(settings.current), large_threads(settings.current)) == (3, 12)
    settings.set("performance.onnx_large_threads", 0)
    assert large_threads(settings.current) == (psutil.cpu_count(logical=False) or psutil.cpu_count())


def test_no_network_gets_more_than_the_program_may_take(settings: SettingsStore) -> None:
    settings.set("performance.onnx_threads", 3)
    settings.set("performance.onnx_large_threads", 12)
    settings.set("resources.cpu_threads", 2)
    assert (small_threads(settings.current), large_threads(settings.current)) == (2, 2)
    settings.set("resources.cpu_threads", 8)
    assert (small_threads(settings.current), large_threads(settings.current)) == (3, 8)
    settings.set("performance.onnx_large_threads", 0)
    settings.set("resources.cpu_threads", 1)
    assert large_threads(settings.current) == 1
