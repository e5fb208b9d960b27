"""Where a network stream may go: ``udp://HOST:PORT`` on this machine, in the own network, or a multicast group.

1. :func:`parse` reads the text, and checks a host that is given by number; nothing is asked of the network.
2. :func:`resolve` looks a name up, once, and takes the first of its addresses that is allowed.

The stream is neither encrypted nor asked for by its reader, so no public address is allowed: a face would go to
whoever is there.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from app.base.errors import OutputError

_FORM = re.compile(
    r"udp://(?:\[(?P<six>[0-9a-f:.]+(?:%[\w.-]+)?)\]|(?P<host>[\w.-]+)):(?P<port>[0-9]{1,5})/?",
    re.ASCII | re.IGNORECASE,
)

_LOCAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        "127.0.0.0/8", "::1/128",  # this machine
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",  # private networks
        "169.254.0.0/16", "fe80::/10",  # the same cable or radio
    )
)  # fmt: skip
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """One that is allowed."""

    host: str
    """As it was given: a number or a name."""
    ip: str
    """The number, with the interface (``%eth0``) where that was given."""
    port: int

    @property
    def six(self) -> bool:
        """Whether it is one of IPv6."""
        return ":" in self.ip

    @property
    def multicast(self) -> bool:
        return ipaddress.ip_address(self.ip).is_multicast

    def __str__(self) -> str:
        return f"udp://[{self.host}]:{self.port}" if ":" in self.host else f"udp://{self.host}:{self.port}"


def parse(text: str) -> tuple[str, int, str]:
    """Host, port, and the host's number; that is empty where the host is a name.

    Raises:
        OutputError: it is no such address, or the number is not allowed, or lacks its interface.
    """
    match = _FORM.fullmatch(text.strip())
    host = "" if match is None else match["six"] or match["host"]
    port = 0 if match is None else int(match["port"])
    if match is None or not 0 < port < 65536:
        raise _malformed(text)
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        # 127.1, 0x7f000001 and 2130706433 are addresses to some resolvers: no name ends in a number.
        if match["six"] or re.fullmatch(r"0x[0-9a-f]*|[0-9]*", host.rsplit(".", 1)[-1], re.IGNORECASE):
            raise _malformed(text) from None
        return host, port, ""
    if match["six"] and number.version == 4:
        raise _malformed(text)
    if not allowed(number):
        raise _public(host, host)
    if _lacks_interface(number):
        raise OutputError(
            "stream.interface",
            f"{host} is an address on one cable or radio: which one is not said.",
            f"Add the interface, such as udp://[{host}%eth0]:{port}.",
            host=host,
            port=port,
        )
    return host, port, str(getattr(number, "ipv4_mapped", None) or number)


def resolve(text: str) -> StreamAddress:
    """The address to send to; may wait for the network where the host is a name.

    Raises:
        OutputError: as :func:`parse`, or the name is not known, or leads to no allowed address.
    """
    host, port, number = parse(text)
    if number:
        return StreamAddress(host, number, port)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            "stream.unresolved",
            f"The name {host} is not known in this network: {reason}.",
            "Check it, or give the address by its number, such as udp://192.168.1.20:5000.",
            host=host,
            reason=str(reason),
        ) from error
    numbers = [str(place[0]) for *_, place in found]
    for candidate in numbers:
        found_number = ipaddress.ip_address(candidate)
        if allowed(found_number) and not _lacks_interface(found_number):
            return StreamAddress(host, candidate, port)
    raise _public(host, numbers[0] if numbers else host)


def allowed(number: Address) -> bool:
    """Whether a stream may go there: this machine, private networks, the own link, and multicast."""
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped is not None:
            return allowed(number.ipv4_mapped)
        number = ipaddress.IPv6Address(int(number))  # without the interface, which no network has
    return number.is_multicast or any(number in network for network in _LOCAL if network.version == number.version)


def _lacks_interface(number: Address) -> bool:
    """Whether it is an address that every cable and radio has for itself, and the interface is not said."""
    if number.version == 4 or number.scope_id is not None:
        return False
    return number.is_link_local or (number.is_multicast and number.packed[1] & 0x0F in (1, 2))


def _malformed(text: str) -> OutputError:
    return OutputError(
        "stream.address",
        f"“{text}” is not an address that a stream can be sent to.",
        "Write it as udp://HOST:PORT, such as udp://127.0.0.1:5000 for this machine, udp://192.168.1.20:5000 or "
        "udp://[fd00::20]:5000 for one in your network, or udp://239.0.0.1:5000 for all in it.",
        address=text,
    )


def _public(host: str, number: str) -> OutputError:
    text = f"{host} is not in your own network" if host == number else f"{host} ({number}) is not in your own network"
    return OutputError(
        "stream.public",
        f"{text}: the stream is not encrypted, and anybody on its way could watch.",
        "Send it to this machine (127.0.0.1), to a private address (192.168…, 10…, 172.16…, fd…), or to a multicast "
        "group (239…).",
        host=host if host == number else f"{host} ({number})",
    )
