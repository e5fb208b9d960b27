"""The program on a desktop whose tray speaks the StatusNotifier protocol, as KDE's and GNOME's extension do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.kit import PATIENCE_S, Desktop, desktop, require, until

if not sys.platform.startswith("linux"):
    pytest.skip("D-Bus desktops are Linux's", allow_module_level=True)


@pytest.fixture
def address() -> Iterator[str]:
    from tests.gui.tray.portal_stand_in import private_bus

    require("dbus-daemon")
    with private_bus() as bus:
        yield bus


@pytest.fixture
def screen(tmp_path: Path, address: str) -> Iterator[Desktop]:
    """Without an X11 tray."""
    with desktop(tmp_path, tray=False) as made:
        made.environ["DBUS_SESSION_BUS_ADDRESS"] = address
        yield made


def test_the_icon_and_its_menu_on_the_bus(screen: Desktop, address: str) -> None:
    from tests.desktop.notifier_stand_in import Notifier, Panel

    quiet = ["--set", "ui.autostart=false", "--set", "ui.language=en"]
    notifier = Notifier(address)
    with notifier.running():
        program = screen.start(sys.executable, "-P", "-m", "app", *quiet, "--tray", name="understudy")
        until(lambda: bool(notifier.items), "the icon is on the bus")
        panel = Panel(address, notifier.items[0])
        assert not screen.windows("Understudy")
        assert "Stopped" in panel.tooltip()
        entries = panel.entries()
        for words in (
            "Start",
            "Cover now",
            "Virtual camera",
            "Engine",
            "Mesh",
            "Face",
            "Grace Hopper",
            "Quit Understudy",
        ):
            assert words in entries, entries
        panel.choose("Start")
        until(lambda: "Running" in panel.tooltip(), "it runs")
        panel.choose("Cover now")
        until(lambda: "You covered" in panel.tooltip(), "it is covered")
        panel.choose("Grace Hopper")
        panel.activate()
        until(lambda: bool(screen.windows("Understudy")), "a click opens the window")
        panel.activate()
        until(lambda: not screen.windows("Understudy"), "another one hides it")
        panel.close()
    until(lambda: bool(screen.windows("Understudy")), "the tray is gone: the window is open again")
    with notifier.running():
        until(lambda: bool(notifier.items), "the icon comes back with the tray")
        panel = Panel(address, notifier.items[-1])
        panel.choose("Quit Understudy")
        assert program.wait(PATIENCE_S) == 0
        panel.close()


def test_a_tray_that_comes_after_the_program(screen: Desktop, address: str) -> None:
    from tests.desktop.notifier_stand_in import Notifier

    program = screen.start(
        sys.executable, "-P", "-m", "app", "--set", "ui.autostart=false", "--tray", name="understudy"
    )
    until(lambda: bool(screen.windows("Understudy")), "without a tray the window opens")
    notifier = Notifier(address)
    with notifier.running():
        until(lambda: bool(notifier.items), "the icon goes to the tray that came late")
        program.terminate()
        assert program.wait(PATIENCE_S) == 0
