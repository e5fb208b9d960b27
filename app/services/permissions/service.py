"""The list of checks. Each is a function that looks at the machine as it is now; nothing is kept between two looks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions.check import Check

_LITTLE_MB = 200
"""Below this a log or a settings file may fail to be written."""


class Permissions:
    """Checks by topic, in the order in which they are shown."""

    def __init__(self, paths: Paths, settings: SettingsStore) -> None:
        self._paths, self._settings = paths, settings
        self._topics: dict[str, Callable[[], Iterable[Check]]] = {"disk": self._disk}

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(self._topics)

    def check(self, topics: Sequence[str] = ()) -> list[Check]:
        """What is found now, for some topics or all. Takes up to a second or so: not for the window's thread."""
        return [found for topic in topics or self._topics for found in self._topics[topic]()]

    def _disk(self) -> Iterator[Check]:
        folder = self._paths.user_data
        free_mb = shutil.disk_usage(folder).free // 1_000_000
        if free_mb < _LITTLE_MB:
            text, hint = f"{folder} has only {free_mb} MB left.", "Free some space."
            yield Check("disk.data", "missing", Message("check.disk.data.missing", text, hint), needed=True)
        else:
            yield Check("disk.data", "ok", Message("check.disk.data.ok", f"{folder}: {free_mb / 1000:.1f} GB free"))
