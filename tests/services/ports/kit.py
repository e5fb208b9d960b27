"""Programs that hold ports, and a second copy of the program that serves."""

from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 15.0

LISTENER = """
import socket, sys
host, port, reuse = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1"
one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(reuse))
if ":" in host:
    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
one.bind((host, port))
one.listen(5)
print(one.getsockname()[1], flush=True)
sys.stdin.read()
"""
"""Listens until its input ends."""

SERVER = """
import sys
from app.bootstrap import open_settings
from app.services.ports import Ports
from app.base.signals import stop_on_signals
with stop_on_signals() as stop:
    paths, settings = open_settings()
    ports = Ports(paths, settings)
    print(ports.take("api", int(sys.argv[1]), "127.0.0.1").port, flush=True)
    while not stop.wait(0.05):
        pass
    ports.close()
"""
"""A copy of the program that serves until it is asked to end."""


def free_port() -> int:
    """A number that nobody has at 127.0.0.1 and ::1 just now; none of those that a system gives to whoever connects,
    which somebody else could be given before it is used."""
    numbers = list(range(20_000, 30_000))
    random.shuffle(numbers)
    for number in numbers:
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", number))
            if _free_at_ipv6(number):
                return number
    raise OSError("every port is taken")


def _free_at_ipv6(number: int) -> bool:
    if not has_ipv6():
        return True
    with socket.socket(socket.AF_INET6) as one:
        try:
            one.bind(("::1", number))
        except OSError:
            return False
    return True


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def program(code: str, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running program, and the port that it tells."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            yield child, int(child.stdout.readline())
        finally:
            child.kill()


@contextlib.contextmanager
def listener(host: str = "127.0.0.1", port: int = 0, *, reuse: bool = False) -> Iterator[tuple[int, int]]:
    """Another program of this user's that listens: its process number and port."""
    with program(LISTENER, host, str(port), str(int(reuse))) as (child, number):
        yield child.pid, number


def reachable(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=PATIENCE_S).close()
    except ConnectionRefusedError:
        return False
    return True
