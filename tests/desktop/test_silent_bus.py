"""The program on a desktop whose message bus takes connections and never answers."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from tests.desktop.kit import PATIENCE_S, desktop, until

if not sys.platform.startswith("linux"):
    pytest.skip("D-Bus desktops are Linux's", allow_module_level=True)


def test_the_window_comes_all_the_same(tmp_path: Path) -> None:
    with desktop(tmp_path, tray=False) as screen, socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "bus"))
        deaf.listen(64)
        screen.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path / 'bus'}"
        quiet = ["--set", "ui.autostart=false", "--set", "ui.language=en"]
        program = screen.start(sys.executable, "-P", "-m", "app", *quiet, name="understudy")
        until(lambda: bool(screen.windows("Understudy")), "the window is there")
        program.terminate()
        assert program.wait(PATIENCE_S) == 0, (tmp_path / "understudy.log").read_text(errors="replace")[-4000:]
