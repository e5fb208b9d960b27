"""What a program printed last: it often says why it ended, in its own words."""

from __future__ import annotations

import os
import re
from pathlib import Path

from app.base.errors import Message
from app.services.checkouts.findings import Finding
from app.services.checkouts.manifest import CheckoutSpec

LOG = "child.log"
"""Name of the file in the engine's part of the cache (`engines.toolkit.bridge_keeper`)."""
_LINES = 6
_LONGEST = 600
"""Characters that are shown."""
_READ = 8192
"""Bytes of the file's end that are read."""
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def printed(spec: CheckoutSpec, log: Path) -> Finding | None:
    """The last lines of its last start; None where there are none."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(file.tell() - _READ, 0))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        text = f"({error.strerror or error})"
    plain = (_COLOURS.sub("", line.rsplit("\r", 1)[-1]).strip() for line in text.replace("\r\n", "\n").split("\n"))
    lines = [line for line in plain if line][-_LINES:]
    if not lines:
        return None
    said = " / ".join(lines)[-_LONGEST:]
    words = f"What {spec.program} printed last, of all that is in {log}: {said}"
    message = Message("checkout.printed", words, "", {"program": spec.program, "lines": said, "file": str(log)})
    return Finding("printed", "info", message)
