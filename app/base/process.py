"""Facts about this process and its machine that the standard library gives differently on each system."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import psutil


def peak_rss_mb() -> float:
    """The most resident memory that this process has held so far, in MB (10^6 bytes)."""
    if sys.platform == "win32":
        return round(float(psutil.Process().memory_info().peak_wset) / 1e6, 1)
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss of a program that was just started counts what its parent held
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / 1e6, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


def processor() -> str:
    """The processor, in words, and how many cores of it there are."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {os.cpu_count()} cores"
