"""Which way this machine has."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QGuiApplication

from app.gui.hotkey.backend import Backend, NoBackend


def backend_for(
    parent: QObject | None = None, *, platform: str | None = None, environ: Mapping[str, str] = os.environ
) -> Backend:
    """``platform`` is Qt's name for the window system; None: the one in use. On Wayland, also for a window that runs
    under XWayland, X11's grabs only work while an X11 program is in front: there the desktop's portal is asked."""
    name = platform if platform is not None else QGuiApplication.platformName()
    if name == "windows":
        from app.gui.hotkey.windows import WindowsBackend

        return WindowsBackend(parent)
    if name == "cocoa":
        from app.gui.hotkey.macos import MacBackend

        return MacBackend(parent)
    if name == "wayland" or (name == "xcb" and environ.get("WAYLAND_DISPLAY")):
        from app.gui.hotkey.portal import PortalBackend

        return PortalBackend(parent)
    if name == "xcb":
        from app.gui.hotkey.x11 import X11Backend

        return X11Backend(parent)
    return NoBackend(f"{name} on {sys.platform}", parent)
