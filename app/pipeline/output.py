"""What every output shares: its protocol and its status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.base.errors import Message
from engines.api import Image


class Card(StrEnum):
    """What stands in where there is no picture to show; a picture of its own in ``resources/cards``."""

    PAUSED = "paused"
    STARTING = "starting"
    LOST = "lost"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """How an output is doing; cheap to make, from any thread."""

    kind: str
    """``null``, ``virtual_camera``, ``recording`` or what further outputs call themselves."""
    active: bool
    detail: str
    """The device or the file, and what the user should know of it."""
    frames: int
    """Frames that went out."""
    seconds: float
    bytes: int
    """Size of the file so far; 0 for the others."""
    error: Message | None
    """Why it ended; for the virtual camera, which tries again by itself, why it takes no pictures just now."""
    dropped: int = 0
    """Frames that the output was sent and could not take in time; for the virtual camera those that a newer one
    overtook before it was due."""
    size: tuple[int, int] | None = None
    """Width and height in pixels that its readers get, where they stay fixed."""
    fps: float = 0.0
    """Pictures per second that its readers get, where that stays fixed."""
    showing: str = ""
    """What the virtual camera shows: ``live``, or the :class:`Card` that stands in; empty for the others."""
    repeated: int = 0
    """Frames among ``frames`` that were shown again because no newer one came in time."""
    wait_ms: float = 0.0
    """Milliseconds that a picture lay here until its turn came: the mean of the last ones."""
    device: str = ""
    """The device alone, such as ``/dev/video10``; empty where there is none, or none is open."""


class Output(Protocol):
    """One way out of the program."""

    @property
    def kind(self) -> str: ...

    def send(self, image: Image, captured_at: float) -> None:
        """Show or keep one BGR picture, taken at ``captured_at`` (monotonic seconds). Raises :class:`OutputError`."""

    def status(self) -> OutputStatus: ...

    def close(self) -> None:
        """Flush and release. Raises :class:`OutputError` when what was sent could not all be kept; then it is closed
        all the same."""


@runtime_checkable
class CardOutput(Protocol):
    """An output with cards of its own for the time in which nothing good can be shown."""

    def show(self, card: Card) -> None:
        """Show a card until the next picture is sent."""
