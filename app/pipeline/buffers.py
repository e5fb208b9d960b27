"""Picture buffers that are used again once nobody holds them, so that the hot path allocates nothing.

A fresh 720p array costs more in page faults than the swap's own blending. Who holds an array is read from its
reference count: a picture that the preview, a recorder's queue or the guard still shows is never handed out twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from engines.api import Image

_SHAPES = 3
"""Shapes that are kept at the same time: the frame's, the smaller one that an engine works on, and one to spare."""


class BufferPool:
    """Buffers of the last asked shapes; one thread takes, any thread may hold and let go."""

    def __init__(self, limit: int = 16) -> None:
        """``limit``: buffers of one shape."""
        self._limit = limit
        self._buffers: list[Image] = []
        self._shapes: dict[tuple[int, ...], list[Image]] = {}
        """By shape, the one asked for last at the end."""
        # What getrefcount says of an array that only a list holds differs between Python versions: measured here.
        self._buffers.append(np.empty((1, 1, 3), np.uint8))
        self._idle = self._references(0)
        self._buffers = []

    def _references(self, index: int) -> int:
        return sys.getrefcount(self._buffers[index])

    def take(self, shape: tuple[int, ...]) -> Image:
        """A C-contiguous uint8 array with unspecified content that nobody else holds."""
        self._buffers = self._shapes.pop(shape, [])
        self._shapes[shape] = self._buffers
        while len(self._shapes) > _SHAPES:
            del self._shapes[next(iter(self._shapes))]
        for index in range(len(self._buffers)):
            if self._references(index) == self._idle:
                return self._buffers[index]
        fresh: Image = np.empty(shape, np.uint8)
        if len(self._buffers) < self._limit:
            self._buffers.append(fresh)
        return fresh


BufferFactory = Callable[[tuple[int, ...]], Image]
