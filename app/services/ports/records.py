"""The run file: by which clients find the services. One record for each, under its name:

``{"api": {"host": "127.0.0.1", "port": 8000, "scheme": "http", "pid": 1234, "started": 1764320000.1}}``

It is written whole and taken away at the end. A program that was killed leaves it: a record counts only while the
process of that number began at that time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.files import replace_file
from app.services.ports.holders import started_at

log = logging.getLogger(__name__)

_CLOCK_S = 2.0
"""Systems reckon a start from the clock, which may have been set since."""


@dataclass(frozen=True, slots=True)
class Served:
    """A service as it can be reached."""

    service: str
    host: str
    """Where it listens; 0.0.0.0 and :: are all addresses of this machine."""
    port: int
    scheme: str
    pid: int
    started: float
    """When the process began, in seconds since 1970."""

    @property
    def url(self) -> str:
        """For a client on this machine."""
        return address_of(self.scheme, self.host, self.port)

    @property
    def alive(self) -> bool:
        """Whether the process that wrote it still runs."""
        began = started_at(self.pid)
        return began is not None and abs(began - self.started) < _CLOCK_S


def address_of(scheme: str, host: str, port: int) -> str:
    """A web address for a client on this machine, such as ``http://127.0.0.1:8000``."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{scheme}://[{near}]:{port}" if ":" in near else f"{scheme}://{near}:{port}"


def read_records(file: Path) -> dict[str, Served]:
    """What runs now, by service. A file that is not ours to understand counts as none, and is logged."""
    try:
        tree = json.loads(file.read_bytes())
        found = [_record(service, fields) for service, fields in tree.items()]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        log.warning("%s can not be read (%s): it counts as empty", file, error)
        return {}
    return {one.service: one for one in found if one.alive}


def write_records(file: Path, records: Iterable[Served]) -> None:
    """Replace the run file; it goes where there is nothing to tell. Raises OSError."""
    tree = {
        one.service: {
            "host": one.host, "port": one.port, "scheme": one.scheme, "pid": one.pid, "started": one.started,
        }
        for one in records
    }  # fmt: skip
    if tree:
        replace_file(file, (json.dumps(tree, indent=2) + "\n").encode())
    else:
        file.unlink(missing_ok=True)


def _record(service: str, fields: Any) -> Served:
    host, scheme = fields["host"], fields["scheme"]
    port, pid, started = fields["port"], fields["pid"], fields["started"]
    if not (isinstance(host, str) and isinstance(scheme, str) and scheme in ("http", "https")):
        raise ValueError(f"the record of {service} is not one")
    if not (type(port) is int and 0 < port < 65536 and type(pid) is int and pid > 0):
        raise ValueError(f"the record of {service} has no numbers")
    return Served(service, host, port, scheme, pid, float(started))
