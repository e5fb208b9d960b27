"""``installers/linux/setup_virtual_camera.sh`` in the guest."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any


def run(word: str) -> dict[str, Any]:
    """Its exit code, what it said, and for ``status`` its values."""
    command = ["sh", "installers/linux/setup_virtual_camera.sh", word]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL)
    values = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return {"code": done.returncode, "said": done.stderr, "values": values}


def forbid_module(on: bool) -> None:
    """Let modprobe fail, as an administrator forbids a module."""
    file = Path("/etc/modprobe.d/forbidden.conf")
    if on:
        file.parent.mkdir(exist_ok=True)
        file.write_text("install v4l2loopback /bin/false\n", encoding="utf-8")
    else:
        file.unlink()
