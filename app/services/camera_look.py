"""A source that is opened only to be looked at, as by the first run's assistant: no engine, no output, nothing kept.

:meth:`CameraLook.open` and :meth:`CameraLook.close` may take seconds, for they wait for a driver: never on the window's
thread. The others return at once, on any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.base.errors import InputError, Message
from app.pipeline.sources import EndOfSource, Source, SourceInfo, SourceRequest, open_source
from engines.api import Image

Opener = Callable[[SourceRequest, Path], Source]


class CameraLook:
    """Open once, close once; after :meth:`give_up` an opening that is under way lets go of the device by itself."""

    def __init__(self, request: SourceRequest, media: Path, opener: Opener | None = None) -> None:
        """``media``: folder of the demo clip."""
        self._request, self._media, self._opener = request, media, opener or open_source
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._closed = False
        self._failure: Message | None = None

    def open(self) -> SourceInfo | None:
        """What is really given; None when it was closed meanwhile. Raises :class:`InputError`, the reason in words."""
        with self._lock:
            if self._closed:
                return None
        source = self._opener(self._request, self._media)
        with self._lock:
            if not self._closed:
                self._source = source
                return source.info
        source.close()
        return None

    def newest(self) -> Image | None:
        """The newest picture that was not given yet (BGR, uint8, HxWx3); None when there is none."""
        source = self._source
        if source is None:
            return None
        try:
            frame = source.read(0.0)
        except EndOfSource:  # the last picture of a clip stays
            return None
        except InputError as error:
            self._failure = error.message
            return None
        return frame.image if frame is not None else None

    def trouble(self) -> Message | None:
        """Why no pictures come just now; None while they do."""
        if self._failure is not None or self._source is None:
            return self._failure
        return self._source.lost()

    def give_up(self) -> None:
        """Nobody wants the picture any more; :meth:`close` has still to be called."""
        self._closed = True

    def close(self) -> None:
        """Let go of the device. More than once is allowed."""
        with self._lock:
            self._closed = True
            source, self._source = self._source, None
        if source is not None:
            source.close()
