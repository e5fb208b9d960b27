"""macOS: a property list in ``~/Library/LaunchAgents``, which launchd reads at login."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Callable
from pathlib import Path
from xml.parsers.expat import ExpatError

from app.base.files import replace_file
from app.services.autostart.entry import OFF, AutostartState, Launch, judged, off_by_system, unreadable

LABEL = "understudy"


class LaunchAgent:
    def __init__(self, file: Path, launch: Launch, disabled: Callable[[], str]) -> None:
        """``disabled``: what ``launchctl print-disabled`` prints; empty where it can not be asked."""
        self.place = str(file)
        self._file, self._launch, self._disabled = file, launch, disabled

    def state(self) -> AutostartState:
        try:
            with self._file.open("rb") as file:
                agent = plistlib.load(file)
        except FileNotFoundError:
            return OFF
        except (OSError, ValueError, ExpatError) as error:
            return unreadable(self.place, getattr(error, "strerror", None) or str(error))
        words = agent.get("ProgramArguments") if isinstance(agent, dict) else None
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            return unreadable(self.place, "ProgramArguments")
        if agent.get("Disabled") is True or re.search(rf'"{LABEL}" => (disabled|true)', self._disabled()):
            return off_by_system("launchctl")
        # An application is started by `open -a`, so that the system asks for the camera in its name.
        return judged(Path(words[2] if words[:2] == ["/usr/bin/open", "-a"] else words[0]), self._launch)

    def write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        agent = {
            "Label": LABEL,
            "ProgramArguments": list(self._launch.words),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        replace_file(self._file, plistlib.dumps(agent))

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)
