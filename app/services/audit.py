"""Who changed what through the local service: a line of JSON for each such call, in a file of bounded size."""

from __future__ import annotations

import json
import logging
import logging.handlers
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "audit.log"
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
        self._handler = _Handler(self.file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, record: AuditRecord) -> None:
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": time, **asdict(record)}, ensure_ascii=False)
        self._handler.handle(logging.LogRecord("audit", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        self._handler.close()


class _Handler(logging.handlers.RotatingFileHandler):
    _told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not self._told:
            self._told = True
            log.exception("The audit log %s can not be written", self.baseFilename)
