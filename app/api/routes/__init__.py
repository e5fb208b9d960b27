"""The routes of the local service, a module for each topic."""

from __future__ import annotations

from app.api.routes import health, monitor, session, status
from app.api.routing import Routes


def all_routes() -> tuple[Routes, ...]:
    """Every topic, in the order of the OpenAPI page."""
    return (health.routes, status.routes, session.routes, monitor.routes)
