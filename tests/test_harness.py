"""The net under all other tests holds: each planted fault fails the test it is in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]

FAULTS = {
    "thread": (
        "import threading\n"
        "def test(): threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "left running",
    ),
    "qthread": (
        "import threading\nfrom PyQt6.QtCore import QThread\nseen = threading.Event()\n"
        "class T(QThread):\n    def run(self): threading.current_thread(); seen.set(); threading.Event().wait()\n"
        "kept = T()\ndef test(): kept.start(); seen.wait()",
        "left running",
    ),
    "qt warning": ("from PyQt6.QtCore import qWarning\ndef test(qtbot): qWarning('planted')", "planted"),
    "warning": ("import warnings\ndef test(): warnings.warn('planted', UserWarning)", "planted"),
    "open file": ("def test(): open(__file__)", "unclosed file"),
}  # fmt: skip

# The planted threads never end, so the child leaves without waiting for them.
RUN_PYTEST = "import os, sys, pytest; code = pytest.main(sys.argv[1:]); sys.stdout.flush(); os._exit(code)"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_fails(fault: str, tmp_path: Path) -> None:
    code, complaint = FAULTS[fault]
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    shutil.copy(PROJECT / "tests" / "conftest.py", tmp_path)
    text = (tmp_path / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(text.replace("PATIENCE_S = 5.0", "PATIENCE_S = 0.2"), encoding="utf-8")
    (tmp_path / "test_planted.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-c", RUN_PYTEST, "-q", "test_planted.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert complaint in ran.stdout
