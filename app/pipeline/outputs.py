"""Opens outputs, where the finished pictures go: null and a recording here; all take BGR of any size.

The virtual camera outlives the run and belongs to the session: `feed.py` and `services/camera_feed.py`.
"""

from __future__ import annotations

from pathlib import Path

from app.pipeline.output import Output, OutputStatus
from app.pipeline.recording import Recording
from engines.api import Image

__all__ = ["Output", "OutputStatus", "open_null", "open_recording"]


def open_null() -> Output:
    """An output that only counts."""
    return NullOutput()


def open_recording(
    path: Path, width: int, height: int, fps: float, codec: str, quality: int, *, wait: bool = False
) -> Output:
    """An MP4 file that stays playable whatever happens; see :class:`app.pipeline.recording.Recording`."""
    return Recording(path, width, height, fps, codec, quality, wait=wait)


class NullOutput:
    """Counts what it is sent and keeps nothing."""

    kind = "null"

    def __init__(self) -> None:
        self._frames = 0
        self._first: float | None = None
        self._last = 0.0

    def send(self, image: Image, captured_at: float) -> None:
        self._first = captured_at if self._first is None else self._first
        self._last = captured_at
        self._frames += 1

    def status(self) -> OutputStatus:
        seconds = self._last - self._first if self._first is not None else 0.0
        return OutputStatus(self.kind, True, "", self._frames, seconds, 0, None)

    def close(self) -> None:
        """Nothing to release."""
