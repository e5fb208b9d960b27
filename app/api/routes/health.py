"""Whether the program lives: for everybody who can reach the port, so nothing private is told."""

from __future__ import annotations

from typing import Literal

from app import __version__
from app.api.envelope import Model
from app.api.permissions import Permission
from app.api.routing import Routes

routes = Routes("health")


class Alive(Model):
    """The service answers."""

    alive: Literal[True]
    version: str


@routes.get("/health/live", Permission.PUBLIC, at_root=True, example={"alive": True, "version": __version__})
def read_live() -> Alive:
    """Whether the service answers at all."""
    return Alive(alive=True, version=__version__)
