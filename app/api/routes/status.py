"""How the program is doing, at three addresses. The gate answers them from a copy that lies ready, and says the same as
the function here, which the OpenAPI page is made of."""

from __future__ import annotations

from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import SharedOf
from app.services.status_view import StatusData

routes = Routes("status")

EXAMPLE: StatusData = {
    "session": {
        "state": "running",
        "progress": None,
        "covered_now": False,
        "covering": False,
        "message": None,
        "failed_at": None,
        "source_lost": None,
    },
    "engine": "mesh",
    "provider": "CPU",
    "source": {"name": "demo", "width": 1280, "height": 720, "fps": 30.0, "live": False, "format": None},
    "outputs": [],
    "fps": 29.97,
    "age_ms": 24.1,
    "frames": {"in": 300, "out": 298, "dropped": 2, "swapped": 297, "covered": 1},
    "stages_total_ms": {"read": 120.5, "detect": 310.2, "warp": 820.9, "output": 31.0},
    "load": {
        "cpu_percent": 31.5,
        "process_cpu_percent": 88.0,
        "process_memory_mb": 410.2,
        "memory_used_mb": 5120.0,
        "memory_total_mb": 16384.0,
        "cpu_temperature_c": 61.0,
        "on_battery": False,
        "disk_free_mb": 90112.0,
        "gpus": [],
        "gpus_unavailable": {
            "code": "machine.no_gpu",
            "message": "No graphics card was found whose values can be read.",
            "hint": "",
        },
    },
    "ports": [
        {
            "service": "api",
            "wanted": 8000,
            "port": 8000,
            "url": "http://127.0.0.1:8000",
            "state": "served",
            "message": None,
        }
    ],
    "governor": {
        "active": True,
        "level": 0,
        "levels": 4,
        "target_fps": 30.0,
        "holding": True,
        "steps": [],
        "reason": None,
    },
    "tasks": {
        "queued": 1,
        "running": 1,
        "done": 4,
        "failed": 0,
        "cancelled": 0,
        "progress": 0.4,
        "seconds_left": 17.1,
    },
}


@routes.get("/status", Permission.VIEW, example=EXAMPLE)
def read_status(shared: SharedOf) -> StatusData:
    """How the program is doing: state, engine, source, outputs, rate, age, drops, load, ports, tasks.

    It may be a tenth of a second old.
    """
    return shared.status_data()


@routes.get("/api/status", Permission.VIEW, at_root=True, example=EXAMPLE)
def read_api_status(shared: SharedOf) -> StatusData:
    """The same as `/api/v1/status`."""
    return shared.status_data()


@routes.get("/status", Permission.VIEW, at_root=True, example=EXAMPLE)
def read_root_status(shared: SharedOf) -> StatusData:
    """The same as `/api/v1/status`."""
    return shared.status_data()
