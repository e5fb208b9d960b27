"""The program itself on a desktop with a real tray: clicks, keys, closing, and what happens when the tray goes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.kit import PATIENCE_S, Desktop, desktop, until

if not sys.platform.startswith("linux"):
    pytest.skip("X11 desktops are Linux's", allow_module_level=True)

TITLE = "Understudy"
SHIELD = (63, 87, 216)
"""Of the icon while everything is covered: resources/icons/tray-covered.svg."""
CURTAIN = (122, 39, 68)
"""Of the icon while it runs."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path) as made:
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Desktop]:
    """Without a tray."""
    with desktop(tmp_path, tray=False) as made:
        yield made


def open_program(screen: Desktop, *words: str) -> subprocess.Popen[bytes]:
    quiet = ["--set", "ui.autostart=false", "--set", "ui.language=en", "--set", "ui.theme=light"]
    # A crash says where.
    return screen.start(sys.executable, "-X", "faulthandler", "-P", "-m", "app", *quiet, *words, name="understudy")


def seen(screen: Desktop) -> bool:
    return bool(screen.windows(TITLE))


def shows(screen: Desktop, colour: tuple[int, int, int]) -> bool:
    """Whether the tray has points of a colour."""
    near = [all(abs(a - b) < 12 for a, b in zip(point, colour, strict=True)) for point in screen.tray_colours()]
    return sum(near) > 20


def in_tray(screen: Desktop) -> None:
    until(lambda: screen.tray_area() is not None, "the icon is in the tray")


def ends_well(screen: Desktop, program: subprocess.Popen[bytes]) -> None:
    code = program.wait(PATIENCE_S)
    assert code == 0, (screen.folder / "understudy.log").read_text(errors="replace")[-4000:]


def uncovered_by_keys(screen: Desktop) -> bool:
    """One press, and whether the icon says before long that it runs. A press within a second after the one before
    covers on, and a busy tray is late to show what the last one did: nothing is pressed again before that was seen."""
    screen.run("xdotool", "key", "ctrl+alt+shift+c")
    by = time.monotonic() + 5
    while time.monotonic() < by:
        if shows(screen, CURTAIN):
            return True
    return False


def test_hidden_start_click_keys_and_quit(screen: Desktop) -> None:
    """The whole way: opened in the tray, shown and hidden by clicks, run and covered by keys, ended from the menu."""
    program = open_program(screen, "--tray")
    in_tray(screen)
    assert not seen(screen)
    screen.click_tray()
    until(lambda: seen(screen), "a click opens the window")
    screen.run("xdotool", "windowactivate", "--sync", screen.windows(TITLE)[0])
    screen.run("xdotool", "key", "F5")
    until(lambda: shows(screen, CURTAIN), "the icon says that it runs")
    screen.click_tray()
    until(lambda: not seen(screen), "another click hides the window")
    screen.run("xdotool", "key", "ctrl+alt+shift+c")
    until(lambda: shows(screen, SHIELD), "the keys cover, though no window of the program is seen")
    until(lambda: uncovered_by_keys(screen), "the keys show the picture again")
    screen.click_tray(3)
    until(lambda: "Q" in screen.run("xdotool", "key", "q") or program.poll() is not None, "Quit in the menu")
    ends_well(screen, program)


def test_closing_goes_to_the_tray_and_the_tray_that_goes_brings_the_window_back(screen: Desktop) -> None:
    program = open_program(screen)
    until(lambda: seen(screen), "the window is open")
    in_tray(screen)
    screen.run("wmctrl", "-F", "-c", TITLE)
    until(lambda: bool(screen.windows("Close the window")), "it is asked")
    screen.run("xdotool", "windowactivate", "--sync", screen.windows("Close the window")[0])
    screen.run("xdotool", "key", "Return")
    until(lambda: not seen(screen), "the window is in the tray")
    assert program.poll() is None
    screen.click_tray()
    until(lambda: seen(screen), "a click opens the window")
    screen.run("wmctrl", "-F", "-c", TITLE)
    until(lambda: not seen(screen), "the second close does not ask")
    screen.end_tray()
    until(lambda: seen(screen), "the tray is gone: the window is open again")
    screen.start_tray()
    in_tray(screen)
    screen.run("wmctrl", "-F", "-c", TITLE)
    until(lambda: not seen(screen), "the tray came back and is used")
    program.terminate()
    ends_well(screen, program)


def test_f8_covers_while_a_dialog_of_the_program_is_in_front(screen: Desktop) -> None:
    program = open_program(screen)
    until(lambda: seen(screen), "the window is open")
    in_tray(screen)
    screen.run("xdotool", "windowactivate", "--sync", screen.windows(TITLE)[0])
    screen.run("xdotool", "key", "alt+h")
    screen.run("xdotool", "key", "a")  # About
    until(lambda: bool(screen.windows("About Understudy")), "the box is open")
    screen.run("xdotool", "windowactivate", "--sync", screen.windows("About Understudy")[0])
    screen.run("xdotool", "key", "F8")
    until(lambda: shows(screen, SHIELD), "it is covered")
    assert screen.windows("About Understudy")
    program.terminate()
    ends_well(screen, program)


def test_without_a_tray_closing_ends_the_program(bare: Desktop) -> None:
    program = open_program(bare)
    until(lambda: seen(bare), "the window is open")
    # What closes it before the services are there waits for them.
    bare.run("wmctrl", "-F", "-c", TITLE)
    ends_well(bare, program)


def test_without_a_tray_a_hidden_start_shows_the_window(bare: Desktop) -> None:
    program = open_program(bare, "--tray")
    until(lambda: seen(bare), "there is no tray, so the window opens")
    program.terminate()
    ends_well(bare, program)


def test_a_second_start_brings_the_first_one_to_the_front(screen: Desktop) -> None:
    first = open_program(screen, "--tray")
    in_tray(screen)
    second = open_program(screen)
    ends_well(screen, second)
    until(lambda: seen(screen), "the window of the first is open")
    assert first.poll() is None
    third = open_program(screen, "/nowhere/gone.jpg")
    ends_well(screen, third)
    first.terminate()
    ends_well(screen, first)


def test_the_second_start_takes_over_when_the_first_ends(screen: Desktop) -> None:
    first = open_program(screen, "--tray")
    in_tray(screen)
    first.kill()
    first.wait()
    second = open_program(screen)
    until(lambda: seen(screen), "the one that was killed is not in the way")
    second.terminate()
    ends_well(screen, second)
