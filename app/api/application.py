"""The application: every topic's routes, errors as envelopes, the OpenAPI page, and the gate around all of it."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app import __version__
from app.api.envelope import request_id
from app.api.gate import Gate
from app.api.permissions import Permission
from app.api.refusals import Refusal, bug, refused
from app.api.routes import all_routes
from app.api.routing import V1
from app.api.shared import Shared
from app.base.errors import UserError
from app.services.audit import Audit
from app.services.core import Core

log = logging.getLogger(__name__)

_ABOUT = """\
Watches and steers a running Understudy. Every answer has the same form: `ok`, `data`, `error` (a stable `code`, a
`message` and a `hint`) and `meta`. Tokens are made in the window or by `python -m app token add NAME --role ROLE`, and
are sent as `Authorization: Bearer TOKEN`.

What happens is told by the websocket `/api/v1/events`, as `{"type", "time", "data"}`: `status` (as `/api/v1/status`,
at once and every second), `session` (as `/api/v1/session`, when it changes), `message` (a sentence for people) and, for
those alone who may see tasks, `tasks` (a list of those that changed: `id`, `name`, `state`, `step`, `progress`,
`seconds_left`; the state is `deleted` where one is in the list no more). The token goes into the same header; or beside
the subprotocol `understudy.events` as another one, `bearer.TOKEN`; or into the first message, `{"token": "TOKEN"}`. A
listener that does not read is let go with the code 1013, one whose token was revoked with 4401.

Besides what each route lists, any may be answered by 408 (`api.too_slow`: the request did not come in time), 431
(`api.head_too_large`) and 503 (`api.busy`: too many connections are open).
"""


def create_api(core: Core, audit: Audit, shared: Shared | None = None) -> Gate:
    """The ASGI application. The run's statement of consent is the user's: nothing here can make it."""
    shared = shared or Shared(core)
    app = _Application(
        title="Understudy",
        version=__version__,
        description=_ABOUT,
        openapi_url=f"{V1}/openapi.json",
        docs_url=None,  # both pages come from a host outside
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.core, app.state.audit, app.state.shared = core, audit, shared
    topics = all_routes()
    for topic in topics:
        app.include_router(topic.router)
    _answer_errors(app)
    gate = Gate(
        app,
        settings=lambda: core.settings.current,
        tokens=core.tokens,
        logins=core.logins,
        audit=audit,
        large=[(route.method, route.path) for topic in topics for route in topic.declared if route.large],
        public=[(one.method, one.path) for topic in topics for one in topic.declared if one.permission == "public"],
        ready=dict.fromkeys(("/status", "/api/status", f"{V1}/status"), (Permission.VIEW, shared.status.data)),
    )
    app.state.gate = gate
    gate.state = app.state
    return gate


class _Application(FastAPI):
    """With examples that show what is null, which FastAPI leaves out."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            for route in (one for topic in all_routes() for one in topic.declared if one.method != "WS"):
                shown = document["paths"][route.path][route.method.lower()]["responses"]
                for status, response in route.responses.items():
                    for kind, content in response.get("content", {}).items():
                        if "example" in content:
                            shown[str(status)]["content"][kind]["example"] = content["example"]
        return self.openapi_schema or {}


def _answer_errors(app: FastAPI) -> None:
    handlers: dict[type[Exception], Any] = {
        Refusal: lambda _, error: error.response(),
        UserError: lambda _, error: refused(error).response(),
        RequestValidationError: lambda _, error: _not_valid(error).response(),
        HTTPException: lambda request, error: _http(request, error).response(),
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, _later(handler))


def _later(handler: Any) -> Any:
    async def answer(request: Request, error: Exception) -> Response:
        response: Response = handler(request, error)
        return response

    return answer


def _bug(request: Request, error: Exception) -> Response:
    """It is raised on to the gate afterwards, which leaves it at that."""
    log.error("Request %s: %s failed by a bug", request_id.get(), ascii(request.scope["path"]), exc_info=error)
    return bug().response()


def _methods_at(path: str) -> set[str]:
    routes = [route for topic in all_routes() for route in topic.router.routes if isinstance(route, APIRoute)]
    return {method for route in routes if route.path_regex.fullmatch(path) for method in route.methods or ()}


def _not_valid(error: RequestValidationError) -> Refusal:
    """The first thing that is wrong, in words; what was sent is not repeated."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return Refusal(422, "api.bad_value", f"{place}: {first['msg']}.", f"See {V1}/docs for what this takes.")


def _http(request: Request, error: HTTPException) -> Refusal:
    """What the framework itself refuses: no such path, a method that is not taken, a body that is no form."""
    if isinstance(error.__cause__, Refusal):  # raised by the gate while the body was read
        return error.__cause__
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return Refusal(404, "api.not_found", "There is nothing at this address.", f"{V1}/docs lists what there is.")
    if error.status_code == 405:
        # The framework names those of one function; several may stand at an address.
        headers = {"Allow": ", ".join(sorted(_methods_at(request.url.path)))}
        text = f"{request.method} is not taken here."
        return Refusal(405, "api.method", text, f"{V1}/docs lists what there is.", headers)
    if error.status_code >= 500:
        return bug()
    return Refusal(error.status_code, "api.bad_request", f"{error.detail}.", "", headers)
