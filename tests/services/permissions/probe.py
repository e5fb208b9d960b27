"""Run as a child: looks as another user, and writes what was found as JSON.

What the checks import must be there before the user changes: the interpreter's own folder may be closed to others.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions import Machine, Permissions


def main() -> None:
    wish = json.loads(sys.argv[1])
    paths = Paths.find({"UNDERSTUDY_HOME": wish["home"]})
    store = SettingsStore(paths.project_file, paths.user_file, {}, wish.get("set", {}))
    folders = {name: Path(wish[name]) for name in ("dev", "sys", "proc", "root") if name in wish}
    machine = Machine(environ={"PATH": os.defpath}, administrator=False, **folders)
    if "uid" in wish:
        os.setgroups(wish.get("groups", []))
        os.setgid(wish["gid"])
        os.setuid(wish["uid"])
    found = Permissions(paths, store, machine=machine).check(wish["topics"])
    rows = [
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
    print(json.dumps(rows))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
