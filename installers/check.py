"""Every check, one after the other: lint, types, layers, tests. ``setup_virtual_env test`` ends here.

Each check runs to its end even when one before it failed; the last lines say which did, and the exit code is 1 then.
Arguments go to pytest.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CHECKS = (
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("layers", ["-m", "app", "doctor", "layers"]),
    ("tests", ["-m", "pytest"]),
)


def main(arguments: Sequence[str]) -> int:
    results: list[tuple[str, int, float]] = []
    for name, words in CHECKS:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        command = [sys.executable, *words, *(arguments if name == "tests" else ())]
        code = subprocess.run(command, cwd=PROJECT, check=False).returncode
        results.append((name, code, time.monotonic() - began))
    print("== result")
    for name, code, seconds in results:
        print(f"{name:8}{'FAILED' if code else 'passed':8}{seconds:6.1f} s")
    return int(any(code for _, code, _ in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
