"""The services that the window, the command line and the API are given: a record, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.checkouts.service import Checkouts
from app.services.copies import Copies
from app.services.engines import EngineEntry
from app.services.governor import Governor
from app.services.logins import Logins
from app.services.machine_meters import MachineMeters
from app.services.models import Models
from app.services.permissions import Permissions
from app.services.ports import Ports
from app.services.session import Session
from app.services.tasks import Tasks
from app.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Core:
    """Built by ``app.bootstrap.build_core``, closed by ``close_core``."""

    paths: Paths
    settings: SettingsStore
    engines: tuple[EngineEntry, ...]
    session: Session
    models: Models
    copies: Copies
    checkouts: Checkouts
    permissions: Permissions
    ports: Ports
    tokens: Tokens
    machine: MachineMeters
    governor: Governor
    tasks: Tasks
    logins: Logins
