"""Where the services of this program are reached, and what is in their way."""

from __future__ import annotations

from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.services.status_view import PortData, port_data

routes = Routes("ports")

_EXAMPLE: list[PortData] = [
    {
        "service": "api",
        "wanted": 8000,
        "port": 8001,
        "url": "http://127.0.0.1:8001",
        "state": "served",
        "message": {
            "code": "ports.stepped_over",
            "message": "Port 8000 is held by python (4711): “api” is at port 8001 now.",
            "hint": "",
        },
    }
]


@routes.get("/ports", Permission.VIEW, example=_EXAMPLE)
def list_ports(core: CoreOf) -> list[PortData]:
    """Each service with its wanted and its real port, looked at anew; `/api/v1/status` has what was known before."""
    return [port_data(one) for one in core.ports.look()]
