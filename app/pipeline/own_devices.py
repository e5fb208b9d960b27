"""Virtual cameras that this process writes to just now, so that none of them is offered as its own source.

Whoever opens one claims its names (what the system calls it: ``/dev/video10``, ``OBS Virtual Camera``) and gives them
back when it is closed. :mod:`app.pipeline.camera_list` leaves them out, and those that carry the program's own label.
"""

from __future__ import annotations

import threading
from collections import Counter

OWN_LABEL = "Understudy"
"""What the set-up calls the loopback device, and the name of the PipeWire node."""

_lock = threading.Lock()
_claimed: Counter[str] = Counter()


def claim(*names: str) -> None:
    """From now on these are written here. Claimed twice, they must be given back twice."""
    with _lock:
        _claimed.update(name.casefold() for name in names if name)


def give_back(*names: str) -> None:
    """They are no longer written here."""
    with _lock:
        _claimed.subtract(name.casefold() for name in names if name)


def any_claimed() -> bool:
    """Whether one is written here now."""
    with _lock:
        return any(count > 0 for count in _claimed.values())


def claimed() -> frozenset[str]:
    """What is written here now, in small letters."""
    with _lock:
        return frozenset(name for name, count in _claimed.items() if count > 0)


def is_own(*names: str) -> bool:
    """Whether one of these (path, name) is written here, or carries the program's own label."""
    folded = {name.casefold() for name in names if name}
    return bool(folded & claimed()) or OWN_LABEL.casefold() in folded
