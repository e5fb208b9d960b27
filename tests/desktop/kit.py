"""A desktop for one test: an X server without a screen, a window manager, a tray, and eyes and hands for it.

Everything is started and ended by the test, by its own process number. Where a program for that is missing the test
skips and says which; with CI set it fails instead, for there all of them must be.
"""

from __future__ import annotations

import io
import os
import select
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
_TICK_S = 0.05


def require(*programs: str) -> None:
    """Skip the test where one of these is not installed; with CI set that is a failure."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def until(true: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait for something to become true; fail with ``what`` where it does not."""
    by = time.monotonic() + patience_s
    tick = threading.Event()
    while not true():
        if time.monotonic() > by:
            pytest.fail(f"still not so after {patience_s:g} s: {what}")
        tick.wait(_TICK_S)


@contextmanager
def started(command: Sequence[str], environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is ended with the test."""
    with log.open("ab") as out:
        child = subprocess.Popen(command, env=dict(environ), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


class Desktop:
    """See :func:`desktop`."""

    def __init__(self, environ: dict[str, str], folder: Path, stack: ExitStack) -> None:
        self.environ, self.folder, self._stack = environ, folder, stack
        self._tray: ExitStack | None = None

    def start(self, *command: str, name: str = "") -> subprocess.Popen[bytes]:
        """Start a program on it."""
        log = self.folder / f"{name or Path(command[0]).name}.log"
        return self._stack.enter_context(started(command, self.environ, log))

    def run(self, *command: str) -> str:
        """What a program says; empty where it fails."""
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False, timeout=30)
        return done.stdout if done.returncode == 0 else ""

    def start_tray(self, tint: str = "0xf0f0f0") -> None:
        words = ["--edge", "bottom", "--align", "right", "--widthtype", "request", "--height", "32"]
        words += ["--transparent", "true", "--alpha", "0", "--tint", tint]
        self._tray = ExitStack()
        self._tray.enter_context(started(["trayer", *words], self.environ, self.folder / "trayer.log"))
        self._stack.callback(self.end_tray)

    def end_tray(self) -> None:
        if self._tray is not None:
            self._tray.close()
            self._tray = None

    def windows(self, title: str) -> list[str]:
        """Numbers of the windows with this title that are seen."""
        return self.run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()

    def tray_area(self) -> tuple[int, int, int, int] | None:
        """Left, top, width and height of the tray; None while no icon is in it."""
        for number in self.run("xdotool", "search", "--onlyvisible", "--class", "trayer").split():
            told = self.run("xdotool", "getwindowgeometry", "--shell", number)
            found = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
            if found and int(found["WIDTH"]) >= 20:
                return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])
        return None

    def picture(self) -> Image.Image:
        """The whole screen."""
        shot = subprocess.run(
            ["import", "-window", "root", "png:-"], env=self.environ, capture_output=True, check=True, timeout=30
        )
        return Image.open(io.BytesIO(shot.stdout)).convert("RGB")

    def tray_colours(self) -> list[tuple[int, int, int]]:
        """The colours of the points of the tray."""
        area = self.tray_area()
        if area is None:
            return []
        left, top, width, height = area
        data = self.picture().crop((left, top, left + width, top + height)).tobytes()
        return [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]

    def click_tray(self, button: int = 1) -> None:
        area = self.tray_area()
        assert area is not None
        left, top, width, height = area
        at = [str(left + width // 2), str(top + height // 2)]
        self.run("xdotool", "mousemove", *at, "click", str(button))


@contextmanager
def desktop(folder: Path, *, tray: bool = True) -> Iterator[Desktop]:
    """An empty desktop of 1280 by 900; ``folder`` takes the logs and the user's folders."""
    require("Xvfb", "openbox", "trayer", "xdotool", "wmctrl", "import")
    with ExitStack() as stack:
        read, write = os.pipe()
        try:
            with (folder / "Xvfb.log").open("ab") as out:
                command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"]
                command += ["-nolisten", "tcp", "-noreset"]  # by itself it begins anew whenever nobody is connected
                server = subprocess.Popen(command, pass_fds=[write], stdout=out, stderr=out)
            stack.callback(_end, server)
            os.close(write)
            number = _line(read)
        finally:
            os.close(read)
        assert number, "Xvfb did not start"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND", "DBUS_"))}
        environ = kept | {
            "DISPLAY": f":{number}",
            "UNDERSTUDY_HOME": str(folder / "home"),
            "UNDERSTUDY_UI__FIRST_RUN_DONE": "true",
            "UNDERSTUDY_PORTS__API": "0",
            "UNDERSTUDY_PORTS__MONITOR": "0",
            "XDG_SESSION_TYPE": "x11",
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "en",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        made = Desktop(environ, folder, stack)
        made.start("openbox")
        until(lambda: "Openbox" in made.run("wmctrl", "-m"), "the window manager is there")
        if tray:
            made.start_tray()
        yield made


def _line(pipe: int) -> str:
    """What the X server writes to the pipe, up to the end of the line."""
    text = b""
    while not text.endswith(b"\n") and select.select([pipe], [], [], PATIENCE_S)[0]:
        part = os.read(pipe, 32)
        if not part:
            break
        text += part
    return text.decode().strip()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    child.wait()
