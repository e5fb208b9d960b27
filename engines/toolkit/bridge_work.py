"""What is under way in a bridge, and what the child says is wrong."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.api import EngineError, StopRunError
from engines.toolkit.bridge_ring import Ring


@dataclass(slots=True)
class Work:
    """A frame that the child has."""

    number: int
    ring: Ring
    place: int
    """Of the frame in the ring."""
    picture_place: int
    """Of what will be made of it."""
    sent_at: float
    """Monotonic seconds."""
    ended: threading.Event = field(default_factory=threading.Event)
    done: Mapping[str, Any] | None = None
    error: EngineError | None = None
    lost: bool = False
    """Whether the child ended before it answered."""
    given_up: bool = False
    """Whether nobody waits for it any more."""


@dataclass(slots=True)
class Call:
    """A question that the child was asked."""

    number: int
    ended: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: EngineError | None = None


def told(words: Mapping[str, str]) -> EngineError:
    """What the child said is wrong."""
    kind = StopRunError if words["code"] == "checkout.refused" else EngineError
    error = kind(words["text"], words.get("hint", ""))
    error.code = words["code"]
    return error


def failure(code: str, text: str, hint: str = "") -> EngineError:
    """An EngineError of that code."""
    return told({"code": code, "text": text, "hint": hint})
