"""Python's garbage collector runs on Qt's thread alone while the window lives."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.collector import Collector
from tests.gui.conftest import PATIENCE_MS


class Knot:
    """Refers to itself, so that only the collector frees it."""

    def __init__(self, ends: list[str]) -> None:
        self.ends, self.me = ends, self

    def __del__(self) -> None:
        self.ends.append(threading.current_thread().name)


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_what_a_worker_leaves_in_cycles_is_freed_on_qts_thread(qtbot: QtBot) -> None:
    ends: list[str] = []

    def leave() -> None:
        Knot(ends)
        assert len([[] for _ in range(5000)]) > gc.get_threshold()[0]  # more than the automatic one would wait for

    with ThreadPoolExecutor(1, thread_name_prefix="worker") as pool:
        pool.submit(leave).result()
    assert ends == []
    Knot(ends)
    kept: list[list[int]] = [[] for _ in range(5000)]  # makes it due
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=PATIENCE_MS)
    assert set(ends) == {threading.main_thread().name}
    assert len(kept) == 5000


def test_what_is_there_to_stay_is_set_aside(collector: Collector) -> None:
    collector.settle()
    assert gc.get_freeze_count() > 10_000
    collector.close()
    assert gc.get_freeze_count() == 0
