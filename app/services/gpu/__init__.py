"""The graphics cards of this machine: how busy, how full, how warm, and what of it is this program.

`nvidia` asks NVML on every system; `linux` reads what the kernel's drivers for AMD and Intel tell, `windows` the
system's performance counters, `apple` the system's list of accelerators.
"""

from __future__ import annotations

import sys

from app.services.gpu.nvidia import NvidiaProbe
from app.services.gpu.reading import MB, GpuProbe, GpuReading

__all__ = ["MB", "GpuProbe", "GpuReading", "find_probes"]


def find_probes() -> tuple[GpuProbe, ...]:
    """What can read the cards of this system. Asks no driver yet."""
    if sys.platform == "darwin":
        from app.services.gpu.apple import AppleProbe

        return (AppleProbe(),)
    nvidia = NvidiaProbe()
    if sys.platform == "win32":
        from app.services.gpu.windows import PdhCounters, WindowsProbe, adapters

        return nvidia, WindowsProbe(PdhCounters, adapters, lambda: nvidia.absent)
    if sys.platform == "linux":
        from app.services.gpu.linux import LinuxProbe

        return nvidia, LinuxProbe(nvidia_absent=lambda: nvidia.absent)
    return (nvidia,)
