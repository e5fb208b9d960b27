"""Who asks: worked out once by the gate for each request, and read by the routes."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.permissions import Permission, may
from app.api.refusals import Refusal, bad_token, no_token, not_allowed, too_many_logins
from app.services.core import Core
from app.services.tokens import Role

Scope = MutableMapping[str, Any]
_KEY = "understudy.identity"


@dataclass(frozen=True, slots=True)
class Identity:
    """``role`` None: nobody that is known. ``id`` and ``name`` are those of the token."""

    role: Role | None = None
    id: str = ""
    name: str = ""
    tried: bool = False
    """Whether a token was sent that does not count."""
    wait_s: int = 0
    """Seconds until another one may be tried; above 0 where so many were wrong that this one was not looked at."""


NOBODY = Identity()


def remember(scope: Scope, identity: Identity) -> None:
    scope[_KEY] = identity


def identity_of(scope: Scope) -> Identity:
    return cast(Identity, scope.get(_KEY, NOBODY))


def refusal(identity: Identity, permission: Permission) -> Refusal | None:
    """Why an identity may not do what needs a permission; None where it may."""
    if may(identity.role, permission):
        return None
    if identity.role is not None:
        return not_allowed(identity.role, permission)
    if identity.wait_s:
        return too_many_logins(identity.wait_s)
    return bad_token() if identity.tried else no_token()


# Coroutines, all of them: the framework would have what is none wait for a thread, and those may all be waiting.


async def _core(connection: HTTPConnection) -> Core:
    return cast(Core, connection.app.state.core)


async def _identity(connection: HTTPConnection) -> Identity:
    return identity_of(connection.scope)


CoreOf = Annotated[Core, Depends(_core)]
"""The services, as an argument of a route."""
IdentityOf = Annotated[Identity, Depends(_identity)]
"""Who asks, as an argument of a route."""
