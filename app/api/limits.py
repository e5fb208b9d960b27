"""How often somebody may send a token that does not count."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

WINDOW_S = 60.0
_MOST_CLIENTS = 1000


class Attempts:
    """Counts failed logins by address over the last minute. Used on one thread."""

    def __init__(self, limit: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._failed: dict[str, deque[float]] = {}

    def wait_s(self, client: str) -> int:
        """Seconds until this address may try again; 0: it may."""
        times = self._failed.get(client)
        if times is None:
            return 0
        now = self._clock()
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        if not times:
            del self._failed[client]
            return 0
        if len(times) < self._limit():
            return 0
        return max(1, math.ceil(times[-self._limit()] + WINDOW_S - now))

    def failed(self, client: str) -> None:
        """A token did not count."""
        while len(self._failed) >= _MOST_CLIENTS and client not in self._failed:
            del self._failed[next(iter(self._failed))]  # the address that began first
        times = self._failed.setdefault(client, deque())
        times.append(self._clock())
        while len(times) > self._limit():  # older ones say nothing more
            times.popleft()
