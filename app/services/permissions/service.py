"""The list of checks, by topic, in the order in which they are shown. Each look is at the machine as it is now."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.base.errors import Message, UsageError, UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions import autostart, camera, folders, gpu, ports, tray, virtual_camera
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Machine, Patient, Topic
from app.services.permissions.mending import MendResult, carry_out, shown_command
from app.services.permissions.report import report

log = logging.getLogger(__name__)

TOPICS = (
    Topic("camera", camera.look),
    Topic("virtual-camera", virtual_camera.look),
    Topic("gpu", gpu.look),
    Topic("folders", folders.folders),
    Topic("disk", folders.disk),
    Topic("ports", ports.look),
    Topic("tray", tray.look),
    Topic("autostart", autostart.look),
)
"""What the program needs of the machine and of the user's rights: all quick."""


class Permissions:
    """The checks, and what mends them. Safe to use from several threads."""

    def __init__(
        self, paths: Paths, settings: SettingsStore, more: Iterable[Topic] = (), machine: Machine | None = None
    ) -> None:
        """``more`` are further topics, such as those of the installation (:mod:`app.services.doctor`)."""
        self._paths, self._settings = paths, settings
        self._machine = machine or Machine()
        self._topics = {topic.name: topic for topic in (*TOPICS, *more)}

    @property
    def topics(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(self._topics)

    @property
    def quick_topics(self) -> tuple[str, ...]:
        """Those that take a fraction of a second together, so that a live view may repeat them every few seconds."""
        return tuple(name for name, topic in self._topics.items() if not topic.slow)

    def use_tray_probe(self, probe: Callable[[], bool | None]) -> None:
        """The window's toolkit knows best whether there is a notification area; ``probe`` is asked on any thread."""
        self._machine = replace(self._machine, tray=probe)

    def check(self, topics: Sequence[str] = ()) -> list[Check]:
        """What is found now, for some topics or all. Takes up to a second for the quick ones and a minute or more for
        the others: not for the window's thread. Whatever a look runs into is itself a finding.

        Raises:
            UsageError: there is no such topic.
        """
        wanted = list(topics)
        for topic in wanted:
            if topic not in self._topics:
                known = ", ".join(self._topics)
                raise UsageError(
                    "doctor.unknown_topic",
                    f"The doctor has no topic {topic}.",
                    f"Topics: {known}.",
                    topic=topic,
                    known=known,
                )
        patient = Patient(self._paths, self._settings, self._machine, asked_for=bool(topics))
        return [found for name in wanted or self._topics for found in self._look(self._topics[name], patient)]

    def check_one(self, id_: str) -> Check | None:
        """One check as it is now, such as after it was mended; None where it is no longer in the list."""
        return next((found for found in self.check([id_.partition(".")[0]]) if found.id == id_), None)

    def shown_command(self, action: Mend) -> str:
        """What would run, word for word, with the prefix that elevates: to be shown before anybody agrees."""
        return shown_command(action, self._machine)

    def mend(self, check: Check, *, confirmed: bool, cancel: threading.Event | None = None) -> MendResult:
        """Take the step of ``check.action``. Blocks, for minutes where something is installed: not for the window's
        thread. The result says in words what came of it; nothing is raised for what the system or the user does.

        Args:
            confirmed: the user has seen :meth:`shown_command` and agreed. Without it no command runs.
            cancel: when set, nobody waits for the step any longer; a step that has begun goes on by itself.
        """
        return carry_out(check, self._paths, self._settings, self._machine, confirmed=confirmed, cancel=cancel)

    def report(self, checks: Sequence[Check] | None = None) -> str:
        """The checks as text to copy into a bug report, in English: without names, private paths and faces.

        Args:
            checks: those to write; by default the quick ones as they are now.
        """
        found = self.check(self.quick_topics) if checks is None else checks
        return report(found, self._paths, self._settings)

    def _look(self, topic: Topic, patient: Patient) -> list[Check]:
        found: list[Check] = []
        try:
            found.extend(topic.look(patient))
        except UserError as error:
            found.append(Check(f"{topic.name}.check", "missing", error.message, needed=True))
        except Exception as error:
            log.exception("the check of %s failed", topic.name)
            reason = f"{type(error).__name__}: {error}"
            message = Message(
                "check.failed",
                f"The check of “{topic.name}” itself failed: {reason}.",
                "This is a fault of the program. The log has the details; please report it.",
                {"topic": topic.name, "reason": reason},
            )
            found.append(Check(f"{topic.name}.check", "unknown", message, needed=True))
        return found
