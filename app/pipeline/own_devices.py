"""Virtual cameras that this process writes to just now, so that none of them is offered as its own source.

Whoever opens one claims its names (what the system calls it: ``/dev/video10``, ``OBS Virtual Camera``) and gives them
back when it is closed. :mod:`app.pipeline.camera_list` leaves them out, and those that carry the program's own label.
"""

from __future__ import annotations

import os
import threading
from collections import Counter

OWN_LABEL = "Understudy"
"""What the set-up calls the loopback device, and the name of the PipeWire node."""

_lock = threading.Lock()
_claimed: Counter[str] = Counter()
_leads: dict[str, str] = {}
"""What a claimed path led to when it was claimed: a link may be gone when it is given back."""


def claim(*names: str) -> None:
    """From now on these are written here. Claimed twice, they must be given back twice."""
    leads = {name.casefold(): _real(name) for name in names if name}
    with _lock:
        _claimed.update(leads.keys())
        _leads.update(leads)


def give_back(*names: str) -> None:
    """They are no longer written here."""
    with _lock:
        _claimed.subtract(name.casefold() for name in names if name)


def any_claimed() -> bool:
    """Whether one is written here now."""
    with _lock:
        return any(count > 0 for count in _claimed.values())


def claimed() -> frozenset[str]:
    """What is written here now, in small letters; of a link to a device also that device."""
    with _lock:
        return frozenset(one for name, count in _claimed.items() if count > 0 for one in (name, _leads[name]))


def is_own(*names: str) -> bool:
    """Whether one of these (path or link to it, name) is written here, or carries the program's own label."""
    spelled = {one for name in names if name for one in (name.casefold(), _real(name))}
    return bool(spelled & claimed()) or OWN_LABEL.casefold() in spelled


def _real(name: str) -> str:
    """What a path leads to, in small letters as everything here; a name that is no path is itself."""
    return (os.path.realpath(name) if name.startswith("/") else name).casefold()
