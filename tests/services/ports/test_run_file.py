"""The file by which clients find the services: what was really taken, and only while whoever took it lives."""

from __future__ import annotations

import json
import os
import sys

import psutil
import pytest

from app.base.paths import Paths
from app.services.ports import Ports, read_records
from app.services.ports.holders import mark_of
from tests.services.ports.kit import LISTENER, PATIENCE_S, SERVER, free_port, listener, program, reachable
from tests.services.ports.test_taking import refusal

HOST = "127.0.0.1"


def test_the_run_file_tells_what_was_really_taken(ports: Ports) -> None:
    with listener() as (_, wanted):
        api = ports.take("api", wanted, HOST)
    monitor = ports.take("monitor", 0, HOST, scheme="https")
    told = json.loads(ports.run_file.read_text("utf-8"))
    mark = mark_of(os.getpid())
    assert mark
    assert told == {
        "api": {"host": HOST, "port": api.port, "scheme": "http", "pid": os.getpid(), "mark": mark},
        "monitor": {"host": HOST, "port": monitor.port, "scheme": "https", "pid": os.getpid(), "mark": mark},
    }
    assert ports.records()["monitor"].url == f"https://{HOST}:{monitor.port}"
    if sys.platform != "win32":
        assert ports.run_file.stat().st_mode & 0o077 == 0
    ports.release("api")
    assert set(ports.records()) == {"monitor"}
    ports.close()
    assert not ports.run_file.exists()


def test_the_file_of_a_killed_one_is_found_stale(ports: Ports, paths: Paths) -> None:
    with program(SERVER, "0") as (child, port):
        assert read_records(ports.run_file)["api"].port == port
        child.kill()
        child.wait(PATIENCE_S)
        assert ports.run_file.exists()
        assert ports.records() == {}
        assert ports.take("api", port, HOST).port == port
    assert ports.records()["api"].pid == os.getpid()


def test_a_process_number_that_was_given_anew_is_not_the_program(ports: Ports) -> None:
    ports.take("api", 0, HOST)
    told = json.loads(ports.run_file.read_text("utf-8"))
    told["api"]["mark"] = told["api"]["mark"][:-1] + "x"
    ports.run_file.write_text(json.dumps(told), "utf-8")
    assert ports.records() == {}


def test_a_clock_that_is_set_makes_nobody_a_stranger(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a machine learns the time only after the login: Linux reckons every start from the clock of now."""
    ports.take("api", 0, HOST)
    if sys.platform == "linux":
        began = psutil.boot_time()
        monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: began + 86_400)
    assert set(ports.records()) == {"api"}
    with program(LISTENER, HOST, "0", "0") as (child, port):
        found = ports.holder(port)
        monkeypatch.undo()
        assert found is not None
        ports.end_holder(found)
        assert child.wait(PATIENCE_S) is not None, "it was ended, and not only said to be"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"api": 3}', '{"api": {}}', '{"api": {"host": 1, "port": "x"}}', "[" * 100_000, "\xff"]
)
def test_a_damaged_run_file_counts_as_none(ports: Ports, text: str) -> None:
    ports.run_file.write_bytes(text.encode("latin-1"))
    assert ports.records() == {}
    ports.take("api", 0, HOST)
    assert set(ports.records()) == {"api"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_can_not_be_written(ports: Ports, paths: Paths) -> None:
    paths.user_cache.chmod(0o500)
    try:
        assert refusal(ports, 0).message.code == "ports.not_written"
    finally:
        paths.user_cache.chmod(0o700)


def test_a_run_file_that_can_not_be_written_gives_the_port_back(ports: Ports, paths: Paths) -> None:
    ports.run_file.mkdir()
    (ports.run_file / "x").touch()
    wanted = free_port()
    assert refusal(ports, wanted).message.code == "ports.not_written"
    assert not reachable(HOST, wanted)
