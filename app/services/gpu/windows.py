"""Windows: the performance counters of the system, which know every card, as the Task Manager shows them.

The counters are named by the card's LUID; names and makers of the cards stand in the registry. NVIDIA's cards are left
out, as NVML knows them better. Temperature and power no counter tells.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.base.errors import Message
from app.services.gpu.reading import MB, GpuReading

USE = r"\GPU Engine(*)\Utilization Percentage"
MEMORY = r"\GPU Adapter Memory(*)\Dedicated Usage"
OWN_MEMORY = r"\GPU Process Memory(*)\Dedicated Usage"
_NAME = re.compile(
    r"(?:pid_(?P<pid>\d+)_)?luid_0x(?P<high>[0-9a-f]{1,8})_0x(?P<low>[0-9a-f]{1,8})_phys_\d+"
    r"(?:_eng_(?P<engine>\d+))?(?:_engtype_.*)?",
    re.IGNORECASE,
)
NVIDIA, MICROSOFT = 0x10DE, 0x1414


class Counters(Protocol):
    """The counters of the system."""

    def read(self) -> Mapping[str, Iterable[tuple[str, float]]]:
        """Name of the instance and value, by the counter's path. Raises OSError with the system's words."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Adapter:
    """A card as the registry has it."""

    luid: int
    name: str
    vendor: int
    memory: int
    """Bytes of its own; 0 where it has none."""


@dataclass(slots=True)
class _Sums:
    engines: dict[str, float] = field(default_factory=dict)
    own_engines: dict[str, float] = field(default_factory=dict)
    memory: float | None = None
    own_memory: float = 0.0


class WindowsProbe:
    """Satisfies :class:`app.services.gpu.reading.GpuProbe`."""

    def __init__(
        self,
        counters: Callable[[], Counters],
        adapters: Callable[[], list[Adapter]],
        nvidia_absent: Callable[[], bool] = lambda: False,
        pid: int | None = None,
    ) -> None:
        self._make, self._adapters, self._nvidia_absent = counters, adapters, nvidia_absent
        self._pid = os.getpid() if pid is None else pid
        self._counters: Counters | None = None
        self._known: list[Adapter] | None = None

    def read(self) -> tuple[GpuReading, ...]:
        if self._known is None:
            self._known = [one for one in self._adapters() if one.vendor != MICROSOFT]
        shown = [one for one in self._known if one.vendor != NVIDIA or self._nvidia_absent()]
        if not shown:
            return ()
        try:
            if self._counters is None:
                self._counters = self._make()
            sums = add_up(self._counters.read(), self._pid)
        except OSError as error:
            self.close()
            reason = str(error)
            text = f"The performance counters of the graphics card can not be read: {reason}."
            lacking = Message("machine.counters", text, "", {"reason": reason})
            return tuple(GpuReading(one.name, unavailable=lacking) for one in shown)
        return tuple(_reading(one, sums.get(one.luid, _Sums())) for one in shown)

    def close(self) -> None:
        if self._counters is not None:
            self._counters.close()
            self._counters = None


def add_up(values: Mapping[str, Iterable[tuple[str, float]]], pid: int) -> dict[int, _Sums]:
    """By LUID: what all processes and what this one make of each engine, and the memory. Names that are none of a card
    are left out."""
    found: dict[int, _Sums] = {}
    for path, instances in values.items():
        for name, value in instances:
            parts = _NAME.fullmatch(name)
            if parts is None:
                continue
            sums = found.setdefault(int(parts["high"], 16) << 32 | int(parts["low"], 16), _Sums())
            own = parts["pid"] is not None and int(parts["pid"]) == pid
            if path == USE and parts["engine"] is not None:
                for into in (sums.engines, sums.own_engines) if own else (sums.engines,):
                    into[parts["engine"]] = into.get(parts["engine"], 0.0) + value
            elif path == MEMORY:
                sums.memory = (sums.memory or 0.0) + value
            elif path == OWN_MEMORY and own:
                sums.own_memory += value
    return found


def _reading(adapter: Adapter, sums: _Sums) -> GpuReading:
    return GpuReading(
        adapter.name,
        min(max(sums.engines.values(), default=0.0), 100.0),  # as the Task Manager: the busiest engine
        None if sums.memory is None or not adapter.memory else sums.memory / MB,
        adapter.memory / MB if adapter.memory else None,
        own_memory_mb=sums.own_memory / MB,
        own_use_percent=min(max(sums.own_engines.values(), default=0.0), 100.0),
        unavailable=Message("machine.windows_part", "Windows tells neither temperature nor power of this card."),
    )


if sys.platform == "win32":
    import winreg

    _MORE_DATA, _DOUBLE = 0x800007D2, 0x200

    class _Item(ctypes.Structure):
        _fields_ = [("name", ctypes.c_wchar_p), ("status", ctypes.c_ulong), ("value", ctypes.c_double)]

    class PdhCounters:
        """Satisfies :class:`Counters`, by ``pdh.dll``."""

        def __init__(self) -> None:
            """Raises OSError where the system has no such counters (before Windows 10 1709)."""
            self._pdh = ctypes.WinDLL("pdh")
            self._query = ctypes.c_void_p()
            self._check(self._pdh.PdhOpenQueryW(None, 0, ctypes.byref(self._query)))
            self._paths: dict[str, ctypes.c_void_p] = {}
            try:
                for path in (USE, MEMORY, OWN_MEMORY):
                    counter = ctypes.c_void_p()
                    add = self._pdh.PdhAddEnglishCounterW
                    self._check(add(self._query, ctypes.c_wchar_p(path), 0, ctypes.byref(counter)))
                    self._paths[path] = counter
                self._check(self._pdh.PdhCollectQueryData(self._query))  # a use is one between two looks
            except OSError:
                self.close()
                raise

        def read(self) -> Mapping[str, Iterable[tuple[str, float]]]:
            self._check(self._pdh.PdhCollectQueryData(self._query))
            return {path: self._values(counter) for path, counter in self._paths.items()}

        def close(self) -> None:
            self._pdh.PdhCloseQuery(self._query)

        def _values(self, counter: ctypes.c_void_p) -> list[tuple[str, float]]:
            size, count = ctypes.c_ulong(0), ctypes.c_ulong(0)
            get = self._pdh.PdhGetFormattedCounterArrayW
            answer = get(counter, _DOUBLE, ctypes.byref(size), ctypes.byref(count), None)
            if answer & 0xFFFFFFFF != _MORE_DATA:
                return []  # no process uses a card
            room = ctypes.create_string_buffer(size.value)
            if get(counter, _DOUBLE, ctypes.byref(size), ctypes.byref(count), room):
                return []  # a process came meanwhile: the next look has it
            items = ctypes.cast(room, ctypes.POINTER(_Item))
            return [(items[i].name, items[i].value) for i in range(count.value) if items[i].status in (0, 1)]

        @staticmethod
        def _check(answer: int) -> None:
            if answer:
                raise OSError(f"PDH error 0x{answer & 0xFFFFFFFF:08x}")

    def adapters() -> list[Adapter]:
        """The cards of this machine; none where the registry has none."""
        found = []
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\DirectX") as root:
                for number in range(winreg.QueryInfoKey(root)[0]):
                    with winreg.OpenKey(root, winreg.EnumKey(root, number)) as key:
                        values = {}
                        for each in range(winreg.QueryInfoKey(key)[1]):
                            name, value, _ = winreg.EnumValue(key, each)
                            values[name] = value
                    if "AdapterLuid" in values and "Description" in values:
                        memory, vendor = int(values.get("DedicatedVideoMemory", 0)), int(values.get("VendorId", 0))
                        found.append(Adapter(int(values["AdapterLuid"]), str(values["Description"]), vendor, memory))
        except OSError:
            return found
        return found
