"""``doctor``: what of this machine and installation works, and what to do about what does not.

1. Each topic is a function that yields rows; they stand in ``installation``, ``devices`` and ``content`` and import
   heavy packages only when they run.
2. :func:`run_doctor` runs the wanted ones in order. A probe that raises is itself a finding.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.base.errors import UsageError, UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.doctor import content, devices, installation
from app.services.doctor.rows import DoctorRow, Patient, Probe, State

__all__ = ["TOPICS", "DoctorRow", "State", "run_doctor"]

_PROBES: dict[str, Probe] = {
    "python": installation.python,
    "packages": installation.packages,
    "qt": installation.qt,
    "settings": content.settings,
    "disk": content.disk,
    "models": content.models,
    "engines": content.engines,
    "providers": devices.providers,
    "cameras": devices.cameras,
    "virtual-camera": devices.virtual_camera,
    "layers": content.layers,
}
TOPICS = tuple(_PROBES)

_log = logging.getLogger(__name__)


def run_doctor(paths: Paths, settings: SettingsStore, topics: Sequence[str] = ()) -> list[DoctorRow]:
    """The rows of the topics (all when none is named). Raises UsageError for a topic that does not exist."""
    for topic in topics:
        if topic not in _PROBES:
            known = ", ".join(TOPICS)
            raise UsageError(
                "doctor.unknown_topic",
                f"The doctor has no topic {topic}.",
                f"Topics: {known}.",
                topic=topic,
                known=known,
            )
    rows: list[DoctorRow] = []
    for topic in topics or TOPICS:
        patient = Patient(topic, paths, settings, asked_for=bool(topics))
        try:
            rows.extend(_PROBES[topic](patient))
        except UserError as error:
            rows.append(patient.fail(topic, error.message.text, error.message.hint))
        except Exception as error:  # noqa: BLE001 - a sick machine may raise anything; the row reports it
            _log.exception("the probe of %s failed", topic)
            rows.append(patient.fail(topic, f"The check itself failed: {type(error).__name__}: {error}"))
    return rows
