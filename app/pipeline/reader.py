"""What every source shares: what is asked for, what is given, and a thread that fills a newest-wins slot.

In order: the request and the answer, the protocol that the pipeline reads from, then :class:`Reader`, the thread that
a camera, a clip and a still image fill with their own ``_work``. The pipeline takes frames with :meth:`Reader.read`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import cv2

from app.base.errors import InputError, Message
from app.pipeline.slot import Slot, SlotClosed
from engines.api import Frame, Image

log = logging.getLogger(__name__)

JOIN_S = 3.0
"""How long ``close`` waits for a reader that is blocked in a driver."""

MIN_SIDE = 16
"""Pixels. A narrower picture holds no face, and neither encoders nor virtual cameras take it."""


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What the user asks for."""

    spec: str
    """``demo``, ``camera:`` with what :mod:`app.pipeline.camera_list` takes, or the path of a clip or a still image."""
    width: int
    height: int
    """Pixels asked of a camera; a clip and an image keep their own size."""
    fps: float
    """Asked of a camera, and the rate at which a still image repeats."""
    mirror: bool
    loop: bool
    """Whether a clip begins again at its end."""
    pace: Literal["camera", "fast"]
    """``camera``: a clip plays in real time, late frames are dropped; ``fast``: every frame once, as fast as taken."""
    reconnect_s: float
    """Seconds between two tries to open a camera that went away."""
    format: str = "auto"
    """Pixel format asked of a camera, by its four characters; ``auto`` leaves the choice to the program."""
    controls: Callable[[], Mapping[str, Mapping[str, int]]] = dict
    """What is kept for cameras now: values by control, by what a camera is known by (``CameraInfo.kept_by``)."""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is really given."""

    name: str
    width: int
    height: int
    fps: float
    """Frames per second, 0.0 where nobody knows."""
    wanted: tuple[int, int, float]
    """Width, height and rate that were asked for."""
    live: bool
    frames: int | None
    """Frames of a clip where its file says so."""
    sound: bool = False
    """Whether a clip has sound, which is not taken over."""
    format: str = ""
    """Pixel format that a camera gives, by its four characters; empty where nobody tells."""
    key: str = ""
    """What a camera is known by over replugging; empty where the system tells nothing."""

    @property
    def as_wanted(self) -> bool:
        """Whether a camera gives the size and about the rate that were asked for."""
        width, height, fps = self.wanted
        return (self.width, self.height) == (width, height) and (not self.fps or self.fps >= fps * 0.9)


class EndOfSource(Exception):
    """The clip is over and every frame was taken."""


class Source(Protocol):
    """Where frames come from."""

    @property
    def info(self) -> SourceInfo: ...

    @property
    def dropped(self) -> int:
        """Frames that were overwritten by a newer one before they were taken."""

    @property
    def frames_in(self) -> int:
        """Frames that the driver or the decoder delivered."""

    @property
    def read_ms(self) -> float:
        """Milliseconds that the last decode or grab took; for a camera this includes its waiting."""

    @property
    def notice(self) -> Message | None:
        """What the user should know of this source although it goes on, such as a damaged clip."""

    def read(self, timeout: float) -> Frame | None:
        """The newest frame not yet taken; None after ``timeout`` seconds. Raises :class:`EndOfSource`."""

    def lost(self) -> Message | None:
        """Why no pictures come from a camera just now; None while it delivers."""

    def close(self) -> None:
        """Ends and joins the reader thread."""


class Reader:
    """The thread of a source. A subclass sets ``info`` before :meth:`_start` and fills :meth:`_work`."""

    info: SourceInfo

    def __init__(self, name: str, *, handoff: bool, mirror: bool) -> None:
        self._slot: Slot[Frame] = Slot(handoff=handoff)
        self._stop = threading.Event()
        self._mirror = mirror
        self._frames = 0
        self._read_ms = 0.0
        self._notice: Message | None = None
        self._failure: BaseException | None = None
        # A daemon only so that a driver that never returns can not keep the program alive; close() joins it and says
        # in the log when it could not.
        self._thread = threading.Thread(target=self._run, name=f"source {name}", daemon=True)

    @property
    def dropped(self) -> int:
        return self._slot.dropped

    @property
    def frames_in(self) -> int:
        return self._frames

    @property
    def read_ms(self) -> float:
        return self._read_ms

    @property
    def notice(self) -> Message | None:
        return self._notice

    def read(self, timeout: float) -> Frame | None:
        try:
            return self._slot.get(timeout)
        except SlotClosed:
            if self._failure is not None:
                raise self._failure from None
            raise EndOfSource from None

    def lost(self) -> Message | None:
        return None

    def close(self) -> None:
        self._stop.set()
        self._slot.close()
        if self._thread.is_alive():
            self._thread.join(JOIN_S)
            if self._thread.is_alive():
                log.error("%s is still blocked in its driver after %.0f s: left behind", self._thread.name, JOIN_S)

    def _start(self) -> None:
        self._thread.start()

    def _work(self) -> None:
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self._work()
        except InputError as error:  # such as a clip that was deleted while it looped
            self._failure = error
        except Exception as error:  # kept for read(), which raises it on the pipeline's thread
            log.exception("%s failed", self._thread.name)
            self._failure = error
        finally:
            self._slot.close()

    def _deliver(self, image: Image, captured_at: float) -> None:
        frame = Frame(image, self._frames, captured_at)
        self._frames += 1
        self._slot.put(frame)

    def _wait_until(self, due: float) -> None:
        """Sleep until ``due`` on the monotonic clock, or until the source is closed."""
        remaining = due - time.monotonic()
        if remaining > 0:
            self._stop.wait(remaining)


def mirrored(image: Image) -> Image:
    """Left and right exchanged, as in a mirror."""
    return cv2.flip(image, 1)  # type: ignore[return-value]
