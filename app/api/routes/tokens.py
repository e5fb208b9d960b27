"""Who may use the service: tokens, made, listed and revoked."""

from __future__ import annotations

from pydantic import Field, StrictStr
from typing_extensions import TypedDict

from app.api.envelope import Model
from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.services.tokens import MAX_NAME, Role, Token

routes = Routes("tokens")


class TokenData(TypedDict):
    """A token without its secret; dates are ISO 8601 in UTC."""

    id: str
    name: str
    role: Role
    created: str
    last_used: str | None
    revoked: str | None


class NewTokenData(TypedDict):
    """``token`` is what its user sends, and is shown this once."""

    token: str
    about: TokenData


class NewTokenWish(Model):
    """A token to make."""

    name: StrictStr = Field(
        min_length=1, max_length=MAX_NAME, pattern=r"^[!-~]([ -~]*[!-~])?$", examples=["stream deck"]
    )
    role: Role = Field(examples=["operator"])


_EXAMPLE: TokenData = {
    "id": "1f3a5b7c",
    "name": "stream deck",
    "role": Role.OPERATOR,
    "created": "2026-01-31T12:00:00+00:00",
    "last_used": None,
    "revoked": None,
}


def _data(token: Token) -> TokenData:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "created": token.created,
        "last_used": token.last_used or None,
        "revoked": token.revoked or None,
    }


@routes.get("/tokens", Permission.TOKENS, example=[_EXAMPLE])
def list_tokens(core: CoreOf) -> list[TokenData]:
    """Every token, those revoked included."""
    return [_data(token) for token in core.tokens.list()]


@routes.post(
    "/tokens",
    Permission.TOKENS,
    status=201,
    fails=(409, 507),
    example={"token": "ust_1f3a5b7c_...", "about": _EXAMPLE},
)
def add_token(core: CoreOf, body: NewTokenWish) -> NewTokenData:
    """Make a token."""
    new = core.tokens.add(body.name, body.role)
    return {"token": new.text, "about": _data(new.token)}


@routes.delete("/tokens/{id}", Permission.TOKENS, fails=(404, 507), example={**_EXAMPLE, "revoked": "2026-02-01"})
def revoke_token(core: CoreOf, id: str) -> TokenData:
    """End a token, by id or by name; it counts no more from now on."""
    return _data(core.tokens.revoke(id))
