"""The routes of the local service, a module for each topic."""

from __future__ import annotations

from app.api.routes import (
    choices,
    docs,
    events,
    health,
    metrics,
    monitor,
    ports,
    preview,
    session,
    settings,
    status,
    tasks,
    tokens,
)
from app.api.routing import Routes


def all_routes() -> tuple[Routes, ...]:
    """Every topic, in the order of the OpenAPI page."""
    topics = (health, status, session, choices, preview, tasks, settings, tokens, metrics, ports, events, monitor, docs)
    return tuple(topic.routes for topic in topics)
