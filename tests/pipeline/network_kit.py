"""The one interface of a network namespace, switched and named by the kernel's own calls; for ``unshare -rn`` only."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys

import pytest

_SET_FLAGS, _SET_ADDRESS, _UP = 0x8914, 0x8916, 1


def need_namespaces() -> None:
    """Skip, with the reason, where a test can not have a network of its own."""
    if sys.platform != "linux":
        pytest.skip("network namespaces are only on Linux")
    try:
        subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")


def up() -> None:
    _call(_SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def give(number: str) -> None:
    """The address of the interface, in the place of the one that it had."""
    _call(_SET_ADDRESS, struct.pack("16sHH4s8x", b"lo", socket.AF_INET, 0, socket.inet_aton(number)))


def _call(request: int, data: bytes) -> None:
    assert sys.platform == "linux"
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, request, data)
