"""What every output shares: its protocol, its status, and the fitting of any picture to the size it was opened with.

A camera that comes back with another size therefore does not end a recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from app.base.errors import Message
from engines.api import Image


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """How an output is doing; cheap to make, from any thread."""

    kind: str
    """``null``, ``virtual_camera`` or ``recording``."""
    active: bool
    detail: str
    """The device or the file, and what the user should know of it."""
    frames: int
    """Frames that went out."""
    seconds: float
    bytes: int
    """Size of the file so far; 0 for the others."""
    error: Message | None
    dropped: int = 0
    """Frames that the output was sent and could not take in time."""


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


def even(pixels: int) -> int:
    """The next even number: 4:2:0 video has one colour value for two pixels."""
    return pixels + pixels % 2


def fit(image: Image, width: int, height: int) -> Image:
    """The picture in the given size: itself when it has it, one edge pixel repeated for an odd side, else scaled
    within black bars. Never writes into ``image``."""
    own_height, own_width = image.shape[:2]
    if (own_width, own_height) == (width, height):
        return image
    right, below = width - own_width, height - own_height
    if 0 <= right <= 1 and 0 <= below <= 1:
        return np.asarray(cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)
    scale = min(width / own_width, height / own_height)
    inner_width, inner_height = max(1, round(own_width * scale)), max(1, round(own_height * scale))
    scaled = cv2.resize(
        image, (inner_width, inner_height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    framed: Image = np.zeros((height, width, 3), np.uint8)
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    framed[top : top + inner_height, left : left + inner_width] = scaled
    return framed
