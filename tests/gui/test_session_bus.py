"""A message bus that takes connections and says nothing keeps nobody from starting."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.gui.session_bus import ADDRESS, OFF, leave_a_silent_bus

if not sys.platform.startswith("linux"):
    pytest.skip("D-Bus desktops are Linux's", allow_module_level=True)

SHORT_S = 0.1
PATIENCE_S = 20.0


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[Path]:
    """It listens, and nobody ever looks who came."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "bus"))
        listening.listen(8)
        yield tmp_path / "bus"


def test_a_bus_that_says_nothing_is_left_and_told(deaf: Path) -> None:
    environ = {ADDRESS: f"unix:path={deaf},guid=00"}
    told = leave_a_silent_bus(environ, patience_s=SHORT_S)
    assert told is not None
    assert told.code == "desktop.bus_silent"
    assert environ[ADDRESS] == OFF


def test_the_bus_that_is_found_without_being_named_is_asked_too(deaf: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(deaf.parent)}
    assert leave_a_silent_bus(environ, patience_s=SHORT_S) is not None
    assert environ[ADDRESS] == OFF


def test_a_bus_that_lets_one_in_and_then_says_nothing(tmp_path: Path) -> None:
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket(socket.AF_UNIX))
        listening.bind(str(tmp_path / "bus"))
        listening.listen(1)
        listening.settimeout(PATIENCE_S)
        told = threading.Event()

        def let_in() -> None:
            came, _ = listening.accept()
            with came:
                came.settimeout(PATIENCE_S)
                came.recv(1024)
                came.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
                told.wait(PATIENCE_S)

        thread = threading.Thread(target=let_in)
        thread.start()
        stack.callback(thread.join)
        stack.callback(told.set)
        assert leave_a_silent_bus({ADDRESS: f"unix:path={tmp_path / 'bus'}"}, patience_s=SHORT_S) is not None


@pytest.mark.parametrize(
    "address", ["", "unix:path=/nonexistent/bus", "tcp:host=127.0.0.1,port=1", "disabled:", "nonsense", "unix:"]
)
def test_no_bus_at_all_is_nothing_to_wait_for(address: str, tmp_path: Path) -> None:
    environ = {ADDRESS: address, "XDG_RUNTIME_DIR": str(tmp_path)}
    assert leave_a_silent_bus(environ) is None
    assert environ[ADDRESS] == address


def test_a_bus_that_closes_the_door_has_answered(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "bus"))  # bound, and not listening
        assert leave_a_silent_bus({ADDRESS: f"unix:path={tmp_path / 'bus'}"}) is None


def test_a_true_bus_is_kept() -> None:
    from tests.desktop.kit import require
    from tests.gui.tray.portal_stand_in import private_bus

    require("dbus-daemon")
    with private_bus() as address:
        environ = {ADDRESS: address}
        assert leave_a_silent_bus(environ) is None
        assert environ[ADDRESS] == address
