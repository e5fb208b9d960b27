"""How a route is declared: its path, who may use it, and what it answers.

    routes = Routes("session")

    @routes.get("/session", Permission.VIEW)
    def read_session(core: CoreOf) -> SessionData:
        '''What the run does.'''  # the summary of the OpenAPI page is the first line
        return ...

What a route returns is the ``data`` of the envelope; a Response is sent as it is. A route without a permission can not
be declared. Routes that are no coroutines run on threads, so they may wait.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_type_hints

from fastapi import APIRouter, Depends, Response
from fastapi.requests import HTTPConnection
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

from app.api.envelope import Answer, Failure, success
from app.api.identity import identity_of, refusal
from app.api.permissions import Permission

F = TypeVar("F", bound=Callable[..., Any])

V1 = "/api/v1"
_BEARER = HTTPBearer(auto_error=False, description="A token of the window or of `python -m app token add`")

_GIVEN = {"return", "core", "identity", "shared", "control", "request"}
"""Arguments that are not sent by who asks."""
_NONE = object()
"""No example: null is one."""
WORDS: Mapping[int, tuple[str, str, str]] = {
    400: ("api.bad_request", "The request can not be understood.", "Send HTTP as the OpenAPI page says."),
    401: ("api.no_token", "This needs a token.", "Send the header “Authorization: Bearer TOKEN”."),
    403: ("api.not_allowed", "A token with the role viewer may not do this.", "Use a token with another role."),
    404: ("api.not_found", "There is nothing of that name.", "The list of the kind shows what there is."),
    409: ("session.busy", "A run is going on already.", "Stop it first."),
    413: ("api.too_large", "The request is larger than 1000000 bytes.", "Send less at once."),
    422: ("api.bad_value", "body.on: Input should be a valid boolean.", "The OpenAPI page says what is taken."),
    429: ("api.too_many_logins", "Too many tokens that do not count were sent.", "Wait 60 seconds."),
    500: ("api.bug", "This is a fault of the program.", "The log has the details, by the request id."),
    503: ("session.timeout", "The run did not answer in time.", "Look at /api/status, and try again."),
    507: ("settings.not_saved", "The setting can not be saved.", "Make the folder writable or free some space."),
}
"""What each status of a failure may look like: code, message, hint."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A route as it was declared; the tests go over all of them."""

    method: str
    path: str
    permission: Permission
    large: bool = False
    responses: Mapping[int | str, Any] = field(default_factory=dict)
    """As the OpenAPI page shows them."""


@dataclass
class Routes:
    """The routes of one topic."""

    topic: str
    router: APIRouter = field(default_factory=APIRouter)
    declared: list[Declared] = field(default_factory=list)

    def get(self, path: str, permission: Permission, **more: Any) -> Callable[[F], F]:
        return self.route("GET", path, permission, **more)

    def post(self, path: str, permission: Permission, **more: Any) -> Callable[[F], F]:
        return self.route("POST", path, permission, **more)

    def put(self, path: str, permission: Permission, **more: Any) -> Callable[[F], F]:
        return self.route("PUT", path, permission, **more)

    def patch(self, path: str, permission: Permission, **more: Any) -> Callable[[F], F]:
        return self.route("PATCH", path, permission, **more)

    def delete(self, path: str, permission: Permission, **more: Any) -> Callable[[F], F]:
        return self.route("DELETE", path, permission, **more)

    def websocket(self, path: str, permission: Permission) -> Callable[[F], F]:
        """Declare a websocket, which checks the permission itself: web pages can send no header."""

        def declare(function: F) -> F:
            self.declared.append(Declared("WS", V1 + path, permission))
            self.router.add_api_websocket_route(V1 + path, function)
            return function

        return declare

    def route(
        self,
        method: str,
        path: str,
        permission: Permission,
        *,
        at_root: bool = False,
        status: int = 200,
        fails: Iterable[int] = (),
        large: bool = False,
        content: Mapping[int, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        example: Any = _NONE,
    ) -> Callable[[F], F]:
        """Declare a route.

        Args:
            path: Under ``/api/v1``, or as it stands with ``at_root``.
            status: Of a success.
            fails: Statuses of failures besides those that every such route has.
            large: An upload: the limit is ``api.upload_mb`` and not that of other requests.
            content: By status, what the OpenAPI page says of answers that are no envelope.
            body: What the OpenAPI page says of a body that the route reads by itself.
            example: The ``data`` of a success.
        """
        whole = path if at_root else V1 + path

        def declare(function: F) -> F:
            hints = get_type_hints(function, include_extras=True)
            answer = hints["return"]
            raw = inspect.isclass(answer) and issubclass(answer, Response)
            takes = bool(hints.keys() - _GIVEN) or "{" in path
            usual = {400, 500} | ({422} if takes else set()) | ({413} if method != "GET" else set())
            usual |= set() if permission is Permission.PUBLIC else {401, 403, 429}
            responses = _responses({*usual, *fails}, status, content or {}, example)
            self.declared.append(Declared(method, whole, permission, large, responses))
            self.router.add_api_route(
                whole,
                _enveloped(function, hints),
                methods=[method],
                status_code=status,
                response_model=None if raw else Answer.__class_getitem__(answer),
                dependencies=[] if permission is Permission.PUBLIC else [Depends(_BEARER), Depends(_needs(permission))],
                tags=[self.topic],
                name=function.__name__,
                operation_id=function.__name__,
                description=(function.__doc__ or "") + f"\n\nPermission: `{permission}`.",
                responses=responses,
                response_class=Response if raw else JSONResponse,
                openapi_extra=None if body is None else {"requestBody": dict(body)},
            )
            return function

        return declare


def _needs(permission: Permission) -> Callable[[HTTPConnection], Awaitable[None]]:
    async def check(connection: HTTPConnection) -> None:
        refused = refusal(identity_of(connection.scope), permission)
        if refused is not None:
            raise refused

    return check


def _enveloped(function: Callable[..., Any], hints: Mapping[str, Any]) -> Callable[..., Any]:
    """The function with its answer in the envelope, and annotations that FastAPI need not look up any more."""

    def wrapped(result: Any) -> Any:
        return result if isinstance(result, Response) else success(result)

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def answer_later(*args: Any, **kwargs: Any) -> Any:
            return wrapped(await function(*args, **kwargs))

        answer: Callable[..., Any] = answer_later
    else:

        @functools.wraps(function)
        def answer_now(*args: Any, **kwargs: Any) -> Any:
            return wrapped(function(*args, **kwargs))

        answer = answer_now
    signature = inspect.signature(function)
    parameters = [one.replace(annotation=hints[name]) for name, one in signature.parameters.items()]
    answer.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=parameters, return_annotation=inspect.Signature.empty
    )
    return answer


def failure_example(code: str, message: str, hint: str) -> dict[str, Any]:
    """A failure's envelope, for the OpenAPI page."""
    error = {"code": code, "message": message, "hint": hint}
    return {"ok": False, "data": None, "error": error, "meta": _EXAMPLE_META}


def _responses(fails: set[int], status: int, content: Mapping[int, Any], example: Any) -> dict[int | str, Any]:
    found: dict[int | str, Any] = {}
    for code in sorted(fails):
        shown = failure_example(*WORDS[code])
        found[code] = {"model": Failure, "content": {"application/json": {"example": shown}}}
    found.update({code: answer for code, answer in content.items()})  # noqa: C416 - dict() fits no wider key
    if example is not _NONE:
        shown = {"ok": True, "data": example, "error": None, "meta": _EXAMPLE_META}
        found[status] = {"content": {"application/json": {"example": shown}}}
    return found


_EXAMPLE_META = {
    "version": "0.1.0",
    "request_id": "9f86d081884c7d65",
    "time": "2026-01-31T12:00:00.000+00:00",
}
