"""The status as figures for Prometheus."""

from __future__ import annotations

from fastapi import Response

from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import SharedOf
from app.services.metrics import CONTENT_TYPE, metrics_text

routes = Routes("metrics")

_TEXT = {
    200: {
        "description": "Prometheus' text format",
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "understudy_fps 29.97\n"}},
    }
}


@routes.get("/metrics", Permission.VIEW, content=_TEXT)
def read_metrics(shared: SharedOf) -> Response:
    """Figures in Prometheus' text format; its scraper sends a token by `authorization: credentials`."""
    text = metrics_text(shared.status_data, shared.health.checks)
    return Response(text, headers={"content-type": CONTENT_TYPE})
