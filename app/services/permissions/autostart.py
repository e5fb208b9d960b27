"""Opening at login: whether that is set, and whether what it starts is still there."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.autostart import Autostart
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Patient


def look(patient: Patient) -> Iterator[Check]:
    id_ = "autostart.login"
    machine = patient.machine
    found = Autostart(patient.paths, platform=machine.platform, environ=machine.environ).state()
    if found.state != "broken":
        yield Check(id_, "ok", found.message)
    elif found.message.code == "autostart.sandboxed":
        yield Check(id_, "unknown", found.message)
    else:
        yield Check(id_, "missing", found.message, action=Mend("autostart", "Open this copy at login", target="on"))
