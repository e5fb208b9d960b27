"""macOS: what the system's own ``ioreg`` tells of the graphics processor. Temperature and power need an administrator
there (``powermetrics``), and the share of one program is told nowhere.
"""

from __future__ import annotations

import plistlib
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any

from app.base.errors import Message
from app.services.gpu.reading import MB, GpuReading

COMMAND = ("/usr/sbin/ioreg", "-r", "-d", "1", "-a", "-c", "IOAccelerator")
EVERY_S = 2.0
"""A process is started for each look."""
TIMEOUT_S = 5.0


def ask_system() -> bytes:
    """The list of ``ioreg``; raises OSError or subprocess.SubprocessError."""
    return subprocess.run(COMMAND, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S).stdout


class AppleProbe:
    """Satisfies :class:`app.services.gpu.reading.GpuProbe`."""

    def __init__(self, ask: Callable[[], bytes] = ask_system, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock = ask, clock
        self._last: tuple[GpuReading, ...] = ()
        self._looked_at: float | None = None

    def read(self) -> tuple[GpuReading, ...]:
        now = self._clock()
        if self._looked_at is None or now - self._looked_at >= EVERY_S:
            self._looked_at = now
            try:
                self._last = parse(self._ask())
            except (OSError, subprocess.SubprocessError) as error:
                reason = str(error)
                text = f"The system's list of graphics processors can not be read: {reason}."
                self._last = (GpuReading("Apple", unavailable=Message("machine.apple", text, "", {"reason": reason})),)
        return self._last

    def close(self) -> None:
        """Nothing is held."""


def parse(answer: bytes) -> tuple[GpuReading, ...]:
    """What ``ioreg`` lists; nothing where it is no list. Never raises."""
    try:
        found = plistlib.loads(answer)
    except Exception:  # noqa: BLE001 - plistlib raises a dozen kinds for a damaged list, expat's among them
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(_reading(one) for one in found if isinstance(one, Mapping))


def _reading(entry: Mapping[str, Any]) -> GpuReading:
    told = entry.get("PerformanceStatistics")
    told = told if isinstance(told, Mapping) else {}
    name = entry.get("model", entry.get("IOClass", "Apple"))
    name = name.decode("utf-8", "replace").rstrip("\0") if isinstance(name, bytes) else str(name)
    use = _first(told, "Device Utilization %", "GPU Activity(%)", "Renderer Utilization %")
    memory = _first(told, "In use system memory", "vramUsedBytes")
    total = _first(entry, "VRAM,totalMB")
    text = "macOS tells temperature and power only to an administrator, and no program its own share."
    return GpuReading(
        name,
        None if use is None else min(max(use, 0.0), 100.0),
        None if memory is None else memory / MB,
        total,
        unavailable=Message("machine.apple_part", text),
    )


def _first(told: Mapping[str, Any], *keys: str) -> float | None:
    for key in keys:
        value = told.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None
