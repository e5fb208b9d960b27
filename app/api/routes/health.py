"""Whether the program lives and works: for everybody who can reach the port, so nothing private is told."""

from __future__ import annotations

from typing import Literal

from app import __version__
from app.api.envelope import Failure, Model
from app.api.permissions import Permission
from app.api.refusals import Refusal
from app.api.routing import Routes, failure_example
from app.api.shared import SharedOf
from app.services.health import CheckData

routes = Routes("health")


class Alive(Model):
    """The service answers."""

    alive: Literal[True]
    version: str


class Health(Model):
    """Every part of the program that can fail, and whether it does."""

    alive: Literal[True]
    version: str
    checks: list[CheckData]


class Ill(Failure):
    """Something does not work: the failed checks stand in the data."""

    data: Health  # type: ignore[assignment]


_GOOD: list[CheckData] = [
    {"name": "pipeline", "ok": True, "code": None},
    {"name": "camera", "ok": True, "code": None},
    {"name": "engine", "ok": True, "code": None},
    {"name": "output", "ok": True, "code": None},
    {"name": "disk", "ok": True, "code": None},
    {"name": "memory", "ok": True, "code": None},
    {"name": "models", "ok": True, "code": None},
]
_BAD: list[CheckData] = [*_GOOD[:1], {"name": "camera", "ok": False, "code": "health.source_lost"}, *_GOOD[2:]]
_HINT = "`python -m app doctor` says more, on the machine itself."
_ILL = failure_example("health.failed", "Failed: camera.", _HINT)
_ILL["data"] = {"alive": True, "version": __version__, "checks": _BAD}
_NOT_READY = ("health.not_ready", "No pictures flow, and a run can not be begun just now.", "Look at /api/status.")


@routes.get(
    "/health",
    Permission.PUBLIC,
    at_root=True,
    example={"alive": True, "version": __version__, "checks": _GOOD},
    content={503: {"model": Ill, "content": {"application/json": {"example": _ILL}}}},
)
def read_health(shared: SharedOf) -> Health:
    """Whether everything works; 503 with the failed checks where something does not. May be a second old."""
    checks = shared.health.checks()
    health = Health(alive=True, version=__version__, checks=checks)
    failed = [one["name"] for one in checks if not one["ok"]]
    if failed:
        raise Refusal(503, "health.failed", f"Failed: {', '.join(failed)}.", _HINT, data=health.model_dump())
    return health


@routes.get(
    "/health/ready", Permission.PUBLIC, at_root=True, fails=(503,), example={"alive": True, "version": __version__}
)
def read_ready(shared: SharedOf) -> Alive:
    """Whether pictures flow, or would at once if a run was asked for; 503 while one loads, ends or has failed."""
    if not shared.health.ready():
        raise Refusal(503, *_NOT_READY)
    return Alive(alive=True, version=__version__)


@routes.get("/health/live", Permission.PUBLIC, at_root=True, example={"alive": True, "version": __version__})
async def read_live() -> Alive:
    """Whether the service answers at all."""
    return Alive(alive=True, version=__version__)
