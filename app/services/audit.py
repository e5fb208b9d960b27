"""Who changed what through the local service: a line of JSON for each such call, in a file of bounded size.

Those who are let in have a file of their own: however much is refused to somebody unknown, it can not push out what was
done.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "audit.log"
REFUSED = "refused.log"
"""For those who were not let in."""
MAX_BYTES = 1_000_000
KEPT_FILES = 5


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call. ``token`` and ``name`` are the id and the name of the token, empty where none counted. What was sent
    is not kept: it may be private."""

    request_id: str
    client: str
    token: str
    name: str
    role: str
    method: str
    path: str
    status: int


class Audit:
    """Any thread may write. A file that can not be written is told in the log once, and does not stop the service."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / NAME
        self._known, self._unknown = _handler(self.file), _handler(folder / REFUSED)

    def write(self, record: AuditRecord) -> None:
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        # Nothing but ASCII: some of what is none ends a line, or steers the terminal that shows it.
        line = json.dumps({"time": time, **asdict(record)})
        handler = self._known if record.role else self._unknown
        handler.handle(logging.LogRecord("audit", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        self._known.close()
        self._unknown.close()


class _Handler(logging.handlers.RotatingFileHandler):
    _told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not self._told:
            self._told = True
            log.exception("The audit log %s can not be written", self.baseFilename)


def _handler(file: Path) -> logging.Handler:
    made = _Handler(file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
    made.setFormatter(logging.Formatter("%(message)s"))
    return made
