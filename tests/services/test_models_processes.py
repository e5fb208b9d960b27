"""Several processes want the same model: one fetches, the others wait, and the death of one costs nothing."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import ModelError
from app.services.models import Cancel
from tests.services.models_kit import PATIENCE_S, Publisher, entry, publishing, service

CONTEXT = multiprocessing.get_context("spawn")


class Fetchers:
    """Processes that fetch the model of one publisher into one folder."""

    def __init__(self, home: Path, server: Publisher) -> None:
        self.models = service(home, entry(url=server.url()))
        self.told: Any = CONTEXT.Queue()
        self.processes: list[SpawnProcess] = []
        self.halfway, self.go_on = threading.Event(), threading.Event()
        pause = (self.halfway, self.go_on)
        server.answers = [lambda handler: handler.give(server.file, pause=pause)]
        self._arguments = (home, server.url(), self.told)

    def start(self) -> SpawnProcess:
        process = CONTEXT.Process(target=_fetch_there, args=self._arguments)
        self.processes.append(process)
        process.start()
        return process

    def two(self) -> tuple[SpawnProcess, SpawnProcess]:
        """The first one is in the middle of the file, and the second one waits for it."""
        first = self.start()
        assert self.halfway.wait(PATIENCE_S)
        second = self.start()
        while (row := self.told.get(timeout=PATIENCE_S))[1] != "waiting":
            assert row[1] == "fetching"
        assert row == (second.pid, "waiting", str(first.pid))
        return first, second

    def paths(self, count: int) -> dict[int, str]:
        """What so many processes ended with, by their numbers."""
        found: dict[int, str] = {}
        while len(found) < count:
            pid, what, path = self.told.get(timeout=PATIENCE_S)
            if what == "path":
                found[pid] = path
        return found

    def close(self) -> None:
        self.go_on.set()
        for process in self.processes:
            process.join(PATIENCE_S)
        self.told.close()
        self.told.join_thread()


def _fetch_there(home: Path, url: str, told: Any) -> None:
    """In a process of its own."""
    models = service(home, entry(url=url))
    models.progress.subscribe(lambda one: told.put((os.getpid(), one.state, one.holder)))
    told.put((os.getpid(), "path", str(models.fetch("swap"))))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with publishing() as made:
        yield made


@pytest.fixture
def fetchers(tmp_path: Path, server: Publisher) -> Iterator[Fetchers]:
    made = Fetchers(tmp_path, server)
    yield made
    made.close()


def test_of_two_processes_one_fetches_and_the_other_waits_for_it(fetchers: Fetchers, server: Publisher) -> None:
    first, second = fetchers.two()
    with pytest.raises(ModelError, match=f"Process {first.pid} is at the model"):
        fetchers.models.fetch("swap", wait=False)
    stopped = Cancel()
    stopped.set()
    with pytest.raises(ModelError, match="another process goes on"):
        fetchers.models.fetch("swap", stopped)
    fetchers.go_on.set()
    path = str(fetchers.models.home / "swap.onnx")
    assert fetchers.paths(2) == {first.pid: path, second.pid: path}
    fetchers.close()
    assert [process.exitcode for process in fetchers.processes] == [0, 0]
    assert fetchers.models.check("swap").state == "here"
    assert len(server.requests) == 1


def test_a_process_that_is_killed_leaves_its_part_to_the_one_that_waits(fetchers: Fetchers, server: Publisher) -> None:
    first, second = fetchers.two()
    first.kill()
    first.join(PATIENCE_S)
    path = fetchers.models.home / "swap.onnx"
    assert fetchers.paths(1) == {second.pid: str(path)}
    assert path.read_bytes() == server.file
    (_, begun), (_, gone_on) = server.requests
    assert "Range" not in begun
    assert 0 < int(gone_on["Range"].removeprefix("bytes=").rstrip("-")) <= len(server.file) // 2
