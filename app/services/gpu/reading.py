"""What is read of one graphics card, and what reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.base.errors import Message

MB = 1024 * 1024
"""Bytes in what is called MB here, as in the settings."""


@dataclass(frozen=True, slots=True)
class GpuReading:
    """One graphics card at one moment. A value is None where it can not be had here."""

    name: str
    use_percent: float | None = None
    """How much of the time the card worked, 0..100."""
    memory_used_mb: float | None = None
    memory_total_mb: float | None = None
    temperature_c: float | None = None
    power_w: float | None = None
    own_memory_mb: float | None = None
    """The part of the memory that this program holds."""
    own_use_percent: float | None = None
    """How much of the time the card worked for this program, 0..100."""
    unavailable: Message | None = None
    """Why values are missing, and which; None where all that the system offers is there."""


class GpuProbe(Protocol):
    """Reads the cards of one kind. All calls come from one thread, which may wait for a driver."""

    def read(self) -> tuple[GpuReading, ...]:
        """Every card of the kind, always in the same order. What a driver does is told in the reading, not raised."""

    def close(self) -> None:
        """Free what the driver gave."""
