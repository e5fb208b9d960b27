"""NVIDIA's library as `pynvml` calls it: the C functions, behind pynvml's own loading, structures and errors.

A test says what each card gives, and which function fails how. :func:`install` puts it where pynvml keeps the library.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pynvml
import pytest

MB = 1024 * 1024
OK = 0
NOT_FOUND: int = pynvml.NVML_ERROR_NOT_FOUND
TOO_SMALL: int = pynvml.NVML_ERROR_INSUFFICIENT_SIZE
_FIRST = 0x1000


@dataclass
class Card:
    """What one card tells."""

    name: str = "NVIDIA Stand-in"
    use: int = 40
    used: int = 2048 * MB
    total: int = 8192 * MB
    temperature: int = 61
    milliwatts: int = 120_500
    computing: dict[int, int | None] = field(default_factory=dict)
    """Bytes by process; None: the driver does not say."""
    drawing: dict[int, int | None] = field(default_factory=dict)
    samples: list[tuple[int, int, int]] = field(default_factory=list)
    """Process, microseconds, percent."""
    fails: dict[str, int] = field(default_factory=dict)
    """Error by function."""


class Library:
    """Stands for ``libnvidia-ml.so.1``."""

    def __init__(self, *cards: Card) -> None:
        self.cards = list(cards)
        self.fails: dict[str, int] = {}
        """Error by function, whatever the card."""
        self.gone: int | None = None
        """Every function fails so: the driver went away."""
        self.calls: Counter[str] = Counter()
        self.open = 0

    def __getattr__(self, name: str) -> Callable[..., int]:
        own: Callable[..., int] | None = type(self).__dict__.get(f"_{name}")
        if own is None:
            raise AttributeError(name)  # as ctypes says of a function that the library has not

        def call(*arguments: Any) -> int:
            self.calls[name] += 1
            if name in self.fails:
                return self.fails[name]
            if self.gone is not None:
                if name == "nvmlShutdown":  # it frees what it can, whatever it says
                    own(self, *arguments)
                return self.gone
            return own(self, *arguments)

        return call

    def _card(self, handle: Any) -> Card:
        address = ctypes.cast(handle, ctypes.c_void_p).value
        assert address is not None
        return self.cards[address - _FIRST]

    # ---- the functions, named as in C ------------------------------------------------------------------------

    def _nvmlInitWithFlags(self, _flags: int) -> int:  # noqa: N802
        self.open += 1
        return OK

    def _nvmlShutdown(self) -> int:  # noqa: N802
        self.open -= 1
        return OK

    def _nvmlErrorString(self, _code: int) -> bytes:  # noqa: N802
        return b"said by the stand-in"

    def _nvmlDeviceGetCount_v2(self, count: Any) -> int:  # noqa: N802
        count._obj.value = len(self.cards)
        return OK

    def _nvmlDeviceGetHandleByIndex_v2(self, index: Any, device: Any) -> int:  # noqa: N802
        code: int = self.cards[index.value].fails.get("handle", OK)
        address = ctypes.c_void_p(_FIRST + index.value)
        ctypes.memmove(ctypes.addressof(device._obj), ctypes.addressof(address), ctypes.sizeof(address))
        return code

    def _nvmlDeviceGetName(self, device: Any, name: Any, _length: Any) -> int:  # noqa: N802
        name.value = self._card(device).name.encode()
        return OK

    def _nvmlDeviceGetUtilizationRates(self, device: Any, rates: Any) -> int:  # noqa: N802
        card = self._card(device)
        rates._obj.gpu, rates._obj.memory = card.use, 5
        return card.fails.get("use", OK)

    def _nvmlDeviceGetMemoryInfo(self, device: Any, memory: Any) -> int:  # noqa: N802
        card = self._card(device)
        memory._obj.total, memory._obj.used = card.total, card.used
        return card.fails.get("memory", OK)

    def _nvmlDeviceGetTemperature(self, device: Any, _sensor: Any, value: Any) -> int:  # noqa: N802
        card = self._card(device)
        value._obj.value = card.temperature
        return card.fails.get("temperature", OK)

    def _nvmlDeviceGetPowerUsage(self, device: Any, value: Any) -> int:  # noqa: N802
        card = self._card(device)
        value._obj.value = card.milliwatts
        return card.fails.get("power", OK)

    def _nvmlDeviceGetComputeRunningProcesses_v3(self, device: Any, count: Any, rows: Any) -> int:  # noqa: N802
        card = self._card(device)
        return card.fails.get("processes", OK) or _list(card.computing, count, rows)

    def _nvmlDeviceGetGraphicsRunningProcesses_v3(self, device: Any, count: Any, rows: Any) -> int:  # noqa: N802
        card = self._card(device)
        return card.fails.get("drawing", OK) or _list(card.drawing, count, rows)

    def _nvmlDeviceGetProcessUtilization(self, device: Any, rows: Any, count: Any, since: Any) -> int:  # noqa: N802
        card = self._card(device)
        if "samples" in card.fails:
            return card.fails["samples"]
        fresh = [sample for sample in card.samples if sample[1] > since.value]
        if not fresh:
            return NOT_FOUND
        if rows is None:
            count._obj.value = len(fresh)
            return TOO_SMALL
        for number, (process, at, percent) in enumerate(fresh):
            rows[number].pid, rows[number].timeStamp, rows[number].smUtil = process, at, percent
        count._obj.value = len(fresh)
        return OK


def _list(processes: dict[int, int | None], count: Any, rows: Any) -> int:
    if rows is None:
        count._obj.value = len(processes)
        return TOO_SMALL if processes else OK
    for number, (process, used) in enumerate(processes.items()):
        rows[number].pid = process
        rows[number].usedGpuMemory = pynvml.NVML_VALUE_NOT_AVAILABLE_ulonglong.value if used is None else used
    count._obj.value = len(processes)
    return OK


def install(monkeypatch: pytest.MonkeyPatch, library: Library) -> Library:
    """From now on pynvml calls the stand-in."""
    monkeypatch.setattr(pynvml, "nvmlLib", library)
    monkeypatch.setattr(pynvml, "_nvmlGetFunctionPointer_cache", {})
    monkeypatch.setattr(pynvml, "_nvmlLib_refcount", 0)
    return library
