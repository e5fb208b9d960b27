"""What a process says of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.base.process import peak_rss_mb

ROOT = Path(__file__).resolve().parents[2]


def test_the_peak_is_what_was_held_once() -> None:
    before = peak_rss_mb()
    held = np.ones(60_000_000, np.uint8)
    assert peak_rss_mb() >= before + 30 or peak_rss_mb() > 200
    del held


@pytest.mark.skipif(sys.platform == "win32", reason="there a child inherits nothing")
def test_a_child_does_not_count_its_parent() -> None:
    held = np.ones(400_000_000, np.uint8)
    code = "from app.base.process import peak_rss_mb; print(peak_rss_mb())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert float(told) < 200
    assert held[0] == 1
