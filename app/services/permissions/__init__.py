"""What the program needs of the machine and of the user's rights, checked one by one, and how each is mended."""

from app.services.permissions.check import Check, CheckState, Mend
from app.services.permissions.service import Permissions

__all__ = ["Check", "CheckState", "Mend", "Permissions"]
