"""Opening in the tray when the user logs in: whether that is set, and setting it, on each system."""

from app.services.autostart.entry import AutostartState, Entry, Launch
from app.services.autostart.service import Autostart

__all__ = ["Autostart", "AutostartState", "Entry", "Launch"]
