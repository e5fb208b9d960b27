"""The monitor page: its files, logging in by the program's own link, and the newest lines of the log.

The page needs no token to be loaded, for it tells nothing by itself; what it shows it asks for as any client does.
"""

from __future__ import annotations

import time
from typing import Annotated, Literal

from fastapi import Query, Response
from fastapi.requests import HTTPConnection
from pydantic import Field
from typing_extensions import TypedDict

from app.api.envelope import Model
from app.api.gate import Gate, client_of
from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.refusals import Refusal
from app.api.routing import Routes
from app.services.log_tail import log_tail
from app.services.permissions.scrub import scrubber

routes = Routes("monitor")

_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/monitor.css": ("monitor.css", "text/css; charset=utf-8"),
    "/monitor.js": ("monitor.js", "text/javascript; charset=utf-8"),
    "/charts.js": ("charts.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("../../icons/understudy.svg", "image/svg+xml"),
}
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, and no script or style but those files."""


class Code(Model):
    """What stands behind ``#code=`` in the link."""

    code: str = Field(min_length=1, max_length=200)


class LoginData(TypedDict):
    """``token`` is sent as every token is; it counts for so many seconds, at most until the program ends."""

    token: str
    role: Literal["viewer", "operator", "admin"]
    seconds: float


class LogoutData(TypedDict):
    """Whether there was a page's login to end."""

    ended: bool


class LogData(TypedDict):
    """Lines of the log, oldest first, without what says who and where somebody is."""

    lines: list[str]


def _page(path: str) -> None:
    file, kind = _FILES[path]

    def read(core: CoreOf) -> Response:
        content = (core.paths.resources / "web" / "monitor" / file).read_bytes()
        return Response(content, headers={"content-type": kind, "content-security-policy": _CSP})

    read.__name__ = f"monitor_{file.rpartition('/')[2].replace('.', '_')}"
    read.__doc__ = "A file of the monitor page."
    content = {200: {"content": {kind.partition(";")[0]: {"schema": {"type": "string"}}}}}
    routes.get(path, Permission.PUBLIC, at_root=True, content=content)(read)


for _path in _FILES:
    _page(_path)


@routes.post(
    "/login",
    Permission.PUBLIC,
    fails=(403, 429),
    example={"token": "usm_…", "role": "operator", "seconds": 43200.0},
)
async def log_in(connection: HTTPConnection, body: Code) -> LoginData:
    """Log a page in by the code of a link that the program made; it counts once, for a minute."""
    gate: Gate = connection.app.state.gate
    secret, login = gate.redeem(body.code, client_of(connection.scope))
    return {"token": secret, "role": login.role.value, "seconds": round(login.until - time.monotonic(), 1)}


@routes.post("/logout", Permission.VIEW, example={"ended": True})
def log_out(connection: HTTPConnection, core: CoreOf) -> LogoutData:
    """Log the page out that asks; a token that was made by hand stays, and is revoked where it was made."""
    _, _, text = connection.headers.get("authorization", "").partition(" ")
    return {"ended": core.logins.end(text.strip())}


@routes.get(
    "/log", Permission.CONTROL, fails=(503,), example={"lines": ["2026-01-31 12:00:00,000 INFO Services ready"]}
)
def read_log(core: CoreOf, lines: Annotated[int, Query(ge=1, le=500)] = 100) -> LogData:
    """The newest lines of the program's log, without private paths and names."""
    try:
        return {"lines": list(log_tail(core.paths.logs, scrubber(core.paths, core.settings), lines))}
    except OSError as error:
        text = f"The log can not be read: {error.strerror}."
        raise Refusal(503, "log.unreadable", text, "Make the log's folder readable.") from error
