"""The checks as text for a bug report: in English, without names, private paths and faces."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence

from app import __version__
from app.base.errors import MessageParam
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions.check import Check
from app.services.permissions.scrub import scrubber

_SYSTEM = re.compile(r"/(dev|sys|proc|usr|etc)\b")


def lines_of(checks: Sequence[Check]) -> list[str]:
    """A line for each check, and one for how to mend it where there is something to mend."""
    shown = [(check, check.id.replace(".", " ", 1)) for check in checks]
    width = max((len(title) for _, title in shown), default=0)
    lines = []
    for check, title in shown:
        lines.append(f"{check.mark:<4}  {title:<{width}}  {check.reason}")
        if check.mend:
            lines.append(f"{'':<{width + 8}}{check.mend}")
    return lines


def report(checks: Sequence[Check], paths: Paths, settings: SettingsStore) -> str:
    """See :meth:`app.services.permissions.Permissions.report`."""
    private = [text for check in checks for text in _paths_in(check.message.params)]
    others = [name for check in checks for name in _users_in(check.message.params)]
    scrubbed = scrubber(paths, settings, private, others)
    head = f"Understudy {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return "\n".join(scrubbed(line) for line in [head, "", *lines_of(checks)]) + "\n"


def _users_in(params: Mapping[str, MessageParam]) -> list[str]:
    """The names of other users of this computer: who sits at the screen, and whose programs have a device open."""
    names = str(params.get("users", "")).split(", ")
    return names + re.findall(r"\(\d+, ([^)]+)\)", str(params.get("programs", "")))


def _paths_in(params: Mapping[str, MessageParam]) -> list[str]:
    """What is a path from its first letter on may hold blanks, so that only the parameter shows where it ends."""
    texts = [value for value in params.values() if isinstance(value, str)]
    absolute = [text for text in texts if text.startswith("/") or re.match(r"[A-Za-z]:[\\/]", text)]
    return [text for text in absolute if not _SYSTEM.match(text)]
