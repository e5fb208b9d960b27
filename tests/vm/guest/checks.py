"""The checks of permissions in the guest, as another user if need be, and a program that takes pictures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import traceback
from pathlib import Path
from typing import Any

NOBODY = 65534

_holding: subprocess.Popen[bytes] | None = None


def look(topics: list[str], groups: list[int] | None = None, root: bool = False) -> dict[str, Any]:
    """What is found, by id, as nobody with further groups, or as root. A copy of this process looks: to import
    everything anew takes ten seconds in an emulated machine."""
    from tests.services.permissions import probe

    wish: dict[str, Any] = {"topics": topics, "home": "/run/home/checks"}
    if not root:
        wish |= {"uid": NOBODY, "gid": NOBODY, "groups": groups or []}
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(probe.look(wish)).encode())
        except BaseException:  # noqa: BLE001 - told to the test; nothing may return into the agent's loop
            os.write(writing, json.dumps(traceback.format_exc()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found = json.load(pipe)
    os.waitpid(child, 0)
    if isinstance(found, str):
        raise RuntimeError(found)
    return {row["id"]: row for row in found}


def give(path: str, group: int, mode: int) -> None:
    """Let root and a group have a device file, as udev does."""
    os.chown(path, 0, group)
    Path(path).chmod(mode)


def hold(path: str) -> int:
    """Take pictures from a camera until :func:`release`; returns the number of the program, once the first came."""
    global _holding
    command = [shutil.which("v4l2-ctl") or "v4l2-ctl", "-d", path, "--stream-mmap", "--stream-to=/dev/null"]
    _holding = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert _holding.stderr is not None
    if _holding.stderr.read(1) != b"<":  # one for each picture
        raise RuntimeError("v4l2-ctl takes no pictures")
    return _holding.pid


def release() -> None:
    global _holding
    if _holding is not None:
        _holding.kill()
        _holding.communicate()
        _holding = None
