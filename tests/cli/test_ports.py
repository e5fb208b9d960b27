"""The program as a whole and its ports: a busy one is named with its holder and stepped over, one copy serves, and a
killed one leaves nothing that misleads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.base.paths import Paths
from app.services.ports import Served, read_records
from tests.services.ports.kit import ROOT, free_port, listener

PATIENCE_S = 60.0
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM")


@pytest.fixture
def run_file() -> Path:
    return Paths.find(os.environ).user_cache / "services.json"


@contextmanager
def serve(run_file: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Served], str]]:
    """``serve`` with settings of its own, once both services can be reached; and what it said until then."""
    flags = [word for pair in words for word in ("--set", pair)]
    with subprocess.Popen(
        [sys.executable, "-m", "app", *flags, "serve"], cwd=ROOT, stdout=-1, stderr=subprocess.STDOUT, text=True
    ) as child:
        assert child.stdout is not None
        said = []
        for line in child.stdout:
            said.append(line)
            if line.startswith("monitor: "):
                break
        try:
            yield child, read_records(run_file), "".join(said)
        finally:
            child.kill()


def call(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def answers(served: Served, path: str) -> int:
    return httpx.get(served.url + path, timeout=PATIENCE_S, trust_env=False).status_code


def test_a_busy_port_is_named_with_its_holder_and_stepped_over(run_file: Path) -> None:
    with listener() as (pid, wanted):
        with serve(run_file, f"ports.api={wanted}", "ports.monitor=0") as (child, found, said):
            assert wanted < found["api"].port <= wanted + 100
            assert answers(found["api"], "/health/live") == 200
            assert answers(found["monitor"], "/health/live") == 200
            told = call("--set", f"ports.api={wanted}", "--set", "ports.monitor=0", "doctor", "ports")
            assert f"Served at {found['api'].url} (process {child.pid}), not at port {wanted}." in told.stdout
            assert f"Served at {found['monitor'].url} (process {child.pid})." in told.stdout
            child.terminate()
            assert child.wait(PATIENCE_S) == 0
        assert f"Port {wanted} is held by" in said
        assert f"({pid}): “api” is at port {found['api'].port} now." in said
        assert not run_file.exists()


def test_a_second_copy_is_pointed_to_the_first(run_file: Path) -> None:
    with serve(run_file, "ports.api=0", "ports.monitor=0") as (child, found, _):
        second = call("--set", "ports.api=0", "--set", "ports.monitor=0", "serve")
        assert second.returncode == 9
        assert f"Understudy serves already (process {child.pid}), at {found['api'].url}." in second.stderr
        assert read_records(run_file) == found


def test_after_a_kill_the_next_one_serves_at_the_same_port(run_file: Path) -> None:
    port = free_port()
    with serve(run_file, f"ports.api={port}", "ports.monitor=0") as (child, *_):
        child.kill()
        child.wait(PATIENCE_S)
    assert run_file.exists()
    assert read_records(run_file) == {}
    with serve(run_file, f"ports.api={port}", "ports.monitor=0") as (child, found, _):
        assert (found["api"].port, found["api"].pid) == (port, child.pid)


def test_a_busy_port_where_no_other_one_is_wanted(run_file: Path) -> None:
    with listener() as (pid, wanted):
        settings = ("ports.next_free=false", f"ports.api={wanted}", f"ports.monitor={wanted}")
        refused = call(*(word for pair in settings for word in ("--set", pair)), "serve")
    assert refused.returncode == 9
    assert f"port {wanted} is held by" in refused.stderr
    assert f"({pid})" in refused.stderr
    assert "ports.next_free" in refused.stderr
    assert not run_file.exists()
