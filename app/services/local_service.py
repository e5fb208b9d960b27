"""What the window and ``serve`` know of the local service, without knowing FastAPI."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.base.errors import Message
from app.base.events import Event


class ServiceState(StrEnum):
    """``off``: not wanted, by the setting ``api.enabled``; ``failed``: wanted and can not be served, the error says
    why; it is tried again once the settings change."""

    STARTING = "starting"
    SERVING = "serving"
    OFF = "off"
    FAILED = "failed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is reached: ``service`` is ``api`` or ``monitor``."""

    service: str
    url: str
    """For a client on this machine, such as http://127.0.0.1:8000."""
    wanted: int
    port: int
    on_lan: bool
    message: Message | None
    """Why the port is not the wanted one; None where it is."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How the local service is doing."""

    state: ServiceState
    addresses: tuple[Address, ...] = ()
    error: Message | None = None
    """Why nothing is served, or one of the two not."""
    fingerprint: str = ""
    """SHA-256 of the certificate, by which a client in the local network knows this machine; empty without TLS."""

    @property
    def on_lan(self) -> bool:
        """Whether others in the local network can reach it: shown in red."""
        return any(one.on_lan for one in self.addresses)


class LocalService(Protocol):
    """The service, in a thread of the program. It follows the settings by itself."""

    @property
    def status(self) -> ServiceStatus: ...

    @property
    def changed(self) -> Event[ServiceStatus]:
        """Published on the service's thread."""

    def start(self) -> None:
        """Begin to serve, or to wait until the settings want it; returns at once."""

    def stop(self) -> None:
        """End, and wait for that; it can not be started again."""

    def wait(self, timeout_s: float) -> ServiceStatus:
        """Wait until it is no longer starting, at most so long."""
