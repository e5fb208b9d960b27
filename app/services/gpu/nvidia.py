"""NVIDIA's cards through NVML, by the package nvidia-ml-py (``import pynvml``).

Use and memory are read every time; temperature, power and the program's own share once a second: they take NVML longer
and change slowly. A value that a card does not have is not asked for again. A card that is lost, or a driver that goes
away, is told in its reading, and tried again later.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import psutil

from app.base.errors import Message
from app.services.gpu.reading import MB, GpuReading

T = TypeVar("T")

SLOWLY_S = 1.0
"""Seconds between two readings of what changes slowly."""
RETRY_S = 15.0
"""Seconds after which a driver that was not there, or went away, is tried again."""
LOST_S = 60.0
"""The same for a lost card: the others have to be opened anew, too."""
_HINT = "Other meters go on. It is tried again in a while."


_CLOCK_S = 60
"""Seconds that a sample may lie ahead of the clock before that must have been set back."""


class NoDriver(Exception):
    """There is no NVIDIA driver here at all: nothing to tell on a machine without such a card."""


@dataclass(slots=True)
class _Card:
    handle: Any
    """None for a card that is lost."""
    reading: GpuReading
    lacking: set[str] = field(default_factory=set)
    """What this card or driver does not have."""
    slowly_at: float | None = None
    seen: int = 0
    """Microseconds since 1970 of the newest sample of the processes' use."""
    trouble: Message | None = None
    """What the last call that failed said, while it is looked at."""
    dumb: bool = False
    """Whether it told nothing at all the last time."""


class NvidiaProbe:
    """Satisfies :class:`app.services.gpu.reading.GpuProbe`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._cards: list[_Card] | None = None
        self._failed: tuple[GpuReading, ...] = ()
        """What is told while the driver can not be asked."""
        self._again_at = 0.0
        self.absent = False
        """Whether there is no driver, which needs no words where there is no card."""

    def read(self) -> tuple[GpuReading, ...]:
        now = self._clock()
        if self._again_at <= now:
            self._open(now)
        if self._cards is None:
            return self._failed
        try:
            for card in self._cards:
                if card.handle is not None:
                    self._look(card, now)
            asked = [card for card in self._cards if card.handle is not None]
            if asked and all(card.dumb for card in asked):  # not this or that card: the driver
                raise _Gone(asked[0].trouble or _lost())
        except _Gone as gone:
            self._give_up(gone.reason, now)
            return self._failed
        return tuple(card.reading for card in self._cards)

    def close(self) -> None:
        self._shut()

    # ---- the library -----------------------------------------------------------------------------------------

    def _open(self, now: float) -> None:
        """Begin, or begin anew."""
        names = [card.reading.name for card in self._cards or ()]
        self._shut()
        self._again_at = now + RETRY_S
        try:
            self._cards = _cards(names)
        except NoDriver:
            self.absent, self._failed = True, ()
        except _Gone as gone:
            self.absent = False
            self._give_up(gone.reason, now)
        else:
            lost = any(card.handle is None for card in self._cards)
            self.absent, self._failed, self._again_at = False, (), now + LOST_S if lost else float("inf")

    def _give_up(self, reason: Message, now: float) -> None:
        known = [card.reading.name for card in self._cards or ()] or [one.name for one in self._failed]
        self._failed = tuple(GpuReading(name, unavailable=reason) for name in known or ["NVIDIA"])
        self._again_at = now + RETRY_S
        self._shut()

    def _shut(self) -> None:
        if self._cards is None:
            return
        import pynvml

        self._cards = None
        with contextlib.suppress(pynvml.NVMLError):  # the driver is gone: there is nothing left to free
            pynvml.nvmlShutdown()

    # ---- one card --------------------------------------------------------------------------------------------

    def _look(self, card: _Card, now: float) -> None:
        import pynvml as nvml

        card.trouble, card.dumb = None, False
        try:
            use = _ask(card, "use", lambda: float(nvml.nvmlDeviceGetUtilizationRates(card.handle).gpu))
            memory = _ask(card, "memory", lambda: nvml.nvmlDeviceGetMemoryInfo(card.handle))
            if use is None and memory is None and card.trouble is not None:
                card.reading, card.dumb = GpuReading(card.reading.name, unavailable=card.trouble), True
                return
            card.reading = replace(
                card.reading,
                use_percent=use,
                memory_used_mb=None if memory is None else memory.used / MB,
                memory_total_mb=None if memory is None else memory.total / MB,
                unavailable=card.trouble,
            )
            if card.slowly_at is None or now - card.slowly_at >= SLOWLY_S:
                card.slowly_at = now
                self._look_slowly(card)
        except _Lost as lost:
            card.reading, card.handle = GpuReading(card.reading.name, unavailable=lost.reason), None
            self._again_at = min(self._again_at, now + LOST_S)

    def _look_slowly(self, card: _Card) -> None:
        import pynvml as nvml

        watts = _ask(card, "power", lambda: nvml.nvmlDeviceGetPowerUsage(card.handle) / 1000)
        degrees = _ask(card, "temperature", lambda: float(_temperature(card.handle)))
        memory = _ask(card, "own memory", lambda: _own_memory(card))
        use = _ask(card, "own use", lambda: _own_use(card))
        card.reading = replace(
            card.reading, power_w=watts, temperature_c=degrees, own_memory_mb=memory, own_use_percent=use
        )


class _Gone(Exception):
    """The driver can not be asked any more."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.reason = reason


class _Lost(Exception):
    """One card can not be asked any more."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.reason = reason


def _cards(names: Sequence[str]) -> list[_Card]:
    """``names``: those of before, for cards that can not tell theirs. Raises NoDriver and _Gone."""
    import pynvml as nvml

    try:
        nvml.nvmlInit()
    except nvml.NVMLError as error:
        if error.value in (nvml.NVML_ERROR_LIBRARY_NOT_FOUND, nvml.NVML_ERROR_DRIVER_NOT_LOADED):
            raise NoDriver from error
        raise _Gone(_reason(error)) from error
    cards = []
    try:
        for number in range(nvml.nvmlDeviceGetCount()):
            try:
                handle = nvml.nvmlDeviceGetHandleByIndex(number)
            except nvml.NVMLError as error:
                if error.value in _gone_codes():
                    raise
                # This one alone: lost, without its power cable, or kept from this user.
                reason = _lost() if error.value in _lost_codes() else _reason(error)
                name = names[number] if number < len(names) else f"NVIDIA {number}"
                cards.append(_Card(None, GpuReading(name, unavailable=reason)))
            else:
                cards.append(_Card(handle, GpuReading(_name(handle, number))))
    except nvml.NVMLError as error:
        with contextlib.suppress(nvml.NVMLError):
            nvml.nvmlShutdown()
        raise _Gone(_reason(error)) from error
    return cards


def _name(handle: Any, number: int) -> str:
    import pynvml as nvml

    try:
        name = nvml.nvmlDeviceGetName(handle)
    except nvml.NVMLError:
        return f"NVIDIA {number}"
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _ask(card: _Card, what: str, call: Callable[[], T | None]) -> T | None:
    """None where the card does not have it. Raises _Lost and _Gone."""
    import pynvml as nvml

    if what in card.lacking:
        return None
    try:
        return call()
    except nvml.NVMLError as error:
        if error.value in (
            nvml.NVML_ERROR_NOT_SUPPORTED,
            nvml.NVML_ERROR_NO_PERMISSION,
            nvml.NVML_ERROR_FUNCTION_NOT_FOUND,
            nvml.NVML_ERROR_ARGUMENT_VERSION_MISMATCH,
        ):
            card.lacking.add(what)
            return None
        if error.value in _lost_codes():
            raise _Lost(_lost()) from error
        if error.value in _gone_codes():
            raise _Gone(_reason(error)) from error
        # One call, this time: cards that sleep answer some with "unknown error", and the other values are true.
        if error.value not in (nvml.NVML_ERROR_TIMEOUT, nvml.NVML_ERROR_IN_USE, nvml.NVML_ERROR_NO_DATA):
            card.trouble = _reason(error)
        return None


def _gone_codes() -> tuple[int, ...]:
    """Those after which nothing can be asked, of no card."""
    import pynvml as nvml

    return (
        nvml.NVML_ERROR_UNINITIALIZED,
        nvml.NVML_ERROR_DRIVER_NOT_LOADED,
        nvml.NVML_ERROR_LIBRARY_NOT_FOUND,
        nvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH,
    )


def _lost_codes() -> tuple[int, ...]:
    import pynvml as nvml

    return nvml.NVML_ERROR_GPU_IS_LOST, nvml.NVML_ERROR_RESET_REQUIRED, nvml.NVML_ERROR_GPU_NOT_FOUND


def _lost() -> Message:
    text = "The graphics card does not answer any more: it fell off the bus, or waits for a reset."
    return Message("machine.gpu_lost", text, "Start the machine again where it does not come back by itself.")


def _reason(error: Any) -> Message:
    import pynvml as nvml

    if error.value == nvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH:
        text = "NVIDIA's driver and its libraries are of different versions, as after an update."
        return Message("machine.nvidia_versions", text, "Start the machine again.")
    said = str(error).strip().rstrip(".")
    text = f"NVIDIA's driver can not be asked: {said}."
    return Message("machine.nvidia_failed", text, _HINT, {"reason": said})


def _temperature(handle: Any) -> int:
    """Degrees; drivers before 560 only know the older call."""
    import pynvml as nvml

    try:
        return int(nvml.nvmlDeviceGetTemperatureV(handle, nvml.NVML_TEMPERATURE_GPU))
    except nvml.NVMLError as error:
        if error.value not in (nvml.NVML_ERROR_FUNCTION_NOT_FOUND, nvml.NVML_ERROR_ARGUMENT_VERSION_MISMATCH):
            raise
    return int(nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU))


def _own_memory(card: _Card) -> float | None:
    """MB that this process holds; None where the driver tells no numbers, or those of another container's processes."""
    import pynvml as nvml

    running = list(nvml.nvmlDeviceGetComputeRunningProcesses(card.handle))
    with contextlib.suppress(nvml.NVMLError):  # cards for computing alone have no such list
        running += nvml.nvmlDeviceGetGraphicsRunningProcesses(card.handle)
    own = [process.usedGpuMemory for process in running if process.pid == os.getpid()]
    if own:  # one that computes and draws stands in both lists, with the same number
        known = [int(used) for used in own if used is not None]
        return max(known) / MB if known else None
    return 0.0 if all(psutil.pid_exists(process.pid) for process in running) else None


def _own_use(card: _Card) -> float | None:
    """Percent of the time since the last call that the card worked for this process."""
    import pynvml as nvml

    if card.seen > time.time_ns() // 1000 + _CLOCK_S * 1_000_000:
        card.seen = 0  # or nothing would be new until the clock has come so far again
    try:
        samples = nvml.nvmlDeviceGetProcessUtilization(card.handle, card.seen)
    except nvml.NVMLError as error:
        if error.value == nvml.NVML_ERROR_NOT_FOUND:  # nobody worked
            return 0.0
        raise
    # The driver gives stale rows with a time of 0 or before the one asked for.
    fresh = [sample for sample in samples if sample.timeStamp > card.seen]
    first, card.seen = not card.seen, max((sample.timeStamp for sample in fresh), default=card.seen)
    if first:  # samples of minutes: nothing of now
        return None
    own = [float(sample.smUtil) for sample in fresh if sample.pid == os.getpid()]
    if own:
        return sum(own) / len(own)
    return 0.0 if all(psutil.pid_exists(sample.pid) for sample in fresh) else None
