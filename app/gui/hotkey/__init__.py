"""Keys that reach the program while another one is in front, by whatever way the system has for that."""

from app.gui.hotkey.backend import Backend, HotkeyState
from app.gui.hotkey.choice import backend_for

__all__ = ["Backend", "HotkeyState", "backend_for"]
