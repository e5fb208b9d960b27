"""The ports of the services: where each is served, free, or held by something else."""

from __future__ import annotations

from collections.abc import Iterator

from app.base.errors import Message
from app.services.permissions.check import Check, marked
from app.services.permissions.machine import Patient
from app.services.ports import Ports, PortStatus


def look(patient: Patient) -> Iterator[Check]:
    """One check for each service. Takes nothing, and asks who holds a port only where one is held."""
    ports = Ports(patient.paths, patient.settings)
    for status in ports.look():
        yield _check(status, patient)


def _check(status: PortStatus, patient: Patient) -> Check:
    id_ = f"ports.{status.service}"
    if status.state == "elsewhere":
        return _served(id_, status)
    if status.message is not None:
        # Where the next free one is not to be taken, the service can not start.
        needed = status.message.code.startswith("ports.refused") and patient.settings.current.api.enabled
        return marked(id_, "fail" if needed else "warn", status.message)
    if status.wanted == 0:
        return Check(id_, "ok", Message("check.ports.any", "Any free port is taken."))
    port = status.wanted
    return Check(id_, "ok", Message("check.ports.free", f"Port {port} is free.", "", {"port": port}))


def _served(id_: str, status: PortStatus) -> Check:
    process = status.holder.pid if status.holder is not None and status.holder.pid is not None else 0
    if status.port == status.wanted or status.wanted == 0:
        text = f"Served at {status.url} (process {process})."
        return Check(id_, "ok", Message("check.ports.served", text, "", {"address": status.url, "process": process}))
    return marked(
        id_,
        "warn",
        Message(
            "check.ports.served_elsewhere",
            f"Served at {status.url} (process {process}), not at port {status.wanted}.",
            "It was held when the service began, or another was asked for then. Begin the service anew to try it.",
            {"address": status.url, "process": process, "wanted": status.wanted},
        ),
    )
