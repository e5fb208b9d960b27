"""The run: the panic switch, and in time everything else that steers it."""

from __future__ import annotations

from pydantic import StrictBool

from app.api.envelope import Model
from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.services.status_view import SessionData, session_data

routes = Routes("session")

EXAMPLE: SessionData = {
    "state": "running",
    "progress": None,
    "covered_now": True,
    "covering": False,
    "message": None,
    "failed_at": None,
    "source_lost": None,
}


class Switch(Model):
    """On or off."""

    on: StrictBool


@routes.post("/cover", Permission.CONTROL, example=EXAMPLE)
def cover_now(core: CoreOf, body: Switch) -> SessionData:
    """The panic switch: cover the whole picture from the next one on, or end that."""
    core.session.cover_now(body.on)
    return session_data(core.session.status)
