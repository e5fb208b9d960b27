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
from app.services.permissions.patience import Left, NoAnswer, patiently
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
QUICK_S = 40.0
"""A quick topic takes a fraction of a second; one that has not answered by then looks at something that hangs. That of
the virtual camera runs the set-up script twice, which takes ten seconds and more on a busy machine."""


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

    def check(self, topics: Sequence[str] = (), leave: threading.Event | None = None) -> list[Check]:
        """What is found now, for some topics or all. Takes up to a second for the quick ones and a minute or more for
        the others: not for the window's thread. Whatever a look runs into is itself a finding, also that it gets no
        answer. Once ``leave`` is set it returns within two seconds, with what was found by then.

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
        leave = leave or threading.Event()
        patient = Patient(self._paths, self._settings, self._machine, bool(topics), leave)
        found: list[Check] = []
        for name in wanted or self._topics:
            if leave.is_set():
                break
            found += self._patiently(self._topics[name], patient)
        return found

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

    def _patiently(self, topic: Topic, patient: Patient) -> list[Check]:
        limit_s = None if topic.slow else QUICK_S
        try:
            return patiently(f"topic {topic.name}", lambda: self._look(topic, patient), limit_s, patient.leave)
        except Left:
            return []
        except NoAnswer:
            log.warning("the check of %s gets no answer", topic.name)
            message = Message(
                "check.no_answer",
                f"The check of “{topic.name}” gets no answer: something that it looks at hangs.",
                "A device, its driver or a folder on a network does not answer. Restart the computer if it stays so.",
                {"topic": topic.name},
            )
            return [Check(f"{topic.name}.check", "unknown", message)]

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
