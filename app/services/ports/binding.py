"""Sockets that are bound and listen at once, so that nobody takes the port between a look and its use.

Beside a socket at one loopback address stands a guard: a socket at the other loopback address of the same number that
listens to nobody. ``localhost`` means both addresses, and a program at the other one would be given what was meant for
us, tokens included; at a guard a client is refused and goes on to ours.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.ports.holders import is_listened_to

BACKLOG = 128
_CONNECT_S = 0.3
_TRIES = 20
"""For a free number of which both addresses are free."""
_NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


class TakenError(OSError):
    """Something has the port."""


class NotAllowedError(OSError):
    """The system does not give it to this program."""


@dataclass(frozen=True, slots=True)
class Bound:
    """``listening`` listens; ``guard`` keeps the other loopback address."""

    listening: socket.socket
    guard: socket.socket | None

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    def close(self) -> None:
        """Give the port back; may be called twice, and after a server has closed the socket."""
        self.listening.close()
        if self.guard is not None:
            self.guard.close()


def guarded_host(host: str) -> str | None:
    """The loopback address that ``localhost`` could mean besides ``host``; None where it can not."""
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv6Address):
        return "127.0.0.1" if address.is_loopback else None  # a socket at :: takes IPv4, too
    return "::1" if address.is_loopback or address.is_unspecified else None


def hosts_met(host: str) -> tuple[str, ...]:
    """The addresses that a service at ``host`` needs for itself."""
    guarded = guarded_host(host)
    return (host,) if guarded is None else (host, guarded)


def bind(host: str, port: int) -> Bound:
    """A socket that listens at ``host``, an IP address, and its guard. ``port`` 0: any that is free.

    Raises:
        TakenError: something has it, at this address or at the one that the guard keeps.
        NotAllowedError: the system has set it aside, or keeps it for administrators.
        OSError: this machine has no such address, or anything else.
    """
    if port == 0:
        return _bind_any(host)
    with contextlib.ExitStack() as undo:
        guarded = guarded_host(host)
        guard = None
        if guarded is not None:
            with contextlib.suppress(_NoIPv6):
                guard = undo.enter_context(_socket(guarded, port))
                # Bound with the right to do so while old connections fade; from here on nobody else has that right.
                _set_reuse(guard, False)
        listening = undo.enter_context(_socket(host, port))
        with _in_words(host):
            listening.listen(BACKLOG)  # on Linux, only this settles who has it
        undo.pop_all()
    return Bound(listening, guard)


def _bind_any(host: str) -> Bound:
    for _ in range(_TRIES):
        with _socket(host, 0) as first:
            number = int(first.getsockname()[1])
        try:
            return bind(host, number)
        except (TakenError, NotAllowedError):
            continue
    raise TakenError(errno.EADDRINUSE, "no free port")


class _NoIPv6(OSError):
    """This machine has no IPv6."""


def _socket(host: str, port: int) -> socket.socket:
    six = ":" in host
    try:
        made = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_STREAM)
    except OSError as error:
        raise (_NoIPv6(*error.args) if six else error) from error
    try:
        if six:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            _set_reuse(made, True)
        if port and sys.platform != "linux" and _is_shadowed(host, port):
            raise TakenError(errno.EADDRINUSE, "something listens there")
        with _in_words(host):
            made.bind((host, port))
    except BaseException:
        made.close()
        raise
    return made


def _set_reuse(one: socket.socket, on: bool) -> None:
    """POSIX: whether connections that fade (TIME_WAIT) are not in the way. Windows needs no such thing."""
    if sys.platform != "win32":
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(on))


def _is_shadowed(host: str, port: int) -> bool:
    """Whether something listens where ours would stand before it: macOS and Windows let a socket at one address take
    what was meant for another one at all addresses."""
    if sys.platform == "win32":  # a connection that is refused takes seconds there, and the table of sockets is whole
        return is_listened_to(port, [host])
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((near, port), timeout=_CONNECT_S).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _in_words(host: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TakenError(*error.args) from error
        if error.errno == errno.EACCES:
            # Windows says so both of ports that it has set aside and of those that another one has for itself.
            raise NotAllowedError(*error.args) from error
        if ":" in host and error.errno in _NO_IPV6:
            raise _NoIPv6(*error.args) from error
        raise
