"""Sockets for the services, until ``core.ports`` gives them."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from app.base.errors import Message, UserError


@dataclass(frozen=True, slots=True)
class TakenPort:
    socket: socket.socket
    port: int
    message: Message | None = None


def take(service: str, wanted: int, host: str) -> TakenPort:
    """A listening socket. Raises UserError."""
    one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        one.bind((host, wanted))
        one.listen(128)
    except OSError as error:
        one.close()
        text = f"Port {wanted} for {service} can not be had: {error.strerror}."
        raise UserError("service.port", text, "Choose another port in the settings.", port=wanted) from error
    return TakenPort(one, int(one.getsockname()[1]))
