"""A child does not outlive the program, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from engines.toolkit import bridge_ring
from tests.engines.bridge.conftest import Toy

PARENT = """
import sys, time
from pathlib import Path
from tests.engines.bridge.conftest import Toy
toy = Toy(Path(sys.argv[1]), Path(sys.argv[2]))
engine = toy.load()
engine.begin(toy.frame())
print(engine.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("orders", [{}, {"wait": "never"}, {"hold": 1}])
def test_it_ends_when_the_program_is_killed(
    toy: Toy, orders: dict[str, object], until: Callable[[Callable[[], bool]], None]
) -> None:
    if "hold" in orders and not sys.platform.startswith("linux"):
        pytest.skip("only Linux ends a process that runs no Python at once; elsewhere it takes minutes")
    toy.order(**orders)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(toy.root), str(toy.cache)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        if "hold" in orders:
            until((toy.root / "held").exists)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)
        dead = parent.pid
    toy.order()
    toy.load()  # which sweeps what the dead one left
    assert not list(Path(bridge_ring.shared_folder(str(toy.cache))).glob(f"{bridge_ring.NAMED}{dead}-*"))
