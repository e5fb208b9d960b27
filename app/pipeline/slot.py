"""A mailbox for one item between two threads: the newest wins, what nobody took is counted as dropped.

With ``handoff=True`` nothing is dropped: ``put`` waits until the last item was taken (a clip rendered frame by frame).
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class SlotClosed(Exception):
    """The slot was closed and holds nothing more."""


class Slot(Generic[T]):
    """Thread-safe for any number of writers and readers."""

    def __init__(self, *, handoff: bool = False) -> None:
        self._condition = threading.Condition()
        self._handoff = handoff
        self._item: T | None = None
        self._full = False
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Items that were overwritten before anybody took them."""
        return self._dropped

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, item: T) -> bool:
        """Leave an item; False when the slot is closed and the item was not taken in."""
        with self._condition:
            while self._handoff and self._full and not self._closed:
                self._condition.wait()
            if self._closed:
                return False
            if self._full:
                self._dropped += 1
            self._item, self._full = item, True
            self._condition.notify_all()
            return True

    def get(self, timeout: float | None) -> T | None:
        """Take the item, waiting at most ``timeout`` seconds; None when none came.

        Raises:
            SlotClosed: the slot is closed and empty.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._full or self._closed, timeout)
            if not self._full:
                if self._closed:
                    raise SlotClosed
                return None
            item, self._item, self._full = self._item, None, False
            self._condition.notify_all()
            return item

    def close(self) -> None:
        """No more items go in; one that lies there can still be taken."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
