"""What the tests of checks share: machines of their own, looks as another user, and texts held against the table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.message_texts import TEXTS
from app.services.permissions import Check, Machine, Permissions

ROOT = Path(__file__).resolve().parents[3]
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can look as another user"
)
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="device files and groups of Linux")
NOBODY = 65534
CHILD_S = 60


def needs_mounts() -> None:
    """Skip where no private mounts can be made: without root, or in a container that forbids them."""
    unshare = shutil.which("unshare")
    if unshare is None or os.geteuid() != 0:
        pytest.skip("mounts of its own need root and the program unshare")
    tried = subprocess.run([unshare, "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"mounts of its own are not allowed here: {tried.stderr.decode().strip()}")


def permissions(home: Path, flags: Mapping[str, str] | None = None, **machine: Any) -> Permissions:
    """The service on a machine of the test's own, with user folders under ``home``."""
    paths = Paths.find({"UNDERSTUDY_HOME": str(home)})
    paths.make_user_folders()
    store = SettingsStore(paths.project_file, paths.user_file, {}, dict(flags or {}))
    given: dict[str, Any] = {"environ": {"PATH": os.environ.get("PATH", os.defpath)}, **machine}
    return Permissions(paths, store, machine=Machine(**given))


def found(checks: Iterable[Check]) -> dict[str, Check]:
    """By id; each text is the one that translators see."""
    by_id = {}
    for check in checks:
        told(check.message)
        by_id[check.id] = check
    return by_id


def told(message: Message) -> None:
    """The English sentence in the table says what the message says, or a translated window would say something else."""
    text, hint = TEXTS[message.code]
    assert text.format(**message.params) == message.text
    assert hint.format(**message.params) == message.hint or not hint


def looked(wish: Mapping[str, Any], *, mounts: str = "", as_nobody: bool = True) -> dict[str, dict[str, Any]]:
    """What a child sees, as the user nobody unless told otherwise. ``mounts`` are shell commands that are run before
    it, as root, in a mount namespace of its own; they may use the folder ``$HOME_OF_TEST``."""
    whole = {"uid": NOBODY, "gid": NOBODY, **wish} if as_nobody else dict(wish)
    command: Sequence[str] = [sys.executable, "-m", "tests.services.permissions.probe", json.dumps(whole)]
    if mounts:
        command = ["unshare", "-m", "sh", "-ec", f'{mounts}\nexec "$@"', "sh", *command]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=CHILD_S,
        check=False,
        env={**os.environ, "HOME_OF_TEST": str(whole["home"])},
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    for row in rows:
        told(Message(row["code"], row["text"], row["hint"], row["params"]))
    return {row["id"]: row for row in rows}


def video_node(folder: Path, name: str, number: int = 0, *, index: int = 0, virtual: bool = False) -> Path:
    """A camera as sysfs and ``/dev`` have it, in ``folder/sys`` and ``folder/dev``; the device file is a plain one."""
    entry = folder / "sys" / "class" / "video4linux" / f"video{number}"
    entry.mkdir(parents=True)
    (entry / "name").write_text(f"{name}\n")
    (entry / "index").write_text(f"{index}\n")
    if virtual:
        (entry / "max_openers").write_text("10\n")
    device = folder / "dev" / f"video{number}"
    device.parent.mkdir(exist_ok=True)
    device.touch()
    return device


def places(folder: Path) -> dict[str, Any]:
    """The folders that :func:`video_node` fills, for a machine."""
    return {"dev": folder / "dev", "sys": folder / "sys", "root": folder}
