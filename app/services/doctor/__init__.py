"""``doctor``: what of this machine and installation works, and what to do about what does not.

The checks of the machine and of the user's rights stand in :mod:`app.services.permissions`; here are those of the
installation, in ``installation``, ``devices`` and ``content``, which import heavy packages only when they run.
:func:`build_permissions` puts both into one list.
"""

from __future__ import annotations

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.doctor import content, devices, installation, programs
from app.services.permissions import Machine, Permissions, Topic

__all__ = ["INSTALLATION", "build_permissions", "topics_meant"]

INSTALLATION = (
    Topic("settings", content.settings),
    Topic("python", installation.python),
    Topic("packages", installation.packages, slow=True),
    Topic("qt", installation.qt, slow=True),
    Topic("models", content.models, slow=True),
    Topic("engines", content.engines),
    Topic("programs", programs.programs, slow=True),
    Topic("providers", devices.providers, slow=True),
    Topic("trial", devices.trial, slow=True),
    Topic("layers", content.layers, slow=True),
)
_MEANT = {"cameras": ("camera",), "virtual-camera": ("virtual-camera", "trial")}
"""What people mean by a word that is no topic, or more than one."""


def build_permissions(paths: Paths, settings: SettingsStore, machine: Machine | None = None) -> Permissions:
    """Every check there is."""
    return Permissions(paths, settings, INSTALLATION, machine)


def topics_meant(words: list[str]) -> list[str]:
    """The topics that the words on the command line stand for."""
    return [topic for word in words for topic in _MEANT.get(word, (word,))]
