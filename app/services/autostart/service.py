"""Autostart at login: :meth:`Autostart.state` looks, :meth:`Autostart.set` writes or removes the entry.

The entry belongs to the system, so nothing of it is kept in the settings: what the user changes in the system's own
settings is seen here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from app.base.paths import HOME_VARIABLE, Paths
from app.services.autostart.entry import AutostartState, Entry, Launch, as_error, not_written, odd_name, sandboxed
from app.services.autostart.linux import XdgEntry
from app.services.autostart.macos import LABEL, LaunchAgent
from app.services.autostart.windows import RunValue, UserKeys

TRAY_FLAG = "--tray"


class Autostart:
    def __init__(
        self,
        paths: Paths,
        *,
        platform: str = sys.platform,
        environ: Mapping[str, str] = os.environ,
        home: Path | None = None,
        python: Path | None = None,
        keys: UserKeys | None = None,
    ) -> None:
        """All but ``paths`` is this machine as it is, unless given: the system as ``sys.platform`` names it, the home
        folder, the interpreter, and the registry."""
        self._sandbox = _sandbox(environ, paths.root) if platform == "linux" else ""
        home = home or Path.home()
        moved = environ.get(HOME_VARIABLE, "")
        self._root = paths.root
        launch = _launch(paths, platform, home, python or Path(sys.executable), moved)
        self.launch = launch
        """How the program is started at login."""
        self._entry: Entry
        if platform == "win32":
            run = RunValue(keys if keys is not None else _registry(), launch)
            self._entry, self.place = run, run.place
        elif platform == "darwin":
            agent = LaunchAgent(home / "Library" / "LaunchAgents" / f"{LABEL}.plist", launch, _disabled_agents)
            self._entry, self.place = agent, agent.place
        else:
            config = Path(environ.get("XDG_CONFIG_HOME", ""))
            config = config if config.is_absolute() else home / ".config"  # as the specification wants it
            xdg = XdgEntry(config / "autostart" / "understudy.desktop", launch)
            self._entry, self.place = xdg, xdg.place

    def state(self) -> AutostartState:
        """What happens at the next login, looked at now. Reads one small file or value."""
        return sandboxed(self._sandbox) if self._sandbox else self._entry.state()

    def set(self, on: bool) -> None:
        """Open in the tray at login, or not. Raises UserError where the system does not let it be changed."""
        if self._sandbox:
            raise as_error(sandboxed(self._sandbox))
        try:
            self._entry.write() if on else self._entry.remove()
        except OSError as error:
            raise not_written(self.place, error) from error
        except ValueError as error:  # a line break, or bytes that are no letters
            raise odd_name(self._root) from error


def _launch(paths: Paths, platform: str, home: Path, python: Path, moved: str) -> Launch:
    """The launcher that a double click starts, too; ``moved``: where UNDERSTUDY_HOME puts the user's folders."""
    installers = paths.root / "installers"
    own = ("--home", moved) if moved else ()
    if platform == "win32":
        script = installers / "windows" / "launch.pyw"
        windowless = python.with_name("pythonw.exe")
        return Launch((str(windowless if windowless.exists() else python), str(script), *own, TRAY_FLAG), script)
    if platform == "darwin" and not moved:
        for bundle in (home / "Applications" / "Understudy.app", Path("/Applications/Understudy.app")):
            if bundle.is_dir():
                return Launch(("/usr/bin/open", "-a", str(bundle), "--args", TRAY_FLAG), bundle)
    script = installers / "launch.sh"
    usual = paths.root / ".venv" / "bin" / "python"
    other = () if python == usual else ("--python", str(python))
    return Launch((str(script), *other, *own, TRAY_FLAG), script)


def _sandbox(environ: Mapping[str, str], root: Path) -> str:
    """The name of the sandbox around this process; empty where there is none."""
    if "FLATPAK_ID" in environ or Path("/.flatpak-info").exists():
        return "Flatpak"
    # A terminal that is a snap hands its variables on to what is started in it: the program itself must lie there.
    return "Snap" if environ.get("SNAP") and root.is_relative_to(environ["SNAP"]) else ""


def _registry() -> UserKeys:
    if sys.platform == "win32":
        from app.services.autostart.windows import Registry

        return Registry()
    raise RuntimeError("there is no registry on this system: give keys")


def _disabled_agents() -> str:
    """What launchd was told not to start; empty where it can not be asked, and the entry alone counts."""
    if sys.platform == "win32":
        return ""
    command = ["launchctl", "print-disabled", f"gui/{os.getuid()}"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout
