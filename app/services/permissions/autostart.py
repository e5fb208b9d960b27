"""Opening at login."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.permissions.check import Check
from app.services.permissions.machine import Patient


def look(patient: Patient) -> Iterator[Check]:
    return iter(())
