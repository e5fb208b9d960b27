"""Where the checks look: the folders and answers of this machine. A test gives its own, and the checks do not know."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions.check import Check

if TYPE_CHECKING:
    from app.pipeline.virtual_camera_probes import BackendState


class Registry(Protocol):
    """The part of the Windows registry that is read. ``hive`` is HKCU, HKLM or HKCR."""

    def values(self, hive: str, path: str) -> Mapping[str, object] | None:
        """The values of a key by name; None where there is no such key."""

    def keys(self, hive: str, path: str) -> Iterable[str]:
        """The names of the keys in it; none where there is no such key."""


class MacCamera(Protocol):
    """What macOS says of this program's use of cameras."""

    def status(self) -> int | None:
        """``AVAuthorizationStatus``: 0 not asked yet, 1 restricted, 2 denied, 3 allowed; None: can not be read."""

    def ask(self) -> bool | None:
        """Let macOS ask the user; waits for the answer. None where it can not be asked."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The real one by default."""

    platform: str = sys.platform
    dev: Path = Path("/dev")
    sys: Path = Path("/sys")
    proc: Path = Path("/proc")
    root: Path = Path("/")
    """Where ``/.flatpak-info``, ``/run`` and ``/Applications`` stand."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    registry: Registry | None = None
    """None: that of Windows."""
    system_folders: Sequence[Path] = tuple(
        map(Path, ("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/run/current-system/sw/bin"))
    )
    """Programs that an administrator runs are taken from here alone: only root can write there."""
    administrator: bool = field(default_factory=lambda: hasattr(os, "geteuid") and os.geteuid() == 0)
    """Whether this program runs as root, so that nothing needs to be elevated. Not asked on Windows."""
    mac_camera: MacCamera | None = None
    """None: that of macOS."""
    run_as_administrator: Callable[[str, str, threading.Event | None], int | None] | None = None
    """Program and parameters to an exit code, None when cancelled; None: Windows's own question (UAC)."""
    virtual_cameras: Callable[[], Sequence[BackendState]] | None = None
    """The kinds of virtual camera; None: those that the pipeline finds."""
    tray: Callable[[], bool | None] | None = None
    """Whether there is a notification area, as the window's toolkit sees it; None: ask the system."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What a look is given."""

    paths: Paths
    settings: SettingsStore
    machine: Machine
    asked_for: bool = False
    """The topic was named by the user, rather than being one of all."""
    leave: threading.Event = field(default_factory=threading.Event)
    """Set once nobody wants the answer any more: a look that takes long ends then."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One heading of the list. ``look`` finds out how things are now; nothing is kept between two looks."""

    name: str
    look: Callable[[Patient], Iterable[Check]]
    slow: bool = False
    """Takes up to a minute, or starts processes: not to be repeated every few seconds."""
