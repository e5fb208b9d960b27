"""What is served on the monitor's port: the same routes as on that of the API."""

from __future__ import annotations

from app.api.gate import App
from app.services.core import Core


def create_monitor(core: Core, api: App) -> App:
    """The ASGI application of the monitor's port."""
    return api
