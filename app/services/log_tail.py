"""The last lines of the log, for those who watch from elsewhere: without what says who and where somebody is."""

from __future__ import annotations

import os
from pathlib import Path

from app.base.logs import LOG_NAME
from app.services.permissions.scrub import Scrubber

_BYTES_A_LINE = 400


def log_tail(folder: Path, scrub: Scrubber, lines: int) -> tuple[str, ...]:
    """The newest lines of the log in ``folder``, oldest first, at most ``lines``; none where there is no log.

    Raises:
        OSError: it can not be read.
    """
    try:
        with (folder / LOG_NAME).open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - lines * _BYTES_A_LINE))
            data = stream.read()
    except FileNotFoundError:
        return ()
    found = data.decode("utf-8", "replace").splitlines()
    if size > len(data):
        found = found[1:]  # cut in the middle
    return tuple(scrub(line) for line in found[-lines:])
