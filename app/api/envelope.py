"""The one form of every answer: ``{"ok", "data", "error": {"code", "message", "hint"}, "meta": {...}}``."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app import __version__

T = TypeVar("T")

JSON = "application/json"
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request that is answered; set by the gate."""


class Model(BaseModel):
    """A part of an answer or a question: no keys but those that are documented."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Meta(Model):
    """Which program answered which request, and when."""

    version: str = Field(description="Version of the program", examples=[__version__])
    request_id: str = Field(
        description="The header X-Request-ID of the request where it brought one, else made here; also in the log",
        examples=["9f86d081884c7d65"],
    )
    time: str = Field(description="When it was answered, ISO 8601 in UTC", examples=["2026-01-31T12:00:00.000+00:00"])


class Problem(Model):
    """Why a request was not fulfilled."""

    code: str = Field(description="Stable: what programs should look at", examples=["api.no_token"])
    message: str = Field(description="One sentence", examples=["This needs a token."])
    hint: str = Field(description="What to do; may be empty", examples=["Make one with `python -m app token add`."])


class Answer(Model, Generic[T]):
    """A request that was fulfilled."""

    ok: Literal[True]
    data: T
    error: None
    meta: Meta


class Failure(Model):
    """A request that was not fulfilled."""

    ok: Literal[False]
    data: None
    error: Problem
    meta: Meta


def new_request_id() -> str:
    return f"{random.getrandbits(64):016x}"  # to tell requests apart, not to keep a secret


def now() -> str:
    """This moment, ISO 8601 in UTC, to a millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def meta() -> dict[str, str]:
    return {"version": __version__, "request_id": request_id.get(), "time": now()}


def success(data: Any) -> dict[str, Any]:
    return {"ok": True, "data": data, "error": None, "meta": meta()}


def failure(code: str, message: str, hint: str = "", data: Any = None) -> dict[str, Any]:
    return {"ok": False, "data": data, "error": {"code": code, "message": message, "hint": hint}, "meta": meta()}


def encoded(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def around(data: bytes) -> bytes:
    """A success around data that is JSON already."""
    tail = f',"error":null,"meta":{{"version":"{__version__}","request_id":"{request_id.get()}","time":"{now()}"}}}}'
    return b"".join((b'{"ok":true,"data":', data, tail.encode("ascii")))
