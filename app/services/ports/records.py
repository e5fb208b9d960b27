"""The run file: by which clients find the services. One record for each, under its name:

``{"api": {"host": "127.0.0.1", "port": 8000, "scheme": "http", "pid": 1234, "mark": "..."}}``

It is written whole and taken away at the end. A program that was killed leaves it: a record counts only while the
process of that number is the one that wrote it, by its mark, whatever the clock was set to since.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.files import replace_file
from app.services.ports.holders import mark_of

log = logging.getLogger(__name__)

_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Served:
    """A service as it can be reached."""

    service: str
    host: str
    """Where it listens; 0.0.0.0 and :: are all addresses of this machine."""
    port: int
    scheme: str
    pid: int
    mark: str
    """As :func:`app.services.ports.holders.mark_of`."""

    @property
    def url(self) -> str:
        """For a client on this machine."""
        return address_of(self.scheme, self.host, self.port)

    @property
    def alive(self) -> bool:
        """Whether the process that wrote it still runs."""
        return bool(self.mark) and mark_of(self.pid) == self.mark


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
            "host": one.host, "port": one.port, "scheme": one.scheme, "pid": one.pid, "mark": one.mark,
        }
        for one in records
    }  # fmt: skip
    if tree:
        replace_file(file, (json.dumps(tree, indent=2) + "\n").encode())
    else:
        file.unlink(missing_ok=True)


def _record(service: str, fields: Any) -> Served:
    host, scheme = fields["host"], fields["scheme"]
    port, pid, mark = fields["port"], fields["pid"], fields["mark"]
    if not (isinstance(host, str) and isinstance(mark, str) and isinstance(scheme, str) and scheme in _SCHEMES):
        raise ValueError(f"the record of {service} is not one")
    if not (type(port) is int and 0 < port < 65536 and type(pid) is int and pid > 0):
        raise ValueError(f"the record of {service} has no numbers")
    return Served(service, host, port, scheme, pid, mark)
