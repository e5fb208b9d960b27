"""Who may do what: the one table.

Every route names its permission where it is declared (`app/api/routing.py`), and can not be declared without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.services.tokens import Role


class Permission(StrEnum):
    """What a route asks of who calls it."""

    PUBLIC = "public"
    """Nothing: no token is needed, and nothing private may be told."""
    VIEW = "view"
    """See how the program is doing: no pictures, no files."""
    WATCH = "watch"
    """See the picture that leaves."""
    CONTROL = "control"
    """Start, stop, choose source, face and engine, switch outputs, cover."""
    TASKS = "tasks"
    """Hand in images and videos, and get what became of them."""
    SETTINGS = "settings"
    """Change settings."""
    TOKENS = "tokens"
    """See, make and revoke tokens; change ports."""


ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.PUBLIC, Permission.VIEW}),
    Role.OPERATOR: frozenset(
        {Permission.PUBLIC, Permission.VIEW, Permission.WATCH, Permission.CONTROL, Permission.TASKS}
    ),
    Role.ADMIN: frozenset(Permission),
}


def may(role: Role | None, permission: Permission) -> bool:
    """Whether a role, or somebody without a token (None), has a permission."""
    return permission in ALLOWED[role] if role is not None else permission is Permission.PUBLIC
