"""What is answered when a request can not be fulfilled: a status and the three parts of the envelope's error.

A :class:`Refusal` is the service's own; a :class:`UserError` of the services below keeps its code, and gets a status by
what kind of error it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from app.api.envelope import JSON, encoded, failure
from app.base.errors import ConsentError, SettingsError, UserError

STATUS_BY_CODE: Mapping[str, int] = {
    "settings.unknown_key": 404,
    "settings.not_saved": 507,
    "engine.unknown": 404,
    "engine.unknown_option": 404,
    "tokens.unknown": 404,
    "tokens.not_saved": 507,
    "session.timeout": 503,
    "tasks.unknown": 404,
    "tasks.result_gone": 404,
    "tasks.not_allowed": 403,
    "tasks.upload_too_large": 413,
    "tasks.upload_not_kept": 507,
    "tasks.not_added": 507,
    "tasks.unusable": 507,
    "tasks.newer": 507,
}
"""Where the kind of the error says too little."""
CONFLICT = 409
"""For what was asked for rightly and can not be done as things are: no such camera, a photo without a face, busy."""


class Refusal(Exception):
    """The request is refused by the service itself."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        data: Any = None,
    ) -> None:
        """``data`` is None but where a route documents it."""
        super().__init__(message)
        self.status, self.code, self.message, self.hint = status, code, message, hint
        self.headers = dict(headers or {})
        self.data = data

    @property
    def body(self) -> dict[str, Any]:
        """The envelope."""
        return failure(self.code, self.message, self.hint, self.data)

    def response(self) -> Response:
        """The whole answer; what no encoding has, such as half a letter that was sent, is written with backslashes."""
        return Response(encoded(self.body), self.status, self.headers, JSON)


def status_of(error: UserError) -> int:
    """The HTTP status of an error for people."""
    if error.message.code in STATUS_BY_CODE:
        return STATUS_BY_CODE[error.message.code]
    if isinstance(error, ConsentError):
        return 403
    return 422 if isinstance(error, SettingsError) else CONFLICT


def refused(error: UserError) -> Refusal:
    """The same as a refusal."""
    message = error.message
    return Refusal(status_of(error), message.code, message.text, message.hint)


def no_token() -> Refusal:
    return Refusal(
        401,
        "api.no_token",
        "This needs a token.",
        "Send the header “Authorization: Bearer TOKEN”. Tokens are made in the window or by `python -m app token add`.",
        {"WWW-Authenticate": "Bearer"},
    )


def bad_token() -> Refusal:
    return Refusal(
        401,
        "api.bad_token",
        "The token is not known, or was revoked.",
        "`python -m app token list` shows the tokens that count.",
        {"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def bad_code() -> Refusal:
    return Refusal(
        403,
        "api.bad_code",
        "This link does not count any more.",
        "A link counts once, for a minute: open the monitor from Understudy again.",
    )


def not_allowed(role: str, permission: str) -> Refusal:
    return Refusal(
        403,
        "api.not_allowed",
        f"A token with the role {role} may not do this: it needs the permission {permission}.",
        "Use a token with another role.",
    )


def too_many_logins(wait_s: int) -> Refusal:
    return Refusal(
        429,
        "api.too_many_logins",
        "Too many tokens that do not count were sent.",
        f"Wait {wait_s} seconds, and send a right one.",
        {"Retry-After": str(wait_s)},
    )


def too_large(limit: int) -> Refusal:
    return Refusal(413, "api.too_large", f"The request is larger than {limit} bytes.", "Send less at once.")


def too_slow() -> Refusal:
    return Refusal(408, "api.too_slow", "The request did not come in time.", "Send it again, in one go.")


def twice(header: str) -> Refusal:
    return Refusal(400, "api.bad_request", f"The header {header} came more than once.", "Send it once.")


def wrong_host(name: str) -> Refusal:
    return Refusal(
        400,
        "api.wrong_host",
        f"The service does not answer to the name “{name[:100]}”.",
        "Use 127.0.0.1 or localhost, or allow the name in the setting api.allowed_hosts.",
    )


def wrong_origin() -> Refusal:
    return Refusal(
        403, "api.wrong_origin", "A web page of another place may not use this service.", "Call it from a program."
    )


def bug() -> Refusal:
    return Refusal(500, "api.bug", "This is a fault of the program.", "The log has the details, by the request id.")
