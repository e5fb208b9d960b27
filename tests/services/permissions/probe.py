"""Run as a child: looks as another user, and writes what was found as JSON.

What the checks import must be there before the user changes: the interpreter's own folder may be closed to others.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.pipeline.loopback import LoopbackDevice
from app.pipeline.virtual_camera_probes import BackendState, loopback
from app.services.permissions import Machine, Permissions


def _ready(device: Path) -> Message:
    return Message("virtual_camera.ready", f"{device} can be used.", "", {"device": str(device)})


def kernel(device: Path) -> BackendState:
    """What is said of the module's only device."""
    access: Literal["ok", "denied"] = "ok" if os.access(device, os.R_OK | os.W_OK) else "denied"
    answer = loopback([LoopbackDevice(str(device), 10, "Understudy", access, True, False)])
    message = answer.refusal.message if answer.refusal else _ready(device)
    return BackendState("v4l2loopback", "v4l2loopback", answer.refusal is None, message)


def look(wish: dict[str, Any]) -> list[dict[str, Any]]:
    """What is found, as the user of the wish: this process is another user's from then on."""
    paths = Paths.find({"UNDERSTUDY_HOME": wish["home"]})
    store = SettingsStore(paths.project_file, paths.user_file, {}, wish.get("set", {}))
    folders: dict[str, Any] = {name: Path(wish[name]) for name in ("dev", "sys", "proc", "root") if name in wish}
    machine = Machine(environ={"PATH": os.defpath}, administrator=False, **folders)
    if "loopback" in wish:
        machine = replace(machine, virtual_cameras=lambda: [kernel(Path(wish["loopback"]))])
    if "virtual-camera" in wish["topics"] and machine.virtual_cameras is None:
        import app.pipeline.virtual_camera  # noqa: F401 - while its files can be read
    if "uid" in wish:
        os.setgroups(wish.get("groups", []))
        os.setgid(wish["gid"])
        os.setuid(wish["uid"])
    found = Permissions(paths, store, machine=machine).check(wish["topics"])
    return [
        {
            "id": one.id,
            "state": one.state,
            "code": one.message.code,
            "text": one.message.text,
            "hint": one.message.hint,
            "params": one.message.params,
            "needed": one.needed,
            "command": list(one.action.command) if one.action else [],
            "elevated": one.action.elevated if one.action else False,
        }
        for one in found
    ]


def main() -> None:
    print(json.dumps(look(json.loads(sys.argv[1]))))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
