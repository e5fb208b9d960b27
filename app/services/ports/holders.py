"""Who holds a port, as far as the system tells this user.

1. psutil lists the connections of the machine; macOS gives an ordinary user only those of this user's own processes.
2. Whoever listens at the port, at an address that meets ours, holds it; else a connection that has it as its near end.
3. A socket whose process the system does not name is another user's where the system says that much (Linux does, in
   ``/proc/net/tcp``), and otherwise nobody's that could be told. Nothing is guessed.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

Whose = Literal["this", "understudy", "own", "other", "unknown"]
"""This very process, another Understudy of this user, another process of this user, another user's, or not told."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_LISTEN = "LISTEN"
_LISTEN_STATE = "0A"
"""``TCP_LISTEN`` in /proc/net/tcp."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a port. What the system does not tell is None or empty."""

    whose: Whose
    pid: int | None = None
    name: str = ""
    """Of the program, such as ``python3``."""
    user: str = ""
    command: str = ""
    """The whole command line; only of this user's processes. May hold private paths: not for reports."""
    started: float | None = None
    """When the process began, in seconds since 1970, by the clock as it is set now."""
    mark: str = ""
    """As :func:`mark_of`: a process number that was given anew is told apart by it."""
    address: str = ""
    """Where it listens."""

    @property
    def label(self) -> str:
        """Program, process number and, where that is another one, user; empty where the process is not told."""
        if self.pid is None:
            return ""
        name = "Understudy" if self.whose == "understudy" else self.name or "?"
        return f"{name} ({self.pid}, {self.user})" if self.whose == "other" and self.user else f"{name} ({self.pid})"

    @property
    def may_be_ended(self) -> bool:
        """Whether it is a process of this user's that is not this very one."""
        return self.pid is not None and self.whose in ("understudy", "own")


def find_holder(port: int, hosts: Collection[str], ours: Collection[int] = ()) -> Holder | None:
    """Who has ``port`` at an address that meets one of ``hosts``; None where the system shows nobody. Takes up to a
    second where there are many processes.

    Args:
        ours: process numbers of other Understudies of this user.
    """
    found = _at(port, hosts)
    listening = [one for one in found if one.status == _LISTEN]
    # Only a connection that has an owner: the rest are over, and wait for late packets.
    chosen = listening or [one for one in found if one.pid is not None]
    if not chosen:
        return _nameless(_owner(port, hosts), "") if sys.platform == "linux" else None
    best = min(chosen, key=lambda one: one.pid is None)
    if best.pid is None:
        return _nameless(_owner(port, hosts), best.laddr.ip) or Holder("unknown", address=best.laddr.ip)
    return describe(best.pid, best.laddr.ip, ours)


def is_listened_to(port: int, hosts: Collection[str]) -> bool:
    """Whether anything that the system shows listens there."""
    return any(one.status == _LISTEN for one in _at(port, hosts))


def _at(port: int, hosts: Collection[str]) -> list[Any]:
    return [one for one in _connections() if one.laddr and one.laddr.port == port and meets(one.laddr.ip, hosts)]


def meets(address: str, hosts: Collection[str]) -> bool:
    """Whether a socket at ``address`` is in the way of one at any of ``hosts``: the same, or one is all addresses."""
    near = _plain(address)
    others = [_plain(host) for host in hosts]
    return any(near == other or _covers(near, other) or _covers(other, near) for other in others)


def _covers(all_of: _Address, one: _Address) -> bool:
    """Whether the first stands for all addresses, the other one among them: IPv6 takes IPv4, too."""
    return all_of.is_unspecified and (all_of.version == 6 or one.version == 4)


def describe(pid: int, address: str = "", ours: Collection[int] = ()) -> Holder:
    """A process by its number, as far as the system tells."""
    if pid == os.getpid():
        return Holder("this", pid, "Understudy", started=started_at(pid), mark=mark_of(pid), address=address)
    try:
        process = psutil.Process(pid)
        name, started, mark = process.name(), float(process.create_time()), mark_of(pid)
    except psutil.Error:  # it just ended, or left its socket to a child
        return Holder("unknown", pid, address=address)
    try:
        user, mine = process.username(), _is_mine(process)
    except (psutil.Error, KeyError):  # Windows does not say whose a service is
        return Holder("other", pid, name, started=started, mark=mark, address=address)
    if not mine:
        return Holder("other", pid, name, user, started=started, mark=mark, address=address)
    try:
        command = " ".join(process.cmdline())
    except psutil.Error:
        command = ""
    return Holder("understudy" if pid in ours else "own", pid, name, user, command, started, mark, address)


def started_at(pid: int) -> float | None:
    """When a process began, in seconds since 1970; None where there is none, or nobody may know."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None


def mark_of(pid: int) -> str:
    """Tells a process from any other one that has had, or will have, its number; empty where there is none, or nobody
    may know. Linux reckons a start from the clock as it is set now: there the kernel's own count since the machine
    began counts, which no clock changes."""
    if sys.platform != "linux":
        began = started_at(pid)
        return "" if began is None else f"{began:.2f}"
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
    return f"{boot} {told.rpartition(')')[2].split()[19]}"  # the name before may hold anything


def _is_mine(process: psutil.Process) -> bool:
    if sys.platform == "win32":
        return bool(process.username() == psutil.Process().username())
    return bool(process.uids().real == os.getuid())


def _plain(address: str) -> _Address:
    """The address without its zone, and an IPv4 one within IPv6 as what it is."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    inner = plain.ipv4_mapped if isinstance(plain, ipaddress.IPv6Address) else None
    return inner or plain


def _connections() -> list[Any]:
    try:
        return list(psutil.net_connections("tcp"))
    except psutil.AccessDenied:  # macOS: ask each process that is ours
        return [one for process in psutil.process_iter() for one in _of_process(process)]
    except OSError:  # a sandbox keeps /proc/net to itself
        return []


def _of_process(process: psutil.Process) -> Iterable[Any]:
    try:
        found = process.net_connections("tcp")
    except psutil.Error:
        return
    for one in found:
        yield _Near(one.laddr, one.status, process.pid)


@dataclass(frozen=True, slots=True)
class _Near:
    """The part of psutil's record that is used."""

    laddr: Any
    status: str
    pid: int


def _owner(port: int, hosts: Collection[str], proc: Path = Path("/proc/net")) -> int | None:
    """The number of the user who listens there, where the system says it (Linux)."""
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / name).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            address, _, number = fields[1].partition(":")
            if int(number, 16) == port and fields[3] == _LISTEN_STATE and meets(_dotted(address), hosts):
                return int(fields[7])
    return None


def _dotted(digits: str) -> str:
    """An address as the kernel writes it, four bytes at a time in the order of the processor."""
    words = [bytes.fromhex(digits[at : at + 8]) for at in range(0, len(digits), 8)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)


def _nameless(uid: int | None, address: str) -> Holder | None:
    """A holder of whom only the user is known."""
    if uid is None or sys.platform == "win32":
        return None
    if uid == os.getuid():  # such as one in another container: it listens, and its files can not be looked into
        return Holder("unknown", address=address)
    import pwd

    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    return Holder("other", user=user, address=address)
