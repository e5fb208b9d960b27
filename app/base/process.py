"""Facts about this process that the standard library gives differently on each system."""

from __future__ import annotations

import sys

import psutil


def peak_rss_mb() -> float:
    """The most resident memory that this process has held so far, in MB (10^6 bytes)."""
    if sys.platform == "win32":
        return round(float(psutil.Process().memory_info().peak_wset) / 1e6, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)
