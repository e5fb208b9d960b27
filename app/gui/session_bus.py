"""Whether the login's message bus (D-Bus) answers, asked before Qt does: Qt waits for it without any limit, in the menu
bar and for screen readers, and the window would never come.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path

from app.base.errors import Message

log = logging.getLogger(__name__)

ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
OFF = "disabled:"
"""An address of a kind that no library knows: each says at once that there is no bus."""
PATIENCE_S = 3.0
"""One that is busy answers within a thousandth of this."""


def leave_a_silent_bus(environ: MutableMapping[str, str], *, patience_s: float = PATIENCE_S) -> Message | None:
    """Call before Qt starts. Where the bus takes a connection and says nothing for ``patience_s`` seconds, the program
    and what it starts go on as without one. Returns what is to be told then, else None.
    """
    if sys.platform != "linux" or not _is_silent(environ, patience_s):
        return None
    log.warning("The session's message bus does not answer: the program goes on without it")
    environ[ADDRESS] = OFF
    text = "The desktop's message bus (D-Bus) does not answer: screen readers and parts of the desktop can not be used."
    hint = "Log out and in again where that lasts, then start the program anew."
    return Message("desktop.bus_silent", text, hint)


def _is_silent(environ: MutableMapping[str, str], patience_s: float) -> bool:
    from jeepney import message_bus
    from jeepney.bus import get_connectable_addresses
    from jeepney.io.blocking import prep_socket

    address = environ.get(ADDRESS) or _usual(environ)
    if not address:
        return False
    by = time.monotonic() + patience_s
    try:
        connection = prep_socket(next(get_connectable_addresses(address)), timeout=patience_s)
        with connection:
            connection.settimeout(max(by - time.monotonic(), 0.01))
            connection.sendall(message_bus.Hello().serialise(serial=1))
            connection.recv(1)
    except TimeoutError:
        return True
    except (OSError, ValueError, RuntimeError, StopIteration):  # no bus, or none of ours: Qt is told as quickly
        return False
    return False


def _usual(environ: MutableMapping[str, str]) -> str:
    """Where the bus is where nobody says it."""
    place = Path(environ.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus")
    return f"unix:path={place}" if place.exists() else ""
