"""Where a stream may go, and what is refused in words."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.base.errors import OutputError
from app.pipeline.stream_address import allowed, parse, resolve


@pytest.mark.parametrize(
    ("text", "host", "ip", "port"),
    [
        ("udp://127.0.0.1:5000", "127.0.0.1", "127.0.0.1", 5000),
        ("UDP://127.0.0.1:1", "127.0.0.1", "127.0.0.1", 1),
        (" udp://192.168.1.20:65535/ ", "192.168.1.20", "192.168.1.20", 65535),
        ("udp://10.1.2.3:5000", "10.1.2.3", "10.1.2.3", 5000),
        ("udp://172.31.255.254:5000", "172.31.255.254", "172.31.255.254", 5000),
        ("udp://169.254.7.7:5000", "169.254.7.7", "169.254.7.7", 5000),
        ("udp://239.255.0.1:5000", "239.255.0.1", "239.255.0.1", 5000),
        ("udp://[::1]:5000", "::1", "::1", 5000),
        ("udp://[fd00::20]:5000", "fd00::20", "fd00::20", 5000),
        ("udp://[fe80::1%eth0]:5000", "fe80::1%eth0", "fe80::1%eth0", 5000),
        ("udp://[ff02::1%eth0]:5000", "ff02::1%eth0", "ff02::1%eth0", 5000),
        ("udp://[::ffff:127.0.0.1]:5000", "::ffff:127.0.0.1", "127.0.0.1", 5000),
    ],
)
def test_numbers_that_are_allowed(text: str, host: str, ip: str, port: int) -> None:
    address = resolve(text)
    assert (address.host, address.port) == (host, port)
    assert ipaddress.ip_address(address.ip) == ipaddress.ip_address(ip)
    assert str(address) == (f"udp://[{host}]:{port}" if ":" in host else f"udp://{host}:{port}")
    assert address.six == (":" in ip)
    assert address.multicast == (ip.startswith(("239.", "ff02")))


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "192.169.0.1", "11.0.0.1", "100.64.0.1", "192.0.2.1",
        "0.0.0.0", "255.255.255.255", "240.0.0.1", "[2606:4700::1111]", "[::]", "[::ffff:8.8.8.8]",
        "[64:ff9b::808:808]",        "[2002:808:808::1]", "[fec0::1]",
    ],
)  # fmt: skip
def test_public_addresses_are_refused_in_words(host: str) -> None:
    with pytest.raises(OutputError) as caught:
        parse(f"udp://{host}:5000")
    message = caught.value.message
    assert message.code == "stream.public"
    assert f"{host.strip('[]')} is not in your own network" in message.text
    assert "127.0.0.1" in message.hint


@pytest.mark.parametrize(
    "text",
    [
        "", "udp://", "udp://127.0.0.1", "udp://127.0.0.1:", "udp://127.0.0.1:0", "udp://127.0.0.1:65536",
        "127.0.0.1:5000",        "http://127.0.0.1:5000", "rtp://127.0.0.1:5000", "udp://127.0.0.1:5000?pkt_size=1316", "udp://127.0.0.1:5000/a",
        "udp://user@127.0.0.1:5000", "udp://@239.0.0.1:5000", "udp://::1:5000", "udp://[127.0.0.1]:5000", "udp://[::1:5000",
        "udp://[zz]:5000", "udp://[::1]5000", "udp://a b:5000", "udp://127.1:5000", "udp://2130706433:5000",
        "udp://0x7f000001:5000", "udp://1.2.3.4.5:5000", "udp://256.0.0.1:5000", "udp://127.0.0.1:5 000",
        "udp://127.0.0.1:\u0665\u0660", "udp://:5000", "udp://host.:5000",
    ],
)  # fmt: skip
def test_other_words_are_refused_with_the_form(text: str) -> None:
    with pytest.raises(OutputError) as caught:
        parse(text)
    message = caught.value.message
    assert message.code == "stream.address"
    assert f"“{text}”" in message.text
    assert "udp://127.0.0.1:5000" in message.hint


def test_a_link_needs_its_interface() -> None:
    with pytest.raises(OutputError) as caught:
        parse("udp://[fe80::1]:5000")
    assert caught.value.message.code == "stream.interface"
    assert "udp://[fe80::1%eth0]:5000" in caught.value.message.hint
    for group in ("ff02::1", "ff01::1", "ff12::5"):
        with pytest.raises(OutputError) as caught:
            parse(f"udp://[{group}]:5000")
        assert caught.value.message.code == "stream.interface"
    assert parse("udp://[ff05::1]:5000") == ("ff05::1", 5000, "ff05::1"), "of a whole site"


def answers(*numbers: str) -> Any:
    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", (number, port)) for number in numbers]

    return look_up


def test_a_name_is_looked_up_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve("udp://localhost:5000").ip in ("127.0.0.1", "::1")
    assert parse("udp://studio-pc.cafe:5000") == ("studio-pc.cafe", 5000, "")
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.215.14", "192.168.1.9"))
    address = resolve("udp://studio:5000")
    assert (address.ip, str(address)) == ("192.168.1.9", "udp://studio:5000")
    monkeypatch.setattr(socket, "getaddrinfo", answers("fe80::9", "192.168.1.9"))
    assert resolve("udp://studio:5000").ip == "192.168.1.9", "the other one lacks its interface"
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.215.14"))
    with pytest.raises(OutputError, match=r"example.com \(93.184.215.14\) is not in your own network"):
        resolve("udp://example.com:5000")


def test_a_name_that_is_not_known() -> None:
    with pytest.raises(OutputError) as caught:
        resolve("udp://no-such-name.invalid:5000")
    assert caught.value.message.code == "stream.unresolved"
    assert "no-such-name.invalid" in caught.value.message.text
    with pytest.raises(OutputError) as caught:
        resolve(f"udp://{'a' * 70}.local:5000")  # no resolver is asked: too long for a label
    assert caught.value.message.code == "stream.unresolved"


@given(some.ip_addresses())
def test_what_the_internet_routes_is_never_allowed(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if getattr(number, "ipv4_mapped", None) is not None:  # counts as what it stands for
        return
    if number.is_global and not number.is_multicast:
        assert not allowed(number)
    if number.is_loopback or number.is_multicast:
        assert allowed(number)


@given(some.text())
def test_every_text_is_read_or_refused_in_words(text: str) -> None:
    for whole in (text, f"udp://{text}", f"udp://{text}:5000", f"udp://[{text}]:5000"):
        try:
            host, port, _ = parse(whole)
        except OutputError:
            continue
        assert host
        assert 0 < port < 65536
