"""Device files of Linux: whether this user may open them, and why not, in words.

In order: :func:`sandbox` (Flatpak, Snap, a container), :func:`may_open`, :func:`refusal`, which looks at owner, group
and access lists the way the kernel does, and :func:`device_check`, which makes a check of it.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.base.errors import Message
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Machine, Patient

if os.name == "posix":
    import grp
    import pwd

Sandbox = Literal["", "flatpak", "snap", "container"]
Why = Literal["login", "group", "other_user", "root", "sandbox", "system"]

_ACL = "system.posix_acl_access"
_ACL_USER = 2
_READ_WRITE = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a device file does not open."""

    why: Why
    """``login``: in the group, and this login began before; ``group``: not in it; ``other_user``: the one at the
    screen has it; ``root``: only root may; ``sandbox``; ``system``: something else, such as a security module."""
    group: str = ""
    users: str = ""


def sandbox(patient: Patient) -> Sandbox:
    """What stands between the program and the devices."""
    machine = patient.machine
    if (machine.root / ".flatpak-info").is_file():
        return "flatpak"
    snap = machine.environ.get("SNAP", "")
    # What is started in a terminal that is a snap inherits the variable: the program itself must lie there.
    if snap and patient.paths.root.is_relative_to(snap):
        return "snap"
    marks = (machine.root / ".dockerenv", machine.root / "run" / ".containerenv")
    return "container" if any(mark.exists() for mark in marks) else ""


def may_open(path: Path, sandbox_: Sandbox) -> bool:
    """Whether this user may read and write a device file.

    Outside of sandboxes the file's rights are asked and the device is left alone, since opening a camera wakes it up;
    inside, what forbids it (device lists, AppArmor) speaks only when the file is opened.
    """
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        return False
    if not sandbox_:
        return True
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES)
    return True


def user_name() -> str:
    """Of this process; its number where it has no name."""
    if os.name != "posix":
        return os.environ.get("USERNAME", "")
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def refusal(path: Path, sandbox_: Sandbox) -> Refusal:
    """Why ``path`` may not be opened. Raises OSError when it is gone."""
    status = path.stat()
    group = _group_name(status.st_gid)
    by_group = (status.st_mode >> 3) & _READ_WRITE == _READ_WRITE
    if by_group and status.st_gid in {os.getegid(), *os.getgroups()}:
        return Refusal("sandbox" if sandbox_ else "system", group)
    if by_group and status.st_gid in _groups_of_user():
        return Refusal("login", group)
    others = _users_let_in(path)
    if others:
        return Refusal("other_user", group, ", ".join(others))
    if by_group and status.st_gid != 0:
        return Refusal("group", group)
    return Refusal("sandbox" if sandbox_ else "root", group)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _groups_of_user() -> set[int]:
    """Those that the user has by the system's list, which a login that began before a change does not have yet."""
    try:
        user = pwd.getpwuid(os.geteuid())
    except KeyError:
        return set()
    return set(os.getgrouplist(user.pw_name, user.pw_gid))


def _users_let_in(path: Path) -> list[str]:
    """The other users that an access list names: logind writes the one who sits at the screen into it."""
    if not hasattr(os, "getxattr"):
        return []
    try:
        data = os.getxattr(path, _ACL)
    except OSError:  # none, or a file system without
        return []
    return [_user_name(uid) for uid in users_of_acl(data) if uid != os.geteuid()]


def users_of_acl(data: bytes) -> list[int]:
    """The numbers of the users that may read and write by a POSIX access list, as the kernel gives it: a version, then
    tag, permissions and number of each entry."""
    entries = data[4 : 4 + (len(data) - 4) // 8 * 8]
    return [uid for tag, rights, uid in struct.iter_unpack("<HHI", entries) if tag == _ACL_USER and rights & 6 == 6]


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def join_group(group: str) -> Mend:
    """The step that puts the user into a group."""
    return Mend("command", "Join the group", ("usermod", "-aG", group, user_name()), elevated=True)


def device_check(id_: str, closed: Mapping[Path, str], patient: Patient, *, needed: bool) -> Check:
    """The check of devices that do not open: ``closed`` gives each one's name, or an empty one."""
    box = sandbox(patient)
    names = ", ".join(f"{name} ({path})" if name else str(path) for path, name in closed.items())
    found = [(path, refusal(path, box)) for path in closed if path.exists()]
    if not found:  # pulled out between two looks
        text = f"{names} just went away."
        return Check(id_, "missing", Message("check.device.gone", text, "Plug it in again.", {"device": names}))
    first = found[0][1]
    message, action = _refused(first, names, _by_hand(first.group, patient.machine))
    return Check(id_, "denied", message, needed=needed, action=action)


def _by_hand(group: str, machine: Machine) -> str:
    from app.services.permissions.elevate import by_hand

    return by_hand(join_group(group).command, machine, elevated=True)


def _refused(refused: Refusal, names: str, command: str) -> tuple[Message, Mend | None]:
    group = refused.group
    if refused.why == "login":
        text = f"You may not use {names} yet: you are in the group {group}, but this login began before that."
        hint = "Log out and in again. If that is not enough, restart the computer."
        return Message("check.device.login", text, hint, {"device": names, "group": group}), None
    if refused.why == "group":
        text = f"You may not use {names}: only members of the group {group} may."
        hint = f"Join the group, then log out and in again: {command}"
        message = Message("check.device.group", text, hint, {"device": names, "group": group, "command": command})
        return message, join_group(group)
    if refused.why == "other_user":
        text = f"You may not use {names}: the system gives it to {refused.users}, who is logged in at the screen."
        hint = f"Log in at the screen yourself, or join the group {group} and log in again: {command}"
        message = Message(
            "check.device.other_user",
            text,
            hint,
            {"device": names, "group": group, "command": command, "users": refused.users},
        )
        return message, join_group(group) if group != "root" else None
    if refused.why == "root":
        text = f"You may not use {names}: its file belongs to root alone."
        hint = "Plug it in again. If that does not help, the service udev does not run: restart the computer."
        return Message("check.device.root", text, hint, {"device": names}), None
    if refused.why == "sandbox":
        text = f"The sandbox or container around this program keeps {names} away from it."
        hint = (
            "Flatpak: flatpak override --user --device=all NAME. Snap: sudo snap connect NAME:camera. "
            "Docker: docker run --device DEVICE --group-add GROUP. Then start it again."
        )
        return Message("check.device.sandbox", text, hint, {"device": names}), None
    text = f"You may not use {names}, although you are in the group {group}: the system forbids it in another way."
    hint = "Look into the rules of AppArmor or SELinux, and into the access list: getfacl DEVICE."
    return Message("check.device.system", text, hint, {"device": names, "group": group}), None
