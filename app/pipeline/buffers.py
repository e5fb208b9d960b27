"""Picture buffers that are used again once nobody holds them, so that the hot path allocates nothing.

A fresh 720p array costs more in page faults than the swap's own blending. Who holds an array is read from its
reference count: a picture that the preview, a recorder's queue or the guard still shows is never handed out twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from engines.api import Image


class BufferPool:
    """Buffers of the last asked shape; one thread takes, any thread may hold and let go."""

    def __init__(self, limit: int = 16) -> None:
        self._limit = limit
        self._buffers: list[Image] = []
        # What getrefcount says of an array that only the list holds differs between Python versions: measured here.
        self._buffers.append(np.empty((1, 1, 3), np.uint8))
        self._idle = self._references(0)
        self._buffers.clear()

    def _references(self, index: int) -> int:
        return sys.getrefcount(self._buffers[index])

    def take(self, shape: tuple[int, ...]) -> Image:
        """A C-contiguous uint8 array with unspecified content that nobody else holds."""
        if self._buffers and self._buffers[0].shape != shape:
            self._buffers.clear()
        for index in range(len(self._buffers)):
            if self._references(index) == self._idle:
                return self._buffers[index]
        fresh: Image = np.empty(shape, np.uint8)
        if len(self._buffers) < self._limit:
            self._buffers.append(fresh)
        return fresh


BufferFactory = Callable[[tuple[int, ...]], Image]
