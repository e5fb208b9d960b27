"""What the program needs of the machine and of the user's rights, checked one by one, and how each is mended.

1. ``Permissions.check`` looks: one function a topic (``camera``, ``virtual_camera``, ``gpu``, ``folders``, ``tray``,
   ``autostart``), each in a module of its own, given a ``Patient`` and a ``Machine`` that tests replace.
2. ``Permissions.mend`` takes the step that a check offers (``mending``), elevated by the system itself (``elevate``).
3. ``Permissions.report`` writes them down for others, without what is private (``scrub``).
"""

from app.services.permissions.check import Check, CheckState, Mark, Mend, marked
from app.services.permissions.machine import Machine, Patient, Topic
from app.services.permissions.mending import MendResult
from app.services.permissions.report import lines_of
from app.services.permissions.service import Permissions

__all__ = [
    "Check",
    "CheckState",
    "Machine",
    "Mark",
    "Mend",
    "MendResult",
    "Patient",
    "Permissions",
    "Topic",
    "lines_of",
    "marked",
]
